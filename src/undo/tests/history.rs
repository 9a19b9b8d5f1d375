//! What is remembered: setups before the last one, and the token from the start.

use super::*;
use crate::domain::Level;

#[tokio::test]
async fn each_undo_goes_one_setup_further_back_and_says_which() {
    for seed in [with_secret, below_19] {
        let mut stage = Stage::of(seed()).await;
        let mut seen = vec![stage.everything().await];
        let mut begun = Vec::new();
        for user in ["jane@acme.com", "joe@acme.com", "jim@acme.com"] {
            stage.draft.username = Some(Username::read(user).unwrap().0);
            stage.set_up().await;
            seen.push(stage.everything().await);
            begun.push(stage.prospect().await.setup());
        }
        assert!(
            begun
                .iter()
                .all(|setup| setup.starts_with("the setup of 20")),
            "{begun:?}"
        );
        while let (Some(_), Some(setup)) = (seen.pop(), begun.pop()) {
            let report = stage.undo().await;
            assert_eq!(report.outcome, Outcome::Done, "{report:?}");
            let told = texts(&report.lines);
            assert!(told.contains(&format!("This was {setup}.")), "{told}");
            assert_eq!(
                told.contains("the one before it, stays."),
                !begun.is_empty()
            );
            assert_eq!(stage.everything().await, *seen.last().unwrap());
        }
        assert_eq!(stage.labels_of_ours().await, [""; 0]);
        let again = stage.undo().await;
        assert_eq!(again.outcome, Outcome::NothingToDo, "{again:?}");
    }
}

#[tokio::test]
async fn the_page_of_a_setup_puts_back_that_setup_and_no_other() {
    for seed in [with_secret, below_19] {
        let mut stage = Stage::of(seed()).await;
        let mut begun = Vec::new();
        for user in ["jane@acme.com", "joe@acme.com"] {
            stage.draft.username = Some(Username::read(user).unwrap().0);
            begun.push(stage.set_up_on_record().await);
        }
        let after_both = stage.everything().await;
        let refused = |report: Report| (report.outcome, report.problem.unwrap().code);
        // Another setup came after the one of this page.
        let followed = refused(stage.undo_of(&begun[0]).await);
        assert_eq!(followed, (Outcome::Refused, "undo-not-the-last"));
        assert_eq!(stage.everything().await, after_both);
        // It is put back in another terminal while its page is open.
        assert_eq!(stage.undo().await.outcome, Outcome::Done);
        let (seen, written) = (stage.everything().await, stage.writes());
        for unknown in [begun[1].as_str(), ""] {
            let refused = refused(stage.undo_of(unknown).await);
            assert_eq!(refused, (Outcome::Refused, "undo-put-back-already"));
        }
        assert_eq!((stage.everything().await, stage.writes()), (seen, written));
        assert_eq!(stage.undo_of(&begun[0]).await.outcome, Outcome::Done);
        // Nor is anything put back that AWS alone tells of.
        let refused = refused(stage.undo_of("").await);
        assert_eq!(refused, (Outcome::Refused, "undo-put-back-already"));
    }
}

#[tokio::test]
async fn what_others_wrote_between_two_setups_stays_when_both_are_put_back() {
    let mut stage = Stage::of(with_secret()).await;
    let before = stage.text(SECRET).await;
    stage.set_up().await;
    let now = stage.text(SECRET).await.replace("v64.0", "v98.0");
    stage.somebody_writes_text(SECRET, now).await;
    stage.draft.username = Some(Username::read("joe@acme.com").unwrap().0);
    stage.set_up().await;
    let now = stage.text(SECRET).await.replace("v98.0", "v99.0");
    stage.somebody_writes_text(SECRET, now).await;
    for _ in 0..2 {
        let report = stage.undo().await;
        assert_eq!(report.outcome, Outcome::Done, "{report:?}");
    }
    assert_eq!(stage.text(SECRET).await, before.replace("v64.0", "v99.0"));
}

#[tokio::test]
async fn a_secret_that_is_set_up_again_and_again_does_not_run_out_of_labels() {
    let mut stage = Stage::of(with_secret()).await;
    for user in 0..14 {
        let user = format!("jane{user}@acme.com");
        stage.draft.username = Some(Username::read(&user).unwrap().0);
        stage.set_up().await;
    }
    // Ten on the secret; the cached token was reset by the first setup only.
    assert_eq!(stage.labels_of_ours().await.len(), 11);
}

#[tokio::test]
async fn the_token_is_noted_before_the_first_change_and_kept_by_a_setup_that_goes_on() {
    let mut stage = Stage::of(below_19()).await;
    let before = stage.present().await;
    stage.preview().await;
    stage.practice.refuse("lambda:UpdateFunctionConfiguration");
    let report = stage.write().await;
    assert_eq!(report.outcome, Outcome::Partial, "{report:?}");
    stage.practice.allow("lambda:UpdateFunctionConfiguration");
    // The function logs in with what is there already.
    stage.somebody_writes(TOKEN, "00D!of.the.new.user").await;
    stage.set_up().await;
    stage
        .somebody_writes(TOKEN, "00D!of.the.new.user.again")
        .await;
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    assert_eq!(stage.present().await, before);
}

#[tokio::test]
async fn a_token_that_was_only_noted_is_no_change() {
    for (seed, call) in [
        (with_secret as fn() -> Seed, "secretsmanager:PutSecretValue"),
        (below_19, "ssm:PutParameter"),
    ] {
        let mut stage = Stage::of(seed()).await;
        stage.preview().await;
        stage.practice.refuse(call);
        let report = stage.write().await;
        assert_eq!(
            (report.outcome, report.can_undo),
            (Outcome::Failed, false),
            "{report:?}"
        );
        assert!(texts(&report.lines).contains("Nothing has been changed in AWS."));
        let journal = stage
            .apply
            .journals
            .read("111122223333", "us-west-2", "delta");
        assert_eq!(journal.unwrap(), None);
        assert_eq!(stage.undo().await.outcome, Outcome::NothingToDo);
    }
}

#[tokio::test]
async fn an_undo_says_that_its_journal_could_not_be_removed() {
    let mut stage = Stage::of(with_secret()).await;
    stage.set_up().await;
    let told = stage.prospect().await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("111122223333_us-west-2_delta.json")).unwrap();
    let lines = closed(&Journals::at(Some(folder.path().to_owned())), &told, None);
    assert_eq!(lines[0].level, Level::Warn);
    assert!(lines[0].text.contains("cannot be removed"), "{lines:?}");
    let removed = closed(&stage.apply.journals, &told, None);
    assert!(
        !texts(&removed).contains("cannot be removed"),
        "{removed:?}"
    );
}

#[tokio::test]
async fn a_failure_leaves_the_setup_before_it_to_be_put_back() {
    let mut stage = Stage::of(with_secret()).await;
    let before = stage.everything().await;
    stage.set_up().await;
    stage.draft.username = Some(Username::read("joe@acme.com").unwrap().0);
    stage.preview().await;
    stage.practice.refuse("secretsmanager:PutSecretValue");
    assert_eq!(stage.write().await.outcome, Outcome::Failed);
    stage.practice.allow("secretsmanager:PutSecretValue");
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    assert_eq!(stage.everything().await, before);
}

#[tokio::test]
async fn a_journal_that_ends_with_the_program_is_told_of_before_the_writing_and_after() {
    for is_lost in [true, false] {
        let mut stage = Stage::of(with_secret()).await;
        if is_lost {
            stage = stage.without_home();
        }
        stage.preview().await;
        let preview = stage.draft.preview.clone().unwrap();
        let report = stage.write().await;
        for told in [&preview.plan.notices, &report.lines] {
            let says = texts(told).contains("remembered only until this program ends");
            assert_eq!(says, is_lost, "{told:?}");
        }
        assert_eq!(stage.undo().await.outcome, Outcome::Done);
    }
}
