//! The login proof of a conversation: the values that are to be written, before; those that are stored, after.

mod offers;

use crate::domain::diagnosis::Diagnosis;
use crate::domain::plan::Wanted;
use crate::domain::private_key::stored::{StoredKey, judge};
use crate::domain::snapshot::Snapshot;
use crate::domain::{Level, OrgKind, Secret};
use crate::org::{Credentials, Expected, Org, Proof, Stamps, prove};
use crate::preview::{OTHER_ORG, ProofState, Replacement};
use crate::problem::Problem;

/// What the values that are to be written came to.
pub struct Wants {
    /// How the proof stands.
    pub state: ProofState,
    /// The audience that Salesforce wants, where that is the org's My Domain.
    pub audience: Option<String>,
    /// The answers that Salesforce gave away as better ones.
    pub offers: Vec<Replacement>,
}

impl Wants {
    fn nothing(state: ProofState) -> Self {
        Self {
            state,
            audience: None,
            offers: Vec::new(),
        }
    }
}

/// Asks Salesforce with the values that are to be written. Nothing of the token is kept.
pub async fn of_wanted(org: &dyn Org, wanted: &Wanted, snapshot: &Snapshot) -> Wants {
    let stored = Addresses::stored(snapshot);
    let endpoint = wanted
        .my_domain
        .as_ref()
        .map(|domain| domain.token_endpoint());
    let addresses = Addresses {
        rest_base: wanted
            .rest_base(stored.rest_base.as_deref())
            .or(stored.rest_base),
        token_endpoint: endpoint.or(stored.token_endpoint),
    };
    let values = Values {
        consumer_key: wanted.consumer_key.secret().clone(),
        key: StoredKey::Usable {
            key: wanted.private_key.clone(),
        },
        username: wanted.username.as_str().to_owned(),
        audience: wanted.audience().to_owned(),
    };
    let proof = match ask(org, &values, &addresses, snapshot, Some(wanted.org)).await {
        Ok(proof) => proof,
        Err(state) => return Wants::nothing(state),
    };
    let offers = offers::of(&proof, &values.audience, &addresses, snapshot);
    let audience = accepts_my_domain(&proof);
    let accepted = audience.as_deref().unwrap_or(&values.audience);
    let state = told(proof, accepted, &offers);
    Wants {
        audience: audience.filter(|_| matches!(state, ProofState::Works(_))),
        state,
        offers,
    }
}

/// Asks Salesforce with exactly what is stored, as the function would.
pub async fn of_stored(org: &dyn Org, snapshot: &Snapshot, kind: Option<OrgKind>) -> ProofState {
    match Values::stored(snapshot) {
        Ok(values) => {
            let addresses = Addresses::stored(snapshot);
            match ask(org, &values, &addresses, snapshot, kind).await {
                Ok(proof) => {
                    let better = offers::of(&proof, &values.audience, &addresses, snapshot);
                    told(proof, &values.audience, &better)
                }
                Err(state) => state,
            }
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
    /// Those that the function asks.
    fn stored(snapshot: &Snapshot) -> Self {
        Self {
            token_endpoint: snapshot.token_endpoint(),
            rest_base: snapshot.rest_base(),
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
    let org_id = snapshot.org_id();
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

fn told(proof: Proof, audience: &str, better: &[Replacement]) -> ProofState {
    let mut problem = match proof {
        Proof::Works(works) if !is_same(&works.audience_used, audience) => {
            other_audience(&works.audience_used, audience)
        }
        Proof::Works(works) if !works.is_right_org() => {
            let wrong = works.notes.iter().find(|note| note.level == Level::Fail);
            other_org(wrong.map_or("", |note| note.text.as_str()))
        }
        Proof::Works(works) => return ProofState::Works(works.notes),
        Proof::Refused(refused) => refused.diagnosis.to_problem(),
        Proof::NotReachable(diagnosis) => return not_reachable(&diagnosis),
    };
    if !better.is_empty() {
        let asked = better.iter().map(offers::asked_step);
        problem.advice.asked = asked.chain(problem.advice.steps.clone()).collect();
    }
    let steps = better.iter().map(offers::step);
    problem.advice.steps.splice(0..0, steps);
    ProofState::Refused(problem)
}

fn not_reachable(diagnosis: &Diagnosis) -> ProofState {
    ProofState::NotReachable(diagnosis.to_problem())
}

fn other_audience(works: &str, stored: &str) -> Problem {
    Problem::new(
        "audience-other-works",
        format!("Salesforce does not accept the audience {stored}, but it accepts {works}."),
    )
    .cause(match OrgKind::of_audience(works) {
        Some(_) => "The choice between sandbox and production is probably the wrong one.",
        None => "This app wants the org's own address as audience.",
    })
    .fix(match OrgKind::of_audience(works) {
        Some(_) => "Check whether this org is a sandbox, and correct that answer.",
        None => "Run setup: it stores the audience that works.",
    })
}

/// A login works, but leads elsewhere; `what` says where and what was expected.
pub(crate) fn other_org(what: &str) -> Problem {
    Problem::new(
        OTHER_ORG,
        format!("The login works, but leads to another org than meant. {what}"),
    )
    .cause("The app, the user or My Domain belongs to another org.")
    .fix("Check My Domain, and whether sandbox or production is meant.")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::domain::test_found::snapshot;
    use crate::domain::{ConsumerKey, MyDomain, MyDomainRead, Username};
    use crate::org::test_world::{HOME, USER, World, world};

    fn wanted(world: &World, org: OrgKind) -> Wanted {
        let MyDomainRead::Good(domain, _) = MyDomain::read(HOME).unwrap() else {
            panic!("{HOME}");
        };
        Wanted {
            org,
            audience: None,
            my_domain: Some(domain),
            api_version: None,
            consumer_key: ConsumerKey::read_secret(&world.consumer_key).unwrap().0,
            private_key: world.key.clone(),
            username: Username::read(USER).unwrap().0,
            finishing: false,
        }
    }

    async fn ask(world: &World, org: OrgKind) -> (ProofState, Option<String>) {
        let asked = of_wanted(&world.org, &wanted(world, org), &snapshot()).await;
        (asked.state, asked.audience)
    }

    fn assert_works(state: &ProofState) {
        assert!(matches!(state, ProofState::Works(_)), "{state:?}");
    }

    fn offer(field: &'static str, value: &str) -> Replacement {
        let value = value.to_owned();
        Replacement { field, value }
    }

    #[tokio::test]
    async fn the_other_kind_of_org_is_offered_where_its_login_host_is_the_one_that_works() {
        let world = world().accepting(&[OrgKind::Sandbox.audience()]);
        let asked = of_wanted(
            &world.org,
            &wanted(&world, OrgKind::Production),
            &snapshot(),
        )
        .await;
        assert_eq!(asked.offers, [offer("org", "sandbox")]);
        let ProofState::Refused(problem) = asked.state else {
            panic!("{:?}", asked.state);
        };
        assert_eq!(problem.code, "audience-other-works");
        assert!(problem.advice.fix().contains("--org sandbox"), "{problem}");
    }

    #[tokio::test]
    async fn the_kind_that_the_org_says_it_is_of_is_offered_whatever_audience_it_takes() {
        let world = world();
        let asked = of_wanted(
            &world.org,
            &wanted(&world, OrgKind::Production),
            &snapshot(),
        )
        .await;
        assert_eq!(asked.offers, [offer("org", "sandbox")]);
        assert!(matches!(asked.state, ProofState::Refused(problem) if problem.code == "other-org"));
    }

    #[tokio::test]
    async fn the_address_that_salesforce_tells_is_offered_and_then_no_more() {
        const MOVED_TO: &str = "https://acme-new--uat.sandbox.my.salesforce.com";
        let mut world = world();
        world.org = crate::org::PracticeOrg::new(crate::org::practice::Ground {
            other_home: Some(MOVED_TO.into()),
            ..world.org.ground().clone()
        });
        let mut wanted = wanted(&world, OrgKind::Sandbox);
        wanted.username = Username::read(crate::org::practice::MOVED).unwrap().0;
        let asked = of_wanted(&world.org, &wanted, &snapshot()).await;
        assert_works(&asked.state);
        assert_eq!(asked.offers, [offer("my_domain", MOVED_TO)]);

        let MyDomainRead::Good(domain, _) = MyDomain::read(MOVED_TO).unwrap() else {
            panic!("{MOVED_TO}");
        };
        wanted.my_domain = Some(domain);
        let asked = of_wanted(&world.org, &wanted, &snapshot()).await;
        assert_works(&asked.state);
        assert_eq!(asked.offers, []);
    }

    #[tokio::test]
    async fn a_version_that_the_org_has_is_offered_in_place_of_one_that_it_has_not() {
        let mut world = world();
        world.org = crate::org::PracticeOrg::new(crate::org::practice::Ground {
            api_versions: vec!["61.0".into(), "62.0".into(), "66.0".into()],
            ..world.org.ground().clone()
        });
        let mut wanted = wanted(&world, OrgKind::Sandbox);
        let asked = of_wanted(&world.org, &wanted, &snapshot()).await;
        assert_eq!(asked.offers, [offer("api_version", "v62.0")]);
        let ProofState::Refused(problem) = asked.state else {
            panic!("{:?}", asked.state);
        };
        assert_eq!(problem.code, "rest-path-not-found");
        assert!(problem.advice.steps[0].contains("v62.0"), "{problem}");

        wanted.api_version = Some("v62.0".into());
        let asked = of_wanted(&world.org, &wanted, &snapshot()).await;
        assert_works(&asked.state);
        assert_eq!(asked.offers, []);
    }

    #[tokio::test]
    async fn the_usual_audience_needs_no_other() {
        let world = world();
        let (state, audience) = ask(&world, OrgKind::Sandbox).await;
        assert_works(&state);
        assert_eq!(audience, None);
    }

    #[tokio::test]
    async fn an_app_that_wants_my_domain_as_audience_gets_it() {
        let world = world().accepting(&[HOME]);
        let (state, audience) = ask(&world, OrgKind::Sandbox).await;
        assert_works(&state);
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
