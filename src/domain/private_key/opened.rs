//! A sealed key, opened once: it takes seconds, and the same file is looked at for each question about it.

use std::fmt;
use std::sync::{Arc, Mutex};

use zeroize::Zeroizing;

use super::intake::{Intake, Refused, read};
use crate::domain::Secret;

/// The sealed key that was opened last, with what it took to open it. Clones share it.
#[derive(Clone, Default)]
pub struct LastOpened(Arc<Mutex<Option<Opened>>>);

struct Opened {
    sealed: Zeroizing<Vec<u8>>,
    passphrase: Secret,
    intake: Intake,
}

impl LastOpened {
    /// Reads a key, at once where it is the one that was opened last by the same passphrase.
    ///
    /// # Errors
    /// Where there is none, or where it needs a passphrase first.
    pub fn read(&self, bytes: &[u8], passphrase: Option<&Secret>) -> Result<Intake, Refused> {
        self.or_by(bytes, passphrase, || read(bytes, passphrase))
    }

    /// The same of a text that was pasted.
    ///
    /// # Errors
    /// The same.
    pub fn read_text(&self, text: &Secret, passphrase: Option<&Secret>) -> Result<Intake, Refused> {
        self.read(text.expose().as_bytes(), passphrase)
    }

    fn or_by(
        &self,
        bytes: &[u8],
        passphrase: Option<&Secret>,
        open: impl FnOnce() -> Result<Intake, Refused>,
    ) -> Result<Intake, Refused> {
        let Some(passphrase) = passphrase else {
            return open();
        };
        if let Some(intake) = self.known(bytes, passphrase) {
            return Ok(intake);
        }
        // Nobody is kept waiting by this: the passphrase may be mended while a wrong one is tried.
        let intake = open()?;
        if let Ok(mut last) = self.0.lock() {
            *last = Some(Opened {
                sealed: Zeroizing::new(bytes.to_vec()),
                passphrase: passphrase.clone(),
                intake: intake.clone(),
            });
        }
        Ok(intake)
    }

    fn known(&self, bytes: &[u8], passphrase: &Secret) -> Option<Intake> {
        let last = self.0.lock().ok()?;
        let is_same = |it: &&Opened| *it.sealed == bytes && it.passphrase == *passphrase;
        last.as_ref().filter(is_same).map(|it| it.intake.clone())
    }
}

impl fmt::Debug for LastOpened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LastOpened")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::domain::KeyPair;

    #[test]
    fn the_same_key_is_opened_once_and_another_passphrase_opens_anew() {
        let now = jiff::Timestamp::now();
        let key = KeyPair::generate("acme", 365, now).unwrap().key;
        let intake = Intake {
            key,
            repairs: Vec::new(),
            certificate: None,
        };
        let (last, mut opened) = (LastOpened::default(), 0);
        let mut open = |bytes: &[u8], passphrase: &str| {
            let passphrase = Secret::new(passphrase);
            let shared = last.clone();
            let came = shared.or_by(bytes, Some(&passphrase), || {
                opened += 1;
                Ok(intake.clone())
            });
            assert!(came.is_ok());
            opened
        };
        assert_eq!(open(b"sealed", "one"), 1);
        assert_eq!(open(b"sealed", "one"), 1);
        assert_eq!(open(b"sealed", "two"), 2);
        assert_eq!(open(b"another", "two"), 3);
        // What did not open it is not remembered.
        let wrong = last.or_by(b"sealed", Some(&Secret::new("no")), || {
            Err(Refused::NeedsPassphrase)
        });
        assert_eq!(wrong.err(), Some(Refused::NeedsPassphrase));
        assert_eq!(format!("{last:?}"), "LastOpened");
        // While one is being opened, another one can be.
        let (mended, wrong) = (Secret::new("two"), Secret::new("no"));
        let slow = last.or_by(b"sealed", Some(&wrong), || {
            last.or_by(b"sealed", Some(&mended), || Ok(intake.clone()))
        });
        assert!(slow.is_ok());
    }
}
