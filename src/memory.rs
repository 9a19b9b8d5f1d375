//! The answers of a conversation that are no secrets, kept for the next time: after a crash, a closed window, a
//! session that timed out. One file per account, Region and contact center, for its owner only.

use std::path::PathBuf;

use crate::files;
use crate::flow::Flow;
use crate::question::{Answer, Value};

/// The fields that are kept: what is no secret and belongs to the contact center. Keys are kept by their path.
const TEXTS: [&str; 5] = ["version_path", "secret", "org", "my_domain", "username"];
const PATHS: [&str; 2] = ["private_key_file", "certificate_file"];

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

    /// Keeps what was answered so far. One that cannot be kept is no reason to stop.
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
            let _unkept = files::write_private(&path, &text(flow.given()));
        }
    }

    /// What was answered the last time; nothing where there was none, or where it cannot be read.
    pub fn recall(&self, account: &str, region: &str, name: &str) -> Option<Answer> {
        let text = files::read_text(&self.path(account, region, name)?).ok()?;
        let table: toml::Table = text.parse().ok()?;
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

    fn path(&self, account: &str, region: &str, name: &str) -> Option<PathBuf> {
        let folder = self.folder.as_ref().filter(|_| !name.is_empty())?;
        Some(folder.join(files::name_of(&[account, region, name], "toml")))
    }
}

fn text(given: &Answer) -> String {
    let mut table = toml::Table::new();
    for field in TEXTS {
        if let Some(text) = given.text(field) {
            table.insert(field.to_owned(), text.into());
        }
    }
    for field in PATHS {
        if let Some(Value::Path(path)) = given.get(field) {
            table.insert(field.to_owned(), path.display().to_string().into());
        }
    }
    table.to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::domain::Secret;
    use crate::domain::place::{Identity, Sourced, Standing};
    use crate::draft::Draft;
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
        assert_eq!(text(&given), "username = \"jane@acme.com\"\n");
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
}
