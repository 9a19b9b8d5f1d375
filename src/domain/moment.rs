//! A moment, as people read it.

use jiff::Timestamp;

/// Day and time with what its clock is: the same for whoever reads it, and in every ticket.
pub fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_moment_says_which_clock_it_is_of() {
        let at = "2026-11-24T10:30:00.123+01:00".parse().unwrap();
        assert_eq!(moment(at), "2026-11-24 09:30:00 UTC");
    }
}
