//! Taking a key in: from the bytes of a file or a paste to one proved key, or a refusal by name.

use super::{PrivateKey, refusal, seal};
use crate::{
    domain::{
        Certificate, CheckLine, Secret,
        pem::{
            blocks::{self, Block},
            der::{self, Kind},
            text::{self, Content},
        },
    },
    problem::Problem,
};

/// Files and pastes above this size are not looked at: the longest key with its certificates is far smaller.
pub const SIZE_LIMIT: usize = 64 * 1024;

/// A key that was taken in.
#[derive(Debug, Clone)]
pub struct Intake {
    /// The key, in its one shape.
    pub key: PrivateKey,
    /// What was repaired, in sentences; empty if it came as it should.
    pub repairs: Vec<String>,
    /// The certificate found beside it: the one that pairs, or else the first.
    pub certificate: Option<Certificate>,
}

impl Intake {
    /// The key's checks, and what was repaired.
    pub fn checks(&self) -> Vec<CheckLine> {
        let mut checks = self.key.checks();
        checks.extend(self.repairs.iter().map(CheckLine::ok));
        checks
    }
}

/// Why no key was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// It is encrypted: ask for the passphrase and read it again.
    NeedsPassphrase,
    /// It cannot be used.
    Problem(Problem),
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// Reads a key in any shape in which people have it.
pub fn read(bytes: &[u8], passphrase: Option<&Secret>) -> Result<Intake, Refused> {
    if bytes.len() > SIZE_LIMIT {
        return Err(refusal::too_big(bytes.len()).into());
    }
    let opened = text::open(bytes);
    let mut finds = Finds {
        passphrase,
        notes: opened.notes,
        ..Finds::default()
    };
    match &opened.content {
        Content::Binary(bytes) => finds.take_binary(bytes),
        Content::Text(text) => finds.take_text(text),
    }
    finds.settle()
}

/// Reads a key whose text was pasted.
pub fn read_text(text: &Secret, passphrase: Option<&Secret>) -> Result<Intake, Refused> {
    read(text.expose().as_bytes(), passphrase)
}

/// What has been found so far while walking through the blocks.
#[derive(Default)]
struct Finds<'a> {
    passphrase: Option<&'a Secret>,
    notes: Vec<String>,
    keys: Vec<PrivateKey>,
    certificates: Vec<Certificate>,
    sealed: bool,
    unpacked: bool,
    refusals: Vec<Problem>,
}

impl Finds<'_> {
    fn take_binary(&mut self, bytes: &[u8]) {
        if matches!(der::classify(bytes), Kind::Rsa { .. }) {
            self.unpack("It was in binary form (DER).");
        }
        self.take_der(bytes, true);
    }

    fn take_text(&mut self, text: &str) {
        if let Some(problem) = refusal::of_whole(text) {
            return self.refusals.push(problem);
        }
        let blocks = blocks::scan(text);
        if blocks.is_empty() {
            self.refusals.push(refusal::of_text(text));
        }
        for block in &blocks {
            self.take_block(block);
        }
        if !self.keys.is_empty() {
            self.notes.extend(shape_notes(text, &blocks));
        }
    }

    fn take_block(&mut self, block: &Block<'_>) {
        let in_question = refusal::may_hold_a_key(block.label);
        if let Some(problem) = refusal::of_label(block.label) {
            return self.refusals.push(problem);
        }
        if !block.closed && in_question {
            return self.refusals.push(refusal::no_end(block.line));
        }
        let body = match block.decode() {
            Ok(body) => body,
            Err(damage) if in_question => return self.refusals.push(refusal::of_damage(&damage)),
            Err(_) => return,
        };
        if refusal::is_mislabelled(block.label, &body.bytes) {
            self.note("Its BEGIN line named another format than the one below it.");
        }
        let Some(sealing) = &body.sealed else {
            return self.take_der(&body.bytes, in_question);
        };
        match self.passphrase {
            None => self.sealed = true,
            Some(passphrase) => match seal::open_legacy(sealing, &body.bytes, passphrase) {
                Ok(plain) => {
                    self.unpack("Its encryption was taken off.");
                    self.take_der(&plain, in_question);
                }
                Err(problem) => self.refusals.push(problem),
            },
        }
    }

    fn take_der(&mut self, bytes: &[u8], in_question: bool) {
        match der::classify(bytes) {
            Kind::Rsa { pkcs1, from_pkcs8 } => self.take_key(&pkcs1, from_pkcs8),
            Kind::SealedPkcs8 => match seal::refused_unopened(bytes) {
                Some(problem) => self.refusals.push(problem),
                None => self.unseal(|passphrase| seal::open_pkcs8(bytes, passphrase)),
            },
            Kind::Pkcs12 => self.take_archive(bytes),
            Kind::Certificate => {
                self.certificates
                    .extend(Certificate::from_der(der::exact(bytes)).ok());
                self.refusals.push(refusal::certificate());
            }
            kind if in_question => self.refusals.push(refusal::of_kind(&kind)),
            _ => {}
        }
    }

    fn take_key(&mut self, pkcs1: &[u8], from_pkcs8: bool) {
        match PrivateKey::from_pkcs1(der::exact(pkcs1)) {
            Ok(key) => {
                if from_pkcs8 && !self.unpacked {
                    self.note("It was in the PKCS#8 form and is written as RSA PRIVATE KEY, as the procedure shows.");
                }
                if !self.keys.contains(&key) {
                    self.keys.push(key);
                }
            }
            Err(problem) => self.refusals.push(problem),
        }
    }

    fn unseal(
        &mut self,
        open: impl FnOnce(&Secret) -> Result<zeroize::Zeroizing<Vec<u8>>, Problem>,
    ) {
        match self.passphrase.map(open) {
            None => self.sealed = true,
            Some(Err(problem)) => self.refusals.push(problem),
            Some(Ok(plain)) => {
                self.unpack("Its encryption was taken off.");
                self.take_der(&plain, true);
            }
        }
    }

    /// An archive may have an empty passphrase, so that one is tried before asking.
    fn take_archive(&mut self, bytes: &[u8]) {
        let empty = Secret::new("");
        let archive = match seal::open_pkcs12(bytes, self.passphrase.unwrap_or(&empty)) {
            Ok(archive) => archive,
            Err(problem)
                if self.passphrase.is_none() && problem.code == refusal::WRONG_PASSPHRASE =>
            {
                self.sealed = true;
                return;
            }
            Err(problem) => return self.refusals.push(problem),
        };
        self.unpack("It was taken out of a PKCS#12 archive (.p12 or .pfx).");
        if archive.keys.is_empty() {
            self.refusals.push(refusal::archive_without_key());
        }
        for key in &archive.keys {
            self.take_der(key, true);
        }
        self.certificates.extend(
            archive
                .certificates
                .iter()
                .filter_map(|der| Certificate::from_der(der).ok()),
        );
    }

    /// Notes a wrapping that says enough: what form the key had inside it is then no news.
    fn unpack(&mut self, note: &str) {
        self.unpacked = true;
        self.note(note);
    }

    fn note(&mut self, note: &str) {
        if !self.notes.iter().any(|known| known == note) {
            self.notes.push(note.to_owned());
        }
    }

    fn settle(mut self) -> Result<Intake, Refused> {
        let Some(key) = self.keys.pop() else {
            if self.sealed {
                return Err(Refused::NeedsPassphrase);
            }
            return Err(refusal::most_telling(self.refusals).into());
        };
        if !self.keys.is_empty() {
            return Err(refusal::several_keys(self.keys.len() + 1).into());
        }
        let pairing = self
            .certificates
            .iter()
            .position(|certificate| certificate.pairs_with(&key));
        let certificate = (!self.certificates.is_empty())
            .then(|| self.certificates.swap_remove(pairing.unwrap_or(0)));
        Ok(Intake {
            key,
            repairs: self.notes,
            certificate,
        })
    }
}

/// What was odd about the lines of a text from which a key was taken.
fn shape_notes(text: &str, blocks: &[Block<'_>]) -> Vec<String> {
    let keys: Vec<&Block<'_>> = blocks
        .iter()
        .filter(|block| refusal::may_hold_a_key(block.label))
        .collect();
    let lone_return = text.split("\r\n").any(|part| part.contains('\r'));
    let rows = [
        (
            text.contains("\r\n"),
            "Windows line ends became plain ones.",
        ),
        (lone_return, "Old Macintosh line ends became plain ones."),
        (
            keys.iter().any(|key| !key.has_lines()),
            "Its line breaks were lost and are restored.",
        ),
        (
            keys.iter().any(|key| key.has_blank_lines()),
            "Blank lines were removed.",
        ),
        (
            keys.iter().any(|key| key.is_indented()),
            "Blanks at the start of lines were removed.",
        ),
        (
            keys.iter().any(|key| !key.has_five_dashes()),
            "Its BEGIN and END lines have five dashes again.",
        ),
    ];
    rows.iter()
        .filter(|(seen, _)| *seen)
        .map(|(_, note)| (*note).to_owned())
        .collect()
}
