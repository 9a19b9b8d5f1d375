//! The key line: the page's keys at its left end, what is always there at its right end.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::edges::both_ends;
use super::line;
use crate::tui::app::App;
use crate::tui::keys::{self, Action, Binding};
use crate::tui::sheet::Hidden;
use crate::tui::text::columns;

/// Draws it. Where room is short, keys that one can do without are left out, and F1 is named after all of them:
/// help begins with those of the page.
pub fn draw(area: Rect, buffer: &mut Buffer, app: &App, hidden: Hidden) {
    let (left, right) = match app.overlay() {
        Some(overlay) => (overlay.keys(), Vec::new()),
        None if app.in_steps().is_some() => {
            let move_by = listed(&[Action::Down]);
            (
                [&keys::LISTED].into_iter().chain(move_by).collect(),
                usual(app),
            )
        }
        None => (page_keys(app, hidden), usual(app)),
    };
    let text = fitting(left, right, area.width);
    line(area, buffer, app, &text, app.theme.strong());
}

/// The page's keys, and how to see the rest of it where it goes on out of sight.
fn page_keys(app: &App, hidden: Hidden) -> Vec<&'static Binding> {
    let mut keys = app.page().keys();
    let goes_on = hidden != Hidden::default() && !app.page().takes_page_keys();
    let scroll = keys::named(keys::ALWAYS, Action::PageDown).filter(|_| goes_on);
    if let Some(scroll) = scroll {
        let tab = keys.iter().position(|key| key.action == Action::NextStop);
        keys.insert(tab.map_or(keys.len().min(1), |tab| tab + 1), scroll);
    }
    keys
}

/// What is always there: the way back, help, the way out. While something is carried out there is no way
/// back, and Ctrl-C has a meaning of its own.
fn usual(app: &App) -> Vec<&'static Binding> {
    let back = match app.in_steps() {
        Some(_) => keys::named(keys::ALWAYS, Action::Back),
        None => app.page().back(),
    };
    let quit = keys::named(keys::ALWAYS, Action::Quit).filter(|_| !app.is_working());
    let help = keys::named(keys::ALWAYS, Action::Help);
    let steps = keys::named(keys::ALWAYS, Action::Steps).filter(|_| app.hides_steps());
    back.into_iter()
        .chain(steps)
        .chain(help)
        .chain(quit)
        .collect()
}

fn listed(actions: &[Action]) -> Vec<&'static Binding> {
    let named = |action: &Action| keys::named(keys::ALWAYS, *action);
    actions.iter().filter_map(named).collect()
}

/// As many keys as there is room for: closer together first, then in fewer words, then without the ones of least
/// use. Where one is left out, F1 says that it shows all.
fn fitting(
    mut left: Vec<&'static Binding>,
    mut right: Vec<&'static Binding>,
    width: u16,
) -> String {
    loop {
        for (gap, brief) in [("   ", false), ("  ", false), ("  ", true)] {
            if let Some(text) = told(&left, &right, gap, brief, width) {
                return text;
            }
        }
        for key in right.iter_mut().filter(|key| key.action == Action::Help) {
            *key = &keys::ALL_KEYS;
        }
        let each = left.iter().chain(&right).enumerate();
        match each.max_by_key(|(at, key)| (dispensable(key.action), *at)) {
            None => return String::new(),
            Some((at, _)) if at < left.len() => left.remove(at),
            Some((at, _)) => right.remove(at - left.len()),
        };
    }
}

/// The keys at both ends of a line, where they fit into it.
fn told(
    left: &[&Binding],
    right: &[&Binding],
    gap: &str,
    brief: bool,
    width: u16,
) -> Option<String> {
    let named = |keys: &[&Binding]| {
        let each = keys.iter().map(|key| match brief {
            true => format!("{} {}", key.shown, key.brief),
            false => format!("{} {}", key.shown, key.does),
        });
        let each: Vec<String> = each.map(|key| key.trim_end().to_owned()).collect();
        each.join(gap)
    };
    let (left, right) = (named(left), named(right));
    let needed = columns(&left) + columns(&right) + gap.len() + 2;
    let text = both_ends(&format!(" {left}"), &format!("{right} "), width);
    (needed <= usize::from(width)).then_some(text)
}

/// How well one gets on without a key being named: the higher, the better.
fn dispensable(action: Action) -> usize {
    const NEEDED: [Action; 8] = [
        Action::Enter,
        Action::NextStop,
        Action::Help,
        Action::Back,
        Action::PageDown,
        Action::Quit,
        Action::Steps,
        Action::Down,
    ];
    let place = NEEDED.iter().position(|needed| *needed == action);
    place.unwrap_or(NEEDED.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_to_move_on_with_are_named_at_every_width() {
        let left = listed(&[
            Action::Enter,
            Action::Down,
            Action::Reveal,
            Action::NextStop,
            Action::PageDown,
        ]);
        let right = listed(&[Action::Back, Action::Help, Action::Quit]);
        for width in 60..=120 {
            let text = fitting(left.clone(), right.clone(), width);
            assert_eq!(columns(&text), usize::from(width), "{text}");
            for name in ["Enter go on", "Tab next", "Esc back"] {
                assert!(text.contains(name), "{width}: {text}");
            }
            let all = ["Up/Down move", "F3 show", "PgUp/PgDn", "Ctrl-C quit"];
            let is_full = all.iter().all(|name| text.contains(name));
            let help = if is_full { "F1 help" } else { "F1 all keys" };
            assert!(text.contains(help), "{width}: {text}");
        }
        assert!(fitting(left, right, 120).contains("Ctrl-C quit"));
    }

    #[test]
    fn a_key_that_can_be_done_without_gives_way_first() {
        let left = listed(&[Action::Enter, Action::Down, Action::NextStop]);
        let right = listed(&[Action::Back, Action::Help, Action::Quit]);
        let told = " Enter go on  Tab next    Esc back  F1 all keys  Ctrl-C quit ";
        assert_eq!(fitting(left, right, 61), told);
    }
}
