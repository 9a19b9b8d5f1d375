//! Reading without echo and without control sequences, and putting the terminal's modes back.

#[cfg(not(unix))]
pub(super) use self::other::{Modes, drop_input, hidden_line, hidden_lines};
#[cfg(unix)]
pub(super) use self::unix::{Modes, drop_input, hidden_line, hidden_lines};

#[cfg(unix)]
mod unix {
    use std::io::{self, Write, stderr, stdin};

    use rustix::termios::{
        LocalModes, OptionalActions, QueueSelector, SpecialCodeIndex, Termios, tcflush, tcgetattr,
        tcsetattr,
    };
    use zeroize::Zeroizing;

    use super::super::{is_whole, whole_line};

    /// The modes as they were, for when a prompt is left behind with echo off.
    pub(in super::super) struct Modes(Option<Termios>);

    impl Modes {
        pub(in super::super) fn now() -> Self {
            Self(tcgetattr(stdin()).ok())
        }

        /// Whatever is typed or pasted from now on is shown by whoever reads it, or not at all. The terminal itself
        /// would show the rest of a key that is pasted into a prompt.
        pub(in super::super) fn show_nothing(&self) {
            if let Some(modes) = &self.0 {
                let mut modes = modes.clone();
                modes.local_modes.remove(LocalModes::ECHO);
                let _ = tcsetattr(stdin(), OptionalActions::Now, &modes);
            }
        }

        pub(in super::super) fn restore(&self) {
            if let Some(modes) = &self.0 {
                let _ = tcsetattr(stdin(), OptionalActions::Now, modes);
            }
        }
    }

    /// Drops what was typed ahead on both sides: the rest of a paste must not answer what comes next.
    pub(in super::super) fn hidden_line(prompt: &str) -> io::Result<Zeroizing<String>> {
        let line = unseen(OptionalActions::Flush, || whole_line(prompt))?;
        Ok(Zeroizing::new(
            Zeroizing::new(line)
                .trim_end_matches(['\r', '\n'])
                .to_owned(),
        ))
    }

    /// Where the first line came with a paste, the others are on their way and must not be dropped. Those that came
    /// while a prompt was being edited have carriage returns for line ends, which would end no line of the
    /// terminal's own: they are read as they come.
    pub(in super::super) fn hidden_lines(first: &str) -> io::Result<Zeroizing<String>> {
        let mut text = Zeroizing::new(String::with_capacity(8192));
        let begin = if first.is_empty() {
            OptionalActions::Flush
        } else {
            text.push_str(first);
            text.push('\n');
            OptionalActions::Now
        };
        let as_they_come = |modes: &mut Termios| {
            modes.local_modes.remove(LocalModes::ICANON);
            modes.special_codes[SpecialCodeIndex::VMIN] = 1;
            modes.special_codes[SpecialCodeIndex::VTIME] = 0;
        };
        unseen_in(begin, as_they_come, || {
            while !is_whole(&text) {
                take_line(&mut text)?;
            }
            Ok(())
        })?;
        Ok(text)
    }

    /// The key for the end of input, which the terminal hands on where it reads no lines.
    const END_OF_INPUT: u8 = 4;

    /// Appends a line, whatever ends it; the end of input is an error.
    fn take_line(text: &mut String) -> io::Result<()> {
        // Room for a key in one line, so that growing leaves no copies behind in memory.
        let mut line = Zeroizing::new(Vec::with_capacity(8192));
        loop {
            let mut byte = [0];
            match rustix::io::read(stdin(), &mut byte)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                _ if byte[0] == END_OF_INPUT => return Err(io::ErrorKind::UnexpectedEof.into()),
                _ if matches!(byte[0], b'\r' | b'\n') => break,
                _ => line.push(byte[0]),
            }
        }
        let line = str::from_utf8(&line).map_err(|_| io::ErrorKind::InvalidData)?;
        text.push_str(line);
        text.push('\n');
        Ok(())
    }

    pub(in super::super) fn drop_input() {
        let _ = tcflush(stdin(), QueueSelector::IFlush);
    }

    fn unseen<T>(begin: OptionalActions, read: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        unseen_in(begin, |_| {}, read)
    }

    /// Without echo, and with whatever else is changed of the modes.
    fn unseen_in<T>(
        begin: OptionalActions,
        change: impl FnOnce(&mut Termios),
        read: impl FnOnce() -> io::Result<T>,
    ) -> io::Result<T> {
        let shown = tcgetattr(stdin())?;
        let mut modes = shown.clone();
        modes.local_modes.remove(LocalModes::ECHO);
        change(&mut modes);
        tcsetattr(stdin(), begin, &modes)?;
        let outcome = read();
        tcsetattr(stdin(), OptionalActions::Flush, &shown)?;
        writeln!(stderr())?;
        outcome
    }
}

#[cfg(not(unix))]
mod other {
    use std::io;

    use dialoguer::Password;
    use zeroize::Zeroizing;

    use super::super::is_whole;

    pub(in super::super) struct Modes;

    impl Modes {
        pub(in super::super) fn now() -> Self {
            Self
        }

        pub(in super::super) fn show_nothing(&self) {}

        pub(in super::super) fn restore(&self) {}
    }

    pub(in super::super) fn hidden_line(prompt: &str) -> io::Result<Zeroizing<String>> {
        Password::new()
            .with_prompt(prompt)
            .allow_empty_password(true)
            .interact()
            .map(Zeroizing::new)
            .map_err(|dialoguer::Error::IO(error)| error)
    }

    pub(in super::super) fn hidden_lines(first: &str) -> io::Result<Zeroizing<String>> {
        let mut text = Zeroizing::new(String::with_capacity(8192));
        text.push_str(first);
        while !is_whole(&text) {
            let line = hidden_line("text")?;
            text.push_str(&line);
            text.push('\n');
        }
        Ok(text)
    }

    pub(in super::super) fn drop_input() {}
}
