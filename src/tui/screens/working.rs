//! Writing, proving or undoing is under way: its stages, how long it takes, and how to stop it.

use std::time::{Duration, Instant};

use crossterm::event::KeyEvent;
use ratatui::style::Style;

use super::waiting::next_frame;
use crate::tui::keys::{self, Action, Binding};
use crate::tui::page::{Course, Page, Setting, Wish};
use crate::tui::sheet::Sheet;
use crate::tui::text::columns;
use crate::watch::StageState;
pub use crate::watch::Work;

/// After this long the page says that waiting is normal.
const LONG: Duration = Duration::from_secs(30);

/// For whoever wants to leave it otherwise.
pub const NOT_HALFWAY: &str = "This cannot be left half-way. Ctrl-C stops after this call.";

/// Work under way.
pub struct Working {
    work: Work,
    stages: Vec<Stage>,
    stopping: bool,
    since: Instant,
    now: Instant,
    motion: bool,
}

struct Stage {
    name: String,
    state: StageState,
    begun: Option<Instant>,
    took: Option<Duration>,
}

impl Working {
    /// Work that begins now.
    pub fn new(work: Work, now: Instant, motion: bool) -> Self {
        Self {
            work,
            stages: Vec::new(),
            stopping: false,
            since: now,
            now,
            motion,
        }
    }

    /// What is being carried out.
    pub fn work(&self) -> Work {
        self.work
    }

    /// What the work consists of.
    pub fn set_stages(&mut self, names: Vec<String>) {
        let waiting = |name| Stage {
            name,
            state: StageState::Waiting,
            begun: None,
            took: None,
        };
        self.stages = names.into_iter().map(waiting).collect();
    }

    /// How a stage stands now.
    pub fn set_stage(&mut self, at: usize, state: StageState, now: Instant) {
        let Some(stage) = self.stages.get_mut(at) else {
            return;
        };
        match state {
            StageState::Waiting | StageState::Skipped(_) => {}
            StageState::Working(_) => stage.begun = stage.begun.or(Some(now)),
            StageState::Done(_) | StageState::Failed(_) => {
                stage.took = stage
                    .begun
                    .map(|begun| now.saturating_duration_since(begun));
            }
        }
        stage.state = state;
    }

    /// Says that the work will stop after the current call.
    pub fn stops(&mut self) {
        self.stopping = true;
    }

    /// Whether it was asked to stop.
    pub fn is_stopping(&self) -> bool {
        self.stopping
    }

    fn heading(&self) -> &'static str {
        match self.work {
            Work::Write => "Writing. Please leave this window open.",
            Work::ProveAgain => "Testing what is stored. Nothing is written.",
            Work::Undo => "Putting back what was changed.",
        }
    }

    fn draw_stage(&self, sheet: &mut Sheet, stage: &Stage, now: Instant) {
        let (faint, theme) = (sheet.theme.faint(), sheet.theme);
        let (mark, style, said) = match &stage.state {
            StageState::Waiting => ("[wait] ", faint, ""),
            StageState::Working(what) => ("[work] ", theme.working(), what.as_str()),
            StageState::Done(what) => ("[done] ", Style::new(), what.as_str()),
            StageState::Skipped(why) => ("[skip] ", faint, why.as_str()),
            StageState::Failed(why) => (
                "[FAIL] ",
                theme.level(crate::domain::Level::Fail),
                why.as_str(),
            ),
        };
        let top = sheet.rows();
        let working = matches!(stage.state, StageState::Working(_));
        let running = stage
            .begun
            .map(|begun| now.saturating_duration_since(begun));
        let time = stage
            .took
            .or(running.filter(|_| working))
            .map_or(String::new(), seconds);
        let time = time.as_str();
        let name_room = sheet.width().saturating_sub(mark.len() + 8);
        let name = crate::tui::text::fitted(&stage.name, name_room);
        sheet.row(&[
            (mark, style),
            (&name, Style::new()),
            ("  ", faint),
            (time, faint),
        ]);
        if !said.is_empty() {
            sheet.hanging("       ", faint, said, faint);
        }
        if working {
            sheet.focus_from(top, sheet.rows() - top);
            sheet.cursor_at(0, top);
        }
    }

    fn draw_bar(&self, sheet: &mut Sheet, now: Instant) {
        let over =
            |stage: &&Stage| !matches!(stage.state, StageState::Waiting | StageState::Working(_));
        let (done, all) = (self.stages.iter().filter(over).count(), self.stages.len());
        let elapsed = seconds(now.saturating_duration_since(self.since));
        let told = format!("  {done} of {all}, {elapsed}");
        let room = sheet.width().saturating_sub(columns(&told));
        let full = room * done / all.max(1);
        let full_part = sheet.theme.glyphs.full.repeat(full);
        let rest = sheet.theme.glyphs.rest.repeat(room - full);
        let (working, faint) = (sheet.theme.working(), sheet.theme.faint());
        sheet.row(&[(&full_part, working), (&rest, faint), (&told, Style::new())]);
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

impl Page for Working {
    fn key(&mut self, event: KeyEvent, _: &Setting) -> Wish {
        match keys::action(&[keys::ALWAYS], event) {
            Some(Action::Back) => Wish::Say(NOT_HALFWAY.into()),
            _ => Wish::Nothing,
        }
    }

    fn turn(&mut self, _: Course) -> bool {
        true
    }

    fn arrive(&mut self, _: Course) {}

    fn draw(&self, sheet: &mut Sheet, _: usize, _: bool, now: Instant) {
        sheet.text(self.heading(), sheet.theme.strong());
        sheet.pin();
        sheet.blank();
        for stage in &self.stages {
            self.draw_stage(sheet, stage, now);
        }
        sheet.blank();
        self.draw_bar(sheet, now);
        sheet.blank();
        if self.stopping {
            sheet.text("Stopping after the current call.", sheet.theme.strong());
        } else if now.saturating_duration_since(self.since) > LONG {
            let patient = "This takes longer than usual. Every call has a time limit of its own.";
            sheet.text(patient, Style::new());
        }
        if self.work == Work::Write {
            sheet.text(
                "If you stop: what is done stays done and can be undone, the rest is not begun.",
                sheet.theme.faint(),
            );
        }
    }

    fn keys(&self) -> Vec<&'static Binding> {
        keys::named(keys::WORKING, Action::Quit)
            .into_iter()
            .collect()
    }

    fn back(&self) -> Option<&'static Binding> {
        None
    }

    fn wakes(&self) -> Option<Instant> {
        Some(next_frame(self.now, self.motion))
    }

    fn wake(&mut self, now: Instant) {
        self.now = now;
    }
}
