//! Answers that are given beforehand: by a file, by flags. A flag wins over the file.

pub mod file;
mod input;
pub mod keys;
pub mod save;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::cli::{AnswerArgs, Everywhere, SetupArgs};
use crate::domain::Secret;
use crate::files;
use crate::problem::Problem;
use crate::question::{Answer, Rejection, Value};
use input::StandardInput;
use keys::{Given, KEYS, Kind};

/// What was answered before the first question.
#[derive(Debug, Clone)]
pub struct Presets {
    /// The answers, under the ids of the fields that they fill.
    pub answer: Answer,
    /// Whether Salesforce is asked before and after writing.
    pub login_proof: bool,
    /// Whether the function is called after writing.
    pub lambda_proof: bool,
    /// The contact center of a production org that may be written without asking.
    pub confirm_production: Option<String>,
    /// What was given and cannot be used, by the field it was to fill; without one where it is about the whole.
    pub refused: Vec<Rejection>,
    /// Where secrets were read from, by the field that they fill.
    secret_files: BTreeMap<&'static str, PathBuf>,
}

/// Gathers the answers of file and flags. `input` is standard input, unless that is a terminal. A file that is
/// not there is taken from the folder `stand_ins`, where that has one of its name.
/// What cannot be used is left out and told with the rest.
pub fn load(
    setup: &SetupArgs,
    everywhere: &Everywhere,
    input: Option<&mut dyn Read>,
    stand_ins: Option<&Path>,
) -> Presets {
    let (mut given, refused) = match &setup.manner.answers {
        None => Default::default(),
        Some(path) => file::read(path),
    };
    given.extend(flags(&setup.answers));
    if let Some(folder) = stand_ins {
        stand_in(&mut given, folder);
    }

    let mut presets = Presets {
        answer: Answer::default(),
        login_proof: is_on(&given, "login_proof"),
        lambda_proof: is_on(&given, "lambda_proof"),
        confirm_production: setup.manner.confirm_production.clone(),
        refused,
        secret_files: BTreeMap::new(),
    };
    let places = [
        ("profile", &everywhere.profile),
        ("region", &everywhere.region),
    ];
    for (field, place) in places {
        if let Some(place) = place {
            presets.answer.set(field, Value::Text(place.clone()));
        }
    }
    let mut input = StandardInput::new(input);
    for (key, kind) in KEYS {
        if let Some(given) = given.remove(key)
            && let Err(problem) = presets.fill(key, kind, given, &mut input)
        {
            presets
                .refused
                .push(Rejection::new(kind.field(key), problem));
        }
    }
    presets
}

impl Presets {
    fn fill(
        &mut self,
        key: &'static str,
        kind: Kind,
        given: Given,
        input: &mut StandardInput<'_>,
    ) -> Result<(), Problem> {
        if given.has_key_material() {
            return Err(input::is_the_secret_itself(key));
        }
        match (kind, given) {
            (Kind::SecretFile(field), Given::Path(path)) => {
                let secret = input.secret(key, &path)?;
                self.answer.set(field, Value::Secret(secret));
                self.secret_files.insert(field, path);
            }
            (Kind::File, Given::Path(path)) if path == Path::new("-") => {
                let text = input.text(key)?;
                self.answer
                    .set(key, Value::Secret(Secret::new(text.as_str())));
            }
            (Kind::File, Given::Path(path))
                if key == "private_key_file" && files::is_pipe(&path) =>
            {
                let text = Secret::from_bytes(&files::read_once(&path)?);
                self.answer.set(key, Value::Secret(text));
            }
            (_, Given::Path(path)) => self.answer.set(key, Value::Path(path)),
            (_, Given::Text(text)) => self.answer.set(key, Value::Text(text)),
            (_, Given::Switch(_)) => {}
        }
        Ok(())
    }

    /// What was given for these fields and cannot be used.
    pub fn refused_at(&self, fields: &[&str]) -> Vec<Problem> {
        let refused = self.refused.iter();
        let there = refused.filter(|refused| fields.contains(&refused.field));
        there.map(|refused| refused.problem.clone()).collect()
    }

    /// Where this field's secret was read from, as long as it is still the same secret.
    fn secret_file(&self, field: &str, answered: &Answer) -> Option<&Path> {
        let same = answered.get(field) == self.answer.get(field);
        self.secret_files
            .get(field)
            .filter(|_| same)
            .map(PathBuf::as_path)
    }
}

fn stand_in(given: &mut BTreeMap<&'static str, Given>, folder: &Path) {
    for given in given.values_mut() {
        if let Given::Path(path) = given
            && !path.exists()
            && let Some(found) = path.file_name().map(|name| folder.join(name))
            && found.exists()
        {
            *path = found;
        }
    }
}

fn is_on(given: &BTreeMap<&'static str, Given>, key: &str) -> bool {
    given.get(key) != Some(&Given::Switch(false))
}

fn flags(args: &AnswerArgs) -> BTreeMap<&'static str, Given> {
    let texts = [
        ("contact_center", &args.contact_center),
        ("version_path", &args.version_path),
        ("secret", &args.secret),
        ("username", &args.username),
        ("org", &args.org),
        ("my_domain", &args.my_domain),
    ];
    let paths = [
        ("consumer_key_file", &args.consumer_key_file),
        ("private_key_file", &args.private_key_file),
        ("passphrase_file", &args.passphrase_file),
        ("certificate_file", &args.certificate_file),
    ];
    let switched_off = [
        ("login_proof", args.no_login_proof),
        ("lambda_proof", args.no_lambda_proof),
    ];
    let texts = texts
        .into_iter()
        .filter_map(|(key, text)| Some((key, Given::Text(text.clone()?))));
    let paths = paths
        .into_iter()
        .filter_map(|(key, path)| Some((key, Given::Path(path.clone()?))));
    let switches = switched_off
        .into_iter()
        .filter(|(_, off)| *off)
        .map(|(key, _)| (key, Given::Switch(false)));
    texts.chain(paths).chain(switches).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;

    use super::*;
    use crate::cli::Command;

    /// A folder with files, and where files that are not there are taken from.
    struct Folder(tempfile::TempDir, Option<PathBuf>);

    impl Folder {
        fn with(files: &[(&str, &str)]) -> Self {
            let folder = tempfile::tempdir().unwrap();
            for (name, text) in files {
                fs::write(folder.path().join(name), text).unwrap();
            }
            Self(folder, None)
        }

        fn load(&self, flags: &[&str], input: &str) -> Result<Presets, Vec<Problem>> {
            let answers = self.0.path().join("answers.toml");
            let mut line = vec!["scv-oauth"];
            if answers.exists() {
                line.extend(["--answers", answers.to_str().unwrap()]);
            }
            line.extend(flags);
            let invocation = crate::cli::parse_from(line).unwrap();
            let Command::Setup(setup) = invocation.command else {
                panic!("not a setup")
            };
            let input: &mut dyn Read = &mut input.as_bytes();
            let presets = load(
                &setup,
                &invocation.everywhere,
                Some(input),
                self.1.as_deref(),
            );
            match presets.refused.is_empty() {
                true => Ok(presets),
                false => Err(presets.refused.into_iter().map(|it| it.problem).collect()),
            }
        }

        fn codes(&self, flags: &[&str]) -> Vec<&'static str> {
            let problems = self.load(flags, "").unwrap_err();
            problems.iter().map(|problem| problem.code).collect()
        }
    }

    #[test]
    fn a_flag_wins_over_the_file() {
        let folder = Folder::with(&[(
            "answers.toml",
            "contact_center = 'acme'\nusername = 'a@b.c'\nlambda_proof = false",
        )]);
        let presets = folder
            .load(&["--contact-center", "beta", "--region", "eu-west-1"], "")
            .unwrap();
        assert_eq!(presets.answer.text("contact_center"), Some("beta"));
        assert_eq!(presets.answer.text("username"), Some("a@b.c"));
        assert_eq!(presets.answer.text("region"), Some("eu-west-1"));
        assert!(presets.login_proof && !presets.lambda_proof);
    }

    #[test]
    fn paths_of_the_file_are_relative_to_it() {
        let folder = Folder::with(&[
            (
                "answers.toml",
                "consumer_key_file = 'key.txt'\nprivate_key_file = 'server.key'\ncertificate_file = '~/a.crt'",
            ),
            ("key.txt", "3MVG9abc\r\n"),
        ]);
        let presets = folder.load(&[], "").unwrap();
        let secret = Value::Secret(Secret::new("3MVG9abc"));
        assert_eq!(presets.answer.get("consumer_key"), Some(&secret));
        let key = Value::Path(folder.0.path().join("server.key"));
        assert_eq!(presets.answer.get("private_key_file"), Some(&key));
        let certificate = Value::Path("~/a.crt".into());
        assert_eq!(presets.answer.get("certificate_file"), Some(&certificate));
    }

    #[test]
    fn standard_input_gives_one_secret_only() {
        let folder = Folder::with(&[]);
        let presets = folder
            .load(&["--consumer-key-file", "-"], "3MVG9abc\n")
            .unwrap();
        let secret = Value::Secret(Secret::new("3MVG9abc"));
        assert_eq!(presets.answer.get("consumer_key"), Some(&secret));
        let both = ["--consumer-key-file", "-", "--passphrase-file", "-"];
        let problems = folder.load(&both, "3MVG9abc\n").unwrap_err();
        assert_eq!(problems[0].code, "stdin-twice");
        assert!(problems[0].what.contains("consumer_key_file"));
    }

    #[test]
    fn everything_wrong_with_a_file_is_said_at_once() {
        let folder = Folder::with(&[(
            "answers.toml",
            "contact_centre = 'acme'\nlogin_proof = 'yes'\nusername = 5\nconsumer_key_file = 'none'",
        )]);
        let problems = folder.load(&["--passphrase-file", "gone"], "").unwrap_err();
        let said: Vec<String> = problems.iter().map(Problem::to_string).collect();
        assert_eq!(said.len(), 5, "{said:?}");
        assert!(said[0].contains("Did you mean contact_center?"), "{said:?}");
        assert!(said[0].contains("Line 1 "), "{said:?}");
        assert!(said[1].contains("login_proof is text"), "{said:?}");
        assert!(said[2].contains("In line 3 "), "{said:?}");
        assert!(said[2].contains("username is a number"), "{said:?}");
        assert!(said[3].contains("There is no file") && said[3].contains("none"));
        assert!(said[4].contains("passphrase_file"), "{said:?}");
        assert!(!said[4].contains("gone"), "{said:?}");
    }

    #[test]
    fn a_secret_in_the_wrong_place_is_never_repeated() {
        let canary = "3MVG9canarycanarycanary";
        for text in [
            format!("consumer_key = '{canary}'"),
            format!("consumer_key_file = '{canary}'"),
            format!("consumer_key_file = ['{canary}']"),
            format!("consumer_key_file = {canary}"),
            canary.to_owned(),
            format!("passphrase = '{canary}'\n= {canary}"),
            format!("{canary} = true"),
            format!("'{canary}{canary}'.x = 1"),
            format!("username = '{canary}'"),
            format!("secret = '{canary}'"),
            format!("org = '{canary}'"),
            format!("private_key_file = '{canary}'"),
            "passphrase_file = 'canary'".to_owned(),
        ] {
            let folder = Folder::with(&[("answers.toml", &text)]);
            let problems = folder.load(&[], "").unwrap_err();
            assert!(!format!("{problems:?}").contains("canary"), "{problems:?}");
        }
    }

    #[test]
    fn a_file_that_is_not_there_is_taken_from_the_stand_ins() {
        let practice = Folder::with(&[("server.key", "practice"), ("key.txt", "3MVG9practice")]);
        let mut folder = Folder::with(&[
            ("answers.toml", "consumer_key_file = 'key.txt'"),
            ("key.txt", "3MVG9mine"),
        ]);
        folder.1 = Some(practice.0.path().to_owned());
        let given = folder.load(&["--private-key-file", "server.key"], "");
        let answer = given.unwrap().answer;
        let mine = Value::Secret(Secret::new("3MVG9mine"));
        assert_eq!(answer.get("consumer_key"), Some(&mine));
        let key = Value::Path(practice.0.path().join("server.key"));
        assert_eq!(answer.get("private_key_file"), Some(&key));
        let codes = folder.codes(&["--passphrase-file", "gone"]);
        assert_eq!(codes, ["file-not-found"]);
    }

    #[test]
    fn an_empty_secret_file_is_refused() {
        let folder = Folder::with(&[("key.txt", "\n")]);
        let path = folder.0.path().join("key.txt");
        let codes = folder.codes(&["--consumer-key-file", path.to_str().unwrap()]);
        assert_eq!(codes, ["answer-file-empty"]);
    }
}
