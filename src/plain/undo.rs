//! What an undo would put back, as plain text.

use super::{under, wrapped};
use crate::undo::Prospect;

/// By place, as a setup's preview tells what it would write.
pub fn undo(told: &Prospect) -> String {
    let name = &told.journal.contact_center;
    let setup = told.setup();
    let head = format!("Contact center {name}. Nothing has been written yet.");
    let what = format!("What {setup} changed goes back:");
    let mut lines = vec![wrapped(&head, 2), wrapped(&what, 2)];
    for (place, plans) in told.places() {
        lines.push(wrapped(&format!("In {place}:"), 2));
        lines.extend(plans.iter().map(|plan| under(2, "", plan)));
    }
    if let Some(earlier) = told.earlier() {
        let stays = format!("What {earlier} changed, the one before it, would stay.");
        lines.push(wrapped(&stays, 2));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Secret;
    use crate::journal::{Earlier, Journal};
    use crate::undo::{Former, Place, Step};

    #[test]
    fn an_undo_is_told_place_by_place_and_each_place_once() {
        let name = |key: &str| format!("acme-salesforce-rest-api-{key}");
        let function = || "acme-InvokeSalesforceRestApiFunction".to_owned();
        let steps = vec![
            Step::Alias {
                function: function(),
                alias: "active".into(),
                from: "3".into(),
                to: "2".into(),
                weights: std::collections::BTreeMap::new(),
            },
            Step::Environment {
                function: function(),
                variables: vec![
                    Former {
                        name: "SUBJECT".into(),
                        value: Some("integration@acme.com".into()),
                        after: name("subject"),
                    },
                    Former {
                        name: "AUDIENCE".into(),
                        value: None,
                        after: name("audience"),
                    },
                ],
            },
            Step::Keys {
                name: "acme-salesforce-secret".into(),
                now: "1a2b3c4d-0000-0000-0000-000000000000".into(),
                made: "2026-11-24T10:30:00Z".parse().ok(),
                text: Secret::new("{}"),
                keys: vec![name("subject"), name("auth-private-key")],
            },
            Step::Label {
                name: "acme-salesforce-other-secret".into(),
                from: "scv-oauth-5e6f7a8b-0000".into(),
                to: "9c0d1e2f-0000".into(),
            },
            Step::Delete {
                name: name("audience"),
                now: 1,
            },
            Step::Parameter {
                name: name("subject"),
                now: 5,
                to: 4,
            },
            Step::Nothing {
                place: Place::Parameter("as-it-was".into()),
            },
            Step::Worthless {
                name: name("access-token"),
            },
        ];
        let journal = Journal {
            contact_center: "acme".into(),
            begun: "2026-11-24T09:30:00.123Z".into(),
            earlier: vec![Earlier {
                begun: "2026-11-20T09:30:00Z".into(),
                unproved: false,
                entries: Vec::new(),
            }],
            ..Journal::default()
        };
        let told = Prospect {
            journal,
            steps,
            against: None,
            doubts: Vec::new(),
            by_hand: Vec::new(),
            unseen: None,
        };
        insta::assert_snapshot!(undo(&told), @r"
        Contact center acme. Nothing has been written yet.
        What the setup of 2026-11-24 09:30:00 UTC changed goes back:
        In function acme-InvokeSalesforceRestApiFunction:
          Alias active goes back from version 3 to version 2.
          Variables that go back to what they held: SUBJECT. Variables that are removed,
          since the setup added them: AUDIENCE.
        In secret acme-salesforce-secret:
          Somebody wrote this secret since (version 1a2b3c4d, made at 2026-11-24
          10:30:00 UTC); only the keys the setup changed are put back:
          acme-salesforce-rest-api-subject, acme-salesforce-rest-api-auth-private-key.
          All else stays as it is now.
        In secret acme-salesforce-other-secret:
          Goes back to the version from before (9c0d1e2f).
        In parameter acme-salesforce-rest-api-audience:
          Is removed: the setup made it.
        In parameter acme-salesforce-rest-api-subject:
          Goes back to what version 4 holds.
        In parameter acme-salesforce-rest-api-access-token:
          The cached token is made worthless. AWS no longer keeps the one from before.
        What the setup of 2026-11-20 09:30:00 UTC changed, the one before it, would
          stay.
        ");
    }
}
