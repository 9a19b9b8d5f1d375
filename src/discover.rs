//! Finds the contact centers of an account and Region. Not being allowed to list is not the end: what could
//! not be seen is kept as a gap, and a contact center can be looked at by its name.

use std::collections::BTreeSet;

use futures_util::stream::{self, StreamExt};
use tokio::join;

use crate::account::Reader;
use crate::domain::center::{ContactCenter, Kind, Role, role};
use crate::domain::resources::{Function, SecretSummary};
use crate::domain::{Failure, FailureKind, key_material};
use crate::draft::Inventory;
use crate::problem::Problem;

mod look;
mod snapshot;
mod telling;

pub use look::named;
pub use snapshot::snapshot;

use telling::Telling;

/// AWS allows 15 control-plane calls a second and account; eight at once stay below it.
const AT_ONCE: usize = 8;

/// How many names a sentence has room for.
const MOST_NAMES: usize = 12;

/// Everything found, and what kept us from finding more. `found` is told now and then while there is more.
pub async fn all(reader: &dyn Reader, found: &(dyn Fn(&Inventory) + Sync)) -> Inventory {
    let mut telling = Telling::to(found);
    let functions = with_functions(reader, &mut telling);
    let (functions, (secrets, gap)) = join!(functions, all_secrets(reader));
    let (mut inventory, shared) = functions;
    inventory.gaps.extend(gap.map(|failure| failure.problem()));
    with_secrets(reader, &mut inventory, &shared, &secrets, &mut telling).await;
    inventory
}

/// The contact centers that have a function of their own; and the functions of multi-org deployments.
async fn with_functions(
    reader: &dyn Reader,
    telling: &mut Telling<'_>,
) -> (Inventory, Vec<Function>) {
    let mut inventory = Inventory::default();
    let mut all_shared = Vec::new();
    let mut from = None;
    loop {
        let page = match reader.functions(from.as_deref()).await {
            Ok(page) => page,
            Err(failure) => {
                inventory.gaps.push(failure.problem());
                return (inventory, all_shared);
            }
        };
        let ours = page
            .items
            .into_iter()
            .filter(|f| role(f, None) != Role::Other);
        let (shared, own): (Vec<_>, Vec<_>) =
            ours.partition(|f| matches!(role(f, None), Role::MultiOrg(_)));
        all_shared.extend(shared);
        let mut rows = stream::iter(look::all_behind(reader, &own)).buffered(AT_ONCE);
        while let Some(center) = rows.next().await {
            inventory.centers.push(center);
            telling.tell(&inventory);
        }
        match page.next {
            Some(next) => from = Some(next),
            None => return (inventory, all_shared),
        }
    }
}

/// Adds the contact centers that are known by their secret only: those of a multi-org deployment, and those
/// whose function could not be listed.
async fn with_secrets(
    reader: &dyn Reader,
    inventory: &mut Inventory,
    shared: &[Function],
    secrets: &[SecretSummary],
    telling: &mut Telling<'_>,
) {
    let owned: BTreeSet<String> = inventory
        .centers
        .iter()
        .filter_map(|center| center.secret.clone())
        .collect();
    let looks = look::all_alone(reader, secrets, &owned, shared);
    let mut rows = stream::iter(looks).buffered(AT_ONCE);
    while let Some(center) = rows.next().await {
        if let Some(center) = center {
            inventory.centers.push(center);
            telling.tell(inventory);
        }
    }
}

/// All secrets. A page that fails ends the listing and leaves a gap; an empty page does not.
async fn all_secrets(reader: &dyn Reader) -> (Vec<SecretSummary>, Option<Failure>) {
    let mut secrets = Vec::new();
    let mut from: Option<String> = None;
    loop {
        match reader.secrets(from.as_deref()).await {
            Ok(page) => {
                secrets.extend(page.items);
                match page.next {
                    Some(next) => from = Some(next),
                    None => return (secrets, None),
                }
            }
            Err(failure) => return (secrets, Some(failure)),
        }
    }
}

/// The contact center with this name among those found, by its own name or its function's.
pub fn among<'a>(inventory: &'a Inventory, name: &str) -> Option<&'a ContactCenter> {
    let name = name.trim();
    inventory
        .centers
        .iter()
        .find(|center| center.name == name)
        .or_else(|| {
            let by_function = |center: &&ContactCenter| center.function.as_deref() == Some(name);
            inventory.centers.iter().find(by_function)
        })
}

/// Finds one contact center by its name, its function's or its secret's. Lists everything only where the
/// names do not lead to a function of its own by themselves: behind a LambdaPrefix, in multi-org. A LambdaPrefix may
/// be called like another contact center, so what a name leads to is asked for its own.
pub async fn resolve(reader: &dyn Reader, name: &str) -> Result<ContactCenter, Problem> {
    let direct = named(reader, name).await;
    // A shared function tells nothing: this contact center may have one of its own behind a LambdaPrefix.
    if let Ok(center) = &direct
        && center.function.is_some()
        && !matches!(center.kind, Kind::MultiOrg(_))
        && is_called(center, name)
    {
        return Ok(center.clone());
    }
    let inventory = all(reader, &|_| {}).await;
    if let Some(center) = among(&inventory, name) {
        return Ok(center.clone());
    }
    match direct {
        // A LambdaPrefix will do, but only where it is known to be no contact center's name.
        Ok(center) if is_called(&center, name) || inventory.gaps.is_empty() => Ok(center),
        Ok(center) => Err(of_another(name, &center)),
        Err(failure) if failure.kind == FailureKind::NotFound => Err(unknown(name, &inventory)),
        Err(failure) => Err(failure.problem()),
    }
}

/// Whether this is its name, or the name of its function or secret.
fn is_called(center: &ContactCenter, name: &str) -> bool {
    let name = name.trim();
    let names = [center.function.as_deref(), center.secret.as_deref()];
    center.name == name || names.contains(&Some(name))
}

fn of_another(name: &str, center: &ContactCenter) -> Problem {
    let (shown, other) = (shown(name), &center.name);
    let found = center.function.as_ref().or(center.secret.as_ref());
    let found = found.map_or("What is called so", String::as_str);
    Problem::new(
        CENTER_UNKNOWN,
        format!("There is no contact center {shown} here."),
    )
    .cause(format!("{found} belongs to the contact center {other}."))
    .fix(format!("Name {other} if that is the one you mean."))
}

/// The code where no contact center is called so.
pub const CENTER_UNKNOWN: &str = "contact-center-unknown";

fn shown(name: &str) -> String {
    let shown: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
    key_material::hidden(&shown).into_owned()
}

fn unknown(name: &str, inventory: &Inventory) -> Problem {
    let shown = shown(name);
    let fix = match nearest(name, inventory) {
        Some(near) => format!("Did you mean {near}? Capitals count in the names here."),
        None => "Check the name, the Region and the account.".to_owned(),
    };
    Problem::new(
        CENTER_UNKNOWN,
        format!("There is no contact center {shown} here."),
    )
    .cause(names_of(inventory))
    .fix(fix)
}

/// The names of those found, for whoever named none or another.
pub fn names_of(inventory: &Inventory) -> String {
    let names = inventory.centers.iter().map(|center| center.name.as_str());
    let names: Vec<&str> = names.take(MOST_NAMES).collect();
    match (names.is_empty(), inventory.centers.len() > MOST_NAMES) {
        (true, _) => "No contact center was found in this account and Region.".to_owned(),
        (false, true) => format!("Found here: {}, and more.", names.join(", ")),
        (false, false) => format!("Found here: {}.", names.join(", ")),
    }
}

/// The name of those found that is most like this one, where one is like it at all.
fn nearest<'a>(name: &str, inventory: &'a Inventory) -> Option<&'a str> {
    let name = name.trim().to_lowercase();
    let names = inventory.centers.iter().map(|center| center.name.as_str());
    names
        .map(|known| (strsim::jaro_winkler(&name, &known.to_lowercase()), known))
        .filter(|(likeness, _)| *likeness > 0.85)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests;
