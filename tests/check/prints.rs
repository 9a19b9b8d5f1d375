//! What is printed of a real account, by the library and by the program: no secret, in no form.

use scv_oauth::check::support_case;
use serde_json::Value;

use super::ground::{account, at, check, consumer_key, pem, right, salesforce};
use crate::support::world::{World, centers};
use crate::support::{Account, Emulator};

/// The consumer secret of an old app.
const OLD_SECRET: &str = "7041776041776041771";

/// A consumer secret.
fn consumer_secret() -> String {
    "C0FFEE0DDBA11AF3".repeat(4)
}

/// What must not be in any output.
fn canaries() -> Vec<String> {
    let mut canaries = vec![consumer_key(), "ccccccccc".into(), "00DcanaryToken".into()];
    canaries.extend([consumer_secret(), OLD_SECRET.into()]);
    let key = pem();
    canaries.extend(
        key.lines()
            .filter(|line| !line.contains("---"))
            .map(str::to_owned),
    );
    canaries
}

/// Contact centers with the secrets at their place, at a wrong place, and in a document that is no JSON.
fn worlds() -> World {
    let mut swapped = right();
    swapped.subject = pem();
    swapped.audience = consumer_key();
    let mut broken = centers::partner("gamma", &right());
    broken.secrets[0].value.insert(1, ',');
    let mut literal = centers::below_19("delta", &right());
    for (variable, value) in &mut literal.functions[0].environment {
        match variable.as_str() {
            "PRIVATE_KEY_PARAM_NAME" => *value = pem(),
            "CONSUMER_KEY_PARAM_NAME" => *value = consumer_secret(),
            "ACCESS_TOKEN_PARAM_NAME" => *value = OLD_SECRET.into(),
            "SALESFORCE_AUTH_ENDPOINT" => *value = consumer_key(),
            _ => {}
        }
    }
    World::of([
        at(centers::partner("acme", &right()), &salesforce()),
        centers::partner("beta", &swapped),
        broken,
        literal,
    ])
}

#[tokio::test]
async fn no_secret_is_in_text_json_or_support_case() {
    for kind in Emulator::BOTH {
        let account = account(kind, &worlds()).await;
        let report = check(&account, true).await;
        assert_eq!(report.centers.len(), 4, "{kind:?}");
        let shown = [
            format!("{report:?}"),
            report.json().to_string(),
            support_case(&report),
        ];
        for shown in shown {
            for canary in canaries() {
                assert!(!shown.contains(&canary), "{canary} in {shown}");
            }
        }
    }
}

/// What the program prints and how it ends.
fn program(account: &Account, words: &[&str]) -> (String, String, i32) {
    let output = account.program().arg("check").args(words).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        text(output.stdout),
        text(output.stderr),
        output.status.code().unwrap(),
    )
}

#[tokio::test]
async fn the_program_says_that_a_contact_center_is_healthy() {
    let org = salesforce();
    let account = account(
        Emulator::Moto,
        &at(centers::partner("acme", &right()), &org),
    )
    .await;
    let (out, err, code) = program(&account, &["--json", "--contact-center", "acme"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let json: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        json["contact_centers"][0]["login_proof"]["outcome"],
        "works"
    );
    assert_eq!(
        (&json["healthy"], &json["account"]),
        (&true.into(), &account.id.clone().into())
    );
    let (out, _, code) = program(&account, &[]);
    assert!(
        code == 0 && out.ends_with("The contact center is healthy.\n"),
        "{out}"
    );
}

#[tokio::test]
async fn the_program_ends_with_1_where_something_is_wrong_and_shows_no_secret() {
    let account = account(Emulator::Ministack, &worlds()).await;
    for words in [&["--json"][..], &[], &["--report"]] {
        let (out, err, code) = program(&account, words);
        assert_eq!(code, 1, "{out}{err}");
        for canary in canaries() {
            assert!(!out.contains(&canary) && !err.contains(&canary), "{canary}");
        }
    }
    let (_, err, code) = program(&account, &["--contact-center", "nobody"]);
    assert!(code == 2 && err.contains("contact-center-unknown"), "{err}");
    let (_, err, code) = program(&account, &["--certificate-file", "none.crt"]);
    assert!(code == 2 && err.contains("file-not-found"), "{err}");
}
