//! The answers of a conversation that are no secrets, kept for the next time: after a crash, a closed window, a
//! session that timed out. One file per account, Region and contact center, for its owner only.

use std::path::PathBuf;

use crate::draft::{Draft, KeyBefore};
use crate::files;
use crate::flow::Flow;
use crate::question::{Answer, Value};

/// The fields that are kept as text: what is no secret and belongs to the contact center.
const TEXTS: [&str; 5] = ["version_path", "secret", "org", "my_domain", "username"];
/// Those that are kept as paths.
const PATHS: [&str; 2] = [KEY_FILE, "certificate_file"];
const KEY_FILE: &str = "private_key_file";
/// What the key file held: another key in it is worth a word the next time.
const KEY_FINGERPRINT: &str = "private_key_sha256";
/// The certificate of a pair that was made here: whoever closed the window may not have uploaded it yet.
const MADE_CERTIFICATE: &str = "made_certificate_file";

/// Where answers are kept.
#[derive(Debug, Clone)]
pub struct Memory {
    folder: Option<PathBuf>,
}

impl Memory {
    /// In this folder; `None` keeps nothing, as in practice.
    pub fn at(folder: Option<PathBuf>) -> Self {
        Self { folder }
    }

    /// In the person's state folder: `$XDG_STATE_HOME/scv-oauth`, usually `~/.local/state/scv-oauth`.
    pub fn of_person() -> Self {
        Self::at(files::state_folder().map(|folder| folder.join("answers")))
    }

    /// Keeps what was answered so far, and of earlier answers those that were not given anew. One that cannot
    /// be kept is no reason to stop.
    pub fn keep(&self, flow: &Flow) {
        let bar = flow.draft().bar();
        let (Some(account), Some(region)) = (bar.account, bar.region) else {
            return;
        };
        let name = flow.draft().center_name().unwrap_or_default();
        if let Some(path) = self.path(&account, &region, name)
            && let Some(folder) = path.parent()
            && files::private_folder(folder).is_ok()
        {
            let before = self.table(&account, &region, name).unwrap_or_default();
            let _unkept = files::write_private(&path, &text(before, &flow.given(), flow.draft()));
        }
    }

    /// What was answered the last time; nothing where there was none, or where it cannot be read.
    pub fn recall(&self, account: &str, region: &str, name: &str) -> Option<Answer> {
        let table = self.table(account, region, name)?;
        let kept = |field| table.get(field).and_then(toml::Value::as_str);
        let mut answer = Answer::default();
        for field in TEXTS {
            if let Some(text) = kept(field) {
                answer.set(field, Value::Text(text.to_owned()));
            }
        }
        for field in PATHS {
            if let Some(path) = kept(field) {
                answer.set(field, Value::Path(PathBuf::from(path)));
            }
        }
        Some(answer)
    }

    /// The key file that was given the last time, and what it held.
    pub fn key_before(&self, account: &str, region: &str, name: &str) -> Option<KeyBefore> {
        let table = self.table(account, region, name)?;
        let kept = |field| table.get(field).and_then(toml::Value::as_str);
        Some(KeyBefore {
            file: kept(KEY_FILE)?.into(),
            fingerprint: kept(KEY_FINGERPRINT)?.to_owned(),
            made_with: kept(MADE_CERTIFICATE).map(PathBuf::from),
        })
    }

    fn table(&self, account: &str, region: &str, name: &str) -> Option<toml::Table> {
        let text = files::read_text(&self.path(account, region, name)?).ok()?;
        text.parse().ok()
    }

    fn path(&self, account: &str, region: &str, name: &str) -> Option<PathBuf> {
        let folder = self.folder.as_ref().filter(|_| !name.is_empty())?;
        Some(folder.join(files::name_of(&[account, region, name], "toml")))
    }
}

fn text(mut table: toml::Table, given: &Answer, draft: &Draft) -> String {
    let known = table.get(KEY_FILE).cloned();
    for field in TEXTS {
        if let Some(text) = given.text(field) {
            table.insert(field.to_owned(), text.into());
        }
    }
    for field in PATHS {
        if let Some(Value::Path(path)) = given.get(field) {
            // The next conversation may begin in another folder.
            let path = files::absolute(&draft.folder.join(files::at_home(path)));
            table.insert(field.to_owned(), path.display().to_string().into());
        }
    }
    match (given.get(KEY_FILE), draft.private_key_here()) {
        (Some(Value::Path(_)), Some(answer)) => {
            let fingerprint = answer.key.fingerprint().to_string();
            table.insert(KEY_FINGERPRINT.to_owned(), fingerprint.into());
            let made = draft.made_key_here();
            let made = made.filter(|made| answer.file.as_ref() == Some(&made.key_file));
            match made {
                Some(made) => {
                    let certificate = files::absolute(&made.certificate_file);
                    let certificate = certificate.display().to_string();
                    table.insert(MADE_CERTIFICATE.to_owned(), certificate.into());
                }
                None if table.get(KEY_FILE) != known.as_ref() => {
                    table.remove(MADE_CERTIFICATE);
                }
                None => {}
            }
        }
        // The file of before is not the key that is used now.
        (Some(Value::Secret(_)), _) => {
            table.remove(KEY_FILE);
            table.remove(KEY_FINGERPRINT);
            table.remove(MADE_CERTIFICATE);
        }
        _ => {}
    }
    table.to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::domain::Secret;
    use crate::domain::place::{Identity, Sourced, Standing};
    use crate::draft::{Draft, KeyAnswer, MadeKey, OfCenter};
    use crate::steps::STEPS;

    fn flow() -> Flow {
        let draft = Draft {
            standing: Some(Standing {
                profile: Sourced {
                    value: None,
                    source: String::new(),
                },
                region: Some(Sourced {
                    value: "us-west-2".into(),
                    source: String::new(),
                }),
                endpoint: None,
            }),
            identity: Some(Identity {
                account: "111122223333".into(),
                arn: String::new(),
            }),
            typed_center: Some("acme".into()),
            ..Draft::default()
        };
        Flow::new(&STEPS, draft, Answer::default())
    }

    #[test]
    fn nothing_secret_is_kept_not_even_a_key_that_was_pasted() {
        let given = Answer::default()
            .with("username", Value::Text("jane@acme.com".into()))
            .with("consumer_key", Value::Secret(Secret::new("canary-1")))
            .with("private_key_file", Value::Secret(Secret::new("canary-2")))
            .with("passphrase", Value::Secret(Secret::new("canary-3")));
        let kept = text(toml::Table::new(), &given, &Draft::default());
        assert_eq!(kept, "username = \"jane@acme.com\"\n");
    }

    #[test]
    fn a_path_means_the_same_file_from_another_folder() {
        let given = Answer::default().with(KEY_FILE, Value::Path("server.key".into()));
        let folder = std::env::temp_dir();
        let draft = Draft {
            folder: folder.clone(),
            ..Draft::default()
        };
        let kept: toml::Table = text(toml::Table::new(), &given, &draft).parse().unwrap();
        let file = folder.join("server.key").display().to_string();
        assert_eq!(kept[KEY_FILE].as_str(), Some(file.as_str()));
    }

    #[test]
    fn what_is_kept_is_recalled_for_the_same_contact_center_only() {
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory::at(Some(folder.path().join("answers")));
        memory.keep(&flow());
        let recalled = |name| memory.recall("111122223333", "us-west-2", name);
        assert_eq!(recalled("acme"), Some(Answer::default()));
        assert_eq!(recalled("globex"), None);
    }

    #[test]
    fn a_conversation_that_has_only_begun_loses_nothing_of_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let memory = Memory::at(Some(folder.path().join("answers")));
        memory.keep(&flow());
        let file = std::fs::read_dir(folder.path().join("answers"))
            .unwrap()
            .next()
            .unwrap()
            .unwrap();
        std::fs::write(file.path(), "org = \"sandbox\"\n").unwrap();
        memory.keep(&flow());
        let recalled = memory.recall("111122223333", "us-west-2", "acme").unwrap();
        assert_eq!(recalled.text("org"), Some("sandbox"));
    }

    #[test]
    fn the_certificate_of_a_pair_made_here_is_remembered_until_another_key_is_given() {
        let folder = tempfile::tempdir().unwrap();
        let pair = crate::domain::KeyPair::generate("acme", 365, jiff::Timestamp::now()).unwrap();
        let [file, certificate] =
            ["acme-server.key", "acme-server.crt"].map(|it| folder.path().join(it));
        let mut draft = flow().draft().clone();
        let key = KeyAnswer {
            key: pair.key.clone(),
            file: Some(file.clone()),
            source: String::new(),
            certificate: None,
        };
        draft.private_key = Some(OfCenter::given(key, draft.here()));
        let made = MadeKey {
            key_file: file.clone(),
            certificate_file: certificate.clone(),
            certificate: std::sync::Arc::new(pair.certificate),
        };
        draft.made_key = Some(OfCenter::given(made, draft.here()));
        let given = |file: &PathBuf| Answer::default().with(KEY_FILE, Value::Path(file.clone()));
        let table = |text: String| text.parse::<toml::Table>().unwrap();
        let first = table(text(toml::Table::new(), &given(&file), &draft));
        let expected = certificate.display().to_string();
        assert_eq!(first[MADE_CERTIFICATE].as_str(), Some(&*expected));
        // The next session made no pair.
        draft.made_key = None;
        let next = table(text(first, &given(&file), &draft));
        assert_eq!(next[MADE_CERTIFICATE].as_str(), Some(&*expected));
        let other = table(text(next, &given(&folder.path().join("other.key")), &draft));
        assert!(!other.contains_key(MADE_CERTIFICATE));
    }

    #[test]
    fn the_key_is_kept_by_its_path_and_what_the_file_held() {
        let pair = crate::domain::KeyPair::generate("acme", 365, jiff::Timestamp::now()).unwrap();
        let fingerprint = pair.key.fingerprint().to_string();
        let flow = flow();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("server.key");
        files::write_new_private(&file, pair.key.to_pem().expose_for_key_file()).unwrap();
        let key = KeyAnswer {
            key: pair.key,
            source: String::new(),
            file: None,
            certificate: None,
        };
        let draft = Draft {
            private_key: Some(OfCenter::given(key, flow.draft().here())),
            ..flow.draft().clone()
        };
        let given = Answer::default().with(KEY_FILE, Value::Path(file.clone()));
        let kept = text(toml::Table::new(), &given, &draft);
        assert!(!kept.contains("BEGIN"), "{kept}");

        let memory = Memory::at(Some(folder.path().join("answers")));
        memory.keep(&flow);
        std::fs::write(
            memory.path("111122223333", "us-west-2", "acme").unwrap(),
            kept,
        )
        .unwrap();
        let before = memory.key_before("111122223333", "us-west-2", "acme");
        let made_with = None;
        assert_eq!(
            before,
            Some(KeyBefore {
                file,
                fingerprint,
                made_with
            })
        );

        let pasted = Answer::default().with(KEY_FILE, Value::Secret(Secret::new("x")));
        let table = memory.table("111122223333", "us-west-2", "acme").unwrap();
        assert_eq!(text(table, &pasted, &draft), "");
    }
}
