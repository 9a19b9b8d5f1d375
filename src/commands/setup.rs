//! `setup`: the conversation in the front end that fits, and what is printed at its end.

use std::io::Read;

use crate::answers::{self, Presets};
use crate::cli::{Everywhere, SetupArgs};
use crate::front_end::{self, FrontEnd, Terminal};
use crate::guidance;
use crate::line;
use crate::plain;
use crate::problem::Problem;
use crate::question::{Answer, Rejection};
use crate::report::{Outcome, Report};
use crate::session::{Ended, Session};
use crate::steps::STEPS;
use crate::tui;
use crate::unattended;
use crate::world::World;

use super::{Aloud, Document, Tell, say};

/// Holds a setup; the exit code.
pub async fn run(setup: &SetupArgs, everywhere: &Everywhere) -> u8 {
    let tell = Tell {
        json: everywhere.json,
        practice: everywhere.practice,
        document: Document::Setup,
    };
    let mut input = std::io::stdin();
    let piped = !std::io::IsTerminal::is_terminal(&input);
    let input = piped.then_some(&mut input as &mut dyn Read);
    let world = match World::open(everywhere.practice) {
        Ok(world) => world,
        Err(problem) => return tell.unusable(vec![problem]),
    };
    let is_unattended = setup.is_unattended(everywhere);
    // Practice stands in for files that are named and not there; it has to have made its own by then.
    let names_files =
        setup.answers.consumer_key_file.is_some() || setup.answers.private_key_file.is_some();
    if is_unattended || names_files {
        world.settle().await;
    }
    let stand_ins = world.around.practice_folder.as_deref();
    let mut presets = answers::load(setup, everywhere, input, stand_ins);
    let mut may_save = true;
    if let Some(path) = &setup.manner.save_answers
        && let Err(problem) = answers::save::prepare(path)
    {
        presets.refused.insert(0, Rejection::new("", problem));
        may_save = false;
    }
    let ended = if is_unattended {
        Ok(unattended(setup, &presets, &world).await)
    } else if !presets.refused.is_empty() {
        return tell.unusable(presets.refused.into_iter().map(|it| it.problem).collect());
    } else {
        attended(setup, everywhere, &presets, &world).await
    };
    let ended = match ended {
        Ok(ended) => ended,
        Err(problem) => return tell.unusable(vec![problem]),
    };
    if let Some(path) = setup
        .manner
        .save_answers
        .as_ref()
        .filter(|_| may_save && ended.report.outcome != Outcome::Cancelled)
        && let Err(problem) = answers::save::save(path, &ended.given, &presets)
    {
        say(&plain::problem(&problem));
    }
    for report in &ended.earlier {
        tell.report(report);
        say("");
    }
    let printed = tell.report(&ended.report);
    match printed == ended.report.outcome.exit_code() {
        true => ended.exit_code(),
        false => printed,
    }
}

async fn unattended(setup: &SetupArgs, presets: &Presets, world: &World) -> Ended {
    let aloud = Aloud::default();
    let dry_run = setup.manner.dry_run;
    let writer = world.writer(dry_run);
    let work = unattended::run(presets, &world.around, &*writer, dry_run, &aloud, &aloud);
    let ended = aloud.unless_interrupted(work).await;
    let (report, given) =
        ended.unwrap_or_else(|| (Report::new("", Outcome::Cancelled), Answer::default()));
    Ended {
        report,
        earlier: Vec::new(),
        given,
    }
}

async fn attended(
    setup: &SetupArgs,
    everywhere: &Everywhere,
    presets: &Presets,
    world: &World,
) -> Result<Ended, Problem> {
    let terminal = Terminal::of_this_process();
    let (around, dry_run) = (world.around.clone(), setup.manner.dry_run);
    let draft = unattended::draft(presets, &around);
    let bare = match front_end::choose(&setup.manner, &terminal)? {
        FrontEnd::FullScreen => {
            let look = appearance(setup, everywhere, world, &terminal);
            let answer = presets.answer.clone();
            let writer = world.writer(dry_run);
            let ended = tui::run(&STEPS, draft, answer, around, writer, look).await;
            return match ended.map_err(|error| screen_lost(&error))? {
                tui::Left::Over(ended) => Ok(*ended),
                tui::Left::ForLines(session) => Ok(line_by_line(*session, world, &terminal).await),
            };
        }
        FrontEnd::Lines => false,
        FrontEnd::BareLines => true,
    };
    introduce(world);
    let writer = world.writer(dry_run);
    let subject = line::Subject {
        steps: &STEPS,
        draft,
        presets: presets.answer.clone(),
        around,
        writer: &*writer,
        dry_run,
    };
    Ok(line::run(subject, &line::Terminal::new(bare)).await)
}

/// What the first page of the full screen says: what this is, what to have ready, and in practice what to enter.
fn introduce(world: &World) {
    let welcome = &guidance::texts().welcome;
    for paragraph in std::iter::once(&welcome.heading).chain(&welcome.what_happens) {
        say(&plain::wrapped(paragraph, 0));
    }
    say(&format!("\n{}:", welcome.ready_heading));
    for item in &welcome.have_ready {
        say(&plain::marked("- ", item));
    }
    say(&plain::wrapped(&welcome.ready_more, 0));
    if world.hints.is_empty() {
        return say("");
    }
    say("\nPractice: nothing here is real. Enter these:");
    for hint in &world.hints {
        say(&plain::wrapped(&hint.text, 2));
    }
    say("");
}

/// Goes on line by line with what was begun on the screen.
async fn line_by_line(session: Session, world: &World, terminal: &Terminal) -> Ended {
    // It is not the window any more that the program began in.
    plain::fit_window();
    let center = session.flow.draft().center_name();
    for hint in world.hints.iter().filter(|hint| hint.is_for(center)) {
        say(&plain::wrapped(&hint.text, 2));
    }
    let writer = world.writer(session.is_dry_run());
    let begun = line::Begun {
        session,
        around: world.around.clone(),
        writer: &*writer,
    };
    let bare = front_end::instead_of_screen(terminal) == Some(FrontEnd::BareLines);
    line::go_on(begun, &line::Terminal::new(bare)).await
}

fn appearance(
    setup: &SetupArgs,
    everywhere: &Everywhere,
    world: &World,
    terminal: &Terminal,
) -> tui::Appearance {
    tui::Appearance {
        ascii: everywhere.ascii || !front_end::speaks_unicode(front_end::variable),
        color: front_end::is_colored(everywhere.color, front_end::variable),
        motion: !setup.manner.no_motion && !terminal.accessible,
        practice_hints: world.hints.clone(),
        dry_run: setup.manner.dry_run,
        lines: front_end::instead_of_screen(terminal).is_some(),
    }
}

fn screen_lost(error: &std::io::Error) -> Problem {
    Problem::new(
        "screen-lost",
        format!("The terminal could not be used: {error}."),
    )
    .cause("It may have been closed, or it lacks what a full screen needs.")
    .fix("Try again with --plain, which asks line by line.")
}
