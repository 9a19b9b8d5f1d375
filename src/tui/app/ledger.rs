//! What this conversation changed in AWS, and what of it stands. One conversation may hold several setups.

use crate::domain::place::Place;
use crate::report::{Outcome, Report};
use crate::tui::screens::working::Work;

/// Whether anything in AWS differs from what it was before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// Nothing does.
    Nothing,
    /// Writing is under way.
    Perhaps,
    /// Something was written.
    Something,
    /// What was written was put back.
    PutBack,
}

/// A setup that was written and not put back.
#[derive(Debug)]
pub struct Standing {
    place: Place,
    /// When it began; none where it is not on record, so that nothing can put it back.
    pub begun: Option<String>,
    /// How it came out, as last looked at.
    pub report: Report,
}

impl Standing {
    /// Takes another look at how it came out; what it changed stays.
    fn look(&mut self, report: &Report) {
        let changes = std::mem::take(&mut self.report.changes);
        self.report = report.clone();
        if self.report.changes.is_empty() {
            self.report.changes = changes;
        }
    }
}

/// The setups of one conversation.
#[derive(Debug, Default)]
pub struct Ledger {
    standing: Vec<Standing>,
    put_back: bool,
    writing: bool,
}

impl Ledger {
    /// Notes that something may be changed from now on.
    pub fn begin_writing(&mut self) {
        self.writing = true;
    }

    /// Notes how work came out. `begun`: when the setup began that was written, proved or put back.
    pub fn enter(&mut self, work: Work, place: &Place, begun: Option<&str>, report: &Report) {
        self.writing = false;
        let same = |it: &Standing| it.place == *place && it.begun.as_deref() == begun;
        let at = self.standing.iter().rposition(same);
        match (work, at) {
            (Work::Undo, Some(at)) if report.outcome == Outcome::Done => {
                self.standing.remove(at);
                self.put_back = true;
            }
            (Work::Undo, None) => self.put_back |= report.outcome == Outcome::Done,
            (Work::ProveAgain | Work::Undo, Some(at)) => self.standing[at].look(report),
            (Work::Write, _) if wrote(report) => self.standing.push(Standing {
                place: place.clone(),
                begun: begun.map(str::to_owned),
                report: report.clone(),
            }),
            (Work::Write | Work::ProveAgain, _) => {}
        }
    }

    /// Whether anything differs from what it was before.
    pub fn changed(&self) -> Changed {
        match (self.writing, self.standing.is_empty(), self.put_back) {
            (true, ..) => Changed::Perhaps,
            (false, false, _) => Changed::Something,
            (false, true, true) => Changed::PutBack,
            (false, true, false) => Changed::Nothing,
        }
    }

    /// The last setup of a contact center that stands.
    pub fn of(&self, place: &Place, center: &str) -> Option<&Standing> {
        let of_it = |it: &&Standing| it.place == *place && it.report.contact_center == center;
        self.standing.iter().rev().find(of_it)
    }

    /// How the setups that stand came out, the last one last.
    pub fn reports(&self) -> impl DoubleEndedIterator<Item = &Report> {
        self.standing.iter().map(|it| &it.report)
    }
}

fn wrote(report: &Report) -> bool {
    let ended = matches!(
        report.outcome,
        Outcome::Done | Outcome::Unproved | Outcome::Partial
    );
    (ended && !report.is_vain_proof()) || report.can_undo
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(center: &str, outcome: Outcome) -> Report {
        let mut report = Report::new(center, outcome);
        report.can_undo = outcome == Outcome::Done;
        report
    }

    #[test]
    fn a_setup_stands_until_it_is_put_back_whatever_is_tried_after_it() {
        let here = Place::default();
        let mut ledger = Ledger::default();
        ledger.begin_writing();
        assert_eq!(ledger.changed(), Changed::Perhaps);
        ledger.enter(
            Work::Write,
            &here,
            Some("1"),
            &report("acme", Outcome::Done),
        );
        ledger.begin_writing();
        ledger.enter(Work::Write, &here, None, &report("acme", Outcome::Failed));
        ledger.enter(
            Work::Write,
            &here,
            None,
            &report("acme", Outcome::Cancelled),
        );
        assert_eq!(ledger.changed(), Changed::Something);
        let standing = ledger.of(&here, "acme").and_then(|it| it.begun.clone());
        assert_eq!(standing.as_deref(), Some("1"));
        ledger.enter(Work::Undo, &here, Some("1"), &report("acme", Outcome::Done));
        assert_eq!(ledger.changed(), Changed::PutBack);
        assert!(ledger.of(&here, "acme").is_none());
    }

    #[test]
    fn what_stands_of_one_contact_center_is_not_put_back_with_another() {
        let here = Place::default();
        let mut ledger = Ledger::default();
        for (begun, center) in [("1", "acme"), ("2", "wonka")] {
            ledger.enter(
                Work::Write,
                &here,
                Some(begun),
                &report(center, Outcome::Done),
            );
        }
        ledger.enter(
            Work::Undo,
            &here,
            Some("2"),
            &report("wonka", Outcome::Done),
        );
        assert_eq!(ledger.changed(), Changed::Something);
        let standing: Vec<_> = ledger
            .reports()
            .map(|it| it.contact_center.as_str())
            .collect();
        assert_eq!(standing, ["acme"]);
        let elsewhere = Place {
            region: Some("eu-central-1".into()),
            ..Place::default()
        };
        assert!(ledger.of(&elsewhere, "acme").is_none());
    }
}
