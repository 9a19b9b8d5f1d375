//! Tells what was found so far, as it comes.

use std::time::{Duration, Instant};

use crate::draft::Inventory;

/// So many are told one by one.
const FEW: usize = 50;

/// Often enough to see a longer list grow. Each telling hands on all of it, which may be thousands of rows.
const PAUSE: Duration = Duration::from_millis(200);

/// Somebody to tell, and when that was done last.
pub(super) struct Telling<'a> {
    found: &'a (dyn Fn(&Inventory) + Sync),
    last: Option<Instant>,
}

impl<'a> Telling<'a> {
    pub(super) fn to(found: &'a (dyn Fn(&Inventory) + Sync)) -> Self {
        Self { found, last: None }
    }

    /// Tells the first ones at once, and what comes after them a few times a second.
    pub(super) fn tell(&mut self, inventory: &Inventory) {
        let are_few = inventory.centers.len() <= FEW;
        if are_few || self.last.is_none_or(|last| last.elapsed() >= PAUSE) {
            (self.found)(inventory);
            self.last = Some(Instant::now());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::domain::test_found::center;

    #[test]
    fn a_few_are_told_at_once_and_of_thousands_many_at_a_time() {
        let told = AtomicU32::new(0);
        let count = |_: &Inventory| {
            told.fetch_add(1, Ordering::Relaxed);
        };
        let mut telling = Telling::to(&count);
        let begun = Instant::now();
        let mut inventory = Inventory::default();
        for _ in 0..FEW + 500 {
            inventory.centers.push(center());
            telling.tell(&inventory);
        }
        let later = begun.elapsed().as_millis() / PAUSE.as_millis();
        let (few, told) = (FEW as u128, u128::from(told.into_inner()));
        assert!(
            (few..=few + 1 + later).contains(&told),
            "{told} after {later}"
        );
    }
}
