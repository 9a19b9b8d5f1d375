//! What narrows a list down, what it selects, and how it is drawn.

use crossterm::event::KeyModifiers;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

use super::*;
use crate::tui::fields::pace::{TEN_TIMES, times_longer};
use crate::tui::sheet::Sheet;
use crate::tui::theme::Theme;

fn options(names: &[&str]) -> Vec<Choice> {
    let option = |name: &&str| Choice {
        value: (*name).to_owned(),
        cells: vec![(*name).to_owned()],
        detail: Vec::new(),
        barred: None,
    };
    names.iter().map(option).collect()
}

/// A list too long to be seen at a glance, that begins with these names.
fn long(names: &[&str], initial: Option<&str>) -> ChoiceList {
    let others = ["x-1", "x-2", "x-3", "x-4", "x-5", "x-6"];
    let options = options(&[names, &others].concat());
    ChoiceList::new(Vec::new(), options, false, initial)
}

fn type_in(list: &mut ChoiceList, text: &str) {
    for c in text.chars() {
        list.key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE));
    }
}

#[test]
fn typing_narrows_the_list_down_by_every_word() {
    let mut list = long(&["acme-sales-emea", "acme-voice", "beta-sales"], None);
    type_in(&mut list, "SAL ac");
    assert_eq!(list.value().as_deref(), Some("acme-sales-emea"));
    assert_eq!(list.left.len(), 1);
}

#[test]
fn of_a_list_that_is_seen_at_a_glance_no_row_is_hidden_and_typing_selects() {
    let names = ["sandbox", "production", "other"];
    let mut list = ChoiceList::new(Vec::new(), options(&names), false, None);
    for (typed, selected) in [
        ("", Some("sandbox")),
        ("p", Some("production")),
        ("rod", Some("production")),
        ("x", None),
    ] {
        type_in(&mut list, typed);
        assert_eq!(list.value().as_deref(), selected, "{typed}");
        let shown = drawn(&list, 10);
        assert!(names.iter().all(|name| shown.contains(name)), "{shown}");
    }
    assert!(list.matches_nothing() && drawn(&list, 10).contains(NOTHING_MATCHES));
    (0..5).for_each(|_| {
        list.key(KeyEvent::new(KeyCode::Backspace, KeyModifiers::NONE));
    });
    assert!(!list.matches_nothing() && !drawn(&list, 10).contains("Typed"));
    assert_eq!(list.value().as_deref(), Some("production"));
    list.insert("sandbox");
    assert_eq!(list.value().as_deref(), Some("sandbox"));
}

#[test]
fn the_selected_row_stays_selected_while_it_matches() {
    let mut list = long(&["aa", "ab", "b"], Some("ab"));
    type_in(&mut list, "a");
    assert_eq!(list.value().as_deref(), Some("ab"));
}

#[test]
fn one_endless_name_does_not_cut_the_other_columns() {
    let mut rows = options(&["acme", &"endless-".repeat(10)]);
    for row in &mut rows {
        row.cells = vec![row.value.clone(), "parameters".into(), "not set up".into()];
    }
    let list = ChoiceList::new(Vec::new(), rows, false, None);
    assert_eq!(list.fitting(46), [22, 10, 10]);
}

#[test]
fn a_name_that_is_not_listed_can_be_typed_where_that_is_allowed() {
    let mut list = ChoiceList::new(Vec::new(), options(&["acme"]), true, None);
    type_in(&mut list, "zeta");
    assert_eq!(list.value().as_deref(), Some("zeta"));
    let again = ChoiceList::new(Vec::new(), options(&["acme"]), true, Some("zeta"));
    assert_eq!(again.value().as_deref(), Some("zeta"));
    let mut strict = ChoiceList::new(Vec::new(), options(&["acme"]), false, None);
    type_in(&mut strict, "zeta");
    assert_eq!(strict.value(), None);
}

#[test]
fn a_barred_row_has_no_value_but_says_why() {
    let mut barred = options(&["acme"]);
    barred[0].barred = Some("It has no secret.".into());
    let list = ChoiceList::new(Vec::new(), barred, false, Some("acme"));
    assert_eq!(
        (list.value(), list.bar()),
        (None, Some("It has no secret."))
    );
}

#[test]
fn a_longer_list_of_the_same_field_keeps_filter_and_selection() {
    let mut early = long(&["ab", "ac"], None);
    type_in(&mut early, "a");
    early.key(KeyEvent::new(KeyCode::Down, KeyModifiers::NONE));
    let mut late = long(&["aa", "ab", "ac", "b"], None);
    late.carry(&early);
    assert_eq!(late.value().as_deref(), Some("ac"));
    assert_eq!(late.left.len(), 3);
}

/// The list as it is drawn where it may take so many rows.
fn drawn(list: &ChoiceList, room: usize) -> String {
    let theme = Theme::new(true, false, true);
    let mut sheet = Sheet::new(&theme, 60);
    list.draw(&mut sheet, true, true, room);
    let area = Rect::new(0, 0, 60, 20);
    let mut buffer = Buffer::empty(area);
    sheet.draw(area, &mut buffer, 0);
    let cells = buffer.content.iter().map(Cell::symbol);
    cells.collect::<String>()
}

#[test]
fn a_list_that_does_not_fit_says_which_of_its_rows_are_seen() {
    let names: Vec<String> = (1..=9).map(|at| format!("center-{at}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut list = ChoiceList::new(Vec::new(), options(&names), true, None);
    let shown = drawn(&list, 4);
    assert!(
        shown.contains("1-4 of 9") && shown.contains("center-4"),
        "{shown}"
    );
    assert!(!shown.contains("center-5"));
    assert!(drawn(&list, 9).contains(" 9 of 9"));
    list.key(KeyEvent::new(KeyCode::End, KeyModifiers::NONE));
    assert!(drawn(&list, 4).contains("6-9 of 9"));
    type_in(&mut list, "center");
    // The row for what is typed is none of those that were found.
    assert!(drawn(&list, 4).contains(" of 9"));
    list.key(KeyEvent::new(KeyCode::End, KeyModifiers::NONE));
    let shown = drawn(&list, 4);
    assert!(
        shown.contains("7-9 of 9") && shown.contains("as typed"),
        "{shown}"
    );
    type_in(&mut list, "-3");
    assert!(drawn(&list, 4).contains(" 1 of 9"));
}

#[test]
fn a_short_list_says_so_too_where_even_it_does_not_fit() {
    let list = ChoiceList::new(Vec::new(), options(&["a", "b", "c", "d", "e"]), false, None);
    assert!(drawn(&list, 4).contains("1-4 of 5"));
    assert!(!drawn(&list, 5).contains("of 5"));
}

#[test]
fn the_arrows_move_in_a_short_list_also_where_nothing_matches() {
    let mut list = ChoiceList::new(Vec::new(), options(&["a", "b", "c"]), false, None);
    type_in(&mut list, "x");
    assert!(list.matches_nothing() && list.selected().is_none());
    list.key(KeyEvent::new(KeyCode::Down, KeyModifiers::NONE));
    assert!(list.selected().is_some() && list.typed().is_empty());
}

#[test]
fn ten_thousand_rows_filter_and_draw_soon() {
    let mut lists = [1_000, 10_000].map(|count| {
        let names: Vec<String> = (0..count).map(|n| format!("contact-center-{n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        ChoiceList::new(vec!["NAME".into()], options(&names), true, None)
    });
    let theme = Theme::new(true, false, true);
    let longer = times_longer(&mut lists, |list| {
        type_in(list, "9");
        let mut sheet = Sheet::new(&theme, 80);
        list.draw(&mut sheet, true, true, 20);
        assert!(sheet.rows() < 30);
        list.key(KeyEvent::new(KeyCode::Backspace, KeyModifiers::NONE));
    });
    assert!(longer < TEN_TIMES, "it took {longer} times as long");
}

#[test]
fn a_name_that_is_typed_in_full_is_meant_also_where_it_is_a_part_of_the_selected_one() {
    let mut list = ChoiceList::new(Vec::new(), options(&["voice-admin", "voice"]), true, None);
    type_in(&mut list, "voice");
    assert_eq!(list.value().as_deref(), Some("voice"));
}
