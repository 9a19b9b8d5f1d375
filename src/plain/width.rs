//! How wide a line of text may be.

use std::io::{IsTerminal, stdout};
use std::sync::atomic::{AtomicUsize, Ordering};

use terminal_size::{Width, terminal_size_of};

/// The widest line, however wide the window: longer ones are hard to read.
const WIDEST: usize = 80;

/// In windows that are narrower still, the terminal breaks the lines.
const NARROWEST: usize = 40;

/// One for the whole program, since all its text goes to one window.
static COLUMNS: AtomicUsize = AtomicUsize::new(WIDEST);

/// The widest line.
pub fn columns() -> usize {
    COLUMNS.load(Ordering::Relaxed)
}

/// Takes the width of the window as it is now. Where results go to a file or a pipe, lines are as wide as ever.
pub fn fit_window() {
    let window = stdout().is_terminal().then(|| terminal_size_of(stdout()));
    let width = window.flatten().map(|(Width(columns), _)| columns);
    COLUMNS.store(fitting(width), Ordering::Relaxed);
}

fn fitting(window: Option<u16>) -> usize {
    let window = window.filter(|columns| *columns > 0);
    window.map_or(WIDEST, |columns| {
        usize::from(columns).clamp(NARROWEST, WIDEST)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_the_window_within_reason() {
        let widths = [None, Some(0), Some(20), Some(60), Some(200)];
        assert_eq!(widths.map(fitting), [80, 80, 40, 60, 80]);
    }
}
