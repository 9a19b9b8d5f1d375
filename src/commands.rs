//! The commands: each in a file of its own, but for those that only print something.

pub mod check;
pub mod setup;
mod tell;
pub mod undo;

pub use tell::{Aloud, Document, Tell, say};

use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::checklist::CHECKLIST;
use crate::cli::{Cli, Unusable};

/// Prints a command's result. Whoever reads it may have read enough: a closed pipe is no failure.
pub fn print(text: &[u8]) -> io::Result<()> {
    let mut output = io::stdout().lock();
    match output.write_all(text).and_then(|()| output.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome,
    }
}

/// The exit code after printing: a result that nobody got is a failure.
pub fn printed(outcome: io::Result<()>) -> u8 {
    match outcome {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            say(&format!("error: The result could not be written: {error}."));
            1
        }
        _ => 0,
    }
}

/// Tells why a command line cannot be used, as the command that was meant does; exit code 2.
pub fn unusable(line: Unusable) -> u8 {
    let document = match line.command.as_str() {
        "check" => Document::Check,
        "undo" => Document::Undo,
        _ => Document::Setup,
    };
    let tell = Tell {
        json: line.json,
        practice: line.practice,
        document,
    };
    tell.unusable(line.problems)
}

/// The checklist.
pub fn checklist() -> Vec<u8> {
    CHECKLIST.as_bytes().to_vec()
}

/// A shell's completions.
pub fn completions(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "scv-oauth", &mut script);
    script
}

/// The manual page of the program and of those commands that have flags of their own.
pub fn man() -> io::Result<Vec<u8>> {
    let mut command = Cli::command();
    command.build();
    let man = Man::new(command.clone());
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    page.extend(commands(&man)?);
    man.render_options_section(&mut page)?;
    for name in ["check", "undo"] {
        if let Some(command) = command.find_subcommand(name) {
            page.extend(options_of(command)?);
        }
    }
    man.render_extra_section(&mut page)?;
    Ok(page)
}

/// The list of commands; they have no pages of their own to point to.
fn commands(man: &Man) -> io::Result<Vec<u8>> {
    let mut section = Vec::new();
    man.render_subcommands_section(&mut section)?;
    let text = String::from_utf8_lossy(&section);
    let bare = text.lines().map(|line| {
        let name = line.strip_prefix("scv\\-oauth\\-");
        name.and_then(|name| name.strip_suffix("(1)"))
            .unwrap_or(line)
    });
    Ok(bare
        .flat_map(|line| [line, "\n"])
        .collect::<String>()
        .into_bytes())
}

/// The options of one command, under a heading that names it.
fn options_of(command: &clap::Command) -> io::Result<Vec<u8>> {
    let own = command.clone().mut_args(|argument| {
        let everywhere = argument.is_global_set();
        argument.hide(everywhere)
    });
    let mut section = Vec::new();
    Man::new(own).render_options_section(&mut section)?;
    let heading = format!("OPTIONS OF {}", command.get_name().to_uppercase());
    let text = String::from_utf8_lossy(&section);
    Ok(text
        .replacen(".SH OPTIONS", &format!(".SH \"{heading}\""), 1)
        .into_bytes())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn completions_know_the_flags_of_setup_with_and_without_its_name() {
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell] {
            let script = String::from_utf8(completions(shell)).unwrap();
            let count = script.matches("consumer-key-file").count();
            assert!(count >= 2, "{shell}: {count}");
        }
    }

    #[test]
    fn the_manual_page_has_every_flag_of_every_command() {
        let page = String::from_utf8(man().unwrap()).unwrap();
        for command in ["setup", "check", "undo"] {
            let cli = Cli::command();
            for argument in cli.find_subcommand(command).unwrap().get_arguments() {
                let flag = argument.get_long().unwrap().replace('-', "\\-");
                assert!(page.contains(&flag), "{command} {flag}");
            }
        }
        assert!(page.contains("OPTIONS OF UNDO"));
        assert!(page.contains("Exit codes"));
    }
}
