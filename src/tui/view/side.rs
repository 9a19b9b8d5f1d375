//! What stands beside a page: the step list with the answers so far, and the help.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::edges;
use crate::flow::{Standing, StepLine};
use crate::guidance;
use crate::hint::Hint;
use crate::tui::app::App;
use crate::tui::overlay;
use crate::tui::sheet::Sheet;
use crate::tui::text::{columns, fitted, shorten, wrapped_at_blanks};

/// A list this wide has each answer beside its step.
const WITH_ANSWERS: u16 = 50;

/// The widest name of a step there, with its mark and number.
const NAME: usize = 24;

/// The answers given, with their step's title.
pub fn answered(app: &App) -> Vec<(String, String)> {
    let lines = app.flow().lines().into_iter();
    let given = lines.filter(|line| line.standing != Standing::Skipped);
    given
        .filter_map(|line| Some((title(line.id).to_owned(), line.summary?)))
        .collect()
}

/// Draws the step list with what was answered so far, and below it the sentence that is never out of sight;
/// tells where the cursor belongs if the list has the focus.
pub fn draw_steps(area: Rect, buffer: &mut Buffer, app: &App) -> Option<Position> {
    let mut sentence = Sheet::new(&app.theme, usize::from(area.width));
    sentence.text(edges::changed_sentence(app), app.theme.strong());
    let rows = u16::try_from(sentence.rows()).unwrap_or(area.height);
    let list = Rect {
        height: area.height.saturating_sub(rows + 1),
        ..area
    };
    let below = Rect {
        y: list.bottom() + 1,
        height: rows,
        ..area
    };
    sentence.draw(below.intersection(area), buffer, 0);
    draw_list(list, buffer, app)
}

/// Draws the step list with what was answered so far.
pub fn draw_list(area: Rect, buffer: &mut Buffer, app: &App) -> Option<Position> {
    let mut sheet = Sheet::new(&app.theme, usize::from(area.width));
    sheet.text("STEPS", app.theme.strong());
    let is_wide = area.width >= WITH_ANSWERS;
    for (at, step) in app.flow().lines().iter().enumerate() {
        draw_step(&mut sheet, app, at, step, is_wide);
    }
    let answered = if is_wide { Vec::new() } else { answered(app) };
    if !answered.is_empty() {
        sheet.blank();
        sheet.rule("SO FAR");
    }
    let rows: Vec<(&String, Vec<String>)> = answered
        .iter()
        .map(|(title, summary)| (title, brief(summary, sheet.width().saturating_sub(2))))
        .collect();
    // The latest, and only as many as there is room for; all of them while the list has the focus.
    let room = match app.in_steps() {
        Some(_) => usize::MAX,
        None => usize::from(area.height).saturating_sub(sheet.rows()),
    };
    let missing = missing(&rows, room);
    if missing > 0 {
        sheet.text(&format!("F1 shows {missing} earlier"), app.theme.faint());
    }
    for (title, rows) in rows.into_iter().skip(missing) {
        sheet.text(title, app.theme.faint());
        for row in rows {
            sheet.row(&[("  ", Style::new()), (&row, Style::new())]);
        }
    }
    sheet.draw(area, buffer, 0)
}

/// How many of the earliest answers, each with its rows below its title, have no room; one row says so.
fn missing(answers: &[(&String, Vec<String>)], room: usize) -> usize {
    let mut needed: usize = answers.iter().map(|(_, rows)| rows.len() + 1).sum();
    let mut missing = 0;
    while needed + usize::from(missing > 0) > room && missing < answers.len() {
        needed -= answers[missing].1.len() + 1;
        missing += 1;
    }
    missing
}

/// An answer in a narrow list: without the remark behind it where that has no room, and over several rows
/// rather than cut.
fn brief(summary: &str, width: usize) -> Vec<String> {
    let remarked = summary
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once(" ("));
    let kept = match remarked {
        Some((answer, _)) if columns(summary) > width => answer,
        _ => summary,
    };
    wrapped_at_blanks(kept, width)
}

/// `answered`: whether what was answered stands beside it.
fn draw_step(sheet: &mut Sheet, app: &App, at: usize, step: &StepLine, answered: bool) {
    let mark = match step.standing {
        Standing::Done => "[x]",
        Standing::Current if app.is_past_steps() => "[x]",
        Standing::Current => "[>]",
        Standing::Open => "[ ]",
        Standing::Skipped => "[-]",
    };
    let name = format!("{mark} {} {}", at + 1, title(step.id));
    let width = if answered { NAME } else { sheet.width() };
    let filled = fitted(&name, width);
    let style = match (app.in_steps() == Some(at), step.standing) {
        (true, _) => app.theme.focused(),
        (false, Standing::Current) => app.theme.strong(),
        (false, Standing::Skipped) => app.theme.faint(),
        _ => Style::new(),
    };
    if app.in_steps() == Some(at) {
        sheet.focus_from(sheet.rows(), 1);
        sheet.cursor_at(0, sheet.rows());
    }
    let beside = step.summary.as_deref().filter(|_| answered);
    let room = sheet.width().saturating_sub(width + 2);
    let beside = shorten(beside.unwrap_or_default(), room).into_owned();
    sheet.row(&[
        (&filled, style),
        ("  ", Style::new()),
        (&beside, Style::new()),
    ]);
}

/// Draws the help beside the page.
pub fn draw_help(area: Rect, buffer: &mut Buffer, app: &App) {
    let mut sheet = Sheet::new(&app.theme, usize::from(area.width));
    sheet.text("HELP", app.theme.strong());
    sheet.blank();
    match app.guide() {
        Some(guide) => overlay::draw_guide(&mut sheet, guide),
        None => sheet.text(
            "F1 or ? opens help on every page. Esc goes back.",
            Style::new(),
        ),
    }
    let height = usize::from(area.height);
    let more = sheet.overflows(height);
    sheet.draw(area, buffer, 0);
    if more {
        let row = Rect {
            y: area.bottom() - 1,
            height: 1,
            ..area
        };
        super::line(row, buffer, app, "F1 shows the rest", app.theme.strong());
    }
}

/// In windows without help beside the page: why it asks, at the page's end.
pub fn draw_short_help(sheet: &mut Sheet, app: &App) {
    let Some(guide) = app.guide() else {
        return;
    };
    sheet.blank();
    let text = format!("{} F1 tells more.", guide.why);
    sheet.hanging("Help: ", app.theme.faint(), &text, app.theme.faint());
}

/// In practice: what to enter into the fields of this page, at its end.
pub fn draw_hints(sheet: &mut Sheet, app: &App) {
    if app.is_welcoming() || app.is_past_steps() {
        return;
    }
    let fields = app.page().fields();
    let center = app.flow().draft().center_name();
    let hints = app.appearance.practice_hints.iter();
    let hints: Vec<&Hint> = hints
        .filter(|hint| hint.is_on_page(&fields, center))
        .collect();
    overlay::draw_hints(sheet, &hints);
}

fn title(id: &'static str) -> &'static str {
    guidance::step(id).map_or(id, |guide| guide.title.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_without_room_are_counted_and_the_row_that_says_so_has_room_too() {
        let title = String::new();
        let answers: Vec<_> = [1, 2, 1]
            .map(|rows| (&title, vec![String::new(); rows]))
            .into();
        let missing = |room| missing(&answers, room);
        assert_eq!((missing(7), missing(6), missing(5)), (0, 1, 2));
        assert_eq!((missing(3), missing(2), missing(0)), (2, 3, 3));
    }

    #[test]
    fn an_answer_loses_its_remark_or_takes_two_rows_before_it_is_cut() {
        assert_eq!(brief("sandbox", 18), ["sandbox"]);
        assert_eq!(brief("3MVG9..k2Qp (85 characters)", 18), ["3MVG9..k2Qp"]);
        assert_eq!(
            brief("RSA 2048, 9c11..02aa", 18),
            ["RSA 2048,", "9c11..02aa"]
        );
        assert_eq!(
            brief("integration@acme.example.uat", 18),
            ["integration..e.uat"]
        );
    }
}
