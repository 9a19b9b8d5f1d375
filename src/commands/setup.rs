//! `setup`: the conversation in the front end that fits, and what is printed at its end.

use std::io::Read;

use crate::answers::{self, Presets};
use crate::cli::{Everywhere, SetupArgs};
use crate::front_end::{self, FrontEnd, Terminal};
use crate::line;
use crate::problem::Problem;
use crate::question::Answer;
use crate::report::{Outcome, Report};
use crate::steps::STEPS;
use crate::tui;
use crate::unattended;
use crate::world::World;

use super::{Aloud, Tell, say};

/// Holds a setup; the exit code.
pub async fn run(setup: &SetupArgs, everywhere: &Everywhere) -> u8 {
    let tell = Tell {
        json: everywhere.json,
    };
    let mut input = std::io::stdin();
    let piped = !std::io::IsTerminal::is_terminal(&input);
    let input = piped.then_some(&mut input as &mut dyn Read);
    let world = match World::open(everywhere.practice) {
        Ok(world) => world,
        Err(problem) => return tell.unusable(vec![problem]),
    };
    let is_unattended = setup.is_unattended(everywhere);
    if is_unattended {
        world.settle().await;
    }
    let stand_ins = world.around.practice_folder.as_deref();
    let presets = match answers::load(setup, everywhere, input, stand_ins) {
        Ok(presets) => presets,
        Err(problems) => return tell.unusable(problems),
    };
    let held = if is_unattended {
        Ok(unattended(setup, &presets, &world).await)
    } else {
        attended(setup, everywhere, &presets, &world).await
    };
    let (report, given) = match held {
        Ok(held) => held,
        Err(problem) => return tell.unusable(vec![problem]),
    };
    if let Some(path) = &setup.manner.save_answers
        && let Err(problem) = answers::save::save(path, &given, &presets)
    {
        say(&crate::plain::problem(&problem));
    }
    tell.report(&report)
}

async fn unattended(setup: &SetupArgs, presets: &Presets, world: &World) -> (Report, Answer) {
    let aloud = Aloud::default();
    let dry_run = setup.manner.dry_run;
    let writer = world.writer(dry_run);
    let work = unattended::run(presets, &world.around, &*writer, dry_run, &aloud, &aloud);
    let report = aloud.unless_interrupted(work).await;
    let report = report.unwrap_or_else(|| Report::new("", Outcome::Cancelled));
    (report, presets.answer.clone())
}

async fn attended(
    setup: &SetupArgs,
    everywhere: &Everywhere,
    presets: &Presets,
    world: &World,
) -> Result<(Report, Answer), Problem> {
    let front_end = front_end::choose(&setup.manner, &Terminal::of_this_process())?;
    let draft = unattended::draft(presets, &world.around);
    let dry_run = setup.manner.dry_run;
    let writer = world.writer(dry_run);
    let bare = match front_end {
        FrontEnd::FullScreen => {
            let look = tui::Appearance {
                ascii: everywhere.ascii || !front_end::speaks_unicode(),
                color: front_end::is_colored(everywhere.color),
                motion: !setup.manner.no_motion,
                practice_hints: world.hints.clone(),
                dry_run,
            };
            let answer = presets.answer.clone();
            let around = world.around.clone();
            let ended = tui::run(&STEPS, draft, answer, around, writer, look).await;
            return ended
                .map(|ended| (ended.report, ended.given))
                .map_err(|error| screen_lost(&error));
        }
        FrontEnd::Lines => false,
        FrontEnd::BareLines => true,
    };
    for hint in &world.hints {
        say(hint);
    }
    let subject = line::Subject {
        steps: &STEPS,
        draft,
        presets: presets.answer.clone(),
        around: world.around.clone(),
        writer: &*writer,
        dry_run,
    };
    let ended = line::run(subject, &line::Terminal::new(bare)).await;
    Ok((ended.report, ended.given))
}

fn screen_lost(error: &std::io::Error) -> Problem {
    Problem::new(
        "screen-lost",
        format!("The terminal could not be used: {error}."),
    )
    .cause("It may have been closed, or it lacks what a full screen needs.")
    .fix("Try again with --plain, which asks line by line.")
}
