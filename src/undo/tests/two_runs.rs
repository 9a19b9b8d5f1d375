//! Two runs on one computer: neither loses what the other one noted.

use super::*;
use crate::account::practice::State;

/// Another run notes something as soon as a stage begins.
struct Disturbed {
    at: usize,
    journals: Arc<Journals>,
    noted: Journal,
}

impl Disturbed {
    /// As the first part begins.
    fn amid(stage: &Stage, noted: &Journal) -> Self {
        Self {
            at: 1,
            journals: stage.apply.journals.clone(),
            noted: noted.clone(),
        }
    }
}

/// What another run has changed.
fn of_another() -> Entry {
    Entry::Secret {
        name: SECRET.into(),
        before: Some("a".into()),
        after: "b".into(),
        token: false,
    }
}

impl Watch for Disturbed {
    fn stages(&self, _: &[String]) {}
    fn stage(&self, at: usize, state: StageState) {
        if at == self.at && matches!(state, StageState::Working(_)) {
            self.journals.write(&self.noted).unwrap();
        }
    }
    fn stop_asked(&self) -> bool {
        false
    }
}

fn kept(stage: &Stage) -> Option<Journal> {
    let journals = &stage.apply.journals;
    journals.read("111122223333", "us-west-2", "delta").unwrap()
}

#[tokio::test]
async fn a_setup_that_meets_the_journal_of_another_writes_nothing_and_leaves_it() {
    for seed in [with_secret, below_19] {
        for earlier in [false, true] {
            let mut stage = Stage::of(seed()).await;
            if earlier {
                stage.set_up().await;
                stage.draft.username = Some(Username::read("joe@acme.com").unwrap().0);
            }
            stage.preview().await;
            let (before, written) = (stage.everything().await, stage.writes());
            let other = Journal {
                version: Journal::VERSION,
                account: "111122223333".into(),
                region: "us-west-2".into(),
                contact_center: "delta".into(),
                ..Journal::default()
            };
            let mut noted = kept(&stage)
                .unwrap_or(other)
                .next("2026-11-24T09:30:00Z".into());
            noted.entries = vec![of_another()];
            let watch = Disturbed::amid(&stage, &noted);
            let report = stage.apply.write(&stage.draft, &watch).await;
            let code = report.problem.as_ref().unwrap().code;
            assert_eq!(
                (report.outcome, code),
                (Outcome::Failed, "another-setup-ran")
            );
            assert_eq!(
                (stage.everything().await, stage.writes()),
                (before, written)
            );
            assert_eq!(kept(&stage), Some(noted));
        }
    }
}

#[tokio::test]
async fn a_setup_that_another_run_went_on_with_stops_and_keeps_what_that_noted() {
    let mut stage = Stage::of(below_19()).await;
    stage.preview().await;
    stage.practice.refuse("lambda:UpdateFunctionConfiguration");
    assert_eq!(stage.write().await.outcome, Outcome::Partial);
    stage.practice.allow("lambda:UpdateFunctionConfiguration");
    stage.preview().await;
    let mut noted = kept(&stage).unwrap();
    noted.entries.push(Entry::Parameter {
        name: "of-the-other-run".into(),
        before: Some(1),
        after: 2,
        token: false,
        written: None,
    });
    let watch = Disturbed::amid(&stage, &noted);
    let report = stage.apply.write(&stage.draft, &watch).await;
    assert_eq!(report.problem.unwrap().code, "another-setup-ran");
    assert_eq!(kept(&stage), Some(noted));
}

#[tokio::test]
async fn an_undo_leaves_the_journal_of_a_setup_that_began_meanwhile() {
    let mut stage = Stage::of(with_secret()).await;
    stage.set_up().await;
    let mut later = kept(&stage).unwrap().next("2026-11-24T10:30:00Z".into());
    later.entries = vec![of_another()];
    let (journals, noted) = (stage.apply.journals.clone(), later.clone());
    let begins = move |_: &mut State| journals.write(&noted).unwrap();
    stage
        .practice
        .before("secretsmanager:UpdateSecretVersionStage", begins);
    let report = stage.undo().await;
    assert_eq!(report.outcome, Outcome::Done, "{report:?}");
    assert!(texts(&report.lines).contains("Another setup of this contact center ran meanwhile."));
    assert_eq!(kept(&stage), Some(later));
}
