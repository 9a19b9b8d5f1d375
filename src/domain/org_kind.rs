//! Production or sandbox: the one question that decides the audience.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::problem::Problem;

/// Which of Salesforce's two login hosts vouches for the org.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OrgKind {
    /// Production, Developer Edition and Trailhead playgrounds.
    Production,
    /// Sandboxes and scratch orgs.
    Sandbox,
}

impl OrgKind {
    /// The `aud` claim for this kind of org, spelled as the contact center templates spell it: with a slash
    /// at the end. Salesforce takes both forms; keeping the template's means that a stack update and this
    /// program never see each other's value as a change.
    pub fn audience(self) -> &'static str {
        match self {
            Self::Production => "https://login.salesforce.com/",
            Self::Sandbox => "https://test.salesforce.com/",
        }
    }

    /// The kind that an audience stands for, with or without its slash; `None` for any other text.
    pub fn of_audience(audience: &str) -> Option<Self> {
        let bare = audience.strip_suffix('/').unwrap_or(audience);
        [Self::Production, Self::Sandbox]
            .into_iter()
            .find(|kind| kind.audience().trim_end_matches('/') == bare)
    }
}

/// Whether a stored audience already is the one for this kind, slash or no slash.
pub fn same_audience(stored: &str, kind: OrgKind) -> bool {
    OrgKind::of_audience(stored) == Some(kind)
}

impl fmt::Display for OrgKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Production => "production",
            Self::Sandbox => "sandbox",
        })
    }
}

impl FromStr for OrgKind {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        match text.trim().to_ascii_lowercase().as_str() {
            "production" => Ok(Self::Production),
            "sandbox" => Ok(Self::Sandbox),
            _ => Err(Problem::new(
                "org-kind-unknown",
                "The kind of org must be production or sandbox.",
            )
            .fix("Say production for a live or Developer Edition org, sandbox for a sandbox or scratch org.")),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_audience_is_the_same_with_and_without_its_slash() {
        assert!(same_audience(
            "https://login.salesforce.com",
            OrgKind::Production
        ));
        assert!(same_audience(
            "https://login.salesforce.com/",
            OrgKind::Production
        ));
        assert!(!same_audience(
            "https://test.salesforce.com/",
            OrgKind::Production
        ));
    }

    #[test]
    fn another_text_is_no_audience() {
        for text in [
            "",
            "login.salesforce.com",
            "https://login.salesforce.com//",
            "https://acme.my.salesforce.com",
        ] {
            assert_eq!(OrgKind::of_audience(text), None, "{text}");
        }
    }

    #[test]
    fn is_read_as_it_is_written() {
        for kind in [OrgKind::Production, OrgKind::Sandbox] {
            assert_eq!(kind.to_string().parse::<OrgKind>().unwrap(), kind);
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{kind}\""));
        }
        assert_eq!(
            "prod".parse::<OrgKind>().unwrap_err().code,
            "org-kind-unknown"
        );
    }
}
