//! Consumer key, username and audience: whether they are there, and whether the function can use them as they
//! stand. The private key is judged in [`super::key`].

use super::address::my_domain;
use super::seen::Value;
use super::{Finding, Rule, Seen, Severity};
use crate::domain::plan::shown;
use crate::domain::rest_keys::is_placeholder;
use crate::domain::{ConsumerKey, Level, OrgKind, Secret, Stored, consumer_key, pasted, username};
use crate::problem::Problem;

pub(super) const RULES: &[Rule] = &[
    consumer_key_is_usable,
    username_is_usable,
    username_fits_the_org,
    audience_is_there,
    audience_fits_the_org,
];

pub(super) const CONSUMER_KEY_UNUSUAL: &str = "consumer-key-unusual";
pub(super) const USERNAME_OTHER_KIND: &str = "username-other-kind";
pub(super) const AUDIENCE_UNUSUAL: &str = "audience-unusual";

/// The places of the values among the four.
const CONSUMER_KEY: usize = 0;
pub(super) const PRIVATE_KEY: usize = 1;
const USERNAME: usize = 2;
const AUDIENCE: usize = 3;

/// The codes for a value that is not there, and for one that nobody has set.
pub(super) struct Absent {
    pub missing: &'static str,
    pub placeholder: &'static str,
}

/// Whether Salesforce could be asked with these values; their private key aside.
pub(super) fn are_usable(seen: &Seen<'_>) -> bool {
    let text = |at| seen.value(at).and_then(|value| value.text);
    let key = text(CONSUMER_KEY).map(|text| consumer_key::judge_stored(&text));
    let user = text(USERNAME).map(|text| username::judge_stored(&text));
    matches!(key, Some(Stored::Usable(_)))
        && matches!(user, Some(Stored::Usable(_)))
        && text(AUDIENCE).is_some_and(|audience| !is_placeholder(&audience))
}

/// What is found of a value that is there; else that it is not.
pub(super) fn of_value(
    seen: &Seen<'_>,
    at: usize,
    codes: &Absent,
    judge: impl FnOnce(&Secret, &str) -> Vec<Finding>,
) -> Vec<Finding> {
    let Some(value) = seen.value(at) else {
        return Vec::new();
    };
    match (absent(seen, &value, codes), &value.text) {
        (Some(finding), _) => vec![finding],
        (None, Some(text)) => judge(text, &value.place),
        (None, None) => Vec::new(),
    }
}

/// A value of which nothing can be said yet: it is missing or a placeholder. Below 19.0 what is missing is a
/// parameter, which its own rule reports.
fn absent(seen: &Seen<'_>, value: &Value, codes: &Absent) -> Option<Finding> {
    let name = value.name;
    let finding = match &value.text {
        None if seen.is_below_19() => return None,
        None => Finding::error(codes.missing, &value.place, format!("There is no {name}."))
            .why("The function finds nothing there, so Salesforce refuses the login."),
        Some(text) if is_placeholder(text) || pasted::is_template_placeholder(text.expose()) => {
            Finding::error(
                codes.placeholder,
                &value.place,
                format!("The {name} is still the placeholder of the template."),
            )
            .why("Nobody has set it yet, so the function cannot log in.")
        }
        Some(_) => return None,
    };
    Some(finding.mended_by_setup())
}

/// A value that the function cannot use as it stands.
pub(super) fn unusable(place: &str, problem: &Problem) -> Finding {
    let mut finding = Finding::of_problem(Severity::Error, place, problem);
    if finding.advice.causes.is_empty() {
        finding = finding.why("The function uses it exactly as stored, so it cannot log in.");
    }
    if !finding.advice.fix().contains("setup") {
        finding.advice.steps.push("Then run setup.".into());
    }
    finding.mended_by_setup()
}

fn consumer_key_is_usable(seen: &Seen<'_>) -> Vec<Finding> {
    const CODES: Absent = Absent {
        missing: "consumer-key-missing",
        placeholder: "consumer-key-placeholder",
    };
    of_value(
        seen,
        CONSUMER_KEY,
        &CODES,
        |text, place| match consumer_key::judge_stored(text) {
            Stored::Unusable(problem) => vec![unusable(place, &problem)],
            Stored::Usable(key) => unusual(&key, place),
            _ => Vec::new(),
        },
    )
}

/// Keys set through metadata may have another shape; nearly always, part of the key is missing.
fn unusual(key: &ConsumerKey, place: &str) -> Vec<Finding> {
    let Ok((_, checks)) = ConsumerKey::read_secret(key.secret()) else {
        return Vec::new();
    };
    let odd = checks
        .into_iter()
        .filter(|check| check.level == Level::Warn);
    odd.map(|check| {
        Finding::warning(
            CONSUMER_KEY_UNUSUAL,
            place,
            format!("The consumer key looks unusual. {}", check.text),
        )
        .why("If a part is missing, Salesforce does not know the app.")
        .fix("Compare it with the app in Salesforce; setup stores it anew.")
        .mended_by_setup()
    })
    .collect()
}

fn username_is_usable(seen: &Seen<'_>) -> Vec<Finding> {
    const CODES: Absent = Absent {
        missing: "username-missing",
        placeholder: "username-placeholder",
    };
    of_value(
        seen,
        USERNAME,
        &CODES,
        |text, place| match username::judge_stored(text) {
            Stored::Unusable(problem) => vec![unusable(place, &problem)],
            _ => Vec::new(),
        },
    )
}

/// Users copied to a sandbox get its name behind theirs; a username without it is often production's.
fn username_fits_the_org(seen: &Seen<'_>) -> Vec<Finding> {
    let domain = my_domain(seen);
    let kind = domain.as_ref().and_then(|domain| domain.kind());
    let (Some(value), Some(kind)) = (seen.value(USERNAME), kind) else {
        return Vec::new();
    };
    let Some(Stored::Usable(user)) = value.text.as_ref().map(username::judge_stored) else {
        return Vec::new();
    };
    let odd = user.fits(kind, domain.as_ref()).into_iter();
    odd.filter(|check| check.level == Level::Warn)
        .map(|check| {
            Finding::warning(
                USERNAME_OTHER_KIND,
                &value.place,
                format!("The username may belong to another org. {}", check.text),
            )
            .why("Salesforce does not know a user of another org.")
            .fix("Look the username up in Setup > Users of this org; setup stores another one.")
            .mended_by_setup()
        })
        .collect()
}

fn audience_is_there(seen: &Seen<'_>) -> Vec<Finding> {
    const CODES: Absent = Absent {
        missing: "audience-missing",
        placeholder: "audience-placeholder",
    };
    of_value(seen, AUDIENCE, &CODES, |_, _| Vec::new())
}

fn audience_fits_the_org(seen: &Seen<'_>) -> Vec<Finding> {
    let Some(Value {
        place,
        text: Some(text),
        ..
    }) = seen.value(AUDIENCE)
    else {
        return Vec::new();
    };
    if is_placeholder(&text) {
        return Vec::new();
    }
    let domain = my_domain(seen);
    let kind = domain.as_ref().and_then(|domain| domain.kind());
    let shown = shown::clear(Some(&text));
    let finding = match (OrgKind::of_audience(text.expose()), kind) {
        (Some(meant), Some(kind)) if meant != kind => Finding::error(
            "audience-wrong-for-org",
            place,
            format!("The audience {shown} is for a {meant} org, but this is a {kind} org."),
        )
        .why("Salesforce answers that the audience is invalid.")
        .fix(format!("Set it to {}; setup does.", kind.audience())),
        (Some(_), _) => return Vec::new(),
        (None, _) if text.expose() != text.expose().trim() => Finding::error(
            "audience-blanks",
            place,
            "The audience has blanks or a line break around it.",
        )
        .why("The function sends it as it stands, and Salesforce refuses it."),
        (None, _) => Finding::warning(
            AUDIENCE_UNUSUAL,
            place,
            format!("The audience is {shown}, not one of Salesforce's login hosts."),
        )
        .why("Salesforce takes https://login.salesforce.com or https://test.salesforce.com; others only at times.")
        .fix("Unless it is meant so, let setup set the usual one."),
    };
    vec![finding.mended_by_setup()]
}
