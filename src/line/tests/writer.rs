//! Who writes at the end of these conversations, without an account.

use std::sync::Mutex;

use async_trait::async_trait;

use crate::draft::Draft;
use crate::ledger::Setup;
use crate::problem::Problem;
use crate::report::{Outcome, Report};
use crate::watch::{StageState, Watch, Writer};

/// When the setup began that is written here.
pub const BEGUN: &str = "2026-11-24T09:30:00Z";

/// Is not accepted by Salesforce at first.
#[derive(Default)]
pub struct Patient {
    pub done: Mutex<Vec<&'static str>>,
    /// How many tests fail after the writing, with a reason that passes; none means another reason.
    pub too_early: usize,
    /// How undoing comes out, where it does not put everything back.
    pub undone: Option<Outcome>,
    /// How the first writing comes out, where that is told; it ends the conversation or asks again.
    pub first: Mutex<Option<Report>>,
}

impl Patient {
    fn unproved(&self, center: &str) -> Report {
        let unknown = Problem::new("consumer-key-unknown", "The consumer key is not known.");
        Report {
            can_undo: true,
            problem: (self.too_early > 0).then(|| unknown.waiting_helps(true)),
            ..Report::new(center, Outcome::Unproved)
        }
    }
}

#[async_trait]
impl Writer for Patient {
    async fn write(&self, draft: &Draft, watch: &dyn Watch) -> Report {
        self.done.lock().unwrap().push("write");
        watch.stages(&["Write the secret".into(), "Log in".into()]);
        watch.on_record(BEGUN);
        watch.stage(0, StageState::Working(String::new()));
        watch.stage(0, StageState::Done("version d4e5".into()));
        watch.stage(1, StageState::Failed("not yet".into()));
        let name = draft.place.region.clone().unwrap_or_default();
        let first = self.first.lock().unwrap().take();
        first.unwrap_or_else(|| self.unproved(&name))
    }

    async fn prove_again(&self, _: &Draft, _: &dyn Watch) -> Report {
        let mut done = self.done.lock().unwrap();
        done.push("prove again");
        match done.len() <= self.too_early {
            true => self.unproved("acme"),
            false => Report::new("acme", Outcome::Done),
        }
    }

    async fn undo(&self, setup: &Setup, _: &dyn Watch) -> Report {
        assert_eq!((&*setup.contact_center, &*setup.begun), ("acme", BEGUN));
        self.done.lock().unwrap().push("undo");
        Report::on_undo("acme", self.undone.unwrap_or(Outcome::Done))
    }
}
