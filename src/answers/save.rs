//! Answers, written down for the next time: what was said, where secrets are, never a secret.

use std::fmt::Write;
use std::path::{Path, absolute};

use super::Presets;
use super::keys::{KEYS, Kind};
use crate::files;
use crate::problem::Problem;
use crate::question::{Answer, Value};

/// Writes the answers given to a file for `--answers`. A secret is written as the file it came from, or not
/// at all.
pub fn save(path: &Path, answered: &Answer, presets: &Presets) -> Result<(), Problem> {
    files::write_private(path, &text(answered, presets))
}

fn text(answered: &Answer, presets: &Presets) -> String {
    let mut text = String::from("# For: scv-oauth setup --answers. Holds no secret.\n");
    for (key, kind) in KEYS {
        let value = match kind {
            Kind::Text => answered.text(key).map(toml::Value::from),
            Kind::File => match answered.get(key) {
                Some(Value::Path(path)) => Some(path_value(path)),
                _ => None,
            },
            Kind::SecretFile(field) => presets.secret_file(field, answered).map(path_value),
            Kind::Switch => switched_off(key, presets).then(|| false.into()),
        };
        if let Some(value) = value {
            let _ = writeln!(text, "{key} = {value}");
        }
    }
    text
}

fn switched_off(key: &str, presets: &Presets) -> bool {
    match key {
        "login_proof" => !presets.login_proof,
        _ => !presets.lambda_proof,
    }
}

/// Whole, since the file may be read from another folder. `-` and `~` stay what they are.
fn path_value(path: &Path) -> toml::Value {
    let whole = match path.to_str() {
        Some(text) if text == "-" || text.starts_with('~') => path.to_owned(),
        _ => absolute(path).unwrap_or_else(|_| path.to_owned()),
    };
    whole.to_string_lossy().into_owned().into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;

    use super::*;
    use crate::cli::{Command, parse_from};
    use crate::domain::Secret;

    #[test]
    fn what_is_saved_can_be_loaded_and_holds_no_secret() {
        let folder = tempfile::tempdir().unwrap();
        let key_file = folder.path().join("consumer key.txt");
        fs::write(&key_file, "3MVG9canary").unwrap();
        let load = |flags: &[&str]| {
            let line = ["scv-oauth"].iter().chain(flags);
            let invocation = parse_from(line).unwrap();
            let Command::Setup(setup) = invocation.command else {
                panic!("not a setup")
            };
            super::super::load(&setup, &invocation.everywhere, None, None).unwrap()
        };
        let flags = [
            "--consumer-key-file",
            key_file.to_str().unwrap(),
            "--no-lambda-proof",
        ];
        let presets = load(&flags);
        let answered = presets
            .answer
            .clone()
            .with("username", Value::Text("o'hara\"@acme.com".into()))
            .with("private_key_file", Value::Secret(Secret::new("canary")))
            .with("passphrase", Value::Secret(Secret::new("canary")));

        let saved = folder.path().join("saved.toml");
        save(&saved, &answered, &presets).unwrap();
        let text = fs::read_to_string(&saved).unwrap();
        assert!(!text.contains("canary"), "{text}");
        let loaded = load(&["--answers", saved.to_str().unwrap()]);
        assert_eq!(loaded.answer.text("username"), Some("o'hara\"@acme.com"));
        assert_eq!(
            loaded.answer.get("consumer_key"),
            presets.answer.get("consumer_key")
        );
        assert!(loaded.login_proof && !loaded.lambda_proof);

        let retyped = answered.with("consumer_key", Value::Secret(Secret::new("3MVG9other")));
        save(&saved, &retyped, &presets).unwrap();
        assert!(!fs::read_to_string(&saved).unwrap().contains("consumer_key"));
    }
}
