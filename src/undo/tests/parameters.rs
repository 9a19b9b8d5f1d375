//! Somebody else wrote a parameter, between the looks and the putting back of them most of all.

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::account::practice::{State, secure};
use crate::domain::Secret;

/// The same, and before it there was no audience: setup makes that parameter.
fn without_audience() -> Seed {
    let mut seed = below_19();
    seed.parameters.retain(|it| it.name != NAMES[3]);
    seed
}

async fn text(stage: &Stage, name: &str) -> Option<String> {
    let text = stage.practice.parameter_text(name).await;
    text.map(|it| it.in_the_clear())
}

#[tokio::test]
async fn what_somebody_writes_after_undo_looked_is_not_replaced() {
    for name in [SUBJECT, NAMES[3]] {
        let mut stage = Stage::of(without_audience()).await;
        stage.set_up().await;
        // The function goes back first.
        stage.practice.before("lambda:UpdateAlias", |state| {
            state.parameters.set_text(name, "theirs").unwrap();
        });
        let report = stage.undo().await;
        let problem = report.problem.as_ref().unwrap();
        assert_eq!(problem.code, "parameter-changed", "{report:?}");
        assert_eq!((report.outcome, report.can_undo), (Outcome::Partial, true));
        assert_eq!(text(&stage, name).await.as_deref(), Some("theirs"));
    }
}

#[tokio::test]
async fn what_somebody_wrote_right_before_the_put_is_named() {
    let mut stage = Stage::of(below_19()).await;
    let before = stage.present().await;
    stage.set_up().await;
    let put = stage.prospect().await.steps.into_iter();
    let first = put.filter_map(|step| match step {
        Step::Parameter { name, .. } => Some(name),
        _ => None,
    });
    let name = first.take(1).collect::<String>();
    let theirs = name.clone();
    stage.practice.before("ssm:PutParameter", move |state| {
        state.parameters.set_text(&theirs, "theirs").unwrap();
    });
    let report = stage.undo().await;
    assert_eq!(report.outcome, Outcome::Done, "{report:?}");
    let told = texts(&report.lines);
    let named = format!(
        "version 4, but somebody else wrote version 3 just before. It can be read as {name}:3."
    );
    assert!(told.contains(&named), "{told}");
    assert_eq!(stage.present().await, before);
}

#[tokio::test]
async fn a_put_without_an_answer_is_looked_after_by_its_version() {
    let mut stage = Stage::of(below_19()).await;
    let before = stage.present().await;
    stage.set_up().await;
    stage.practice.lose_answer_once("ssm:PutParameter");
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    assert_eq!(stage.present().await, before);
}

#[tokio::test]
async fn a_token_that_the_function_stores_in_a_parameter_meanwhile_is_replaced() {
    let mut stage = Stage::of(below_19()).await;
    let before = stage.present().await;
    stage.set_up().await;
    stage.practice.before("lambda:UpdateAlias", |state| {
        state.parameters.set_text(TOKEN, "00D!stored").unwrap();
    });
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    assert_eq!(stage.present().await, before);
}

/// The journal as an earlier version of this program kept it.
fn forget_when(stage: &Stage) {
    let journals = &stage.apply.journals;
    let kept = journals.read("111122223333", "us-west-2", "delta");
    let mut journal = kept.unwrap().unwrap();
    for entry in &mut journal.entries {
        if let Entry::Parameter { written, .. } = entry {
            *written = None;
        }
    }
    journals.write(&journal).unwrap();
}

/// Somebody removes a parameter, and makes it anew so many minutes after the setup.
async fn make_anew(stage: &Stage, name: &str, minutes: i64) {
    let when = Timestamp::now() + SignedDuration::from_mins(minutes);
    let write = secure(name, Secret::new("theirs"));
    let made = stage.practice.meddle(|state| {
        state.parameters.remove(&write.name);
        state.parameters.make(&write, when)
    });
    made.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_parameter_that_somebody_removed_and_made_anew_is_theirs() {
    // The journals of earlier versions do not tell when a parameter was written.
    for (minutes, is_told) in [(1, true), (90, false)] {
        let mut stage = Stage::of(without_audience()).await;
        stage.set_up().await;
        if !is_told {
            forget_when(&stage);
        }
        make_anew(&stage, NAMES[3], minutes).await;
        let written = stage.writes();
        let problem = stage.undo().await.problem.unwrap();
        assert_eq!(problem.code, "changed-since-setup", "{problem}");
        let by = "now version 1 by arn:aws:sts::111122223333:assumed-role/Practice/somebody, written at 20";
        assert!(problem.what.contains(by), "{problem}");
        assert_eq!(stage.writes(), written);
        assert_eq!(text(&stage, NAMES[3]).await.as_deref(), Some("theirs"));
    }
}

#[tokio::test]
async fn a_parameter_that_somebody_removed_is_not_as_it_was() {
    let mut stage = Stage::of(below_19()).await;
    stage.set_up().await;
    let removed = stage
        .practice
        .meddle(|state| state.parameters.remove(NAMES[0]));
    removed.await.unwrap().unwrap();
    let problem = stage.undo().await.problem.unwrap();
    assert_eq!(problem.code, "changed-since-setup", "{problem}");
    assert!(problem.what.contains("(now not there)"), "{problem}");

    // What the setup made is as it was once it is gone again; and no token is in the way of none.
    let mut stage = Stage::of(without_audience()).await;
    let before = stage.present().await;
    stage.set_up().await;
    let removed = |state: &mut State| {
        state.parameters.remove(NAMES[3]);
        state.parameters.remove(TOKEN)
    };
    stage.practice.meddle(removed).await.unwrap().unwrap();
    assert_eq!(stage.undo().await.outcome, Outcome::Done);
    let is_token = |it: &String| it.starts_with(TOKEN);
    let others: Vec<String> = before.into_iter().filter(|it| !is_token(it)).collect();
    assert_eq!(stage.present().await, others);
}

#[tokio::test]
async fn a_token_that_the_function_made_of_nothing_does_not_outlive_undo() {
    for is_stored in [true, false] {
        let mut seed = below_19();
        seed.parameters.retain(|it| it.name != TOKEN);
        let mut stage = Stage::of(seed).await;
        let before = stage.present().await;
        stage.set_up().await;
        if is_stored {
            make_anew(&stage, TOKEN, 0).await;
        }
        assert_eq!(stage.undo().await.outcome, Outcome::Done);
        assert_eq!(stage.present().await, before);
        assert_eq!(stage.undo().await.outcome, Outcome::NothingToDo);
    }
}
