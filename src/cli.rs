//! The command line as types: what can be typed, and what `--help` says of it. Decides nothing.
//!
//! The flags of `setup` can be given with the command's name or, since it is the default, without.

mod usage;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand};
use clap_complete::Shell;

pub use usage::{Misunderstood, Unusable};

/// Sets up OAuth for the Service Cloud Voice REST Lambda function, and proves that it works.
///
/// With no command it is `scv-oauth setup`, the wizard. It asks one question at a time, shows every
/// change before it writes, and writes nothing before you say so.
#[derive(Debug, Parser)]
#[command(name = "scv-oauth", version, after_help = AFTER_HELP, max_term_width = 80)]
pub struct Cli {
    /// What to do; `setup` where nothing is said.
    #[command(subcommand)]
    command: Option<Command>,
    /// The flags of the command that needs no name.
    #[command(flatten)]
    setup: SetupArgs,
    /// The flags of every command.
    #[command(flatten)]
    everywhere: Everywhere,
}

/// A command line, understood.
#[derive(Debug)]
pub struct Invocation {
    /// What to do.
    pub command: Command,
    /// What holds for every command.
    pub everywhere: Everywhere,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Set a contact center up: the wizard, or --yes with answers from file and flags
    Setup(Box<SetupArgs>),
    /// Look at contact centers, say what is wrong and how to mend it; changes nothing
    Check(CheckArgs),
    /// Put back what the last setup of a contact center changed
    Undo(UndoArgs),
    /// Print what to have ready before a setup, and where it is found
    Checklist,
    /// Print shell completions
    Completions {
        /// The shell to print them for
        shell: Shell,
    },
    /// Print the manual page
    Man,
}

/// What can be said to every command.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Everywhere {
    /// AWS profile [default: AWS_PROFILE, as in the AWS CLI]
    #[arg(long, value_name = "NAME", global = true)]
    pub profile: Option<String>,
    /// AWS Region [default: AWS_REGION, or the profile's]
    #[arg(long, value_name = "REGION", global = true)]
    pub region: Option<String>,
    /// Use a built-in practice account and org; nothing real is touched
    #[arg(long, global = true)]
    pub practice: bool,
    /// Print one JSON document and nothing else on standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// When to use colors [default: auto]
    #[arg(long, value_name = "WHEN", value_enum, global = true)]
    pub color: Option<ColorChoice>,
    /// Draw with ASCII characters only
    #[arg(long, global = true)]
    pub ascii: bool,
}

/// What can be said to `setup`.
#[derive(Debug, Clone, Default, Args)]
pub struct SetupArgs {
    /// How the conversation is held.
    #[command(flatten)]
    pub manner: Manner,
    /// The answers given as flags.
    #[command(flatten)]
    pub answers: AnswerArgs,
}

/// How a setup is held.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Setup")]
pub struct Manner {
    /// Ask nothing; say all that is missing or refused
    #[arg(long)]
    pub yes: bool,
    /// Stop after the preview; nothing is written
    #[arg(long)]
    pub dry_run: bool,
    /// With --yes: write to this contact center of a production org
    #[arg(long, value_name = "CONTACT_CENTER")]
    pub confirm_production: Option<String>,
    /// Take answers from this file; flags win over it
    #[arg(long, value_name = "FILE.toml")]
    pub answers: Option<PathBuf>,
    /// Write the answers given to this file, never a secret
    #[arg(long, value_name = "FILE.toml")]
    pub save_answers: Option<PathBuf>,
    /// Ask line by line; for screen readers and simple terminals
    #[arg(long, conflicts_with_all = ["tui", "yes"])]
    pub plain: bool,
    /// Use the full screen even where the terminal seems too simple
    #[arg(long, conflicts_with = "yes")]
    pub tui: bool,
    /// Let nothing on the screen move by itself
    #[arg(long)]
    pub no_motion: bool,
}

/// The answers that can be given as flags. None of them is a secret: those are named by file.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Answers to setup")]
pub struct AnswerArgs {
    /// The contact center's API name
    #[arg(long, value_name = "NAME")]
    pub contact_center: Option<String>,
    /// secrets-manager (19.0 and later) or parameter-store [default: detected]
    #[arg(long, value_name = "PATH", value_parser = ["secrets-manager", "parameter-store"], hide_possible_values = true)]
    pub version_path: Option<String>,
    /// The secret's name [default: detected]
    #[arg(long, value_name = "NAME")]
    pub secret: Option<String>,
    /// The Salesforce user the function logs in as
    #[arg(long)]
    pub username: Option<String>,
    /// File with the consumer key; - reads standard input
    #[arg(long, value_name = "FILE")]
    pub consumer_key_file: Option<PathBuf>,
    /// File with the private key (server.key)
    #[arg(long, value_name = "FILE")]
    pub private_key_file: Option<PathBuf>,
    /// File with the private key's passphrase, if it has one
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Certificate to check against the private key
    #[arg(long, value_name = "FILE")]
    pub certificate_file: Option<PathBuf>,
    /// The kind of org
    #[arg(long, value_parser = ["production", "sandbox"])]
    pub org: Option<String>,
    /// The org's My Domain URL [default: as found in the account]
    #[arg(long, value_name = "URL")]
    pub my_domain: Option<String>,
    /// Do not ask Salesforce before and after writing
    #[arg(long)]
    pub no_login_proof: bool,
    /// Do not call the function after writing
    #[arg(long)]
    pub no_lambda_proof: bool,
}

/// What can be said to `check`.
#[derive(Debug, Clone, Default, Args)]
pub struct CheckArgs {
    /// The contact center's API name [default: all]
    #[arg(long, value_name = "NAME")]
    pub contact_center: Option<String>,
    /// Certificate to check against the stored private key
    #[arg(long, value_name = "FILE")]
    pub certificate_file: Option<PathBuf>,
    /// Do not ask Salesforce whether the stored values work
    #[arg(long)]
    pub no_login_proof: bool,
    /// Print a redacted report for a support case
    #[arg(long)]
    pub report: bool,
}

/// What can be said to `undo`.
#[derive(Debug, Clone, Args)]
pub struct UndoArgs {
    /// The contact center's API name; without it, those found are named
    #[arg(long, value_name = "NAME")]
    pub contact_center: Option<String>,
    /// Do not ask before putting back
    #[arg(long)]
    pub yes: bool,
}

const AFTER_HELP: &str = "\
Examples:
  scv-oauth --practice                     try it out; nothing is real
  scv-oauth --profile voice-admin          set a contact center up
  scv-oauth check                          look at all contact centers
  scv-oauth setup --yes --dry-run --answers acme.toml --json
  scv-oauth undo --contact-center acme     put back what was changed

Exit codes: 0 done, 1 refused or failed and nothing changed, 2 the command
line or an answer cannot be used, 3 written but not proved, 4 stopped
part-way, 130 cancelled.";

impl SetupArgs {
    /// Whether nothing may be asked: `--yes`, or a dry run whose only output is JSON.
    pub fn is_unattended(&self, everywhere: &Everywhere) -> bool {
        self.manner.yes || (everywhere.json && self.manner.dry_run)
    }
}

/// Understands a command line as a person or a script gave it. What cannot be understood is told in words that
/// repeat no secret.
pub fn understand(words: &[OsString]) -> Result<Invocation, Misunderstood> {
    usage::refuse_secrets(words)?;
    parse_from(words).map_err(|error| usage::misunderstood(error, words))
}

/// Understands a command line; the first word is the program's name.
pub fn parse_from(
    words: impl IntoIterator<Item = impl Into<OsString> + Clone>,
) -> Result<Invocation, clap::Error> {
    let matches = Cli::command().try_get_matches_from(words)?;
    let cli = Cli::from_arg_matches(&matches)?;
    let invocation = match cli.command {
        None => Invocation {
            command: Command::Setup(Box::new(cli.setup)),
            everywhere: cli.everywhere,
        },
        Some(command) => {
            refuse_misplaced(&matches)?;
            Invocation {
                command,
                everywhere: cli.everywhere,
            }
        }
    };
    refuse_idle_json(&invocation)?;
    Ok(invocation)
}

/// A flag of `setup` before another command's name would be lost: `--dry-run setup` would write.
fn refuse_misplaced(matches: &ArgMatches) -> Result<(), clap::Error> {
    let command = Cli::command();
    let misplaced = command.get_arguments().find(|argument| {
        let id = argument.get_id().as_str();
        !argument.is_global_set() && matches.value_source(id) == Some(ValueSource::CommandLine)
    });
    let (Some(flag), Some(name)) = (
        misplaced.and_then(|argument| argument.get_long()),
        matches.subcommand_name(),
    ) else {
        return Ok(());
    };
    Err(usage_error(format!(
        "--{flag} stands before `{name}`; put it after, if `{name}` has it"
    )))
}

/// JSON leaves no room for questions, and some commands have nothing to say in it.
fn refuse_idle_json(invocation: &Invocation) -> Result<(), clap::Error> {
    if !invocation.everywhere.json {
        return Ok(());
    }
    match &invocation.command {
        Command::Setup(setup) if !setup.is_unattended(&invocation.everywhere) => {
            Err(usage_error("--json of a setup needs --yes or --dry-run"))
        }
        Command::Checklist | Command::Completions { .. } | Command::Man => Err(usage_error(
            "--json is there for setup, check and undo only",
        )),
        Command::Check(check) if check.report => Err(usage_error(
            "--json and --report are two ways to print a check; choose one",
        )),
        _ => Ok(()),
    }
}

fn usage_error(message: impl std::fmt::Display) -> clap::Error {
    Cli::command().error(ErrorKind::ArgumentConflict, message)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn parsed(line: &str) -> Result<Invocation, clap::Error> {
        parse_from(std::iter::once("scv-oauth").chain(line.split_whitespace()))
    }

    fn setup(line: &str) -> SetupArgs {
        match parsed(line).unwrap().command {
            Command::Setup(setup) => *setup,
            other => panic!("not a setup: {other:?}"),
        }
    }

    #[test]
    fn setup_needs_no_name() {
        for line in [
            "--dry-run --org sandbox --no-login-proof",
            "setup --dry-run --org sandbox --no-login-proof",
        ] {
            let setup = setup(line);
            assert!(setup.manner.dry_run && setup.answers.no_login_proof);
            assert_eq!(setup.answers.org.as_deref(), Some("sandbox"));
        }
    }

    #[test]
    fn profile_and_practice_stand_before_or_after_a_command() {
        for line in [
            "--practice --profile acme check",
            "check --practice --profile acme",
        ] {
            let everywhere = parsed(line).unwrap().everywhere;
            assert!(everywhere.practice);
            assert_eq!(everywhere.profile.as_deref(), Some("acme"));
        }
    }

    #[test]
    fn a_flag_that_would_be_lost_is_refused() {
        for line in [
            "--dry-run setup",
            "--dry-run setup --yes",
            "--contact-center acme check",
        ] {
            let error = parsed(line).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{line}");
            assert!(error.to_string().contains("stands before"), "{line}");
        }
    }

    #[test]
    fn json_is_refused_where_questions_would_be_asked() {
        assert_eq!(parsed("--json").unwrap_err().exit_code(), 2);
        assert_eq!(parsed("checklist --json").unwrap_err().exit_code(), 2);
        assert!(parsed("--json --dry-run").is_ok());
        assert!(parsed("check --json").is_ok());
        assert_eq!(parsed("check --json --report").unwrap_err().exit_code(), 2);
    }

    #[test]
    fn no_flag_takes_a_secret() {
        for line in ["--consumer-key=3MVG9canary", "--passphrase=3MVG9canary"] {
            let error = parsed(line).unwrap_err();
            assert_eq!(error.exit_code(), 2);
            assert!(!error.to_string().contains("canary"), "{error}");
        }
    }

    #[test]
    fn help_fits_eighty_columns() {
        let mut command = Cli::command();
        command.build();
        let pages = std::iter::once(&mut command.clone())
            .chain(command.get_subcommands_mut())
            .map(|command| command.render_long_help().to_string())
            .collect::<Vec<_>>();
        let long = pages.iter().flat_map(|page| page.lines());
        for line in long {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }
}
