//! How much longer something takes where there is more of it. Nothing is compared with a clock, which tells as much
//! about the machine as about the code.

use std::time::{Duration, Instant};

/// With ten times as much, ten times the time, and some grace. Twice as much and more of it means that something is
/// done once for each with each, which takes a hundred times as long.
pub const TEN_TIMES: f64 = 30.0;

/// How many times longer this takes with the second than with the first: of each the shortest of several turns,
/// taken alternately, since a busy machine may hold up any of them.
pub fn times_longer<T>(of: &mut [T; 2], mut act: impl FnMut(&mut T)) -> f64 {
    let mut shortest = [Duration::MAX; 2];
    for _ in 0..7 {
        for (thing, shortest) in of.iter_mut().zip(&mut shortest) {
            let begun = Instant::now();
            act(thing);
            *shortest = begun.elapsed().min(*shortest);
        }
    }
    shortest[1].as_secs_f64() / shortest[0].as_secs_f64()
}
