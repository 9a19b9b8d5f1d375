//! What every page can do, whichever question it shows: hear keys, move its focus, draw itself.

use std::path::{Path, PathBuf};
use std::time::Instant;

use crossterm::event::KeyEvent;

use super::keys::{self, Action, Binding};
use super::sheet::Sheet;
use crate::draft::Draft;
use crate::question::{Answer, Offer};
use crate::steps::Step;

/// What a page may look at while it hears a key.
pub struct Setting<'a> {
    /// The step that is asked.
    pub step: &'static dyn Step,
    /// What has been said and found so far.
    pub draft: &'a Draft,
    /// Where likely key files are looked for; their names are shown without it.
    pub working_directory: &'a Path,
    /// The time.
    pub now: Instant,
}

/// What a page asks the program for.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum Wish {
    /// Nothing but to be drawn again.
    #[default]
    Nothing,
    /// To begin, from the first page.
    Begin,
    /// To hand in an answer.
    Answer(Answer),
    /// To end a dry run with what it came to.
    FinishDryRun,
    /// To go to the page before.
    Back,
    /// To look again at what could not be looked at.
    TryAgain,
    /// To prove again what is stored.
    ProveAgain,
    /// To put back what was written; asked once more before it is done.
    Undo,
    /// To change an answer.
    Edit,
    /// To set up another contact center.
    Another,
    /// To copy a text, free of secrets, to the clipboard and a file.
    Copy(String),
    /// To copy a public text, which is in a file already, to the clipboard.
    CopyPublic(String),
    /// To copy a secret to the clipboard only; asked once more before it is done.
    Offer(Box<Offer>),
    /// To let only its owner read a file.
    MakePrivate(PathBuf),
    /// To end the program.
    Finish,
    /// To tell the person something in the status line.
    Say(String),
}

/// A direction through the controls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// As Tab goes.
    Forward,
    /// As Shift-Tab goes.
    Backward,
}

/// A page of the conversation.
pub trait Page {
    /// Hears a key that means nothing to the program as a whole.
    fn key(&mut self, event: KeyEvent, setting: &Setting) -> Wish;

    /// Hears a paste. Presses nothing.
    fn paste(&mut self, text: &str, setting: &Setting) -> Wish {
        let _ = (text, setting);
        Wish::Nothing
    }

    /// Moves the focus by one control; `false` where there is none in that direction.
    fn turn(&mut self, course: Course) -> bool;

    /// Gives the focus to the control at which one arrives in this direction.
    fn arrive(&mut self, course: Course);

    /// Draws itself into a window of so many rows; without the focus where the step list has it.
    fn draw(&self, sheet: &mut Sheet, height: usize, focused: bool, now: Instant);

    /// The keys that mean something now, most useful first.
    fn keys(&self) -> Vec<&'static Binding>;

    /// The key that goes back from it, and where to; `None` where there is no way back.
    fn back(&self) -> Option<&'static Binding> {
        keys::named(keys::ALWAYS, Action::Back)
    }

    /// Whether letters are text now.
    fn is_typing(&self) -> bool {
        false
    }

    /// Whether what is typed is sought in a list. No name in one has a question mark.
    fn is_filtering(&self) -> bool {
        false
    }

    /// The fields on it, by their ids.
    fn fields(&self) -> Vec<&'static str> {
        Vec::new()
    }

    /// Whether the page keys move something in it rather than the page.
    fn takes_page_keys(&self) -> bool {
        false
    }

    /// What the status line says while there is nothing newer to say.
    fn status(&self) -> String {
        String::new()
    }

    /// When the page changes by itself next, where it does.
    fn wakes(&self) -> Option<Instant> {
        None
    }

    /// Changes by itself, the time having come.
    fn wake(&mut self, now: Instant) {
        let _ = now;
    }
}

/// The control that follows in a list of them; `None` behind either end. A control that is gone counts as
/// the first.
pub fn following<T: PartialEq + Copy>(stops: &[T], at: T, course: Course) -> Option<T> {
    let here = stops.iter().position(|stop| *stop == at).unwrap_or(0);
    let there = match course {
        Course::Forward => here + 1,
        Course::Backward => here.checked_sub(1)?,
    };
    stops.get(there).copied()
}

/// The control at which one arrives.
pub fn arrival<T: Copy>(stops: &[T], course: Course) -> Option<T> {
    match course {
        Course::Forward => stops.first().copied(),
        Course::Backward => stops.last().copied(),
    }
}
