//! What to do after a setup, in sentences. The commands in them lead to the same profile and Region.

use crate::domain::place::Place;
use crate::report::Report;

/// Where the setup was made.
pub(super) struct Next<'a> {
    pub place: &'a Place,
    pub contact_center: &'a str,
    /// Nothing of practice outlives the program, so no command leads back to it.
    pub practice: bool,
}

impl Next<'_> {
    /// After what was not proved: since it does not work, or since the person stopped it.
    pub fn after(&self, report: &Report) -> Vec<String> {
        match report.is_stopped_proof() {
            true => self.then("Test again.", report.can_undo),
            false => self.after_no_proof(report.can_undo),
        }
    }

    /// After writing that was not proved; or after a proof in vain, where nothing was written.
    pub fn after_no_proof(&self, written: bool) -> Vec<String> {
        let mend = "Mend the cause, wait some minutes if it was a new app, then test again.";
        self.then(mend, written)
    }

    /// After writing of which AWS does not give back what was written, or nothing at all.
    pub fn after_no_read_back(&self) -> Vec<String> {
        self.then("Wait a minute, then test again.", true)
    }

    fn then(&self, first: &str, written: bool) -> Vec<String> {
        let mut next = vec![first.to_owned()];
        if self.practice {
            return next;
        }
        next.push(format!("Any time later: {}", self.command("check")));
        if written {
            let undo = self.command("undo");
            next.push(format!("To put back what was there before: {undo}"));
        }
        next
    }

    /// After a stop part-way.
    pub fn after_stop(&self) -> Vec<String> {
        let mut next = vec!["Run setup again to finish it.".into()];
        if !self.practice {
            let undo = self.command("undo");
            next.push(format!("Or put back what was changed: {undo}"));
        }
        next
    }

    fn command(&self, what: &str) -> String {
        self.place.command(what, self.contact_center)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn practice_names_no_command_that_would_meet_a_real_account() {
        let place = Place::default();
        let next = |practice| Next {
            place: &place,
            contact_center: "acme",
            practice,
        };
        let said = |next: Vec<String>| next.join("\n");
        assert!(said(next(false).after_no_proof(true)).contains("scv-oauth undo"));
        assert!(!said(next(false).after_no_proof(false)).contains("scv-oauth undo"));
        assert!(said(next(false).after_stop()).contains("scv-oauth undo"));
        assert!(said(next(false).after_no_read_back()).contains("scv-oauth undo"));
        let practised = [
            next(true).after_no_proof(true),
            next(true).after_stop(),
            next(true).after_no_read_back(),
        ]
        .concat();
        assert!(!said(practised).contains("scv-oauth"));
    }
}
