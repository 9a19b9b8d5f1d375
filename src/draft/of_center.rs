//! What is of one contact center, and of use to another only once that was agreed to.

/// A value, and the contact center that it is of. Nobody gets at it without saying for which one.
#[derive(Debug, Clone)]
pub struct OfCenter<T> {
    value: T,
    center: String,
    is_stored: bool,
}

impl<T> OfCenter<T> {
    /// A value that was given for this contact center.
    pub fn given(value: T, center: &str) -> Self {
        Self {
            value,
            center: center.to_owned(),
            is_stored: false,
        }
    }

    /// A value that was given nowhere: it is stored in this contact center, and stays.
    pub fn stored(value: T, center: &str) -> Self {
        Self {
            is_stored: true,
            ..Self::given(value, center)
        }
    }

    /// The same value, agreed to for this contact center.
    #[must_use]
    pub fn agreed_to_for(self, center: &str) -> Self {
        match self.is_of(center) {
            true => self,
            false => Self::given(self.value, center),
        }
    }

    /// The value, where it is this contact center's.
    pub fn of(&self, center: &str) -> Option<&T> {
        self.is_of(center).then_some(&self.value)
    }

    /// The value, whosever it is: to be told with its owner, and not to be used.
    pub fn whosever(&self) -> &T {
        &self.value
    }

    /// The contact center that it is of, where that is another than this one.
    pub fn other_than(&self, center: &str) -> Option<&str> {
        (!self.is_of(center)).then_some(&self.center)
    }

    /// Whether it was given for a contact center or agreed to for it, and not only left as it is stored.
    pub fn is_given(&self) -> bool {
        !self.is_stored
    }

    /// With another value made of it.
    #[must_use]
    pub fn map(self, change: impl FnOnce(T) -> T) -> Self {
        Self {
            value: change(self.value),
            ..self
        }
    }

    fn is_of(&self, center: &str) -> bool {
        self.center == center
    }
}

impl<T: Clone> OfCenter<T> {
    /// What stays where nothing is given for this contact center: its own value, or the one that is stored there, and
    /// only then one that is known of another.
    pub fn kept(
        known: Option<&Self>,
        stored: impl FnOnce() -> Option<T>,
        center: &str,
    ) -> Option<Self> {
        let own = known.filter(|known| known.is_of(center)).cloned();
        let stored = || stored().map(|value| Self::stored(value, center));
        own.or_else(stored).or_else(|| known.cloned())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::domain::Secret;

    #[test]
    fn a_value_is_had_for_its_own_contact_center_and_for_another_once_agreed_to() {
        let key = OfCenter::given("key", "acme");
        assert_eq!((key.of("acme"), key.of("globex")), (Some(&"key"), None));
        assert_eq!(key.other_than("acme"), None);
        assert_eq!(key.other_than("globex"), Some("acme"));
        let agreed = key.agreed_to_for("globex");
        assert_eq!(
            (agreed.of("acme"), agreed.of("globex")),
            (None, Some(&"key"))
        );
    }

    #[test]
    fn what_is_only_stored_stays_so_until_it_is_agreed_to_for_another_contact_center() {
        let key = OfCenter::stored("key", "acme").map(|_| "key and certificate");
        let again = key.agreed_to_for("acme");
        assert!(!again.is_given());
        assert!(again.agreed_to_for("globex").is_given());
    }

    #[test]
    fn its_own_is_kept_before_what_is_stored_and_that_before_anothers() {
        let kept = |known, stored| {
            let kept = OfCenter::kept(known, || stored, "acme")?;
            Some((*kept.whosever(), kept.of("acme").is_some(), kept.is_given()))
        };
        let own = OfCenter::given("own", "acme");
        let anothers = OfCenter::given("another's", "globex");
        assert_eq!(kept(Some(&own), Some("stored")), Some(("own", true, true)));
        let stored = Some(("stored", true, false));
        assert_eq!(kept(Some(&anothers), Some("stored")), stored);
        assert_eq!(kept(None, Some("stored")), stored);
        let still = Some(("another's", false, true));
        assert_eq!(kept(Some(&anothers), None), still);
        assert_eq!(kept(None, None), None);
    }

    #[test]
    fn a_secret_is_told_no_more_than_by_itself() {
        let key = OfCenter::given(Secret::new("canary"), "acme");
        assert!(!format!("{key:?}").contains("canary"));
    }
}
