//! Every way out gives the terminal back: the end, Ctrl-C, signals, a stop and a return.

use std::path::PathBuf;

use rustix::process::Signal;

use super::openings::at_consumer_key;
use super::terminal::Terminal;

fn begun() -> Terminal {
    let mut terminal = Terminal::practice(100, 30);
    terminal.wait_for("[ Begin ]");
    terminal.wait_until("a taken terminal", Terminal::is_taken);
    terminal.keys("\r");
    terminal.wait_for("Is this the right AWS account");
    terminal
}

#[test]
fn ctrl_c_twice_ends_with_130() {
    let mut terminal = begun();
    terminal.keys("\x03");
    terminal.wait_for("Leave scv-oauth?");
    terminal.keys("\x03");
    assert_eq!(terminal.ended(), 130);
    terminal.wait_until("its terminal back", Terminal::is_given_back);
}

#[test]
fn whoever_asks_it_to_end_from_outside_cancels() {
    for signal in [Signal::TERM, Signal::INT, Signal::HUP] {
        let mut terminal = begun();
        terminal.signal(signal);
        assert_eq!(terminal.ended(), 130, "{signal:?}");
        terminal.wait_until("its terminal back", Terminal::is_given_back);
        terminal.wait_for("Nothing was changed.");
    }
}

#[test]
fn of_a_practice_that_was_hung_up_no_file_is_left() {
    let mut terminal = at_consumer_key();
    terminal.keys("\x1b[11~");
    let path = |terminal: &Terminal| {
        let text = terminal.text();
        let mut words = text.split_whitespace();
        words
            .find(|word| word.ends_with("/server.key"))
            .map(PathBuf::from)
    };
    terminal.wait_until("the path of the key", |terminal| path(terminal).is_some());
    let path = path(&terminal).unwrap();
    assert!(path.exists());
    terminal.signal(Signal::HUP);
    assert_eq!(terminal.ended(), 130);
    assert!(!path.exists() && !path.parent().unwrap().exists());
}

#[test]
fn ctrl_z_gives_the_terminal_back_and_a_return_brings_the_page_whole() {
    let mut terminal = begun();
    terminal.keys("\x1a");
    terminal.wait_until("its terminal back", Terminal::is_given_back);
    assert!(!terminal.text().contains("Is this the right AWS account"));
    terminal.go_on();
    terminal.wait_for("Is this the right AWS account");
    terminal.keys("\x03");
    terminal.wait_for("Leave scv-oauth?");
}

#[test]
fn what_is_shown_is_masked_before_ctrl_z_and_stays_so() {
    let mut terminal = at_consumer_key();
    terminal.paste(&format!("3MVG9{}k2Qp", "SHOWN".repeat(15)));
    terminal.wait_for("84 characters");
    terminal.keys("\x1b[13~");
    terminal.wait_for("SHOWNSHOWN");
    terminal.keys("\x1a");
    terminal.wait_until("its terminal back", Terminal::is_given_back);
    assert!(!terminal.text().contains("SHOWN"));
    terminal.go_on();
    terminal.wait_for("84 characters");
    // Whole: from its first line to its last, drawn on a screen that was empty.
    terminal.wait_for("scv-oauth");
    terminal.wait_for("Ctrl-C quit");
    assert!(!terminal.text().contains("SHOWN"));
    terminal.resize(100, 30);
    terminal.wait_for("Step 6 of 9");
    terminal.wait_for("84 characters");
}

#[test]
fn ctrl_c_asks_once_and_whoever_stays_goes_on() {
    let mut terminal = begun();
    terminal.keys("\x03");
    terminal.wait_for("Leave scv-oauth?");
    terminal.wait_for("Nothing has been changed in AWS.");
    terminal.keys("\r");
    terminal.wait_until("the page alone", |terminal| {
        !terminal.text().contains("Leave scv-oauth?")
    });
    terminal.keys("\r");
    terminal.wait_for("acme-InvokeSalesforceRestApiFunction");
}

#[test]
fn without_colour_the_selection_is_reversed_and_nothing_is_coloured() {
    let terminal = Terminal::practice_with(100, 30, &[("NO_COLOR", "1")]);
    terminal.wait_for("[ Begin ]");
    terminal.wait_until("a selection", |terminal| {
        terminal.reversed().contains("[ Begin ]")
    });
    let sent = terminal.all_sent();
    for color in 30..38 {
        assert!(!sent.contains(&format!("\x1b[{color}m")), "{color}");
    }
    assert!(!sent.contains("\x1b[38;5;"));
}

#[test]
fn the_mouse_stays_the_terminals_and_nothing_is_asked_of_it() {
    let terminal = begun();
    let sent = terminal.all_sent();
    for mouse_or_query in [
        "\x1b[?1000h",
        "\x1b[?1003h",
        "\x1b[c",
        "\x1b]10;?",
        "\x1b]11;?",
        "\x1b[6n",
    ] {
        assert!(!sent.contains(mouse_or_query), "{mouse_or_query:?}");
    }
}

#[test]
fn nothing_is_drawn_while_nothing_happens() {
    let terminal = begun();
    // What is still on its way from before may come late; what moves by itself never comes to rest.
    terminal.wait_until("rest", |terminal| {
        let before = terminal.all_sent().len();
        std::thread::sleep(std::time::Duration::from_secs(2));
        terminal.all_sent().len() == before
    });
}
