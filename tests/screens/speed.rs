//! How soon what somebody does is on the screen, in an account with ten thousand contact centers. Unoptimised
//! code, so the bounds are far from what a person meets.

use std::time::{Duration, Instant};

use crossterm::event::KeyCode;

use super::stage::Stage;
use super::steps::contact_centers;

/// What nobody notices.
const FRAME: Duration = Duration::from_millis(50);

fn names(count: usize) -> Vec<String> {
    (0..count).map(|at| format!("center-{at:05}")).collect()
}

fn listed(stage: &mut Stage, count: usize) {
    let names = names(count);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    stage.show_so_far(contact_centers(&names));
}

/// The shortest of several: on a busy machine any of them may be held up by others.
fn shortest(mut act: impl FnMut()) -> Duration {
    let times = (0..7).map(|_| {
        let begun = Instant::now();
        act();
        begun.elapsed()
    });
    times.min().unwrap()
}

#[test]
fn a_key_is_drawn_within_a_frame_however_long_the_list_is() {
    let mut stage = Stage::at("contact-center");
    listed(&mut stage, 10_000);
    for key in [
        KeyCode::Char('9'),
        KeyCode::Down,
        KeyCode::PageDown,
        KeyCode::End,
        KeyCode::Backspace,
    ] {
        let took = shortest(|| {
            stage.press(key);
            assert!(stage.cursor().is_some());
        });
        assert!(took < FRAME, "{key:?} took {took:?}");
    }
    assert!(stage.says("of 10000"));
}

#[test]
fn a_key_between_two_pages_that_stream_in_is_drawn_soon() {
    let mut stage = Stage::at("contact-center");
    stage.type_in("99");
    let mut count = 9_000;
    let names = names(10_000);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let took = (0..7).map(|_| {
        count += 50;
        let page = contact_centers(&names[..count]);
        let begun = Instant::now();
        stage.show_so_far(page);
        let shown = begun.elapsed();
        stage.press(KeyCode::Down);
        assert!(stage.cursor().is_some());
        (shown, begun.elapsed() - shown)
    });
    let took: Vec<_> = took.collect();
    // The longest that a key may have to wait for a page: some ten milliseconds once it is optimised.
    let page = took.iter().map(|(page, _)| page).min().unwrap();
    assert!(*page < 10 * FRAME, "a page took {page:?}");
    let key = took.iter().map(|(_, key)| key).min().unwrap();
    assert!(*key < FRAME, "a key took {key:?}");
    (0..2).for_each(|_| stage.press(KeyCode::Backspace));
    assert!(stage.says("of 9350"));
}

#[test]
fn with_ten_thousand_listed_nothing_asks_to_be_drawn_again() {
    let mut stage = Stage::at("contact-center");
    let names = names(10_000);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    stage.show(contact_centers(&names));
    stage.type_in("99");
    assert_eq!(stage.app.wakes(), None);
}
