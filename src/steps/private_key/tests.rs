//! What the step needs, offers and says of real files.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::sync::Arc;

use super::*;
use crate::account::Cloud;
use crate::discover;
use crate::domain::center::VersionPath;
use crate::domain::place::Place;
use crate::domain::test_found::center;
use crate::domain::{KeyPair, Level};
use crate::draft::{KeyBefore, Owner};
use crate::flow::Flow;
use crate::practice::World;
use crate::question::Deed;
use crate::steps::Silent;

/// A folder with a key pair.
struct Folder {
    folder: tempfile::TempDir,
    pair: KeyPair,
}

impl Folder {
    fn new() -> Self {
        let made = Self {
            folder: tempfile::tempdir().unwrap(),
            pair: KeyPair::generate("acme", 365, Timestamp::now()).unwrap(),
        };
        let pem = made.pair.key.to_pem();
        crate::files::write_new_private(&made.path("server.key"), pem.expose_for_key_file())
            .unwrap();
        fs::write(made.path("server.crt"), &made.pair.certificate_pem).unwrap();
        made
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn draft(&self) -> Draft {
        Draft {
            folder: self.folder.path().to_owned(),
            ..Draft::default()
        }
    }
}

fn naming(file: &str) -> Answer {
    Answer::default().with(FILE, Value::Path(file.into()))
}

fn texts(draft: &Draft, file: &str) -> String {
    let lines = ThePrivateKey.checks(draft, FILE, &Value::Path(file.into()));
    let texts = lines.iter().map(|line| line.text.as_str());
    texts.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_passphrase_is_needed_for_an_encrypted_key_only() {
    let folder = Folder::new();
    // Only its label has to say so before a passphrase is asked for.
    let sealed = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,\
        0102030405060708090A0B0C0D0E0F10\n\nAAAAAAAAAAAAAAAAAAAAAA==\n-----END RSA PRIVATE KEY-----\n";
    fs::write(folder.path("sealed.key"), sealed).unwrap();
    let need = |file: &str| ThePrivateKey.need(&folder.draft(), PASSPHRASE, &naming(file));
    assert_eq!(need("sealed.key"), Need::Must);
    assert_eq!(need("server.key"), Need::None);
    assert_eq!(need("none.key"), Need::None);
}

#[test]
fn whoever_has_a_key_pair_made_is_asked_nothing_more() {
    let answer = Answer::default().with(making::FIELD, Value::Text("new-1-year".into()));
    let draft = Draft::default();
    for field in [FILE, PASSPHRASE, CERTIFICATE] {
        assert_eq!(ThePrivateKey.need(&draft, field, &answer), Need::None);
    }
    assert_eq!(
        ThePrivateKey.need(&draft, making::FIELD, &answer),
        Need::AsMarked
    );
}

#[test]
fn a_key_of_another_kind_names_the_place_on_this_page_where_the_right_one_is_made() {
    let folder = Folder::new();
    // What an EC key is told by: its algorithm, id-ecPublicKey over P-256, in PKCS#8.
    let curve = b"\x30\x41\x02\x01\x00\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07";
    let rest = [b"\x04\x27".as_slice(), &[0; 39]].concat();
    fs::write(folder.path("ec.key"), [curve.as_slice(), &rest].concat()).unwrap();
    let told = texts(&folder.draft(), "ec.key");
    let field = making::field(false);
    let FieldKind::Choice { options, .. } = &field.kind else {
        panic!("a list")
    };
    let (row, _) = options[1].cells[0].split_once(',').unwrap();
    let told_so = format!("Choose \"{row}\" at {}", field.label);
    assert!(told.contains("EC") && told.contains(&told_so), "{told}");
}

#[test]
fn a_certificate_is_checked_against_a_key_that_is_kept_as_well() {
    let (folder, other) = (Folder::new(), Folder::new());
    let mut draft = folder.draft();
    ThePrivateKey
        .take(&mut draft, &naming("server.key"))
        .unwrap();
    let with = |path: PathBuf| Answer::default().with(CERTIFICATE, Value::Path(path));
    let refused = |path| {
        let refused = ThePrivateKey.take(&mut draft.clone(), &with(path));
        let refused = refused.unwrap_err();
        (refused[0].field, refused[0].problem.code)
    };
    assert_eq!(
        refused(other.path("server.crt")),
        (CERTIFICATE, "certificate-does-not-pair")
    );
    assert_eq!(refused(folder.path("none.crt")).0, CERTIFICATE);
    let told = |path: PathBuf| {
        let told = ThePrivateKey.checks(&draft, CERTIFICATE, &Value::Path(path));
        told.iter()
            .any(|line| line.text.contains("in the app must"))
    };
    assert!(told(folder.path("server.crt")) && !told(other.path("server.crt")));
}

/// A conversation over this step alone, in which a new pair was asked for.
async fn asked_for_a_pair(
    around: &Surroundings,
    draft: Draft,
    presets: Answer,
) -> (Flow, Question) {
    static STEP: [&dyn Step; 1] = [&ThePrivateKey];
    let mut flow = Flow::new(&STEP, draft, presets);
    let asked = ThePrivateKey.ask(around, flow.draft(), &Silent).await;
    flow.learn(asked.unwrap());
    let wish = Answer::default().with(making::FIELD, Value::Text("new-1-year".into()));
    assert_eq!(flow.answer(&wish).unwrap(), Taken::Again);
    let asked = ThePrivateKey.ask(around, flow.draft(), &Silent).await;
    let question = flow.learn(asked.unwrap());
    (flow, question)
}

#[test]
fn a_pair_is_not_made_any_more_for_whoever_went_elsewhere() {
    static STEPS: [&dyn Step; 2] = [&ThePrivateKey, &super::super::username::TheUsername];
    let folder = Folder::new();
    let mut flow = Flow::new(&STEPS, folder.draft(), Answer::default());
    flow.answer(&naming("server.key")).unwrap();
    assert!(flow.back(None));
    let wish = Answer::default().with(making::FIELD, Value::Text("new-1-year".into()));
    assert_eq!(flow.answer(&wish).unwrap(), Taken::Again);
    assert!(flow.draft().key_to_make.is_some());
    assert!(flow.go_to(1, None));
    assert!(flow.draft().key_to_make.is_none());
}

fn file_of(question: &Question) -> Option<Value> {
    let Body::Form(fields) = &question.body else {
        return None;
    };
    let field = fields.iter().find(|field| field.id == FILE)?;
    field.initial.clone()
}

#[tokio::test]
async fn a_pair_that_was_made_takes_the_place_of_the_key_that_was_named_before() {
    let world = crate::world::World::open(true).unwrap();
    let folder = Folder::new();
    let mut draft = folder.draft();
    ThePrivateKey
        .take(&mut draft, &naming("server.key"))
        .unwrap();
    let (flow, question) = asked_for_a_pair(&world.around, draft, naming("server.key")).await;
    let made = flow.draft().made_key_here().unwrap().clone();
    assert_eq!(file_of(&question), Some(Value::Path(made.key_file)));
    assert!(flow.draft().private_key.is_none());
    // For another contact center it is no new key.
    let other = Draft {
        typed_center: Some("globex".into()),
        ..flow.draft().clone()
    };
    let asked = ThePrivateKey.ask(&world.around, &other, &Silent).await;
    let facts = asked.unwrap().question.facts;
    assert!(!facts.iter().any(|fact| fact.label == "New key"));
    // How the certificate gets to the browser comes before its upload, where that is another computer's.
    let mut levels = question.notices.iter().map(|line| line.level);
    assert!(!question.notices.is_empty() && levels.all(|level| level == Level::ToDo));
    let says = |fact: &Fact| fact.label == "New key" && fact.source == "keep it safe";
    assert!(question.facts.iter().any(says));
    // The page opens where they are: the list that made it is not what comes first any more.
    let Body::Form(fields) = &question.body else {
        panic!("a form")
    };
    let ids: Vec<_> = fields.iter().map(|field| field.id).collect();
    assert_eq!(ids, [FILE, PASSPHRASE, CERTIFICATE, making::FIELD]);
}

#[tokio::test]
async fn where_no_pair_can_be_made_a_key_can_still_be_named() {
    let mut around = crate::world::World::open(true).unwrap().around;
    let folder = Folder::new();
    around.practice_folder = Some(folder.path("nowhere"));
    let mut draft = folder.draft();
    ThePrivateKey
        .take(&mut draft, &naming("server.key"))
        .unwrap();
    let (mut flow, question) = asked_for_a_pair(&around, draft, Answer::default()).await;
    let failed = |line: &CheckLine| line.level == Level::Fail;
    let told = question.notices.iter().find(|line| failed(line)).unwrap();
    assert!(told.text.contains("could not be written"), "{}", told.text);
    assert!(flow.draft().private_key.is_some() && flow.draft().key_to_make.is_none());
    assert_eq!(flow.answer(&naming("server.key")).unwrap(), Taken::Next);
}

#[test]
fn the_single_line_is_offered_for_a_secret_and_names_the_place_it_goes_to() {
    let folder = Folder::new();
    let mut draft = folder.draft();
    let answer = naming("server.key");
    draft.path = Some(VersionPath::SecretsManager);
    assert!(ThePrivateKey.offers(&draft, &answer).is_empty());

    draft.center = Some(center());
    let offers = ThePrivateKey.offers(&draft, &answer);
    assert_eq!(offers[0].deed, Deed::Copy(folder.pair.key.to_single_line()));
    assert!(
        offers[0]
            .about
            .contains("quotes of acme-salesforce-rest-api-auth-private-key.")
    );
    assert!(
        ThePrivateKey
            .offers(&draft, &naming("server.crt"))
            .is_empty()
    );

    draft.path = Some(VersionPath::ParameterStore);
    assert!(ThePrivateKey.offers(&draft, &answer).is_empty());
}

/// The folder's key, sealed with the passphrase `open sesame`.
fn sealed(folder: &Folder) -> PathBuf {
    use pkcs8::der::asn1::{AnyRef, OctetStringRef};
    use pkcs8::pkcs5::pbes2;

    let algorithm = pkcs8::AlgorithmIdentifierRef {
        oid: pkcs1::ALGORITHM_OID,
        parameters: Some(AnyRef::NULL),
    };
    let key = OctetStringRef::new(folder.pair.key.expose_der_for_signing()).unwrap();
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
    let plain = pkcs8::PrivateKeyInfoRef::new(algorithm, key);
    let sealed = plain
        .encrypt_with_params(parameters, "open sesame")
        .unwrap();
    fs::write(folder.path("sealed.key"), sealed.as_bytes()).unwrap();
    folder.path("sealed.key")
}

#[test]
fn a_sealed_key_is_opened_by_handing_it_in_and_by_nothing_that_is_typed() {
    let folder = Folder::new();
    let mut draft = folder.draft();
    draft.path = Some(VersionPath::SecretsManager);
    draft.center = Some(center());
    sealed(&folder);
    let right = Value::Secret(Secret::new("open sesame"));
    let answer = naming("sealed.key").with(PASSPHRASE, right);
    let copied = |draft: &Draft, answer: &Answer| {
        let mut deeds = ThePrivateKey.offers(draft, answer).into_iter();
        deeds.find_map(|offer| match offer.deed {
            Deed::Copy(text) => Some(text),
            Deed::MakePrivate(_) | Deed::CopyPublic(_) => None,
        })
    };
    assert_eq!(copied(&draft, &answer), None);
    assert_eq!(ThePrivateKey.take(&mut draft, &answer), Ok(Taken::Next));
    let line = folder.pair.key.to_single_line();
    assert_eq!(copied(&draft, &answer), Some(line.clone()));
    // Whoever comes back finds the field empty: the key is kept.
    assert_eq!(copied(&draft, &Answer::default()), Some(line));
    // Where it was given for another contact center, nobody agreed to it for this one.
    let key = draft.private_key.clone();
    let globex = Owner {
        name: "globex".into(),
        ..draft.here()
    };
    let elsewhere = Draft {
        private_key: key.map(|key| key.agreed_to_for(globex)),
        ..draft.clone()
    };
    assert_eq!(copied(&elsewhere, &Answer::default()), None);
    // What was opened is that file's, and no other's.
    fs::copy(folder.path("sealed.key"), folder.path("another.key")).unwrap();
    let another = answer.with(FILE, Value::Path("another.key".into()));
    assert_eq!(copied(&draft, &another), None);
}

#[cfg(unix)]
#[test]
fn a_sealed_key_that_others_can_read_is_made_private_without_its_passphrase() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    let sealed = sealed(&folder);
    fs::set_permissions(&sealed, fs::Permissions::from_mode(0o644)).unwrap();
    let offers = ThePrivateKey.offers(&folder.draft(), &naming("sealed.key"));
    assert_eq!(offers[0].deed, Deed::MakePrivate(sealed));
}

#[cfg(unix)]
#[test]
fn a_key_that_others_can_read_is_told_and_made_private_on_request() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    let draft = folder.draft();
    assert!(!texts(&draft, "server.key").contains("Others"));
    fs::set_permissions(folder.path("server.key"), fs::Permissions::from_mode(0o644)).unwrap();
    assert!(
        texts(&draft, "server.key")
            .contains("Others on this computer can read server.key (mode 0644).")
    );
    let offers = ThePrivateKey.offers(&draft, &naming("server.key"));
    assert_eq!(offers[0].deed, Deed::MakePrivate(folder.path("server.key")));
}

#[test]
fn a_file_that_holds_another_key_than_the_last_time_is_told() {
    let folder = Folder::new();
    let mut draft = folder.draft();
    let before = |fingerprint: String| KeyBefore {
        file: "server.key".into(),
        fingerprint,
        made_with: None,
    };
    draft.key_before = Some(before(folder.pair.key.fingerprint().to_string()));
    assert!(texts(&draft, "server.key").contains("the same key as the last time"));
    draft.key_before = Some(before("00:11".into()));
    assert!(texts(&draft, "server.key").contains("holds another key than the last time"));
    draft.key_before = Some(KeyBefore {
        file: "other.key".into(),
        fingerprint: "00:11".into(),
        made_with: None,
    });
    assert!(!texts(&draft, "server.key").contains("last time"));
}

#[test]
fn the_certificate_beside_a_key_is_told_with_what_to_compare() {
    let folder = Folder::new();
    let texts = texts(&folder.draft(), "server.key");
    assert!(
        texts.contains("The certificate belongs to this private key."),
        "{texts}"
    );
    assert!(
        texts.contains(&folder.pair.certificate.sha256().to_string()),
        "{texts}"
    );
}

#[test]
fn an_expired_certificate_is_refused_where_it_was_named_and_a_warning_where_it_was_found() {
    let folder = Folder::new();
    let begin = Timestamp::now() - jiff::SignedDuration::from_hours(48);
    let old = KeyPair::generate("acme", 1, begin).unwrap();
    let pem = old.key.to_pem();
    crate::files::write_new_private(&folder.path("old.key"), pem.expose_for_key_file()).unwrap();
    fs::write(folder.path("old.crt"), &old.certificate_pem).unwrap();

    let mut draft = folder.draft();
    let lines = ThePrivateKey.checks(&draft, FILE, &Value::Path("old.key".into()));
    let expired = lines
        .iter()
        .find(|line| line.text.contains("expired"))
        .unwrap();
    assert_eq!(expired.level, Level::Warn);

    let mut answer = naming("old.key").with(CERTIFICATE, Value::Path("old.crt".into()));
    let refused = ThePrivateKey.take(&mut draft, &answer).unwrap_err();
    assert_eq!(refused[0].problem.code, "certificate-of-no-use");
    assert!(refused[0].may_insist);
    answer.insists.push("certificate-of-no-use");
    assert!(ThePrivateKey.take(&mut draft, &answer).is_ok());
}

/// What is known of a contact center of practice.
async fn practised(name: &str) -> Draft {
    let world = World::open(Timestamp::now).unwrap();
    let account = world.cloud.open(&Place::default()).await.unwrap();
    let center = discover::resolve(account.reader(), name).await.unwrap();
    let found = discover::snapshot(account.reader(), &center, center.path, None).await;
    Draft {
        snapshot: Some(Arc::new(found.unwrap())),
        center: Some(center),
        ..Draft::default()
    }
}

#[tokio::test]
async fn a_stored_key_that_cannot_work_is_not_offered_but_explained() {
    for (name, code) in [
        ("tyrell", "telephony-key-reused"),
        ("globex", "private-key-literal-newlines"),
    ] {
        let mut draft = practised(name).await;
        assert!(kept(&draft).is_none(), "{name}");
        assert_eq!(not_kept(&draft).unwrap().code, code);
        let refused = ThePrivateKey.take(&mut draft, &Answer::default());
        let refused = refused.unwrap_err();
        assert!(
            refused[0]
                .problem
                .advice
                .cause()
                .contains("stored in AWS cannot be kept")
        );
    }
    assert!(kept(&practised("initech").await).is_some());
}

#[tokio::test]
async fn a_key_that_was_left_as_it_is_stored_does_not_follow_to_another_contact_center() {
    let folder = Folder::new();
    for given in [false, true] {
        let mut draft = practised("initech").await;
        draft.folder = folder.draft().folder;
        let answer = match given {
            true => naming("server.key"),
            false => Answer::default(),
        };
        ThePrivateKey.take(&mut draft, &answer).unwrap();
        crate::steps::consumer_key::TheConsumerKey
            .take(&mut draft, &Answer::default())
            .unwrap();
        // Agreed to once more it is no more than that.
        ThePrivateKey.take(&mut draft, &Answer::default()).unwrap();
        draft.forget_center();
        assert_eq!(draft.private_key.is_some(), given);
        assert!(draft.consumer_key.is_none());
    }
}

#[tokio::test]
async fn a_key_that_works_here_comes_before_one_that_was_given_for_another_contact_center() {
    use crate::steps::consumer_key::TheConsumerKey;
    let own = practised("initech").await;
    let (key, consumer_key) = {
        let mut draft = own.clone();
        TheConsumerKey.take(&mut draft, &Answer::default()).unwrap();
        let key = kept(&own).unwrap().whosever().key.clone();
        (key, draft.consumer_key_here().unwrap().clone())
    };
    let folder = Folder::new();
    let mut draft = folder.draft();
    draft.typed_center = Some("acme".into());
    ThePrivateKey
        .take(&mut draft, &naming("server.key"))
        .unwrap();
    let other = Value::Secret(Secret::new(format!("3MVG9{}", "x".repeat(80))));
    TheConsumerKey
        .take(&mut draft, &Answer::default().with("consumer_key", other))
        .unwrap();
    draft.forget_center();
    draft.center = own.center;
    draft.snapshot = own.snapshot;
    ThePrivateKey.take(&mut draft, &Answer::default()).unwrap();
    TheConsumerKey.take(&mut draft, &Answer::default()).unwrap();
    assert_eq!(
        draft.private_key_here().unwrap().key.fingerprint(),
        key.fingerprint()
    );
    let used = draft.consumer_key_here().unwrap();
    assert_eq!(used.masked(), consumer_key.masked());
}

#[tokio::test]
async fn the_telephony_key_in_place_of_the_rest_key_does_not_count_as_set() {
    let draft = practised("tyrell").await;
    let state = draft.center.unwrap().state;
    assert_eq!(state.short(), "3 of 4");
    assert_eq!(state.to_string(), "partly: no private key of its own");
}
