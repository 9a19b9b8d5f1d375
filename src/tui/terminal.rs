//! The terminal: taken over as a whole, and given back as a whole on every way out.

use std::io::{self, BufWriter, Stdout, Write, stdout};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::ThreadId;

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::execute;
use crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;

/// Whether the terminal is ours at the moment. There is one terminal to a process.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Where the last task broke down; never what it said, which might quote a secret.
static BROKEN: Mutex<Option<String>> = Mutex::new(None);

/// The screen. Dropping it gives the terminal back.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<Frames>>,
}

/// What frames are written to: a frame reaches the terminal as a whole, not torn where a small buffer is full.
type Frames = BufWriter<Stdout>;

/// More than a frame of a large window takes.
const FRAME: usize = 128 * 1024;

impl Screen {
    /// Takes the terminal over, and sees to it that a panic gives it back first.
    pub fn take() -> io::Result<Self> {
        give_back_on_panic(std::thread::current().id());
        take_over()?;
        let frames = BufWriter::with_capacity(FRAME, stdout());
        let terminal = Terminal::new(CrosstermBackend::new(frames)).inspect_err(|_| give_back())?;
        Ok(Self { terminal })
    }

    /// The drawing side of it.
    pub fn terminal(&mut self) -> &mut Terminal<CrosstermBackend<Frames>> {
        &mut self.terminal
    }

    /// Forgets what is on the screen, so that the next frame draws every cell. Not by `Terminal::clear`: that
    /// asks the terminal where its cursor is, and waits for an answer that may never come.
    pub fn forget(&mut self) -> io::Result<()> {
        let size = self.terminal.size()?;
        self.terminal
            .resize(Rect::new(0, 0, size.width, size.height))
    }

    /// Sends bytes that draw nothing, between two frames.
    pub fn send(&mut self, command: impl crossterm::Command) -> io::Result<()> {
        execute!(stdout(), command)
    }

    /// Gives the terminal back to the shell until it wakes us, then takes it over again.
    #[cfg(unix)]
    pub fn suspend(&mut self) -> io::Result<()> {
        give_back();
        // A SIGTSTP sent to oneself is dropped in an orphaned process group; SIGSTOP never is.
        rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::STOP)?;
        take_over()?;
        self.forget()
    }

    /// Windows has no shell to go back to.
    #[cfg(not(unix))]
    pub fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back, once; for the ways out that run no destructors.
pub fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        // There is nobody left to tell if this fails.
        let _ = execute!(stdout(), DisableBracketedPaste, LeaveAlternateScreen, Show);
        let _ = disable_raw_mode();
        let _ = stdout().flush();
    }
}

/// Where a task broke down since the last time this was asked.
pub fn broken_at() -> Option<String> {
    BROKEN.lock().ok()?.take()
}

fn take_over() -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste).inspect_err(|_| give_back())
}

/// A panic of the drawing thread ends the program: the terminal is given back and the report goes to the
/// normal screen. A panic in a task is caught where it is awaited; its report would only garble the page.
fn give_back_on_panic(drawing: ThreadId) {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let ours = TAKEN.load(Ordering::SeqCst);
        if ours && std::thread::current().id() != drawing {
            if let Ok(mut broken) = BROKEN.lock() {
                *broken = panic.location().map(ToString::to_string);
            }
            return;
        }
        give_back();
        before(panic);
    }));
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::Read;
    use std::num::NonZero;

    use portable_pty::{CommandBuilder, PtySize, native_pty_system};

    use super::*;

    /// One of the two below as a program of its own, on a terminal of its own: all it sent, and the screen
    /// after it. The terminal's modes are as they were.
    fn on_a_terminal(test: &str) -> (String, vt100::Parser) {
        let pair = native_pty_system().openpty(PtySize::default()).unwrap();
        let modes = pair.master.get_termios().unwrap();
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        let name = format!("tui::terminal::tests::{test}");
        command.args(["--exact", &name, "--ignored", "--nocapture"]);
        let mut child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let reading = std::thread::spawn(move || {
            let (mut sent, mut bytes) = (Vec::new(), [0; 4096]);
            // A terminal without a program ends with an error on some systems.
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                sent.extend_from_slice(&bytes[..count]);
            }
            sent
        });
        child.wait().unwrap();
        assert_eq!(pair.master.get_termios().unwrap(), modes);
        drop(pair);
        let sent = reading.join().unwrap();
        let (rows, columns) = (NonZero::new(24).unwrap(), NonZero::new(80).unwrap());
        let mut screen = vt100::Parser::new(rows, columns, 0);
        screen.process(&sent);
        (String::from_utf8_lossy(&sent).into_owned(), screen)
    }

    fn is_given_back(screen: &vt100::Parser) -> bool {
        let screen = screen.screen();
        !screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor()
    }

    #[test]
    fn a_panic_gives_the_terminal_back_before_it_is_reported() {
        let (sent, screen) = on_a_terminal("breaks_down");
        assert!(is_given_back(&screen), "{sent:?}");
        let (left, reported) = (sent.find("\u{1b}[?1049l"), sent.find("broken on purpose"));
        assert!(left.unwrap() < reported.unwrap(), "{sent:?}");
    }

    #[test]
    fn a_panic_beside_the_screen_is_noted_and_garbles_nothing() {
        let (sent, screen) = on_a_terminal("breaks_down_in_a_task");
        assert!(is_given_back(&screen), "{sent:?}");
        assert!(!sent.contains("broken on purpose"), "{sent:?}");
        assert!(sent.contains("noted at src/tui/terminal.rs"), "{sent:?}");
    }

    #[test]
    #[ignore = "takes the terminal over; run by another test, on a terminal of its own"]
    fn breaks_down() {
        let _screen = Screen::take().unwrap();
        panic!("broken on purpose");
    }

    #[test]
    #[ignore = "takes the terminal over; run by another test, on a terminal of its own"]
    fn breaks_down_in_a_task() {
        let mut screen = Screen::take().unwrap();
        screen.send(crossterm::cursor::Hide).unwrap();
        let task = std::thread::spawn(|| panic!("broken on purpose"));
        assert!(task.join().is_err());
        let place = broken_at().unwrap();
        drop(screen);
        println!("noted at {place}");
    }
}
