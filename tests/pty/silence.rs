//! A network that never answers: the first page is there all the same, and nobody has to wait for it.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use super::terminal::Terminal;

#[test]
fn the_first_page_waits_for_no_answer_and_a_wait_can_be_left() {
    // Takes connections, and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", silent.local_addr().unwrap());
    let begun = Instant::now();
    let mut terminal = Terminal::run(
        &[],
        100,
        30,
        &[
            ("AWS_ENDPOINT_URL", &endpoint),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_REGION", "us-west-2"),
        ],
    );
    terminal.wait_for("[ Begin ]");
    let took = begun.elapsed();
    assert!(
        took < Duration::from_secs(5),
        "the first page took {took:?}"
    );
    terminal.keys("\r");
    terminal.wait_until("a wait of some seconds", |terminal| {
        terminal.text().contains(" 2 s")
    });
    terminal.keys("\x1b");
    terminal.wait_for("[ Begin ]");
    terminal.keys("\x03\x03");
    assert_eq!(terminal.ended(), 130);
}
