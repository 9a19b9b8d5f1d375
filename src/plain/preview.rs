//! A preview as plain text.

use super::{check, problem_as, under, wrapped};
use crate::domain::change::Change;
use crate::preview::{Preview, ProofState};

/// Everything that would be written, what stays, and what Salesforce says of the values.
pub fn preview(preview: &Preview) -> String {
    let plan = &preview.plan;
    let kind = if plan.production {
        "PRODUCTION"
    } else {
        "sandbox"
    };
    let mut lines = vec![format!(
        "Contact center {}, {kind} org.",
        plan.contact_center
    )];
    if !plan.changes.is_empty() {
        // Some of it may have been written before.
        lines[0] += " Nothing of this has been written yet.";
    }
    if !preview.moved.is_empty() {
        lines.push("Changed in AWS since the last preview:".into());
        lines.extend(preview.moved.iter().map(check));
    }
    lines.push(match plan.changes.len() {
        0 => "Nothing needs to be changed.".to_owned(),
        1 => "1 change:".to_owned(),
        count => format!("{count} changes:"),
    });
    let mut place = "";
    for change in &plan.changes {
        if change.place != place {
            place = &change.place;
            lines.push(wrapped(&format!("In {place}:"), 2));
        }
        lines.push(text(change));
    }
    for stays in &plan.untouched {
        let values = if stays.count == 1 {
            "value stays"
        } else {
            "values stay"
        };
        lines.push(wrapped(
            &format!("In {}, {} {values} as before.", stays.place, stays.count),
            2,
        ));
    }
    lines.extend(plan.notices.iter().map(check));
    lines.push(proof(&preview.proof));
    let doubts = plan.doubts();
    lines.extend(doubts.map(|(level, doubt)| problem_as(level, doubt)));
    lines.join("\n")
}

fn text(change: &Change) -> String {
    let what = match change.key.as_str() {
        "" => change.action.word().to_owned(),
        key => format!("{} {key}", change.action.word()),
    };
    let parts = [
        ("now:   ", change.before.as_str()),
        ("after: ", &change.after),
        ("why:   ", &change.why),
        ("call:  ", change.call),
    ];
    let parts = parts
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(label, text)| under(4, label, text));
    std::iter::once(under(2, "", &what))
        .chain(parts)
        .collect::<Vec<_>>()
        .join("\n")
}

fn proof(proof: &ProofState) -> String {
    let told = match proof {
        ProofState::Asking => "Salesforce is being asked whether it accepts these values.",
        ProofState::Works(lines) => {
            return lines.iter().map(check).collect::<Vec<_>>().join("\n");
        }
        ProofState::Refused(_) => match (proof.is_other_org(), proof.is_no_answer()) {
            (true, _) => "Salesforce let these values in, but into another org than meant:",
            (_, true) => "The login was not answered by an org:",
            (false, false) => "Salesforce does not accept these values:",
        },
        ProofState::NotReachable(_) => {
            "Not asked: this computer cannot reach Salesforce. The function is the proof."
        }
        ProofState::Skipped => "Salesforce was not asked, as you wished.",
    };
    match proof.trouble() {
        Some((level, why)) => format!("{told}\n{}", problem_as(level, why)),
        None => told.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::CheckLine;
    use crate::domain::change::{Action, Plan, Untouched};

    #[test]
    fn a_preview_names_place_key_before_after_reason_and_call() {
        let change = |key: &str, before: &str, after: &str| Change {
            place: "secret acme-salesforce-secret".into(),
            key: key.into(),
            action: Action::Set,
            before: before.into(),
            after: after.into(),
            why: "The function logs in to Salesforce as this user, so it must be one that may."
                .into(),
            call: "secretsmanager:PutSecretValue",
        };
        let plan = Plan {
            contact_center: "acme".into(),
            production: true,
            changes: vec![
                change(
                    "acme-salesforce-rest-api-subject",
                    "(placeholder)",
                    "scv@acme.com",
                ),
                change(
                    "acme-salesforce-rest-api-audience",
                    "",
                    "https://login.salesforce.com",
                ),
            ],
            untouched: vec![Untouched {
                place: "secret acme-salesforce-secret".into(),
                count: 7,
            }],
            notices: vec![CheckLine::warn("The telephony key stays as it is.")],
            ..Plan::default()
        };
        let text = preview(&Preview {
            plan: Arc::new(plan),
            proof: ProofState::Skipped,
            moved: vec![CheckLine::warn(
                "Alias active: pointed to version 1 and now to 2.",
            )],
            confirm: None,
            offers: Vec::new(),
        });
        insta::assert_snapshot!(text, @r"
        Contact center acme, PRODUCTION org. Nothing of this has been written yet.
        Changed in AWS since the last preview:
        warning: Alias active: pointed to version 1 and now to 2.
        2 changes:
        In secret acme-salesforce-secret:
          set acme-salesforce-rest-api-subject
            now:   (placeholder)
            after: scv@acme.com
            why:   The function logs in to Salesforce as this user, so it must be one
                   that may.
            call:  secretsmanager:PutSecretValue
          set acme-salesforce-rest-api-audience
            after: https://login.salesforce.com
            why:   The function logs in to Salesforce as this user, so it must be one
                   that may.
            call:  secretsmanager:PutSecretValue
        In secret acme-salesforce-secret, 7 values stay as before.
        warning: The telephony key stays as it is.
        Salesforce was not asked, as you wished.
        ");
    }
}
