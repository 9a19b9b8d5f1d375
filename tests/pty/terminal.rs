//! A terminal made of memory, with the program on it.

use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, NativePtySystem, PtySize, PtySystem};

use scv_oauth::tui::app::READING;

use crate::support::patience::{PATIENCE, wait_until};

/// The program, its terminal, and all it ever sent.
pub struct Terminal {
    master: Option<Box<dyn MasterPty + Send>>,
    child: Box<dyn Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    screen: Arc<Mutex<vt100::Parser>>,
    sent: Arc<Mutex<Vec<u8>>>,
    closed: Arc<AtomicBool>,
    reading: JoinHandle<()>,
    _state: tempfile::TempDir,
}

impl Terminal {
    /// Starts the practice wizard on a terminal of this size.
    pub fn practice(columns: u16, rows: u16) -> Self {
        Self::practice_with(columns, rows, &[])
    }

    /// The same, with these environment variables.
    pub fn practice_with(columns: u16, rows: u16, variables: &[(&str, &str)]) -> Self {
        Self::run(&["--practice"], columns, rows, variables)
    }

    /// The practice wizard on a terminal that tells nobody when its size changes.
    pub fn practice_untold(columns: u16, rows: u16) -> Self {
        let state = tempfile::tempdir().unwrap();
        let mut command = Self::command(&["--practice"], &state);
        command.set_controlling_tty(false);
        Self::start(&command, columns, rows, state)
    }

    /// The program with these arguments, in an environment of these variables.
    pub fn run(arguments: &[&str], columns: u16, rows: u16, variables: &[(&str, &str)]) -> Self {
        let state = tempfile::tempdir().unwrap();
        let mut command = Self::command(arguments, &state);
        variables
            .iter()
            .for_each(|(name, value)| command.env(name, value));
        Self::start(&command, columns, rows, state)
    }

    /// The program with a home of its own, and nothing of our environment.
    fn command(arguments: &[&str], state: &tempfile::TempDir) -> CommandBuilder {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_scv-oauth"));
        command.args(arguments);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("HOME", state.path());
        command.env("XDG_STATE_HOME", state.path());
        command
    }

    /// This command, in its own environment, on a terminal of this size.
    pub fn of(program: &std::process::Command, columns: u16, rows: u16) -> Self {
        let mut command = CommandBuilder::new(program.get_program());
        command.args(program.get_args());
        command.env_clear();
        let variables = program.get_envs();
        for (name, value) in variables.filter_map(|(name, value)| Some((name, value?))) {
            command.env(name, value);
        }
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        if let Some(folder) = program.get_current_dir() {
            command.cwd(folder);
        }
        Self::start(&command, columns, rows, tempfile::tempdir().unwrap())
    }

    fn start(command: &CommandBuilder, columns: u16, rows: u16, state: tempfile::TempDir) -> Self {
        let pair = NativePtySystem::default()
            .openpty(size(columns, rows))
            .unwrap();
        let child = pair.slave.spawn_command(command.clone()).unwrap();
        drop(pair.slave);
        let screen = Arc::new(Mutex::new(vt100::Parser::new(
            cells(rows),
            cells(columns),
            0,
        )));
        let sent = Arc::new(Mutex::new(Vec::new()));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let closed = Arc::new(AtomicBool::new(false));
        let (shown, kept, left) = (screen.clone(), sent.clone(), closed.clone());
        let reading = std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while !left.load(Ordering::SeqCst)
                && let Ok(count @ 1..) = reader.read(&mut bytes)
            {
                shown.lock().unwrap().process(&bytes[..count]);
                kept.lock().unwrap().extend_from_slice(&bytes[..count]);
            }
        });
        Self {
            writer: pair.master.take_writer().unwrap(),
            master: Some(pair.master),
            child,
            screen,
            sent,
            closed,
            reading,
            _state: state,
        }
    }

    /// Types bytes: `\r` is Enter, `\t` is Tab, `\x1b` is Esc.
    pub fn keys(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
    }

    /// Goes to the next control, which is this button, and presses it.
    pub fn press_next(&mut self, button: &str) {
        self.keys("\t");
        self.wait_until(button, |terminal| terminal.reversed().contains(button));
        self.keys("\r");
    }

    /// Leaves a result that is on the screen, after as long as it takes to read it.
    pub fn leave_result(&mut self) {
        std::thread::sleep(READING * 2);
        self.keys("\r");
    }

    /// Pastes a text, as terminals do.
    pub fn paste(&mut self, text: &str) {
        self.keys(&format!("\x1b[200~{text}\x1b[201~"));
    }

    /// Changes the size of the window. A full screen is wiped, so that what is seen on it afterwards was drawn for
    /// the new size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        let mut parser = self.screen.lock().unwrap();
        parser.screen_mut().set_size(cells(rows), cells(columns));
        if parser.screen().alternate_screen() {
            parser.process(b"\x1b[2J");
        }
        drop(parser);
        let master = self.master.as_ref().unwrap();
        master.resize(size(columns, rows)).unwrap();
    }

    pub fn text(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// Waits until the screen says this.
    pub fn wait_for(&self, what: &str) {
        self.wait_until(what, |terminal| terminal.text().contains(what));
    }

    pub fn wait_until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !holds(self) {
            assert!(
                begun.elapsed() < PATIENCE,
                "no {what:?} on\n{}",
                self.text()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The exit code, once the program has ended.
    pub fn ended(&mut self) -> u32 {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(begun.elapsed() < PATIENCE, "still runs\n{}", self.text());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Closes the window. Whoever reads it lets go of it after the next frame, which Ctrl-L calls for.
    pub fn close(&mut self) {
        self.closed.store(true, Ordering::SeqCst);
        self.keys("\x0c");
        wait_until("a last frame", || self.reading.is_finished());
        self.writer = Box::new(std::io::sink());
        self.master = None;
    }

    pub fn process(&self) -> rustix::process::Pid {
        let id = self.child.process_id().unwrap();
        rustix::process::Pid::from_raw(i32::try_from(id).unwrap()).unwrap()
    }

    pub fn signal(&self, signal: rustix::process::Signal) {
        rustix::process::kill_process(self.process(), signal).unwrap();
    }

    /// Wakes the program from its stop until it has its terminal again. It gives the terminal back a moment
    /// before it stops, and what wakes it before is lost.
    pub fn go_on(&self) {
        self.wait_until("a taken terminal", |terminal| {
            terminal.signal(rustix::process::Signal::CONT);
            terminal.is_taken()
        });
    }

    /// Whether the program has the terminal to itself.
    pub fn is_taken(&self) -> bool {
        let parser = self.screen.lock().unwrap();
        let screen = parser.screen();
        screen.alternate_screen() && screen.bracketed_paste()
    }

    /// Whether everything is as a shell expects it.
    pub fn is_given_back(&self) -> bool {
        let parser = self.screen.lock().unwrap();
        let screen = parser.screen();
        !screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor()
    }

    /// The text shown reversed.
    pub fn reversed(&self) -> String {
        let parser = self.screen.lock().unwrap();
        let screen = parser.screen();
        let (rows, columns) = screen.size();
        let (rows, columns) = (rows.get(), columns.get());
        let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        let reversed = cells.filter_map(|(row, column)| screen.cell(row, column));
        let reversed = reversed.filter(|cell| cell.inverse());
        reversed.map(|cell| cell.contents().to_owned()).collect()
    }

    /// All bytes the program ever sent to the terminal.
    pub fn all_sent(&self) -> String {
        String::from_utf8_lossy(&self.sent.lock().unwrap()).into_owned()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It has ended already, except where a test failed before.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}
