//! Answers, written down for the next time: what was said, where secrets are, never a secret.

use std::fmt::Write;
use std::path::{Path, absolute};

use super::Presets;
use super::keys::{KEYS, Kind, known};
use crate::domain::key_material;
use crate::files;
use crate::problem::Problem;
use crate::question::{Answer, Value};

/// Keys that are answered together, on one page: what is left out of such an answer was not meant any more.
const TOGETHER: [&[&str]; 2] = [
    &["private_key_file", "passphrase_file", "certificate_file"],
    &["org", "my_domain"],
];

/// Stands beside a key's line where no file can be named for it.
const NO_FILE: &str = "no file was named; name one, unless the stored key is to be kept";

/// Whether the answers can be written there once they are given. A file that is there and holds anything but
/// answers is kept: it may have been named by mistake, and may be the private key.
pub fn prepare(path: &Path) -> Result<(), Problem> {
    if files::at_home(path).symlink_metadata().is_err() {
        return files::can_write(path);
    }
    let in_the_way = |cause: &str| {
        let what = format!("{} is there and is no answers file.", path.display());
        Problem::new("save-answers-in-the-way", what)
            .cause(cause)
            .fix("Choose another name for --save-answers; only answers files are written over.")
    };
    let text = files::read_text(path).map_err(|problem| in_the_way(&problem.what))?;
    let table: toml::Table = text
        .parse()
        .map_err(|_| in_the_way("What is in it would be lost."))?;
    match table.keys().all(|key| known(key).is_some()) {
        true => files::can_write(path),
        false => Err(in_the_way("What is in it would be lost.")),
    }
}

/// Writes the answers given to a file for `--answers`. A secret is written as the file it came from, or not
/// at all. What the file holds already stays where nothing was answered in its place; where nothing was answered at
/// all, the file is left as it is.
pub fn save(path: &Path, answered: &Answer, presets: &Presets) -> Result<(), Problem> {
    let is_given = |(key, kind): (&'static str, Kind)| answered.get(kind.field(key)).is_some();
    if !KEYS.into_iter().any(is_given) {
        return Ok(());
    }
    let before = files::read_text(path).ok();
    let before = before.and_then(|text| text.parse().ok());
    let before = about_the_same(before.unwrap_or_default(), answered);
    files::write_private(path, &text(&before, answered, presets))
}

/// What was saved for one contact center is nothing to go by for another.
fn about_the_same(before: toml::Table, answered: &Answer) -> toml::Table {
    let name = |table: &toml::Table| {
        let name = table.get("contact_center").and_then(toml::Value::as_str);
        name.map(str::to_owned)
    };
    match (name(&before), answered.text("contact_center")) {
        (Some(before), Some(now)) if before != now => toml::Table::new(),
        _ => before,
    }
}

/// What was saved before, unless its page was answered since.
fn kept(key: &'static str, before: &toml::Table, answered: &Answer) -> Option<toml::Value> {
    let with_it = |other: &str| {
        let mut together = TOGETHER.iter();
        other == key || together.any(|page| page.contains(&key) && page.contains(&other))
    };
    let mut page = KEYS.into_iter().filter(|(other, _)| with_it(other));
    let is_answered = page.any(|(key, kind)| answered.get(kind.field(key)).is_some());
    before.get(key).filter(|_| !is_answered).cloned()
}

fn text(before: &toml::Table, answered: &Answer, presets: &Presets) -> String {
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
        let value = match kind {
            Kind::Switch => value,
            _ => value.or_else(|| kept(key, before, answered)),
        };
        let value = value.filter(|value: &toml::Value| !key_material::is_in(&value.to_string()));
        let _ = match (value, key) {
            (Some(value), _) => writeln!(text, "{key} = {value}"),
            (None, "consumer_key_file" | "private_key_file") => {
                writeln!(text, "# {key} = \"FILE\"  # {NO_FILE}")
            }
            (None, _) => Ok(()),
        };
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
            super::super::load(&setup, &invocation.everywhere, None, None)
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
        assert!(text.contains("# private_key_file = \"FILE\""), "{text}");
        assert!(!text.contains("# consumer_key_file"), "{text}");

        let retyped = answered
            .clone()
            .with("consumer_key", Value::Secret(Secret::new("3MVG9other")));
        save(&saved, &retyped, &presets).unwrap();
        let text = fs::read_to_string(&saved).unwrap();
        assert!(!text.contains("\nconsumer_key_file"), "{text}");
        let material = format!("3MVG9canary{}", "x".repeat(74));
        let wrong = answered.with("secret", Value::Text(material));
        save(&saved, &wrong, &presets).unwrap();
        let text = fs::read_to_string(&saved).unwrap();
        assert!(!text.contains("canary"), "{text}");
    }

    fn no_presets() -> Presets {
        let Command::Setup(setup) = parse_from(["scv-oauth", "setup"]).unwrap().command else {
            panic!("not a setup")
        };
        super::super::load(&setup, &Default::default(), None, None)
    }

    #[test]
    fn what_was_saved_stays_where_nothing_was_answered_in_its_place() {
        const BEFORE: &str = "contact_center = 'acme'\nusername = 'a@b.c'\nconsumer_key_file = 'key.txt'\n\
            private_key_file = 'server.key'\ncertificate_file = 'server.crt'\norg = 'sandbox'\n";
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("acme.toml");
        let saved = |answered: Answer| {
            fs::write(&path, BEFORE).unwrap();
            save(&path, &answered, &no_presets()).unwrap();
            fs::read_to_string(&path).unwrap()
        };
        assert_eq!(saved(Answer::default()), BEFORE);
        let place = Answer::default().with("region", Value::Text("us-west-2".into()));
        assert_eq!(saved(place), BEFORE);

        let key = Value::Path("/other.key".into());
        let answered = Answer::default()
            .with("contact_center", Value::Text("acme".into()))
            .with("private_key_file", key)
            .with("consumer_key", Value::Secret(Secret::new("typed")));
        let text = saved(answered.clone());
        let table: toml::Table = text.parse().unwrap();
        let keys: Vec<&str> = table.keys().map(String::as_str).collect();
        assert_eq!(
            keys,
            ["contact_center", "org", "private_key_file", "username"]
        );
        assert_eq!(table["private_key_file"].as_str(), Some("/other.key"));

        let other = answered.with("contact_center", Value::Text("beta".into()));
        let text = saved(other);
        assert!(
            !text.contains("username") && !text.contains("org"),
            "{text}"
        );
        fs::remove_file(&path).unwrap();
        save(&path, &Answer::default(), &no_presets()).unwrap();
        assert!(!path.exists());
    }

    #[test]
    fn only_an_answers_file_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            path
        };
        let code = |path: &Path| prepare(path).err().map(|problem| problem.code);
        assert_eq!(code(&folder.path().join("new.toml")), None);
        assert_eq!(code(&file("empty.toml", "")), None);
        assert_eq!(code(&file("answers.toml", "username = 'a@b.c'")), None);
        let key = file("server.key", "-----BEGIN PRIVATE KEY-----\n");
        for path in [key, file("Cargo.toml", "[package]"), folder.path().into()] {
            assert_eq!(code(&path), Some("save-answers-in-the-way"), "{path:?}");
        }
        let nowhere = folder.path().join("none/answers.toml");
        assert_eq!(code(&nowhere), Some("file-not-written"));
    }
}
