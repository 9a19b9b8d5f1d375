//! The keys of a practice world. They fit its orgs and nothing else.

use std::sync::Arc;

use jiff::Timestamp;

use super::directory::Directory;
use super::{Soon, soon};
use crate::domain::{KeyPair, Secret};
use crate::problem::Problem;

/// What every app of the practice orgs knows, and what the account may hold.
#[derive(Debug)]
pub(super) struct Credentials {
    pub consumer_key: Secret,
    /// Fits the certificate in the apps.
    pub rest: KeyPair,
    /// Salesforce's own, for telephony; fits none of the apps.
    pub telephony: KeyPair,
}

impl Credentials {
    /// Makes the keys in the background and writes the files for the wizard.
    pub fn soon(consumer_key: Secret, files: Arc<Directory>, now: fn() -> Timestamp) -> Soon<Self> {
        soon(move || {
            // Each takes a good part of a second where crates are not optimised.
            let (rest, telephony) = std::thread::scope(|scope| {
                let rest = scope.spawn(|| KeyPair::generate("practice", 365, now()));
                let telephony = KeyPair::generate("practice telephony", 365, now());
                (rest.join(), telephony)
            });
            let made = Self {
                rest: rest.unwrap_or_else(|_| Err(no_key()))?,
                telephony: telephony?,
                consumer_key,
            };
            let line = format!("{}\n", made.consumer_key.expose_for_signing());
            files.write("server.key", &made.rest.key.to_pem())?;
            files.write("server.crt", &Secret::new(&made.rest.certificate_pem))?;
            files.write("consumer-key.txt", &Secret::new(line))?;
            Ok(made)
        })
    }
}

/// 85 characters that begin with `3MVG9`, as Salesforce makes them.
pub(super) fn new_consumer_key() -> Result<Secret, Problem> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";
    let mut random = [0_u8; 80];
    aws_lc_rs::rand::fill(&mut random).map_err(|_| no_key())?;
    let letters = random.map(|byte| char::from(ALPHABET[usize::from(byte % 64)]));
    Ok(Secret::new(format!("3MVG9{}", String::from_iter(letters))))
}

fn no_key() -> Problem {
    Problem::new("practice-not-made", "The practice keys could not be made.")
        .fix("Start practice again.")
}
