//! Installs the emulators, once for every set of pinned versions, into a Python environment of their own below
//! Cargo's target directory.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

const REQUIREMENTS: &str = include_str!("requirements.txt");

/// Where the environments and the emulators' logs live.
pub fn home() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent();
    target.expect("the target directory").join("emulators")
}

/// The Python that has the emulators, installing them first where needed; in words where that cannot be.
pub fn python() -> Result<PathBuf, String> {
    static PYTHON: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    PYTHON.get_or_init(installed).clone()
}

/// Test processes that run side by side wait for the one that installs. An installation that was cut short
/// has no `complete` file and is made again.
fn installed() -> Result<PathBuf, String> {
    let version = python_version()?;
    let environment = home().join(fingerprint(&version));
    fs::create_dir_all(home()).map_err(|e| format!("Cannot make {}: {e}", home().display()))?;
    let lock = File::create(environment.with_extension("lock")).map_err(|e| e.to_string())?;
    lock.lock().map_err(|e| e.to_string())?;
    let complete = environment.join("complete");
    if !complete.exists() {
        install(&environment)?;
        fs::write(&complete, REQUIREMENTS).map_err(|e| e.to_string())?;
    }
    Ok(environment.join("bin/python"))
}

fn fingerprint(python_version: &str) -> String {
    let mut hasher = DefaultHasher::new();
    (REQUIREMENTS, python_version).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn python_version() -> Result<String, String> {
    let print = "import sys; print(sys.version); sys.exit(sys.version_info < (3, 10))";
    let output = Command::new("python3")
        .args(["-c", print])
        .output()
        .map_err(|e| {
            format!(
                "These tests need Python 3, and `python3` did not start: {e}. \
                 Install Python 3.10 or later."
            )
        })?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if output.status.success() {
        return Ok(version);
    }
    Err(format!(
        "The AWS emulators need Python 3.10 or later, and `python3` is {version}. Install a later one."
    ))
}

fn install(environment: &Path) -> Result<(), String> {
    if environment.exists() {
        fs::remove_dir_all(environment).map_err(|e| e.to_string())?;
    }
    let venv = Command::new("python3")
        .args(["-m", "venv"])
        .arg(environment)
        .output();
    expect_success(
        venv,
        "Python could not make a virtual environment. On Debian and Ubuntu, install python3-venv.",
    )?;
    let requirements = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/requirements.txt");
    let pip = Command::new(environment.join("bin/python"))
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ])
        .args(["--no-deps", "--requirement"])
        .arg(requirements)
        .output();
    expect_success(
        pip,
        "pip could not install the AWS emulators named in tests/support/requirements.txt. \
         Check the connection to the Python package index, or point pip at your own with PIP_INDEX_URL.",
    )
}

fn expect_success(output: std::io::Result<Output>, advice: &str) -> Result<(), String> {
    let output = output.map_err(|e| format!("{advice}\n{e}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(format!("{advice}\n{}", String::from_utf8_lossy(&said)))
}
