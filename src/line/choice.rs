//! A list to choose from, as numbered lines, and what was meant by what was typed.

use unicode_width::UnicodeWidthStr;

use crate::plain;
use crate::question::Choice;
use crate::visible::visible;

/// The most rows that are printed at once; beyond it, part of a name narrows the list.
const MOST_ROWS: usize = 20;

/// What was meant.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meant<'a> {
    /// This row.
    Row(&'a Choice),
    /// One of these rows, by their place in the list.
    Several(Vec<usize>),
    /// Nothing in the list.
    Nothing,
}

/// Understands a name, a number, or part of what a row shows. A name wins: some are numbers.
pub(super) fn meant<'a>(options: &'a [Choice], typed: &str) -> Meant<'a> {
    if let Some(row) = named(options, typed) {
        return Meant::Row(row);
    }
    if let Ok(number) = typed.parse::<usize>() {
        let row = number.checked_sub(1).and_then(|at| options.get(at));
        return row.map_or(Meant::Nothing, Meant::Row);
    }
    let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    let found: Vec<usize> = (0..options.len())
        .filter(|&at| {
            let shown = options[at].cells.join(" ").to_lowercase();
            words.iter().all(|word| shown.contains(word))
        })
        .collect();
    if found.is_empty() {
        Meant::Nothing
    } else {
        Meant::Several(found)
    }
}

/// The row of this name, in capitals or not.
pub(super) fn named<'a>(options: &'a [Choice], name: &str) -> Option<&'a Choice> {
    let exact = options.iter().find(|row| row.value == name);
    exact.or_else(|| {
        let mut alike = options
            .iter()
            .filter(|row| row.value.eq_ignore_ascii_case(name));
        alike.next().filter(|_| alike.next().is_none())
    })
}

/// The rows as numbered lines with aligned columns; says how many are left out. Where columns would not fit,
/// each row is a sentence.
pub(super) fn listed(columns: &[String], options: &[Choice], which: &[usize]) -> String {
    let shown = &which[..which.len().min(MOST_ROWS)];
    let rows: Vec<Vec<String>> = shown.iter().map(|&at| cells(&options[at].cells)).collect();
    let table = Table::of(cells(columns), &rows);
    let digits = options.len().to_string().len();
    let mut lines = Vec::new();
    let blank = " ".repeat(digits + 2);
    if let Some(head) = table.head() {
        let head = match table.fits(digits + 2) {
            true => head,
            false => table.head.join(", "),
        };
        lines.push(plain::marked(&blank, &head));
    }
    for (&at, row) in shown.iter().zip(&rows) {
        let text = match table.fits(digits + 2) {
            true => table.line(row),
            false => row.join(", "),
        };
        lines.push(plain::marked(&format!("{:>digits$}  ", at + 1), &text));
        if let Some(why) = &options[at].barred {
            let why = visible(why, false);
            lines.push(plain::marked(&blank, &format!("cannot be chosen: {why}")));
        }
    }
    if which.len() > shown.len() {
        let more = which.len() - shown.len();
        lines.push(format!(
            "and {more} more; type part of a name to list those"
        ));
    }
    lines.join("\n")
}

/// Columns as wide as their widest cell.
struct Table {
    head: Vec<String>,
    widths: Vec<usize>,
}

impl Table {
    fn of(head: Vec<String>, rows: &[Vec<String>]) -> Self {
        let all = || rows.iter().chain([&head]);
        let count = all().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = all().filter_map(|row| row.get(column));
            cells.map(|cell| cell.width()).max().unwrap_or(0)
        };
        let widths = (0..count).map(width).collect();
        Self { head, widths }
    }

    fn fits(&self, indent: usize) -> bool {
        let gaps = 2 * self.widths.len().saturating_sub(1);
        indent + gaps + self.widths.iter().sum::<usize>() <= plain::columns()
    }

    /// A single column needs no name.
    fn head(&self) -> Option<String> {
        (self.head.len() > 1).then(|| self.line(&self.head))
    }

    fn line(&self, cells: &[String]) -> String {
        let padded = cells.iter().zip(&self.widths).map(|(cell, width)| {
            let missing = width.saturating_sub(cell.width());
            format!("{cell}{}", " ".repeat(missing))
        });
        let line = padded.collect::<Vec<_>>().join("  ");
        line.trim_end().to_owned()
    }
}

fn cells(texts: &[String]) -> Vec<String> {
    let shown = texts.iter().map(|text| visible(text, false));
    shown.map(std::borrow::Cow::into_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(value: &str, state: &str) -> Choice {
        Choice {
            value: value.into(),
            cells: vec![value.into(), state.into()],
            detail: Vec::new(),
            barred: None,
        }
    }

    #[test]
    fn a_row_is_meant_by_number_by_name_or_by_part_of_it() {
        let rows = [
            row("acme", "set"),
            row("acmeemea", "partly set"),
            row("beta", "set"),
        ];
        assert_eq!(meant(&rows, "3"), Meant::Row(&rows[2]));
        assert_eq!(meant(&rows, "acme"), Meant::Row(&rows[0]));
        assert_eq!(meant(&rows, "BETA"), Meant::Row(&rows[2]));
        assert_eq!(meant(&rows, "acme part"), Meant::Several(vec![1]));
        assert_eq!(meant(&rows, "set"), Meant::Several(vec![0, 1, 2]));
        for nothing in ["0", "4", "gamma"] {
            assert_eq!(meant(&rows, nothing), Meant::Nothing);
        }
    }

    #[test]
    fn a_name_that_is_a_number_is_a_name() {
        let rows = [row("acme", "set"), row("1", "set"), row("12", "set")];
        assert_eq!(meant(&rows, "1"), Meant::Row(&rows[1]));
        assert_eq!(meant(&rows, "12"), Meant::Row(&rows[2]));
        assert_eq!(meant(&rows, "3"), Meant::Row(&rows[2]));
    }

    #[test]
    fn names_that_differ_in_capitals_only_must_be_typed_exactly() {
        let rows = [row("Acme", "set"), row("acme", "set")];
        assert_eq!(meant(&rows, "acme"), Meant::Row(&rows[1]));
        assert_eq!(meant(&rows, "ACME"), Meant::Several(vec![0, 1]));
    }

    #[test]
    fn columns_line_up_under_their_names() {
        let mut rows = vec![row("東京", "set"), row("acmesales", "partly set")];
        rows[1].barred = Some("it has no secret".into());
        let text = listed(&["Name".into(), "State".into()], &rows, &[0, 1]);
        insta::assert_snapshot!(text, @r"
           Name       State
        1  東京       set
        2  acmesales  partly set
           cannot be chosen: it has no secret
        ");
    }

    #[test]
    fn rows_too_wide_for_columns_become_sentences() {
        let rows = [row(&"a".repeat(78), "set"), row("beta", "never set up")];
        let text = listed(&["Name".into(), "State".into()], &rows, &[0, 1]);
        assert_eq!(text.lines().next(), Some("   Name, State"));
        assert_eq!(text.lines().last(), Some("2  beta, never set up"));
    }

    #[test]
    fn long_lists_are_cut_and_say_so() {
        let rows: Vec<Choice> = (0..50).map(|at| row(&format!("cc{at}"), "set")).collect();
        let text = listed(&[], &rows, &(0..50).collect::<Vec<_>>());
        assert_eq!(text.lines().count(), MOST_ROWS + 1);
        assert!(text.ends_with("and 30 more; type part of a name to list those"));
    }
}
