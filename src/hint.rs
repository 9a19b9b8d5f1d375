//! What to enter in practice, said where it is asked for.

/// A line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    about: About,
    /// What it says.
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum About {
    Field(&'static str),
    Center(String),
}

impl Hint {
    /// What a field takes, by the field's id.
    pub fn of_field(field: &'static str, text: String) -> Self {
        let about = About::Field(field);
        Self { about, text }
    }

    /// What is so of a contact center.
    pub fn of_center(name: &str, text: String) -> Self {
        let about = About::Center(name.to_owned());
        Self { about, text }
    }

    /// Whether it is of use with this contact center; as long as none is chosen, all are.
    pub fn is_for(&self, center: Option<&str>) -> bool {
        match &self.about {
            About::Field(_) => true,
            About::Center(name) => center.is_none_or(|chosen| chosen == name),
        }
    }

    /// Whether it is of use on a page with these fields, with this contact center chosen or none yet.
    pub fn is_on_page(&self, fields: &[&str], center: Option<&str>) -> bool {
        match &self.about {
            About::Field(field) => fields.contains(field),
            About::Center(name) => !fields.is_empty() && center == Some(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_is_said_where_it_is_of_use() {
        let key = Hint::of_field("consumer_key", "paste it".into());
        assert!(key.is_for(None) && key.is_for(Some("acme")));
        assert!(key.is_on_page(&["consumer_key"], None));
        assert!(!key.is_on_page(&["username"], Some("acme")));
        let acme = Hint::of_center("acme", "a sandbox".into());
        assert!(acme.is_for(None) && acme.is_for(Some("acme")) && !acme.is_for(Some("acme-2")));
        assert!(acme.is_on_page(&["username"], Some("acme")));
        assert!(!acme.is_on_page(&["username"], None) && !acme.is_on_page(&[], Some("acme")));
    }
}
