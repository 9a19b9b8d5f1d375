//! The command line, understood and handed on.

use std::ffi::OsString;
use std::process::ExitCode;

use scv_oauth::cli::{self, Command, Misunderstood};
use scv_oauth::commands;
use scv_oauth::plain;

#[tokio::main]
async fn main() -> ExitCode {
    plain::fit_window();
    let words: Vec<OsString> = std::env::args_os().collect();
    let invocation = match cli::understand(&words) {
        Ok(invocation) => invocation,
        Err(Misunderstood::Asked(help)) => return commands::printed(help.print()).into(),
        Err(Misunderstood::Unusable(unusable)) => return commands::unusable(unusable).into(),
    };
    let everywhere = &invocation.everywhere;
    let text = match &invocation.command {
        Command::Setup(setup) => return commands::setup::run(setup, everywhere).await.into(),
        Command::Undo(undo) => return commands::undo::run(undo, everywhere).await.into(),
        Command::Check(check) => return commands::check::run(check, everywhere).await.into(),
        Command::Checklist => Ok(commands::checklist()),
        Command::Completions { shell } => Ok(commands::completions(*shell)),
        Command::Man => commands::man(),
    };
    commands::printed(text.and_then(|text| commands::print(&text))).into()
}
