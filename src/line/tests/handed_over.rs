//! Conversations that were begun on the full screen.

use super::*;

/// When the setup of beta began.
const BEFORE: &str = "2026-11-23T08:00:00Z";

/// Goes on where beta was set up before, and acme came out like this, if anything was done with it.
async fn gone_on(last: Option<Report>, lines: &[&str]) -> (Ended, String) {
    let (writer, script) = (Patient::default(), Script::typing(lines));
    let mut flow = Flow::new(&STEPS, Draft::default(), Answer::default());
    let center = Answer::default().with(
        "contact_center",
        crate::question::Value::Text("acme".into()),
    );
    flow.answer(&center).unwrap();
    let (mut ledger, mut begun) = (Ledger::default(), Some(BEFORE.to_owned()));
    let mut beta = Report::new("beta", Outcome::Done);
    beta.can_undo = true;
    let beta = ledger.enter(Work::Write, &Place::default(), &mut begun, beta);
    let at_result = last.is_some();
    let place = &flow.draft().place;
    let last = last.map(|report| ledger.enter(Work::Write, place, &mut None, report));
    let begun = Begun {
        last: Some(last.unwrap_or(beta)),
        flow,
        ledger,
        on_record: Some(writer::BEGUN.to_owned()),
        at_result,
        around: around(),
        writer: &writer,
        dry_run: false,
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
