//! A command line that cannot be used: why, in words that repeat nothing that may be a secret, and how the
//! command that was meant is to tell it.

use std::ffi::{OsStr, OsString};

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use super::Cli;
use crate::domain::key_material;
use crate::problem::Problem;

/// The longest flag that is repeated; all of ours are shorter.
const LONGEST_FLAG: usize = 32;

/// Why a command line is not carried out.
#[derive(Debug)]
pub enum Misunderstood {
    /// It asked for help or for the version.
    Asked(Error),
    /// It cannot be used.
    Unusable(Unusable),
}

/// A command line that cannot be used.
#[derive(Debug)]
pub struct Unusable {
    /// The command that was meant; `setup` where none was named.
    pub command: String,
    /// Whether one JSON document is wanted.
    pub json: bool,
    /// Whether the practice world is meant.
    pub practice: bool,
    /// All that is wrong.
    pub problems: Vec<Problem>,
}

/// Refuses a command line with a secret in it, whatever it stands for, before anything can repeat or keep it.
pub(super) fn refuse_secrets(words: &[OsString]) -> Result<(), Misunderstood> {
    let texts: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
    let mut problems = Vec::new();
    for (at, text) in texts.iter().enumerate().skip(1) {
        let before = texts[at - 1].as_ref();
        let (flag, value) = match text.split_once('=') {
            Some((flag, value)) if is_flag(flag) => (Some(flag), value),
            _ => (Some(before).filter(|flag| is_flag(flag)), text.as_ref()),
        };
        if key_material::is_in(value) {
            problems.push(is_the_secret(flag));
        }
    }
    match problems.is_empty() {
        true => Ok(()),
        false => Err(unusable(words, problems)),
    }
}

fn is_the_secret(flag: Option<&str>) -> Problem {
    let what = match flag {
        Some(flag) => format!("{flag} was given a secret itself, which is not repeated here."),
        None => "A secret stands on the command line, which is not repeated here.".into(),
    };
    Problem::new("answer-is-the-secret", what)
        .cause("A value on the command line can be read by others and stays in the history.")
        .fix("Put it into a file, and name that with --consumer-key-file or --private-key-file.")
}

/// What clap has against a command line. Its own words would repeat what was typed.
pub(super) fn misunderstood(error: Error, words: &[OsString]) -> Misunderstood {
    if !error.use_stderr() {
        return Misunderstood::Asked(error);
    }
    let error = &error;
    let command = meant(words);
    let problem = Problem::new("usage", what(error, &command)).fix(fix(error, &command));
    unusable(words, vec![problem])
}

fn unusable(words: &[OsString], problems: Vec<Problem>) -> Misunderstood {
    Misunderstood::Unusable(Unusable {
        command: meant(words),
        json: words.iter().skip(1).any(|word| word == "--json"),
        practice: words.iter().skip(1).any(|word| word == "--practice"),
        problems,
    })
}

/// The command that was meant: the first word that names one and is not the value of a flag.
fn meant(words: &[OsString]) -> String {
    let cli = Cli::command();
    let pairs = words.windows(2).map(|pair| (&*pair[0], &*pair[1]));
    let named = pairs
        .filter(|(before, _)| !takes_value(&cli, before))
        .filter_map(|(_, word)| cli.find_subcommand(word))
        .next();
    named.map_or("setup", clap::Command::get_name).to_owned()
}

fn takes_value(cli: &clap::Command, word: &OsStr) -> bool {
    let Some(flag) = word.to_str().and_then(|word| word.strip_prefix("--")) else {
        return false;
    };
    let mut arguments = cli.get_arguments();
    arguments.any(|known| known.get_long() == Some(flag) && known.get_action().takes_values())
}

fn what(error: &Error, command: &str) -> String {
    let flag = named(error, ContextKind::InvalidArg);
    let other = named(error, ContextKind::PriorArg);
    match (error.kind(), flag, other) {
        (ErrorKind::UnknownArgument, Some(flag), _) => format!("{command} has no flag {flag}."),
        (ErrorKind::UnknownArgument, None, _) => {
            format!("A word stands behind {command} that it has no use for.")
        }
        (ErrorKind::InvalidSubcommand, ..) => "There is no command of this name.".into(),
        (ErrorKind::InvalidValue, Some(flag), _) if has_no_value(error) => {
            format!("{flag} needs a value.")
        }
        (ErrorKind::InvalidValue, Some(flag), _) => format!("{flag} does not take this value."),
        (ErrorKind::InvalidValue, None, _) => format!("{command} does not take this value."),
        (ErrorKind::ArgumentConflict, Some(flag), Some(other)) if flag == other => {
            format!("{flag} was given twice.")
        }
        (ErrorKind::ArgumentConflict, Some(flag), Some(other)) => {
            format!("{flag} and {other} do not go together.")
        }
        (ErrorKind::ArgumentConflict, ..) => own_words(error),
        (ErrorKind::MissingRequiredArgument, ..) => format!("{command} needs more than that."),
        (ErrorKind::InvalidUtf8, ..) => "An argument is not UTF-8 text.".into(),
        _ => "The command line cannot be understood.".into(),
    }
}

/// Our own refusals come without a flag to name, and repeat nothing.
fn own_words(error: &Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    format!("{}.", line.strip_prefix("error: ").unwrap_or(line))
}

fn fix(error: &Error, command: &str) -> String {
    let suggested = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    let near = suggested
        .into_iter()
        .find_map(|kind| match error.get(kind)? {
            ContextValue::Strings(several) => Some(several.join(" or ")),
            _ => text(error, kind),
        });
    if let Some(near) = near {
        return format!("Did you mean {near}?");
    }
    let possible = match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(values)) if !values.is_empty() => values.join(", "),
        _ => {
            let command = if error.kind() == ErrorKind::InvalidSubcommand {
                ""
            } else {
                &format!(" {command}")
            };
            return format!("`scv-oauth{command} --help` says what there is.");
        }
    };
    format!("It is one of these: {possible}.")
}

fn has_no_value(error: &Error) -> bool {
    text(error, ContextKind::InvalidValue).is_none_or(|value| value.is_empty())
}

/// The flag that clap names, without its value, where it looks like a flag.
fn named(error: &Error, kind: ContextKind) -> Option<String> {
    let named = text(error, kind)?;
    let flag = named.split([' ', '=']).next()?;
    is_flag(flag).then(|| flag.to_owned())
}

fn text(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => texts.first().cloned(),
        _ => None,
    }
}

/// Whether a word has the form of a flag. A passphrase may begin with hyphens; few are two plain words.
fn is_flag(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c == '-';
    word.len() <= LONGEST_FLAG
        && word.strip_prefix("--").is_some_and(|name| {
            name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(plain)
        })
}

#[cfg(test)]
mod tests {
    use super::super::understand;
    use super::*;

    fn refused(words: &[&str]) -> Unusable {
        let words: Vec<OsString> = ["scv-oauth"]
            .iter()
            .chain(words)
            .map(OsString::from)
            .collect();
        match understand(&words) {
            Err(Misunderstood::Unusable(unusable)) => unusable,
            other => panic!("{words:?}: {other:?}"),
        }
    }

    fn said(words: &[&str]) -> String {
        let problems = refused(words).problems;
        problems.iter().map(Problem::to_string).collect()
    }

    #[test]
    fn what_cannot_be_used_is_said_in_words_of_our_own() {
        for (line, words) in [
            ("setup --yes --nope", "setup has no flag --nope."),
            ("check --profil x", "Did you mean --profile?"),
            ("check foo", "A word stands behind check"),
            ("undoo", "Did you mean undo?"),
            ("--org staging", "--org does not take this value."),
            ("--org staging", "It is one of these: production, sandbox."),
            ("check --profile", "--profile needs a value."),
            ("check --json --json", "--json was given twice."),
            ("--yes --plain", "do not go together."),
            ("--dry-run check", "--dry-run stands before `check`"),
            ("check --json --report", "choose one."),
            ("completions tcsh", "does not take this value."),
        ] {
            let words_of_line: Vec<&str> = line.split_whitespace().collect();
            let said = said(&words_of_line);
            assert!(said.contains(words), "{line}: {said}");
        }
    }

    #[test]
    fn the_command_that_was_meant_tells_it() {
        for (line, command, json) in [
            ("--nope", "setup", false),
            ("check --json --nope", "check", true),
            ("--practice check --nope", "check", false),
            ("--profile check undo --json --nope", "undo", true),
            ("--json checklist", "checklist", true),
        ] {
            let words: Vec<&str> = line.split_whitespace().collect();
            let unusable = refused(&words);
            assert_eq!((unusable.command.as_str(), unusable.json), (command, json));
            assert_eq!(unusable.practice, line.contains("--practice"));
        }
    }

    #[cfg(unix)]
    #[test]
    fn an_argument_that_is_no_text_is_refused() {
        use std::os::unix::ffi::OsStringExt;
        let word = OsString::from_vec(vec![b'a', 0xff]);
        let words = ["scv-oauth", "check", "--profile"].map(OsString::from);
        let words: Vec<OsString> = words.into_iter().chain([word]).collect();
        assert!(matches!(
            understand(&words),
            Err(Misunderstood::Unusable(unusable)) if unusable.problems[0].code == "usage"
        ));
    }

    #[test]
    fn no_flag_and_no_word_repeats_a_secret() {
        let consumer_key = format!("3MVG9canary{}", "aB3_.".repeat(15));
        let pem = "-----BEGIN RSA PRIVATE KEY-----\nMIIEcanary==\n-----END RSA PRIVATE KEY-----";
        let mut cli = Cli::command();
        cli.build();
        let commands = ["setup", "check", "undo", "completions", "man", "nope"];
        for secret in [consumer_key.as_str(), pem] {
            for command in commands {
                let flags = cli.find_subcommand(command).into_iter();
                let flags = flags.flat_map(|command| command.get_arguments());
                let flags = flags.filter_map(|argument| argument.get_long());
                for flag in flags.chain(["nope", "consumer-key", "passphrase"]) {
                    let (apart, joined) = (format!("--{flag}"), format!("--{flag}={secret}"));
                    for words in [vec![command, &apart, secret], vec![command, &joined]] {
                        let said = said(&words);
                        assert!(!said.contains("canary"), "{words:?}: {said}");
                        assert!(said.contains(&apart), "{words:?}: {said}");
                    }
                }
                assert!(!said(&[command, secret]).contains("canary"));
            }
        }
    }

    #[test]
    fn a_passphrase_that_looks_like_no_secret_is_not_repeated_either() {
        for words in [
            vec!["setup", "--passphrase-file", "--Canary1"],
            vec!["setup", "canary horse"],
            vec!["setup", "--passphrase=canary"],
            vec!["setup", "--org=canary"],
        ] {
            let said = said(&words);
            assert!(!said.to_lowercase().contains("canary"), "{words:?}: {said}");
        }
    }
}
