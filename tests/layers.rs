//! Which module may name which: the arrows of the design, read off the sources. Tests are free.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Where, what must not be named there, and the places within that may all the same.
#[rustfmt::skip]
const RULES: [(&str, &str, &str); 16] = [
    ("src/", "aws_config aws_credential_types aws_sdk_ aws_smithy_ aws_types", "src/account/aws"),
    ("src/", "ratatui crossterm", "src/tui"),
    ("src/", "dialoguer", "src/line"),
    ("src/", "reqwest", "src/org/http"),
    ("src/", "arboard", "src/clipboard.rs"),
    ("src/", "expose_for_aws", "src/account/ src/practice src/domain/secret.rs"),
    ("src/", "expose_for_signing", "src/org src/domain src/practice"),
    ("src/", "expose_for_key_file", "src/steps/private_key/making.rs src/domain/secret.rs"),
    ("src/", "expose_for_clipboard", "src/tui.rs src/clipboard.rs src/domain/secret.rs"),
    ("src/", "to_single_line", "src/steps/private_key/offers.rs src/domain/private_key"),
    ("src/domain", ".await async_trait tokio std::fs std::env std::net", ""),
    ("src/steps", "Writer crate::swap put_secret move_label put_parameter delete_parameter update_environment publish( move_alias invoke(", ""),
    ("src/flow", "crate::account crate::org crate::line crate::tui", ""),
    ("src/check", "Writer put_secret put_parameter crate::apply crate::undo", ""),
    ("src/line", "crate::tui crate::apply crate::undo crate::account crate::check", ""),
    ("src/tui", "crate::line crate::apply crate::undo crate::account crate::check", ""),
];

#[test]
fn nothing_names_what_its_layer_must_not_know() {
    let mut found = Vec::new();
    for (path, code) in sources() {
        for (place, words, free) in RULES {
            if path.starts_with(place) && !free.split(' ').any(|free| is_in(&path, free)) {
                let named = words.split(' ').filter(|word| code.contains(word));
                found.extend(named.map(|word| format!("{path} names {word}")));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_domain_knows_nothing_of_ours_but_problems() {
    let sources = sources();
    let (_, library) = sources
        .iter()
        .find(|(path, _)| path == "src/lib.rs")
        .unwrap();
    let modules = library
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod "));
    let modules = modules.map(|module| module.trim_end_matches(';'));
    let others: Vec<&str> = modules
        .filter(|module| !["domain", "problem"].contains(module))
        .collect();
    assert!(others.len() > 10, "the list of modules was not found");
    for (path, code) in sources
        .iter()
        .filter(|(path, _)| path.starts_with("src/domain"))
    {
        for module in &others {
            let alone = code.contains(&format!("crate::{module}"));
            let in_a_group = code.contains(&format!("\n    {module}::"));
            assert!(!alone && !in_a_group, "{path} names crate::{module}");
        }
    }
}

/// The fuzzer builds them by itself, with a lock file of its own that would grow old unseen.
#[test]
fn what_is_fuzzed_is_built_of_the_programs_own_crates() {
    let own = packages("Cargo.lock");
    let fuzzed = packages("tests/fuzz/Cargo.lock");
    assert!(fuzzed.len() > 50, "the packages were not found");
    let others: Vec<&str> = fuzzed.difference(&own).map(|(name, _)| &**name).collect();
    assert_eq!(others, ["arbitrary", "libfuzzer-sys", "scv-oauth-fuzz"]);
}

/// Names and versions in a lock file.
fn packages(lock: &str) -> BTreeSet<(String, String)> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(lock)).unwrap();
    let lock: toml::Table = text.parse().unwrap();
    let packages = lock["package"].as_array().unwrap();
    let field = |package: &toml::Value, field| package[field].as_str().unwrap().to_owned();
    let named = packages
        .iter()
        .map(|package| (field(package, "name"), field(package, "version")));
    named.collect()
}

fn is_in(path: &str, place: &str) -> bool {
    !place.is_empty() && path.starts_with(place)
}

/// Every file of `src` by its path from the root, without its comments and its tests.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = vec![root.join("src")];
    let mut files = Vec::new();
    while let Some(path) = paths.pop() {
        if path.ends_with("tests") {
            continue;
        }
        if path.is_dir() {
            let entries = fs::read_dir(&path).unwrap();
            paths.extend(entries.map(|entry| entry.unwrap().path()));
        } else if !path.ends_with("tests.rs") {
            files.push((name(&path, root), product_code(&path)));
        }
    }
    assert!(files.len() > 50, "the sources were not found");
    files
}

fn name(path: &Path, root: &Path) -> String {
    let path = path.strip_prefix(root).unwrap();
    path.to_string_lossy().replace('\\', "/")
}

fn product_code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}
