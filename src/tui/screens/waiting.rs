//! A question is being made ready: what is waited for, and for how long already.

use std::time::{Duration, Instant};

use crossterm::event::KeyEvent;
use ratatui::style::Style;

use crate::tui::keys::{self, Action, Binding};
use crate::tui::page::{Course, Page, Setting, Wish};
use crate::tui::sheet::Sheet;

/// A wait shorter than this is not shown: it would only flicker.
const UNNOTICED: Duration = Duration::from_millis(300);

/// How often a spinner turns.
const FRAME: Duration = Duration::from_millis(250);

/// After this long the person is told that waiting is normal, and how not to.
pub const LONG: Duration = Duration::from_secs(10);

/// A wait.
pub struct Waiting {
    what: String,
    since: Instant,
    now: Instant,
    motion: bool,
}

impl Waiting {
    /// A wait that begins now.
    pub fn new(now: Instant, motion: bool) -> Self {
        Self {
            what: "Looking around".into(),
            since: now,
            now,
            motion,
        }
    }

    /// Waits for something else from now on.
    pub fn waits_for(&mut self, what: String) {
        self.what = what;
    }
}

/// What is being waited for, with a sign that turns and the seconds.
pub fn draw_wait(sheet: &mut Sheet, what: &str, since: Instant, now: Instant) {
    let waited = now.saturating_duration_since(since);
    let turn = usize::try_from(waited.as_millis() / FRAME.as_millis()).unwrap_or(0) % 4;
    let sign = match sheet.theme.motion {
        true => format!("[ {}  ] ", sheet.theme.glyphs.spinner[turn]),
        false => "[work] ".into(),
    };
    let seconds = match waited.as_secs() {
        0 => String::new(),
        seconds => format!("  {seconds} s"),
    };
    let style = sheet.theme.working();
    sheet.hanging(&sign, style, &format!("{what}{seconds}"), Style::new());
}

/// When something that is waited for has to be drawn again: with its spinner, or only now and then.
pub fn next_frame(now: Instant, motion: bool) -> Instant {
    now + if motion { FRAME } else { LONG }
}

impl Page for Waiting {
    fn key(&mut self, event: KeyEvent, _: &Setting) -> Wish {
        match keys::action(&[keys::ALWAYS, keys::LETTERS], event) {
            Some(Action::Back) => Wish::Back,
            _ => Wish::Nothing,
        }
    }

    fn turn(&mut self, _: Course) -> bool {
        false
    }

    fn arrive(&mut self, _: Course) {}

    fn draw(&self, sheet: &mut Sheet, _: usize, _: bool, now: Instant) {
        if !is_noticed(self.since, self.now) {
            return;
        }
        draw_wait(sheet, &self.what, self.since, now);
        if now.saturating_duration_since(self.since) >= LONG {
            sheet.blank();
            sheet.text(
                "This takes longer than usual. You can go on waiting, or press Esc to go back.",
                Style::new(),
            );
        }
    }

    fn keys(&self) -> Vec<&'static Binding> {
        Vec::new()
    }

    fn wakes(&self) -> Option<Instant> {
        Some(next_told(self.since, self.now, self.motion))
    }

    fn wake(&mut self, now: Instant) {
        self.now = now;
    }
}

/// Whether a wait is long enough to be told of.
pub fn is_noticed(since: Instant, now: Instant) -> bool {
    now.saturating_duration_since(since) >= UNNOTICED
}

/// When what is told of a wait changes by itself.
pub fn next_told(since: Instant, now: Instant, motion: bool) -> Instant {
    match is_noticed(since, now) {
        true => next_frame(now, motion),
        false => since + UNNOTICED,
    }
}

/// What is being read, and for how long already.
pub fn draw_reading(sheet: &mut Sheet, what: &str, since: Instant, now: Instant) {
    draw_wait(sheet, what, since, now);
    if now.saturating_duration_since(since) >= LONG {
        let told = "This takes longer than usual. It may be on a server that does not answer. \
            Go on waiting, or name another file.";
        sheet.hanging("  ", Style::new(), told, sheet.theme.faint());
    }
}
