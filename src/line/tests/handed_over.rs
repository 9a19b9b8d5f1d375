//! Conversations that were begun on the full screen.

use super::*;

/// When the setup of beta began.
const BEFORE: &str = "2026-11-23T08:00:00Z";

/// Goes on where beta was set up before, and acme came out like this, if anything was done with it.
async fn gone_on(last: Option<Report>, lines: &[&str]) -> (Ended, String) {
    let (writer, script) = (Patient::default(), Script::typing(lines));
    let mut session = Session::new(&STEPS, Draft::default(), Answer::default(), false);
    let mut beta = Report::new("beta", Outcome::Done);
    beta.can_undo = true;
    session.on_record(BEFORE.to_owned());
    session.ended(Work::Write, beta);
    let center = Answer::default().with(
        "contact_center",
        crate::question::Value::Text("acme".into()),
    );
    session.flow.answer(&center).unwrap();
    if let Some(report) = last {
        session.begin(Work::Write);
        session.ended(Work::Write, report);
    }
    let begun = Begun {
        session,
        around: around(),
        writer: &writer,
    };
    let ended = go_on(begun, &script).await;
    (ended, script.transcript())
}

fn told(ended: &Ended) -> Vec<(&str, Outcome)> {
    let reports = ended.earlier.iter().chain([&ended.report]);
    let told = reports.map(|report| (report.contact_center.as_str(), report.outcome));
    told.collect()
}

#[tokio::test]
async fn the_setup_that_stands_is_told_beside_how_the_next_one_came_out() {
    let lines = ["j@acme.com", KEY, "", "yes", "acme", ""];
    let (ended, _) = gone_on(None, &lines).await;
    let expected = [("beta", Outcome::Done), ("acme", Outcome::Unproved)];
    assert_eq!(told(&ended), expected);
    let (ended, _) = gone_on(None, &[]).await;
    assert_eq!(told(&ended), [("beta", Outcome::Done)]);
    let failed = Report::new("acme", Outcome::Failed);
    let (ended, _) = gone_on(Some(failed), &["finish"]).await;
    let expected = [("beta", Outcome::Done), ("acme", Outcome::Failed)];
    assert_eq!(told(&ended), expected);
}
