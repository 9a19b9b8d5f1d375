//! The words that explain each page, from `assets/guidance.toml`: why it asks, where the value is found,
//! what goes wrong often. For every front end.

use std::sync::LazyLock;

use serde::Deserialize;

static TEXTS: LazyLock<Texts> = LazyLock::new(|| {
    // The file is part of the program and a test reads it: it cannot fail on a person's computer.
    toml::from_str(include_str!("../assets/guidance.toml")).unwrap_or_else(|error| {
        panic!("assets/guidance.toml cannot be read: {error}");
    })
});

/// All texts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// The first page.
    pub welcome: Welcome,
    /// While writing.
    pub writing: Guide,
    /// The last page.
    pub result: Guide,
    /// The steps, by their id.
    #[serde(rename = "step")]
    steps: Vec<StepGuide>,
}

/// The first page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Welcome {
    /// Its title.
    pub title: String,
    /// Its code, for the phone.
    pub code: String,
    /// What this program is for, in a sentence.
    pub heading: String,
    /// What will happen, a paragraph each.
    pub what_happens: Vec<String>,
    /// Above the list of what to have ready.
    pub ready_heading: String,
    /// What to have ready.
    pub have_ready: Vec<String>,
    /// Below it: where all of it is told in full.
    pub ready_more: String,
}

/// A page's guidance.
#[derive(Debug, Deserialize)]
pub struct Guide {
    /// Its title, for step lists.
    pub title: String,
    /// Its code, for the phone: `S5`.
    pub code: String,
    /// Why it asks.
    pub why: String,
    /// Where the value is found.
    pub find: Vec<Place>,
    /// What goes wrong often.
    #[serde(default)]
    wrong: Vec<String>,
    /// What is good to know.
    #[serde(default)]
    known: Vec<String>,
}

impl Guide {
    /// What goes wrong often and what is good to know, each under its heading; those that say something.
    pub fn lists(&self) -> impl Iterator<Item = (&'static str, &[String])> {
        [("Often wrong", &self.wrong), ("Good to know", &self.known)]
            .into_iter()
            .map(|(heading, said)| (heading, said.as_slice()))
            .filter(|(_, said)| !said.is_empty())
    }
}

#[derive(Debug, Deserialize)]
struct StepGuide {
    id: String,
    #[serde(flatten)]
    guide: Guide,
}

/// A place in Salesforce or AWS.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// What is found there, or in which kind of org.
    pub place: String,
    /// The way through the menus.
    pub path: String,
    /// The Setup address, to be put behind the org's own; empty outside Setup.
    pub address: String,
    /// Whether it is about how the screen draws, and says nothing to whoever reads lines.
    #[serde(default)]
    pub drawn: bool,
}

/// All texts.
pub fn texts() -> &'static Texts {
    &TEXTS
}

/// A step's guidance.
pub fn step(id: &str) -> Option<&'static Guide> {
    let found = TEXTS.steps.iter().find(|step| step.id == id);
    found.map(|step| &step.guide)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guides() -> Vec<&'static Guide> {
        let steps = texts().steps.iter().map(|step| &step.guide);
        steps.chain([&texts().writing, &texts().result]).collect()
    }

    fn sentences() -> Vec<&'static str> {
        let welcome = texts()
            .welcome
            .what_happens
            .iter()
            .chain(&texts().welcome.have_ready);
        let guides = guides().into_iter();
        let paragraphs = guides.flat_map(|guide| {
            let lists = guide.lists().flat_map(|(_, said)| said);
            lists.chain([&guide.why])
        });
        paragraphs
            .chain(welcome)
            .flat_map(|text| text.split_inclusive(". "))
            .collect()
    }

    #[test]
    fn every_step_has_its_guidance_and_no_guidance_is_left_over() {
        let asked: Vec<&str> = crate::steps::STEPS.iter().map(|step| step.id()).collect();
        let guided: Vec<&str> = texts().steps.iter().map(|step| step.id.as_str()).collect();
        assert_eq!(asked, guided);
    }

    #[test]
    fn every_sentence_is_short_enough_to_be_read_once() {
        for sentence in sentences() {
            assert!(sentence.split_whitespace().count() <= 20, "{sentence}");
        }
    }

    #[test]
    fn page_codes_are_told_apart() {
        let mut codes: Vec<&str> = guides().iter().map(|guide| guide.code.as_str()).collect();
        codes.push(&texts().welcome.code);
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all);
    }

    #[test]
    fn every_setup_address_is_one_of_lightning_setup() {
        for place in guides().iter().flat_map(|guide| &guide.find) {
            let address = &place.address;
            assert!(
                address.is_empty() || address.starts_with("/lightning/setup/"),
                "{address}"
            );
        }
    }
}
