//! What the README says of the program, compared with the program.

use std::fs;

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
