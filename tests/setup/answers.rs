//! What can be wrong with the command line and the files that it names: all of it is said at once, with exit
//! code 2, and nothing is written.

use scv_oauth::domain::{KeyPair, OrgKind};

use super::ground::{Ended, Ground, Line, USER, consumer_key, pair, right_values};
use crate::support::Emulator;
use crate::support::world::{Values, centers};

const SECRET: &str = "acme-salesforce-secret";

async fn ground() -> Ground {
    let world = centers::partner("acme", &Values::placeholders());
    Ground::open(Emulator::Ministack, &world).await
}

impl Ground {
    fn file(&self, name: &str, text: &str) {
        std::fs::write(self.account.home().join(name), text).unwrap();
    }

    async fn refuses(&self, line: &Line, problem: &str) -> Ended {
        let before = self.fingerprint().await;
        let ended = self.run(line).expect_problem(2, problem);
        assert_eq!(ended.json["outcome"], "refused");
        assert_eq!(self.fingerprint().await, before);
        ended
    }
}

#[tokio::test]
async fn all_answers_that_are_missing_are_listed_at_once() {
    let ground = ground().await;
    let mut line = ground.setup("acme");
    for flag in ["--username", "--consumer-key-file", "--private-key-file"] {
        line = line.without(flag);
    }
    let ended = ground.refuses(&line, "answer-missing").await;
    assert_eq!(ended.problems(), ["answer-missing"; 3]);
    for flag in ["--username", "--consumer-key-file", "--private-key-file"] {
        assert!(ended.out.contains(flag), "{flag}: {}", ended.out);
    }
    let nothing = line.without("--contact-center").without("--org");
    let ended = ground.refuses(&nothing, "answer-missing").await;
    for flag in [
        "--contact-center",
        "--username",
        "--consumer-key-file",
        "--private-key-file",
    ] {
        assert!(ended.out.contains(flag), "{flag}: {}", ended.out);
    }
    assert!(!ended.problems().contains(&"answer-first"), "{}", ended.out);
    assert!(ended.out.contains("Found here: acme."), "{}", ended.out);
}

#[tokio::test]
async fn a_key_and_a_certificate_that_are_both_wrong_are_both_told() {
    let ground = ground().await;
    let line = ground
        .setup("acme")
        .with("--private-key-file", "server.crt")
        .with("--certificate-file", "server.key");
    let ended = ground.refuses(&line, "private-key-is-certificate").await;
    assert_eq!(ended.problems().len(), 2, "{}", ended.out);
}

#[cfg(unix)]
#[tokio::test]
async fn what_was_repaired_and_what_is_unusual_is_told_where_nobody_saw_the_checks() {
    use std::os::unix::fs::PermissionsExt;

    let ground = ground().await;
    let pem = pair().key.to_pem().in_the_clear();
    ground.file("one-line.key", &pem.replace('\n', "\\n"));
    ground.file("short.txt", &format!("3MVG9{}\n", "k".repeat(70)));
    let file = ground.account.home().join("one-line.key");
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(file, open).unwrap();
    let line = ground
        .setup("acme")
        .with("--private-key-file", "one-line.key")
        .with("--consumer-key-file", "short.txt")
        .with("--username", "voice@acme.com")
        .and("--no-login-proof")
        .and("--dry-run");
    let ended = ground.run(&line).expect(0, "planned");
    let told = ended.json["checks"].to_string();
    for said in [
        "Private key: RSA private key, 2048 bits",
        "Private key: The characters \\\\n stood where line breaks belong.",
        "Consumer key: It has 75 characters, not the usual 85.",
        "Others on this computer can read one-line.key (mode 0644).",
    ] {
        assert!(told.contains(said), "{said}: {}", ended.out);
    }
    // The plan says it already.
    assert_eq!(
        told.matches("It has no sandbox suffix.").count(),
        1,
        "{}",
        ended.out
    );
}

#[tokio::test]
async fn a_file_that_is_no_private_key_is_called_by_its_name() {
    let ground = ground().await;
    ground.file("empty.key", "");
    ground.file("notes.txt", "see the wiki\n");
    for (file, problem) in [
        ("nowhere.key", "file-not-found"),
        ("server.crt", "private-key-is-certificate"),
        (".", "file-is-folder"),
    ] {
        let line = ground.setup("acme").with("--private-key-file", file);
        ground.refuses(&line, problem).await;
    }
    for file in ["empty.key", "notes.txt"] {
        let line = ground.setup("acme").with("--private-key-file", file);
        let ended = ground.run(&line);
        assert_eq!(ended.verdict(), (2, "refused"), "{}", ended.out);
        assert!(ended.problem().starts_with("private-key-"), "{}", ended.out);
    }
}

#[tokio::test]
async fn a_certificate_of_another_key_is_refused() {
    let ground = ground().await;
    let other = KeyPair::generate("other", 365, jiff::Timestamp::now()).unwrap();
    ground.file("other.crt", &other.certificate_pem);
    let line = ground.setup("acme").with("--certificate-file", "other.crt");
    ground.refuses(&line, "certificate-does-not-pair").await;
    let line = ground
        .setup("acme")
        .with("--certificate-file", "server.crt");
    ground.run(&line).expect(0, "done");
}

/// The org's key as PKCS#8, encrypted with this passphrase.
fn encrypted(passphrase: &str) -> String {
    use pkcs8::der::asn1::{AnyRef, OctetStringRef};
    use pkcs8::der::pem::LineEnding;
    use pkcs8::pkcs5::pbes2;
    let algorithm = pkcs8::AlgorithmIdentifierRef {
        oid: pkcs1::ALGORITHM_OID,
        parameters: Some(AnyRef::NULL),
    };
    let der = OctetStringRef::new(pair().key.expose_der_for_signing()).unwrap();
    let info = pkcs8::PrivateKeyInfoRef::new(algorithm, der);
    let kdf = pbes2::Kdf::Pbkdf2(pbes2::Pbkdf2Params {
        salt: pbes2::Salt::new(b"saltsalt").unwrap(),
        iteration_count: 2048,
        key_length: None,
        prf: pbes2::Pbkdf2Prf::HmacWithSha256,
    });
    let encryption = pbes2::EncryptionScheme::Aes256Cbc {
        iv: *b"initial vector!!",
    };
    let parameters = pbes2::Parameters { kdf, encryption };
    let sealed = info.encrypt_with_params(parameters, passphrase).unwrap();
    let pem = sealed
        .to_pem("ENCRYPTED PRIVATE KEY", LineEnding::LF)
        .unwrap();
    pem.to_string()
}

#[tokio::test]
async fn an_encrypted_key_is_opened_with_its_passphrase_file_only() {
    let ground = ground().await;
    ground.file("sealed.key", &encrypted("open sesame"));
    ground.file("passphrase.txt", "open sesame\n");
    ground.file("wrong.txt", "open barley\n");
    let line = ground
        .setup("acme")
        .with("--private-key-file", "sealed.key");
    let ended = ground.refuses(&line, "private-key-encrypted").await;
    assert!(ended.out.contains("--passphrase-file"), "{}", ended.out);
    let wrong = line.clone().with("--passphrase-file", "wrong.txt");
    ground.refuses(&wrong, "private-key-wrong-passphrase").await;
    let right = line.with("--passphrase-file", "passphrase.txt");
    ground.run(&right).expect(0, "done");
    let values = right_values(OrgKind::Sandbox).secret("acme");
    assert_eq!(
        ground.secret(SECRET).await,
        ground.at_the_org(&values, "acme")
    );
}

#[tokio::test]
async fn a_sandbox_chosen_for_a_production_address_is_refused() {
    let ground = ground().await;
    let address = "https://acme.my.salesforce.com";
    let line = ground.setup("acme").with("--my-domain", address);
    ground.refuses(&line, "org-kind-mismatch").await;
    let line = ground
        .setup("acme")
        .with("--org", "production")
        .with("--my-domain", "https://acme--uat.sandbox.my.salesforce.com");
    ground.refuses(&line, "org-kind-mismatch").await;
    let line = ground
        .setup("acme")
        .with("--my-domain", "http://acme.example");
    ground.refuses(&line, "my-domain-not-https").await;
}

#[tokio::test]
async fn an_answers_file_names_files_beside_itself_and_flags_win_over_it() {
    let ground = ground().await;
    let folder = ground.account.home().join("answers");
    std::fs::create_dir(&folder).unwrap();
    for file in ["server.key", "consumer-key.txt"] {
        let home = ground.account.home();
        std::fs::rename(home.join(file), folder.join(file)).unwrap();
    }
    let text = format!(
        "contact_center = 'acme'\nusername = 'someone@else.example'\norg = 'sandbox'\nmy_domain = '{}'\n\
         consumer_key_file = 'consumer-key.txt'\nprivate_key_file = 'server.key'\nlambda_proof = false\n",
        ground.salesforce.origin()
    );
    std::fs::write(folder.join("acme.toml"), text).unwrap();
    let line = Line::of("setup")
        .and("--yes")
        .and("--json")
        .with("--answers", "answers/acme.toml")
        .with("--username", USER);
    ground.run(&line).expect(0, "done");
    let right = right_values(OrgKind::Sandbox).secret("acme");
    assert_eq!(
        ground.secret(SECRET).await,
        ground.at_the_org(&right, "acme")
    );
}

#[tokio::test]
async fn the_consumer_key_may_come_on_standard_input() {
    let ground = ground().await;
    let line = ground.setup("acme").with("--consumer-key-file", "-");
    let ended = ground.run_with_input(&line, &format!("{}\r\n", consumer_key()));
    ended.expect(0, "done");
    let right = right_values(OrgKind::Sandbox).secret("acme");
    assert_eq!(
        ground.secret(SECRET).await,
        ground.at_the_org(&right, "acme")
    );
    let nothing = ground.run_with_input(&line, "");
    nothing.expect_problem(2, "answer-file-empty");
}

#[tokio::test]
async fn saved_answers_do_the_same_again_and_hold_no_secret() {
    let ground = ground().await;
    let line = ground.setup("acme").with("--save-answers", "saved.toml");
    ground.run(&line.and("--dry-run")).expect(0, "planned");
    let saved = std::fs::read_to_string(ground.account.home().join("saved.toml")).unwrap();
    assert!(
        !saved.contains(&consumer_key()) && !saved.contains("PRIVATE KEY"),
        "{saved}"
    );
    let line = Line::of("setup").and("--yes").and("--json");
    let line = line.with("--answers", "saved.toml");
    ground.run(&line).expect(0, "done");
    let right = right_values(OrgKind::Sandbox).secret("acme");
    assert_eq!(
        ground.secret(SECRET).await,
        ground.at_the_org(&right, "acme")
    );
}

#[tokio::test]
async fn a_dry_run_shows_the_plan_and_writes_nothing() {
    let world = crate::support::world::World::of([
        centers::partner("acme", &Values::placeholders()),
        centers::below_19_with_literals("delta", &Values::without_private_key()),
    ]);
    let ground = Ground::open(Emulator::Moto, &world).await;
    let before = ground.fingerprint().await;
    for name in ["acme", "delta"] {
        let line = ground.setup(name).without("--yes").and("--dry-run");
        let ended = ground.run(&line).expect(0, "planned");
        assert!(ended.changes().len() > 4, "{}", ended.out);
    }
    assert_eq!(ground.fingerprint().await, before);
    assert!(
        !ground
            .account
            .home()
            .join("state/scv-oauth/journal")
            .exists()
    );
}

#[tokio::test]
async fn with_json_standard_output_is_one_document_and_nothing_else() {
    let ground = ground().await;
    let lines = [
        ground.setup("acme").and("--dry-run"),
        ground.setup("nobody"),
        ground.setup("acme").without("--username"),
        ground.setup("acme"),
        ground.setup("acme"),
        ground.undo("acme"),
        ground.undo("acme"),
    ];
    for line in lines {
        let ended = ground.run(&line);
        let document: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
        for key in ["contact_center", "outcome", "changes", "problem"] {
            assert!(document.get(key).is_some(), "{key}: {}", ended.out);
        }
    }
}
