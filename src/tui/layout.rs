//! How the window is divided, by its size.

use ratatui::layout::{Constraint, Layout, Rect};

/// The kinds of layout, the roomiest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// 120 by 30 and more: steps, page, and help with room to read.
    Wide,
    /// 100 by 28 and more: steps, page, help.
    Columns,
    /// 60 by 16 and more: the page alone; steps and help are a key away.
    Single,
}

/// The areas of a window.
#[derive(Debug, Clone, Copy)]
pub struct Areas {
    /// Program, page and step.
    pub title: Rect,
    /// Account, Region, caller, org: never hidden.
    pub bar: Rect,
    /// The line below them.
    pub above: Rect,
    /// The step list, where there is room.
    pub steps: Option<Rect>,
    /// The page.
    pub main: Rect,
    /// The help, where there is room.
    pub help: Option<Rect>,
    /// The line above the status line.
    pub below: Rect,
    /// What happened last, or what is selected.
    pub status: Rect,
    /// The keys.
    pub keys: Rect,
}

impl Shape {
    /// The layout for a window; `None` where it is too small for any.
    pub fn of(columns: u16, rows: u16) -> Option<Self> {
        match (columns, rows) {
            (120.., 30..) => Some(Self::Wide),
            (100.., 28..) => Some(Self::Columns),
            (60.., 16..) => Some(Self::Single),
            _ => None,
        }
    }

    /// Divides a window.
    pub fn areas(self, window: Rect) -> Areas {
        let rows = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(1),
            Constraint::Length(1),
            Constraint::Min(1),
            Constraint::Length(1),
            Constraint::Length(1),
            Constraint::Length(1),
        ]);
        let [title, bar, above, body, below, status, keys] = rows.areas(window);
        let (steps, main, help) = self.columns(body);
        Areas {
            title,
            bar,
            above,
            steps,
            main,
            help,
            below,
            status,
            keys,
        }
    }

    /// Steps, page and help, each with a column of air at its edges, and one between for a line.
    fn columns(self, body: Rect) -> (Option<Rect>, Rect, Option<Rect>) {
        let (left, right) = match self {
            Self::Wide => (24, 38),
            Self::Columns => (22, 24),
            Self::Single => return (None, inset(body), None),
        };
        let columns = Layout::horizontal([
            Constraint::Length(left),
            Constraint::Length(1),
            Constraint::Min(1),
            Constraint::Length(1),
            Constraint::Length(right),
        ]);
        let [steps, _, main, _, help] = columns.areas(body);
        (Some(inset(steps)), inset(main), Some(inset(help)))
    }
}

fn inset(area: Rect) -> Rect {
    Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(2),
        ..area
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_has_its_layout_and_below_60x16_there_is_none() {
        assert_eq!(Shape::of(120, 30), Some(Shape::Wide));
        assert_eq!(Shape::of(119, 30), Some(Shape::Columns));
        assert_eq!(Shape::of(100, 27), Some(Shape::Single));
        assert_eq!(Shape::of(80, 24), Some(Shape::Single));
        assert_eq!(Shape::of(60, 16), Some(Shape::Single));
        assert_eq!(Shape::of(59, 16), None);
        assert_eq!(Shape::of(60, 15), None);
    }
}
