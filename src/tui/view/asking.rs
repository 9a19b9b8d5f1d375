//! A question before something is given up, undone or copied, with its two buttons.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};

use super::edges;
use crate::domain::change;
use crate::report::Outcome;
use crate::tui::app::App;
use crate::tui::overlay::{Asked, Overlay};
use crate::tui::sheet::Sheet;

/// Draws it over the page, where something is asked.
pub fn draw(area: Rect, buffer: &mut Buffer, app: &App) -> Option<Position> {
    let Some(Overlay::Asking(asked, yes)) = app.overlay() else {
        return None;
    };
    let width = area.width.min(52);
    let inside = usize::from(width.saturating_sub(4));
    let written = |height| {
        let mut sheet = Sheet::new(&app.theme, inside).for_height(height);
        write_asking(&mut sheet, app, asked, yes);
        sheet
    };
    let mut sheet = written(usize::MAX);
    if sheet.rows() + 2 > usize::from(area.height) {
        // Without rows that are left empty.
        sheet = written(0);
    }
    let height = u16::try_from(sheet.rows())
        .unwrap_or(u16::MAX)
        .saturating_add(2);
    let place = Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + area.height.saturating_sub(height) / 3,
        width,
        height: height.min(area.height),
    };
    // A column of air at its sides, so that no word seems to run into it.
    let air = Rect {
        x: place.x.saturating_sub(1),
        width: place.width + 2,
        ..place
    };
    Clear.render(air.intersection(area), buffer);
    edges::border(place, buffer, app);
    let inner = Rect {
        x: place.x + 2,
        y: place.y + 1,
        width: place.width.saturating_sub(4),
        height: place.height.saturating_sub(2),
    };
    sheet.draw(inner, buffer, 0)
}

/// A question that is asked before something is given up, with its buttons.
pub fn write_asking(sheet: &mut Sheet, app: &App, asked: Asked, yes: bool) {
    sheet.text(&question(asked, app), app.theme.strong());
    sheet.pin();
    let bullet = format!("{} ", sheet.theme.glyphs.bullet);
    let changes = match asked {
        Asked::Undo => app.session().changes_to_undo(),
        Asked::Leave | Asked::Copy => &[],
    };
    for place in change::places(changes) {
        sheet.hanging(&bullet, sheet.theme.faint(), &place, Style::new());
    }
    sheet.text(consequence(asked, app), Style::new());
    sheet.blank();
    let labels = Overlay::labels(asked).map(str::to_owned);
    sheet.buttons(&labels, Some(usize::from(yes)));
}

fn question(asked: Asked, app: &App) -> String {
    match asked {
        Asked::Leave => "Leave scv-oauth?".into(),
        Asked::Undo => {
            let setup = app.session().to_undo();
            setup.map_or_else(String::new, |setup| setup.question())
        }
        Asked::Copy => "Copy the private key to the clipboard?".into(),
    }
}

fn consequence(asked: Asked, app: &App) -> &str {
    match asked {
        Asked::Leave if app.result().is_some() => {
            match app.session().last().map(|report| report.outcome) {
                Some(Outcome::Partial) => "It stays as it is now: written in part.",
                _ => "It stays as it is now: written, but not proved to work.",
            }
        }
        Asked::Leave => edges::changed_sentence(app),
        Asked::Undo => {
            "The values that were there before are written again. The cached token goes back too, or is reset. \
             What others changed since stays."
        }
        Asked::Copy => app.offered().map_or("", |offer| &offer.about),
    }
}
