//! Which key does what. The same tables match the keys and write the key line, so that they cannot disagree.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Go on with what has the focus.
    Enter,
    /// To the page before.
    Back,
    /// The next control.
    NextStop,
    /// The control before.
    PreviousStop,
    /// The row above.
    Up,
    /// The row below.
    Down,
    /// A screenful up.
    PageUp,
    /// A screenful down.
    PageDown,
    /// Help for this page.
    Help,
    /// Leave the program.
    Quit,
    /// Give the terminal back to the shell for a while.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// The step list.
    Steps,
    /// Try again what failed, or prove again what was written.
    Again,
    /// Test no more by itself.
    StopWaiting,
    /// Change an answer.
    Edit,
    /// Put back what was written.
    Undo,
    /// Set up another contact center.
    Another,
    /// Copy the report.
    Copy,
    /// Show a masked value for a moment.
    Reveal,
    /// Complete a path as far as it is clear.
    Complete,
    /// Go on line by line, without the full screen.
    Lines,
}

/// A key, what it does, and how the key line says so.
#[derive(Debug)]
pub struct Binding {
    keys: &'static [(KeyCode, KeyModifiers)],
    /// The key's name in the key line.
    pub shown: &'static str,
    /// What it does, in a word or two.
    pub does: &'static str,
    /// The same where room is short.
    pub brief: &'static str,
    /// What it asks for.
    pub action: Action,
}

const NONE: KeyModifiers = KeyModifiers::NONE;
const CTRL: KeyModifiers = KeyModifiers::CONTROL;

const fn key(
    keys: &'static [(KeyCode, KeyModifiers)],
    shown: &'static str,
    does: &'static str,
    action: Action,
) -> Binding {
    Binding {
        keys,
        shown,
        does,
        brief: does,
        action,
    }
}

impl Binding {
    const fn briefly(self, brief: &'static str) -> Self {
        Self { brief, ..self }
    }
}

/// Keys that mean the same on every page, whatever has the focus.
pub const ALWAYS: &[Binding] = &[
    key(&[(KeyCode::Enter, NONE)], "Enter", "go on", Action::Enter),
    key(&[(KeyCode::Tab, NONE)], "Tab", "next", Action::NextStop),
    key(
        &[
            (KeyCode::BackTab, KeyModifiers::SHIFT),
            (KeyCode::BackTab, NONE),
        ],
        "Shift-Tab",
        "back one",
        Action::PreviousStop,
    ),
    key(&[(KeyCode::Up, NONE)], "Up", "up", Action::Up),
    key(&[(KeyCode::Down, NONE)], "Up/Down", "move", Action::Down),
    key(
        &[(KeyCode::PageUp, NONE)],
        "PgUp",
        "scroll up",
        Action::PageUp,
    ),
    key(
        &[(KeyCode::PageDown, NONE)],
        "PgUp/PgDn",
        "scroll",
        Action::PageDown,
    )
    .briefly(""),
    key(&[(KeyCode::Esc, NONE)], "Esc", "back", Action::Back),
    key(&[(KeyCode::F(1), NONE)], "F1", "help", Action::Help),
    key(&[(KeyCode::F(2), NONE)], "F2", "steps", Action::Steps),
    key(
        &[(KeyCode::F(3), NONE)],
        "F3",
        "show for 10 s",
        Action::Reveal,
    )
    .briefly("show"),
    key(
        &[(KeyCode::Char('c'), CTRL)],
        "Ctrl-C",
        "quit",
        Action::Quit,
    ),
    key(
        &[(KeyCode::Char('z'), CTRL)],
        "Ctrl-Z",
        "suspend",
        Action::Suspend,
    ),
    key(
        &[(KeyCode::Char('l'), CTRL)],
        "Ctrl-L",
        "redraw",
        Action::Redraw,
    ),
];

/// What F1 is named where the key line has no room for all of a page's keys.
pub const ALL_KEYS: Binding = key(&[(KeyCode::F(1), NONE)], "F1", "all keys", Action::Help);

/// What Enter does at a button.
const PRESS: Binding = key(&[(KeyCode::Enter, NONE)], "Enter", "press", Action::Enter);

/// What completes a path.
pub const COMPLETE: Binding = key(
    &[(KeyCode::Right, NONE)],
    "Right",
    "complete",
    Action::Complete,
);

/// What F3 does while a masked value is shown.
pub const HIDE: Binding = key(&[(KeyCode::F(3), NONE)], "F3", "hide", Action::Reveal);

/// What Enter does in the step list.
pub const LISTED: Binding = key(
    &[(KeyCode::Enter, NONE)],
    "Enter",
    "go there",
    Action::Enter,
);

/// The keys that mean something at a button.
pub fn at_button() -> Vec<&'static Binding> {
    let next = named(ALWAYS, Action::NextStop);
    [&PRESS].into_iter().chain(next).collect()
}

/// Letters, for pages and controls into which nothing can be typed.
pub const LETTERS: &[Binding] = &[
    key(&[(KeyCode::Char('?'), NONE)], "?", "help", Action::Help),
    key(
        &[(KeyCode::Char(' '), NONE)],
        "Space",
        "press",
        Action::Enter,
    ),
];

/// What Esc means on the first page.
pub const WELCOME: &[Binding] = &[key(&[(KeyCode::Esc, NONE)], "Esc", "leave", Action::Back)];

/// Keys while help lies over the page.
pub const HELPING: &[Binding] = &[
    key(&[(KeyCode::Down, NONE)], "Up/Down", "scroll", Action::Down),
    key(&[(KeyCode::Esc, NONE)], "Esc", "close help", Action::Back),
];

/// Keys while something is asked before it is given up or undone.
pub const ASKED: &[Binding] = &[
    key(&[(KeyCode::Enter, NONE)], "Enter", "choose", Action::Enter),
    key(
        &[(KeyCode::Tab, NONE)],
        "Tab",
        "other button",
        Action::NextStop,
    ),
    key(&[(KeyCode::Esc, NONE)], "Esc", "no", Action::Back),
];

/// The second press of Ctrl-C.
pub const LEAVING: &[Binding] = &[key(
    &[(KeyCode::Char('c'), CTRL)],
    "Ctrl-C",
    "leave",
    Action::Quit,
)];

/// Letters of the page that says what could not be looked up.
pub const FAILED: &[Binding] = &[key(
    &[(KeyCode::Char('t'), NONE)],
    "T",
    "try again",
    Action::Again,
)];

/// What Ctrl-C means while something is being carried out.
pub const WORKING: &[Binding] = &[key(
    &[(KeyCode::Char('c'), CTRL)],
    "Ctrl-C",
    "stop after this call",
    Action::Quit,
)];

/// Letters of the last page, and where Esc goes from it.
pub const OUTCOME: &[Binding] = &[
    key(
        &[(KeyCode::Char('t'), NONE)],
        "T",
        "test again",
        Action::Again,
    )
    .briefly("test"),
    key(
        &[(KeyCode::Char('w'), NONE)],
        "W",
        "stop waiting",
        Action::StopWaiting,
    )
    .briefly("stop"),
    key(
        &[(KeyCode::Char('e'), NONE)],
        "E",
        "edit answers",
        Action::Edit,
    )
    .briefly("edit"),
    key(&[(KeyCode::Char('u'), NONE)], "U", "undo", Action::Undo),
    key(
        &[(KeyCode::Char('n'), NONE)],
        "N",
        "another",
        Action::Another,
    ),
    key(
        &[(KeyCode::Char('c'), NONE)],
        "C",
        "copy report",
        Action::Copy,
    )
    .briefly("copy"),
    key(&[(KeyCode::Esc, NONE)], "Esc", "steps", Action::Back),
];

/// Letters of the page for windows that are too small for any other.
pub const TOO_SMALL: &[Binding] = &[
    key(
        &[(KeyCode::Char('p'), NONE)],
        "P",
        "go on line by line, without the full screen",
        Action::Lines,
    ),
    key(&[(KeyCode::Char('q'), NONE)], "Q", "quit", Action::Quit),
];

/// What a key asks for, by the tables given, the first match counting. Letters match in either case.
pub fn action(tables: &[&'static [Binding]], event: KeyEvent) -> Option<Action> {
    let wanted = (lower(event.code), event.modifiers);
    let wanted = match wanted {
        (KeyCode::Char(c), modifiers) => (KeyCode::Char(c), modifiers - KeyModifiers::SHIFT),
        other => other,
    };
    tables
        .iter()
        .flat_map(|table| table.iter())
        .find(|binding| binding.keys.contains(&wanted))
        .map(|binding| binding.action)
}

/// How the key line names an action of a table.
pub fn named(table: &'static [Binding], action: Action) -> Option<&'static Binding> {
    table.iter().find(|binding| binding.action == action)
}

/// Whether a key went down; Windows reports its coming up as well.
pub fn is_down(event: &KeyEvent) -> bool {
    event.kind != KeyEventKind::Release
}

/// Whether a key only moves or deletes, so that it may be held down.
pub fn moves(event: &KeyEvent) -> bool {
    use KeyCode::*;
    matches!(
        event.code,
        Up | Down
            | Left
            | Right
            | PageUp
            | PageDown
            | Home
            | End
            | Tab
            | BackTab
            | Backspace
            | Delete
    )
}

/// The character a key types, where it types one.
pub fn typed(event: &KeyEvent) -> Option<char> {
    let by_hand = event.modifiers - KeyModifiers::SHIFT;
    // AltGr arrives as Ctrl and Alt together, and types what its key shows.
    let typing = by_hand.is_empty() || by_hand == KeyModifiers::CONTROL | KeyModifiers::ALT;
    match event.code {
        KeyCode::Char(c) if typing => Some(c),
        _ => None,
    }
}

fn lower(code: KeyCode) -> KeyCode {
    match code {
        KeyCode::Char(c) => KeyCode::Char(c.to_ascii_lowercase()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const TABLES: [&[Binding]; 10] = [
        ALWAYS, LETTERS, WELCOME, HELPING, ASKED, LEAVING, FAILED, WORKING, OUTCOME, TOO_SMALL,
    ];

    #[test]
    fn every_key_of_every_table_does_what_the_table_says() {
        for table in TABLES {
            for binding in table {
                for (code, modifiers) in binding.keys {
                    let event = KeyEvent::new(*code, *modifiers);
                    assert_eq!(action(&[table], event), Some(binding.action));
                }
                assert!(!binding.shown.is_empty() && !binding.does.is_empty());
            }
        }
    }

    #[test]
    fn no_key_is_taken_from_a_browser_terminal_tmux_or_flow_control() {
        let taken = ['w', 'n', 't', 'b', 'a', 's', 'q', 'h', 'i', 'm', 'j'];
        for (code, modifiers) in TABLES.iter().flat_map(|t| t.iter()).flat_map(|b| b.keys) {
            assert!(!modifiers.contains(KeyModifiers::ALT));
            if let (KeyCode::Char(c), &CTRL) = (code, modifiers) {
                assert!(!taken.contains(c), "Ctrl-{c}");
            }
        }
    }

    #[test]
    fn a_capital_letter_is_the_same_shortcut() {
        let capital = KeyEvent::new(KeyCode::Char('T'), KeyModifiers::SHIFT);
        assert_eq!(action(&[OUTCOME], capital), Some(Action::Again));
    }
}
