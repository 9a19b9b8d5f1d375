//! The pictures of the README. They show what the program draws: where they do not, this test fails, and
//! `UPDATE_PICTURES=1 cargo test --test main pictures` makes them anew.

mod lines;
mod readme;
mod svg;
mod walk;

use std::path::{Path, PathBuf};

use crossterm::event::KeyCode;

use scv_oauth::org::practice::TRIGGERS;

use walk::Walk;

#[tokio::test]
async fn the_pictures_show_the_screens_of_a_practice_setup() {
    let mut walk = Walk::begin().await;
    walk.press(KeyCode::Enter).await;
    walk.go_on_to("contact-center").await;
    compare("contact-centers.svg", &svg::draw(&walk.screen()));
    walk.go_on_to("consumer-key").await;
    walk.paste_the_consumer_key().await;
    compare("consumer-key.svg", &svg::draw(&walk.screen()));
    walk.press(KeyCode::Enter).await;
    walk.go_on_to("review").await;
    compare("review.svg", &svg::draw(&walk.screen()));
    walk.press(KeyCode::Tab).await;
    walk.press(KeyCode::Enter).await;
    compare("result.svg", &svg::draw(&walk.screen()));
}

/// What the README promises to whoever practises.
#[tokio::test]
async fn in_practice_each_user_of_the_readme_meets_his_diagnosis() {
    let mut walk = Walk::begin().await;
    walk.press(KeyCode::Enter).await;
    walk.go_on_to("consumer-key").await;
    walk.paste_the_consumer_key().await;
    walk.go_on_to("username").await;
    for trigger in TRIGGERS {
        let problem = walk.review_as(&trigger.username()).await;
        let code = problem.map(|problem| problem.code);
        assert_eq!(code, Some(trigger.code), "{}", trigger.user);
        walk.press(KeyCode::Esc).await;
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn folder() -> PathBuf {
    root().join("assets/pictures")
}

/// Compares with the picture that is kept, or keeps this one where that is asked for.
fn compare(name: &str, drawn: &str) {
    let file = folder().join(name);
    if std::env::var_os("UPDATE_PICTURES").is_some() {
        std::fs::create_dir_all(folder()).unwrap();
        std::fs::write(&file, drawn).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let other = kept.lines().zip(drawn.lines()).find(|(a, b)| a != b);
    assert!(
        kept == drawn,
        "{name} is not what is drawn now, as in {other:?}. \
         UPDATE_PICTURES=1 cargo test --test main pictures makes the pictures anew."
    );
}
