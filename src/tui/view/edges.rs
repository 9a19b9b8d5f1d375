//! The lines around a page: title, account bar, status, keys, and the rules between.

use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};
use ratatui::style::Style;

use super::{bar, line};
use crate::tui::app::{App, Changed};
use crate::tui::keys::{self, Action, Binding};
use crate::tui::layout::Areas;
use crate::tui::sheet::Hidden;
use crate::tui::text::{columns, shorten, visible};

/// Draws everything but the page and what is beside it.
pub fn draw(areas: &Areas, buffer: &mut Buffer, app: &App, hidden: Hidden) {
    draw_title(areas.title, buffer, app);
    bar::draw(areas.bar, buffer, app);
    draw_rules(areas, buffer, app);
    draw_above(areas.above, buffer, app);
    draw_below(areas, buffer, app);
    draw_status(areas.status, buffer, app);
    draw_more(areas, buffer, app, hidden);
    draw_keys(areas.keys, buffer, app, hidden);
}

/// Whether anything was changed, in a sentence.
pub fn changed_sentence(app: &App) -> &'static str {
    match app.changed() {
        Changed::Nothing => "Nothing has been changed in AWS.",
        Changed::Perhaps => "Changes are being made in AWS.",
        Changed::Something => "AWS was changed. See the result page.",
        Changed::PutBack => "What was changed was put back.",
    }
}

/// Draws a box.
pub fn border(area: Rect, buffer: &mut Buffer, app: &App) {
    let glyphs = app.theme.glyphs;
    let across = glyphs.across.repeat(usize::from(area.width));
    let style = app.theme.strong();
    buffer.set_string(area.x, area.y, &across, style);
    buffer.set_string(area.x, area.bottom() - 1, &across, style);
    for y in area.inner(Margin::new(0, 1)).rows().map(|row| row.y) {
        buffer.set_string(area.x, y, glyphs.down, style);
        buffer.set_string(area.right() - 1, y, glyphs.down, style);
    }
}

fn draw_title(area: Rect, buffer: &mut Buffer, app: &App) {
    let left = format!(" scv-oauth   {}", app.title());
    let all = app.flow().lines().len();
    let right = match (app.is_welcoming(), app.is_past_steps()) {
        (true, _) => format!("{} ", app.code()),
        (false, true) => format!("ref {} ", app.code()),
        (false, false) => {
            let step = app.flow().position() + 1;
            let bar = progress(app, step, all, area.width);
            format!("Step {step} of {all}{bar}   ref {} ", app.code())
        }
    };
    let text = both_ends(&left, &right, area.width);
    line(area, buffer, app, &text, app.theme.strong());
}

/// In windows without a step list, a bar stands for it.
fn progress(app: &App, step: usize, all: usize, width: u16) -> String {
    if !(70..100).contains(&width) {
        return String::new();
    }
    let (full, rest) = (app.theme.glyphs.full, app.theme.glyphs.rest);
    format!(" [{}{}]", full.repeat(step), rest.repeat(all - step))
}

fn draw_rules(areas: &Areas, buffer: &mut Buffer, app: &App) {
    let glyphs = app.theme.glyphs;
    let style = app.theme.faint();
    let across = glyphs.across.repeat(usize::from(areas.title.width));
    for row in [areas.above, areas.below] {
        buffer.set_string(row.x, row.y, &across, style);
    }
    let right_of = |area: Rect| area.right() + 1;
    let lines = [areas.steps.map(right_of), areas.help.map(|area| area.x - 2)];
    for x in lines.into_iter().flatten() {
        for y in areas.main.rows().map(|row| row.y) {
            buffer.set_string(x, y, glyphs.down, style);
        }
        buffer.set_string(x, areas.above.y, glyphs.tee_down, style);
        buffer.set_string(x, areas.below.y, glyphs.tee_up, style);
    }
}

fn draw_above(area: Rect, buffer: &mut Buffer, app: &App) {
    let banner = match (app.is_practice(), app.appearance.dry_run) {
        (true, true) => " PRACTICE, DRY RUN - nothing will be written ",
        (true, false) => " PRACTICE - nothing here is real ",
        (false, true) => " DRY RUN - nothing will be written ",
        (false, false) => "",
    };
    if !banner.is_empty() {
        over_rule(area.x + 2, area.y, banner, buffer, app.theme.banner());
    }
}

fn draw_below(areas: &Areas, buffer: &mut Buffer, app: &App) {
    // With a step list the sentence stands there.
    if areas.steps.is_none() {
        let sentence = format!(" {} ", changed_sentence(app));
        let (x, y) = (areas.below.x + 2, areas.below.y);
        over_rule(x, y, &sentence, buffer, app.theme.strong());
    }
}

/// Writes over a line across, and takes nothing over of its faintness.
fn over_rule(x: u16, y: u16, text: &str, buffer: &mut Buffer, style: Style) {
    buffer.set_string(x, y, text, Style::reset().patch(style));
}

fn draw_status(area: Rect, buffer: &mut Buffer, app: &App) {
    let text = visible(&app.status(), app.theme.glyphs.ascii).into_owned();
    let room = usize::from(area.width.saturating_sub(2));
    let text = format!(" {}", shorten(&text, room));
    line(area, buffer, app, &text, Style::new());
}

/// Marks where the page goes on out of sight.
fn draw_more(areas: &Areas, buffer: &mut Buffer, app: &App, hidden: Hidden) {
    let (main, style) = (areas.main, app.theme.strong());
    for (is_hidden, row, text) in [
        (hidden.above, areas.above.y, " more above "),
        (hidden.below, areas.below.y, " more below "),
    ] {
        let width = u16::try_from(columns(text)).unwrap_or(0);
        if is_hidden && app.overlay().is_none() {
            let x = main.right().saturating_sub(width);
            over_rule(x, row, text, buffer, style);
        }
    }
}

fn draw_keys(area: Rect, buffer: &mut Buffer, app: &App, hidden: Hidden) {
    let (mut left, right) = match app.overlay() {
        Some(overlay) => (overlay.keys(), Vec::new()),
        None if app.in_steps().is_some() => (listed(&[Action::Enter, Action::Down]), usual(app)),
        None => (page_keys(app, hidden), usual(app)),
    };
    let right = format!("{} ", told(&right));
    let room = usize::from(area.width).saturating_sub(columns(&right) + 2);
    let scroll = left.get(1).filter(|key| key.action == Action::PageDown);
    let scroll = scroll.copied();
    while columns(&told(&left)) + 1 > room && left.pop().is_some() {}
    // That there is more to see is said even where there is room for one key only.
    if let Some(scroll) = scroll.filter(|_| left.len() == 1) {
        left = vec![scroll];
    }
    let text = both_ends(&format!(" {}", told(&left)), &right, area.width);
    line(area, buffer, app, &text, app.theme.strong());
}

/// The page's keys, and how to see the rest of it where it goes on out of sight.
fn page_keys(app: &App, hidden: Hidden) -> Vec<&'static Binding> {
    let mut keys = app.page().keys();
    let goes_on = hidden != Hidden::default() && !app.page().takes_page_keys();
    let scroll = keys::named(keys::ALWAYS, Action::PageDown).filter(|_| goes_on);
    if let Some(scroll) = scroll {
        keys.insert(keys.len().min(1), scroll);
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
    back.into_iter().chain(help).chain(quit).collect()
}

fn listed(actions: &[Action]) -> Vec<&'static Binding> {
    let named = |action: &Action| keys::named(keys::ALWAYS, *action);
    actions.iter().filter_map(named).collect()
}

fn told(bindings: &[&Binding]) -> String {
    let each = bindings
        .iter()
        .map(|binding| format!("{} {}", binding.shown, binding.does));
    each.collect::<Vec<_>>().join("   ")
}

/// Two texts, one at each end of a row.
pub fn both_ends(left: &str, right: &str, width: u16) -> String {
    let gap = usize::from(width).saturating_sub(columns(left) + columns(right));
    format!("{left}{}{right}", " ".repeat(gap))
}
