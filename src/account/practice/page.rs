//! Listings in pages: short ones, and one of them empty although it is not the last, as AWS may do.

use super::About;
use crate::account::Outcome;
use crate::domain::FailureKind;
use crate::domain::resources::Page;

/// As many items as a page holds.
pub(super) const SIZE: usize = 10;

/// The page that a marker stands for: the first one full, the second one empty, then the rest.
pub(super) fn page<T: Clone>(all: &[T], from: Option<&str>, about: About<'_>) -> Outcome<Page<T>> {
    let bad_marker = || {
        let message = "The marker that was sent is none that came back before.";
        about.no(FailureKind::Invalid, "InvalidNextTokenException", message)
    };
    let number = match from {
        None => 0,
        Some(marker) => marker
            .strip_prefix("page-")
            .and_then(|number| number.parse::<usize>().ok())
            .filter(|number| (1..=all.len().div_ceil(SIZE)).contains(number))
            .ok_or_else(bad_marker)?,
    };
    let items = match number {
        0 => all.chunks(SIZE).next(),
        1 => None,
        later => all.chunks(SIZE).nth(later - 1),
    };
    let more = all.len() > SIZE && number < all.len().div_ceil(SIZE);
    Ok(Page {
        items: items.map(<[T]>::to_vec).unwrap_or_default(),
        next: more.then(|| format!("page-{}", number + 1)),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const ABOUT: About<'_> = About {
        call: "lambda:ListFunctions",
        resource: "",
    };

    fn all_pages(length: usize) -> Vec<Vec<usize>> {
        let all: Vec<usize> = (0..length).collect();
        let mut pages = Vec::new();
        let mut from = None;
        loop {
            let next = page(&all, from.as_deref(), ABOUT).unwrap();
            pages.push(next.items);
            from = next.next;
            if from.is_none() {
                return pages;
            }
        }
    }

    #[test]
    fn nothing_is_lost_between_pages_and_one_is_empty_but_not_the_last() {
        let pages = all_pages(25);
        let sizes: Vec<usize> = pages.iter().map(Vec::len).collect();
        assert_eq!(sizes, [10, 0, 10, 5]);
        assert_eq!(pages.concat(), (0..25).collect::<Vec<_>>());
        assert_eq!(all_pages(20).concat().len(), 20);
        assert_eq!(all_pages(10).len(), 1);
        assert_eq!(all_pages(0).len(), 1);
    }

    #[test]
    fn a_marker_of_ones_own_making_is_refused() {
        for marker in ["", "page-0", "page-4", "page-x"] {
            assert!(page(&[0; 25], Some(marker), ABOUT).is_err(), "{marker}");
        }
    }
}
