//! A function that answers rightly and stores no token: that is waited for, unless the person stops it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;

use super::*;
use crate::account::practice::{Call, Code, Practice, Program, Role};
use crate::domain::resources::Invocation;
use crate::draft::Proofs;
use crate::watch::{StageState, Watch};

const RECORD: &str = r#"{"Id":"00D5g00000ABCDEEA2","IsSandbox":false}"#;

/// Tells when it was called.
struct Forgetful(Arc<AtomicBool>);

#[async_trait]
impl Code for Forgetful {
    async fn run(
        &self,
        _: Program,
        _: &BTreeMap<String, String>,
        _: Role<'_>,
        _: &str,
    ) -> Invocation {
        self.0.store(true, Ordering::SeqCst);
        Invocation {
            payload: RECORD.into(),
            error: None,
        }
    }
}

/// Wants to stop once the function was called.
struct StopsAfterCall(Arc<AtomicBool>);

impl Watch for StopsAfterCall {
    fn stages(&self, _: &[String]) {}
    fn stage(&self, _: usize, _: StageState) {}
    fn stop_asked(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

#[tokio::test]
async fn a_stop_while_the_token_is_waited_for_is_no_verdict_on_the_function() {
    let was_called = Arc::new(AtomicBool::new(false));
    let code = Arc::new(Forgetful(was_called.clone()));
    let mut stage = Stage::in_account(Practice::of(with_secret()).running(code)).await;
    stage.preview().await;
    stage.draft.proofs = Proofs {
        login: false,
        function: true,
    };
    let watch = StopsAfterCall(was_called);
    let report = stage.apply.write(&stage.draft, &watch).await;
    let code = report.problem.as_ref().map(|problem| problem.code);
    assert_eq!(
        (report.outcome, code),
        (Outcome::Unproved, Some("stopped-before-proof")),
        "{report:?}"
    );
    let calls = stage.practice.calls();
    let is = |action: &'static str| move |call: &Call| call.action == action;
    let since = calls.rsplit(is("lambda:InvokeFunction")).next().unwrap();
    let look = is("secretsmanager:GetSecretValue");
    let looks = since.iter().filter(|call| look(call)).count();
    assert_eq!(looks, 1, "{since:?}");
}
