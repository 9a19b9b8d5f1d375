//! Which front end holds the conversation: told from flags, environment and terminal.

use clap::ColorChoice;

use crate::cli::Manner;
use crate::problem::Problem;

/// A way to hold the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrontEnd {
    /// On the full screen.
    FullScreen,
    /// Line by line, with the terminal's own line editing where it has any.
    Lines,
    /// Line by line, without a single control sequence.
    BareLines,
}

/// What of the surroundings speaks for one front end or another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terminal {
    /// Whether standard input is one.
    pub reads: bool,
    /// Whether standard output is one, for the screen to be drawn on.
    pub draws: bool,
    /// Whether standard error is one, for questions to be printed on.
    pub speaks: bool,
    /// `TERM`, where set and not empty.
    pub term: Option<String>,
    /// Whether `ACCESSIBLE` is set and not empty.
    pub accessible: bool,
}

impl Terminal {
    /// The terminal that this process runs on.
    pub fn of_this_process() -> Self {
        use std::io::IsTerminal;
        let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        Self {
            reads: std::io::stdin().is_terminal(),
            draws: std::io::stdout().is_terminal(),
            speaks: std::io::stderr().is_terminal(),
            term: set("TERM"),
            accessible: set("ACCESSIBLE").is_some(),
        }
    }

    /// Whether it can move its cursor. Windows consoles can, and set no `TERM`.
    fn moves_cursor(&self) -> bool {
        match self.term.as_deref() {
            Some(term) => term != "dumb",
            None => cfg!(windows),
        }
    }
}

/// Chooses the front end of a setup that asks; refuses where there is nobody to ask.
pub fn choose(manner: &Manner, terminal: &Terminal) -> Result<FrontEnd, Problem> {
    let simple = !terminal.moves_cursor() || terminal.accessible;
    let chosen = match (manner.tui, manner.plain, simple) {
        (true, ..) => FrontEnd::FullScreen,
        (_, _, true) => FrontEnd::BareLines,
        (_, true, false) => FrontEnd::Lines,
        (_, false, false) => FrontEnd::FullScreen,
    };
    let shows = match chosen {
        FrontEnd::FullScreen => terminal.draws,
        FrontEnd::Lines | FrontEnd::BareLines => terminal.speaks,
    };
    if terminal.reads && shows {
        Ok(chosen)
    } else {
        Err(no_terminal(terminal))
    }
}

/// The line by line front end that the conversation can go on in where a window gets too small; `None` where
/// its questions would not be seen.
pub fn instead_of_screen(terminal: &Terminal) -> Option<FrontEnd> {
    let plain = Manner {
        plain: true,
        ..Manner::default()
    };
    choose(&plain, terminal).ok()
}

/// Whether the locale speaks of UTF-8; the Linux console has too few glyphs whatever it says.
pub fn speaks_unicode() -> bool {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
    let says_utf8 = locale.is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    });
    (says_utf8 || cfg!(windows)) && set("TERM").as_deref() != Some("linux")
}

/// Whether colours are wanted: the flag decides, then `NO_COLOR`, then `CLICOLOR=0`.
pub fn is_colored(flag: Option<ColorChoice>) -> bool {
    match flag {
        Some(ColorChoice::Always) => true,
        Some(ColorChoice::Never) => false,
        Some(ColorChoice::Auto) | None => {
            let is = |name, test: fn(&str) -> bool| std::env::var(name).is_ok_and(|v| test(&v));
            !is("NO_COLOR", |value| !value.is_empty()) && !is("CLICOLOR", |value| value == "0")
        }
    }
}

fn no_terminal(terminal: &Terminal) -> Problem {
    let problem = Problem::new("no-terminal", "There is no terminal to ask questions on.");
    if terminal.reads && terminal.speaks {
        return problem
            .cause("Standard output is a pipe or a file.")
            .fix("Pass --plain to be asked line by line, or --yes with --answers FILE.toml.");
    }
    problem
        .cause("Standard input or output is a pipe or a file.")
        .fix("Run it on a terminal, or pass --yes with --answers FILE.toml.")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn terminal(term: &str, accessible: bool) -> Terminal {
        Terminal {
            reads: true,
            draws: true,
            speaks: true,
            term: Some(term.to_owned()).filter(|term| !term.is_empty()),
            accessible,
        }
    }

    fn manner(plain: bool, tui: bool) -> Manner {
        Manner {
            plain,
            tui,
            ..Manner::default()
        }
    }

    #[test]
    fn simple_terminals_and_screen_readers_get_lines() {
        use FrontEnd::*;
        let rows = [
            (
                terminal("xterm-256color", false),
                manner(false, false),
                FullScreen,
            ),
            (
                terminal("xterm-256color", false),
                manner(true, false),
                Lines,
            ),
            (
                terminal("xterm-256color", true),
                manner(false, false),
                BareLines,
            ),
            (terminal("dumb", false), manner(false, false), BareLines),
            (terminal("dumb", false), manner(true, false), BareLines),
            (terminal("dumb", true), manner(false, true), FullScreen),
        ];
        for (terminal, manner, expected) in rows {
            let chosen = choose(&manner, &terminal).unwrap();
            assert_eq!(chosen, expected, "{terminal:?}, {manner:?}");
        }
        #[cfg(unix)]
        assert_eq!(
            choose(&manner(false, false), &terminal("", false)).unwrap(),
            BareLines
        );
    }

    #[test]
    fn without_a_terminal_the_way_without_questions_is_named() {
        let problem = choose(&manner(true, false), &Terminal::default()).unwrap_err();
        assert!(problem.advice.fix().contains("--yes"), "{problem}");

        let piped = Terminal {
            draws: false,
            ..terminal("xterm", false)
        };
        let problem = choose(&manner(false, false), &piped).unwrap_err();
        assert!(problem.advice.fix().contains("--plain"), "{problem}");
        assert_eq!(
            choose(&manner(true, false), &piped).unwrap(),
            FrontEnd::Lines
        );
    }
}
