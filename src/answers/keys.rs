//! The keys of an answers file, and what belongs under each.

use std::path::PathBuf;

use crate::domain::key_material;

/// What belongs under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text, answered as it stands.
    Text,
    /// A file, answered by its path.
    File,
    /// A file with a secret in it, which answers the field of this id.
    SecretFile(&'static str),
    /// `true` or `false`.
    Switch,
}

impl Kind {
    /// The id of the field that the answer under this key fills.
    pub fn field(self, key: &'static str) -> &'static str {
        match self {
            Self::SecretFile(field) => field,
            _ => key,
        }
    }
}

/// A value as a file or a flag gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// For [`Kind::Text`].
    Text(String),
    /// For both kinds of file.
    Path(PathBuf),
    /// For [`Kind::Switch`].
    Switch(bool),
}

impl Given {
    /// Whether it is a secret itself, which belongs neither on a command line nor in an answers file.
    pub fn has_key_material(&self) -> bool {
        match self {
            Self::Text(text) => key_material::is_in(text),
            Self::Path(path) => key_material::is_in(&path.to_string_lossy()),
            Self::Switch(_) => false,
        }
    }
}

/// Every key, in the order in which a saved file has them.
pub const KEYS: [(&str, Kind); 12] = [
    ("contact_center", Kind::Text),
    ("version_path", Kind::Text),
    ("secret", Kind::Text),
    ("username", Kind::Text),
    ("consumer_key_file", Kind::SecretFile("consumer_key")),
    ("private_key_file", Kind::File),
    ("passphrase_file", Kind::SecretFile("passphrase")),
    ("certificate_file", Kind::File),
    ("org", Kind::Text),
    ("my_domain", Kind::Text),
    ("login_proof", Kind::Switch),
    ("lambda_proof", Kind::Switch),
];

/// The key of this name, with what belongs under it.
pub fn known(name: &str) -> Option<(&'static str, Kind)> {
    KEYS.into_iter().find(|(key, _)| *key == name)
}

/// The known key most like this name, where one is like it at all.
pub fn nearest(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase().replace('-', "_");
    KEYS.into_iter()
        .map(|(key, _)| (strsim::jaro_winkler(&name, key), key))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, key)| key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_is_a_field_of_a_step() {
        let steps = crate::steps::STEPS.iter();
        let fields: Vec<&str> = steps.flat_map(|step| step.fields()).copied().collect();
        for (key, kind) in KEYS.into_iter().filter(|(_, kind)| *kind != Kind::Switch) {
            assert!(fields.contains(&kind.field(key)), "{key}");
        }
    }

    #[test]
    fn a_misspelt_key_finds_its_neighbour() {
        assert_eq!(nearest("contact-centre"), Some("contact_center"));
        assert_eq!(nearest("mydomain"), Some("my_domain"));
        assert_eq!(nearest("zebra"), None);
    }
}
