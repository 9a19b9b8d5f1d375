//! The manners of the conversation: what can be typed at every question, and what is said in return.

use super::prompter::{Prompter, Stopped};
use crate::domain::Secret;
use crate::plain;

/// What came of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reply<T> {
    /// An answer.
    Given(T),
    /// The person wants the question before.
    Back,
}

/// A question's surroundings: whom to ask, and what `?` says.
pub(super) struct Talk<'a> {
    pub(super) prompter: &'a dyn Prompter,
    pub(super) help: String,
}

impl Talk<'_> {
    /// Prints a text.
    pub(super) fn say(&self, text: &str) {
        self.prompter.say(text);
    }

    /// Prints a sentence, wrapped.
    pub(super) fn tell(&self, sentence: &str) {
        self.say(&plain::wrapped(sentence, 0));
    }

    /// Asks for a line; `?` and `back` work as everywhere.
    pub(super) async fn line(&self, prompt: &str) -> Result<Reply<String>, Stopped> {
        loop {
            let line = self.prompter.line(prompt).await?;
            match line.trim() {
                "?" => self.say(&self.help),
                "back" | "b" => return Ok(Reply::Back),
                text => return Ok(Reply::Given(text.to_owned())),
            }
        }
    }

    /// Asks for a line that is not shown; `?` and `back` work as everywhere.
    pub(super) async fn hidden(&self, prompt: &str) -> Result<Reply<Secret>, Stopped> {
        loop {
            let line = self.prompter.hidden(prompt).await?;
            match line.trim() {
                "?" => self.say(&self.help),
                "back" | "b" => return Ok(Reply::Back),
                _ => return Ok(Reply::Given(Secret::new(line.as_str()))),
            }
        }
    }

    /// Asks for yes or no; an empty line takes the default.
    pub(super) async fn yes_or_no(
        &self,
        question: &str,
        default: bool,
    ) -> Result<Reply<bool>, Stopped> {
        self.tell(question);
        let usual = if default { "yes" } else { "no" };
        loop {
            let Reply::Given(text) = self.line(&format!("yes or no [{usual}]")).await? else {
                return Ok(Reply::Back);
            };
            match text.to_lowercase().as_str() {
                "" => return Ok(Reply::Given(default)),
                "yes" | "y" => return Ok(Reply::Given(true)),
                "no" | "n" => return Ok(Reply::Given(false)),
                _ => self.tell("Type yes or no, back, or ? for help."),
            }
        }
    }

    /// Asks for one of a few words; an empty line takes the first.
    pub(super) async fn word(
        &self,
        words: &[&'static str],
    ) -> Result<Reply<&'static str>, Stopped> {
        let prompt = format!("{} [{}]", words.join(", "), words[0]);
        loop {
            let Reply::Given(text) = self.line(&prompt).await? else {
                return Ok(Reply::Back);
            };
            let text = text.to_lowercase();
            let meant = words.iter().find(|word| **word == text);
            match meant {
                Some(word) => return Ok(Reply::Given(word)),
                None if text.is_empty() => return Ok(Reply::Given(words[0])),
                None => self.tell(&format!("Type one of: {}.", words.join(", "))),
            }
        }
    }
}
