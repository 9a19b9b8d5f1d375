//! The private key, from a file or pasted; its passphrase and certificate where there are any.

mod checks;
mod likely;
mod making;
pub(super) mod offers;
mod reading;

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use jiff::Timestamp;

use super::{Asked, Effort, Need, Progress, Step, Surroundings, Taken};
use crate::aside::aside;
use crate::domain::private_key::Refused;
use crate::domain::snapshot::telephony_key;
use crate::domain::{Certificate, CheckLine, PrivateKey, Secret};
use crate::draft::{Draft, KeyAnswer, Learned, MadeKey, OfCenter, Owner};
use crate::problem::Problem;
use crate::question::{Answer, Body, Fact, Field, FieldKind, Offer, Question, Rejection, Value};
use likely::likely_files;
use reading::{beside, certificate, intake, located};

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

    fn fields(&self) -> &'static [&'static str] {
        &[FILE, PASSPHRASE, CERTIFICATE]
    }

    fn summary(&self, draft: &Draft) -> Option<String> {
        draft.private_key_here().map(shown)
    }

    async fn ask(
        &self,
        around: &Surroundings,
        draft: &Draft,
        progress: &dyn Progress,
    ) -> Result<Asked, Problem> {
        let mut draft = draft.clone();
        let learned = Learned {
            key_making: make(around, &draft, progress).await,
            made_before: making::remembered(draft.key_before.clone()).await,
            ..Learned::default()
        };
        draft.learn(learned.clone());
        let (kept, here) = (kept(&draft), draft.here());
        let now = |key| now(key, &here);
        let mut facts: Vec<Fact> = kept.iter().map(now).collect();
        let keeping = match &kept {
            None => Keeping::Nothing,
            Some(key) if key.of(&here).is_some() => Keeping::ThisKey,
            Some(_) => Keeping::AnothersKey,
        };
        let mut fields = fields(keeping);
        let not_kept = not_kept(&draft);
        let mut notices: Vec<CheckLine> = not_kept.iter().map(stored_is_unusable).collect();
        if let Some(Err(problem)) = &learned.key_making {
            notices.push(CheckLine::fail(problem.to_string()));
        }
        if let Some(made) = draft.made_key_here() {
            facts.extend(making::facts(made));
            notices.extend(making::notices(made, false, variable));
            if draft.private_key.is_none() {
                fields[0].initial = Some(Value::Path(made.key_file.clone()));
            }
            // What was made is read first, and another one is wanted last.
            fields.push(making::field(around.practice_folder.is_some()));
        } else {
            if let Some(made) = draft.made_before_here() {
                facts.extend(making::facts(made));
                notices.extend(making::notices(made, true, variable));
            }
            fields.insert(0, making::field(around.practice_folder.is_some()));
        }
        let asked = Asked {
            question: Question {
                step: self.id(),
                prompt: "Where is the private key (server.key)?".into(),
                notices,
                body: Body::Form(fields),
                facts,
                unfinished: None,
            },
            learned,
        };
        let folder = key_folder(around).clone();
        let looking = aside(move || likely_files(&folder));
        Ok(likely::offered(asked, looking, progress).await)
    }

    fn effort(&self, answer: &Answer) -> Option<Effort> {
        if making::wanted(answer.text(making::FIELD)).is_some() {
            return None;
        }
        let file = answer.get(FILE).or_else(|| answer.get(CERTIFICATE))?;
        let is_long = answer.get(FILE).is_some() && passphrase(answer).is_some();
        let what = match is_long {
            true => "Opening the key with this passphrase".into(),
            false => Effort::reading(file),
        };
        Some(Effort { what, is_long })
    }

    fn checks(&self, draft: &Draft, field: &str, value: &Value) -> Vec<CheckLine> {
        match field {
            FILE => checks::of_key_file(draft, &located(draft, value)),
            CERTIFICATE => {
                let kept = kept(draft);
                let key = kept.as_ref().map(|kept| &kept.whosever().key);
                checks::of_certificate(&located(draft, value), key)
            }
            _ => Vec::new(),
        }
    }

    fn remarks(&self, draft: &Draft, field: &str, answer: &Answer) -> Vec<CheckLine> {
        match answer.get(field) {
            Some(value) if field == FILE => {
                checks::of_key(draft, &located(draft, value), passphrase(answer))
            }
            Some(value) => self.checks(draft, field, value),
            None => Vec::new(),
        }
    }

    fn need(&self, draft: &Draft, field: &str, answer: &Answer) -> Need {
        let is_new = making::wanted(answer.text(making::FIELD)).is_some();
        let file = answer.get(FILE).map(|value| located(draft, value));
        let sealed = |value| matches!(intake(draft, &value, None), Err(Refused::NeedsPassphrase));
        match field {
            making::FIELD => Need::AsMarked,
            _ if is_new => Need::None,
            PASSPHRASE if file.is_some_and(sealed) => Need::Must,
            PASSPHRASE => Need::None,
            _ => Need::AsMarked,
        }
    }

    fn offers(&self, draft: &Draft, answer: &Answer) -> Vec<Offer> {
        let made = draft.made_key_here().or_else(|| draft.made_before_here());
        let public = made.map(|made| offers::copy_certificate(FILE, made));
        public.into_iter().chain(of_key(draft, answer)).collect()
    }

    /// Whoever goes elsewhere while a pair is made wants none.
    fn leave(&self, draft: &mut Draft) {
        draft.key_to_make = None;
    }

    fn take(&self, draft: &mut Draft, answer: &Answer) -> Result<Taken, Vec<Rejection>> {
        if let Some(days) = making::wanted(answer.text(making::FIELD)) {
            draft.key_to_make = Some(days);
            return Ok(Taken::Again);
        }
        let key = match answer.get(FILE) {
            Some(value) => read(draft, &located(draft, value), passphrase(answer))
                .map(|key| OfCenter::given(key, draft.here())),
            None => kept(draft).ok_or_else(|| missing(draft)),
        };
        let (mut key, named) = match (key, named(draft, answer)) {
            (Ok(key), Ok(named)) => (key, named),
            (key, named) => return Err(key.err().into_iter().chain(named.err()).collect()),
        };
        if let Some(named) = named {
            let unfit = unfit(&named, &key.whosever().key, answer);
            unfit.map_or(Ok(()), |unfit| Err(vec![unfit]))?;
            key = key.map(|key| KeyAnswer {
                certificate: Some(named),
                ..key
            });
        }
        draft.private_key = Some(key.agreed_to_for(draft.here()));
        Ok(Taken::Next)
    }
}

/// What can be done with the key itself.
fn of_key(draft: &Draft, answer: &Answer) -> Vec<Offer> {
    let Some(value) = answer.get(FILE).map(|value| located(draft, value)) else {
        return draft.private_key_here().map_or_else(Vec::new, |kept| {
            offers::offers(draft, FILE, kept.file.as_deref(), Some(&kept.key))
        });
    };
    let file = match &value {
        Value::Path(path) => Some(path.as_path()),
        _ => None,
    };
    // Asked for as it is typed, and opening a sealed key takes seconds: only handing in does that.
    let key = match intake(draft, &value, None) {
        Ok(intake) => Some(intake.key),
        Err(Refused::NeedsPassphrase) => opened(draft, file),
        Err(Refused::Problem(_)) => return Vec::new(),
    };
    offers::offers(draft, FILE, file, key.as_ref())
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Makes a key pair, where one is wanted.
async fn make(
    around: &Surroundings,
    draft: &Draft,
    progress: &dyn Progress,
) -> Option<Result<MadeKey, Problem>> {
    let days = draft.key_to_make?;
    progress.waiting_for("Making a key pair");
    let name = draft.center_name().unwrap_or("salesforce").to_owned();
    Some(making::make(key_folder(around).clone(), name, days).await)
}

/// Where keys are looked for and made: here, or where practice has its own.
fn key_folder(around: &Surroundings) -> &PathBuf {
    around
        .practice_folder
        .as_ref()
        .unwrap_or(&around.working_directory)
}

/// The key that stays where no other is given.
fn now(key: &OfCenter<KeyAnswer>, here: &Owner) -> Fact {
    let answer = key.whosever();
    let source = match key.other_than(here) {
        Some(other) => format!("{}, given for {other}", answer.source),
        None => answer.source.clone(),
    };
    Fact::new("Now", shown(answer), source)
}

fn shown(KeyAnswer { key, .. }: &KeyAnswer) -> String {
    format!("RSA {}, {}", key.bits(), key.fingerprint().short())
}

/// What stays where the file's field is left empty.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keeping {
    Nothing,
    ThisKey,
    AnothersKey,
}

fn fields(keeping: Keeping) -> Vec<Field> {
    let hint = match keeping {
        Keeping::ThisKey => "Choose another file, or leave it empty to keep this key.",
        Keeping::AnothersKey => {
            "Choose this app's key file. Leave it empty only if the app is the same."
        }
        Keeping::Nothing => "A file's path, or the key's whole text pasted.",
    };
    vec![
        Field {
            id: FILE,
            label: "Private key file".into(),
            kind: FieldKind::File {
                likely: Vec::new(),
                pasted: true,
            },
            optional: keeping != Keeping::Nothing,
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

fn passphrase(answer: &Answer) -> Option<&Secret> {
    match answer.get(PASSPHRASE) {
        Some(Value::Secret(secret)) => Some(secret),
        _ => None,
    }
}

/// The key of a file or of a pasted text, with the certificate that is in the file or beside it.
fn read(draft: &Draft, value: &Value, passphrase: Option<&Secret>) -> Result<KeyAnswer, Rejection> {
    let intake = intake(draft, value, passphrase).map_err(rejection)?;
    Ok(KeyAnswer {
        file: match value {
            Value::Path(path) => Some(path.clone()),
            _ => None,
        },
        source: match value {
            Value::Path(path) => path.display().to_string(),
            Value::Text(path) => path.clone(),
            Value::Secret(_) => "pasted text".into(),
        },
        certificate: intake.certificate.or_else(|| beside(value, &intake.key)),
        key: intake.key,
    })
}

/// The certificate that was named, where one was.
fn named(draft: &Draft, answer: &Answer) -> Result<Option<Certificate>, Rejection> {
    let read = |value| certificate(&located(draft, value));
    let named = answer.get(CERTIFICATE).map(read).transpose();
    named.map_err(|problem| Rejection::new(CERTIFICATE, problem))
}

/// Why a certificate that was named is not taken: it belongs to another key, or is of no use.
fn unfit(certificate: &Certificate, key: &PrivateKey, answer: &Answer) -> Option<Rejection> {
    let pairs = certificate.pairs_with(key);
    let stranger = (!pairs).then(does_not_pair);
    let stands = |problem: &Problem| !answer.insists_on(problem.code);
    let of_no_use = || checks::of_no_use(certificate, Timestamp::now());
    let against = stranger.filter(stands);
    let against = against.or_else(|| of_no_use().filter(stands));
    against.map(|problem| Rejection::new(CERTIFICATE, problem).unless_insisted())
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
            .fix("Pass --passphrase-file, or name the key without one.")
            .when_asked("Enter the passphrase, or choose the key without one.");
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

/// What a sealed file came to when it was handed in.
fn opened(draft: &Draft, file: Option<&Path>) -> Option<PrivateKey> {
    let answer = draft.private_key.as_ref()?.whosever();
    let same = file.is_some() && answer.file.as_deref() == file;
    same.then(|| answer.key.clone())
}

/// The key that was given before, or the one that is stored and could be used as it is.
fn kept(draft: &Draft) -> Option<OfCenter<KeyAnswer>> {
    OfCenter::kept(draft.private_key.as_ref(), || stored(draft), draft.here())
}

fn stored(draft: &Draft) -> Option<KeyAnswer> {
    let key = draft.snapshot.as_deref()?.stored_key()?.ok()?;
    Some(KeyAnswer {
        key,
        file: None,
        source: "stored in AWS".into(),
        certificate: None,
    })
}

/// Why the stored key is not offered, where there is one and none was given.
fn not_kept(draft: &Draft) -> Option<Problem> {
    let open = draft.private_key.is_none();
    draft
        .snapshot
        .as_deref()
        .filter(|_| open)?
        .stored_key()?
        .err()
}

fn telephonys(draft: &Draft, key: &PrivateKey) -> Option<CheckLine> {
    let snapshot = draft.snapshot.as_deref()?;
    let reused = snapshot.is_telephonys(key);
    reused.then(|| CheckLine::warn(telephony_key().to_string()))
}

fn stored_is_unusable(problem: &Problem) -> CheckLine {
    CheckLine::warn(format!(
        "The key stored in AWS cannot be kept. {} {}",
        problem.what,
        problem.advice.cause()
    ))
}

fn missing(draft: &Draft) -> Rejection {
    let mut missing = Rejection::missing(FILE, "The private key", "--private-key-file FILE");
    if let Some(problem) = not_kept(draft) {
        missing.problem = missing.problem.cause(stored_is_unusable(&problem).text);
    }
    missing
}

#[cfg(test)]
mod tests;
