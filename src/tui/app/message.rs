//! What reaches the program, and what it asks to be done: both as data.

use std::path::PathBuf;

use crossterm::event::KeyEvent;
use jiff::civil::Time;
use zeroize::Zeroizing;

use crate::domain::Secret;
use crate::draft::Draft;
use crate::flow::Judged;
use crate::problem::Problem;
use crate::question::{Answer, Rejection};
use crate::report::Report;
use crate::steps::{Asked, Step};
use crate::tui::fields::listing::Listing;
use crate::tui::inspection::{Inspected, Inspection};
use crate::watch::{Order, StageState};

/// Something that happened. Has no `Debug`: keys and pastes may be secrets.
pub enum Message {
    /// A key.
    Key(KeyEvent),
    /// A paste, in one piece.
    Paste(Zeroizing<String>),
    /// The terminal has so many columns and rows now.
    Resized(u16, u16),
    /// The time has come at which something changes by itself.
    Woken,
    /// The terminal is ours again after it was given back to the shell.
    Resumed,
    /// Somebody outside asks the program to end.
    EndAsked,
    /// A step waits for something else now.
    Waits {
        /// The visit it was asked for.
        visit: u64,
        /// What it waits for.
        what: String,
    },
    /// A step's question, though more is to come.
    SoFar {
        /// The visit it was asked for.
        visit: u64,
        /// The question.
        asked: Box<Asked>,
    },
    /// A step's question, or why there is none.
    Ready {
        /// The visit it was asked for.
        visit: u64,
        /// The question.
        asked: Box<Result<Asked, Problem>>,
        /// The time of day.
        at: Time,
    },
    /// A folder was read.
    Listed(Listing),
    /// The files in a form were looked at.
    Inspected {
        /// The ticket of the look.
        ticket: u64,
        /// What was found; `None` where the look broke down.
        found: Option<Inspected>,
    },
    /// An answer that was handed in was judged.
    Judged {
        /// The ticket under which it was handed in.
        ticket: u64,
        /// The answer.
        answer: Box<Answer>,
        /// What its step makes of it.
        judged: Result<Judged, Vec<Rejection>>,
    },
    /// Only its owner can read a file now, or why that is not so.
    MadePrivate(Result<(), Problem>),
    /// What the work consists of.
    Stages {
        /// The run of the work.
        run: u64,
        /// The stages, in order.
        names: Vec<String>,
    },
    /// How a stage of the work stands.
    Stage {
        /// The run of the work.
        run: u64,
        /// The stage.
        at: usize,
        /// How it stands.
        state: StageState,
    },
    /// A setup is on record now; nothing was written before.
    OnRecord {
        /// The run of the work.
        run: u64,
        /// When the setup began.
        begun: String,
    },
    /// The work is over; `None` where it broke down without a report.
    Worked {
        /// The run of the work.
        run: u64,
        /// The report.
        report: Option<Box<Report>>,
        /// The time of day.
        at: Time,
    },
    /// This computer has no clipboard for this text.
    NoClipboard(String),
    /// A text was copied, or could not be; says which way it went.
    Copied(String),
}

/// Something to be done beside the screen.
pub enum Effect {
    /// Ask a step. Ends whatever was being asked.
    Ask {
        /// The visit it is asked for.
        visit: u64,
        /// The step.
        step: &'static dyn Step,
        /// What has been said and found so far.
        draft: Box<Draft>,
    },
    /// Write, prove again, or undo.
    Work {
        /// Tells this run's messages from those of earlier ones.
        run: u64,
        /// What to do.
        order: Order,
    },
    /// Stop the work after the current call.
    StopWork,
    /// Read a folder.
    List {
        /// How it was typed.
        typed: String,
        /// Where it is.
        folder: PathBuf,
    },
    /// Look at the files in a form.
    Inspect(Box<Inspection>),
    /// Judge an answer that was handed in.
    Judge {
        /// Comes back with what it is judged to be.
        ticket: u64,
        /// The step that asked.
        step: &'static dyn Step,
        /// What has been said and found so far.
        draft: Box<Draft>,
        /// The answer.
        answer: Box<Answer>,
    },
    /// Let only its owner read a file.
    MakePrivate(PathBuf),
    /// Copy a text, free of secrets.
    Copy(String),
    /// Send a text, free of secrets, to the clipboard of the terminal.
    Send(String),
    /// Copy a public text, which is in a file already, to the clipboard.
    CopyPublic(String),
    /// Copy a secret to the clipboard, and nowhere else.
    CopySecret(Secret),
    /// Give the terminal back to the shell until it wakes us.
    Suspend,
    /// Draw every cell anew.
    Redraw,
}
