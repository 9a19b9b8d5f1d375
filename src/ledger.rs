//! What one conversation changed in AWS, and what of it stands. It may hold several setups.

use crate::domain::change::Change;
use crate::domain::place::Place;
use crate::report::{Outcome, Report, setup_of};
use crate::watch::Work;

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

/// The one setup that Undo puts back. Place, contact center and begin tell it from all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setup {
    /// Where it was written.
    pub place: Place,
    /// Its contact center.
    pub contact_center: String,
    /// When it began, as it is on record.
    pub begun: String,
}

impl Setup {
    /// What is asked before it is put back.
    pub fn question(&self) -> String {
        let setup = setup_of(&self.begun);
        format!("Put back what {setup} changed in {}?", self.contact_center)
    }
}

/// A setup that was written and not put back.
#[derive(Debug)]
struct Standing {
    place: Place,
    /// When it began; none where it is not on record, so that nothing can put it back.
    begun: Option<String>,
    /// How it came out, as last looked at.
    report: Report,
}

impl Standing {
    /// Takes another look at how it came out; what it changed before stays.
    fn look(&mut self, report: &Report) {
        let before = std::mem::replace(&mut self.report, report.clone()).changes;
        let changes = &mut self.report.changes;
        let is_told = |it: &Change| {
            let same = |now: &Change| now.place == it.place && now.key == it.key;
            changes.iter().any(same)
        };
        let untold: Vec<Change> = before.into_iter().filter(|it| !is_told(it)).collect();
        changes.splice(0..0, untold);
    }
}

/// The setups of one conversation.
#[derive(Debug, Default)]
pub struct Ledger {
    standing: Vec<Standing>,
    /// Which of them the last work was a look at, where it was one.
    looked_at: Option<usize>,
    put_back: bool,
    writing: bool,
}

impl Ledger {
    /// Notes that something may be changed from now on.
    pub fn begin_writing(&mut self) {
        self.writing = true;
    }

    /// Enters how work came out, and hands it on as its page is to tell it: what stands of this contact center can
    /// be put back from there, be it of this work or of an earlier one, as long as it is on record. `begun`: when the
    /// setup began that was written, proved or put back; when the one began that Undo would put back, after it.
    pub fn enter(
        &mut self,
        work: Work,
        place: &Place,
        begun: &mut Option<String>,
        mut report: Report,
    ) -> Report {
        self.note(work, place, begun.as_deref(), &report);
        if work != Work::ProveAgain
            && !report.can_undo
            && let Some(standing) = self.of(place, &report.contact_center)
            && standing.begun.is_some()
        {
            begun.clone_from(&standing.begun);
            report.can_undo = true;
        }
        report.can_undo &= begun.is_some();
        report
    }

    fn note(&mut self, work: Work, place: &Place, begun: Option<&str>, report: &Report) {
        self.writing = false;
        let center = &report.contact_center;
        let is_same = |it: &Standing| {
            it.place == *place
                && it.begun.as_deref() == begun
                && it.report.contact_center == *center
        };
        let at = self.standing.iter().rposition(is_same);
        self.looked_at = None;
        match (work, at) {
            (Work::Undo, Some(at)) if is_back(report) => {
                self.standing.remove(at);
                self.put_back = true;
            }
            (Work::Undo, None) => self.put_back |= report.outcome == Outcome::Done,
            // A setup that could not be put back came out as before.
            (Work::Undo, Some(_)) => {}
            (Work::ProveAgain, Some(at)) => {
                self.standing[at].look(report);
                self.looked_at = Some(at);
            }
            (Work::Write, _) if wrote(report) => {
                let mut standing = match at {
                    // One that was stopped part-way went on.
                    Some(at) => self.standing.remove(at),
                    None => Standing {
                        place: place.clone(),
                        begun: begun.map(str::to_owned),
                        report: report.clone(),
                    },
                };
                standing.look(report);
                self.looked_at = Some(self.standing.len());
                self.standing.push(standing);
            }
            // One that was stopped part-way turned out to have written all.
            (Work::Write, _) if is_found_written(report) => {
                let is_stopped = |it: &Standing| {
                    it.place == *place
                        && it.report.contact_center == *center
                        && it.report.outcome == Outcome::Partial
                };
                self.looked_at = self.standing.iter().rposition(is_stopped);
                if let Some(at) = self.looked_at {
                    self.standing[at].look(report);
                }
            }
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

    /// What a setup changed, as long as it stands.
    pub fn changes_of(&self, setup: &Setup) -> &[Change] {
        let is_it = |it: &&Standing| {
            it.place == setup.place
                && it.report.contact_center == setup.contact_center
                && it.begun.as_ref() == Some(&setup.begun)
        };
        let standing = self.standing.iter().rfind(is_it);
        standing.map_or(&[], |standing| &standing.report.changes)
    }

    /// The last setup of a contact center that stands.
    fn of(&self, place: &Place, center: &str) -> Option<&Standing> {
        let of_it = |it: &&Standing| it.place == *place && it.report.contact_center == center;
        self.standing.iter().rev().find(of_it)
    }

    /// How the conversation comes out where its last work came out like this, and how the other setups did that
    /// stand as well. Whoever gave up after a setup that stands gave up nothing of that.
    pub fn ending(&self, last: Option<&Report>) -> (Option<Report>, Vec<Report>) {
        let last = last.filter(|report| report.outcome != Outcome::Cancelled);
        let told = match last {
            Some(_) => self.looked_at,
            None => self.standing.len().checked_sub(1),
        };
        let report = last.or_else(|| told.map(|at| &self.standing[at].report));
        let all = self.standing.iter().enumerate();
        let others = all.filter(|(at, _)| Some(*at) != told);
        let others = others.map(|(_, it)| it.report.clone());
        (report.cloned(), others.collect())
    }
}

/// The exit code of a conversation that comes out like this. What ends with 1 or 130 has changed nothing; where
/// other setups stand as well, something was changed before.
pub fn exit_code(last: &Report, others_stand: bool) -> u8 {
    let code = last.outcome.exit_code();
    match others_stand && [1, 130].contains(&code) {
        true => Outcome::Partial.exit_code(),
        false => code,
    }
}

fn wrote(report: &Report) -> bool {
    let ended = matches!(
        report.outcome,
        Outcome::Done | Outcome::Unproved | Outcome::Partial
    );
    (ended && !report.is_vain_proof()) || report.can_undo
}

/// Whether nothing was left to write: what is stored is what was wanted, proved or not.
fn is_found_written(report: &Report) -> bool {
    report.outcome == Outcome::NothingToDo || report.is_vain_proof()
}

/// Whether nothing of a setup stands any more, whoever put it back.
fn is_back(undo: &Report) -> bool {
    matches!(undo.outcome, Outcome::Done | Outcome::NothingToDo)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::change::Action;

    #[test]
    fn a_conversation_that_changed_something_does_not_end_as_if_it_had_not() {
        let code = |outcome, others| exit_code(&report("acme", outcome), others);
        assert_eq!(code(Outcome::Failed, false), 1);
        assert_eq!(code(Outcome::Failed, true), 4);
        assert_eq!(code(Outcome::Cancelled, true), 4);
        assert_eq!(code(Outcome::Unproved, true), 3);
    }

    fn report(center: &str, outcome: Outcome) -> Report {
        let mut report = Report::new(center, outcome);
        report.can_undo = outcome == Outcome::Done;
        report
    }

    fn change(key: &str) -> Change {
        Change {
            place: "secret acme-salesforce-secret".into(),
            key: key.into(),
            action: Action::Set,
            before: String::new(),
            after: "set".into(),
            why: String::new(),
            call: "secretsmanager:PutSecretValue",
        }
    }

    /// Enters work on a setup that began then.
    fn entered(ledger: &mut Ledger, work: Work, begun: Option<&str>, report: Report) -> Report {
        let mut begun = begun.map(str::to_owned);
        ledger.enter(work, &Place::default(), &mut begun, report)
    }

    #[test]
    fn a_setup_stands_until_it_is_put_back_whatever_is_tried_after_it() {
        let here = Place::default();
        let mut ledger = Ledger::default();
        ledger.begin_writing();
        assert_eq!(ledger.changed(), Changed::Perhaps);
        let done = report("acme", Outcome::Done);
        entered(&mut ledger, Work::Write, Some("1"), done);
        for outcome in [Outcome::Failed, Outcome::Cancelled] {
            ledger.begin_writing();
            let told = entered(&mut ledger, Work::Write, None, report("acme", outcome));
            assert!(told.can_undo, "{outcome:?}");
        }
        assert_eq!(ledger.changed(), Changed::Something);
        let standing = ledger.of(&here, "acme").and_then(|it| it.begun.clone());
        assert_eq!(standing.as_deref(), Some("1"));
        let undone = Report::on_undo("acme", Outcome::Done);
        entered(&mut ledger, Work::Undo, Some("1"), undone);
        assert_eq!(ledger.changed(), Changed::PutBack);
        assert!(ledger.of(&here, "acme").is_none());
    }

    #[test]
    fn what_stands_of_one_contact_center_is_not_put_back_with_another() {
        let mut ledger = Ledger::default();
        for (begun, center) in [("1", "acme"), ("2", "wonka")] {
            let done = report(center, Outcome::Done);
            entered(&mut ledger, Work::Write, Some(begun), done);
        }
        let undone = Report::on_undo("wonka", Outcome::Done);
        entered(&mut ledger, Work::Undo, Some("2"), undone.clone());
        assert_eq!(ledger.changed(), Changed::Something);
        let (last, others) = ledger.ending(Some(&undone));
        assert_eq!(last, Some(undone));
        assert_eq!(others, [report("acme", Outcome::Done)]);
        let elsewhere = Place {
            region: Some("eu-central-1".into()),
            ..Place::default()
        };
        assert!(ledger.of(&elsewhere, "acme").is_none());
    }

    #[test]
    fn an_undo_in_vain_does_not_take_the_place_of_the_setup_that_stands() {
        let mut ledger = Ledger::default();
        let done = report("acme", Outcome::Done);
        entered(&mut ledger, Work::Write, Some("1"), done.clone());
        for outcome in [Outcome::Refused, Outcome::Failed, Outcome::Partial] {
            let undone = Report::on_undo("acme", outcome);
            let told = entered(&mut ledger, Work::Undo, Some("1"), undone);
            assert!(told.can_undo, "it can be tried once more");
            let ending = ledger.ending(Some(&told));
            assert_eq!(ending, (Some(told), vec![done.clone()]), "{outcome:?}");
        }
        let given_up = Report::on_undo("acme", Outcome::Cancelled);
        let told = entered(&mut ledger, Work::Undo, Some("1"), given_up);
        assert_eq!(ledger.ending(Some(&told)), (Some(done), Vec::new()));
    }

    #[test]
    fn a_setup_that_was_stopped_and_is_found_written_is_told_as_finished() {
        for outcome in [Outcome::NothingToDo, Outcome::Unproved] {
            let mut ledger = Ledger::default();
            let mut part = report("acme", Outcome::Partial);
            part.changes = vec![change("subject")];
            part.can_undo = true;
            entered(&mut ledger, Work::Write, Some("1"), part);
            let told = entered(&mut ledger, Work::Write, None, report("acme", outcome));
            assert!(told.can_undo, "what it wrote can be put back");
            assert_eq!(told.outcome, outcome);
            assert_eq!(ledger.ending(Some(&told)), (Some(told), Vec::new()));
            let standing = ledger.of(&Place::default(), "acme").map(|it| &it.report);
            let stands = standing.map(|it| (it.outcome, it.changes.len()));
            assert_eq!(stands, Some((outcome, 1)));
            assert_eq!(ledger.changed(), Changed::Something);
        }
    }

    #[test]
    fn a_setup_that_goes_on_or_is_proved_again_is_told_once_with_all_that_it_changed() {
        let mut ledger = Ledger::default();
        let mut part = report("acme", Outcome::Partial);
        part.changes = vec![change("auth-consumer-key"), change("subject")];
        entered(&mut ledger, Work::Write, Some("1"), part);
        let mut rest = report("acme", Outcome::Unproved);
        rest.changes = vec![change("subject"), change("audience")];
        let told = entered(&mut ledger, Work::Write, Some("1"), rest);
        assert_eq!(ledger.ending(Some(&told)).1, []);
        let proved = report("acme", Outcome::Done);
        let told = entered(&mut ledger, Work::ProveAgain, Some("1"), proved);
        assert_eq!(ledger.ending(Some(&told)).1, []);
        let standing = ledger.of(&Place::default(), "acme").map(|it| &it.report);
        let changed = standing.iter().flat_map(|it| &it.changes);
        let changed: Vec<&str> = changed.map(|it| it.key.as_str()).collect();
        assert_eq!(changed, ["auth-consumer-key", "subject", "audience"]);
    }
}
