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
        Self {
            reads: std::io::stdin().is_terminal(),
            draws: std::io::stdout().is_terminal(),
            speaks: std::io::stderr().is_terminal(),
            term: variable("TERM"),
            accessible: variable("ACCESSIBLE").is_some(),
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

/// A variable of this process, unless it is empty.
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whether the locale speaks of UTF-8; the Linux console has too few glyphs whatever it says.
pub fn speaks_unicode(set: impl Fn(&str) -> Option<String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(&set);
    let says_utf8 = locale.is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    });
    (says_utf8 || cfg!(windows)) && set("TERM").as_deref() != Some("linux")
}

/// Whether colours are wanted: the flag decides, then `NO_COLOR`, then `CLICOLOR_FORCE`, then `CLICOLOR`.
pub fn is_colored(flag: Option<ColorChoice>, set: impl Fn(&str) -> Option<String>) -> bool {
    let is_off = |value: String| value == "0";
    let forced = || set("CLICOLOR_FORCE").is_some_and(|value| !is_off(value));
    match flag {
        Some(ColorChoice::Always) => true,
        Some(ColorChoice::Never) => false,
        _ if set("NO_COLOR").is_some() => false,
        Some(ColorChoice::Auto) | None => forced() || !set("CLICOLOR").is_some_and(is_off),
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

    type Variables<'a> = &'a [(&'a str, &'a str)];

    fn set<'a>(variables: Variables<'a>) -> impl Fn(&str) -> Option<String> + 'a {
        |name| {
            let found = variables.iter().find(|(set, _)| *set == name);
            found.map(|(_, value)| (*value).to_owned())
        }
    }

    #[test]
    fn the_flag_beats_no_color_which_beats_what_else_is_set() {
        use ColorChoice::*;
        let no_color = ("NO_COLOR", "1");
        let rows: [(Option<ColorChoice>, Variables, bool); 9] = [
            (None, &[], true),
            (None, &[no_color], false),
            (Some(Auto), &[no_color], false),
            (Some(Always), &[no_color], true),
            (Some(Never), &[("CLICOLOR_FORCE", "1")], false),
            (None, &[("CLICOLOR", "0")], false),
            (None, &[("CLICOLOR", "0"), ("CLICOLOR_FORCE", "1")], true),
            (None, &[("CLICOLOR", "0"), ("CLICOLOR_FORCE", "0")], false),
            (None, &[no_color, ("CLICOLOR_FORCE", "1")], false),
        ];
        for (flag, variables, expected) in rows {
            let colored = is_colored(flag, set(variables));
            assert_eq!(colored, expected, "{flag:?} {variables:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn unicode_is_drawn_where_the_locale_says_so_and_the_terminal_can() {
        let rows: [(Variables, bool); 6] = [
            (&[("LANG", "en_US.UTF-8")], true),
            (&[("LANG", "C.utf8")], true),
            (&[("LANG", "C")], false),
            (&[], false),
            (&[("LANG", "en_US.UTF-8"), ("LC_ALL", "C")], false),
            (&[("LANG", "en_US.UTF-8"), ("TERM", "linux")], false),
        ];
        for (variables, expected) in rows {
            assert_eq!(speaks_unicode(set(variables)), expected, "{variables:?}");
        }
    }
}
