//! Below 19.0: which parameter each variable is to name. A name that can stay stays; but no two variables name one
//! parameter, and none names telephony's.

use std::collections::BTreeMap;

use super::shown;
use crate::domain::center::{Kind, variable};
use crate::domain::parameter_name::{is_readable_by_role, is_valid};
use crate::domain::rest_keys::{RestKeys, is_telephony};
use crate::domain::snapshot::Snapshot;
use crate::domain::{CheckLine, Secret};

/// The five variables, each with the parameter that it is to name.
pub(super) struct Names {
    all: [Named; 5],
    /// Why some are to name others than they do now.
    pub(super) notices: Vec<CheckLine>,
}

struct Named {
    variable: &'static str,
    standard: String,
    name: String,
}

impl Names {
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let keys = RestKeys::of(&snapshot.center.name);
        let [consumer_key, private_key, subject, audience] = keys.four();
        let standard = [
            (variable::CONSUMER_KEY, consumer_key),
            (variable::PRIVATE_KEY, private_key),
            (variable::SUBJECT, subject),
            (variable::AUDIENCE, audience),
            (variable::ACCESS_TOKEN, &keys.access_token),
        ];
        let mut notices = Vec::new();
        let all = standard.map(|(variable, standard)| {
            let named = snapshot.variable(variable).unwrap_or_default();
            let kept = kept(variable, named, standard, snapshot);
            let name = kept.unwrap_or_else(|notice| {
                notices.extend(notice);
                standard.to_owned()
            });
            Named {
                variable,
                standard: standard.to_owned(),
                name,
            }
        });
        let mut names = Self { all, notices };
        names.part();
        names
    }

    /// The parameter that this variable is to name.
    pub(super) fn named_by(&self, variable: &str) -> &str {
        let mut all = self.all.iter();
        all.find(|it| it.variable == variable)
            .map_or("", |it| &it.name)
    }

    /// All of them, with the parameter that each is to name.
    pub(super) fn all(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.all.iter().map(|it| (it.variable, it.name.as_str()))
    }

    /// The variables that name another parameter now, or none.
    pub(super) fn to_change(&self, snapshot: &Snapshot) -> BTreeMap<&'static str, String> {
        let changed = |it: &&Named| snapshot.variable(it.variable) != Some(&it.name);
        let changed = self.all.iter().filter(changed);
        changed.map(|it| (it.variable, it.name.clone())).collect()
    }

    /// One parameter holds one value, and the function writes its token over whatever is there. The standard
    /// names differ from one another, so this comes to an end.
    fn part(&mut self) {
        while let Some(name) = self.shared() {
            let sharing = self.all.iter_mut().filter(|it| it.name == name);
            let variables = sharing.map(|it| {
                it.name.clone_from(&it.standard);
                it.variable
            });
            let variables = variables.collect::<Vec<_>>().join(" and ");
            self.notices.push(CheckLine::note(format!(
                "{variables} are not to name one parameter, {name}: it holds one value. With this setup each names \
                 its own."
            )));
        }
    }

    fn shared(&self) -> Option<String> {
        let mut all = self.all.iter().enumerate();
        let shared = all.find(|(at, it)| self.all[..*at].iter().any(|other| other.name == it.name));
        shared.map(|(_, it)| it.name.clone())
    }
}

/// The parameter that holds the token which the function caches, once the variables name what they are to name.
pub fn token_parameter(snapshot: &Snapshot) -> String {
    let names = Names::of(snapshot);
    names.named_by(variable::ACCESS_TOKEN).to_owned()
}

/// The name that the variable has now, if it can be one and the role may read it; else what to say about it. It is no
/// warning: the very plan that tells it mends it.
fn kept(
    variable: &str,
    named: &str,
    standard: &str,
    snapshot: &Snapshot,
) -> Result<String, Option<CheckLine>> {
    if named.trim().is_empty() {
        return Err(None);
    }
    if is_telephony(named) {
        return Err(Some(CheckLine::note(format!(
            "{variable} is not to name {named}: that is Salesforce's own telephony key, which is never touched. With \
             this setup it names {standard}."
        ))));
    }
    if !is_valid(named) || !is_in_reach(variable, named, snapshot) {
        return Err(Some(literal_notice(variable, named, standard)));
    }
    Ok(named.to_owned())
}

/// Whether the function may be able to read it. It makes the one with the token itself.
fn is_in_reach(variable: &str, named: &str, snapshot: &Snapshot) -> bool {
    variable == variable::ACCESS_TOKEN
        || snapshot.parameters.contains_key(named)
        || snapshot.center.kind == Kind::ServerlessRepository
        || is_readable_by_role(named)
}

/// The documented procedure tells to enter the value itself; the published code takes it as a name.
fn literal_notice(variable: &str, named: &str, standard: &str) -> CheckLine {
    let shown = shown::clear(Some(&Secret::new(named)));
    CheckLine::note(match variable {
        variable::ACCESS_TOKEN => format!(
            "{variable} holds no name of a parameter ({shown}), so every call fails. With this setup it names \
             {standard}."
        ),
        _ => format!(
            "The documented procedure asks for the value itself in {variable} ({shown}), but the function takes it as \
             the name of a parameter and fails. With this setup the parameter {standard} holds the value, and \
             {variable} names it."
        ),
    })
}
