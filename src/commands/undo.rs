//! `undo`: says what would be put back, asks unless told not to, and puts it back.

use std::io::IsTerminal;

use crate::cli::{Everywhere, UndoArgs};
use crate::domain::place::Place;
use crate::journal::Journal;
use crate::problem::Problem;
use crate::report::{Outcome, Report};
use crate::undo;
use crate::watch::Writer;
use crate::world::World;

use super::{Aloud, Tell, say};

/// Puts back; the exit code.
pub async fn run(args: &UndoArgs, everywhere: &Everywhere) -> u8 {
    let tell = Tell {
        json: everywhere.json,
    };
    let world = match World::open(everywhere.practice) {
        Ok(world) => world,
        Err(problem) => return tell.unusable(vec![problem]),
    };
    let place = Place {
        profile: everywhere.profile.clone(),
        region: everywhere.region.clone(),
    };
    let journal = match prospect(&world, &place, &args.contact_center).await {
        Ok(journal) => journal,
        Err(problem) => {
            let mut report = Report::on_undo(&args.contact_center, Outcome::Failed);
            report.problem = Some(problem);
            return tell.report(&report);
        }
    };
    if let Some(journal) = &journal
        && !args.yes
    {
        match confirm(journal) {
            Ok(true) => {}
            Ok(false) => {
                return tell.report(&Report::on_undo(&args.contact_center, Outcome::Cancelled));
            }
            Err(problem) => return tell.unusable(vec![problem]),
        }
    }
    let aloud = Aloud::default();
    let work = world.writer.undo(&place, &args.contact_center, &aloud);
    let report = aloud.unless_interrupted(work).await;
    let cancelled = || Report::on_undo(&args.contact_center, Outcome::Cancelled);
    let report = report.unwrap_or_else(cancelled);
    tell.report(&report)
}

async fn prospect(world: &World, place: &Place, name: &str) -> Result<Option<Journal>, Problem> {
    let cloud = &world.around.cloud;
    let opened = tokio::try_join!(cloud.standing(place), cloud.open(place));
    let (standing, account) = opened.map_err(|failure| failure.problem())?;
    let region = standing
        .region
        .map(|region| region.value)
        .unwrap_or_default();
    undo::prospect(account.reader(), &world.writer.journals, name, &region).await
}

/// Says what would be put back and asks for a full `yes`. End of input means no.
fn confirm(journal: &Journal) -> Result<bool, Problem> {
    say(&format!(
        "This would be put back for {}:",
        journal.contact_center
    ));
    for entry in journal.entries.iter().rev() {
        say(&format!("  - {}", undo::describe(entry)));
    }
    if !std::io::stdin().is_terminal() {
        return Err(Problem::new("no-terminal", "There is nobody to ask.")
            .fix("Pass --yes to put it back without being asked."));
    }
    say("Type yes to put it back:");
    let mut line = String::new();
    let read = std::io::stdin().read_line(&mut line);
    Ok(read.is_ok() && line.trim() == "yes")
}
