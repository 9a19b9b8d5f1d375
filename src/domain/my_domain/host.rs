//! Salesforce's families of host names: which are an org's My Domain, which belong to an org, which to none.

use crate::domain::OrgKind::{self, Production, Sandbox};

/// What a host is.
#[derive(Debug, PartialEq, Eq)]
pub enum Family {
    /// An org's My Domain.
    Org {
        kind: OrgKind,
        remark: Option<String>,
    },
    /// Another host of an org whose My Domain can be told.
    Sibling {
        host: String,
        kind: OrgKind,
        why: String,
    },
    /// A host of Salesforce that no org has to itself.
    NotAnOrg { code: &'static str, what: String },
    /// Not a host of Salesforce, as far as is known.
    Unknown,
}

/// The first ends every commercial org's My Domain, the second those of Government Cloud Plus - Defense.
const MY_DOMAIN: [&str; 2] = [".my.salesforce.com", ".my.salesforce.mil"];

/// The part between the name and `my`, and whose orgs have it.
const PARTITIONS: [(&str, OrgKind); 7] = [
    ("sandbox", Sandbox),
    ("scratch", Sandbox),
    ("develop", Production),
    ("trailblaze", Production),
    ("demo", Production),
    ("patch", Production),
    ("free", Production),
];

/// Hosts that an org has beside its My Domain, with the same name and partition before the end.
const SIBLINGS: [(&str, &str); 10] = [
    (".lightning.force.com", "the address of the Lightning pages"),
    (".my.salesforce-setup.com", "the address of Setup"),
    (
        ".my.salesforce-scrt.com",
        "the address of the telephony service (SCRT)",
    ),
    (".my.site.com", "the address of a site"),
    (".my.salesforce-sites.com", "the address of a site"),
    (".file.force.com", "the address of files"),
    (".vf.force.com", "the address of Visualforce pages"),
    (".visualforce.com", "the address of Visualforce pages"),
    (".secure.force.com", "the address of a site"),
    (".force.com", "the address of a site"),
];

/// Judges a host in lower case.
pub fn judge(host: &str) -> Family {
    if let Some(family) = shared_host(host) {
        return family;
    }
    if let Some(name) = MY_DOMAIN.iter().find_map(|end| host.strip_suffix(end)) {
        return of_name(name).map_or(Family::Unknown, |(kind, remark)| Family::Org {
            kind,
            remark,
        });
    }
    if let Some((name, what)) = SIBLINGS
        .iter()
        .find_map(|(end, what)| Some((host.strip_suffix(end)?, *what)))
    {
        return sibling(&without_package(host, name), what);
    }
    if let Some(name) = host
        .strip_suffix(".salesforce.com")
        .filter(|name| is_label(name) && *name != "my")
    {
        return sibling(name, "not complete: .my is missing");
    }
    if is_label(host) {
        let name = if host.contains("--") {
            format!("{host}.sandbox")
        } else {
            host.to_owned()
        };
        return sibling(&name, "only the name");
    }
    Family::Unknown
}

fn sibling(name: &str, what: &str) -> Family {
    let host = format!("{name}{}", MY_DOMAIN[0]);
    if let Some(family) = shared_host(&host) {
        return family;
    }
    match of_name(name) {
        Some((kind, _)) => Family::Sibling {
            host,
            kind,
            why: format!("This is {what}."),
        },
        None => Family::Unknown,
    }
}

/// Visualforce puts the package before the end of the name: `acme--uat--c.sandbox.vf.force.com`.
fn without_package(host: &str, name: &str) -> String {
    let (first, rest) = name
        .split_once('.')
        .map_or((name, None), |(first, rest)| (first, Some(rest)));
    let first = match first.rsplit_once("--") {
        Some((bare, _))
            if host.ends_with(".vf.force.com") || host.ends_with(".visualforce.com") =>
        {
            bare
        }
        _ => first,
    };
    rest.map_or(first.to_owned(), |rest| format!("{first}.{rest}"))
}

/// The kind of org behind `name` or `name.partition`, and what is unusual about the form.
fn of_name(name: &str) -> Option<(OrgKind, Option<String>)> {
    let labels: Vec<&str> = name.split('.').collect();
    if !labels.iter().all(|label| is_label(label)) {
        return None;
    }
    match labels.as_slice() {
        [name] if name.contains("--") => Some((Sandbox, Some(old_form()))),
        [name] if name.ends_with("-dev-ed") => Some((Production, Some(old_form()))),
        [_] => Some((Production, None)),
        [_, instance] if is_sandbox_instance(instance) => Some((Sandbox, Some(old_form()))),
        [name, "sandbox"] if !name.contains("--") => Some((
            Sandbox,
            Some("A sandbox's name usually has two hyphens in it, as in acme--uat.".to_owned()),
        )),
        [_, partition] => PARTITIONS
            .iter()
            .find(|(known, _)| known == partition)
            .map(|(_, kind)| (*kind, None)),
        _ => None,
    }
}

fn old_form() -> String {
    "This is an old form of address, which Salesforce no longer redirects. Look it up in Setup."
        .to_owned()
}

/// Hosts that many orgs share.
fn shared_host(host: &str) -> Option<Family> {
    let not_an_org = |code, what: &str| {
        Some(Family::NotAnOrg {
            code,
            what: what.to_owned(),
        })
    };
    match host {
        "login.salesforce.com" | "test.salesforce.com" => {
            return not_an_org(
                "my-domain-is-login-host",
                "This is Salesforce's common login host, not your org's address.",
            );
        }
        "salesforce.com"
        | "www.salesforce.com"
        | "help.salesforce.com"
        | "trailhead.salesforce.com"
        | "developer.salesforce.com"
        | "status.salesforce.com"
        | "welcome.salesforce.com"
        | "api.salesforce.com" => {
            return not_an_org(
                "my-domain-is-public-site",
                "This is a public site of Salesforce, not your org's address.",
            );
        }
        _ => {}
    }
    let ours = [".salesforce.com", ".force.com"]
        .iter()
        .any(|end| host.ends_with(end));
    let name = MY_DOMAIN
        .iter()
        .find_map(|end| host.strip_suffix(end))
        .unwrap_or(host);
    let mut labels = name.split('.');
    let first = labels.next().unwrap_or_default();
    let instance = is_instance(first) || (first == "c" && labels.next().is_some_and(is_instance));
    if ours && instance {
        return not_an_org(
            "my-domain-is-instance",
            "This is an instance of Salesforce, which many orgs share.",
        );
    }
    None
}

/// `na123`, `eu45`, `cs12`, `um3`, and Hyperforce's `usa123s`.
fn is_instance(label: &str) -> bool {
    let letters = label.bytes().take_while(u8::is_ascii_lowercase).count();
    let digits = label[letters..].trim_end_matches('s');
    matches!(letters, 2..=3)
        && matches!(digits.len(), 1..=4)
        && digits.bytes().all(|b| b.is_ascii_digit())
        && INSTANCES.contains(&&label[..letters])
}

const INSTANCES: [&str; 17] = [
    "na", "eu", "ap", "cs", "um", "ca", "gs", "usa", "aus", "bra", "can", "deu", "fra", "gbr",
    "ind", "jpn", "swe",
];

fn is_sandbox_instance(label: &str) -> bool {
    label.starts_with("cs") && is_instance(label)
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_of_my_domains_is_known_with_its_kind_of_org() {
        let rows = [
            ("acme.my.salesforce.com", Production, false),
            ("acme-2.my.salesforce.com", Production, false),
            ("acme--uat.sandbox.my.salesforce.com", Sandbox, false),
            ("acme--uat.my.salesforce.com", Sandbox, true),
            ("acme--uat.cs12.my.salesforce.com", Sandbox, true),
            ("acme.sandbox.my.salesforce.com", Sandbox, true),
            ("acme-dev-ed.develop.my.salesforce.com", Production, false),
            ("acme-dev-ed.my.salesforce.com", Production, true),
            (
                "orgfarm-1a2b-dev-ed.develop.my.salesforce.com",
                Production,
                false,
            ),
            ("acme.scratch.my.salesforce.com", Sandbox, false),
            ("acme.trailblaze.my.salesforce.com", Production, false),
            ("acme.demo.my.salesforce.com", Production, false),
            ("acme.patch.my.salesforce.com", Production, false),
            ("acme.free.my.salesforce.com", Production, false),
            ("acme.my.salesforce.mil", Production, false),
        ];
        for (host, expected, remarked) in rows {
            match judge(host) {
                Family::Org { kind, remark } => {
                    assert_eq!((kind, remark.is_some()), (expected, remarked), "{host}");
                }
                other => panic!("{host}: {other:?}"),
            }
        }
    }

    #[test]
    fn the_orgs_other_hosts_lead_to_its_my_domain() {
        let rows = [
            ("acme.lightning.force.com", "acme.my.salesforce.com"),
            (
                "acme--uat.sandbox.lightning.force.com",
                "acme--uat.sandbox.my.salesforce.com",
            ),
            (
                "acme-dev-ed.develop.lightning.force.com",
                "acme-dev-ed.develop.my.salesforce.com",
            ),
            ("acme.my.salesforce-setup.com", "acme.my.salesforce.com"),
            (
                "acme--uat.sandbox.my.salesforce-setup.com",
                "acme--uat.sandbox.my.salesforce.com",
            ),
            ("acme.my.salesforce-scrt.com", "acme.my.salesforce.com"),
            ("acme.my.site.com", "acme.my.salesforce.com"),
            (
                "acme--uat.sandbox.my.site.com",
                "acme--uat.sandbox.my.salesforce.com",
            ),
            ("acme.my.salesforce-sites.com", "acme.my.salesforce.com"),
            ("acme.file.force.com", "acme.my.salesforce.com"),
            ("acme--c.vf.force.com", "acme.my.salesforce.com"),
            (
                "acme--uat--c.sandbox.vf.force.com",
                "acme--uat.sandbox.my.salesforce.com",
            ),
            ("acme--c.visualforce.com", "acme.my.salesforce.com"),
            ("acme.secure.force.com", "acme.my.salesforce.com"),
            ("acme.force.com", "acme.my.salesforce.com"),
            ("acme.salesforce.com", "acme.my.salesforce.com"),
            ("acme", "acme.my.salesforce.com"),
            ("acme--uat", "acme--uat.sandbox.my.salesforce.com"),
        ];
        for (host, my_domain) in rows {
            match judge(host) {
                Family::Sibling { host: found, .. } => assert_eq!(found, my_domain, "{host}"),
                other => panic!("{host}: {other:?}"),
            }
        }
    }

    #[test]
    fn hosts_that_orgs_share_are_refused_by_name() {
        let rows = [
            ("login.salesforce.com", "my-domain-is-login-host"),
            ("test.salesforce.com", "my-domain-is-login-host"),
            ("na123.salesforce.com", "my-domain-is-instance"),
            ("cs45.salesforce.com", "my-domain-is-instance"),
            ("cs45.my.salesforce.com", "my-domain-is-instance"),
            ("eu12.lightning.force.com", "my-domain-is-instance"),
            ("usa123s.salesforce.com", "my-domain-is-instance"),
            ("c.na12.visual.force.com", "my-domain-is-instance"),
            ("na123", "my-domain-is-instance"),
            ("na123.my.site.com", "my-domain-is-instance"),
            ("www.salesforce.com", "my-domain-is-public-site"),
            ("help.salesforce.com", "my-domain-is-public-site"),
        ];
        for (host, expected) in rows {
            assert!(
                matches!(judge(host), Family::NotAnOrg { code, .. } if code == expected),
                "{host}"
            );
        }
    }

    #[test]
    fn anything_else_is_unknown() {
        for host in [
            "acme.com",
            "a.b.c.my.salesforce.com",
            ".my.salesforce.com",
            "my.salesforce.com",
            "acme.other.my.salesforce.com",
            "-a.my.salesforce.com",
        ] {
            assert_eq!(judge(host), Family::Unknown, "{host}");
        }
    }
}
