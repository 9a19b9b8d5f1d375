//! A check as scripts read it. The names are a contract.

use serde_json::{Value, json};

use super::{CheckReport, Checked, LoginProof};
use crate::domain::{CheckLine, Finding};
use crate::report::problem_json;

impl CheckReport {
    /// The JSON document of `check --json`.
    pub fn json(&self) -> Value {
        let identity = self.setting.identity.as_ref();
        json!({
            "schema": "scv-oauth/check",
            "version": 1,
            "program_version": env!("CARGO_PKG_VERSION"),
            "healthy": self.is_healthy(),
            "account": identity.map(|identity| &identity.account),
            "region": self.setting.region,
            "caller": identity.map(|identity| identity.caller()),
            "practice": self.setting.practice,
            "contact_centers": self.centers.iter().map(center).collect::<Vec<_>>(),
            "gaps": self.gaps.iter().map(problem_json).collect::<Vec<_>>(),
            "problem": self.problem.as_ref().map(problem_json),
        })
    }
}

fn center(checked: &Checked) -> Value {
    let center = &checked.center;
    json!({
        "name": center.name,
        "version": center.version,
        "version_path": center.path.word(),
        "kind": center.kind.to_string(),
        "state": center.state.word(),
        "healthy": checked.is_healthy(),
        "function": center.function,
        "qualifier": center.qualifier,
        "secret": center.secret,
        "access_secret": center.access_secret,
        "login_proof": login(&checked.login),
        "findings": checked.findings.iter().map(finding).collect::<Vec<_>>(),
    })
}

fn login(proof: &LoginProof) -> Value {
    let lines: &[CheckLine] = match proof {
        LoginProof::Works(lines) => lines,
        _ => &[],
    };
    let told: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    json!({ "outcome": proof.word(), "told": told })
}

fn finding(finding: &Finding) -> Value {
    let advice = &finding.advice;
    json!({
        "code": finding.code,
        "severity": finding.severity.word(),
        "where": finding.place,
        "what": finding.what,
        "said": advice.said,
        "why": advice.cause(),
        "causes": advice.causes,
        "fix": advice.fix(),
        "steps": advice.steps,
        "notes": advice.notes,
        "setup_mends": finding.setup_mends,
    })
}
