//! Whether a text is, or has within it, what nobody may see: told by its form alone, before it is known what
//! it was meant for. A passphrase has no form; whoever reads one repeats nothing.

use std::borrow::Cow;

use super::pasted::{Pasted, recognise};

/// What stands where a text is kept from being seen.
pub const HIDDEN: &str = "[not shown, it looks like a secret]";

/// The fewest characters behind `3MVG` that tell a consumer key from its masked ends.
const FEWEST_OF_CONSUMER_KEY: usize = 9;

/// The shortest run of base64 that may be part of a key; a line of PEM has 64.
const SHORTEST_RUN: usize = 40;

/// The shortest piece of such a run, between its slashes, that is looked at.
const SHORTEST_PIECE: usize = 20;

/// Whether key material is in it: a key, a consumer key or secret, a token, or a good part of one.
pub fn is_in(text: &str) -> bool {
    text.contains("PRIVATE KEY")
        || text.contains("-BEGIN ")
        || has_consumer_key(text)
        || text.split(is_gap).any(is_secret_word)
        || text.split(|c| !is_base64(c)).any(is_part_of_key)
}

/// What to say of a private key where another secret belongs: masked though it is, it could be shown there.
pub fn told_of_key(text: &str) -> Option<&'static str> {
    // No passphrase is as long as a key in a single line.
    let in_a_line = text.len() > 400 && is_key_in_a_line(text);
    (in_a_line || recognise(text) == Some(Pasted::PrivateKey)).then_some(
        "That was a private key. It was not taken: another value belongs here. Its page is Private key.",
    )
}

/// Whether a text is a key's, though it is one line: base64 of the whole file, or of its inside.
pub fn is_key_in_a_line(text: &str) -> bool {
    use Pasted::{ConsumerKey, ConsumerSecret, Token};
    let other = [ConsumerKey, ConsumerSecret, Token];
    is_in(text) && !recognise(text).is_some_and(|it| other.contains(&it))
}

/// The text, or a word in its place where key material is in it.
pub fn hidden(text: &str) -> Cow<'_, str> {
    if is_in(text) {
        HIDDEN.into()
    } else {
        text.into()
    }
}

fn has_consumer_key(text: &str) -> bool {
    let of_key = |c: &char| c.is_ascii_alphanumeric() || "._-".contains(*c);
    let mut starts = text.match_indices("3MVG");
    starts.any(|(at, start)| {
        let rest = text[at + start.len()..].chars();
        rest.take_while(of_key).count() >= FEWEST_OF_CONSUMER_KEY
    })
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || "=,;\"'".contains(c)
}

fn is_secret_word(word: &str) -> bool {
    matches!(
        recognise(word),
        Some(Pasted::Token | Pasted::ConsumerSecret)
    ) && word.len() > 24
}

fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '+' || c == '/'
}

/// Long, and jumbled as base64 is: words of people, also in the names of folders, change from capitals to small
/// letters and digits far less often.
fn is_part_of_key(run: &str) -> bool {
    run.len() >= SHORTEST_RUN
        && run
            .split('/')
            .any(|piece| piece.len() >= SHORTEST_PIECE && is_jumbled(piece.as_bytes()))
}

fn is_jumbled(piece: &[u8]) -> bool {
    let class = |byte: &u8| match byte {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        _ => 2,
    };
    let has = |wanted| piece.iter().any(|byte| class(byte) == wanted);
    let changes = piece
        .windows(2)
        .filter(|pair| class(&pair[0]) != class(&pair[1]))
        .count();
    has(0) && has(1) && has(2) && changes * 100 >= (piece.len() - 1) * 42
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::domain::KeyPair;

    #[test]
    fn keys_and_tokens_are_told_by_their_form() {
        let consumer_key = format!("3MVG9{}", "aB3_.".repeat(16));
        for text in [
            "-----BEGIN RSA PRIVATE KEY-----",
            "-----BEGIN CERTIFICATE-----",
            &consumer_key,
            &format!("./{consumer_key}.txt"),
            "3MVG9canarycanarycanary",
            "a/key.]3MVG9canary7Q].txt",
            "00D5g00000ABCDE!AQ0AQxyzxyzxyzxyz",
            "--x=eyJhbGciOiJSUzI1NiJ9.e30.signature",
            &"0aF3".repeat(16),
        ] {
            assert!(is_in(text), "{text}");
            assert_eq!(hidden(text), HIDDEN);
        }
    }

    #[test]
    fn every_line_of_a_private_key_is_a_part_of_one() {
        let pem = KeyPair::generate("acme", 365, jiff::Timestamp::now())
            .unwrap()
            .key
            .to_pem()
            .in_the_clear();
        let lines: Vec<&str> = pem
            .lines()
            .filter(|line| line.len() == 64 && !line.starts_with('-'))
            .collect();
        let told = lines.iter().filter(|line| is_in(line)).count();
        assert!(told * 100 >= lines.len() * 90, "{told} of {}", lines.len());
        assert!(is_in(&lines.concat()) && is_in(&pem.replace('\n', " ")));
    }

    #[test]
    fn names_paths_and_addresses_are_none() {
        for text in [
            "",
            "acme",
            "acme-salesforce-secret",
            "/home/Runner1/work/MyVoiceProject/MyVoiceProject2024Production/deploy/keys/server.key",
            "/var/folders/zz/zyxvpxvq6csfxvn_n0000000000000/T/scv-oauth-1a2b3c/server.key",
            "/tmp/.tmpA1b2C3/consumer-key.txt",
            "C:\\Users\\jane\\Documents\\server.key",
            "integration@acme.com.uat",
            "https://acme--uat.sandbox.my.salesforce.com",
            "arn:aws:lambda:us-west-2:123456789012:function:acme-InvokeSalesforceRestApiFunction",
            "serverlessrepo-acme-InvokeSalesforceRestApiFunction-1A2B3C4D5E6F",
            "3MVG9.txt",
            "3MVG9..k2Qp (85 characters)",
            "123456789012",
            "AWSReservedSSO_AdministratorAccess_0123456789abcdef",
        ] {
            assert!(!is_in(text), "{text}");
        }
    }
}
