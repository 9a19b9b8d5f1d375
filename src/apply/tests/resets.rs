//! The function stores a token of its own right before the setup resets it.

use super::*;
use crate::account::practice::State;
use crate::domain::{Failure, FailureKind};

/// Sets up while this happens right before the token is reset by that call.
async fn set_up_amid(
    stage: &mut Stage,
    name: &str,
    call: &'static str,
    meddle: impl FnOnce(&mut State) + Send + 'static,
) -> Report {
    stage.preview().await;
    let practice = stage.practice.clone();
    let watch = Amid::new(name, move || practice.before(call, meddle));
    stage.apply.write(&stage.draft, &watch).await
}

const PUT: &str = "secretsmanager:PutSecretValue";

#[tokio::test]
async fn a_token_that_the_function_stores_in_between_is_reset_and_undo_still_finds_the_first() {
    for moves in [true, false] {
        let mut stage = Stage::of(with_secret()).await;
        let before = stage.everything().await;
        if !moves {
            // Put plainly: it comes before the look at what is current.
            stage
                .practice
                .refuse("secretsmanager:UpdateSecretVersionStage");
        }
        let stores = |state: &mut State| {
            let text = format!(r#"{{"{TOKEN}":"00D!newer"}}"#);
            state.secrets.set_text(ACCESS, &text).unwrap();
        };
        let name = format!("Write secret {ACCESS}");
        let report = set_up_amid(&mut stage, &name, PUT, stores).await;
        assert_eq!(report.outcome, Outcome::Done, "{report:?}");
        let text = stage.text(ACCESS).await;
        assert!(!text.contains("00D!"), "{text}");
        if moves {
            assert_eq!(stage.undo().await.outcome, Outcome::Done);
            assert_eq!(stage.everything().await, before);
        }
    }
}

#[tokio::test]
async fn a_copy_that_stays_of_the_first_try_is_told_where_the_second_fails() {
    let mut stage = Stage::of(with_secret()).await;
    stage
        .practice
        .refuse("secretsmanager:UpdateSecretVersionStage");
    stage.preview().await;
    let practice = stage.practice.clone();
    let watch = Amid::new(&format!("Write secret {ACCESS}"), move || {
        practice.before(PUT, |state| {
            let text = format!(r#"{{"{TOKEN}":"00D!newer"}}"#);
            state.secrets.set_text(ACCESS, &text).unwrap();
        });
        practice.fail_once(
            PUT,
            Failure {
                kind: FailureKind::Limit,
                call: PUT,
                resource: String::new(),
                code: None,
                message: String::new(),
                fix: None,
            },
        );
    });
    let report = stage.apply.write(&stage.draft, &watch).await;
    let problem = report.problem.unwrap();
    assert_eq!(problem.code, "aws-limit", "{problem:?}");
    let notes = problem.advice.notes.concat();
    assert!(notes.contains("stays in it under the label"), "{notes}");
    assert!(!stage.text(ACCESS).await.contains("00D!token"));
}

#[tokio::test]
async fn somebody_s_change_beside_the_token_is_kept() {
    let mut stage = Stage::of(with_secret()).await;
    let adds = |state: &mut State| state.secrets.set_key(ACCESS, "BY_SOMEBODY", "1").unwrap();
    let name = format!("Write secret {ACCESS}");
    let report = set_up_amid(&mut stage, &name, PUT, adds).await;
    let code = report.problem.as_ref().map(|problem| problem.code);
    assert_eq!(
        (report.outcome, code),
        (Outcome::Partial, Some("secret-changed")),
        "{report:?}"
    );
    assert!(stage.text(ACCESS).await.contains("00D!token"));
}

#[tokio::test]
async fn a_token_in_a_parameter_is_reset_whichever_it_is() {
    for call in ["ssm:GetParameters", "ssm:PutParameter"] {
        let mut stage = Stage::of(below_19()).await;
        let before = stage.everything().await;
        let stores = |state: &mut State| {
            state.parameters.set_text(TOKEN, "00D!newer").unwrap();
        };
        let name = format!("Write parameter {TOKEN}");
        let report = set_up_amid(&mut stage, &name, call, stores).await;
        assert_eq!(report.outcome, Outcome::Done, "{report:?}");
        assert!(
            !texts(&report.lines).contains("somebody else"),
            "{report:?}"
        );
        assert_eq!(stage.undo().await.outcome, Outcome::Done);
        assert_eq!(stage.everything().await, before, "{call}");
    }
}
