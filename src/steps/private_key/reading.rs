//! Keys and certificates as they are named: by a path from somewhere, or pasted.

use std::path::{Path, PathBuf};

use crate::domain::private_key::{Intake, Refused};
use crate::domain::{Certificate, PrivateKey, Secret};
use crate::draft::Draft;
use crate::files;
use crate::problem::Problem;
use crate::question::Value;

/// A file's path, made to start from the home where `~` says so, or from the conversation's folder.
pub fn located(draft: &Draft, value: &Value) -> Value {
    let path = match value {
        Value::Path(path) => path.clone(),
        Value::Text(text) => PathBuf::from(text.trim()),
        Value::Secret(_) => return value.clone(),
    };
    Value::Path(draft.folder.join(files::at_home(&path)))
}

/// Takes a key in.
///
/// # Errors
/// Where there is none, or where it needs a passphrase first.
pub fn intake(
    draft: &Draft,
    value: &Value,
    passphrase: Option<&Secret>,
) -> Result<Intake, Refused> {
    let last = &draft.last_opened;
    let bytes = match value {
        Value::Secret(text) => return last.read_text(text, passphrase),
        Value::Path(path) => files::read(path),
        Value::Text(path) => files::read(Path::new(path.trim())),
    };
    last.read(&bytes.map_err(Refused::Problem)?, passphrase)
}

/// Reads a certificate.
///
/// # Errors
/// Where there is none.
pub fn certificate(value: &Value) -> Result<Certificate, Problem> {
    let path = match value {
        Value::Path(path) => path.clone(),
        Value::Text(path) => PathBuf::from(path.trim()),
        Value::Secret(_) => {
            return Err(Problem::new(
                "certificate-unreadable",
                "A path is needed here.",
            ));
        }
    };
    Certificate::read(&files::read(&path)?)
}

/// The certificate next to a key file, if it pairs: `server.crt` beside `server.key`.
pub fn beside(value: &Value, key: &PrivateKey) -> Option<Certificate> {
    let Value::Path(path) = value else {
        return None;
    };
    ["crt", "cer", "pem"]
        .iter()
        .filter_map(|extension| files::read(&path.with_extension(extension)).ok())
        .filter_map(|bytes| Certificate::read(&bytes).ok())
        .find(|certificate| certificate.pairs_with(key))
}
