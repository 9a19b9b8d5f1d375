//! What cannot be read: variables that are encrypted with a key that the caller may not use are not taken for ones that
//! are gone. Where not even the account can be opened, nothing was changed.

use super::*;
use crate::watch::Unwatched;

fn hide(functions: &mut Functions) -> Option<()> {
    functions.change(FUNCTION, |it| {
        it.environment = Environment::Unreadable {
            code: "AccessDeniedException".into(),
            message: "no kms:Decrypt".into(),
        };
    })
}

/// Before the setup there is no variable for the username.
fn without_subject() -> Seed {
    let mut seed = below_19();
    let Environment::Variables(variables) = &mut seed.functions[0].environment else {
        panic!("unreadable");
    };
    variables.remove(variable::SUBJECT);
    seed
}

async fn is_refused(stage: &Stage) {
    let written = stage.writes();
    let report = stage.undo().await;
    let code = report.problem.as_ref().map(|problem| problem.code);
    assert_eq!(
        (report.outcome, code),
        (Outcome::Refused, Some("environment-unreadable")),
        "{report:?}"
    );
    assert_eq!(stage.writes(), written);
    let journals = &stage.apply.journals;
    let kept = journals.read("111122223333", "us-west-2", "delta").unwrap();
    assert!(kept.is_some());
}

#[tokio::test]
async fn variables_that_cannot_be_read_are_not_as_they_were_before() {
    for seed in [below_19, without_subject] {
        let mut stage = Stage::of(seed()).await;
        stage.set_up().await;
        stage.with_functions(hide).await;
        is_refused(&stage).await;
    }
}

#[tokio::test]
async fn a_version_of_somebody_s_that_cannot_be_read_is_not_without_the_setup_s_variables() {
    let mut stage = Stage::of(without_subject()).await;
    stage.set_up().await;
    let function = stage.practice.function(FUNCTION, None).await.unwrap();
    stage.with_functions(hide).await;
    let (practice, code) = (&stage.practice, function.code_sha256);
    let published = practice.publish(FUNCTION, "by somebody", &code, None);
    let version = published.await.unwrap().version;
    let moved = practice.move_alias(FUNCTION, "active", &version, None, None);
    moved.await.unwrap();
    let show = |functions: &mut Functions| {
        functions.change(FUNCTION, |it| it.environment = function.environment)
    };
    stage.with_functions(show).await;
    is_refused(&stage).await;
}

#[tokio::test]
async fn an_account_that_cannot_be_opened_is_left_as_it_is() {
    let mut stage = Stage::of(below_19()).await;
    stage.set_up().await;
    let place = Place {
        profile: Some("nobody".into()),
        ..Place::default()
    };
    let undone = stage.apply.undo_agreed(&place, "delta", &[], &Unwatched);
    let report = undone.await;
    assert_eq!((report.outcome, report.undo), (Outcome::Failed, true));
    assert!(texts(&report.lines).contains("Nothing has been changed in AWS."));
}
