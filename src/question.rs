//! A question as data: what a step asks, and what comes back. Every front end shows the same questions.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::domain::{CheckLine, Level, Secret};
use crate::preview::Preview;
use crate::problem::Problem;

/// One screen's worth of asking.
#[derive(Debug, Clone)]
pub struct Question {
    /// The step that asks, as in `contact-center`.
    pub step: &'static str,
    /// The question in one sentence.
    pub prompt: String,
    /// What is known already, with where it came from.
    pub facts: Vec<Fact>,
    /// What the person should know before answering: evidence, warnings.
    pub notices: Vec<CheckLine>,
    /// What is to be filled in or confirmed.
    pub body: Body,
    /// Whether more is still being fetched; what is here can be answered already.
    pub unfinished: Option<String>,
}

/// What a question consists of.
#[derive(Debug, Clone)]
pub enum Body {
    /// Fields to fill in, one after the other.
    Form(Vec<Field>),
    /// The preview of what would be written, to be confirmed.
    Review(Arc<Preview>),
}

/// Something known, as in `Region: us-west-2 (AWS_REGION)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// Its value.
    pub value: String,
    /// Where it came from; empty where that goes without saying.
    pub source: String,
}

impl Fact {
    /// A fact with its source.
    pub fn new(
        label: impl Into<String>,
        value: impl Into<String>,
        source: impl Into<String>,
    ) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
            source: source.into(),
        }
    }
}

/// One thing to fill in.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name in the answers file, as in `my_domain`; its flag is the same with hyphens.
    pub id: &'static str,
    /// Its name on screen.
    pub label: String,
    /// What can be entered.
    pub kind: FieldKind,
    /// Whether it may stay empty.
    pub optional: bool,
    /// What is in it when it is first shown: detected, from an answers file, or answered before.
    pub initial: Option<Value>,
    /// One line of help below it.
    pub hint: String,
}

/// Something that can be done with what was entered, beside handing it in. Done only when asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The field that it is about.
    pub field: &'static str,
    /// What it is called, as in `Make it private`.
    pub label: &'static str,
    /// What to know before saying yes.
    pub about: String,
    /// What is done.
    pub deed: Deed,
}

/// What is done where an offer is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// A file becomes readable by its owner only.
    MakePrivate(PathBuf),
    /// A secret text goes to the clipboard and nowhere else; asked about once more before it does.
    Copy(Secret),
    /// A public text, which is in a file already, goes to the clipboard at once.
    CopyPublic(String),
}

/// How a field is filled in.
#[derive(Debug, Clone)]
pub enum FieldKind {
    /// One of a list.
    Choice {
        /// The names of the columns; empty where the list has one column only.
        columns: Vec<String>,
        /// The rows.
        options: Vec<Choice>,
        /// Whether something that is not in the list may be typed instead.
        typed: bool,
    },
    /// A line of text.
    Text {
        /// What an answer looks like, shown while nothing is entered.
        example: String,
    },
    /// A line that is masked: dots, length and ends.
    Secret,
    /// A file, by path, picked from likely ones, or its text pasted.
    File {
        /// Likely files, the likeliest first.
        likely: Vec<PathBuf>,
        /// Whether the text itself may be pasted instead of a path.
        pasted: bool,
    },
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What an answers file calls it.
    pub value: String,
    /// What the row shows, one text per column.
    pub cells: Vec<String>,
    /// What is shown of it while it is selected.
    pub detail: Vec<Fact>,
    /// Why it cannot be chosen, where it cannot.
    pub barred: Option<String>,
}

impl Choice {
    /// A row with one column and nothing more to say.
    pub fn plain(value: &str, cell: &str) -> Self {
        Self {
            value: value.to_owned(),
            cells: vec![cell.to_owned()],
            detail: Vec::new(),
            barred: None,
        }
    }
}

/// What a field was filled with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A choice's value or a line of text.
    Text(String),
    /// A masked line, or a file's text that was pasted.
    Secret(Secret),
    /// A file.
    Path(PathBuf),
}

impl Value {
    /// The text, where it is one that may be seen.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether nothing was entered.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::Secret(secret) => secret.is_blank(),
            Self::Path(path) => path.as_os_str().is_empty(),
        }
    }
}

/// What comes back: the fields' values by their id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    values: BTreeMap<&'static str, Value>,
    /// Refusals that the person has seen and overrules, by code.
    pub insists: Vec<&'static str>,
}

impl Answer {
    /// With one more field filled in.
    #[must_use]
    pub fn with(mut self, field: &'static str, value: Value) -> Self {
        self.set(field, value);
        self
    }

    /// Fills a field in.
    pub fn set(&mut self, field: &'static str, value: Value) {
        self.values.insert(field, value);
    }

    /// Empties fields.
    pub fn forget(&mut self, fields: &[&str]) {
        self.values.retain(|field, _| !fields.contains(field));
    }

    /// Takes over another answer's values.
    pub fn extend(&mut self, other: &Self) {
        let values = other.values.iter();
        self.values
            .extend(values.map(|(field, value)| (*field, value.clone())));
    }

    /// A field's value, unless it is blank.
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.values.get(field).filter(|value| !value.is_blank())
    }

    /// Every field that is filled in, with its value.
    pub fn entries(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.values.iter().map(|(field, value)| (*field, value))
    }

    /// All texts that may be seen, by their field.
    pub fn texts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let values = self.values.iter();
        values.filter_map(|(field, value)| Some((*field, value.text()?)))
    }

    /// A field's text, unless it is blank; blanks around it do not count.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.get(field).and_then(Value::text).map(str::trim)
    }

    /// Whether the person overrules the refusal with this code.
    pub fn insists_on(&self, code: &str) -> bool {
        self.insists.contains(&code)
    }
}

/// Why an answer was not taken, shown at its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The field; empty where it is about the whole answer.
    pub field: &'static str,
    /// What was wrong, what was expected, what to do.
    pub problem: Problem,
    /// Whether the person may insist after having read it; the answer then carries the problem's code.
    pub may_insist: bool,
    /// A value that would be taken instead, offered to the person.
    pub suggestion: Option<String>,
    /// Another field that may be the wrong one just as well.
    pub or_at: Option<&'static str>,
}

impl Rejection {
    /// A refusal that stands.
    pub fn new(field: &'static str, problem: Problem) -> Self {
        Self {
            field,
            problem,
            may_insist: false,
            suggestion: None,
            or_at: None,
        }
    }

    /// Whether it says already what a check of the same value says.
    pub fn says(&self, line: &CheckLine) -> bool {
        line.level == Level::Fail || self.problem.to_string().contains(&line.text)
    }

    /// A required field that is empty.
    pub fn missing(field: &'static str, what: &str, flag: &str) -> Self {
        Self::new(
            field,
            Problem::new("answer-missing", format!("{what} is missing."))
                .fix(format!("Pass {flag}."))
                .when_asked("Enter it."),
        )
    }

    /// The same in a conversation.
    #[must_use]
    pub fn as_asked(mut self) -> Self {
        self.problem = self.problem.as_asked();
        self
    }

    /// A refusal that gives way to a deliberate yes.
    #[must_use]
    pub fn unless_insisted(mut self) -> Self {
        self.may_insist = true;
        self
    }

    /// A refusal of two fields that do not fit each other.
    #[must_use]
    pub fn or_at(mut self, field: &'static str) -> Self {
        self.or_at = Some(field);
        self
    }

    /// A refusal that knows the right value.
    #[must_use]
    pub fn suggesting(mut self, value: impl Into<String>) -> Self {
        self.suggestion = Some(value.into());
        self
    }
}
