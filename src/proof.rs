//! The login proof of a conversation: the values that are to be written, before; those that are stored, after.

use crate::domain::center::variable;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::plan::{DEFAULT_API_VERSION, Wanted};
use crate::domain::private_key::stored::{StoredKey, judge};
use crate::domain::snapshot::Snapshot;
use crate::domain::{OrgKind, Secret, my_domain::api_version_of};
use crate::org::{Credentials, Expected, Org, Proof, Stamps, prove};
use crate::preview::ProofState;
use crate::problem::Problem;

/// Asks Salesforce with the values that are to be written. Nothing of the token is kept.
pub async fn of_wanted(org: &dyn Org, wanted: &Wanted, snapshot: &Snapshot) -> ProofState {
    let stored = Addresses::stored(snapshot);
    let version = stored.rest_base.as_deref().and_then(api_version_of);
    let version = version.as_deref().unwrap_or(DEFAULT_API_VERSION);
    let addresses = match &wanted.my_domain {
        Some(domain) => Addresses {
            token_endpoint: Some(domain.token_endpoint()),
            rest_base: Some(domain.rest_base(version)),
        },
        None => stored,
    };
    let credentials = Values {
        consumer_key: wanted.consumer_key.secret().clone(),
        key: StoredKey::Usable {
            key: wanted.private_key.clone(),
        },
        username: wanted.username.as_str().to_owned(),
        audience: wanted.org.audience().to_owned(),
    };
    ask(org, &credentials, &addresses, snapshot, Some(wanted.org)).await
}

/// Asks Salesforce with exactly what is stored, as the function would.
pub async fn of_stored(org: &dyn Org, snapshot: &Snapshot, kind: Option<OrgKind>) -> ProofState {
    match Values::stored(snapshot) {
        Ok(values) => ask(org, &values, &Addresses::stored(snapshot), snapshot, kind).await,
        Err(problem) => ProofState::Refused(problem),
    }
}

/// The four values.
struct Values {
    consumer_key: Secret,
    key: StoredKey,
    username: String,
    audience: String,
}

impl Values {
    fn stored(snapshot: &Snapshot) -> Result<Self, Problem> {
        let [consumer_key, key, username, audience] = snapshot.four_values();
        let clear = |value: Option<Secret>| value.map(|value| value.in_the_clear());
        Ok(Self {
            consumer_key: consumer_key.ok_or_else(|| missing("consumer key"))?,
            key: judge(&key.ok_or_else(|| missing("private key"))?),
            username: clear(username).ok_or_else(|| missing("username"))?,
            audience: clear(audience).ok_or_else(|| missing("audience"))?,
        })
    }
}

fn missing(what: &str) -> Problem {
    Problem::new("stored-value-missing", format!("No {what} is stored."))
        .cause("Nobody has set it yet, or its name is another than the function reads.")
        .fix("Run scv-oauth setup for this contact center.")
}

/// Where the login and the REST API are.
struct Addresses {
    token_endpoint: Option<String>,
    rest_base: Option<String>,
}

impl Addresses {
    /// Below 19.0 the environment holds them, from 19.0 on the secret.
    fn stored(snapshot: &Snapshot) -> Self {
        let rest = snapshot.rest_secret();
        let of = |name: &str, from_secret: Option<String>| {
            snapshot.variable(name).map(str::to_owned).or(from_secret)
        };
        Self {
            token_endpoint: of(
                variable::AUTH_ENDPOINT,
                rest.as_ref().and_then(|rest| rest.auth_endpoint()),
            ),
            rest_base: of(variable::REST_BASE, rest.and_then(|rest| rest.rest_base())),
        }
    }
}

async fn ask(
    org: &dyn Org,
    values: &Values,
    addresses: &Addresses,
    snapshot: &Snapshot,
    kind: Option<OrgKind>,
) -> ProofState {
    let key = match &values.key {
        StoredKey::Usable { key } => key,
        StoredKey::Placeholder => return ProofState::Refused(missing("private key")),
        StoredKey::Unusable { problem, .. } => return ProofState::Refused(problem.clone()),
    };
    let Some(token_endpoint) = addresses.token_endpoint.as_deref() else {
        return ProofState::Refused(missing("token endpoint"));
    };
    let rest_base = addresses.rest_base.as_deref().unwrap_or_default();
    let org_id = snapshot.rest_secret().and_then(|rest| rest.org_id());
    let origin = crate::domain::MyDomain::of_endpoint(token_endpoint).ok();
    let credentials = Credentials {
        key,
        consumer_key: &values.consumer_key,
        username: &values.username,
        audience: &values.audience,
        token_endpoint,
        rest_base,
    };
    let expected = Expected {
        org_id: org_id.as_deref(),
        kind,
        my_domain: origin.as_ref().map(|domain| domain.origin()),
    };
    told(
        prove(org, &credentials, &expected, Stamps::default()).await,
        &values.audience,
    )
}

fn told(proof: Proof, audience: &str) -> ProofState {
    let bare = |audience: &str| audience.trim_end_matches('/').to_lowercase();
    match proof {
        Proof::Works(works) if bare(&works.audience_used) != bare(audience) => {
            ProofState::Refused(other_audience(&works.audience_used, audience))
        }
        Proof::Works(works) if !works.is_right_org() => {
            let wrong = works
                .notes
                .iter()
                .find(|note| note.level == crate::domain::Level::Fail);
            let what = wrong.map_or("", |note| note.text.as_str());
            ProofState::Refused(other_org(what))
        }
        Proof::Works(works) => ProofState::Works(works.notes),
        Proof::Refused(refused) => ProofState::Refused(refused.diagnosis.to_problem()),
        Proof::NotReachable(diagnosis) => not_reachable(&diagnosis),
    }
}

fn not_reachable(diagnosis: &Diagnosis) -> ProofState {
    ProofState::NotReachable(diagnosis.to_problem())
}

fn other_audience(works: &str, stored: &str) -> Problem {
    Problem::new(
        "audience-other-works",
        format!("Salesforce does not accept the audience {stored}, but it accepts {works}."),
    )
    .cause("The choice between sandbox and production is probably the wrong one.")
    .fix("Go back and choose the other kind of org.")
}

fn other_org(what: &str) -> Problem {
    Problem::new(
        "other-org",
        format!("The login works, but leads to another org than meant. {what}"),
    )
    .cause("The app, the user or My Domain belongs to another org.")
    .fix("Check My Domain, and whether sandbox or production is meant.")
}
