//! What may be left of a setup, and which of it is likely to be the last one's: written by one person within
//! minutes of each other, and more than a single edit.

use jiff::{SignedDuration, Timestamp};

use super::Told;
use crate::domain::CheckLine;
use crate::domain::moment::moment;
use crate::journal::Entry;

/// A setup writes one thing after the other; its slowest step, a function's update, takes minutes.
const PAUSE: SignedDuration = SignedDuration::from_mins(10);

/// The newest state of one thing that a setup could have written.
#[derive(Debug)]
pub(in super::super) struct Trace {
    /// When it was written, as far as told.
    pub when: Option<Timestamp>,
    /// Who wrote it, as far as told; of functions AWS does not tell.
    pub by: Option<String>,
    /// How it would be put back; nothing where it cannot be, or was already.
    pub entries: Vec<Entry>,
    /// The state, by name and version, in a sentence.
    pub said: String,
    /// What weighs: two things changed, or a token made worthless, are more than somebody's single edit.
    pub weight: usize,
}

/// Sorts the traces into what the last setup is likely to have left and what is not put back.
pub(super) fn judge(traces: Vec<Trace>, told: &mut Told) {
    let last = last_of_all(&traces);
    let likely = weight(&traces, &last) >= 2;
    for (trace, is_last) in traces.into_iter().zip(last) {
        let (offered, line) = (likely && is_last, CheckLine::warn(trace.said));
        if offered && !trace.entries.is_empty() {
            told.entries.extend(trace.entries);
            told.doubts.push(line);
        } else if trace.weight > 0 {
            told.by_hand.push(line);
        }
    }
}

fn weight(traces: &[Trace], last: &[bool]) -> usize {
    let last = traces.iter().zip(last).filter(|(_, is_last)| **is_last);
    last.map(|(trace, _)| trace.weight).sum()
}

/// Which of the traces were written with the newest one, going back from each to the one before it.
fn last_of_all(traces: &[Trace]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..traces.len())
        .filter(|at| traces[*at].when.is_some() && !traces[*at].entries.is_empty())
        .collect();
    order.sort_by_key(|at| std::cmp::Reverse(traces[*at].when));
    let mut is_last = vec![false; traces.len()];
    let (mut reached, mut by) = (None::<Timestamp>, None::<&str>);
    for at in order {
        let trace = &traces[at];
        let when = trace.when.unwrap_or_default();
        if reached.is_some_and(|reached| reached.duration_since(when) > PAUSE) {
            break;
        }
        let writer = trace.by.as_deref();
        if by.is_some() && writer.is_some() && by != writer {
            // Two at work at the same time: what is whose cannot be told, of the function least of all.
            return vec![false; traces.len()];
        }
        is_last[at] = true;
        (reached, by) = (Some(when), by.or(writer));
    }
    is_last
}

/// `, written by ... at ...`, as far as told.
pub(super) fn written(by: Option<&str>, when: Option<Timestamp>) -> String {
    let by = by.map_or(String::new(), |by| format!(" by {by}"));
    let when = when.map_or(String::new(), |at| format!(" at {}", moment(at)));
    match (by.as_str(), when.as_str()) {
        ("", "") => String::new(),
        (by, when) => format!(", written{by}{when}"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn trace(name: &str, by: &str, minute: i8) -> Trace {
        let time = format!("2026-11-24T09:{minute:02}:00Z");
        Trace {
            when: Some(time.parse().unwrap()),
            by: Some(by.to_owned()).filter(|by| !by.is_empty()),
            entries: vec![Entry::Parameter {
                name: name.to_owned(),
                before: Some(1),
                after: 2,
                token: false,
                written: None,
            }],
            said: name.to_owned(),
            weight: 1,
        }
    }

    fn judged(traces: Vec<Trace>) -> (Vec<String>, Vec<String>) {
        let mut told = Told::default();
        judge(traces, &mut told);
        assert_eq!(told.entries.len(), told.doubts.len());
        let texts = |lines: Vec<CheckLine>| lines.into_iter().map(|line| line.text).collect();
        (texts(told.doubts), texts(told.by_hand))
    }

    #[test]
    fn what_one_person_wrote_within_minutes_is_likely_one_setup() {
        let traces = vec![
            trace("old", "jane", 5),
            trace("a", "jane", 30),
            trace("b", "jane", 31),
            trace("function", "", 35),
        ];
        let (likely, by_hand) = judged(traces);
        assert_eq!(likely, ["a", "b", "function"]);
        assert_eq!(by_hand, ["old"]);
    }

    #[test]
    fn what_another_wrote_meanwhile_is_never_offered() {
        let traces = vec![
            trace("a", "jane", 30),
            trace("b", "joe", 31),
            trace("function", "", 32),
        ];
        let (likely, by_hand) = judged(traces);
        assert!(likely.is_empty());
        assert_eq!(by_hand, ["a", "b", "function"]);
    }

    #[test]
    fn a_single_edit_is_told_and_not_offered() {
        let (likely, by_hand) = judged(vec![trace("a", "jane", 30)]);
        assert!(likely.is_empty());
        assert_eq!(by_hand, ["a"]);
    }
}
