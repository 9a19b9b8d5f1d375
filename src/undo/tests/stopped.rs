//! A setup that is stopped when all is written and nothing is proved yet.

use super::*;

/// Asks to stop once everything is being read back, after so many more questions whether it does.
struct StopsAfterWriting {
    practice: Practice,
    /// Refused from then on, so that what was written does not show.
    refused: Option<&'static str>,
    patience: usize,
    stages: Mutex<Vec<String>>,
    /// How many calls were made when the reading back began, and how often it was asked since.
    begun: Mutex<Option<(usize, usize)>>,
    left_out: Mutex<Vec<String>>,
}

impl StopsAfterWriting {
    fn new(practice: &Practice, refused: Option<&'static str>, patience: usize) -> Self {
        Self {
            practice: practice.clone(),
            refused,
            patience,
            stages: Mutex::default(),
            begun: Mutex::default(),
            left_out: Mutex::default(),
        }
    }

    /// The calls since the reading back began.
    fn calls_since(&self) -> usize {
        self.practice.calls().len() - self.begun.lock().unwrap().unwrap().0
    }

    /// How often it said that it wants to stop.
    fn heard(&self) -> usize {
        self.begun.lock().unwrap().unwrap().1 - self.patience
    }
}

impl Watch for StopsAfterWriting {
    fn stages(&self, names: &[String]) {
        *self.stages.lock().unwrap() = names.to_vec();
    }

    fn stage(&self, at: usize, state: StageState) {
        let name = self.stages.lock().unwrap()[at].clone();
        match state {
            StageState::Working(_) if name == "Read everything back" => {
                *self.begun.lock().unwrap() = Some((self.practice.calls().len(), 0));
                self.refused
                    .into_iter()
                    .for_each(|call| self.practice.refuse(call));
            }
            StageState::Skipped(_) => self.left_out.lock().unwrap().push(name),
            _ => {}
        }
    }

    fn stop_asked(&self) -> bool {
        let mut begun = self.begun.lock().unwrap();
        begun.as_mut().is_some_and(|(_, asked)| {
            *asked += 1;
            *asked > self.patience
        })
    }
}

/// Writes with both proofs asked for, which are not to be made.
async fn stopped(
    stage: &mut Stage,
    refused: Option<&'static str>,
    patience: usize,
) -> StopsAfterWriting {
    stage.preview().await;
    stage.draft.proofs = Proofs {
        login: true,
        function: true,
    };
    let watch = StopsAfterWriting::new(&stage.practice, refused, patience);
    let report = stage.apply.write(&stage.draft, &watch).await;
    let code = report.problem.as_ref().map(|problem| problem.code);
    assert_eq!(
        (report.outcome, code, report.can_undo),
        (Outcome::Unproved, Some("stopped-before-proof"), true),
        "{report:?}"
    );
    assert_eq!(report.next[0], "Test again.");
    let calls = stage.practice.calls();
    assert!(
        calls
            .iter()
            .all(|call| !call.action.starts_with("lambda:Invoke"))
    );
    let journals = &stage.apply.journals;
    assert!(journals.unfinished("111122223333", "us-west-2").is_empty());
    watch
}

#[tokio::test]
async fn a_stop_after_the_last_part_leaves_out_all_that_only_proves() {
    for seed in [with_secret, below_19] {
        let mut stage = Stage::of(seed()).await;
        let before = stage.everything().await;
        let watch = stopped(&mut stage, None, 0).await;
        assert_eq!(watch.calls_since(), 0);
        assert_eq!(*watch.left_out.lock().unwrap(), ["Read everything back"]);
        assert_eq!(stage.undo().await.outcome, Outcome::Done);
        assert_eq!(stage.everything().await, before);
    }
}

#[tokio::test]
async fn a_stop_while_it_is_read_back_does_not_wait_for_another_try() {
    for (seed, call) in [
        (with_secret as fn() -> Seed, "secretsmanager:GetSecretValue"),
        (below_19, "ssm:GetParameters"),
    ] {
        let mut stage = Stage::of(seed()).await;
        let watch = stopped(&mut stage, Some(call), 1).await;
        assert!(watch.calls_since() > 0);
        assert_eq!(*watch.left_out.lock().unwrap(), ["Read everything back"]);
        // Heard before the first wink of the wait for another try, and once more in place of that.
        assert_eq!(watch.heard(), 2);
    }
}

#[tokio::test]
async fn a_stop_after_the_reading_back_leaves_out_the_login_and_the_function() {
    let mut stage = Stage::of(with_secret()).await;
    let watch = stopped(&mut stage, None, 1).await;
    let login = "Log in to Salesforce with what was read back";
    assert_eq!(*watch.left_out.lock().unwrap(), [login]);
}
