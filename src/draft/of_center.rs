//! What is of one contact center, and of use to another only once that was agreed to.

/// Which contact center, among those of all accounts and Regions: many have an `acme` for tests and one for work.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owner {
    /// The account, twelve digits.
    pub account: Option<String>,
    /// The Region.
    pub region: Option<String>,
    /// Its name; empty as long as none is chosen.
    pub name: String,
}

impl Owner {
    /// Its name as it is told at another contact center, with its place where the name alone would be the same.
    fn told_at(&self, here: &Self) -> String {
        if self.name != here.name {
            return self.name.clone();
        }
        let place = [self.account.as_deref(), self.region.as_deref()];
        let place: Vec<&str> = place.into_iter().flatten().collect();
        format!("{} of {}", self.name, place.join(" "))
    }
}

/// A value, and the contact center that it is of. Nobody gets at it without saying for which one.
#[derive(Debug, Clone)]
pub struct OfCenter<T> {
    value: T,
    owner: Owner,
    is_stored: bool,
}

impl<T> OfCenter<T> {
    /// A value that was given for this contact center.
    pub fn given(value: T, center: Owner) -> Self {
        Self {
            value,
            owner: center,
            is_stored: false,
        }
    }

    /// A value that was given nowhere: it is stored in this contact center, and stays.
    pub fn stored(value: T, center: Owner) -> Self {
        Self {
            is_stored: true,
            ..Self::given(value, center)
        }
    }

    /// The same value, agreed to for this contact center.
    #[must_use]
    pub fn agreed_to_for(self, center: Owner) -> Self {
        match self.owner == center {
            true => self,
            false => Self::given(self.value, center),
        }
    }

    /// The value, where it is this contact center's.
    pub fn of(&self, center: &Owner) -> Option<&T> {
        (self.owner == *center).then_some(&self.value)
    }

    /// The value, whosever it is: to be told with its owner, and not to be used.
    pub fn whosever(&self) -> &T {
        &self.value
    }

    /// The contact center that it is of, as it is told at this one, where that is another.
    pub fn other_than(&self, center: &Owner) -> Option<String> {
        (self.owner != *center).then(|| self.owner.told_at(center))
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
}

impl<T: Clone> OfCenter<T> {
    /// What stays where nothing is given for this contact center: its own value, or the one that is stored there, and
    /// only then one that is known of another.
    pub fn kept(
        known: Option<&Self>,
        stored: impl FnOnce() -> Option<T>,
        center: Owner,
    ) -> Option<Self> {
        let own = known.filter(|known| known.owner == center).cloned();
        let stored = || stored().map(|value| Self::stored(value, center));
        own.or_else(stored).or_else(|| known.cloned())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::domain::Secret;

    fn center(name: &str) -> Owner {
        Owner {
            account: Some("111122223333".into()),
            region: Some("us-west-2".into()),
            name: name.into(),
        }
    }

    #[test]
    fn a_value_is_had_for_its_own_contact_center_and_for_another_once_agreed_to() {
        let key = OfCenter::given("key", center("acme"));
        let (acme, globex) = (center("acme"), center("globex"));
        assert_eq!((key.of(&acme), key.of(&globex)), (Some(&"key"), None));
        assert_eq!(key.other_than(&acme), None);
        assert_eq!(key.other_than(&globex), Some("acme".into()));
        let key = key.agreed_to_for(globex.clone());
        assert_eq!((key.of(&acme), key.of(&globex)), (None, Some(&"key")));
    }

    #[test]
    fn a_contact_center_of_the_same_name_in_another_account_is_another_one() {
        let key = OfCenter::given("key", center("acme"));
        let here = Owner {
            account: Some("444455556666".into()),
            ..center("acme")
        };
        assert_eq!(key.of(&here), None);
        let owner = key.other_than(&here).unwrap();
        assert_eq!(owner, "acme of 111122223333 us-west-2");
    }

    #[test]
    fn what_is_only_stored_stays_so_until_it_is_agreed_to_for_another_contact_center() {
        let key = OfCenter::stored("key", center("acme")).map(|_| "key and certificate");
        let again = key.agreed_to_for(center("acme"));
        assert!(!again.is_given());
        assert!(again.agreed_to_for(center("globex")).is_given());
    }

    #[test]
    fn its_own_is_kept_before_what_is_stored_and_that_before_anothers() {
        let kept = |known, stored| {
            let kept = OfCenter::kept(known, || stored, center("acme"))?;
            Some((
                *kept.whosever(),
                kept.of(&center("acme")).is_some(),
                kept.is_given(),
            ))
        };
        let own = OfCenter::given("own", center("acme"));
        let anothers = OfCenter::given("another's", center("globex"));
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
        let key = OfCenter::given(Secret::new("canary"), center("acme"));
        assert!(!format!("{key:?}").contains("canary"));
    }
}
