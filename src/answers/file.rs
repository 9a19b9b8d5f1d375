//! An answers file, read: which keys it has and whether each holds what belongs there.
//!
//! No value is ever repeated in a refusal, nor a key that is no plain name: somebody may have put a secret
//! where none belongs.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::{Given, Kind, known, nearest};
use crate::files;
use crate::problem::Problem;
use crate::question::Rejection;

/// What a file gives, by key, and all that is wrong with it.
type Read = (BTreeMap<&'static str, Given>, Vec<Rejection>);

/// The longest key that a refusal repeats; every key that means anything is shorter.
const LONGEST_NAME: usize = 32;

/// Reads an answers file. What is wrong in one line does not keep the others from being read.
pub fn read(path: &Path) -> Read {
    let text = match files::read_text(path) {
        Ok(text) => text,
        Err(problem) => return (BTreeMap::new(), vec![Rejection::new("", problem)]),
    };
    let table = match DeTable::parse(&text) {
        Ok(table) => table.into_inner(),
        Err(error) => {
            let problem = not_toml(path, &text, &error);
            return (BTreeMap::new(), vec![Rejection::new("", problem)]);
        }
    };
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut given = BTreeMap::new();
    let mut problems = Vec::new();
    // What is wrong is told in the file's order, not in that of the alphabet.
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    for (name, value) in entries {
        match entry(name, value.get_ref(), folder, &text) {
            Ok((key, value)) => {
                given.insert(key, value);
            }
            Err(problem) => {
                let field = known(name.get_ref()).map_or("", |(key, kind)| kind.field(key));
                problems.push(Rejection::new(field, problem));
            }
        }
    }
    (given, problems)
}

fn entry(
    name: &Spanned<Cow<'_, str>>,
    value: &DeValue<'_>,
    folder: &Path,
    text: &str,
) -> Result<(&'static str, Given), Problem> {
    let line = line_of(text, name.span().start);
    let (key, kind) = known(name.get_ref()).ok_or_else(|| unknown(name.get_ref(), line))?;
    let given = match (kind, value) {
        (Kind::Switch, DeValue::Boolean(on)) => Given::Switch(*on),
        (Kind::Text, DeValue::String(text)) => Given::Text(text.to_string()),
        (Kind::File | Kind::SecretFile(_), DeValue::String(text)) => {
            Given::Path(within(folder, text))
        }
        _ => return Err(wrong_type(key, kind, value, line)),
    };
    Ok((key, given))
}

fn line_of(text: &str, place: usize) -> usize {
    let before = text.bytes().take(place);
    before.filter(|byte| *byte == b'\n').count() + 1
}

/// A relative path is relative to the answers file. `-` and `~` are no names of files.
fn within(folder: &Path, path: &str) -> PathBuf {
    if path == "-" || path.starts_with('~') {
        path.into()
    } else {
        folder.join(path)
    }
}

fn unknown(name: &str, line: usize) -> Problem {
    let what = match is_plain(name) {
        true => {
            format!("Line {line} of the answers file has a key {name}, which means nothing here.")
        }
        false => format!("Line {line} of the answers file has a key that means nothing here."),
    };
    let problem = Problem::new("answers-key-unknown", what);
    match name {
        "profile" | "region" => problem.fix(format!(
            "Pass --{name} instead; an answers file holds for any account."
        )),
        "consumer_key" | "private_key" | "passphrase" => problem
            .cause("An answers file never holds a secret itself.")
            .fix(format!(
                "Put it into a file of its own and name that: {name}_file = \"...\"."
            )),
        _ => match nearest(name) {
            Some(key) => problem.fix(format!("Did you mean {key}?")),
            None => problem.fix("Take it out. `scv-oauth setup --help` lists all answers."),
        },
    }
}

/// Whether a key looks like one of ours, and like no secret.
fn is_plain(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphabetic() || c == '_' || c == '-';
    name.len() <= LONGEST_NAME && name.chars().all(plain)
}

fn wrong_type(key: &str, kind: Kind, value: &DeValue<'_>, line: usize) -> Problem {
    let expected = match kind {
        Kind::Switch => "true or false, without quotes",
        Kind::Text => "text in quotes",
        Kind::File | Kind::SecretFile(_) => "a file's path in quotes",
    };
    let found = match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    Problem::new(
        "answers-type-wrong",
        format!("In line {line} of the answers file, {key} is {found}."),
    )
    .fix(format!("Write {key} as {expected}."))
}

/// The parser's own rendering would quote the line, and a secret with it.
fn not_toml(path: &Path, text: &str, error: &toml::de::Error) -> Problem {
    let line = error.span().map(|span| line_of(text, span.start));
    let place = line.map_or(String::new(), |line| format!(", line {line}"));
    Problem::new(
        "answers-file-syntax",
        format!("{}{place} is not TOML.", path.display()),
    )
    .cause(format!("The parser said: {}.", error.message()))
    .fix("Write each answer as: key = \"value\".")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_is_wrong_is_told_in_the_order_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("answers.toml");
        std::fs::write(&path, "zebra = 1\nusername = 2\nanswer = 3\n").unwrap();
        let (_, refused) = read(&path);
        let told: Vec<_> = refused.iter().map(|it| it.problem.what.as_str()).collect();
        for (line, told) in ["Line 1 ", "In line 2 ", "Line 3 "].iter().zip(&told) {
            assert!(told.starts_with(line), "{told}");
        }
        assert_eq!(told.len(), 3);
    }
}
