//! The command line, understood and handed on.

use std::process::ExitCode;

use scv_oauth::cli::{self, Command};
use scv_oauth::commands;

#[tokio::main]
async fn main() -> ExitCode {
    let invocation = cli::parse();
    let everywhere = &invocation.everywhere;
    let text = match &invocation.command {
        Command::Setup(setup) => return commands::setup::run(setup, everywhere).await.into(),
        Command::Undo(undo) => return commands::undo::run(undo, everywhere).await.into(),
        Command::Check(check) => return commands::check::run(check, everywhere).await.into(),
        Command::Checklist => Ok(commands::checklist()),
        Command::Completions { shell } => Ok(commands::completions(*shell)),
        Command::Man => commands::man(),
    };
    match text.and_then(|text| commands::print(&text)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            commands::say(&format!("scv-oauth: {error}"));
            ExitCode::FAILURE
        }
    }
}
