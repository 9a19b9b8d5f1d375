//! `undo`: says what would be put back, asks unless told not to, and puts it back.

use std::io::IsTerminal;
use std::thread;

use tokio::sync::oneshot;

use crate::cli::{Everywhere, UndoArgs};
use crate::discover;
use crate::domain::place::Place;
use crate::plain;
use crate::problem::Problem;
use crate::report::{Outcome, Report};
use crate::stop;
use crate::undo::{self, Prospect, Step};
use crate::world::World;

use super::{Aloud, Document, Tell, say};

/// Puts back; the exit code.
pub async fn run(args: &UndoArgs, everywhere: &Everywhere) -> u8 {
    let tell = Tell {
        json: everywhere.json,
        practice: everywhere.practice,
        document: Document::Undo,
    };
    let world = match World::open(everywhere.practice) {
        Ok(world) => world,
        Err(problem) => return tell.unusable(vec![problem]),
    };
    let place = Place {
        profile: everywhere.profile.clone(),
        region: everywhere.region.clone(),
    };
    let Some(name) = &args.contact_center else {
        return tell.unusable(vec![no_name(&world, &place).await]);
    };
    let cancelled = || Report::on_undo(name, Outcome::Cancelled);
    // From here on until its end: a stop that comes between two waits is told of as well.
    stop::listen().await;
    let aloud = Aloud::default();
    let looked = aloud.unless_interrupted(prospect(&world, &place, name));
    let told = match looked.await {
        Some(Ok(told)) => told,
        None => return tell.report(&cancelled()),
        Some(Err(problem)) => {
            let report = Report::on_undo(name, Outcome::against(&problem));
            return tell.report(&report.untouched(problem));
        }
    };
    if let Some(problem) = told.against.clone() {
        return tell.report(&undo::refused(&told, problem));
    }
    if !args.yes && told.is_nothing() {
        return tell.report(&undo::nothing(&told));
    }
    let agreed: &[Step] = if args.yes { &[] } else { &told.steps };
    // Nobody is asked where nothing would be written.
    if !args.yes && !told.is_back() {
        match confirm(&told).await {
            Ok(true) => {}
            Ok(false) => return tell.report(&cancelled()),
            Err(problem) => return tell.unusable(vec![problem]),
        }
    }
    let writer = &world.writer;
    let work = writer.undo_agreed(&place, name, agreed, &aloud);
    let report = aloud.unless_interrupted(work).await;
    tell.report(&report.unwrap_or_else(cancelled))
}

/// Without a name nothing is put back; those that there are help to give one.
async fn no_name(world: &World, place: &Place) -> Problem {
    let problem = Problem::new("answer-missing", "The contact center is missing.")
        .fix("Pass --contact-center NAME.");
    match world.around.cloud.open(place).await {
        Ok(account) => {
            let inventory = discover::all(account.reader(), &|_| {}).await;
            problem.cause(discover::names_of(&inventory))
        }
        Err(failure) => problem.cause(failure.problem().what),
    }
}

async fn prospect(world: &World, place: &Place, name: &str) -> Result<Prospect, Problem> {
    let cloud = &world.around.cloud;
    let opened = tokio::try_join!(cloud.standing(place), cloud.open(place));
    let (standing, account) = opened.map_err(|failure| failure.problem())?;
    let region = standing
        .region
        .map(|region| region.value)
        .unwrap_or_default();
    undo::prospect(account.reader(), &world.writer.journals, name, &region).await
}

/// Says what would be put back and asks for a full `yes`; where it is only likely to be a setup's, for the
/// contact center's name. End of input means no.
async fn confirm(told: &Prospect) -> Result<bool, Problem> {
    let name = &told.journal.contact_center;
    let is_certain = told.doubts.is_empty();
    if !is_certain {
        say(UNCERTAIN);
        told.doubts.iter().for_each(|line| say(&plain::check(line)));
    }
    say(&plain::undo(told));
    if !told.by_hand.is_empty() {
        say("This would stay as it is:");
        told.by_hand
            .iter()
            .for_each(|line| say(&plain::check(line)));
    }
    if !std::io::stdin().is_terminal() {
        let fix = match is_certain {
            true => "Pass --yes to put it back without being asked.",
            false => "Run it on a terminal: what is only likely takes a person's yes.",
        };
        return Err(Problem::new("no-terminal", "There is nobody to ask.").fix(fix));
    }
    let word = if is_certain { "yes" } else { name.as_str() };
    say(&format!("Type {word} to put it back:"));
    let line = typed_line().await;
    Ok(line.is_some_and(|line| line.trim() == word))
}

/// What is typed, unless somebody asks for a stop: a read cannot be taken back, but it can be left behind.
async fn typed_line() -> Option<String> {
    let (tell, told) = oneshot::channel();
    thread::spawn(move || {
        let mut line = String::new();
        let read = std::io::stdin().read_line(&mut line);
        // Whoever waited may have left.
        let _ = tell.send(read.ok().map(|_| line));
    });
    tokio::select! {
        line = told => line.ok().flatten(),
        () = stop::asked() => None,
    }
}

const UNCERTAIN: &str = "No journal of the last setup is kept here. AWS tells who wrote and when, but not by \
    which program.\nThat it was the last setup is only likely. Check this before you say yes:";
