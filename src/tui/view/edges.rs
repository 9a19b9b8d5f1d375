//! The lines around a page: title, account bar, status, keys, and the rules between.

use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};
use ratatui::style::Style;

use super::{bar, key_line, line};
use crate::ledger::Changed;
use crate::report::{NO_SETTING_CHANGED, UNTOUCHED};
use crate::tui::app::App;
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
    key_line::draw(areas.keys, buffer, app, hidden);
}

/// Whether anything was changed, in a sentence.
pub fn changed_sentence(app: &App) -> &'static str {
    match app.session().changed() {
        Changed::Nothing if app.session().may_have_asked_the_function() => NO_SETTING_CHANGED,
        Changed::Nothing => UNTOUCHED,
        Changed::Perhaps => "Changes are being made in AWS.",
        Changed::Something if app.is_past_steps() => "AWS was changed.",
        Changed::Something => "AWS was changed in this session.",
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
    let [left, right] = [area.x, area.right() - 1];
    for (y, corners) in [(area.y, glyphs.top), (area.bottom() - 1, glyphs.bottom)] {
        buffer.set_string(left, y, corners[0], style);
        buffer.set_string(right, y, corners[1], style);
    }
    for y in area.inner(Margin::new(0, 1)).rows().map(|row| row.y) {
        buffer.set_string(area.x, y, glyphs.down, style);
        buffer.set_string(area.right() - 1, y, glyphs.down, style);
    }
}

fn draw_title(area: Rect, buffer: &mut Buffer, app: &App) {
    let left = format!(" scv-oauth   {}", app.title());
    let all = app.flow().lines().len();
    let right = match (app.is_welcoming(), app.is_past_steps()) {
        (true, _) | (false, true) => format!("ref {} ", app.code()),
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
        if is_hidden {
            let x = main.right().saturating_sub(width);
            over_rule(x, row, text, buffer, style);
        }
    }
}

/// Two texts, one at each end of a row.
pub fn both_ends(left: &str, right: &str, width: u16) -> String {
    let gap = usize::from(width).saturating_sub(columns(left) + columns(right));
    format!("{left}{}{right}", " ".repeat(gap))
}
