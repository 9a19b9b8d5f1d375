//! How soon what somebody does is on the screen, in an account with ten thousand contact centers.

use crossterm::event::KeyCode;
use scv_oauth::question::Question;

use super::stage::Stage;
use super::steps::contact_centers;
use crate::support::pace::{TEN_TIMES, times_longer};

fn names(count: usize) -> Vec<String> {
    (0..count).map(|at| format!("center-{at:05}")).collect()
}

fn page(count: usize) -> Question {
    let names = names(count);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    contact_centers(&names)
}

#[test]
fn a_key_is_drawn_soon_however_long_the_list_is() {
    let mut stages = [1_000, 10_000].map(|count| {
        let mut stage = Stage::at("contact-center");
        stage.show_so_far(page(count));
        stage
    });
    for key in [
        KeyCode::Char('9'),
        KeyCode::Down,
        KeyCode::PageDown,
        KeyCode::End,
        KeyCode::Backspace,
    ] {
        let longer = times_longer(&mut stages, |stage| {
            stage.press(key);
            assert!(stage.cursor().is_some());
        });
        assert!(longer < TEN_TIMES, "{key:?} took {longer} times as long");
    }
    assert!(stages[1].says("of 10000"));
}

#[test]
fn a_page_that_streams_in_and_a_key_after_it_are_drawn_soon() {
    let growing = |count: usize| {
        let mut stage = Stage::at("contact-center");
        stage.type_in("99");
        let pages = (1..=7).rev().map(|turn| page(count + turn * count / 200));
        (stage, pages.collect::<Vec<_>>())
    };
    let mut growing = [growing(1_000), growing(10_000)];
    let longer = times_longer(&mut growing, |(stage, pages)| {
        stage.show_so_far(pages.pop().unwrap());
        stage.press(KeyCode::Down);
        assert!(stage.cursor().is_some());
    });
    assert!(longer < TEN_TIMES, "it took {longer} times as long");
    let stage = &mut growing[1].0;
    (0..2).for_each(|_| stage.press(KeyCode::Backspace));
    assert!(stage.says("of 10350"));
}

#[test]
fn with_ten_thousand_listed_nothing_asks_to_be_drawn_again() {
    let mut stage = Stage::at("contact-center");
    stage.show(page(10_000));
    stage.type_in("99");
    assert_eq!(stage.app.wakes(), None);
}
