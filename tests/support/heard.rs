//! Somebody who hears a conversation line by line, and answers what is asked.

use std::sync::Mutex;

use async_trait::async_trait;
use scv_oauth::line::{Prompter, Stopped};
use zeroize::Zeroizing;

/// All that was said, and how a prompt is answered; where it is not, the conversation stops.
pub struct Heard<A> {
    answer: A,
    said: Mutex<Vec<String>>,
}

impl<A: Fn(&str) -> Option<String> + Send + Sync> Heard<A> {
    pub fn answering(answer: A) -> Self {
        Self {
            answer,
            said: Mutex::default(),
        }
    }

    pub fn all_said(&self) -> String {
        self.said.lock().unwrap().join("\n")
    }

    fn next(&self, prompt: &str) -> Result<String, Stopped> {
        let last = self.said.lock().unwrap().last().cloned();
        self.say(&format!("{prompt}:"));
        // A long prompt is said first, and then only asked for its answer.
        let asked = last.filter(|_| prompt == "Answer");
        (self.answer)(asked.as_deref().unwrap_or(prompt)).ok_or(Stopped)
    }
}

#[async_trait]
impl<A: Fn(&str) -> Option<String> + Send + Sync> Prompter for Heard<A> {
    fn say(&self, text: &str) {
        self.said.lock().unwrap().push(text.to_owned());
    }

    async fn line(&self, prompt: &str) -> Result<String, Stopped> {
        self.next(prompt)
    }

    async fn hidden(&self, prompt: &str) -> Result<Zeroizing<String>, Stopped> {
        self.next(prompt).map(Zeroizing::new)
    }

    async fn pasted(&self, _: &str, _: &str) -> Result<Zeroizing<String>, Stopped> {
        Err(Stopped)
    }

    async fn interrupted(&self) {
        std::future::pending().await
    }
}
