//! Testing again by itself, with back-off, what Salesforce does not know yet.

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use jiff::civil::Time;

use crate::tui::sheet::Sheet;

/// How long to wait after the first tests; after later ones, as long as after the last of these.
const DELAYS: [Duration; 5] = [
    Duration::from_secs(30),
    Duration::from_secs(60),
    Duration::from_secs(120),
    Duration::from_secs(240),
    Duration::from_secs(300),
];

/// After so many tests in all, only the person tests again.
const TRIES: usize = 10;

/// A test that failed, where waiting helps.
#[derive(Debug, Clone, Copy)]
pub struct Try {
    /// Counts from 1, the one right after the writing.
    pub number: usize,
    /// The time of day.
    pub at: Time,
    /// The same for the countdown.
    pub now: Instant,
}

/// What is known of the last test, and when the next one comes.
pub struct Patience {
    last: Try,
    due: Option<Instant>,
    now: Instant,
    motion: bool,
    practice: bool,
}

impl Patience {
    /// Waits after this test, unless there were enough of them.
    pub fn after(last: Try, motion: bool, practice: bool) -> Self {
        Self {
            last,
            due: delay(last.number).map(|delay| last.now + delay),
            now: last.now,
            motion,
            practice,
        }
    }

    /// Tests no more by itself.
    pub fn stop(&mut self) {
        self.due = None;
    }

    /// Whether there will be another test by itself.
    pub fn is_waiting(&self) -> bool {
        self.due.is_some()
    }

    /// Whether the next test is to begin.
    pub fn is_due(&self, now: Instant) -> bool {
        self.due.is_some_and(|due| due <= now)
    }

    /// When there is something else to show or to do: with motion the next second, else the next test.
    pub fn wakes(&self) -> Option<Instant> {
        let due = self.due?;
        let left = Duration::from_secs(seconds(due, self.now).saturating_sub(1));
        Some(if self.motion { due - left } else { due })
    }

    /// Takes in the time.
    pub fn wake(&mut self, now: Instant) {
        self.now = now;
    }

    /// Says which test it was, when the next one comes, and that nobody has to wait for it.
    pub fn draw(&self, sheet: &mut Sheet, now: Instant) {
        let (strong, faint) = (sheet.theme.strong(), sheet.theme.faint());
        sheet.blank();
        sheet.text(&self.told(now), strong);
        if self.is_waiting() {
            sheet.text("Salesforce may need 2 to 10 minutes.", faint);
        }
        // Nothing of practice outlives the program, so no command leads back to it.
        let later = match self.practice {
            true => "Finish leaves with exit code 3; practice begins anew the next time.",
            false => "Finish leaves with exit code 3; scv-oauth check takes it up again.",
        };
        sheet.text(later, faint);
    }

    fn told(&self, now: Instant) -> String {
        let number = self.last.number;
        let last = format!("Try {number} at {}", self.last.at.strftime("%H:%M"));
        match self.due {
            Some(due) if due <= now => format!("{last}; testing again once you are back here."),
            Some(due) if self.motion => format!("{last}; testing again in {}.", left(due, now)),
            Some(due) => format!("{last}; testing again at {}.", self.time_of_day(due)),
            None => format!("{last}; not testing again by itself. T tests again."),
        }
    }

    fn time_of_day(&self, due: Instant) -> String {
        let delay = due.saturating_duration_since(self.last.now);
        let delay = SignedDuration::try_from(delay).unwrap_or_default();
        let time = self.last.at.wrapping_add(delay);
        time.strftime("%H:%M:%S").to_string()
    }
}

fn delay(tries: usize) -> Option<Duration> {
    let at = tries.saturating_sub(1).min(DELAYS.len() - 1);
    (tries < TRIES).then(|| DELAYS[at])
}

/// The seconds to go, the one that has begun included.
fn seconds(due: Instant, now: Instant) -> u64 {
    let left = due.saturating_duration_since(now);
    left.as_secs() + u64::from(left.subsec_nanos() > 0)
}

fn left(due: Instant, now: Instant) -> String {
    match seconds(due, now) {
        seconds @ ..60 => format!("{seconds} s"),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    fn patience(number: usize, motion: bool) -> Patience {
        let now = Instant::now();
        let at = time(23, 59, 40, 0);
        Patience::after(Try { number, at, now }, motion, false)
    }

    #[test]
    fn the_waits_grow_and_end_with_the_tenth_test() {
        let waits: Vec<_> = (1..=11)
            .map(|number| delay(number).map(|delay| delay.as_secs()))
            .collect();
        let mut expected: Vec<_> = [30, 60, 120, 240, 300, 300, 300, 300, 300]
            .map(Some)
            .to_vec();
        expected.extend([None, None]);
        assert_eq!(waits, expected);
    }

    #[test]
    fn it_wakes_once_a_second_and_at_each_has_another_number_to_show() {
        let mut patience = patience(1, true);
        let mut seen = Vec::new();
        while let Some(wakes) = patience.wakes().filter(|_| !patience.is_due(patience.now)) {
            assert!(wakes > patience.now);
            seen.push(patience.told(patience.now));
            patience.wake(wakes);
        }
        assert_eq!(seen.len(), 30);
        assert_eq!(seen[29], "Try 1 at 23:59; testing again in 1 s.");
        seen.dedup();
        assert_eq!(seen.len(), 30);
    }

    #[test]
    fn practice_names_no_command_that_would_meet_a_real_account() {
        let theme = crate::tui::theme::Theme::new(true, false, true);
        for (practice, names_it) in [(true, false), (false, true)] {
            let patience = Patience {
                practice,
                ..patience(1, true)
            };
            let mut sheet = Sheet::new(&theme, 80);
            patience.draw(&mut sheet, patience.now);
            let area = ratatui::layout::Rect::new(0, 0, 80, 5);
            let mut buffer = ratatui::buffer::Buffer::empty(area);
            sheet.draw(area, &mut buffer, 0);
            let shown: String = buffer.content.iter().map(|cell| cell.symbol()).collect();
            assert_eq!(shown.contains("scv-oauth check"), names_it);
        }
    }

    #[test]
    fn without_motion_it_wakes_for_the_test_alone_and_names_its_time() {
        let patience = patience(1, false);
        assert_eq!(patience.wakes(), patience.due);
        let told = patience.told(patience.now);
        assert_eq!(told, "Try 1 at 23:59; testing again at 00:00:10.");
    }
}
