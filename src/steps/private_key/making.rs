//! Makes a key pair for whoever has none: the key in a file that only its owner may read, the certificate
//! beside it, ready to be uploaded to the app.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::aside::aside_within;
use crate::domain::{Certificate, CheckLine, KeyPair};
use crate::draft::{KeyBefore, MadeKey};
use crate::files;
use crate::problem::Problem;
use crate::question::{Choice, Fact, Field, FieldKind, Value};

/// The field that offers it.
pub const FIELD: &str = "key_pair";

const HAVE_ONE: &str = "have-one";
const OFFERS: [(&str, u32, &str); 2] = [
    ("new-1-year", 365, "Make one here, valid for 1 year"),
    ("new-2-years", 730, "Make one here, valid for 2 years"),
];

/// The choice between a key that exists and a new one.
pub fn field(is_practice: bool) -> Field {
    let folder = match is_practice {
        true => "the folder of practice",
        false => "the current folder",
    };
    let mut options = vec![Choice::plain(HAVE_ONE, "None: I have the key file")];
    options.extend(
        OFFERS
            .iter()
            .map(|(value, _, label)| Choice::plain(value, label)),
    );
    Field {
        id: FIELD,
        label: "New key pair".into(),
        kind: FieldKind::Choice {
            columns: Vec::new(),
            options,
            typed: false,
        },
        optional: true,
        initial: Some(Value::Text(HAVE_ONE.into())),
        hint: format!(
            "No key yet? One can be made here, into {folder}. The app needs its certificate."
        ),
    }
}

/// For how many days a new pair is wanted; `None` where none is.
pub fn wanted(answer: Option<&str>) -> Option<u32> {
    let (_, days, _) = OFFERS.iter().find(|(value, ..)| Some(*value) == answer)?;
    Some(*days)
}

/// Makes a pair and writes both files. Never writes over a file.
///
/// # Errors
/// Where the key cannot be made, or the folder cannot be written to.
pub async fn make(folder: PathBuf, name: String, days: u32) -> Result<MadeKey, Problem> {
    // It goes with this future. Of files that are made for somebody who went back meanwhile nobody would hear.
    let wanted = Arc::new(());
    let wish = Arc::downgrade(&wanted);
    let making = tokio::task::spawn_blocking(move || {
        let pair = KeyPair::generate(&name, days, Timestamp::now())?;
        match wish.upgrade() {
            Some(_) => written(&folder, &name, pair),
            None => Err(not_made()),
        }
    });
    let made = making.await.unwrap_or_else(|_| Err(not_made()));
    drop(wanted);
    made
}

fn not_made() -> Problem {
    Problem::new("key-pair-not-made", "No key could be made.").fix("Try again.")
}

fn written(folder: &Path, name: &str, pair: KeyPair) -> Result<MadeKey, Problem> {
    let (key_file, certificate_file) = free_names(folder, name);
    write(&pair, &key_file, &certificate_file)?;
    Ok(MadeKey {
        key_file,
        certificate_file,
        certificate: Arc::new(pair.certificate),
    })
}

/// Writes both or none: a key without its certificate is of no use, and nobody would look for it.
fn write(pair: &KeyPair, key_file: &Path, certificate_file: &Path) -> Result<(), Problem> {
    files::write_new_private(key_file, pair.key.to_pem().expose_for_key_file())?;
    files::write_new_private(certificate_file, &pair.certificate_pem).map_err(|mut problem| {
        if std::fs::remove_file(key_file).is_err() {
            let stays = format!("Its key is in {}; remove that file.", key_file.display());
            problem.advice.notes.push(stays);
        }
        problem
    })
}

/// `acme-server.key` and `.crt`, with a number where these exist. The contact center's name is what its secret says
/// it is; it leads to no other folder.
fn free_names(folder: &Path, name: &str) -> (PathBuf, PathBuf) {
    let named = |number: u32| {
        let stem = match number {
            1 => format!("{name}-server"),
            number => format!("{name}-server-{number}"),
        };
        let file = |extension| folder.join(files::name_of(&[&stem], extension));
        (file("key"), file("crt"))
    };
    let is_free = |(key, certificate): &(PathBuf, PathBuf)| !key.exists() && !certificate.exists();
    (1..1000)
        .map(named)
        .find(is_free)
        .unwrap_or_else(|| named(1000))
}

/// What was made, as facts.
pub fn facts(made: &MadeKey) -> [Fact; 3] {
    let shown = |path: &Path| path.display().to_string();
    [
        Fact::new("New key", shown(&made.key_file), "keep it safe"),
        Fact::new("Certificate", shown(&made.certificate_file), ""),
        Fact::new("Its SHA-256", made.certificate.sha256().to_string(), ""),
    ]
}

/// The pair that was made here in an earlier session, where its certificate is still there. What a server does not
/// tell is not known.
pub async fn remembered(before: Option<KeyBefore>) -> Option<MadeKey> {
    const MOST: Duration = Duration::from_secs(2);
    let before = before?;
    aside_within(MOST, move || made_with(&before)).await?
}

fn made_with(before: &KeyBefore) -> Option<MadeKey> {
    let certificate_file = before.made_with.clone()?;
    let certificate = Certificate::read(&files::read(&certificate_file).ok()?).ok()?;
    let fits = certificate.public_key_fingerprint().to_string() == before.fingerprint;
    fits.then(|| MadeKey {
        key_file: before.file.clone(),
        certificate_file,
        certificate: Arc::new(certificate),
    })
}

/// What must be done with it before going on, and how it gets to the browser. `variable` tells what the
/// environment holds.
pub fn notices(
    made: &MadeKey,
    before: bool,
    variable: impl Fn(&str) -> Option<String>,
) -> Vec<CheckLine> {
    let first = match before {
        false => "Upload the certificate now; Salesforce takes some minutes to know it.",
        true => "This pair was made here. Is its certificate not in the app yet? Upload it now.",
    };
    let upload = CheckLine::to_do(format!(
        "{first} External Client App: Setup > External Client App Manager > your app > Settings > OAuth Settings > \
         Enable JWT Bearer Flow. Connected app: Use digital signatures."
    ));
    let file = made.certificate_file.display();
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    let fetch = if variable("AWS_EXECUTION_ENV").as_deref() == Some("CloudShell") {
        Some(format!(
            "First bring it to your browser's computer. In CloudShell: Actions > Download file. Its path: {file}"
        ))
    } else if is_set("SSH_CONNECTION") || is_set("SSH_TTY") {
        let name = made.certificate_file.file_name().unwrap_or_default();
        Some(format!(
            "First bring it to your browser's computer: copy the certificate's text into a file {} there. It is \
             public.",
            name.display()
        ))
    } else {
        None
    };
    fetch
        .map(CheckLine::to_do)
        .into_iter()
        .chain([upload])
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::domain::private_key;

    fn make_here(folder: &Path, name: &str, days: u32) -> Result<MadeKey, Problem> {
        let pair = KeyPair::generate(name, days, Timestamp::now())?;
        written(folder, name, pair)
    }

    #[test]
    fn a_pair_that_is_wanted_no_more_leaves_no_files() {
        use futures_util::FutureExt;
        let folder = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let left = runtime.block_on(async {
            let making = make(folder.path().to_owned(), "acme".into(), 365);
            making.now_or_never()
        });
        assert!(left.is_none());
        std::thread::sleep(Duration::from_millis(100));
        // Waits until what was begun is over.
        drop(runtime);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn how_the_certificate_gets_to_the_browser_depends_on_where_this_runs() {
        let folder = tempfile::tempdir().unwrap();
        let made = make_here(folder.path(), "acme", 365).unwrap();
        let told = |name: &'static str, value: &'static str| {
            let variable = move |asked: &str| (asked == name).then(|| value.to_owned());
            let lines = notices(&made, false, variable).into_iter();
            lines.map(|line| line.text).collect::<Vec<_>>().join(" ")
        };
        let in_shell = told("AWS_EXECUTION_ENV", "CloudShell");
        let file = made.certificate_file.display().to_string();
        assert!(in_shell.contains("Actions > Download file"), "{in_shell}");
        // What is copied from the page is the path and nothing behind it.
        assert!(in_shell.contains(&format!("{file} ")), "{in_shell}");
        assert!(
            in_shell.contains(&file) && in_shell.contains("Upload"),
            "{in_shell}"
        );
        assert!(told("SSH_TTY", "/dev/pts/1").contains("copy the certificate's text"));
        assert!(!told("AWS_EXECUTION_ENV", "AWS_Lambda").contains("First bring it"));
    }

    #[test]
    fn a_pair_of_an_earlier_session_is_known_again_by_its_certificate() {
        let folder = tempfile::tempdir().unwrap();
        let made = make_here(folder.path(), "acme", 365).unwrap();
        let before = |fingerprint: String| KeyBefore {
            file: made.key_file.clone(),
            fingerprint,
            made_with: Some(made.certificate_file.clone()),
        };
        let fingerprint = made.certificate.public_key_fingerprint().to_string();
        let known = made_with(&before(fingerprint)).unwrap();
        assert_eq!(known.certificate_file, made.certificate_file);
        assert!(made_with(&before("00:11".into())).is_none());
    }

    #[test]
    fn a_new_pair_fits_together_and_writes_over_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let first = make_here(folder.path(), "acme", 365).unwrap();
        let second = make_here(folder.path(), "acme", 365).unwrap();
        assert_ne!(first.key_file, second.key_file);
        let key = private_key::read(&files::read(&first.key_file).unwrap(), None)
            .unwrap()
            .key;
        assert!(first.certificate.pairs_with(&key));
        assert!(!second.certificate.pairs_with(&key));
    }

    #[test]
    fn a_key_without_its_certificate_does_not_stay() {
        let folder = tempfile::tempdir().unwrap();
        let pair = KeyPair::generate("acme", 365, Timestamp::now()).unwrap();
        let key_file = folder.path().join("acme-server.key");
        let nowhere = folder.path().join("none/acme-server.crt");
        let problem = write(&pair, &key_file, &nowhere).unwrap_err();
        assert!(problem.what.contains("acme-server.crt"), "{problem}");
        assert!(!key_file.exists());
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        for name in ["../acme", "/tmp/acme", "..\\acme", "a/../../acme"] {
            let (key, certificate) = free_names(Path::new("here"), name);
            for file in [key, certificate] {
                assert_eq!(file.parent(), Some(Path::new("here")), "{file:?}");
                assert!(file.to_string_lossy().contains("acme-server."), "{file:?}");
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_may_read_a_new_key() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let made = make_here(folder.path(), "acme", 365).unwrap();
        let mode = std::fs::metadata(made.key_file)
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
