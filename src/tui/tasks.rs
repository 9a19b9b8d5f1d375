//! Work beside the screen: each effect a task, each task a message back. A task that breaks down becomes a
//! message as well, never an endless spinner.

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::AbortHandle;

use super::app::{Effect, Message};
use super::clipboard::{self, Way};
use super::fields::listing;
use super::inspection::Inspection;
use super::terminal;
use crate::aside::aside;
use crate::clipboard::Clipboard;
use crate::domain::Secret;
use crate::draft::Draft;
use crate::files;
use crate::flow;
use crate::problem::Problem;
use crate::question::{Answer, Rejection};
use crate::report::Report;
use crate::steps::{Asked, Progress, Step, Surroundings};
use crate::watch::{Order, StageState, Watch, Writer};

/// What runs beside the screen, and how it reports.
pub struct Tasks {
    around: Surroundings,
    writer: Arc<dyn Writer>,
    sender: UnboundedSender<Message>,
    messages: UnboundedReceiver<Message>,
    asking: Option<AbortHandle>,
    stop: Arc<AtomicBool>,
    clipboard: Clipboard,
}

impl Tasks {
    /// Nothing runs yet.
    pub fn new(around: Surroundings, writer: Arc<dyn Writer>) -> Self {
        let (sender, messages) = unbounded_channel();
        Self {
            around,
            writer,
            sender,
            messages,
            asking: None,
            stop: Arc::default(),
            clipboard: Clipboard::default(),
        }
    }

    /// The next message.
    pub async fn next(&mut self) -> Message {
        match self.messages.recv().await {
            Some(message) => message,
            // Cannot happen while we hold a sender ourselves.
            None => std::future::pending().await,
        }
    }

    /// The next message, if it has come already.
    pub fn waiting(&mut self) -> Option<Message> {
        self.messages.try_recv().ok()
    }

    /// Begins a task.
    pub fn begin(&mut self, effect: Effect) {
        match effect {
            Effect::Ask { visit, step, draft } => self.ask(visit, step, draft),
            Effect::Work { run, order } => self.work(run, order),
            Effect::StopWork => self.stop.store(true, Ordering::SeqCst),
            Effect::List { typed, folder } => self.list(typed, folder),
            Effect::Inspect(inspection) => self.inspect(inspection),
            Effect::Judge {
                ticket,
                step,
                draft,
                answer,
            } => self.judge(ticket, step, draft, answer),
            Effect::MakePrivate(path) => self.make_private(path),
            // Those are the terminal's.
            Effect::Copy(_)
            | Effect::CopyPublic(_)
            | Effect::CopySecret(_)
            | Effect::Send(_)
            | Effect::Suspend
            | Effect::Redraw => {}
        }
    }

    fn ask(&mut self, visit: u64, step: &'static dyn Step, draft: Box<Draft>) {
        if let Some(asking) = self.asking.take() {
            asking.abort();
        }
        let around = self.around.clone();
        let progress = Telling {
            visit,
            sender: self.sender.clone(),
        };
        let asked = async move { step.ask(&around, &draft, &progress).await };
        self.asking = Some(
            self.spawn(asked, move |asked: Option<Result<Asked, Problem>>| {
                let broken = || Err(broken_down("looking around"));
                let asked = Box::new(asked.unwrap_or_else(broken));
                Message::Ready {
                    visit,
                    asked,
                    at: jiff::ZonedDateTime::now().time(),
                }
            }),
        );
    }

    fn work(&mut self, run: u64, order: Order) {
        self.stop = Arc::default();
        let watch = Watching {
            run,
            sender: self.sender.clone(),
            stop: Arc::clone(&self.stop),
        };
        let writer = Arc::clone(&self.writer);
        let worked = async move { order.carry_out(&*writer, &watch).await };
        self.spawn(worked, move |report: Option<Report>| Message::Worked {
            run,
            report: report.map(Box::new),
            at: jiff::ZonedDateTime::now().time(),
        });
    }

    fn inspect(&self, inspection: Box<Inspection>) {
        let ticket = inspection.ticket;
        self.spawn(aside(move || inspection.look()), move |found| {
            let found = found.flatten();
            Message::Inspected { ticket, found }
        });
    }

    fn judge(&self, ticket: u64, step: &'static dyn Step, draft: Box<Draft>, answer: Box<Answer>) {
        let judging = answer.clone();
        let judged = aside(move || flow::judge(step, *draft, &judging));
        self.spawn(judged, move |judged| Message::Judged {
            ticket,
            answer,
            judged: judged.flatten().unwrap_or_else(|| {
                let problem = broken_down("looking at the answer");
                Err(vec![Rejection::new("", problem)])
            }),
        });
    }

    fn make_private(&self, path: PathBuf) {
        let sender = self.sender.clone();
        // As with a folder.
        std::thread::spawn(move || {
            // Nobody listens any more once the conversation is over.
            let _ = sender.send(Message::MadePrivate(files::make_private(&path)));
        });
    }

    fn list(&self, typed: String, folder: PathBuf) {
        let sender = self.sender.clone();
        // A folder on a server that does not answer must not keep the program from ending, as a task would.
        std::thread::spawn(move || {
            // Nobody listens any more once the conversation is over.
            let _ = sender.send(Message::Listed(listing::read(typed, &folder)));
        });
    }

    /// Copies a text to the clipboard of this computer, and to a file.
    pub fn copy(&self, text: String) {
        let (sender, clipboard) = (self.sender.clone(), self.clipboard.clone());
        let file = self.copies();
        // A display server that does not answer must not keep the program from ending, as a task would.
        std::thread::spawn(move || {
            // Nobody listens any more once the conversation is over.
            let _ = sender.send(match clipboard.put(&text) {
                true => Message::Copied(saved(file, &text, Some(Way::Here))),
                false => Message::NoClipboard(text),
            });
        });
    }

    fn copies(&self) -> Option<PathBuf> {
        clipboard::file(self.around.practice_folder.as_deref())
    }

    /// Saves a text that went through the terminal, or nowhere else.
    pub fn save(&self, text: String, went: Option<Way>) {
        let (sender, file) = (self.sender.clone(), self.copies());
        std::thread::spawn(move || {
            // Nobody listens any more once the conversation is over.
            let _ = sender.send(Message::Copied(saved(file, &text, went)));
        });
    }

    /// Copies a secret to this computer's clipboard unless it went by the terminal already. To no file.
    pub fn copy_secret(&self, text: Secret, way: Way) {
        let put = move |clipboard: &Clipboard| clipboard.put_unrecorded(&text);
        self.copy_unsaved(way, put, clipboard::told_of_secret);
    }

    /// The same of a public text that is in a file already.
    pub fn copy_public(&self, text: String, way: Way) {
        let put = move |clipboard: &Clipboard| clipboard.put(&text);
        self.copy_unsaved(way, put, clipboard::told_of_public);
    }

    fn copy_unsaved(
        &self,
        way: Way,
        put: impl FnOnce(&Clipboard) -> bool + Send + 'static,
        told: fn(Option<Way>) -> &'static str,
    ) {
        let (sender, clipboard) = (self.sender.clone(), self.clipboard.clone());
        // A display server that does not answer must not keep the program from ending, as a task would.
        std::thread::spawn(move || {
            let arrived = way == Way::Terminal || put(&clipboard);
            let told = told(arrived.then_some(way)).to_owned();
            // Nobody listens any more once the conversation is over.
            let _ = sender.send(Message::Copied(told));
        });
    }

    /// Runs a future and sends what it comes to; `None` stands for a panic. Nothing is sent if it is aborted.
    fn spawn<T: Send + 'static>(
        &self,
        future: impl Future<Output = T> + Send + 'static,
        message: impl FnOnce(Option<T>) -> Message + Send + 'static,
    ) -> AbortHandle {
        let task = tokio::spawn(future);
        let handle = task.abort_handle();
        let sender = self.sender.clone();
        tokio::spawn(async move {
            let come_to = match task.await {
                Ok(come_to) => Some(come_to),
                Err(error) if error.is_cancelled() => return,
                Err(_) => None,
            };
            // Nobody listens any more once the conversation is over.
            let _ = sender.send(message(come_to));
        });
        handle
    }
}

impl Drop for Tasks {
    /// Nobody waits for the question any more. Work is never cut off here: it is over before the screen is.
    fn drop(&mut self) {
        if let Some(asking) = self.asking.take() {
            asking.abort();
        }
    }
}

/// Saves a text and says where it is now.
fn saved(file: Option<PathBuf>, text: &str, went: Option<Way>) -> String {
    let file = file.filter(|file| clipboard::save(file, text).is_ok());
    clipboard::told(went, file.as_deref())
}

fn broken_down(amid: &str) -> Problem {
    let place = terminal::broken_at().unwrap_or_else(|| "an unknown place".into());
    Problem::new(
        "internal-error",
        format!("This program failed while it was {amid}."),
    )
    .cause(format!("This is a fault in scv-oauth, at {place}."))
    .fix("Try again. If it comes back, report it with the code and the place.")
}

/// Tells how a step gets on.
struct Telling {
    visit: u64,
    sender: UnboundedSender<Message>,
}

impl Progress for Telling {
    fn waiting_for(&self, what: &str) {
        let (visit, what) = (self.visit, what.to_owned());
        // Nobody listens any more once the conversation is over.
        let _ = self.sender.send(Message::Waits { visit, what });
    }

    fn so_far(&self, asked: Asked) {
        let (visit, asked) = (self.visit, Box::new(asked));
        // Nobody listens any more once the conversation is over.
        let _ = self.sender.send(Message::SoFar { visit, asked });
    }
}

/// Tells how the work gets on, and whether it is to stop.
struct Watching {
    run: u64,
    sender: UnboundedSender<Message>,
    stop: Arc<AtomicBool>,
}

impl Watch for Watching {
    fn stages(&self, names: &[String]) {
        let (run, names) = (self.run, names.to_vec());
        // Nobody listens any more once the conversation is over.
        let _ = self.sender.send(Message::Stages { run, names });
    }

    fn stage(&self, at: usize, state: StageState) {
        let run = self.run;
        // Nobody listens any more once the conversation is over.
        let _ = self.sender.send(Message::Stage { run, at, state });
    }

    fn stop_asked(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    fn on_record(&self, begun: &str) {
        let (run, begun) = (self.run, begun.to_owned());
        // Nobody listens any more once the conversation is over.
        let _ = self.sender.send(Message::OnRecord { run, begun });
    }
}
