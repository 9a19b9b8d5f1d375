//! The styles of a screen as a map: a letter a cell, in the cell's place, with and without colours at once.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

/// Letters by how a cell looks with colours, and without.
const LETTERS: [(char, &str, &str); 10] = [
    (' ', "plain", "plain"),
    ('B', "bold", "bold"),
    ('R', "reversed", "reversed"),
    ('X', "bold reversed", "bold reversed"),
    ('u', "underlined", "underlined"),
    ('d', "dark gray", "dim"),
    ('b', "blue", "plain"),
    ('y', "yellow", "bold"),
    ('r', "red", "bold"),
    ('c', "cyan", "plain"),
];

/// The map of two drawings of the same screen, under a line that says what its letters stand for.
pub fn map(colored: &Buffer, mono: &Buffer) -> String {
    let width = usize::from(colored.area.width);
    let letters: Vec<char> = colored
        .content
        .iter()
        .zip(&mono.content)
        .map(|(colored, mono)| letter(colored, mono))
        .collect();
    let used = LETTERS.iter().skip(1);
    let used = used.filter(|(letter, ..)| letters.contains(letter));
    let legend = used.map(|(letter, colored, mono)| match colored == mono {
        true => format!("{letter} {colored}"),
        false => format!("{letter} {colored}, without colours {mono}"),
    });
    let legend = legend.collect::<Vec<_>>().join("; ");
    let rows = letters.chunks(width);
    let rows = rows.map(|row| row.iter().collect::<String>().trim_end().to_owned() + "\n");
    format!("{legend}\n{}", rows.collect::<String>())
}

fn letter(colored: &Cell, mono: &Cell) -> char {
    assert_eq!(colored.symbol(), mono.symbol(), "colours move nothing");
    let looks = (look(colored), look(mono));
    let found = LETTERS
        .iter()
        .find(|(_, colored, mono)| (looks.0.as_str(), looks.1.as_str()) == (*colored, *mono));
    let (letter, ..) = found.unwrap_or_else(|| panic!("no letter for {looks:?}"));
    *letter
}

fn look(cell: &Cell) -> String {
    assert_eq!(cell.bg, Color::Reset, "backgrounds are the terminal's own");
    let color = match cell.fg {
        Color::Reset => "",
        Color::DarkGray => "dark gray",
        Color::Blue => "blue",
        Color::Yellow => "yellow",
        Color::Red => "red",
        Color::Cyan => "cyan",
        other => panic!("{other} is none of the terminal's colours that we use"),
    };
    let modifiers = [
        (Modifier::BOLD, "bold"),
        (Modifier::DIM, "dim"),
        (Modifier::UNDERLINED, "underlined"),
        (Modifier::REVERSED, "reversed"),
    ];
    let names = modifiers
        .iter()
        .filter(|(modifier, _)| cell.modifier.contains(*modifier));
    let mut parts: Vec<&str> = vec![color];
    parts.extend(names.map(|(_, name)| name));
    parts.retain(|part| !part.is_empty());
    match parts.is_empty() {
        true => "plain".into(),
        false => parts.join(" "),
    }
}
