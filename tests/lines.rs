//! The line by line conversation of the real program, on a real terminal.

use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

const PATIENCE: Duration = Duration::from_secs(60);

/// The program on a terminal, whose modes are printed once it has ended, and somebody who reads and types.
struct Talk {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    screen: Receiver<Vec<u8>>,
    seen: String,
    read: usize,
    _home: tempfile::TempDir,
}

impl Talk {
    fn practising(arguments: &[&str], term: &str) -> Self {
        Self::practising_in(PtySize::default(), arguments, term)
    }

    fn practising_in(window: PtySize, arguments: &[&str], term: &str) -> Self {
        let script = r#"trap : INT; "$0" --practice "$@"; code=$?; stty -a; exit $code"#;
        Self::run(script, window, arguments, term)
    }

    /// The program as the process that was started, for signals to reach.
    fn practising_alone(arguments: &[&str], term: &str) -> Self {
        let script = r#"exec "$0" --practice "$@""#;
        Self::run(script, PtySize::default(), arguments, term)
    }

    fn run(script: &str, window: PtySize, arguments: &[&str], term: &str) -> Self {
        let pty = native_pty_system().openpty(window).unwrap();
        let mut command = CommandBuilder::new("sh");
        command.args(["-c", script, env!("CARGO_BIN_EXE_scv-oauth")]);
        command.args(arguments);
        command.env_clear();
        // The shell's own commands are found there.
        command.env("PATH", std::env::var_os("PATH").unwrap());
        command.env("TERM", term);
        command.env("LANG", "C.UTF-8");
        let home = tempfile::tempdir().unwrap();
        command.env("HOME", home.path());
        let child = pty.slave.spawn_command(command).unwrap();
        let mut reader = pty.master.try_clone_reader().unwrap();
        let (tell, screen) = channel();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if tell.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            child,
            _home: home,
            keys: pty.master.take_writer().unwrap(),
            master: pty.master,
            screen,
            seen: String::new(),
            read: 0,
        }
    }

    /// Waits for a text, then types.
    fn answer(&mut self, question: &str, keys: &str) {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.seen[self.read..].find(question) {
                self.read += at + question.len();
                break;
            }
            let left = end.saturating_duration_since(Instant::now());
            let more = self.screen.recv_timeout(left);
            let more = more.unwrap_or_else(|_| panic!("no {question:?} in:\n{}", self.seen));
            self.seen.push_str(&String::from_utf8_lossy(&more));
        }
        self.keys.write_all(keys.as_bytes()).unwrap();
    }

    /// Stops the program as Ctrl-Z in a shell does: the shell sets its own modes, and leaves them when it wakes it.
    fn stop_for_a_while(&mut self) {
        let process = i32::try_from(self.child.process_id().unwrap()).unwrap();
        let process = Pid::from_raw(process).unwrap();
        kill_process(process, Signal::STOP).unwrap();
        let stopped = WaitIdOptions::STOPPED | WaitIdOptions::NOWAIT;
        waitid(WaitId::Pid(process), stopped).unwrap();
        let tty = std::fs::File::open(self.master.tty_name().unwrap()).unwrap();
        let mut modes = tcgetattr(&tty).unwrap();
        modes.local_modes |= LocalModes::ECHO | LocalModes::ICANON;
        tcsetattr(&tty, OptionalActions::Now, &modes).unwrap();
        kill_process(process, Signal::CONT).unwrap();
    }

    fn up_to_the_org(&mut self) {
        self.answer("Profile (", "\r");
        self.answer("Region (", "\r");
        self.answer("Contact center (", "acme\r");
        self.answer("Version path (", "\r");
    }

    fn up_to_the_consumer_key(&mut self) {
        self.up_to_the_org();
        self.answer("Org (", "\r");
        self.answer("My Domain (", "\r");
        self.answer("Consumer key (not shown while you type)", "");
    }

    /// The exit code, and all that was on the screen.
    fn end(mut self) -> (u32, String) {
        let end = Instant::now() + PATIENCE;
        let code = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status.exit_code();
            }
            assert!(Instant::now() < end, "it does not end:\n{}", self.seen);
            thread::sleep(Duration::from_millis(10));
        };
        drop(self.keys);
        drop(self.master);
        // All that was sent until nobody holds the terminal any more.
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.screen.recv_timeout(left) {
                Ok(more) => self.seen.push_str(&String::from_utf8_lossy(&more)),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("it goes on:\n{}", self.seen),
            }
        }
        (code, self.seen)
    }
}

#[test]
fn on_a_dumb_terminal_no_control_sequence_is_written() {
    let mut talk = Talk::practising(&[], "dumb");
    talk.up_to_the_consumer_key();
    talk.answer(":", "3MVG9typedinsecret\r");
    talk.answer("received, 18 characters", "");
    talk.answer("New key pair (", "\u{4}");
    let (code, screen) = talk.end();
    assert_eq!(code, 130);
    assert!(screen.contains("Nothing was changed."), "{screen}");
    assert!(!screen.contains('\u{1b}'), "{screen:?}");
    assert!(!screen.contains("typedinsecret"), "{screen}");
    let told = "This wizard lets your contact center's Lambda function log in to Salesforce.";
    assert!(screen.contains(told), "{screen}");
    assert!(
        screen.contains("Practice: nothing here is real."),
        "{screen}"
    );
    let first = screen.split("Step 1 of 9").next().unwrap();
    for said in [
        "Have ready:",
        "The username of the Salesforce user",
        "scv-oauth checklist",
    ] {
        assert!(first.contains(said), "{first}");
    }
    assert!(
        first.lines().all(|line| line.trim_end().len() <= 100),
        "{first}"
    );
}

#[test]
fn lines_are_as_wide_as_a_narrow_window() {
    let cols = 60;
    let window = PtySize {
        cols,
        ..PtySize::default()
    };
    let mut talk = Talk::practising_in(window, &[], "dumb");
    talk.up_to_the_org();
    talk.answer("Org (", "?\r");
    talk.answer("Type your answer, back", "");
    talk.answer("Org (", "\u{4}");
    let (_, screen) = talk.end();
    let talked = screen.split_once("Step 1 of 9").unwrap().1;
    for line in talked.lines() {
        // A name that is longer than a line stays whole, with its number.
        let line = line
            .trim()
            .trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
        let fits = line.chars().count() <= usize::from(cols) || !line.contains(' ');
        assert!(fits, "{line}\n{screen}");
    }
}

#[test]
fn an_address_that_does_not_fit_the_kind_of_org_can_be_mended() {
    let mut talk = Talk::practising(&[], "dumb");
    talk.up_to_the_org();
    talk.answer("Org (", "sandbox\r");
    talk.answer("My Domain", "https://acme.my.salesforce.com\r");
    talk.answer("[org-kind-mismatch]", "");
    talk.answer("Go on with it all the same?", "no\r");
    talk.answer("Org (", "\r");
    talk.answer("My Domain", "https://acme--uat.sandbox.my.salesforce.com\r");
    talk.answer("Consumer key (not shown while you type)", "\u{4}");
    let (code, screen) = talk.end();
    assert_eq!(code, 130, "{screen}");
}

#[test]
fn back_at_a_doubt_asks_for_what_is_doubted_and_offers_what_was_stored() {
    let mut talk = Talk::practising(&[], "dumb");
    talk.answer("Profile (", "\r");
    talk.answer("Region (", "\r");
    talk.answer("Contact center (", "hooli\r");
    talk.answer("Version path (", "\r");
    talk.answer("Org (", "\r");
    talk.answer("My Domain", "https://hello.my.salesforce.com\r");
    talk.answer("[org-kind-mismatch]", "");
    talk.answer("Go on with it all the same?", "back\r");
    talk.answer("Org (", "\r");
    talk.answer("My Domain", "");
    talk.answer(": ", "\u{4}");
    let (_, screen) = talk.end();
    let (_, after) = screen.split_once("[org-kind-mismatch]").unwrap();
    assert!(!after.contains("Step "), "{screen}");
    assert!(after.contains("[https://hooli--"), "{screen}");
}

#[test]
fn a_consumer_key_that_was_typed_at_a_list_is_not_repeated() {
    let mut talk = Talk::practising(&[], "dumb");
    talk.up_to_the_org();
    let key = format!("3MVG9{}", "typed".repeat(16));
    talk.answer("Org (number or name) [1]: ", &format!("{key}\r"));
    talk.answer("it looks like a secret] is not in the list.", "\u{4}");
    let (_, screen) = talk.end();
    assert!(!screen.contains(&key), "{screen}");
}

#[test]
fn stopping_at_a_hidden_answer_gives_the_terminal_back() {
    for key in ["\u{3}", "\u{4}"] {
        let mut talk = Talk::practising(&["--plain"], "xterm");
        talk.up_to_the_consumer_key();
        talk.answer(":", key);
        let (code, screen) = talk.end();
        assert_eq!(code, 130, "{screen}");
        assert!(screen.contains("Nothing was changed."), "{screen}");
        assert!(
            screen.contains(" echo ") && screen.contains(" icanon "),
            "{screen}"
        );
    }
}

#[test]
fn the_end_of_input_stops_wherever_it_comes() {
    for (arguments, term) in [(&[][..], "dumb"), (&["--plain"], "xterm")] {
        // At a question; behind what a pipe sends ahead; behind a line that has no end.
        for keys in ["\u{4}", "\r\racme\r\u{4}", "\r\racme\u{4}"] {
            let mut talk = Talk::practising(arguments, term);
            talk.answer("Profile (", "");
            talk.answer(": ", keys);
            let (code, screen) = talk.end();
            assert_eq!(code, 130, "{keys:?}\n{screen}");
            assert!(screen.contains("Nothing was changed."), "{screen}");
            let is_whole = screen.contains(" echo ") && screen.contains(" icanon ");
            assert!(is_whole, "{screen}");
        }
    }
}

#[test]
fn what_is_typed_can_be_edited_with_the_arrow_keys_on_a_terminal_that_can() {
    let mut talk = Talk::practising(&["--plain"], "xterm");
    talk.answer("Profile (", "\r");
    talk.answer("Region (", "\r");
    talk.answer("Contact center (", "");
    talk.answer(": ", "a");
    talk.answer("a", "me\u{1b}[D\u{1b}[Dc\r");
    talk.answer("Version path (", "\u{4}");
    let (code, screen) = talk.end();
    assert_eq!(code, 130, "{screen}");
}

#[test]
fn whoever_comes_back_to_a_hidden_answer_is_asked_again_and_it_stays_hidden() {
    for term in ["dumb", "xterm"] {
        let mut talk = Talk::practising_alone(&["--plain"], term);
        talk.up_to_the_consumer_key();
        talk.answer(": ", "3MVG9typedbefore");
        talk.stop_for_a_while();
        talk.answer(
            "Consumer key (not shown while you type): ",
            "3MVG9typedafter\r",
        );
        talk.answer("received, 15 characters", "");
        talk.answer("ey pair (", "\r");
        talk.answer("Private key file (", "");
        let (_, file) = talk.seen.split_once("Private key: load").unwrap();
        let pem = std::fs::read_to_string(file.split_whitespace().next().unwrap()).unwrap();
        talk.answer(":", "paste\r");
        let (half, _) = pem.split_at(pem.len() / 2);
        talk.answer("empty lines.", half);
        talk.stop_for_a_while();
        talk.answer("Paste the whole text now; it is not shown.", &pem);
        talk.answer("ok: RSA private key", "");
        talk.answer("Certificate file (", "\u{3}");
        let (code, screen) = talk.end();
        assert_eq!(code, 130, "{screen}");
        assert!(!screen.contains("3MVG9typed"), "{screen}");
        assert!(!screen.contains(&pem[40..80]), "{screen}");
    }
}

#[test]
fn a_key_that_is_pasted_at_once_ends_with_its_end_line() {
    let terminals: [(&[&str], &str); 2] = [(&["--plain"], "xterm"), (&[], "dumb")];
    let all = terminals
        .into_iter()
        .flat_map(|terminal| ["\r", "\r\r"].map(|line_end| (terminal, line_end)));
    for ((arguments, term), line_end) in all {
        let mut talk = Talk::practising(arguments, term);
        talk.up_to_the_consumer_key();
        talk.answer(":", "3MVG9typedinsecret\r");
        talk.answer("ey pair (", "\r");
        talk.answer("Private key file (", "");
        let (_, file) = talk.seen.split_once("Private key: load").unwrap();
        let file = file.split_whitespace().next().unwrap();
        let pem = std::fs::read_to_string(file).unwrap();
        talk.answer(":", &pem.replace('\n', line_end));
        talk.answer("received, ", "");
        talk.answer("ok: RSA private key", "");
        talk.answer("Certificate file (", "\u{3}");
        let (code, screen) = talk.end();
        assert_eq!(code, 130, "{screen}");
        assert!(!screen.contains(&pem[40..80]), "{screen}");
    }
}

#[test]
fn a_key_that_is_pasted_at_another_question_is_not_shown_there() {
    for (arguments, term) in [(&[][..], "dumb"), (&["--plain"], "xterm")] {
        let mut talk = Talk::practising(arguments, term);
        talk.up_to_the_consumer_key();
        talk.answer(":", "3MVG9typedinsecret\r");
        talk.answer("ey pair (", "");
        let (_, file) = talk.seen.split_once("Private key: load").unwrap();
        let file = file.split_whitespace().next().unwrap();
        let pem = std::fs::read_to_string(file).unwrap();
        talk.answer(":", &pem.replace('\n', "\r"));
        talk.answer("it looks like a secret] is not in the list.", "\u{3}");
        let (code, screen) = talk.end();
        assert_eq!(code, 130, "{screen}");
        let body = pem.lines().skip(1).filter(|line| line.len() == 64);
        for line in body {
            assert!(!screen.contains(&line[..20]), "{screen}");
        }
    }
}
