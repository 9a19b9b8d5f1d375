//! Files that a person names: read where they are small and plain, written for the owner's eyes only.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::domain::key_material;
use crate::problem::Problem;

/// The most that is read of a file, in bytes. Keys, certificates and answers are far smaller.
pub const MOST_BYTES: u64 = 64 * 1024;

/// Reads a small file whole, as bytes. Refuses folders, devices, pipes, and what is too large or cannot be read.
/// A file is read again whenever somebody looks at it; a pipe can be read once, and may never end.
pub fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, Problem> {
    if is_pipe(path) {
        let what = format!("{} is a pipe, not a file.", path.display());
        return Err(Problem::new("file-is-pipe", what)
            .cause("It can be read only once, and whatever fills it may never end.")
            .fix("Save what comes out of it as a file of yours, and name that."));
    }
    read_once(path)
}

/// Reads what is read once only, before anything is asked: there a pipe will do. Shells hand over secrets with
/// `<(command)`.
pub fn read_once(path: &Path) -> Result<Zeroizing<Vec<u8>>, Problem> {
    let path = &at_home(path);
    let kind = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if kind.is_dir() {
        return Err(
            Problem::new("file-is-folder", format!("{} is a folder.", path.display()))
                .fix("Name the file in it."),
        );
    }
    if is_device(&kind) {
        return Err(
            Problem::new("file-is-device", format!("{} is a device.", path.display()))
                .fix("Name a regular file."),
        );
    }
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    read_all(file, &path.display().to_string())
}

/// Reads a small file or pipe whole, as text. A byte order mark in front is dropped.
pub fn read_text(path: &Path) -> Result<Zeroizing<String>, Problem> {
    text(&read_once(path)?, &path.display().to_string())
}

/// Reads a stream to its end, as text; `name` is what a person calls it.
pub fn read_stream(stream: impl Read, name: &str) -> Result<Zeroizing<String>, Problem> {
    text(&read_all(stream, name)?, name)
}

/// Replaces a file in one step, so that a crash leaves the old or the new one. Only the owner may read it.
pub fn write_private(path: &Path, text: &str) -> Result<(), Problem> {
    let path = &at_home(path);
    let mut file = beside(path)?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.as_file().sync_all())
        .map_err(|error| unwritable(path, &error))?;
    file.persist(path)
        .map_err(|error| unwritable(path, &error.error))?;
    Ok(())
}

/// Whether [`write_private`] could write this file now; leaves nothing behind.
pub fn can_write(path: &Path) -> Result<(), Problem> {
    beside(&at_home(path)).map(drop)
}

/// A new file in the folder of one that is to be replaced by it.
fn beside(path: &Path) -> Result<tempfile::NamedTempFile, Problem> {
    if fs::symlink_metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(Problem::new(
            "file-in-the-way",
            format!("{} is not a regular file.", path.display()),
        )
        .fix("Choose another name; links and folders are not written over."));
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))
        .map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &io::Error) -> Problem {
    Problem::new(
        "file-not-written",
        format!("{} could not be written.", path.display()),
    )
    .cause(format!("The system said: {error}."))
    .fix("Choose another place, or mend the folder's permissions.")
}

/// The person's folder for what outlives a run: `$XDG_STATE_HOME/scv-oauth`, usually
/// `~/.local/state/scv-oauth`; `None` where the person has no home.
pub fn state_folder() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    let strategy = etcetera::choose_base_strategy().ok()?;
    let state = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
    Some(state.join("scv-oauth"))
}

/// A file's name made of parts; what is not a letter, a digit or a hyphen becomes `_`.
pub fn name_of(parts: &[&str], extension: &str) -> String {
    let plain = |part: &&str| -> String {
        let keep = |c: char| {
            if c.is_ascii_alphanumeric() || c == '-' {
                c
            } else {
                '_'
            }
        };
        part.chars().map(keep).collect()
    };
    let parts: Vec<String> = parts.iter().map(plain).collect();
    format!("{}.{extension}", parts.join("_"))
}

/// Writes a file that does not exist yet and that only its owner may read. Never writes over one, and leaves no part
/// of one behind.
pub fn write_new_private(path: &Path, text: &str) -> Result<(), Problem> {
    new_private(path, |file| file.write_all(text.as_bytes()))
}

fn new_private(path: &Path, fill: impl FnOnce(&mut File) -> io::Result<()>) -> Result<(), Problem> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        let filled = fill(&mut file).and_then(|()| file.sync_all());
        drop(file);
        // It is ours: it was not there before.
        filled.inspect_err(|_| drop(fs::remove_file(path)))
    });
    written.map_err(|error| {
        let what = format!("{} could not be written.", path.display());
        Problem::new("file-not-written", what)
            .cause(format!("The system said: {error}."))
            .fix("Start in a folder that you may write to.")
    })
}

/// Makes a folder, with those above it, that only its owner may look into.
pub fn private_folder(path: &Path) -> Result<(), Problem> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| {
        Problem::new(
            "folder-not-made",
            format!("The folder {} could not be made.", path.display()),
        )
        .cause(format!("The system said: {error}."))
        .fix("Mend the permissions of the folder above it, or free some space.")
    })
}

/// The permissions of a file that others on this computer can read, as in `0644`; `None` where only its owner can.
pub fn read_by_others(path: &Path) -> Option<String> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(at_home(path)).ok()?.permissions().mode() & 0o777;
        (mode & 0o044 != 0).then(|| format!("{mode:04o}"))
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// Takes from everybody but its owner the right to read or write a file.
pub fn make_private(path: &Path) -> Result<(), Problem> {
    let path = &at_home(path);
    private_mode(path).map_err(|error| {
        Problem::new(
            "file-not-made-private",
            format!("The permissions of {} stay as they are.", path.display()),
        )
        .cause(format!("The system said: {error}."))
        .fix("Ask its owner to do it, or use a copy of yours.")
    })
}

#[cfg(unix)]
fn private_mode(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn private_mode(_: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether it is a pipe.
pub fn is_pipe(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        fs::metadata(at_home(path)).is_ok_and(|found| found.file_type().is_fifo())
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

/// The same path from the root on; as it is where the folder of this process is gone.
pub fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// With `~` in front replaced by the person's home, as a shell would.
pub fn at_home(path: &Path) -> PathBuf {
    match (path.strip_prefix("~"), etcetera::home_dir()) {
        (Ok(rest), Ok(home)) => home.join(rest),
        _ => path.to_owned(),
    }
}

fn read_all(stream: impl Read, name: &str) -> Result<Zeroizing<Vec<u8>>, Problem> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(4096));
    stream
        .take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(Path::new(name), &error))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(
            Problem::new("file-too-large", format!("{name} is larger than 64 KiB."))
                .fix("Check the name: keys, certificates and answers are much smaller."),
        );
    }
    Ok(bytes)
}

fn text(bytes: &[u8], name: &str) -> Result<Zeroizing<String>, Problem> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Zeroizing::new(
            text.strip_prefix('\u{feff}').unwrap_or(text).to_owned(),
        )),
        Err(_) => Err(
            Problem::new("file-not-text", format!("{name} is not UTF-8 text."))
                .cause("PowerShell's `>` writes UTF-16, which looks the same in an editor.")
                .fix("Save it as plain text, encoding UTF-8."),
        ),
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    let path = path.display().to_string();
    let path = key_material::hidden(&path);
    match error.kind() {
        io::ErrorKind::NotFound => {
            Problem::new("file-not-found", format!("There is no file {path}."))
                .fix("Check the name and the folder.")
        }
        io::ErrorKind::PermissionDenied => {
            Problem::new("file-denied", format!("You may not read {path}."))
                .fix("Give your user the right to read it, or copy it to a place of yours.")
        }
        _ => Problem::new("file-unreadable", format!("{path} could not be read."))
            .cause(format!("The system said: {error}."))
            .fix("Check the disk or network drive, or copy the file elsewhere."),
    }
}

#[cfg(unix)]
fn is_device(kind: &fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    let kind = kind.file_type();
    kind.is_char_device() || kind.is_block_device() || kind.is_socket()
}

#[cfg(not(unix))]
fn is_device(kind: &fs::Metadata) -> bool {
    !kind.is_file()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_is_no_small_plain_file_is_refused_by_what_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let large = folder.path().join("large");
        fs::write(&large, vec![b'x'; MOST_BYTES as usize + 1]).unwrap();
        let utf16 = folder.path().join("utf16");
        fs::write(&utf16, [0xff, 0xfe, b'k', 0]).unwrap();
        let code = |path: &Path| read_text(path).unwrap_err().code;
        assert_eq!(code(folder.path()), "file-is-folder");
        assert_eq!(code(&folder.path().join("none")), "file-not-found");
        assert_eq!(code(&large), "file-too-large");
        assert_eq!(code(&utf16), "file-not-text");
        #[cfg(unix)]
        assert_eq!(code(Path::new("/dev/null")), "file-is-device");
    }

    #[test]
    fn a_byte_order_mark_is_dropped() {
        let text = read_stream("\u{feff}key\n".as_bytes(), "standard input").unwrap();
        assert_eq!(text.as_str(), "key\n");
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_that_nobody_fills_is_refused_rather_than_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        assert_eq!(read(&pipe).unwrap_err().code, "file-is-pipe");
    }

    #[test]
    fn a_new_file_is_whole_or_not_there_and_one_that_is_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("server.key");
        let full = |file: &mut File| {
            file.write_all(b"half of it")?;
            Err(io::ErrorKind::StorageFull.into())
        };
        assert_eq!(
            new_private(&path, full).unwrap_err().code,
            "file-not-written"
        );
        assert!(!path.exists());
        write_new_private(&path, "a").unwrap();
        assert!(write_new_private(&path, "b").is_err() && new_private(&path, full).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "a");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_made_its_owners() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("server.key");
        fs::write(&file, "a").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(read_by_others(&file).as_deref(), Some("0644"));
        make_private(&file).unwrap();
        assert_eq!(read_by_others(&file), None);
        assert_eq!(
            make_private(&folder.path().join("none")).unwrap_err().code,
            "file-not-made-private"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_written_file_is_its_owners_and_no_link_is_followed() {
        use std::os::unix::fs::{PermissionsExt, symlink};

        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("answers.toml");
        write_private(&file, "a").unwrap();
        write_private(&file, "b").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "b");
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);

        let link = folder.path().join("link");
        symlink(&file, &link).unwrap();
        assert_eq!(
            write_private(&link, "c").unwrap_err().code,
            "file-in-the-way"
        );
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
