//! One field, asked for: by its kind, with its default, until there is a value.

use std::path::PathBuf;

use unicode_width::UnicodeWidthStr;

use super::choice::{Meant, listed, meant, named};
use super::prompter::Stopped;
use super::talk::{Reply, Talk};
use crate::domain::Secret;
use crate::domain::key_material::{self, hidden};
use crate::plain;
use crate::question::{Choice, Field, FieldKind, Value};

/// The most rows that are read out where one of them is the answer already.
const MOST_UNASKED: usize = 5;

/// The columns that a prompt leaves to an answer on the same line.
const ROOM_TO_ANSWER: usize = 20;

/// What reads them out.
const LIST: &str = "list";

/// The secret that people choose themselves, be it a word that means something here.
const PASSPHRASE: &str = "passphrase";

/// What empties an optional field that has a default.
const NONE: &str = "none";

/// Asks for a field. An empty line takes what is in it already.
pub(super) async fn ask(talk: &Talk<'_>, field: &Field) -> Result<Reply<Value>, Stopped> {
    if !field.hint.is_empty() {
        talk.tell(&field.hint);
    }
    match &field.kind {
        FieldKind::Choice {
            columns,
            options,
            typed,
        } => {
            // A row for nothing is an empty line here.
            let rows = options.iter().filter(|option| !option.value.is_empty());
            let rows: Vec<Choice> = rows.cloned().collect();
            choose(talk, field, (columns, &rows), *typed).await
        }
        FieldKind::Text { example } => text(talk, field, example).await,
        FieldKind::Secret => secret(talk, field).await,
        FieldKind::File { likely, pasted } => file(talk, field, likely, *pasted).await,
    }
}

async fn choose(
    talk: &Talk<'_>,
    field: &Field,
    (columns, options): (&[String], &[Choice]),
    typed: bool,
) -> Result<Reply<Value>, Stopped> {
    let all: Vec<usize> = (0..options.len()).collect();
    let mut is_listed = field.initial.is_none() || options.len() <= MOST_UNASKED;
    if !is_listed {
        talk.tell(&format!(
            "{LIST} shows all {} to choose from.",
            options.len()
        ));
    } else {
        talk.say(&listed(columns, options, &all));
    }
    let asked = if typed {
        "number, or a name"
    } else {
        "number or name"
    };
    loop {
        let initial = chosen_before(field, options, is_listed);
        let prompt = prompt(field, asked, initial);
        let Reply::Given(line) = answered(talk, &prompt).await? else {
            return Ok(Reply::Back);
        };
        if let Some(value) = default(field, &line) {
            return Ok(Reply::Given(value));
        }
        // A number means a row that was read out.
        let is_number = line.parse::<usize>().is_ok() && named(options, &line).is_none();
        if line == LIST || (is_number && !is_listed) {
            talk.say(&listed(columns, options, &all));
            is_listed = true;
            continue;
        }
        match meant(options, &line) {
            Meant::Row(row) => match &row.barred {
                Some(why) => talk.tell(&format!("{} cannot be chosen: {why}", row.value)),
                None => return Ok(Reply::Given(chosen(talk, row))),
            },
            _ if line.is_empty() => talk.tell("Type a number or a name from the list."),
            Meant::Several(found) if !typed && found.len() == 1 => {
                let row = &options[found[0]];
                if row.barred.is_none() && is_meant(talk, row).await? {
                    return Ok(Reply::Given(chosen(talk, row)));
                }
                talk.say(&listed(columns, options, &found));
            }
            Meant::Several(found) => {
                // Of a few no row is left out, as if it were none any more.
                let few = options.len() <= MOST_UNASKED;
                talk.say(&listed(columns, options, if few { &all } else { &found }));
                if typed && takes_unlisted(talk, &line).await? {
                    return Ok(Reply::Given(Value::Text(line)));
                }
            }
            Meant::Nothing if typed => return Ok(Reply::Given(Value::Text(line))),
            Meant::Nothing => {
                if key_material::is_in(&line) {
                    // The other lines of a key answer nothing; what comes once this is told does.
                    talk.prompter.forget_what_was_typed_ahead();
                }
                talk.tell(&format!("{} is not in the list.", hidden(&line)));
            }
        }
    }
}

/// Asks with a prompt that leaves room for the answer: lines that wrap are drawn twice by some terminals.
async fn answered(talk: &Talk<'_>, prompt: &str) -> Result<Reply<String>, Stopped> {
    if prompt.width() + ROOM_TO_ANSWER <= plain::columns() {
        return talk.line(prompt).await;
    }
    talk.tell(prompt);
    talk.line("Answer").await
}

fn chosen(talk: &Talk<'_>, row: &Choice) -> Value {
    for fact in &row.detail {
        talk.say(&plain::fact(fact));
    }
    Value::Text(row.value.clone())
}

async fn is_meant(talk: &Talk<'_>, row: &Choice) -> Result<bool, Stopped> {
    let shown = row.cells.first().unwrap_or(&row.value);
    let question = format!("Do you mean {shown}?");
    Ok(talk.yes_or_no(&question, true).await? == Reply::Given(true))
}

async fn takes_unlisted(talk: &Talk<'_>, typed: &str) -> Result<bool, Stopped> {
    let question = format!("{typed} itself is not in the list. Use it all the same?");
    Ok(talk.yes_or_no(&question, false).await? == Reply::Given(true))
}

async fn text(talk: &Talk<'_>, field: &Field, example: &str) -> Result<Reply<Value>, Stopped> {
    if !example.is_empty() {
        talk.tell(&format!("Example: {example}"));
    }
    let prompt = prompt(field, "", initial_text(field));
    let Reply::Given(line) = answered(talk, &prompt).await? else {
        return Ok(Reply::Back);
    };
    let value = default(field, &line).unwrap_or(Value::Text(line));
    Ok(Reply::Given(value))
}

async fn secret(talk: &Talk<'_>, field: &Field) -> Result<Reply<Value>, Stopped> {
    let initial = match &field.initial {
        Some(Value::Secret(secret)) => Some(secret.masked()),
        _ => None,
    };
    let prompt = prompt(field, "not shown while you type", initial);
    let typed = match field.id {
        PASSPHRASE => talk.hidden_word(&prompt).await?,
        _ => talk.hidden(&prompt).await?,
    };
    let Reply::Given(secret) = typed else {
        return Ok(Reply::Back);
    };
    if secret.is_blank() {
        let kept = field.initial.clone();
        return Ok(Reply::Given(kept.unwrap_or(Value::Secret(secret))));
    }
    talk.tell(&received(field.id, &secret));
    Ok(Reply::Given(Value::Secret(secret)))
}

/// Proves that something arrived, and hardly what; of a passphrase only its length.
fn received(field: &str, secret: &Secret) -> String {
    let length = format!("received, {} characters", secret.chars());
    if field == PASSPHRASE {
        return length;
    }
    match secret.masked().split_once("..") {
        Some((start, _)) => format!("{length}, starts {start}"),
        None => length,
    }
}

async fn file(
    talk: &Talk<'_>,
    field: &Field,
    likely: &[PathBuf],
    pasted: bool,
) -> Result<Reply<Value>, Stopped> {
    let rows: Vec<Choice> = likely.iter().map(|path| row(path)).collect();
    let numbers: Vec<usize> = (0..rows.len()).collect();
    let asked = match (rows.is_empty(), pasted) {
        (true, false) => "path",
        (true, true) => "path, or paste",
        (false, false) => "number or path",
        (false, true) => "number, path, or paste",
    };
    if !rows.is_empty() {
        talk.say(&listed(&[], &rows, &numbers));
    }
    let prompt = prompt(field, asked, initial_text(field));
    let Reply::Given(line) = answered(talk, &prompt).await? else {
        return Ok(Reply::Back);
    };
    if let Some(value) = default(field, &line) {
        return Ok(Reply::Given(value));
    }
    if pasted && (line == "paste" || line.starts_with("-----BEGIN")) {
        return Ok(Reply::Given(Value::Secret(paste(talk, &line).await?)));
    }
    let value = match line.parse::<usize>().ok().and_then(|n| n.checked_sub(1)) {
        Some(at) if at < likely.len() => Value::Path(likely[at].clone()),
        _ => Value::Path(unquoted(&line).into()),
    };
    Ok(Reply::Given(value))
}

/// Takes the lines of a key, unseen.
async fn paste(talk: &Talk<'_>, first: &str) -> Result<Secret, Stopped> {
    let told =
        "Paste the text now; it is not shown. It ends with its END line, or with two empty lines.";
    let first = if first == "paste" { "" } else { first };
    let text = talk
        .prompter
        .pasted(&plain::wrapped(told, 0), first)
        .await?;
    let text = Secret::new(text.as_str());
    talk.tell(&format!("received, {} characters", text.chars()));
    Ok(text)
}

/// Files dragged onto a terminal come in quotes.
fn unquoted(line: &str) -> &str {
    ['"', '\'']
        .into_iter()
        .find_map(|quote| line.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(line)
}

fn row(path: &std::path::Path) -> Choice {
    Choice {
        value: path.display().to_string(),
        cells: vec![path.display().to_string()],
        detail: Vec::new(),
        barred: None,
    }
}

fn initial_text(field: &Field) -> Option<String> {
    match &field.initial {
        Some(Value::Text(text)) => Some(text.clone()),
        Some(Value::Path(path)) => Some(path.display().to_string()),
        Some(Value::Secret(text)) => Some(format!("the text of {} characters", text.chars())),
        None => None,
    }
    .filter(|text| !text.is_empty())
}

/// What an empty line takes: the row's number where the list shows other words than an answers file has for it.
fn chosen_before(field: &Field, options: &[Choice], is_listed: bool) -> Option<String> {
    let initial = initial_text(field)?;
    let row = options.iter().position(|row| row.value == initial);
    let is_shown = |row: usize| {
        options[row]
            .cells
            .iter()
            .any(|cell| cell.contains(&initial))
    };
    match row.filter(|row| is_listed && !is_shown(*row)) {
        Some(row) => Some((row + 1).to_string()),
        None => Some(initial),
    }
}

/// What an empty line, or the word for nothing, stands for.
fn default(field: &Field, line: &str) -> Option<Value> {
    match line {
        "" if field.initial.is_some() => field.initial.clone(),
        "" if field.optional => Some(Value::Text(String::new())),
        NONE if field.optional => Some(Value::Text(String::new())),
        _ => None,
    }
}

fn prompt(field: &Field, asked: &str, initial: Option<String>) -> String {
    let mut parts = vec![asked.to_owned()];
    // In a list that has all there is, nothing is a row like any other.
    let has_all = matches!(&field.kind, FieldKind::Choice { typed: false, .. });
    match (field.optional, &initial) {
        (true, Some(_)) if has_all => {}
        (true, Some(_)) => parts.push(format!("{NONE} leaves it empty")),
        (true, None) => parts.push("may stay empty".into()),
        (false, _) => {}
    }
    parts.retain(|part| !part.is_empty());
    let mut prompt = field.label.clone();
    if !parts.is_empty() {
        prompt.push_str(&format!(" ({})", parts.join("; ")));
    }
    if let Some(initial) = initial {
        prompt.push_str(&format!(" [{initial}]"));
    }
    crate::visible::visible(&prompt, false).into_owned()
}
