//! Draws the state: the frame around every page, the page in it, and what lies over it.

mod asking;
mod bar;
mod edges;
mod key_line;
mod side;
mod small;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::app::App;
use super::layout::{Areas, Shape};
use super::overlay::{self, Overlay};
use super::sheet::{Hidden, Sheet};
use super::text::fitted;
use crate::hint::Hint;

/// Draws everything and puts the cursor where the focus is.
pub fn draw(frame: &mut Frame, app: &App) {
    let cursor = render(frame.area(), frame.buffer_mut(), app);
    if let Some(position) = cursor {
        frame.set_cursor_position(position);
    }
}

/// Draws everything into a buffer and tells where the cursor belongs.
pub fn render(window: Rect, buffer: &mut Buffer, app: &App) -> Option<Position> {
    let Some(shape) = Shape::of(window.width, window.height) else {
        return small::draw(window, buffer, app);
    };
    let areas = shape.areas(window);
    let sheet = main_sheet(app, &areas);
    let instead = areas.steps.is_none() && app.in_steps().is_some();
    let height = usize::from(areas.main.height);
    let hidden = match app.overlay() {
        Some(Overlay::Help(rows)) => help_sheet(app, areas.main.width).hidden(height, rows),
        Some(Overlay::Asking(..)) => Hidden::default(),
        None if instead => Hidden::default(),
        None => sheet.hidden(height, app.scroll()),
    };
    edges::draw(&areas, buffer, app, hidden);
    let in_list = areas
        .steps
        .and_then(|area| side::draw_steps(area, buffer, app));
    if let Some(Overlay::Help(rows)) = app.overlay() {
        return help_sheet(app, areas.main.width).draw(areas.main, buffer, rows);
    }
    if let Some(area) = areas.help {
        side::draw_help(area, buffer, app);
    }
    let on_page = match instead {
        true => side::draw_list(areas.main, buffer, app),
        false => sheet.draw(areas.main, buffer, app.scroll()),
    };
    let asking = asking::draw(areas.main, buffer, app);
    asking.or(in_list).or(on_page)
}

/// The page, as long as it is.
fn main_sheet<'a>(app: &'a App, areas: &Areas) -> Sheet<'a> {
    let height = usize::from(areas.main.height);
    let mut sheet = Sheet::new(&app.theme, usize::from(areas.main.width)).for_height(height);
    let focused = app.in_steps().is_none() && app.overlay().is_none();
    app.page().draw(&mut sheet, height, focused, app.now());
    if areas.help.is_none() {
        side::draw_short_help(&mut sheet, app);
    }
    side::draw_hints(&mut sheet, app);
    sheet
}

fn help_sheet(app: &App, width: u16) -> Sheet<'_> {
    let mut sheet = Sheet::new(&app.theme, usize::from(width));
    let answered = side::answered(app);
    let hints: Vec<&Hint> = app.appearance.practice_hints.iter().collect();
    sheet.text(
        "Help for this page. Any other key closes it.",
        app.theme.faint(),
    );
    sheet.blank();
    let mut keys = app.page().keys();
    keys.extend(app.page().back());
    overlay::draw_help(&mut sheet, app.guide(), &hints, &answered, &keys);
    sheet
}

/// By how many rows the page is scrolled after this many more screenfuls.
pub fn scrolled(app: &App, pages: isize) -> isize {
    let Some((areas, height)) = measure(app) else {
        return 0;
    };
    let sheet = main_sheet(app, &areas);
    let step = isize::try_from(height)
        .unwrap_or(1)
        .saturating_sub(2)
        .max(1);
    let natural = sheet.first_row(height, 0);
    let wanted = sheet.first_row(height, app.scroll() + pages * step);
    wanted.cast_signed() - natural.cast_signed()
}

/// By how many rows help can be moved down, at most as many as asked for.
pub fn help_scrolled(app: &App, rows: isize) -> isize {
    let Some((areas, height)) = measure(app) else {
        return 0;
    };
    help_sheet(app, areas.main.width)
        .first_row(height, rows)
        .cast_signed()
}

fn measure(app: &App) -> Option<(Areas, usize)> {
    let (columns, rows) = app.size();
    let areas = Shape::of(columns, rows)?.areas(Rect::new(0, 0, columns, rows));
    Some((areas, usize::from(areas.main.height)))
}

/// Writes a line into a row, filled up to its end.
fn line(area: Rect, buffer: &mut Buffer, app: &App, text: &str, style: Style) {
    let shown = super::text::visible(text, app.theme.glyphs.ascii).into_owned();
    let filled = fitted(&shown, usize::from(area.width));
    // Nothing of what was there before, its style included.
    let style = Style::reset().patch(style);
    buffer.set_stringn(area.x, area.y, filled, usize::from(area.width), style);
}
