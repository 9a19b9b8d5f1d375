//! Styles and glyphs. Sixteen colours at most, none where they are not wanted, and never colour alone:
//! every meaning has a word or a sign as well.

use ratatui::style::{Color, Modifier, Style};

use crate::domain::Level;

/// How things look: coloured or not, Unicode or ASCII, moving or still.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    color: bool,
    /// Whether a spinner may turn.
    pub motion: bool,
    /// The signs.
    pub glyphs: &'static Glyphs,
}

/// Signs, each with a twin of the same width in the other set.
#[derive(Debug)]
pub struct Glyphs {
    /// Whether only ASCII may be shown.
    pub ascii: bool,
    /// A line across.
    pub across: &'static str,
    /// A line down.
    pub down: &'static str,
    /// Where both cross, seen from above.
    pub tee_down: &'static str,
    /// Where both cross, seen from below.
    pub tee_up: &'static str,
    /// The upper corners of a box.
    pub top: [&'static str; 2],
    /// Its lower corners.
    pub bottom: [&'static str; 2],
    /// Before the selected row.
    pub pointer: &'static str,
    /// Before an item of a list.
    pub bullet: &'static str,
    /// A character that is there but not shown.
    pub dot: &'static str,
    /// The done part of a bar.
    pub full: &'static str,
    /// The part of a bar that is to come.
    pub rest: &'static str,
    /// The frames of the spinner.
    pub spinner: [&'static str; 4],
}

const UNICODE: Glyphs = Glyphs {
    ascii: false,
    across: "─",
    down: "│",
    tee_down: "┬",
    tee_up: "┴",
    top: ["┌", "┐"],
    bottom: ["└", "┘"],
    pointer: "▸",
    bullet: "•",
    dot: "•",
    full: "━",
    rest: "┄",
    spinner: ["◐", "◓", "◑", "◒"],
};

const ASCII: Glyphs = Glyphs {
    ascii: true,
    across: "-",
    down: "|",
    tee_down: "+",
    tee_up: "+",
    top: ["+", "+"],
    bottom: ["+", "+"],
    pointer: ">",
    bullet: "*",
    dot: "*",
    full: "#",
    rest: "-",
    spinner: ["|", "/", "-", "\\"],
};

impl Theme {
    /// The theme for a terminal with these abilities.
    pub fn new(ascii: bool, color: bool, motion: bool) -> Self {
        Self {
            color,
            motion,
            glyphs: if ascii { &ASCII } else { &UNICODE },
        }
    }

    /// A question, a heading.
    pub fn strong(&self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What may be passed over in reading.
    pub fn faint(&self) -> Style {
        self.tinted(Color::DarkGray, Modifier::DIM)
    }

    /// What has the focus.
    pub fn focused(&self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// A line of text that can be written on.
    pub fn writable(&self) -> Style {
        Style::new().add_modifier(Modifier::UNDERLINED)
    }

    /// A banner that must not be overlooked.
    pub fn banner(&self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD)
    }

    /// A check that came out like this.
    pub fn level(&self, level: Level) -> Style {
        match level {
            Level::Ok | Level::Note => self.tinted(Color::Blue, Modifier::empty()),
            Level::ToDo => self.tinted(Color::Cyan, Modifier::BOLD),
            Level::Warn => self.tinted(Color::Yellow, Modifier::BOLD),
            Level::Fail => self.tinted(Color::Red, Modifier::BOLD),
        }
    }

    /// Work under way.
    pub fn working(&self) -> Style {
        self.tinted(Color::Cyan, Modifier::empty())
    }

    fn tinted(&self, color: Color, otherwise: Modifier) -> Style {
        if self.color {
            Style::new().fg(color)
        } else {
            Style::new().add_modifier(otherwise)
        }
    }
}

/// The mark before a check line, four letters in brackets, so that it is read the same without colour.
pub fn mark(level: Level) -> &'static str {
    match level {
        Level::Ok => "[ ok ]",
        Level::Note => "[note]",
        Level::ToDo => "[todo]",
        Level::Warn => "[warn]",
        Level::Fail => "[FAIL]",
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;

    #[test]
    fn every_glyph_is_one_column_wide_in_both_sets() {
        for glyphs in [&UNICODE, &ASCII] {
            let signs = [
                glyphs.across,
                glyphs.down,
                glyphs.tee_down,
                glyphs.tee_up,
                glyphs.pointer,
                glyphs.bullet,
                glyphs.dot,
                glyphs.full,
                glyphs.rest,
            ];
            for sign in signs.iter().chain(&glyphs.spinner) {
                assert_eq!(sign.width(), 1, "{sign}");
                assert!(!glyphs.ascii || sign.is_ascii(), "{sign}");
            }
        }
    }

    #[test]
    fn without_colour_no_style_has_one() {
        let theme = Theme::new(true, false, true);
        for style in [
            theme.faint(),
            theme.working(),
            theme.level(Level::Warn),
            theme.level(Level::Fail),
            theme.focused(),
        ] {
            assert_eq!((style.fg, style.bg), (None, None));
        }
        assert!(theme.focused().add_modifier.contains(Modifier::REVERSED));
    }
}
