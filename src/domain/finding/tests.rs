//! Contact centers that are well, and what is found where one thing about them is changed.

#![allow(clippy::unwrap_used)]

mod addresses;
mod function;
mod keys;
mod parameters;
mod secret;
mod values;
mod well;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{Finding, Seen, Severity, findings};
use crate::domain::center::{ContactCenter, Kind, State, VersionPath, names, variable};
use crate::domain::resources::{
    Alias, Environment, Function, Parameter, ParameterDescription, ParameterType, UpdateStatus,
};
use crate::domain::rest_keys::RestKeys;
use crate::domain::snapshot::{FoundParameter, FoundSecret, Snapshot};
use crate::domain::{Certificate, Secret, test_found, test_keys};

/// The home of the org that the contact centers here belong to.
const HOME: &str = "https://acme--uat.sandbox.my.salesforce.com";
const CC: &str = "acme";

/// Everything that the rules look at, to be changed by a test.
pub struct Case {
    pub snapshot: Snapshot,
    pub newest: Option<Function>,
    pub leftovers: Vec<String>,
    pub certificate: Option<Certificate>,
    pub now: Timestamp,
    /// The document of the secret, member by member.
    members: Vec<(String, String)>,
}

impl Case {
    /// A contact center of 19.0 in which nothing is wrong.
    pub fn secrets_manager() -> Self {
        let keys = RestKeys::of(CC);
        let mut members = vec![
            ("CALL_CENTER_API_NAME".to_owned(), CC.to_owned()),
            ("SALESFORCE_ORG_ID".into(), "00D5g00000AbCdE".into()),
            (
                "SALESFORCE_AUTH_ENDPOINT".into(),
                format!("{HOME}/services/oauth2/token"),
            ),
            (
                "SALESFORCE_REST_API_ENDPOINT_BASE".into(),
                format!("{HOME}/services/data/v64.0"),
            ),
            (
                keys.telephony_key.clone(),
                "scrt-jwt-auth-private-key-value".into(),
            ),
        ];
        members.extend(keys.four().map(str::to_owned).into_iter().zip(four()));
        let own = names::secret(CC);
        let access = names::access_secret(CC);
        let environment = [
            (variable::SECRET_NAME, own.as_str()),
            (variable::ACCESS_SECRET_NAME, access.as_str()),
        ];
        let called = function(&environment);
        let token = format!(r#"{{"{}":"00Dtoken"}}"#, keys.access_token);
        let center = center(
            VersionPath::SecretsManager,
            Some(own.clone()),
            Some(access.clone()),
        );
        let mut case = Self::of(center, called);
        case.members = members;
        case.snapshot.secret = Some(found(&own, ""));
        case.snapshot.access_secret = Some(found(&access, &token));
        case
    }

    /// A contact center of 18.0 in which nothing is wrong.
    pub fn parameter_store() -> Self {
        let keys = RestKeys::of(CC);
        let named = variable::FOUR.into_iter().zip(keys.four());
        let token = format!("{HOME}/services/oauth2/token");
        let base = format!("{HOME}/services/data/v54.0");
        let environment: Vec<_> = named
            .chain([
                (variable::ACCESS_TOKEN, keys.access_token.as_str()),
                (variable::AUTH_ENDPOINT, &token),
                (variable::REST_BASE, &base),
            ])
            .collect();
        let called = function(&environment);
        let mut case = Self::of(center(VersionPath::ParameterStore, None, None), called);
        for (name, value) in keys.four().into_iter().zip(four()) {
            case.put_parameter(name, &value);
        }
        case
    }

    fn of(center: ContactCenter, called: Function) -> Self {
        let alias = Alias {
            name: "active".into(),
            version: called.version.clone(),
            weights: BTreeMap::new(),
            revision: None,
        };
        let latest = Function {
            version: "$LATEST".into(),
            ..called.clone()
        };
        Self {
            snapshot: Snapshot {
                center,
                function: Some(called),
                latest: Some(latest),
                alias: Some(alias),
                ..test_found::snapshot()
            },
            newest: None,
            leftovers: Vec::new(),
            certificate: None,
            now: test_keys::BEGIN + SignedDuration::from_hours(24),
            members: Vec::new(),
        }
    }

    /// Sets a member of the secret.
    pub fn set(&mut self, key: &str, value: &str) {
        self.remove(key);
        self.members.push((key.to_owned(), value.to_owned()));
    }

    /// Takes a member out of the secret.
    pub fn remove(&mut self, key: &str) {
        self.members.retain(|(name, _)| name != key);
    }

    /// The function as it is called.
    pub fn called(&mut self) -> &mut Function {
        self.snapshot.function.as_mut().unwrap()
    }

    /// Sets a variable, of what is called and of `$LATEST`; an empty text takes it away.
    pub fn set_variable(&mut self, name: &str, value: &str) {
        let functions = [&mut self.snapshot.function, &mut self.snapshot.latest];
        for function in functions.into_iter().flatten() {
            let Environment::Variables(map) = &mut function.environment else {
                continue;
            };
            match value {
                "" => map.remove(name),
                _ => map.insert(name.to_owned(), value.to_owned()),
            };
        }
    }

    /// Stores a parameter.
    pub fn put_parameter(&mut self, name: &str, value: &str) {
        let description = ParameterDescription {
            name: name.to_owned(),
            kind: ParameterType::SecureString,
            tier: "Standard".into(),
            kms_key: Some("alias/aws/ssm".into()),
            data_type: None,
            allowed_pattern: None,
            version: 1,
            changed_by: None,
            changed: None,
        };
        let parameter = Parameter {
            name: name.to_owned(),
            value: Secret::new(value),
            version: 1,
            kind: ParameterType::SecureString,
        };
        let found = FoundParameter {
            parameter,
            description: Some(description),
        };
        self.snapshot.parameters.insert(name.to_owned(), found);
    }

    /// A parameter that is there.
    pub fn parameter(&mut self, name: &str) -> &mut FoundParameter {
        self.snapshot.parameters.get_mut(name).unwrap()
    }

    /// Everything found, after looking that none of it shows a secret or is hard to read.
    pub fn findings(&mut self) -> Vec<Finding> {
        self.write_document();
        let found = findings(&self.seen());
        found.iter().for_each(is_fit_to_be_read);
        found
    }

    /// The codes of everything found.
    pub fn codes(&mut self) -> Vec<&'static str> {
        self.findings().iter().map(|finding| finding.code).collect()
    }

    /// The one thing that is found.
    pub fn only(&mut self) -> Finding {
        let mut found = self.findings();
        assert_eq!(found.len(), 1, "{found:#?}");
        found.remove(0)
    }

    pub fn seen(&self) -> Seen<'_> {
        Seen {
            snapshot: &self.snapshot,
            newest: self.newest.as_ref(),
            leftovers: &self.leftovers,
            certificate: self.certificate.as_ref(),
            now: self.now,
        }
    }

    /// Puts the members into the secret, unless a test put a text of its own there.
    pub fn write_document(&mut self) {
        let members: serde_json::Map<_, _> = self
            .members
            .iter()
            .map(|(key, value)| (key.clone(), value.clone().into()))
            .collect();
        if let Some(found) = self
            .snapshot
            .secret
            .as_mut()
            .filter(|found| found.text.is_blank())
        {
            found.text = Secret::new(serde_json::Value::from(members).to_string());
        }
    }
}

/// Sentences of a person's length, a code, a place, a cure; and nothing of the values.
fn is_fit_to_be_read(finding: &Finding) {
    let (what, why) = (finding.what.clone(), finding.advice.cause());
    let fix = finding.advice.fix();
    assert!(!finding.place.is_empty() && !why.is_empty(), "{finding:#?}");
    assert!(
        !fix.is_empty() || finding.severity == Severity::Info,
        "{finding:#?}"
    );
    for text in [what, why, fix] {
        let sentences = text.split_inclusive(". ").filter(|text| !text.is_empty());
        for sentence in sentences {
            let words = sentence.split_whitespace().count();
            assert!(words <= 20, "{words} words: {sentence}");
        }
    }
    let shown = format!("{finding:?}");
    let key = four()[1].lines().nth(3).unwrap().to_owned();
    for secret in [&four()[0], &key, "00Dtoken"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

/// Consumer key, private key, username and audience that fit the org.
pub fn four() -> [String; 4] {
    [
        format!("3MVG9{}k2Qp", "x".repeat(76)),
        test_keys::pair().key.to_pem().expose().to_owned(),
        "voice@acme.com.uat".into(),
        "https://test.salesforce.com/".into(),
    ]
}

fn center(
    path: VersionPath,
    secret: Option<String>,
    access_secret: Option<String>,
) -> ContactCenter {
    ContactCenter {
        name: CC.into(),
        function: Some(names::function(CC)),
        qualifier: Some("active".into()),
        path,
        secret,
        access_secret,
        state: State::Set,
        ..test_found::center()
    }
}

fn function(environment: &[(&str, &str)]) -> Function {
    let variables = environment
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    Function {
        name: names::function(CC),
        arn: String::new(),
        version: "3".into(),
        description: String::new(),
        runtime: "nodejs22.x".into(),
        role: "arn:aws:iam::1:role/SCVInvokeSalesforceRestApiFunctionRole".into(),
        environment: Environment::Variables(variables),
        revision: None,
        code_sha256: "abc".into(),
        update: UpdateStatus::Successful,
        kms_key: None,
        changed: None,
    }
}

fn found(name: &str, text: &str) -> FoundSecret {
    FoundSecret {
        name: name.to_owned(),
        description: Some(test_found::secret(name)),
        version: "v1".into(),
        text: Secret::new(text),
    }
}
