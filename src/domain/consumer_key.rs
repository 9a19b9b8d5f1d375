//! The consumer key: the name by which Salesforce knows the app, and the `iss` of every assertion.

use super::{
    CheckLine, Secret, Stored,
    paste::{self, clean_line, clean_word},
    pasted::{self, Pasted},
};
use crate::problem::Problem;

/// All that Salesforce makes itself have this length; keys set through metadata may differ.
const USUAL_LENGTH: usize = 85;
/// How they all begin.
const BEGINNING: &str = "3MVG9";
const SHORTEST: usize = 12;
const LONGEST: usize = 256;

/// A consumer key, cleaned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsumerKey(Secret);

impl ConsumerKey {
    /// Cleans what was pasted; refuses by name what is something else, and warns about an unusual shape.
    pub fn read(raw: &str) -> Result<(Self, Vec<CheckLine>), Problem> {
        let cleaned = clean_line(raw);
        if let Some(problem) = mistaken(cleaned.text.expose()) {
            return Err(problem);
        }
        let (packed, notes) = clean_word(raw);
        let mut checks: Vec<CheckLine> = notes.into_iter().map(CheckLine::ok).collect();
        if let Some(problem) = mistaken(&packed) {
            return Err(problem);
        }
        let (alone, notes) = without_copied_beside(&packed);
        checks.extend(notes.into_iter().map(CheckLine::ok));
        checks.extend(shape(alone)?);
        Ok((Self(Secret::new(alone)), checks))
    }

    /// The same, of what was entered masked.
    pub fn read_secret(raw: &Secret) -> Result<(Self, Vec<CheckLine>), Problem> {
        Self::read(raw.expose())
    }

    /// Its ends and length.
    pub fn masked(&self) -> String {
        self.0.masked()
    }

    /// The key itself.
    pub fn secret(&self) -> &Secret {
        &self.0
    }
}

/// Without what is often copied with it: its label on Salesforce's page, or itself once more.
fn without_copied_beside(packed: &str) -> (&str, Vec<&'static str>) {
    let labels = ["consumerkey", "clientid", "client_id"];
    let (mut key, mut notes) = (packed, Vec::new());
    if let Some((label, _)) = packed.split_once(BEGINNING)
        && labels.contains(
            &label
                .trim_end_matches([':', '='])
                .to_ascii_lowercase()
                .as_str(),
        )
    {
        key = &packed[label.len()..];
        notes.push("The label in front of it was removed.");
    }
    let mut is_repeated = false;
    while let Some(once) = half(key) {
        (key, is_repeated) = (once, true);
    }
    notes.extend(is_repeated.then_some("It was there more than once; it is taken once."));
    (key, notes)
}

/// The half of a text that is a key and the same key again.
fn half(text: &str) -> Option<&str> {
    let (once, again) = text.split_at_checked(text.len() / 2)?;
    (once == again && once.starts_with(BEGINNING)).then_some(once)
}

/// Judges a stored consumer key, which the Lambda sends exactly as it stands.
pub fn judge_stored(text: &Secret) -> Stored<ConsumerKey> {
    let exact = text.expose();
    if text.is_blank() || pasted::is_template_placeholder(exact) {
        return Stored::Placeholder;
    }
    match ConsumerKey::read(exact) {
        Err(problem) => Stored::Unusable(problem),
        Ok((key, _)) if key.0.expose() == exact => Stored::Usable(key),
        Ok(_) if exact.contains(|c: char| c.is_whitespace() || paste::is_invisible(c)) => {
            Stored::Unusable(stored(
                "consumer-key-blanks",
                "The stored consumer key has blanks, line breaks or invisible characters in it.",
            ))
        }
        Ok(_) => Stored::Unusable(stored(
            "consumer-key-quotes",
            "The stored consumer key has quotes or other text around it.",
        )),
    }
}

fn stored(code: &'static str, what: &str) -> Problem {
    Problem::new(code, what)
        .cause("The Lambda sends it exactly as stored, and Salesforce does not know such a key.")
        .fix("Run setup again: it stores the key clean.")
}

fn shape(key: &str) -> Result<Vec<CheckLine>, Problem> {
    let known = |c: char| c.is_ascii_alphanumeric() || "._".contains(c);
    if !key.is_ascii() || !(SHORTEST..=LONGEST).contains(&key.len()) {
        return Err(Problem::new("consumer-key-not-recognised", "This is not a consumer key.")
            .cause("A consumer key has 85 letters, digits, dots and underscores and begins with 3MVG9.")
            .fix(COPY_IT));
    }
    let mut checks = Vec::new();
    if key.len() != USUAL_LENGTH {
        let direction = if key.len() < USUAL_LENGTH {
            "Perhaps the end was not copied."
        } else {
            "Perhaps too much was copied."
        };
        checks.push(CheckLine::warn(format!(
            "It has {} characters, not the usual {USUAL_LENGTH}. {direction}",
            key.len()
        )));
    }
    if !key.starts_with(BEGINNING) {
        checks.push(CheckLine::warn(
            "It does not begin with 3MVG9, as consumer keys usually do.",
        ));
    }
    if !key.chars().all(known) {
        checks.push(CheckLine::warn(
            "It has characters that consumer keys usually do not have.",
        ));
    }
    if checks.is_empty() {
        checks.push(CheckLine::ok("It has the shape of a consumer key."));
    }
    Ok(checks)
}

const COPY_IT: &str = "Copy the Consumer Key from the app's page in Salesforce.";

/// Names what is surely something else.
fn mistaken(text: &str) -> Option<Problem> {
    let recognised = pasted::recognise(text);
    if is_path(text) || (recognised.is_none() && is_file_name(text)) {
        return Some(name_of_a_file());
    }
    let (code, what) = match recognised? {
        Pasted::ConsumerKey => return None,
        Pasted::Nothing => ("consumer-key-empty", "The consumer key is empty."),
        Pasted::Placeholder => (
            "consumer-key-placeholder",
            "This is the template's placeholder, not a consumer key.",
        ),
        Pasted::KeyName => (
            "consumer-key-is-name",
            "This is the name under which the consumer key is stored, not the key.",
        ),
        Pasted::ConsumerSecret => (
            "consumer-key-is-consumer-secret",
            "This is the consumer secret. The consumer key stands beside it and begins with 3MVG9.",
        ),
        Pasted::OrgId => (
            "consumer-key-is-org-id",
            "This is an org id, not a consumer key.",
        ),
        Pasted::UserId => (
            "consumer-key-is-user-id",
            "This is a user's id, not a consumer key.",
        ),
        Pasted::Token => (
            "consumer-key-is-token",
            "This is an access token, not a consumer key.",
        ),
        Pasted::Url => (
            "consumer-key-is-url",
            "This is a web address, not a consumer key.",
        ),
        Pasted::Email => (
            "consumer-key-is-username",
            "This is a username or e-mail address, not a consumer key.",
        ),
        Pasted::PrivateKey => (
            "consumer-key-is-private-key",
            "This is a private key, not a consumer key.",
        ),
        Pasted::OtherPem => (
            "consumer-key-is-certificate",
            "This is a certificate or public key, not a consumer key.",
        ),
        Pasted::Json => (
            "consumer-key-is-json",
            "This is a JSON document, not a consumer key.",
        ),
    };
    Some(Problem::new(code, what).fix(COPY_IT))
}

/// Whether a text begins as paths do, here or on Windows.
fn is_path(text: &str) -> bool {
    let begins = ["/", "~/", "./", "../", "\\\\", "file:"];
    let on_drive = |bytes: &[u8]| matches!(bytes, [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic());
    begins.iter().any(|begin| text.starts_with(begin)) || on_drive(text.as_bytes())
}

/// Whether a text ends as files in which keys are kept do.
fn is_file_name(text: &str) -> bool {
    let ends = ["txt", "key", "pem", "crt", "cer", "json", "toml", "csv"];
    let end = text
        .rsplit_once('.')
        .map(|(_, end)| end.to_ascii_lowercase());
    end.is_some_and(|end| ends.contains(&end.as_str()))
}

fn name_of_a_file() -> Problem {
    Problem::new(
        "consumer-key-is-file-name",
        "This is the name of a file, not a consumer key.",
    )
    .fix("Pass that file with --consumer-key-file FILE. The file holds the key itself.")
    .when_asked("Open the file, and paste the key that is in it.")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;
    use crate::domain::Level;

    fn sample() -> String {
        format!("3MVG9{}", "aB3._xY9".repeat(10))
    }

    fn warned(raw: &str) -> bool {
        ConsumerKey::read(raw)
            .unwrap()
            .1
            .iter()
            .any(|check| check.level == Level::Warn)
    }

    #[test]
    fn a_pasted_key_is_cleaned() {
        let (key, (head, tail)) = (sample(), (&sample()[..40], &sample()[40..]));
        for raw in [
            key.clone(),
            format!("  {key}\r\n"),
            format!("\"{key}\","),
            format!("\u{feff}{head}\u{200b}{tail}"),
            format!("{head}\n{tail}"),
            format!("{head} {tail}"),
        ] {
            let (read, checks) = ConsumerKey::read(&raw).unwrap();
            assert_eq!(read.secret().expose(), key, "{raw:?}");
            assert!(
                checks.iter().all(|check| check.level == Level::Ok),
                "{checks:?}"
            );
            assert!(
                raw == key || checks.len() > 1,
                "{raw:?} was cleaned without a word"
            );
        }
    }

    #[test]
    fn a_key_of_two_lines_is_told_once_to_have_been_joined() {
        let key = sample();
        let (_, checks) = ConsumerKey::read(&format!("{}\r\n{}", &key[..40], &key[40..])).unwrap();
        let texts: Vec<&str> = checks.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "Blanks or line breaks inside it were removed.",
                "It has the shape of a consumer key."
            ]
        );
    }

    #[test]
    fn an_unusual_shape_is_a_warning_and_no_wall() {
        assert!(!warned(&sample()));
        assert!(warned(&sample()[..84]), "cut off");
        assert!(warned(&format!("{}x", sample())), "too long");
        assert!(warned(&"my-own-key".repeat(3)), "made through metadata");
        assert!(warned(&sample().replace('_', "-")), "alphabet");
    }

    #[test]
    fn what_is_something_else_is_refused_by_its_name() {
        let rows = [
            (String::new(), "consumer-key-empty"),
            (" \u{200b}\n".to_owned(), "consumer-key-empty"),
            (
                "0123456789ABCDEF".repeat(4),
                "consumer-key-is-consumer-secret",
            ),
            (
                "0123456789ABCDEF\n".repeat(4),
                "consumer-key-is-consumer-secret",
            ),
            (
                "1234567890123456789".to_owned(),
                "consumer-key-is-consumer-secret",
            ),
            ("00D5g00000ABCDE".to_owned(), "consumer-key-is-org-id"),
            ("0055g00000ABCDEEA2".to_owned(), "consumer-key-is-user-id"),
            (
                "00D5g00000ABCDE!AQ0AQ.x".to_owned(),
                "consumer-key-is-token",
            ),
            (
                "https://acme.my.salesforce.com".to_owned(),
                "consumer-key-is-url",
            ),
            ("jane@acme.com".to_owned(), "consumer-key-is-username"),
            (
                "salesforce-rest-api-auth-consumer-key-value".to_owned(),
                "consumer-key-placeholder",
            ),
            (
                "acme-salesforce-rest-api-auth-consumer-key".to_owned(),
                "consumer-key-is-name",
            ),
            (
                "-----BEGIN RSA PRIVATE KEY-----\nMIIE".to_owned(),
                "consumer-key-is-private-key",
            ),
            (
                "-----BEGIN CERTIFICATE-----\nMIIE".to_owned(),
                "consumer-key-is-certificate",
            ),
            ("{\"key\": \"value\"}".to_owned(), "consumer-key-is-json"),
            (
                "/tmp/consumer-key.txt".to_owned(),
                "consumer-key-is-file-name",
            ),
            ("~/x.txt".to_owned(), "consumer-key-is-file-name"),
            ("C:\\keys\\x".to_owned(), "consumer-key-is-file-name"),
            ("server.key".to_owned(), "consumer-key-is-file-name"),
            (
                "/home/jane@acme.com/key".to_owned(),
                "consumer-key-is-file-name",
            ),
            (
                "My Documents\\key.TXT".to_owned(),
                "consumer-key-is-file-name",
            ),
            ("x".repeat(300), "consumer-key-not-recognised"),
            ("Schlüssel".to_owned(), "consumer-key-not-recognised"),
        ];
        for (raw, code) in rows {
            let problem = ConsumerKey::read(&raw).unwrap_err();
            assert_eq!(problem.code, code, "{raw:?}");
            assert!(!problem.advice.steps.is_empty());
        }
    }

    #[test]
    fn what_is_stored_must_be_clean_already() {
        let judge = |text: &str| match judge_stored(&Secret::new(text)) {
            Stored::Placeholder => "placeholder",
            Stored::Usable(_) => "usable",
            Stored::Unusable(problem) => problem.code,
        };
        assert_eq!(judge(&sample()), "usable");
        assert_eq!(judge(" "), "placeholder");
        assert_eq!(
            judge("salesforce-rest-api-auth-consumer-key-value"),
            "placeholder"
        );
        assert_eq!(judge(&format!("{}\n", sample())), "consumer-key-blanks");
        assert_eq!(
            judge(&format!("\u{200b}{}", sample())),
            "consumer-key-blanks"
        );
        assert_eq!(judge(&format!("\"{}\"", sample())), "consumer-key-quotes");
        assert_eq!(judge(&"0A".repeat(32)), "consumer-key-is-consumer-secret");
    }

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once(raw in "\\PC*|3MVG9[a-zA-Z0-9._ \n\"]{60,100}") {
            if let Ok((once, _)) = ConsumerKey::read(&raw) {
                let (twice, _) = ConsumerKey::read(once.secret().expose()).unwrap();
                prop_assert_eq!(&once, &twice);
                prop_assert_eq!(judge_stored(once.secret()), Stored::Usable(twice));
            }
        }
    }

    #[test]
    fn its_label_and_a_second_copy_are_taken_off() {
        let key = format!("3MVG9{}", "a.B_".repeat(20));
        let rows = [
            (format!("Consumer Key: {key}"), "label"),
            (format!("Consumer Key\n{key}"), "label"),
            (format!("client_id={key}"), "label"),
            (format!("{key}{key}"), "more than once"),
            (format!("{key} {key}\n"), "more than once"),
            (format!("Consumer Key: {key} {key}"), "more than once"),
        ];
        for (text, word) in rows {
            let (read, checks) = ConsumerKey::read(&text).unwrap();
            assert_eq!(read.secret().expose(), key, "{word}");
            assert!(checks.iter().any(|line| line.text.contains(word)), "{word}");
            let again = ConsumerKey::read(read.secret().expose()).unwrap();
            assert_eq!(again.0, read);
        }
        // Found by fuzzing: half of it was a key and itself again.
        let short = "3MVG9canaQ,f";
        let (read, _) = ConsumerKey::read(&short.repeat(4)).unwrap();
        assert_eq!(read.secret().expose(), short);
        let strange = format!("mine{key}");
        let (kept, _) = ConsumerKey::read(&strange).unwrap();
        assert_eq!(kept.secret().expose(), strange);
    }
}
