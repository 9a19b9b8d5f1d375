//! Before the first part: looks again whether all is as it was at the preview, and makes sure of a journal.

use crate::apply::{Stop, part};
use crate::discover;
use crate::domain::change::Plan;
use crate::domain::plan::{Wanted, plan};
use crate::domain::snapshot::Snapshot;
use crate::journal::{Held, Journal};
use crate::problem::Problem;

use super::Run;

impl Run<'_> {
    /// Sees to it that no other run is at it, looks again, as late as possible, and makes sure that a journal can be
    /// kept: that of this setup, or the one before, which counts until something is changed. It notes the cached
    /// token first of all: the function replaces it by one for the new values as soon as they are there, however
    /// this setup ends.
    pub(super) async fn prepare(&self) -> Result<(Held, Journal), Stop> {
        let identity = self
            .account
            .identity()
            .await
            .map_err(|failure| failure.problem())?;
        if self
            .draft
            .identity
            .as_ref()
            .is_some_and(|seen| !seen.is_same(&identity))
        {
            return Err(Problem::new(
                "identity-changed",
                "You are somebody else in AWS than at the preview.",
            )
            .cause("The profile or session changed meanwhile.")
            .fix("Look at the account again, then at the preview.")
            .into());
        }
        let region = self.draft.bar().region.unwrap_or_default();
        let journals = &self.apply.journals;
        let held = journals.hold(&identity.account, &region, &self.plan.contact_center)?;
        let fresh = self.look().await?;
        let seen = self.draft.snapshot.as_ref();
        if let Some(gap) = fresh.access_secret_gap.clone()
            && seen.is_some_and(|seen| seen.access_secret.is_some())
        {
            return Err(gap.into());
        }
        if self.replan(&fresh, self.plan.finishing).writes != self.plan.writes {
            return Err(Stop::Moved(moved(seen.map(|seen| &**seen), &fresh)));
        }
        let journal = self.journal(identity.account, region, &fresh)?;
        Ok((held, journal))
    }

    fn journal(
        &self,
        account: String,
        region: String,
        fresh: &Snapshot,
    ) -> Result<Journal, Problem> {
        let journals = &self.apply.journals;
        let known = journals.read(&account, &region, &self.plan.contact_center)?;
        let mut journal = match known {
            // An unfinished setup is continued: what it replaced first is what undo puts back.
            Some(known) if known.is_open() => known,
            known => {
                let first = Journal {
                    account,
                    region,
                    contact_center: self.plan.contact_center.clone(),
                    ..Journal::default()
                };
                known
                    .unwrap_or(first)
                    .next(jiff::Timestamp::now().to_string())
            }
        };
        journal.add_first(part::token(fresh));
        let before = journal.before().filter(|_| !journal.has_changes());
        journals.write(before.as_ref().unwrap_or(&journal))?;
        Ok(journal)
    }

    pub(super) async fn look(&self) -> Result<Snapshot, Problem> {
        let (Some(center), Some(path)) = (&self.draft.center, self.draft.path) else {
            return Err(Problem::new("answer-first", "No contact center is chosen."));
        };
        let secret = self.draft.secret.as_deref();
        discover::snapshot(self.account.reader(), center, path, secret).await
    }

    pub(super) fn replan(&self, snapshot: &Snapshot, finishing: bool) -> Plan {
        let wanted = self.draft.wanted();
        wanted
            .map(|wanted| {
                plan(
                    &Wanted {
                        finishing,
                        ..wanted
                    },
                    snapshot,
                )
            })
            .unwrap_or_default()
    }
}

/// What moved, by name and version, as far as both looks tell.
fn moved(seen: Option<&Snapshot>, fresh: &Snapshot) -> Problem {
    let lines = seen.map_or(Vec::new(), |seen| crate::domain::moved::since(seen, fresh));
    let told: Vec<String> = lines.into_iter().map(|line| line.text).collect();
    let told = match told.as_slice() {
        [] => "Somebody else, or the function itself, wrote in between.".to_owned(),
        told => told.join(" "),
    };
    Problem::new(
        "changed-since-preview",
        "Something was changed in AWS since the preview.",
    )
    .cause(told)
    .fix("Nothing was written. Look at the new preview and decide again.")
}
