//! What a person reads when something cannot be done: what happened, the likely causes, what to do.

use std::fmt;

/// A failure or refusal in words for a person, with a stable kebab-case code for scripts and support.
///
/// Never carries a secret: whoever builds one masks first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Stable and kebab-case, for scripts and for the phone: `private-key-literal-newlines`.
    pub code: &'static str,
    /// What happened, in one sentence.
    pub what: String,
    /// Why it may be so, and what to do.
    pub advice: Advice,
    /// Whether it may go away by itself within minutes.
    pub waiting_helps: bool,
}

/// What there is to say of something that is wrong, beside what it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Advice {
    /// What somebody else answered, as it came but safe to show.
    pub said: Option<String>,
    /// The likely causes, most likely first; empty where the problem itself says it all.
    pub causes: Vec<String>,
    /// What to do, in order; empty only where nothing can be done.
    pub steps: Vec<String>,
    /// Facts of this very case that help to choose among the causes.
    pub notes: Vec<String>,
    /// What to do, in order, where pages ask for the answers rather than flags; empty where that is the same.
    pub asked: Vec<String>,
}

impl Advice {
    /// All causes as one text, what was answered before them.
    pub fn cause(&self) -> String {
        let said = self.said.as_ref().map(|said| format!("What came: {said}."));
        let parts: Vec<String> = said.into_iter().chain(self.causes.clone()).collect();
        parts.join(" ")
    }

    /// All steps as one text.
    pub fn fix(&self) -> String {
        self.steps.join(" ")
    }

    /// What there is to say, in the order in which it is said everywhere: what is of most use comes first, for not
    /// all of it may be in view, and on the phone all have the same before them. Each row has what stands before it.
    pub fn parts(&self) -> impl Iterator<Item = (Part, Vec<(String, &str)>)> {
        let bare = |text| (String::new(), text);
        let said = self.said.as_deref().into_iter().map(bare);
        let mut causes = bulleted(&self.causes);
        if causes.len() > 1 {
            causes.insert(0, bare(MOST_LIKELY_FIRST));
        }
        let notes = self.notes.iter().map(String::as_str).map(bare);
        let parts = [
            (Part::Said, said.collect()),
            (Part::ToDo, numbered(&self.steps)),
            (Part::Why, causes),
            (Part::Facts, notes.collect::<Vec<_>>()),
        ];
        parts.into_iter().filter(|(_, rows)| !rows.is_empty())
    }
}

/// A part of an advice. How it is labelled is up to who shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What was answered, as it came.
    Said,
    /// The steps.
    ToDo,
    /// The causes.
    Why,
    /// The facts of the case.
    Facts,
}

/// Above several causes: that their order means something.
pub const MOST_LIKELY_FIRST: &str = "Most likely first:";

/// Causes with what stands before each: nothing before a single one.
pub fn bulleted(causes: &[String]) -> Vec<(String, &str)> {
    let bullet = if causes.len() > 1 { "- " } else { "" };
    let with_bullet = |cause| (bullet.to_owned(), cause);
    causes.iter().map(String::as_str).map(with_bullet).collect()
}

/// Steps with their numbers: none before a single one.
pub fn numbered(steps: &[String]) -> Vec<(String, &str)> {
    let number = |at: usize| match steps.len() {
        1 => String::new(),
        _ => format!("{}. ", at + 1),
    };
    let steps = steps.iter().enumerate();
    steps.map(|(at, step)| (number(at), &**step)).collect()
}

impl Problem {
    /// A problem that so far says only what happened.
    pub fn new(code: &'static str, what: impl Into<String>) -> Self {
        Self {
            code,
            what: what.into(),
            advice: Advice::default(),
            waiting_helps: false,
        }
    }

    /// Adds the one likely cause; an empty text is none.
    #[must_use]
    pub fn cause(mut self, cause: impl Into<String>) -> Self {
        self.advice.causes = one(cause);
        self
    }

    /// Adds the one thing to do; an empty text is none.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.advice.steps = one(fix);
        self
    }

    /// Adds what to do where a page asks for the answer.
    #[must_use]
    pub fn when_asked(mut self, fix: impl Into<String>) -> Self {
        self.advice.asked = one(fix);
        self
    }

    /// The same in a conversation: whoever is asked needs no flags.
    #[must_use]
    pub fn as_asked(mut self) -> Self {
        let asked = std::mem::take(&mut self.advice.asked);
        if !asked.is_empty() {
            self.advice.steps = asked;
        }
        self
    }

    /// Says what it is with these causes and steps.
    #[must_use]
    pub fn advice(mut self, advice: Advice) -> Self {
        self.advice = advice;
        self
    }

    /// Says whether it may go away by itself within minutes.
    #[must_use]
    pub fn waiting_helps(mut self, helps: bool) -> Self {
        self.waiting_helps = helps;
        self
    }
}

/// A list of a text that may be empty.
pub fn one(text: impl Into<String>) -> Vec<String> {
    Some(text.into())
        .filter(|text| !text.is_empty())
        .into_iter()
        .collect()
}

/// The sentences one after the other, for places with room for a paragraph only.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        for part in [self.advice.cause(), self.advice.fix()] {
            if !part.is_empty() {
                write!(f, " {part}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_what_then_cause_then_fix() {
        let problem = Problem::new("no-region", "No Region is set.").fix("Pass --region.");
        assert_eq!(problem.to_string(), "No Region is set. Pass --region.");
    }

    #[test]
    fn whoever_is_asked_reads_of_no_flag() {
        let problem = Problem::new("no-region", "No Region is set.")
            .fix("Pass --region.")
            .when_asked("Choose one.");
        assert_eq!(problem.advice.fix(), "Pass --region.");
        let asked = problem.as_asked();
        assert_eq!(asked.to_string(), "No Region is set. Choose one.");
        assert_eq!(asked.clone().as_asked(), asked);
    }

    #[test]
    fn what_is_of_most_use_is_said_first_and_nothing_of_what_is_not_there() {
        let parts = |advice: &Advice| advice.parts().map(|(part, _)| part).collect::<Vec<_>>();
        let mut advice = Advice {
            causes: one("It is old."),
            steps: one("Copy it again."),
            notes: one("It was copied yesterday."),
            said: Some("no".into()),
            asked: Vec::new(),
        };
        let all = [Part::Said, Part::ToDo, Part::Why, Part::Facts];
        assert_eq!(parts(&advice), all);
        (advice.said, advice.notes) = (None, Vec::new());
        assert_eq!(parts(&advice), [Part::ToDo, Part::Why]);
    }

    #[test]
    fn only_several_steps_have_numbers_and_only_several_causes_bullets() {
        let texts = |list: &[&str]| {
            list.iter()
                .map(|&text| text.into())
                .collect::<Vec<String>>()
        };
        assert_eq!(numbered(&texts(&["Wait."])), [(String::new(), "Wait.")]);
        let two = texts(&["Copy it.", "Wait."]);
        assert_eq!(
            numbered(&two),
            [("1. ".into(), "Copy it."), ("2. ".into(), "Wait.")]
        );
        assert_eq!(bulleted(&two)[1], ("- ".to_owned(), "Wait."));
        assert_eq!(bulleted(&texts(&["Old."])), [(String::new(), "Old.")]);
    }
}
