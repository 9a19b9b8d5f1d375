//! A row of the table, and how one is found.

use super::setup_page::SetupPage;

/// What the table says of something that was seen.
#[derive(Debug)]
pub(super) struct Entry {
    pub code: &'static str,
    pub meaning: &'static str,
    /// Most likely first.
    pub causes: &'static [&'static str],
    pub steps: &'static [Mend],
    pub waiting_helps: bool,
}

/// One thing to do, and the page of Setup to do it on.
pub(super) type Mend = (&'static str, Option<SetupPage>);

/// An entry, and the pair of error and description that leads to it.
pub(super) struct Row {
    /// Error words, any of them; one that ends in `*` stands for all that begin so. Empty: any word.
    pub errors: &'static [&'static str],
    /// Parts of the description in lower case, any of them. Empty: any description.
    pub says: &'static [&'static str],
    pub entry: Entry,
}

impl Row {
    fn fits(&self, error: &str, description: &str) -> bool {
        let named = self.errors.is_empty()
            || self.errors.iter().any(|word| match word.strip_suffix('*') {
                Some(start) => error.starts_with(start),
                None => error == *word,
            });
        named && (self.says.is_empty() || self.says(description))
    }

    fn says(&self, description: &str) -> bool {
        self.says.iter().any(|part| description.contains(part))
    }
}

/// The first row that fits the pair. Salesforce's spelling of words and sentences varies in case only.
pub(super) fn find(rows: &'static [Row], error: &str, description: &str) -> Option<&'static Entry> {
    let error = error.trim().to_lowercase();
    let description = description.to_lowercase();
    rows.iter()
        .find(|row| row.fits(&error, &description))
        .map(|row| &row.entry)
}

/// The first row whose sentence this is, where only a sentence is known.
pub(super) fn find_sentence(rows: &'static [Row], sentence: &str) -> Option<&'static Entry> {
    let sentence = sentence.to_lowercase();
    rows.iter()
        .find(|row| row.says(&sentence))
        .map(|row| &row.entry)
}
