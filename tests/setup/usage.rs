//! What people and scripts rely on whatever the command: one document, one exit code for the same fault, words on
//! standard error, and never a secret repeated or saved.

use std::ffi::OsStr;
use std::fs::File;
use std::process::Stdio;

use super::ground::{Ended, Ground, Line, consumer_key, pair};
#[cfg(unix)]
use crate::pty::terminal::Terminal;
use crate::support::Emulator;
use crate::support::world::{Values, World, centers};

async fn ground() -> Ground {
    let world = centers::partner("acme", &Values::placeholders());
    Ground::open(Emulator::Ministack, &world).await
}

impl Ground {
    fn run_words(&self, words: &[impl AsRef<OsStr>]) -> Ended {
        let mut command = self.account.at(&self.proxy.url).program();
        Ended::of(command.args(words).stdin(Stdio::null()))
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.account.home().join(file)).unwrap_or_default()
    }
}

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

#[tokio::test]
async fn a_usage_error_is_told_in_the_document_of_its_command() {
    let ground = Ground::open(Emulator::Ministack, &World::of([])).await;
    for (line, schema, code) in [
        ("setup --yes --json --nope", "scv-oauth/report", "usage"),
        (
            "setup --yes --json --org staging",
            "scv-oauth/report",
            "usage",
        ),
        (
            "--yes --json --version-path foo",
            "scv-oauth/report",
            "usage",
        ),
        ("setup --json", "scv-oauth/report", "usage"),
        ("undo --yes --json", "scv-oauth/report", "answer-missing"),
        ("check --json foo", "scv-oauth/check", "usage"),
        ("check --json --json", "scv-oauth/check", "usage"),
        ("check --json --report", "scv-oauth/check", "usage"),
        ("checklist --json", "scv-oauth/report", "usage"),
    ] {
        let ended = ground.run_words(&words(line)).expect_problem(2, code);
        assert_eq!(ended.json["schema"], schema, "{line}");
        assert!(ended.err.contains("error: "), "{line}: {}", ended.err);
        let plain: Vec<&str> = words(line)
            .into_iter()
            .filter(|word| *word != "--json")
            .collect();
        let ended = ground.run_words(&plain);
        let still_wrong = ended.code == Some(2);
        assert!(
            !still_wrong || ended.out.is_empty(),
            "{line}: {}",
            ended.out
        );
    }
    let line = words("check --practice --json --nope");
    let ended = ground.run_words(&line).expect_problem(2, "usage");
    assert_eq!(ended.json["practice"], true);
}

#[cfg(unix)]
#[tokio::test]
async fn an_argument_that_is_no_text_is_a_usage_error() {
    use std::os::unix::ffi::OsStrExt;
    let ground = Ground::open(Emulator::Ministack, &World::of([])).await;
    let words = [b"check".as_slice(), b"--json", b"--profile", b"a\xff"];
    let words = words.map(OsStr::from_bytes);
    ground.run_words(&words).expect_problem(2, "usage");
}

#[tokio::test]
async fn the_same_fault_has_the_same_exit_code_whatever_the_command() {
    let ground = ground().await;
    for (line, problem) in [
        (
            "--profile nosuch --contact-center acme",
            "aws-configuration",
        ),
        ("--contact-center acme", "aws-no-region"),
        ("--contact-center Acme", "contact-center-unknown"),
    ] {
        for command in ["setup --yes --json", "undo --yes --json", "check --json"] {
            let mut run = ground.account.at(&ground.proxy.url).program();
            run.args(words(command)).args(words(line));
            run.stdin(Stdio::null());
            if problem == "aws-no-region" {
                run.env_remove("AWS_REGION");
            }
            let ended = Ended::of(&mut run).expect_problem(2, problem);
            let is_near = !line.contains("Acme") || ended.out.contains("Did you mean acme?");
            assert!(is_near, "{command}: {}", ended.out);
        }
    }
    let ended = ground.run_words(&["undo", "--yes"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("Found here: acme."), "{}", ended.err);
}

#[tokio::test]
async fn no_flag_and_no_key_repeats_or_saves_a_secret() {
    let ground = ground().await;
    let pem = pair().key.to_pem().in_the_clear();
    let body = pem.lines().nth(2).unwrap().to_owned();
    let middle = consumer_key()[10..60].to_owned();
    let assert_silent = |ended: &Ended, said: &str| {
        let saved = ground.read("saved.toml");
        for text in [&ended.out, &ended.err, &saved] {
            assert!(
                !text.contains(&body) && !text.contains(&middle),
                "{said}: {text}"
            );
        }
        assert_eq!(ended.code, Some(2), "{said}: {}{}", ended.out, ended.err);
    };
    for secret in [&pem, &consumer_key()] {
        for flag in [
            "contact-center",
            "secret",
            "username",
            "my-domain",
            "org",
            "profile",
            "private-key-file",
            "certificate-file",
            "consumer-key-file",
            "passphrase-file",
            "nope",
        ] {
            let save = ["--save-answers", "saved.toml"];
            for json in [&["setup", "--yes", "--json"][..], &["setup", "--yes"]] {
                let base = [json, &save].concat();
                let joined = format!("--{flag}={secret}");
                let apart = format!("--{flag}");
                let lines = [
                    [&base[..], &[&joined]].concat(),
                    [&base[..], &[&apart, secret.as_str()]].concat(),
                ];
                for line in lines {
                    assert_silent(&ground.run_words(&line), flag);
                }
            }
            let key = flag.replace('-', "_");
            let text = format!("{key} = '''{secret}'''\n\"{}\" = 1\n", consumer_key());
            std::fs::write(ground.account.home().join("given.toml"), text).unwrap();
            let base = ["setup", "--yes", "--json", "--answers", "given.toml"];
            assert_silent(&ground.run_words(&[&base[..], &save].concat()), flag);
        }
        assert_silent(&ground.run_words(&["check", secret]), "positional");
    }
    for passphrase in ["--passphrase-file=open sesame", "--passphrase-file=--open"] {
        let ended = ground.run_words(&["setup", "--yes", "--json", passphrase]);
        assert!(
            !ended.out.contains("open") && !ended.err.contains("open"),
            "{}",
            ended.out
        );
    }
}

#[tokio::test]
async fn a_proof_that_is_neither_on_nor_off_is_refused_and_nothing_is_written() {
    let ground = ground().await;
    let given = "lambda_proof = \"false\"\ncontact_center = \"acme\"\n";
    std::fs::write(ground.account.home().join("given.toml"), given).unwrap();
    let line = words("setup --yes --json --answers given.toml");
    let ended = ground.run_words(&line);
    let problems = ended.problems();
    assert_eq!((ended.code, problems[0]), (Some(2), "answers-type-wrong"));
}

#[tokio::test]
async fn all_that_is_wrong_is_said_at_once_and_only_the_rest_is_saved() {
    let ground = ground().await;
    std::fs::write(ground.account.home().join("given.toml"), "zebra = 1\n").unwrap();
    let line = Line::of("setup")
        .and("--yes")
        .and("--json")
        .with("--answers", "given.toml")
        .with("--save-answers", "saved.toml")
        .with("--contact-center", "nosuch")
        .with("--version-path", "secrets-manager")
        .with("--org", "sandbox")
        .with("--my-domain", "ftp://x")
        .with("--consumer-key-file", "none.txt")
        .with("--private-key-file", "none.key")
        .with("--username", "bad");
    let ended = ground.run(&line);
    assert_eq!(ended.code, Some(2), "{}", ended.out);
    let problems = ended.problems();
    assert_eq!(
        (problems[0], problems[1]),
        ("answers-key-unknown", "contact-center-unknown")
    );
    assert!(problems[2].starts_with("my-domain-"), "{problems:?}");
    assert_eq!(problems[3..5], ["file-not-found"; 2]);
    assert!(problems[5].starts_with("username-"), "{problems:?}");
    assert_eq!(problems.len(), 6, "{problems:?}");
    let saved = ground.read("saved.toml");
    for refused in ["bad", "ftp", "none.txt", "none.key"] {
        assert!(!saved.contains(refused), "{saved}");
    }
    assert!(saved.contains("# private_key_file"), "{saved}");
    assert!(saved.contains("secrets-manager"), "{saved}");
    assert!(ended.err.contains("none.key"), "{}", ended.err);
}

#[tokio::test]
async fn a_refused_answer_does_not_drop_out_of_the_only_copy() {
    let ground = ground().await;
    let before = "username = \"jane@acme.com\"\nprivate_key_file = \"none.key\"\n";
    let saved = ground.account.home().join("acme.toml");
    std::fs::write(&saved, before).unwrap();
    let line = Line::of("setup").and("--yes").and("--json");
    let line = line
        .with("--answers", "acme.toml")
        .with("--save-answers", "acme.toml")
        .with("--contact-center", "nosuch");
    assert_eq!(ground.run(&line).code, Some(2));
    let text = ground.read("acme.toml");
    assert!(
        text.contains("none.key") && text.contains("jane@acme.com"),
        "{text}"
    );
    assert!(!text.contains("nosuch"), "{text}");
    // Nothing at all is accepted.
    std::fs::write(&saved, "username = \"bad\"\n").unwrap();
    assert_eq!(ground.run(&line).code, Some(2));
    assert_eq!(ground.read("acme.toml"), "username = \"bad\"\n");
}

#[tokio::test]
async fn answers_that_cannot_be_saved_are_refused_before_anything_is_done() {
    let ground = ground().await;
    let before = ground.fingerprint().await;
    let key = ground.read("server.key");
    for (file, problem) in [
        ("server.key", "save-answers-in-the-way"),
        ("none/saved.toml", "file-not-written"),
    ] {
        let line = ground.setup("acme").with("--save-answers", file);
        ground.run(&line).expect_problem(2, problem);
    }
    assert_eq!(ground.read("server.key"), key);
    assert_eq!(ground.fingerprint().await, before);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_result_that_cannot_be_printed_is_a_failure() {
    let ground = ground().await;
    for line in [
        "check --no-login-proof --json --practice",
        "check --no-login-proof --practice",
        "checklist",
        "man",
        "undo --yes --contact-center acme",
    ] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let mut command = ground.account.at(&ground.proxy.url).program();
        command.args(words(line)).stdin(Stdio::null());
        let child = command.stdout(full).stderr(Stdio::piped()).spawn().unwrap();
        let ended = child.wait_with_output().unwrap();
        let err = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(1), "{line}: {err}");
        assert!(err.contains("could not be written"), "{line}: {err}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn ctrl_c_at_the_question_of_undo_changes_nothing() {
    let ground = ground().await;
    ground.run(&ground.setup("acme")).expect(0, "done");
    let before = ground.fingerprint().await;
    let line = Line::of("undo").with("--contact-center", "acme");
    let command = ground.command(&line);
    let variables: Vec<(&str, &str)> = command
        .get_envs()
        .filter_map(|(name, value)| Some((name.to_str()?, value?.to_str()?)))
        .collect();
    let words = ["undo", "--contact-center", "acme"];
    let mut terminal = Terminal::run(&words, 100, 30, &variables);
    terminal.wait_for("Type yes to put it back");
    terminal.keys("\x03");
    terminal.wait_for("Nothing was changed.");
    assert_eq!(terminal.ended(), 130);
    assert_eq!(ground.fingerprint().await, before);
}
