//! The terminal: taken over as a whole, and given back as a whole on every way out.

use std::io::{self, Stdout, Write, stdout};
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
    terminal: Terminal<CrosstermBackend<Stdout>>,
}

impl Screen {
    /// Takes the terminal over, and sees to it that a panic gives it back first.
    pub fn take() -> io::Result<Self> {
        give_back_on_panic(std::thread::current().id());
        take_over()?;
        let terminal =
            Terminal::new(CrosstermBackend::new(stdout())).inspect_err(|_| give_back())?;
        Ok(Self { terminal })
    }

    /// The drawing side of it.
    pub fn terminal(&mut self) -> &mut Terminal<CrosstermBackend<Stdout>> {
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
