//! An answers file, read: which keys it has and whether each holds what belongs there.
//!
//! No value is ever repeated in a refusal: somebody may have put a secret where none belongs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::keys::{Given, Kind, known, nearest};
use crate::files;
use crate::problem::Problem;

/// What a file gives, by key, and all that is wrong with it.
type Read = (BTreeMap<&'static str, Given>, Vec<Problem>);

/// Reads an answers file. What is wrong in one line does not keep the others from being read.
pub fn read(path: &Path) -> Read {
    let table = match table(path) {
        Ok(table) => table,
        Err(problem) => return (BTreeMap::new(), vec![problem]),
    };
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut given = BTreeMap::new();
    let mut problems = Vec::new();
    for (name, value) in &table {
        match entry(name, value, folder) {
            Ok((key, value)) => {
                given.insert(key, value);
            }
            Err(problem) => problems.push(problem),
        }
    }
    (given, problems)
}

fn table(path: &Path) -> Result<Table, Problem> {
    let text = files::read_text(path)?;
    text.parse().map_err(|error| not_toml(path, &text, &error))
}

fn entry(name: &str, value: &Value, folder: &Path) -> Result<(&'static str, Given), Problem> {
    let (key, kind) = known(name).ok_or_else(|| unknown(name))?;
    let given = match (kind, value) {
        (Kind::Switch, Value::Boolean(on)) => Given::Switch(*on),
        (Kind::Text, Value::String(text)) => Given::Text(text.clone()),
        (Kind::File | Kind::SecretFile(_), Value::String(text)) => {
            Given::Path(within(folder, text))
        }
        _ => return Err(wrong_type(key, kind, value)),
    };
    Ok((key, given))
}

/// A relative path is relative to the answers file. `-` and `~` are no names of files.
fn within(folder: &Path, path: &str) -> PathBuf {
    if path == "-" || path.starts_with('~') {
        path.into()
    } else {
        folder.join(path)
    }
}

fn unknown(name: &str) -> Problem {
    let problem = Problem::new(
        "answers-key-unknown",
        format!("The answers file has a key {name:?}, which means nothing here."),
    );
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

fn wrong_type(key: &str, kind: Kind, value: &Value) -> Problem {
    let expected = match kind {
        Kind::Switch => "true or false, without quotes",
        Kind::Text => "text in quotes",
        Kind::File | Kind::SecretFile(_) => "a file's path in quotes",
    };
    let found = match value {
        Value::String(_) => "text",
        Value::Integer(_) | Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Datetime(_) => "a date",
        Value::Array(_) => "a list",
        Value::Table(_) => "a table",
    };
    Problem::new(
        "answers-type-wrong",
        format!("In the answers file, {key} is {found}."),
    )
    .fix(format!("Write {key} as {expected}."))
}

/// The parser's own rendering would quote the line, and a secret with it.
fn not_toml(path: &Path, text: &str, error: &toml::de::Error) -> Problem {
    let line = error
        .span()
        .map(|span| text[..span.start].matches('\n').count() + 1);
    let place = line.map_or(String::new(), |line| format!(", line {line}"));
    Problem::new(
        "answers-file-syntax",
        format!("{}{place} is not TOML.", path.display()),
    )
    .cause(format!("The parser said: {}.", error.message()))
    .fix("Write each answer as: key = \"value\".")
}
