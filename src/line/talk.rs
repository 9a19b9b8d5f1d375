//! The manners of the conversation: what can be typed at every question, and what is said in return.

use std::sync::Mutex;

use zeroize::Zeroizing;

use super::prompter::{Prompter, Stopped};
use crate::domain::{Secret, key_material};
use crate::plain;
use crate::question::{Deed, Offer};

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
    copy: Mutex<Option<Offer>>,
    shown: Mutex<Option<String>>,
}

/// The word that shows the certificate.
const CERTIFICATE: &str = "certificate";

/// The word that copies what the step offers to copy.
const COPY: &str = "copy";

impl<'a> Talk<'a> {
    /// A talk with somebody.
    pub(super) fn with(prompter: &'a dyn Prompter, help: impl Into<String>) -> Self {
        Self {
            prompter,
            help: help.into(),
            copy: Mutex::default(),
            shown: Mutex::default(),
        }
    }

    /// From here on the word `copy` offers this; nothing where there is nothing to copy.
    pub(super) fn may_copy(&self, offer: Option<Offer>) {
        if let Ok(mut copy) = self.copy.lock() {
            *copy = offer;
        }
    }

    /// From here on the word `certificate` shows this one.
    pub(super) fn may_show(&self, certificate: Option<String>) {
        if let Ok(mut shown) = self.shown.lock() {
            *shown = certificate;
        }
    }

    fn shown(&self) -> Option<String> {
        self.shown.lock().ok()?.clone()
    }

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
                "?" => self.explain(),
                "back" | "b" => return Ok(Reply::Back),
                COPY if self.offered().is_some() => self.copy().await?,
                CERTIFICATE if self.shown().is_some() => {
                    self.say(&self.shown().unwrap_or_default());
                }
                text => return Ok(Reply::Given(text.to_owned())),
            }
        }
    }

    /// Asks for a line that is not shown; `?` and `back` work as everywhere.
    pub(super) async fn hidden(&self, prompt: &str) -> Result<Reply<Secret>, Stopped> {
        loop {
            let line = self.hidden_secret(prompt).await?;
            match line.trim() {
                "?" => self.explain(),
                "back" | "b" => return Ok(Reply::Back),
                _ => return Ok(Reply::Given(Secret::new(line.as_str()))),
            }
        }
    }

    /// The same for what somebody chose freely: what means something here may be the answer itself.
    pub(super) async fn hidden_word(&self, prompt: &str) -> Result<Reply<Secret>, Stopped> {
        loop {
            let line = self.hidden_secret(prompt).await?;
            let word = line.trim();
            let means_something = ["?", "back", "b"].contains(&word);
            if !means_something || self.is_answer_itself().await? {
                return Ok(Reply::Given(Secret::new(line.as_str())));
            }
            match word {
                "?" => self.explain(),
                _ => return Ok(Reply::Back),
            }
        }
    }

    /// A line that is not shown, and is no private key: that has a question of its own.
    async fn hidden_secret(&self, prompt: &str) -> Result<Zeroizing<String>, Stopped> {
        loop {
            let line = self.prompter.hidden(prompt).await?;
            let Some(told) = key_material::told_of_key(&line) else {
                return Ok(line);
            };
            // Its other lines answer nothing.
            self.prompter.forget_what_was_typed_ahead();
            self.tell(told);
        }
    }

    /// What was typed is not repeated: it may be the secret.
    async fn is_answer_itself(&self) -> Result<bool, Stopped> {
        let question = "? and back mean something here. Is what you typed the answer itself?";
        Ok(self.yes_or_no(question, false).await? == Reply::Given(true))
    }

    fn explain(&self) {
        // Lines that fit already stay as they are.
        self.help.lines().for_each(|line| self.tell(line));
        if let Some(offer) = self.offered() {
            let label = offer.label.to_lowercase();
            self.tell(&format!("Type {COPY} to {label}; you are asked once more."));
        }
    }

    fn offered(&self) -> Option<Offer> {
        self.copy.lock().ok()?.clone()
    }

    /// Copies what is offered, once the person has read what that means and has said yes in full.
    async fn copy(&self) -> Result<(), Stopped> {
        let Some(Offer {
            about,
            deed: Deed::Copy(text),
            ..
        }) = self.offered()
        else {
            return Ok(());
        };
        self.tell(&about);
        let line = self
            .prompter
            .line("To copy it, type yes in full [no]")
            .await?;
        let said = match line.trim() {
            "yes" if self.prompter.copy(&text).await => {
                "Copied to the clipboard. It may be gone once this program has ended."
            }
            "yes" => {
                "There is no clipboard here, so nothing was copied. \
                 Run this on the computer you sit at, or use the full screen."
            }
            _ => "Nothing was copied.",
        };
        self.tell(said);
        Ok(())
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
