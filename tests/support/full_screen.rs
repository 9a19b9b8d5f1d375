//! The full screen with its real steps, drawn into memory, and somebody who presses keys.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::civil::time;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

use scv_oauth::apply::Apply;
use scv_oauth::draft::Draft;
use scv_oauth::files;
use scv_oauth::flow;
use scv_oauth::question::Answer;
use scv_oauth::report::Report;
use scv_oauth::steps::{STEPS, Silent, Surroundings};
use scv_oauth::tui::Appearance;
use scv_oauth::tui::app::{App, Effect, Message, Whereabouts};
use scv_oauth::tui::fields::listing;
use scv_oauth::tui::view;
use scv_oauth::watch::{StageState, Watch};

/// The app, what its steps look at, and what writes in its end.
pub struct FullScreen {
    pub app: App,
    /// How the last work came out.
    pub report: Option<Report>,
    around: Surroundings,
    writer: Arc<Apply>,
    window: Rect,
    now: Instant,
}

/// Hears which setup is on record.
#[derive(Default)]
struct Hearing(Mutex<Option<String>>);

impl Watch for Hearing {
    fn stages(&self, _: &[String]) {}
    fn stage(&self, _: usize, _: StageState) {}
    fn stop_asked(&self) -> bool {
        false
    }
    fn on_record(&self, begun: &str) {
        *self.0.lock().unwrap() = Some(begun.to_owned());
    }
}

impl FullScreen {
    /// The first page, in a window of this size.
    pub async fn begin(
        around: Surroundings,
        writer: Arc<Apply>,
        draft: Draft,
        look: Appearance,
        window: Rect,
    ) -> Self {
        let now = Instant::now();
        let (app, first) = App::new(&STEPS, draft, Answer::default(), look, now);
        let whereabouts = Whereabouts {
            working_directory: around.working_directory.clone(),
            home: None,
        };
        let practice = around.cloud.is_practice();
        let mut screen = Self {
            app: app.at(whereabouts, practice),
            report: None,
            around,
            writer,
            window,
            now,
        };
        screen.carry_out(first).await;
        screen
            .send(Message::Resized(window.width, window.height))
            .await;
        screen
    }

    pub fn step(&self) -> &'static str {
        self.app.flow().step().id()
    }

    pub async fn press(&mut self, code: KeyCode) {
        // Nobody presses it as soon behind a letter as a terminal that types what is pasted.
        if code == KeyCode::Enter {
            self.now += Duration::from_millis(100);
        }
        let event = KeyEvent::new(code, KeyModifiers::NONE);
        self.send(Message::Key(event)).await;
    }

    pub async fn ctrl(&mut self, letter: char) {
        let event = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
        self.send(Message::Key(event)).await;
    }

    pub async fn paste(&mut self, text: &str) {
        self.send(Message::Paste(text.to_owned().into())).await;
    }

    /// Pastes in the place of what stands in the field.
    pub async fn replace_by(&mut self, text: &str) {
        self.ctrl('u').await;
        self.paste(text).await;
    }

    async fn send(&mut self, message: Message) {
        let effects = self.app.update(message, self.now);
        self.carry_out(effects).await;
    }

    async fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            if let Some(message) = self.outcome_of(effect).await {
                effects.extend(self.app.update(message, self.now));
            }
        }
    }

    async fn outcome_of(&mut self, effect: Effect) -> Option<Message> {
        let at = time(14, 9, 0, 0);
        match effect {
            Effect::Ask { visit, step, draft } => {
                let asked = Box::new(step.ask(&self.around, &draft, &Silent).await);
                Some(Message::Ready { visit, asked, at })
            }
            Effect::Work { run, order } => {
                let hearing = Hearing::default();
                let report = order.carry_out(&*self.writer, &hearing).await;
                if let Some(begun) = hearing.0.into_inner().unwrap() {
                    self.app.update(Message::OnRecord { run, begun }, self.now);
                }
                self.report = Some(report.clone());
                let report = Some(Box::new(report));
                Some(Message::Worked { run, report, at })
            }
            Effect::List { typed, folder } => Some(Message::Listed(listing::read(typed, &folder))),
            effect => looked_at(effect),
        }
    }

    /// What is on the screen.
    pub fn draw(&self) -> Buffer {
        let mut buffer = Buffer::empty(self.window);
        view::render(self.window, &mut buffer, &self.app);
        buffer
    }
}

/// What comes of a look at files, or at an answer that takes long to judge.
pub fn looked_at(effect: Effect) -> Option<Message> {
    Some(match effect {
        Effect::Inspect(inspection) => Message::Inspected {
            ticket: inspection.ticket,
            found: Some(inspection.look()),
        },
        Effect::Judge {
            ticket,
            step,
            draft,
            answer,
        } => Message::Judged {
            ticket,
            judged: flow::judge(step, *draft, &answer),
            answer,
        },
        Effect::MakePrivate(path) => Message::MadePrivate(files::make_private(&path)),
        _ => return None,
    })
}

/// What is drawn, a line each.
pub fn text(drawn: &Buffer) -> String {
    let rows = drawn.content.chunks(usize::from(drawn.area.width));
    let line = |row: &[Cell]| {
        let line: String = row.iter().map(Cell::symbol).collect();
        line.trim_end().to_owned() + "\n"
    };
    rows.map(line).collect()
}
