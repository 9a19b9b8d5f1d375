//! One line of the checks that appear below a field while it is being answered.

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Fine.
    Ok,
    /// Worth knowing; nothing is wrong and nothing to be done.
    Note,
    /// Something that the person has to do, elsewhere.
    ToDo,
    /// Can be used, but the person should know.
    Warn,
    /// Cannot be used.
    Fail,
}

impl Level {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Note => "note",
            Self::ToDo => "to-do",
            Self::Warn => "warning",
            Self::Fail => "error",
        }
    }
}

/// A check's outcome and a sentence about it. Never carries a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckLine {
    /// How it came out.
    pub level: Level,
    /// What was seen.
    pub text: String,
}

impl CheckLine {
    /// Something is as it should be.
    pub fn ok(text: impl Into<String>) -> Self {
        Self {
            level: Level::Ok,
            text: text.into(),
        }
    }

    /// Something is worth knowing.
    pub fn note(text: impl Into<String>) -> Self {
        Self {
            level: Level::Note,
            text: text.into(),
        }
    }

    /// Something is left to be done by the person.
    pub fn to_do(text: impl Into<String>) -> Self {
        Self {
            level: Level::ToDo,
            text: text.into(),
        }
    }

    /// Something can be used, but deserves a look.
    pub fn warn(text: impl Into<String>) -> Self {
        Self {
            level: Level::Warn,
            text: text.into(),
        }
    }

    /// Something cannot be used.
    pub fn fail(text: impl Into<String>) -> Self {
        Self {
            level: Level::Fail,
            text: text.into(),
        }
    }
}
