//! The table of outcomes: which call, which fault, and what a setup came to.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

/// One line for each call and outcome, with the faults that lead to it.
#[derive(Debug, Default)]
pub struct Table {
    rows: BTreeMap<(usize, String), BTreeMap<String, Vec<String>>>,
}

impl Table {
    /// Notes what a fault at the call with this place and name led to.
    pub fn note(&mut self, place: usize, call: &str, fault: &str, outcome: String) {
        let row = self.rows.entry((place, call.to_owned())).or_default();
        let faults = row.entry(outcome).or_default();
        faults.push(fault.to_owned());
        faults.sort();
    }

    /// The rows for which `is_meant` holds.
    pub fn text(&self, is_meant: impl Fn(&str) -> bool) -> String {
        let mut text = String::new();
        for ((_, call), outcomes) in &self.rows {
            if !is_meant(call) {
                continue;
            }
            writeln!(text, "{call}").unwrap();
            for (outcome, faults) in outcomes {
                writeln!(text, "  {outcome}: {}", faults.join(", ")).unwrap();
            }
        }
        text
    }

    /// How often each outcome came, over all rows.
    pub fn summary(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for (outcome, faults) in self.rows.values().flatten() {
            *counts.entry(outcome.as_str()).or_default() += faults.len();
        }
        counts
    }

    /// Writes the whole table below the target directory and tells where.
    pub fn write(&self, name: &str) -> PathBuf {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("outcomes-{name}.txt"));
        std::fs::write(&path, self.text(|_| true)).unwrap();
        path
    }
}
