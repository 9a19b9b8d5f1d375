//! What the README says of the program, compared with the program.

use std::fs;
use std::process::Command;

use scv_oauth::org::practice::TRIGGERS;

use super::{folder, lines, root};

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

#[test]
fn the_readme_shows_every_picture() {
    let readme = readme();
    for picture in fs::read_dir(folder()).unwrap() {
        let name = picture.unwrap().file_name().into_string().unwrap();
        assert!(
            readme.contains(&format!("assets/pictures/{name}")),
            "{name}"
        );
    }
}

#[tokio::test]
async fn the_readme_shows_what_line_mode_says() {
    let said = lines::at_the_consumer_key().await;
    assert!(readme().contains(&format!("```\n{said}```\n")), "{said}");
}

/// In an empty folder, with no terminal.
#[test]
fn the_readmes_practice_setup_without_questions_does_the_main_job() {
    let readme = readme();
    let mut lines = readme.lines();
    let command = lines.find_map(|line| line.strip_prefix("cargo run --release -- setup "));
    let empty = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_scv-oauth"))
        .arg("setup")
        .args(command.unwrap().split(' '))
        .arg("--json")
        .current_dir(&empty)
        .env("HOME", empty.path())
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["outcome"], "done", "{report:#}");
    assert_eq!(report["changes"].as_array().unwrap().len(), 3);
    assert!(
        report
            .to_string()
            .contains("The function logged in by itself"),
        "{report:#}"
    );
    assert_eq!(fs::read_dir(&empty).unwrap().count(), 0, "a file is left");
}

#[test]
fn the_readme_says_who_meets_which_refusal() {
    let readme = readme();
    for trigger in TRIGGERS {
        let row = format!("| `{}` | `{}` |", trigger.user, trigger.code);
        assert!(readme.contains(&row), "{row}");
    }
}

#[test]
fn the_readme_says_what_state_each_practice_contact_center_is_in() {
    let practice = fs::read_to_string(root().join("assets/practice.toml")).unwrap();
    let practice: toml::Table = practice.parse().unwrap();
    for center in practice["center"].as_array().unwrap() {
        let text = |key: &str| center[key].as_str().unwrap();
        let row = format!("| `{}` | {} |", text("name"), text("story"));
        assert!(readme().contains(&row), "{row}");
    }
}
