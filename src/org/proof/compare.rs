//! What a login that worked shows, compared with what was asked for and expected.

use jiff::SignedDuration;

use super::{Credentials, Expected};
use crate::domain::diagnosis::{clock_note, visible};
use crate::domain::{CheckLine, MyDomain, MyDomainRead, OrgKind};
use crate::org::{OrgIdentity, Session};

/// What there is to see after a login.
pub(super) struct Seen<'a> {
    pub identity: &'a OrgIdentity,
    pub session: &'a Session,
    /// The audience that was accepted.
    pub audience: &'a str,
    pub clock_ahead: Option<SignedDuration>,
}

/// Compares what was asked and expected with what is there.
pub(super) fn compare(
    asked: &Credentials<'_>,
    expected: &Expected<'_>,
    seen: &Seen<'_>,
) -> Vec<CheckLine> {
    let identity = seen.identity;
    let mut notes = vec![user(asked, identity), audience(asked, seen.audience)];
    notes.extend(org(identity, expected));
    notes.extend(
        expected
            .my_domain
            .map(|known| home(known, &seen.session.instance_url)),
    );
    notes.extend(seen.clock_ahead.and_then(clock_note).map(CheckLine::warn));
    notes
}

/// Compares the org that answered with the one that is expected.
pub fn org(identity: &OrgIdentity, expected: &Expected<'_>) -> Vec<CheckLine> {
    let kind = expected.kind.map(|chosen| kind(identity, chosen));
    let which = which_org(identity, expected.org_id);
    std::iter::once(which).chain(kind).collect()
}

fn user(asked: &Credentials<'_>, identity: &OrgIdentity) -> CheckLine {
    let asked = asked.username;
    match &identity.username {
        Some(told) if !told.eq_ignore_ascii_case(asked) => CheckLine::warn(format!(
            "Salesforce let {} in, although {} was asked for.",
            visible(told),
            visible(asked)
        )),
        _ => CheckLine::ok(format!("Salesforce lets {} in.", visible(asked))),
    }
}

fn audience(asked: &Credentials<'_>, used: &str) -> CheckLine {
    let asked = asked.audience;
    if used == asked {
        return CheckLine::ok(format!("The audience {} is accepted.", visible(used)));
    }
    CheckLine::warn(format!(
        "The audience {} is refused, but {} is accepted.",
        visible(asked),
        visible(used)
    ))
}

fn which_org(identity: &OrgIdentity, expected: Option<&str>) -> CheckLine {
    let found = format!(
        "{} ({})",
        visible(&identity.org_name),
        visible(&identity.org_id)
    );
    match expected {
        Some(expected) if !identity.is_org(expected) => CheckLine::fail(format!(
            "This login leads to the org {found}, but the contact center belongs to {}.",
            visible(expected)
        )),
        Some(_) => CheckLine::ok(format!("It is the contact center's own org: {found}.")),
        None => CheckLine::ok(format!("The org is {found}.")),
    }
}

fn kind(identity: &OrgIdentity, chosen: OrgKind) -> CheckLine {
    let found = identity.kind;
    if found == chosen {
        return CheckLine::ok(format!("Its kind is {found}, as chosen."));
    }
    CheckLine::fail(format!("Its kind is {found}, but {chosen} was chosen."))
}

fn home(known: &str, told: &str) -> CheckLine {
    let bare = |address: &str| address.trim_end_matches('/').to_lowercase();
    if bare(known) == bare(told) {
        return CheckLine::ok(format!("My Domain is {}.", visible(told)));
    }
    let use_it = match MyDomain::read(told) {
        Ok(MyDomainRead::Good(domain, _)) => {
            format!(" To use it, answer My Domain with {domain} (--my-domain).")
        }
        _ => String::new(),
    };
    CheckLine::warn(format!(
        "Salesforce says that this org is at {}, not at {}.{use_it}",
        visible(told),
        visible(known)
    ))
}
