//! A network that never answers: the first page is there all the same, and nobody has to wait for it.

use std::net::TcpListener;

use super::terminal::Terminal;

#[test]
fn the_first_page_waits_for_no_answer_and_a_wait_can_be_left() {
    // Takes connections, and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", silent.local_addr().unwrap());
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
    // What began with the first page is asked for still, and nothing has come.
    terminal.keys("\r");
    terminal.wait_until("a wait of some seconds", |terminal| {
        seconds_waited(&terminal.text()).is_some_and(|seconds| seconds >= 2)
    });
    silent.set_nonblocking(true).unwrap();
    terminal.wait_until("a connection", |_| silent.accept().is_ok());
    terminal.keys("\x1b");
    terminal.wait_for("[ Begin ]");
    terminal.keys("\x03\x03");
    assert_eq!(terminal.ended(), 130);
}

/// The seconds that a wait on the screen has lasted. A busy machine may never draw some of them.
fn seconds_waited(text: &str) -> Option<u64> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let seconds = words.windows(2).filter(|pair| pair[1] == "s");
    seconds.filter_map(|pair| pair[0].parse().ok()).next()
}
