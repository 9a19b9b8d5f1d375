//! The practice world as `assets/practice.toml` tells it.

use serde::Deserialize;

use crate::domain::OrgKind;
use crate::hint::Hint;
use crate::problem::Problem;

const TEXT: &str = include_str!("../../assets/practice.toml");

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Blueprint {
    #[serde(rename = "center")]
    pub centers: Vec<Center>,
    #[serde(rename = "secret")]
    pub secrets: Vec<Entries>,
    pub others: Others,
}

/// A contact center and its org.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Center {
    pub name: String,
    pub kind: Kind,
    pub prefix: Option<String>,
    pub version: String,
    pub company: String,
    pub my_domain: String,
    pub org: OrgKind,
    /// 18 characters.
    pub org_id: String,
    pub username: String,
    pub story: String,
    #[serde(default)]
    pub holds: Holds,
    #[serde(default)]
    pub literal_variables: bool,
    #[serde(default)]
    pub leftovers: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    Partner,
    MultiOrg,
    ServerlessRepository,
}

/// What is stored in place of each value.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Holds {
    pub consumer_key: Holding,
    pub private_key: Holding,
    pub subject: Holding,
    pub audience: Holding,
    pub telephony: Holding,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Holding {
    #[default]
    Placeholder,
    Right,
    LiteralNewlines,
    TelephonyKey,
}

/// A secret of somebody else, key by key.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entries {
    pub name: String,
    pub entries: Vec<(String, String)>,
}

/// The names of what has nothing to do with any of this.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Others {
    pub functions: Vec<String>,
    pub secrets: Vec<String>,
}

impl Blueprint {
    pub fn read() -> Result<Self, Problem> {
        toml::from_str(TEXT).map_err(|error| {
            let what = "The practice world cannot be read.";
            Problem::new("practice-not-made", what).cause(error.message().to_owned())
        })
    }

    /// Who may log in where, a line for each contact center.
    pub fn hints(&self) -> impl Iterator<Item = Hint> {
        self.centers.iter().map(|center| {
            let kind = match center.org {
                OrgKind::Sandbox => "sandbox",
                OrgKind::Production => "production",
            };
            let text = format!(
                "{} ({}): {kind}, My Domain {}, username {}",
                center.name,
                center.story,
                center.my_domain.trim_start_matches("https://"),
                center.username,
            );
            Hint::of_center(&center.listed_as(), text)
        })
    }
}

impl Center {
    /// Whether its values are in secrets.
    pub fn has_secrets(&self) -> bool {
        let major = self.version.split('.').next().unwrap_or_default();
        self.kind != Kind::ServerlessRepository && major.parse().is_ok_and(|major: u32| major >= 19)
    }

    /// What it is called in a list: where nothing tells its name, by its function.
    pub fn listed_as(&self) -> String {
        let prefix = self.prefix.as_ref().unwrap_or(&self.name);
        match self.kind {
            Kind::ServerlessRepository => {
                format!("{prefix}-InvokeSalesforceRestApiFunction-8Xq2Lr0TzK1d")
            }
            Kind::Partner | Kind::MultiOrg => self.name.clone(),
        }
    }

    pub fn token_endpoint(&self) -> String {
        format!("{}/services/oauth2/token", self.my_domain)
    }

    /// The REST base that the template of its version writes.
    pub fn rest_base(&self) -> String {
        let version = if self.has_secrets() { "64.0" } else { "54.0" };
        format!("{}/services/data/v{version}", self.my_domain)
    }
}
