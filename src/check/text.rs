//! A check for people: a block for each contact center, the worst first, and what to do next.

use std::io::{self, Write};

use super::{CheckReport, Checked, LoginProof, Setting};
use crate::domain::{Finding, Level, Severity};
use crate::plain;
use crate::visible::visible;

/// Writes findings to `out`, and what is not a finding to `err`.
pub(super) fn show(
    report: &CheckReport,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<()> {
    if let Some(line) = where_we_looked(report) {
        writeln!(err, "{line}\n")?;
    }
    for checked in &report.centers {
        block(checked, &report.setting, out)?;
        writeln!(out)?;
    }
    for gap in &report.gaps {
        writeln!(
            err,
            "Not everything could be looked at:\n{}\n",
            plain::problem(gap)
        )?;
    }
    if let Some(stands_against) = &report.problem {
        writeln!(err, "{}", plain::problem(stands_against))?;
    }
    if !report.centers.is_empty() {
        writeln!(out, "{}", verdict(report))?;
    }
    Ok(())
}

fn where_we_looked(report: &CheckReport) -> Option<String> {
    let setting = &report.setting;
    let identity = setting.identity.as_ref()?;
    let region = setting.region.as_deref().unwrap_or("its Region");
    let practice = if setting.practice { " (practice)" } else { "" };
    Some(format!(
        "Account {}, {region}, as {}{practice}.",
        identity.account,
        identity.caller()
    ))
}

fn block(checked: &Checked, setting: &Setting, out: &mut dyn Write) -> io::Result<()> {
    let center = &checked.center;
    let version = center.version.as_deref().unwrap_or("version unknown");
    let heading = format!(
        "{} ({version}, {}): {}",
        center.name,
        center.path,
        summary(checked)
    );
    writeln!(out, "{}", plain::wrapped(&heading, 2))?;
    for line in login_lines(&checked.login) {
        writeln!(out, "{}", plain::wrapped(&format!("  {line}"), 2))?;
    }
    for finding in &checked.findings {
        writeln!(out)?;
        show_finding(finding, out)?;
    }
    if checked.findings.iter().any(|finding| finding.setup_mends) {
        writeln!(out)?;
        writeln!(out, "  To mend it: {}", setup_of(&center.name, setting))?;
    }
    Ok(())
}

/// The command that leads into setup at the same place.
fn setup_of(name: &str, setting: &Setting) -> String {
    let mut command = setting.asked.command("setup", &visible(name, false));
    if setting.practice {
        command.push_str(" --practice");
    }
    command
}

fn summary(checked: &Checked) -> String {
    let errors = checked.count(Severity::Error);
    let warnings = checked.count(Severity::Warning);
    let counted = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    };
    match (errors, warnings) {
        (0, 0) => "healthy".into(),
        (0, _) => format!("healthy, {}", counted(warnings, "warning")),
        (_, 0) => counted(errors, "error"),
        _ => format!(
            "{}, {}",
            counted(errors, "error"),
            counted(warnings, "warning")
        ),
    }
}

/// What came of the login. Remarks on it are findings.
fn login_lines(proof: &LoginProof) -> Vec<&str> {
    let line = match proof {
        LoginProof::Works(lines) => {
            let good = lines.iter().filter(|line| line.level == Level::Ok);
            return good.map(|line| line.text.as_str()).collect();
        }
        LoginProof::Refused => "Salesforce refuses the login with the stored values.",
        LoginProof::NotReachable => "Salesforce could not be asked from this computer.",
        LoginProof::NotPossible => {
            "Salesforce was not asked: the values are not complete or not usable."
        }
        LoginProof::Skipped => "Salesforce was not asked (--no-login-proof).",
    };
    vec![line]
}

fn show_finding(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  {} {}", finding.severity.word(), finding.code)?;
    labelled("where", &finding.place, out)?;
    labelled("what", &finding.what, out)?;
    let mut advice = finding.advice.clone();
    // A step that names setup says it already.
    let named = advice
        .steps
        .iter()
        .any(|step| step.to_lowercase().contains("run setup"));
    if let Some(last) = advice
        .steps
        .last_mut()
        .filter(|_| finding.setup_mends && !named)
    {
        last.push_str(" (setup would mend this)");
    }
    for line in plain::advice(&advice, &LABELS) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

const LABELS: plain::Labels = plain::Labels {
    said: "    came   ",
    causes: "    why    ",
    steps: "    mend   ",
    notes: "    seen   ",
};

/// A labelled text; nothing where there is no text.
fn labelled(label: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    let label = format!("    {label:<6} ");
    writeln!(
        out,
        "{}",
        plain::wrapped(&format!("{label}{text}"), label.len())
    )
}

fn verdict(report: &CheckReport) -> String {
    let sick = report
        .centers
        .iter()
        .filter(|checked| !checked.is_healthy())
        .count();
    match (report.centers.len(), sick) {
        (_, 0) if report.broke_off => {
            "Nothing is wrong with what was found, but there may be more contact centers.".into()
        }
        (1, 0) => "The contact center is healthy.".into(),
        (1, _) => "Something is wrong with the contact center.".into(),
        (all, 0) => format!("All {all} contact centers are healthy."),
        (all, sick) => format!("Something is wrong with {sick} of {all} contact centers."),
    }
}
