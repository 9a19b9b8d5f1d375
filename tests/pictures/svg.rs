//! A terminal's screen as SVG: one text for each run of cells that look alike, at its own place, so that it
//! stands where it should in any font.

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

const COLUMN: usize = 9;
const ROW: usize = 19;
const MARGIN: usize = 12;
const BACKGROUND: &str = "#16181d";
const FOREGROUND: &str = "#d5d8de";

/// The whole picture.
pub fn draw(buffer: &Buffer) -> String {
    let columns = usize::from(buffer.area.width);
    let rows = usize::from(buffer.area.height);
    let (width, height) = (columns * COLUMN + 2 * MARGIN, rows * ROW + 2 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"15\">\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{BACKGROUND}\"/>\n"
    );
    for (row, cells) in buffer.content.chunks(columns).enumerate() {
        let mut column = 0;
        for run in cells.chunk_by(|a, b| a.style() == b.style()) {
            draw_run(&mut svg, run, MARGIN + column * COLUMN, MARGIN + row * ROW);
            column += run.len();
        }
    }
    svg + "</svg>\n"
}

fn draw_run(svg: &mut String, run: &[Cell], x: usize, y: usize) {
    let width = run.len() * COLUMN;
    let modifier = run[0].modifier;
    let front = color(run[0].fg).unwrap_or(FOREGROUND);
    let back = color(run[0].bg);
    let (front, back) = match modifier.contains(Modifier::REVERSED) {
        true => (back.unwrap_or(BACKGROUND), Some(front)),
        false => (front, back),
    };
    if let Some(fill) = back {
        line(svg, x, y, width, ROW, fill);
    }
    if modifier.contains(Modifier::UNDERLINED) {
        line(svg, x, y + ROW - 3, width, 1, front);
    }
    let symbols: String = run.iter().map(Cell::symbol).collect();
    let text = symbols.trim_end();
    if text.trim_start().is_empty() {
        return;
    }
    let bold = match modifier.contains(Modifier::BOLD) {
        true => " font-weight=\"bold\"",
        false => "",
    };
    let (length, base) = (text.chars().count() * COLUMN, y + ROW - 5);
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let _written = writeln!(
        svg,
        "<text x=\"{x}\" y=\"{base}\" textLength=\"{length}\" fill=\"{front}\"{bold} xml:space=\"preserve\">{text}</text>"
    );
}

fn line(svg: &mut String, x: usize, y: usize, width: usize, height: usize, fill: &str) {
    let _written = writeln!(
        svg,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"/>"
    );
}

/// How a usual dark terminal shows a colour; `None` is its own.
fn color(color: Color) -> Option<&'static str> {
    Some(match color {
        Color::Reset => return None,
        Color::DarkGray => "#868c98",
        Color::Red => "#f2777a",
        Color::Yellow => "#e9bf5b",
        Color::Blue => "#6cb0f5",
        Color::Cyan => "#5fc9c9",
        other => panic!("the theme has no {other}; give it a look here"),
    })
}
