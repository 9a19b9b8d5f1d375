//! A text for a support case. It is built from an allow list of facts: what is not named here is not in it.

use std::fmt::Write;

use super::{CheckReport, Checked};
use crate::problem::{Advice, Problem, bulleted, numbered};
use crate::visible::visible;

/// The text. Holds no secret, not even masked; usernames are in it, and the text says so.
pub fn support_case(report: &CheckReport) -> String {
    let mut text = String::new();
    // Writing to a String does not fail.
    let _ = write_all(report, &mut text);
    text
}

fn write_all(report: &CheckReport, text: &mut String) -> std::fmt::Result {
    writeln!(text, "scv-oauth report for a support case")?;
    writeln!(text)?;
    writeln!(
        text,
        "Contains no private keys, consumer keys or tokens. Contains names, addresses,\nthe Salesforce username, the account number and who looked.\nRead it before you send it."
    )?;
    writeln!(text)?;
    for (label, value) in setting(report) {
        line(text, label, &value)?;
    }
    for gap in report.gaps.iter().chain(&report.problem) {
        problem(gap, text)?;
    }
    for checked in &report.centers {
        center(checked, text)?;
    }
    Ok(())
}

fn setting(report: &CheckReport) -> Vec<(&'static str, String)> {
    let setting = &report.setting;
    let unknown = || "unknown".to_owned();
    let identity = setting.identity.as_ref();
    let mut lines = vec![
        (
            "program",
            format!("scv-oauth {}", env!("CARGO_PKG_VERSION")),
        ),
        (
            "system",
            format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        ),
        (
            "time",
            jiff::Timestamp::now()
                .strftime("%Y-%m-%dT%H:%M:%SZ")
                .to_string(),
        ),
        (
            "account",
            identity.map_or_else(unknown, |it| it.account.clone()),
        ),
        ("region", setting.region.clone().unwrap_or_else(unknown)),
        (
            "identity",
            identity.map_or_else(unknown, |it| it.arn.clone()),
        ),
    ];
    if setting.practice {
        lines.push(("practice", "yes, nothing of this is real".into()));
    }
    lines
}

fn center(checked: &Checked, text: &mut String) -> std::fmt::Result {
    writeln!(text)?;
    writeln!(text, "contact center {}", checked.center.name)?;
    for (label, value) in &checked.facts {
        line(text, label, value)?;
    }
    line(text, "login proof", checked.login.word())?;
    for evidence in &checked.center.evidence {
        line(text, "evidence", &evidence.text)?;
    }
    for finding in &checked.findings {
        let what = format!(
            "{} {}: {}",
            finding.severity.word(),
            finding.code,
            finding.what
        );
        line(text, "finding", &what)?;
        line(text, "  where", &finding.place)?;
        advice(&finding.advice, text)?;
    }
    Ok(())
}

/// What came as it came; then causes, steps and facts, one a line.
fn advice(advice: &Advice, text: &mut String) -> std::fmt::Result {
    if let Some(said) = &advice.said {
        line(text, "  what came", said)?;
    }
    for (mark, cause) in bulleted(&advice.causes) {
        line(text, "  cause", &format!("{mark}{cause}"))?;
    }
    for (mark, step) in numbered(&advice.steps) {
        line(text, "  to do", &format!("{mark}{step}"))?;
    }
    for note in &advice.notes {
        line(text, "  seen", note)?;
    }
    Ok(())
}

fn problem(problem: &Problem, text: &mut String) -> std::fmt::Result {
    line(
        text,
        "problem",
        &format!("{}: {}", problem.code, problem.what),
    )?;
    advice(&problem.advice, text)
}

fn line(text: &mut String, label: &str, value: &str) -> std::fmt::Result {
    writeln!(text, "  {label:<17}{}", visible(value, false))
}
