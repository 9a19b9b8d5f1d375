//! What keys and pastes do to the state: what means the same everywhere first, the page after that.

use std::time::Duration;

use crossterm::event::{KeyEvent, KeyEventKind};

use super::{App, Effect, Screen};
use crate::question::Deed;
use crate::tui::fields::stray::BURST;
use crate::tui::keys::{self, Action, Binding};
use crate::tui::overlay::{Asked, Fate, Overlay};
use crate::tui::page::{Course, Page, Wish};
use crate::tui::paste;
use crate::tui::screens::working::{self, Work};

/// Windows delivers a paste as keys. Nobody presses Enter this soon after a letter, so it is part of one.
const PASTED: Option<Duration> = if cfg!(windows) {
    Some(Duration::from_millis(15))
} else {
    None
};

impl App {
    pub(super) fn hear_key(&mut self, event: KeyEvent) -> Vec<Effect> {
        // What is let go of was typed when it was pressed.
        if !keys::is_down(&event) || self.is_held_press(&event) || self.is_pasted(&event) {
            return Vec::new();
        }
        let mut effects = match keys::typed(&event) {
            Some(_) => Vec::new(),
            // It may go to what is only there once the value was looked at.
            None => self.settle(),
        };
        effects.extend(self.hear_pressed(event));
        effects
    }

    fn hear_pressed(&mut self, event: KeyEvent) -> Vec<Effect> {
        if self.overlay.is_none() && self.is_blind(&event) {
            return Vec::new();
        }
        self.said.clear();
        let action = keys::action(&[keys::ALWAYS], event);
        if action == Some(Action::Suspend) {
            return self.suspend();
        }
        // Help is not shown in a window that is too small for it; a question is.
        let shown = |overlay: &Overlay| matches!(overlay, Overlay::Asking(..));
        let small = self.is_too_small();
        if action == Some(Action::Quit) && matches!(self.overlay, Some(Overlay::Help(_))) {
            // Whoever wants to stop or leave does not mean the help.
            self.overlay = None;
        }
        if let Some(overlay) = self.overlay.filter(|overlay| !small || shown(overlay)) {
            return self.hear_overlay(overlay.key(event));
        }
        if small {
            return self.hear_too_small(event);
        }
        match action {
            Some(Action::Quit) => self.quit(),
            Some(Action::Redraw) => vec![Effect::Redraw],
            Some(Action::Help) => self.open_help(),
            Some(Action::Steps) => self.turn_to_steps(),
            Some(Action::NextStop) => self.turn(Course::Forward),
            Some(Action::PreviousStop) => self.turn(Course::Backward),
            _ if self.in_steps.is_some() => self.hear_steps(event),
            _ => self.hear_page(event, action),
        }
    }

    pub(super) fn hear_paste(&mut self, text: &str) -> Vec<Effect> {
        self.said.clear();
        if self.overlay.is_some() || self.in_steps.is_some() || self.is_too_small() {
            return Vec::new();
        }
        let setting = Self::setting(&self.session.flow, &self.whereabouts, self.now);
        let text = paste::with_plain_line_ends(text);
        let wish = match self.welcome {
            Some(_) => Wish::Nothing,
            None => self.screen.page_mut().paste(&text, &setting),
        };
        self.grant(wish)
    }

    fn hear_page(&mut self, event: KeyEvent, action: Option<Action>) -> Vec<Effect> {
        let letters = keys::action(&[keys::LETTERS], event);
        if [action, letters].contains(&Some(Action::Enter)) && self.is_result_unread() {
            self.has_not_read();
            return self.say_unread();
        }
        let page = self.page();
        if letters == Some(Action::Help) && (!page.is_typing() || page.is_filtering()) {
            return self.open_help();
        }
        if !self.page().takes_page_keys() {
            match action {
                Some(Action::PageUp) => return self.scroll_by(-1),
                Some(Action::PageDown) => return self.scroll_by(1),
                _ => {}
            }
        }
        self.scroll = 0;
        let setting = Self::setting(&self.session.flow, &self.whereabouts, self.now);
        let wish = match (&mut self.welcome, &mut self.screen) {
            (Some(welcome), _) => welcome.key(event, &setting),
            (None, screen) => screen.page_mut().key(event, &setting),
        };
        self.grant(wish)
    }

    fn grant(&mut self, wish: Wish) -> Vec<Effect> {
        match wish {
            Wish::Nothing => Vec::new(),
            Wish::Begin => {
                self.welcome = None;
                self.mark_new();
                Vec::new()
            }
            Wish::Answer(answer) => self.hand_in(&answer),
            // Whoever writes in a dry run only tells what would be written.
            Wish::FinishDryRun => self.begin_work(Work::Write),
            Wish::Back => self.go_back(),
            Wish::TryAgain => self.try_again(),
            Wish::ProveAgain => self.begin_work(Work::ProveAgain),
            Wish::Undo => self.ask_to_undo(),
            Wish::Edit => self.turn_to_steps(),
            Wish::Another => self.choose_another(),
            Wish::Copy(text) => vec![Effect::Copy(self.with_place(&text))],
            Wish::CopyPublic(text) => vec![Effect::CopyPublic(text)],
            Wish::Offer(offer) => {
                self.offered = Some(offer);
                self.overlay = Some(Overlay::asking(Asked::Copy));
                Vec::new()
            }
            Wish::MakePrivate(path) => vec![Effect::MakePrivate(path)],
            Wish::Finish => {
                self.over = true;
                Vec::new()
            }
            Wish::Say(what) => self.say(what),
        }
    }

    /// A text for a ticket, below what it was done with and where.
    fn with_place(&self, text: &str) -> String {
        let version = env!("CARGO_PKG_VERSION");
        let bar = self.session.flow.draft().bar();
        let part = |label, value: Option<String>| value.map(|value| format!(", {label} {value}"));
        let parts = [
            part("AWS account", bar.account),
            part("Region", bar.region),
            part("endpoint", bar.endpoint),
            part("org", bar.org),
        ];
        let place: String = parts.into_iter().flatten().collect();
        let practice = if self.practice { ", practice" } else { "" };
        format!("scv-oauth {version}{practice}{place}\n{text}")
    }

    fn hear_overlay(&mut self, fate: Fate) -> Vec<Effect> {
        self.overlay = match fate {
            Fate::Stays(overlay) => Some(self.clamped(overlay)),
            Fate::Closed | Fate::Agreed(_) => None,
        };
        let offered = match self.overlay {
            None => self.offered.take(),
            Some(_) => None,
        };
        match fate {
            Fate::Agreed(Asked::Leave) => {
                self.over = true;
                Vec::new()
            }
            Fate::Agreed(Asked::Undo) => self.begin_work(Work::Undo),
            Fate::Agreed(Asked::Copy) => match offered.map(|offer| offer.deed) {
                Some(Deed::Copy(text)) => vec![Effect::CopySecret(text)],
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// During work Ctrl-C stops it after the current call; at a good end it leaves; else it asks once.
    pub(super) fn quit(&mut self) -> Vec<Effect> {
        match (&self.welcome, &self.screen) {
            (None, Screen::Working(_)) => return self.stop_work(),
            (None, Screen::Outcome(_)) if self.is_result_unread() => return self.say_unread(),
            (None, Screen::Outcome(page)) if page.is_settled() => self.over = true,
            _ => self.overlay = Some(Overlay::asking(Asked::Leave)),
        }
        Vec::new()
    }

    /// Gives the terminal back to the shell. Amid writing it would stop between two calls, perhaps for good.
    fn suspend(&mut self) -> Vec<Effect> {
        if self.is_changing() {
            return self.say(working::NOT_HALFWAY);
        }
        self.mask();
        vec![Effect::Suspend]
    }

    fn open_help(&mut self) -> Vec<Effect> {
        self.mask();
        self.overlay = Some(Overlay::Help(0));
        Vec::new()
    }

    fn hear_steps(&mut self, event: KeyEvent) -> Vec<Effect> {
        let Some(at) = self.in_steps else {
            return Vec::new();
        };
        let last = self.session.flow.lines().len().saturating_sub(1);
        let tables: &[&[Binding]] = &[keys::ALWAYS, keys::LETTERS];
        match keys::action(tables, event) {
            Some(Action::Up) => self.in_steps = Some(at.saturating_sub(1)),
            Some(Action::Down) => self.in_steps = Some((at + 1).min(last)),
            Some(Action::Enter) => return self.go_to(at),
            Some(Action::Back) => self.in_steps = None,
            Some(Action::Help) => return self.open_help(),
            _ => {}
        }
        Vec::new()
    }

    /// Gives the focus to the step list, or takes it back.
    fn turn_to_steps(&mut self) -> Vec<Effect> {
        let can = self.welcome.is_none() && !matches!(self.screen, Screen::Working(_));
        self.mask();
        self.in_steps = match self.in_steps {
            None if can => Some(self.session.flow.position()),
            _ => None,
        };
        Vec::new()
    }

    /// Moves the focus on, through the page's controls and then the step list.
    fn turn(&mut self, course: Course) -> Vec<Effect> {
        self.scroll = 0;
        if self.in_steps.take().is_some() {
            self.page_mut().arrive(course);
        } else if !self.page_mut().turn(course) {
            self.turn_to_steps();
        }
        Vec::new()
    }

    /// A key that is held down moves, deletes and types; it presses nothing and leaves nothing.
    fn is_held_press(&self, event: &KeyEvent) -> bool {
        let types = self.page().is_typing() && keys::typed(event).is_some();
        event.kind == KeyEventKind::Repeat && !types && !keys::moves(event)
    }

    /// Whether a key that presses something is part of a paste that comes as keys. Before a write it is taken
    /// for one sooner, a Tab in the paste included: nobody types that fast.
    fn is_pasted(&mut self, event: &KeyEvent) -> bool {
        let before = self.typed_at;
        let typed = keys::typed(event).is_some();
        if typed {
            self.typed_at = Some(self.now);
        }
        let types = self.page().is_typing();
        let presses = keys::action(&[keys::ALWAYS, keys::LETTERS], *event) == Some(Action::Enter);
        let soon = match &self.screen {
            Screen::Review(_) => Some(BURST),
            _ => PASTED.filter(|_| types),
        };
        let since = before.map(|at| self.now.saturating_duration_since(at));
        let is_soon = soon.zip(since).is_some_and(|(soon, since)| since < soon);
        let pasted = presses && !(types && typed) && is_soon;
        if pasted && soon == Some(BURST) {
            self.said = "That came as fast as a paste, so it pressed nothing.".into();
        }
        pasted
    }

    fn scroll_by(&mut self, pages: isize) -> Vec<Effect> {
        self.scroll = crate::tui::view::scrolled(self, pages);
        Vec::new()
    }

    fn clamped(&self, overlay: Overlay) -> Overlay {
        match overlay {
            Overlay::Help(rows) => Overlay::Help(crate::tui::view::help_scrolled(self, rows)),
            asking => asking,
        }
    }
}
