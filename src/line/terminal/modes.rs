//! Reading without echo and without control sequences, and putting the terminal's modes back.

#[cfg(not(unix))]
pub(super) use self::other::{Modes, drop_input};
#[cfg(unix)]
pub(super) use self::unix::{Modes, drop_input};

#[cfg(unix)]
mod unix {
    use std::io::{self, Write, stderr, stdin};
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::process::getpgrp;
    use rustix::termios::{
        LocalModes, OptionalActions, QueueSelector, SpecialCodeIndex, Termios, tcflush, tcgetattr,
        tcgetpgrp, tcsetattr,
    };
    use zeroize::{Zeroize, Zeroizing};

    use super::super::echoed::Echoed;
    use super::super::edited::Begun;
    use super::super::{asked, is_whole, whole_line};

    /// The modes as they were, for when a prompt is left behind with echo off, and those that are wanted now; none
    /// any more once they were given back. A shell sets its own while the program is stopped, and leaves them like
    /// that.
    pub(in super::super) struct Modes {
        before: Option<Termios>,
        wanted: Mutex<Option<Termios>>,
        /// How often the program was stopped and went on.
        resumed: AtomicUsize,
        /// Whether dialoguer reads, which draws what is typed with each key.
        edited: AtomicBool,
    }

    impl Modes {
        pub(in super::super) fn now() -> Self {
            let before = tcgetattr(stdin()).ok();
            Self {
                wanted: Mutex::new(before.clone()),
                before,
                resumed: AtomicUsize::new(0),
                edited: AtomicBool::new(false),
            }
        }

        /// Whatever is typed or pasted from now on is shown by whoever reads it, or not at all. The terminal itself
        /// would show the rest of a key that is pasted into a prompt.
        pub(in super::super) fn show_nothing(&self) {
            if let Some(mut modes) = self.before.clone() {
                modes.local_modes.remove(LocalModes::ECHO);
                let _ = self.set(OptionalActions::Now, modes);
            }
        }

        /// Gives the terminal back for good: a prompt that is left behind ends later, on a thread of its own, and must
        /// not take the echo away from the shell.
        pub(in super::super) fn restore(&self) {
            if let (Some(before), Ok(mut wanted)) = (&self.before, self.wanted.lock()) {
                let _ = tcsetattr(stdin(), OptionalActions::Now, before);
                *wanted = None;
            }
        }

        /// Sets what is wanted again after the program was stopped, and drops what came with echo meanwhile. In the
        /// background nothing can be set without being stopped once more; nothing is read there either.
        pub(in super::super) fn resume(&self) {
            if !matches!(tcgetpgrp(stdin()), Ok(front) if front == getpgrp()) {
                return;
            }
            if let Ok(wanted) = self.wanted.lock()
                && let Some(modes) = &*wanted
            {
                let _ = tcsetattr(stdin(), OptionalActions::Flush, modes);
                self.resumed.fetch_add(1, Ordering::SeqCst);
            }
        }

        fn set(&self, begin: OptionalActions, modes: Termios) -> io::Result<()> {
            let mut wanted = self.wanted.lock().map_err(|_| io::ErrorKind::Other)?;
            let wanted = wanted.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
            tcsetattr(stdin(), begin, &modes)?;
            *wanted = modes;
            Ok(())
        }

        fn resumed(&self) -> usize {
            self.resumed.load(Ordering::SeqCst)
        }

        /// Whether a prompt stands that is drawn again by itself.
        pub(in super::super) fn draws_itself(&self) -> bool {
            self.edited.load(Ordering::SeqCst)
        }

        /// A line that is shown as it is typed, by us: the terminal would also show a key that is pasted into it. Only
        /// what every terminal understands is written, which is backspace.
        pub(in super::super) fn shown_line(&self, prompt: &str) -> io::Result<String> {
            let Some(before) = self.before.clone() else {
                return whole_line(prompt);
            };
            self.by_keys(before, prompt, || {
                let line = self.echoed()?;
                writeln!(stderr())?;
                Ok(line)
            })
        }

        /// A line that can be edited with the arrow keys. The end of input is heard by us, before it begins.
        pub(in super::super) fn edited_line(&self, prompt: &str) -> io::Result<String> {
            let Some(before) = self.before.clone() else {
                return whole_line(prompt);
            };
            self.by_keys(before, prompt, || {
                let begun = self.begun()?;
                self.edited.store(true, Ordering::SeqCst);
                let line = begun.finished(prompt);
                self.edited.store(false, Ordering::SeqCst);
                line
            })
        }

        /// Reads behind a prompt, key by key. The rest of a paste stays unseen, and is not dropped.
        fn by_keys(
            &self,
            mut modes: Termios,
            prompt: &str,
            read: impl FnOnce() -> io::Result<String>,
        ) -> io::Result<String> {
            modes.local_modes.remove(LocalModes::ECHO);
            as_they_come(&mut modes);
            self.set(OptionalActions::Now, modes)?;
            write!(stderr(), "{}", asked(prompt))?;
            stderr().flush()?;
            let line = read();
            self.show_nothing();
            line
        }

        fn echoed(&self) -> io::Result<String> {
            let mut line = Echoed::default();
            while !self.takes_end(&mut line, is_more)? {}
            line.into_text()
        }

        /// Listens until it is known what comes: a whole line, its first characters, or the end.
        fn begun(&self) -> io::Result<Begun> {
            let mut line = Echoed::default();
            while !self.takes_end(&mut line, || true)? {
                if is_more() {
                    continue;
                }
                if line.is_begun() {
                    return line.into_text().map(Begun::Part);
                }
                line.show(&mut stderr())?;
            }
            writeln!(stderr())?;
            line.into_text().map(Begun::Whole)
        }

        /// Takes the next key into a line, and says whether it ended it. After a stop the line begins anew.
        fn takes_end(&self, line: &mut Echoed, more: impl Fn() -> bool) -> io::Result<bool> {
            let resumed = self.resumed();
            let byte = next_byte()?;
            if resumed != self.resumed() {
                *line = Echoed::default();
            }
            match byte {
                END_OF_INPUT | ENDED => return Err(io::ErrorKind::UnexpectedEof.into()),
                b'\r' | b'\n' => line.show(&mut stderr())?,
                byte => line.take(byte, more(), &mut stderr())?,
            }
            Ok(matches!(byte, b'\r' | b'\n'))
        }

        /// Drops what was typed ahead on both sides: the rest of a paste must not answer what comes next.
        pub(in super::super) fn hidden_line(&self, prompt: &str) -> io::Result<Zeroizing<String>> {
            let line = self.unseen_in(OptionalActions::Flush, |_| {}, || whole_line(prompt))?;
            Ok(Zeroizing::new(
                Zeroizing::new(line)
                    .trim_end_matches(['\r', '\n'])
                    .to_owned(),
            ))
        }

        /// Where the first line came with a paste, the others are on their way and must not be dropped. Those that
        /// came while a prompt was being edited have carriage returns for line ends, which would end no line of the
        /// terminal's own: they are read as they come.
        pub(in super::super) fn hidden_lines(
            &self,
            told: &str,
            first: &str,
        ) -> io::Result<Zeroizing<String>> {
            let mut text = Zeroizing::new(String::with_capacity(8192));
            let begin = if first.is_empty() {
                OptionalActions::Flush
            } else {
                text.push_str(first);
                text.push('\n');
                OptionalActions::Now
            };
            self.unseen_in(begin, as_they_come, || {
                writeln!(stderr(), "{told}")?;
                while !is_whole(&text) {
                    self.take_line(&mut text)?;
                }
                Ok(())
            })?;
            Ok(text)
        }

        /// Appends a line, whatever ends it; the end of input is an error. After a stop the text begins anew: it is
        /// pasted once more.
        fn take_line(&self, text: &mut Zeroizing<String>) -> io::Result<()> {
            // Room for a key in one line, so that growing leaves no copies behind in memory.
            let mut line = Zeroizing::new(Vec::with_capacity(8192));
            let mut resumed = self.resumed();
            loop {
                let byte = next_byte()?;
                if resumed != self.resumed() {
                    resumed = self.resumed();
                    line.zeroize();
                    text.zeroize();
                }
                match byte {
                    END_OF_INPUT => return Err(io::ErrorKind::UnexpectedEof.into()),
                    b'\r' | b'\n' => break,
                    byte => line.push(byte),
                }
            }
            let line = str::from_utf8(&line).map_err(|_| io::ErrorKind::InvalidData)?;
            text.push_str(line);
            text.push('\n');
            Ok(())
        }

        /// Without echo, and with whatever else is changed of the modes.
        fn unseen_in<T>(
            &self,
            begin: OptionalActions,
            change: impl FnOnce(&mut Termios),
            read: impl FnOnce() -> io::Result<T>,
        ) -> io::Result<T> {
            let shown = tcgetattr(stdin())?;
            let mut modes = shown.clone();
            modes.local_modes.remove(LocalModes::ECHO);
            change(&mut modes);
            self.set(begin, modes)?;
            let outcome = read();
            self.set(OptionalActions::Flush, shown)?;
            writeln!(stderr())?;
            outcome
        }
    }

    /// Reads keys as they come, not line by line.
    fn as_they_come(modes: &mut Termios) {
        modes.local_modes.remove(LocalModes::ICANON);
        modes.special_codes[SpecialCodeIndex::VMIN] = 1;
        modes.special_codes[SpecialCodeIndex::VTIME] = 0;
    }

    /// What the terminal makes of that key where it came while lines were read.
    const ENDED: u8 = 0;

    /// The key for the end of input, which the terminal hands on where it reads no lines.
    const END_OF_INPUT: u8 = 4;

    /// Whether more was typed or pasted already.
    fn is_more() -> bool {
        let input = stdin();
        let mut watched = [PollFd::new(&input, PollFlags::IN)];
        matches!(poll(&mut watched, Some(&Timespec::default())), Ok(1..))
    }

    fn next_byte() -> io::Result<u8> {
        let mut byte = [0];
        match rustix::io::read(stdin(), &mut byte)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(byte[0]),
        }
    }

    pub(in super::super) fn drop_input() {
        let _ = tcflush(stdin(), QueueSelector::IFlush);
    }
}

#[cfg(not(unix))]
mod other {
    use std::io::{self, Write};

    use dialoguer::Password;
    use zeroize::Zeroizing;

    use super::super::is_whole;

    pub(in super::super) struct Modes;

    impl Modes {
        pub(in super::super) fn now() -> Self {
            Self
        }

        pub(in super::super) fn show_nothing(&self) {}

        pub(in super::super) fn shown_line(&self, prompt: &str) -> io::Result<String> {
            super::super::whole_line(prompt)
        }

        pub(in super::super) fn edited_line(&self, prompt: &str) -> io::Result<String> {
            super::super::edited::whole(prompt, "")
        }

        pub(in super::super) fn draws_itself(&self) -> bool {
            false
        }

        pub(in super::super) fn restore(&self) {}

        pub(in super::super) fn hidden_line(&self, prompt: &str) -> io::Result<Zeroizing<String>> {
            Password::new()
                .with_prompt(prompt)
                .allow_empty_password(true)
                .interact()
                .map(Zeroizing::new)
                .map_err(|dialoguer::Error::IO(error)| error)
        }

        pub(in super::super) fn hidden_lines(
            &self,
            told: &str,
            first: &str,
        ) -> io::Result<Zeroizing<String>> {
            writeln!(io::stderr(), "{told}")?;
            let mut text = Zeroizing::new(String::with_capacity(8192));
            text.push_str(first);
            while !is_whole(&text) {
                let line = self.hidden_line("text")?;
                text.push_str(&line);
                text.push('\n');
            }
            Ok(text)
        }

        pub(in super::super) fn resume(&self) {}
    }

    pub(in super::super) fn drop_input() {}
}
