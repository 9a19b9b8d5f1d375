//! The full screen: terminal in, terminal out, tasks in between. The only loop, and the only place that
//! spawns anything.

pub mod app;
mod clipboard;
mod events;
pub mod fields;
pub mod inspection;
pub mod keys;
pub mod layout;
pub mod overlay;
pub mod page;
mod paste;
pub mod screens;
pub mod sheet;
mod tasks;
mod terminal;
pub mod text;
pub mod theme;
pub mod view;

use std::io::{self, Write};
use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;

use crate::domain::Secret;
use crate::draft::Draft;
use crate::hint::Hint;
use crate::ledger::Changed;
use crate::memory::Memory;
use crate::question::Answer;
use crate::session::{Ended, Session};
use crate::steps::{Step, Surroundings};
use crate::stop;
use crate::watch::Writer;
use app::{App, Effect, Message, Whereabouts};
use clipboard::{Between, Sequence, Way};
use events::Events;
use tasks::Tasks;
use terminal::Screen;

/// How the screen is to look, and what it is to say about the run.
#[derive(Debug, Clone, Default)]
pub struct Appearance {
    /// Whether only ASCII may be shown.
    pub ascii: bool,
    /// Whether colours may be shown.
    pub color: bool,
    /// Whether anything may move by itself.
    pub motion: bool,
    /// What to enter in practice, a line each; empty outside of it.
    pub practice_hints: Vec<Hint>,
    /// Whether nothing will be written in the end.
    pub dry_run: bool,
    /// Whether the conversation can go on line by line where the window gets too small.
    pub lines: bool,
}

/// How a conversation left the screen.
pub enum Left {
    /// It is over.
    Over(Box<Ended>),
    /// It goes on line by line, as the person wishes.
    ForLines(Box<Session>),
}

/// Holds the conversation on the full screen, to its end. The terminal is given back before this returns.
///
/// # Errors
/// Where the terminal cannot be taken over, drawn on, or read from.
pub async fn run(
    steps: &'static [&'static dyn Step],
    draft: Draft,
    presets: Answer,
    around: Surroundings,
    writer: Arc<dyn Writer>,
    look: Appearance,
) -> io::Result<Left> {
    // Without this, crossterm answers NO_COLOR with resets that also take bold and reversed away.
    crossterm::style::force_color_output(true);
    let whereabouts = Whereabouts {
        working_directory: around.working_directory.clone(),
        home: around.home.clone(),
    };
    let practice = around.cloud.is_practice();
    let (app, first) = App::new(steps, draft, presets, look, Instant::now());
    // Nothing may end the program while the terminal is its own, also before it first waits.
    stop::listen().await;
    let mut run = Run {
        app: app.at(whereabouts, practice),
        screen: Screen::take()?,
        memory: around.memory.clone(),
        tasks: Tasks::new(around, writer),
    };
    run.resize()?;
    run.carry_out(first)?;
    run.converse().await
}

/// A conversation under way.
struct Run {
    app: App,
    screen: Screen,
    tasks: Tasks,
    memory: Memory,
}

/// Why the terminal is not read any more.
enum Parting {
    /// The conversation is over.
    Over(Box<Ended>),
    /// It goes on line by line.
    HandedOver,
    /// Somebody outside asks the program to end.
    Asked,
}

impl Run {
    /// Amid writing nothing is cut off, be it that a signal came or that the terminal went away.
    async fn converse(mut self) -> io::Result<Left> {
        match self.talk().await {
            Ok(Parting::Over(ended)) => Ok(Left::Over(ended)),
            Ok(Parting::HandedOver) => Ok(Left::ForLines(Box::new(self.app.hand_over()))),
            // What was written is told, whatever became of the screen.
            Err(error) if self.app.session().changed() == Changed::Nothing => Err(error),
            Ok(Parting::Asked) | Err(_) => Ok(Left::Over(Box::new(self.wind_up().await))),
        }
    }

    async fn talk(&mut self) -> io::Result<Parting> {
        let mut events = Events::new();
        let mut asked = pin!(stop::asked());
        loop {
            self.draw()?;
            if let Some(ended) = self.app.ended() {
                return Ok(Parting::Over(Box::new(ended)));
            }
            if self.app.is_handed_over() {
                // Whoever reads the terminal next is to be the only one.
                events.end().await;
                return Ok(Parting::HandedOver);
            }
            let wakes = self.app.wakes();
            let (message, at) = tokio::select! {
                come = events.next() => match come? {
                    Some(come) => come,
                    None => return Ok(Parting::Asked),
                },
                message = self.tasks.next() => (message, Instant::now()),
                () = until(wakes) => (Message::Woken, Instant::now()),
                () = &mut asked => return Ok(Parting::Asked),
            };
            self.take_in(message, at)?;
            self.take_in_waiting(&mut events)?;
        }
    }

    /// Ends, after the call under way where something is being changed, with the report that says what is done.
    /// The terminal is given back at once; it may be gone.
    async fn wind_up(mut self) -> Ended {
        terminal::give_back();
        if self.app.is_changing() {
            // There may be nobody to read it.
            let _ = writeln!(io::stderr(), "Stopping after the current call.");
        }
        let mut message = Message::EndAsked;
        loop {
            // What fails here is of the screen, which is not looked at any more.
            let _ = self.take_in(message, Instant::now());
            if let Some(ended) = self.app.ended() {
                return ended;
            }
            message = self.tasks.next().await;
        }
    }

    /// Takes in all that has come already before anything is drawn again.
    fn take_in_waiting(&mut self, events: &mut Events) -> io::Result<()> {
        while self.app.ended().is_none() && !self.app.is_handed_over() {
            let waiting = match events.waiting()? {
                Some(come) => Some(come),
                None => self
                    .tasks
                    .waiting()
                    .map(|message| (message, Instant::now())),
            };
            match waiting {
                Some((message, at)) => self.take_in(message, at)?,
                None => break,
            }
        }
        Ok(())
    }

    fn take_in(&mut self, message: Message, at: Instant) -> io::Result<()> {
        let visit = self.app.flow().visit();
        let effects = self.app.take_in(message, at);
        if self.app.flow().visit() != visit {
            self.memory.keep(self.app.flow());
        }
        self.carry_out(effects)
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> io::Result<()> {
        for effect in effects {
            match effect {
                Effect::Suspend => {
                    self.screen.suspend()?;
                    self.resize()?;
                    self.take_in(Message::Resumed, Instant::now())?;
                }
                Effect::Redraw => self.screen.forget()?,
                Effect::Copy(text) => self.copy(text)?,
                Effect::Send(text) => self.send(text)?,
                Effect::CopyPublic(text) => self.copy_public(text)?,
                Effect::CopySecret(text) => self.copy_secret(text)?,
                effect => self.tasks.begin(effect),
            }
        }
        Ok(())
    }

    fn copy(&mut self, text: String) -> io::Result<()> {
        match clipboard::way() {
            Way::Terminal => self.send(text),
            Way::Here => {
                self.tasks.copy(text);
                Ok(())
            }
        }
    }

    fn send(&mut self, text: String) -> io::Result<()> {
        let fits = clipboard::fits_terminal(&text);
        if fits {
            self.send_sequence(&text)?;
        }
        self.tasks.save(text, fits.then_some(Way::Terminal));
        Ok(())
    }

    fn copy_public(&mut self, text: String) -> io::Result<()> {
        let way = clipboard::way();
        if way == Way::Terminal {
            self.send_sequence(&text)?;
        }
        self.tasks.copy_public(text, way);
        Ok(())
    }

    fn copy_secret(&mut self, text: Secret) -> io::Result<()> {
        let way = clipboard::way();
        if way == Way::Terminal {
            self.send_sequence(text.expose_for_clipboard())?;
        }
        self.tasks.copy_secret(text, way);
        Ok(())
    }

    /// Sends a text to the clipboard of the terminal, between two frames.
    fn send_sequence(&mut self, text: &str) -> io::Result<()> {
        let between = Between::of(|name| std::env::var(name).ok());
        self.screen.send(Sequence { text, between })
    }

    /// Draws the page as large as the window is. It may have changed with no word of it yet, and the next key
    /// is meant for what is seen.
    fn draw(&mut self) -> io::Result<()> {
        loop {
            let app = &mut self.app;
            let looks = app.settle();
            self.carry_out(looks)?;
            let app = &mut self.app;
            let terminal = self.screen.terminal();
            let drawn = terminal.draw(|frame| {
                view::draw(frame, app);
                app.drawn(Instant::now());
            })?;
            let (width, height) = (drawn.area.width, drawn.area.height);
            if (width, height) == app.size() {
                return Ok(());
            }
            self.take_in(Message::Resized(width, height), Instant::now())?;
        }
    }

    fn resize(&mut self) -> io::Result<()> {
        let size = self.screen.terminal().size()?;
        self.take_in(Message::Resized(size.width, size.height), Instant::now())
    }
}

async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment.into()).await,
        None => std::future::pending().await,
    }
}
