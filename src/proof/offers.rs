//! The answers that Salesforce itself gives away: its own address of the org, a version that it has, the login
//! host that works. They are offered, never taken by themselves.

use super::Addresses;
use crate::domain::my_domain::fitting_version;
use crate::domain::plan::DEFAULT_API_VERSION;
use crate::domain::snapshot::Snapshot;
use crate::domain::{MyDomain, MyDomainRead, OrgKind};
use crate::org::{Proof, Refused, Works};
use crate::preview::Replacement;

/// What a proof shows to be better than what was asked with.
pub(super) fn of(
    proof: &Proof,
    audience: &str,
    asked: &Addresses,
    snapshot: &Snapshot,
) -> Vec<Replacement> {
    match proof {
        // Of another org than the contact center's nothing is worth taking.
        Proof::Works(works) if !is_own_org(works, snapshot) => Vec::new(),
        Proof::Works(works) => {
            let home = home(&works.instance_url, asked.token_endpoint.as_deref());
            other_kind(works, audience)
                .into_iter()
                .chain(home)
                .collect()
        }
        Proof::Refused(refused) => behind_the_login(refused, asked).into_iter().collect(),
        Proof::NotReachable(_) => Vec::new(),
    }
}

/// How an offer reads as a step, whoever is told of it.
pub(super) fn step(offer: &Replacement) -> String {
    let value = &offer.value;
    match offer.field {
        "api_version" => format!("Use {value} in the REST base: setup offers it in its review."),
        "org" => format!("Choose {value}: setup offers it, or takes it with --org {value}."),
        _ => format!("Use {value}: setup offers it, or takes it with --my-domain {value}."),
    }
}

/// The same where it is offered on the page.
pub(super) fn asked_step(offer: &Replacement) -> String {
    format!("Use {}: it is offered below.", offer.value)
}

fn is_own_org(works: &Works, snapshot: &Snapshot) -> bool {
    let id = snapshot.rest_secret().and_then(|rest| rest.org_id());
    id.is_none_or(|id| works.identity.is_org(&id))
}

/// The kind that the org says it is of, where the audience that was asked with is that of the other kind.
fn other_kind(works: &Works, audience: &str) -> Option<Replacement> {
    let kind = works.identity.kind;
    let asked = OrgKind::of_audience(audience)?;
    (asked != kind).then(|| Replacement {
        field: "org",
        value: kind.to_string(),
    })
}

/// The login works, but nothing is at the REST base: another host, or another version on the same one.
fn behind_the_login(refused: &Refused, asked: &Addresses) -> Option<Replacement> {
    let told = refused.instance_url.as_deref()?;
    let rest_base = asked.rest_base.as_deref();
    home(told, rest_base).or_else(|| version(&refused.api_versions, rest_base?))
}

/// My Domain as Salesforce tells it, where that is an org's address and another one than was asked.
fn home(told: &str, asked: Option<&str>) -> Option<Replacement> {
    let MyDomainRead::Good(told, _) = MyDomain::read(told).ok()? else {
        return None;
    };
    let asked = asked.and_then(|asked| MyDomain::of_endpoint(asked).ok());
    let is_same = asked.is_some_and(|asked| asked.origin() == told.origin());
    (!is_same).then(|| Replacement {
        field: "my_domain",
        value: told.origin().to_owned(),
    })
}

fn version(has: &[String], rest_base: &str) -> Option<Replacement> {
    let fitting = fitting_version(has, DEFAULT_API_VERSION)?;
    let asked = rest_base.trim_end_matches('/').rsplit('/').next()?;
    (asked != fitting).then_some(Replacement {
        field: "api_version",
        value: fitting,
    })
}
