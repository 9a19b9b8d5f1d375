//! What a window shows that is too small for any page: what can be done, and that nothing is lost.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::asking::write_asking;
use super::{bar, edges};
use crate::tui::app::App;
use crate::tui::keys::{self, Action};
use crate::tui::overlay::Overlay;
use crate::tui::sheet::Sheet;

/// Draws it, the most needed first: the last rows may be out of sight.
pub fn draw(window: Rect, buffer: &mut Buffer, app: &App) -> Option<Position> {
    let mut sheet = Sheet::new(&app.theme, usize::from(window.width));
    if let Some(Overlay::Asking(asked, yes)) = app.overlay() {
        write_asking(&mut sheet, app, asked, yes);
        return sheet.draw(window, buffer, 0);
    }
    let size = format!(
        "This window is {} x {}. scv-oauth needs at least 60 x 16.",
        window.width, window.height
    );
    sheet.text(&size, app.theme.strong());
    sheet.text("Make it larger, or press:", Style::new());
    write_keys(&mut sheet, app);
    if let Some(told) = told(app) {
        sheet.text(told, app.theme.strong());
    }
    sheet.text("Your answers are kept.", Style::new());
    sheet.text(edges::changed_sentence(app), app.theme.strong());
    sheet.text(&bar::in_full(app), app.theme.faint());
    sheet.draw(window, buffer, 0);
    None
}

fn write_keys(sheet: &mut Sheet, app: &App) {
    let quits = match app.is_working() {
        true => "stop after the current call",
        false => "quit",
    };
    let goes_on = match app.is_working() {
        true => "go on line by line once this is over",
        false => "go on line by line, without the full screen",
    };
    let offered = app.can_go_on_in_lines().then_some((Action::Lines, goes_on));
    for (action, does) in offered.into_iter().chain([(Action::Quit, quits)]) {
        let key = keys::named(keys::TOO_SMALL, action).map_or("", |binding| binding.shown);
        let lead = format!("  {key}  ");
        sheet.hanging(&lead, app.theme.strong(), does, Style::new());
    }
}

/// What is under way, or how it came out: nobody should have to enlarge the window to know.
fn told(app: &App) -> Option<&'static str> {
    match (app.is_working(), app.is_stopping(), app.wants_lines()) {
        (true, true, _) => Some("Stopping after the current call."),
        (true, false, true) => Some("Working. It goes on line by line after that."),
        (true, false, false) => Some("Working. Please leave this window open."),
        (false, ..) => app.result(),
    }
}
