//! The login proof of a conversation: the values that are to be written, before; those that are stored, after.

use crate::domain::center::variable;
use crate::domain::diagnosis::Diagnosis;
use crate::domain::plan::{DEFAULT_API_VERSION, Wanted};
use crate::domain::private_key::stored::{StoredKey, judge};
use crate::domain::snapshot::Snapshot;
use crate::domain::{Level, OrgKind, Secret, my_domain::api_version_of};
use crate::org::{Credentials, Expected, Org, Proof, Stamps, prove};
use crate::preview::ProofState;
use crate::problem::Problem;

/// Asks Salesforce with the values that are to be written, and tells the audience that it wants where that is
/// the org's My Domain. Nothing of the token is kept.
pub async fn of_wanted(
    org: &dyn Org,
    wanted: &Wanted,
    snapshot: &Snapshot,
) -> (ProofState, Option<String>) {
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
    let values = Values {
        consumer_key: wanted.consumer_key.secret().clone(),
        key: StoredKey::Usable {
            key: wanted.private_key.clone(),
        },
        username: wanted.username.as_str().to_owned(),
        audience: wanted.audience().to_owned(),
    };
    match ask(org, &values, &addresses, snapshot, Some(wanted.org)).await {
        Ok(proof) => match accepts_my_domain(&proof) {
            Some(audience) => match told(proof, &audience) {
                state @ ProofState::Works(_) => (state, Some(audience)),
                state => (state, None),
            },
            None => (told(proof, &values.audience), None),
        },
        Err(state) => (state, None),
    }
}

/// Asks Salesforce with exactly what is stored, as the function would.
pub async fn of_stored(org: &dyn Org, snapshot: &Snapshot, kind: Option<OrgKind>) -> ProofState {
    match Values::stored(snapshot) {
        Ok(values) => {
            let addresses = Addresses::stored(snapshot);
            let proof = ask(org, &values, &addresses, snapshot, kind).await;
            proof.map_or_else(|state| state, |proof| told(proof, &values.audience))
        }
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
) -> Result<Proof, ProofState> {
    let refused = |problem: Problem| Err(ProofState::Refused(problem));
    let key = match &values.key {
        StoredKey::Usable { key } => key,
        StoredKey::Placeholder => return refused(missing("private key")),
        StoredKey::Unusable { problem, .. } => return refused(problem.clone()),
    };
    let Some(token_endpoint) = addresses.token_endpoint.as_deref() else {
        return refused(missing("token endpoint"));
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
    Ok(prove(org, &credentials, &expected, Stamps::default()).await)
}

/// Whether both mean the same login host; with and without a slash they do.
fn is_same(one: &str, other: &str) -> bool {
    let bare = |audience: &str| audience.trim_end_matches('/').to_lowercase();
    bare(one) == bare(other)
}

/// My Domain as audience is what some External Client Apps want. The other login host is another matter: then
/// sandbox and production were mixed up.
fn accepts_my_domain(proof: &Proof) -> Option<String> {
    match proof {
        Proof::Works(works) if OrgKind::of_audience(&works.audience_used).is_none() => {
            Some(works.audience_used.clone())
        }
        _ => None,
    }
}

fn told(proof: Proof, audience: &str) -> ProofState {
    match proof {
        Proof::Works(works) if !is_same(&works.audience_used, audience) => {
            ProofState::Refused(other_audience(&works.audience_used, audience))
        }
        Proof::Works(works) if !works.is_right_org() => {
            let wrong = works.notes.iter().find(|note| note.level == Level::Fail);
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::center::{ContactCenter, Kind, State, VersionPath};
    use crate::domain::{ConsumerKey, MyDomain, MyDomainRead, Username};
    use crate::org::test_world::{HOME, USER, World, world};

    fn snapshot() -> Snapshot {
        Snapshot {
            center: ContactCenter {
                name: "acme".into(),
                kind: Kind::Partner,
                function: None,
                qualifier: None,
                version: None,
                path: VersionPath::SecretsManager,
                evidence: Vec::new(),
                secret: None,
                access_secret: None,
                state: State::NeverSetUp,
            },
            function: None,
            latest: None,
            alias: None,
            warm: 0,
            secret: None,
            access_secret: None,
            access_secret_gap: None,
            parameters: BTreeMap::new(),
        }
    }

    fn wanted(world: &World, org: OrgKind) -> Wanted {
        let MyDomainRead::Good(domain, _) = MyDomain::read(HOME).unwrap() else {
            panic!("{HOME}");
        };
        Wanted {
            org,
            audience: None,
            my_domain: Some(domain),
            consumer_key: ConsumerKey::read_secret(&world.consumer_key).unwrap().0,
            private_key: world.key.clone(),
            username: Username::read(USER).unwrap().0,
            finishing: false,
        }
    }

    async fn ask(world: &World, org: OrgKind) -> (ProofState, Option<String>) {
        of_wanted(&world.org, &wanted(world, org), &snapshot()).await
    }

    #[tokio::test]
    async fn the_usual_audience_needs_no_other() {
        let world = world();
        let (state, audience) = ask(&world, OrgKind::Sandbox).await;
        assert!(matches!(state, ProofState::Works(_)), "{state:?}");
        assert_eq!(audience, None);
    }

    #[tokio::test]
    async fn an_app_that_wants_my_domain_as_audience_gets_it() {
        let world = world().accepting(&[HOME]);
        let (state, audience) = ask(&world, OrgKind::Sandbox).await;
        assert!(matches!(state, ProofState::Works(_)), "{state:?}");
        assert_eq!(audience.as_deref(), Some(HOME));
    }

    #[tokio::test]
    async fn sandbox_and_production_mixed_up_is_no_reason_for_another_audience() {
        for world in [world(), world().accepting(&[OrgKind::Sandbox.audience()])] {
            let (state, audience) = ask(&world, OrgKind::Production).await;
            assert!(matches!(state, ProofState::Refused(_)), "{state:?}");
            assert_eq!(audience, None);
        }
    }
}
