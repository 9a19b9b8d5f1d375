//! A key file that does not open, as on a server that does not answer: keys are heard and drawn all the same.

use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use jiff::Timestamp;
use rustix::fs::OFlags;
use scv_oauth::domain::KeyPair;

use crate::support::installation;

use super::openings::at_private_key;

/// Whoever opens the file waits until this ends. The kernel makes them wait for a lease that is not given back, for
/// most of a minute from the first open on.
struct Held(Child);

/// A program that is just being started by another test may still have a copy of the file, and then there is no lease
/// yet. Some file systems give none at all.
const LEASE: &str = "
import fcntl, signal, sys, time
signal.signal(signal.SIGIO, signal.SIG_IGN)
held = open(sys.argv[1], 'r+')
for attempt in range(100):
    try:
        fcntl.fcntl(held, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        break
    except BlockingIOError:
        time.sleep(0.1)
    except OSError:
        print('none', flush=True)
        sys.exit()
else:
    sys.exit('the file is open elsewhere')
print('held', flush=True)
sys.stdin.read()
";

impl Held {
    /// `None` where the file system of the folder for temporary files gives no leases.
    fn open(file: &Path) -> Option<Self> {
        let python = installation::python().unwrap_or_else(|problem| panic!("{problem}"));
        let mut child = Command::new(python)
            .args(["-c", LEASE])
            .arg(file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut said).unwrap();
        let held = Self(child);
        match said.as_str() {
            "held\n" => Some(held),
            "none\n" => {
                println!("not played: no leases here");
                None
            }
            _ => panic!("{said:?}"),
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_key_is_drawn_while_a_file_does_not_open_and_the_answer_goes_on_once_it_does() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("server.key");
    let made = KeyPair::generate("acme", 365, Timestamp::now()).unwrap();
    std::fs::write(&file, made.key.to_pem().expose_for_key_file()).unwrap();
    let Some(held) = Held::open(&file) else {
        return;
    };
    let mut terminal = at_private_key();
    terminal.paste(&file.display().to_string());
    terminal.wait_for("Reading /");
    // Another path is none that hangs.
    terminal.keys("x");
    terminal.wait_for("There is no file");
    terminal.keys("\x7f");
    terminal.wait_for("Reading /");
    terminal.keys("\r");
    terminal.wait_for("It goes on by itself;");
    drop(held);
    terminal.wait_for("Which Salesforce user");
}

#[test]
fn who_leaves_waits_for_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("server.key");
    std::fs::write(&file, "").unwrap();
    let Some(_held) = Held::open(&file) else {
        return;
    };
    let mut terminal = at_private_key();
    terminal.paste(&file.display().to_string());
    terminal.keys("\r");
    terminal.wait_for("It goes on by itself;");
    terminal.keys("\x1b");
    terminal.wait_for("What is the app's consumer key?");
    terminal.keys("\x03\x03");
    assert_eq!(terminal.ended(), 130);
    // It was not the end of the lease that let it go: whoever opens the file now would have to wait.
    let opened = File::options()
        .read(true)
        .custom_flags(OFlags::NONBLOCK.bits().cast_signed())
        .open(&file);
    assert_eq!(opened.unwrap_err().kind(), ErrorKind::WouldBlock);
}
