//! The private key, from a file or pasted; its passphrase and certificate where there are any.

mod making;

use std::fs;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use jiff::Timestamp;

use super::{Asked, Progress, Step, Surroundings, Taken};
use crate::domain::private_key::stored::{StoredKey, judge};
use crate::domain::private_key::{self, Intake, Refused};
use crate::domain::{Certificate, CheckLine, PrivateKey, Secret};
use crate::draft::{Draft, KeyAnswer, Learned};
use crate::files;
use crate::problem::Problem;
use crate::question::{Answer, Body, Fact, Field, FieldKind, Question, Rejection, Value};

/// The step.
pub struct ThePrivateKey;

const FILE: &str = "private_key_file";
const PASSPHRASE: &str = "passphrase";
const CERTIFICATE: &str = "certificate_file";

#[async_trait]
impl Step for ThePrivateKey {
    fn id(&self) -> &'static str {
        "private-key"
    }

    fn summary(&self, draft: &Draft) -> Option<String> {
        let answer = draft.private_key.as_ref()?;
        let key = &answer.key;
        Some(format!("RSA {}, {}", key.bits(), key.fingerprint().short()))
    }

    async fn ask(
        &self,
        around: &Surroundings,
        draft: &Draft,
        progress: &dyn Progress,
    ) -> Result<Asked, Problem> {
        let made = match draft.key_to_make {
            Some(days) => {
                progress.waiting_for("Making a key pair");
                let name = draft.center_name().unwrap_or("salesforce").to_owned();
                Some(making::make(key_folder(around).clone(), name, days).await?)
            }
            None => draft.made_key.clone(),
        };
        let mut facts: Vec<Fact> = kept(draft).iter().map(now).collect();
        let mut fields = fields(likely_files(key_folder(around)), !facts.is_empty());
        let mut notices = Vec::new();
        if let Some(made) = &made {
            facts.extend(making::facts(made));
            notices.extend(making::notices());
            if draft.private_key.is_none() {
                fields[0].initial = Some(Value::Path(made.key_file.clone()));
            }
        }
        fields.push(making::field());
        Ok(Asked {
            question: Question {
                step: self.id(),
                prompt: "Where is the private key (server.key)?".into(),
                notices,
                body: Body::Form(fields),
                facts,
                unfinished: None,
            },
            learned: Learned {
                made_key: made,
                ..Learned::default()
            },
        })
    }

    fn checks(&self, draft: &Draft, field: &str, value: &Value) -> Vec<CheckLine> {
        match field {
            FILE => match intake(&located(draft, value), None) {
                Ok(intake) => intake.checks(),
                Err(Refused::NeedsPassphrase) => {
                    vec![CheckLine::warn(
                        "This key has a passphrase. Enter it below.",
                    )]
                }
                Err(Refused::Problem(problem)) => vec![CheckLine::fail(problem.to_string())],
            },
            CERTIFICATE => match certificate(&located(draft, value)) {
                Ok(certificate) => certificate.checks(None, Timestamp::now()),
                Err(problem) => vec![CheckLine::fail(problem.to_string())],
            },
            _ => Vec::new(),
        }
    }

    fn take(&self, draft: &mut Draft, answer: &Answer) -> Result<Taken, Vec<Rejection>> {
        if let Some(days) = making::wanted(answer.text(making::FIELD)) {
            draft.key_to_make = Some(days);
            return Ok(Taken::Again);
        }
        let taken = match answer.get(FILE) {
            Some(value) => read(&located(draft, value), draft, answer)?,
            None => kept(draft).ok_or_else(|| {
                vec![Rejection::missing(
                    FILE,
                    "The private key",
                    "--private-key-file FILE",
                )]
            })?,
        };
        draft.private_key = Some(taken);
        draft.preview = None;
        Ok(Taken::Next)
    }
}

/// Where keys are looked for and made: here, or where practice has its own.
fn key_folder(around: &Surroundings) -> &PathBuf {
    around
        .practice_folder
        .as_ref()
        .unwrap_or(&around.working_directory)
}

fn now(answer: &KeyAnswer) -> Fact {
    let key = &answer.key;
    let shown = format!("RSA {}, {}", key.bits(), key.fingerprint().short());
    Fact::new("Now", shown, &answer.source)
}

fn fields(likely: Vec<PathBuf>, optional: bool) -> Vec<Field> {
    let hint = match optional {
        true => "Choose another file, or leave it empty to keep this key.",
        false => "A file's path, or the key's whole text pasted.",
    };
    vec![
        Field {
            id: FILE,
            label: "Private key file".into(),
            kind: FieldKind::File {
                likely,
                pasted: true,
            },
            optional,
            initial: None,
            hint: hint.into(),
        },
        Field {
            id: PASSPHRASE,
            label: "Passphrase".into(),
            kind: FieldKind::Secret,
            optional: true,
            initial: None,
            hint: "Only for an encrypted key.".into(),
        },
        Field {
            id: CERTIFICATE,
            label: "Certificate file".into(),
            kind: FieldKind::File {
                likely: Vec::new(),
                pasted: false,
            },
            optional: true,
            initial: None,
            hint: "Optional: server.crt, to check that it pairs with the key.".into(),
        },
    ]
}

fn read(value: &Value, draft: &Draft, answer: &Answer) -> Result<KeyAnswer, Vec<Rejection>> {
    let passphrase = match answer.get(PASSPHRASE) {
        Some(Value::Secret(secret)) => Some(secret),
        _ => None,
    };
    let intake = intake(value, passphrase).map_err(|refused| vec![rejection(refused)])?;
    let named = match answer.get(CERTIFICATE) {
        Some(value) => Some(
            certificate(&located(draft, value))
                .map_err(|p| vec![Rejection::new(CERTIFICATE, p)])?,
        ),
        None => None,
    };
    if let Some(named) = &named {
        let insisted = answer.insists_on("certificate-does-not-pair");
        if !named.pairs_with(&intake.key) && !insisted {
            let refused = Rejection::new(CERTIFICATE, does_not_pair()).unless_insisted();
            return Err(vec![refused]);
        }
    }
    Ok(KeyAnswer {
        source: match value {
            Value::Path(path) => path.display().to_string(),
            Value::Text(path) => path.clone(),
            Value::Secret(_) => "pasted text".into(),
        },
        certificate: named
            .or(intake.certificate)
            .or_else(|| beside(value, &intake.key)),
        key: intake.key,
    })
}

/// A file's path, made to start from the home where `~` says so, or from the conversation's folder.
fn located(draft: &Draft, value: &Value) -> Value {
    let path = match value {
        Value::Path(path) => path.clone(),
        Value::Text(text) => PathBuf::from(text.trim()),
        Value::Secret(_) => return value.clone(),
    };
    Value::Path(draft.folder.join(files::at_home(&path)))
}

fn rejection(refused: Refused) -> Rejection {
    match refused {
        Refused::Problem(problem) if problem.code == "private-key-wrong-passphrase" => {
            Rejection::new(PASSPHRASE, problem)
        }
        Refused::Problem(problem) => Rejection::new(FILE, problem),
        Refused::NeedsPassphrase => {
            let problem = Problem::new(
                "private-key-encrypted",
                "This private key has a passphrase.",
            )
            .cause("It was made with one, like server.pass.key of many guides.")
            .fix("Enter the passphrase, or pass --passphrase-file; or choose the key without one.");
            Rejection::new(PASSPHRASE, problem)
        }
    }
}

fn does_not_pair() -> Problem {
    Problem::new(
        "certificate-does-not-pair",
        "The certificate does not belong to this private key.",
    )
    .cause("They were made at different times, or for different purposes (telephony and REST).")
    .fix("Choose the certificate that was made with this key, and upload that one to the app.")
}

/// The key that was given before, or the one that is stored and could be used as it is.
fn kept(draft: &Draft) -> Option<KeyAnswer> {
    if let Some(answer) = &draft.private_key {
        return Some(answer.clone());
    }
    let [_, text, ..] = draft.snapshot.as_deref()?.four_values();
    match judge(&text?) {
        StoredKey::Usable { key } => Some(KeyAnswer {
            key,
            source: "stored in AWS".into(),
            certificate: None,
        }),
        _ => None,
    }
}

fn intake(value: &Value, passphrase: Option<&Secret>) -> Result<Intake, Refused> {
    let bytes = match value {
        Value::Secret(text) => return private_key::read_text(text, passphrase),
        Value::Path(path) => files::read(path),
        Value::Text(path) => files::read(Path::new(path.trim())),
    };
    private_key::read(&bytes.map_err(Refused::Problem)?, passphrase)
}

fn certificate(value: &Value) -> Result<Certificate, Problem> {
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
fn beside(value: &Value, key: &PrivateKey) -> Option<Certificate> {
    let Value::Path(path) = value else {
        return None;
    };
    ["crt", "cer", "pem"]
        .iter()
        .filter_map(|extension| files::read(&path.with_extension(extension)).ok())
        .filter_map(|bytes| Certificate::read(&bytes).ok())
        .find(|certificate| certificate.pairs_with(key))
}

/// Files of this folder that look like keys; `server.key` first.
fn likely_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let is_likely = |path: &PathBuf| {
        let extension = path
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or_default();
        ["key", "pem", "p12", "pfx"].contains(&extension.to_ascii_lowercase().as_str())
    };
    let mut files: Vec<PathBuf> = entries
        .take(10_000)
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(is_likely)
        .collect();
    files.sort_by_key(|path| {
        (
            path.file_name() != Some("server.key".as_ref()),
            path.clone(),
        )
    });
    files.truncate(20);
    files
}
