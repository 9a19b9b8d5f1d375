//! Telling what a pasted text is when it is not what was asked for.

/// What a text turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pasted {
    /// Nothing but blanks.
    Nothing,
    /// What the contact center's template writes before anybody sets a value.
    Placeholder,
    /// The name of one of the secret's keys or of a parameter, not what is stored under it.
    KeyName,
    /// A Salesforce consumer key.
    ConsumerKey,
    /// A Salesforce consumer secret, which this set-up never needs.
    ConsumerSecret,
    /// The 15 or 18 characters of an org id.
    OrgId,
    /// The id of a Salesforce user.
    UserId,
    /// A Salesforce access token or another signed token.
    Token,
    /// A web address.
    Url,
    /// Something with the form of an e-mail address, as usernames have.
    Email,
    /// A private key.
    PrivateKey,
    /// A certificate, a public key or another PEM text that is no private key.
    OtherPem,
    /// A JSON document, such as the whole secret.
    Json,
}

/// Names the text if it is something known; `None` where it is not.
pub fn recognise(text: &str) -> Option<Pasted> {
    let text = text.trim();
    RULES
        .iter()
        .find(|(holds, _)| holds(text))
        .map(|(_, pasted)| *pasted)
}

type Rule = (fn(&str) -> bool, Pasted);

/// In this order: a later rule may also hold for what an earlier one names.
const RULES: [Rule; 13] = [
    (str::is_empty, Pasted::Nothing),
    (is_json, Pasted::Json),
    (
        |t| is_pem(t) && t.contains("PRIVATE KEY"),
        Pasted::PrivateKey,
    ),
    (|t| is_pem(t) || t.starts_with("ssh-"), Pasted::OtherPem),
    (is_template_placeholder, Pasted::Placeholder),
    (is_key_name, Pasted::KeyName),
    (is_token, Pasted::Token),
    (|t| is_record_id(t, "00D"), Pasted::OrgId),
    (|t| is_record_id(t, "005"), Pasted::UserId),
    (|t| t.starts_with("3MVG"), Pasted::ConsumerKey),
    (is_consumer_secret, Pasted::ConsumerSecret),
    (is_url, Pasted::Url),
    (is_email, Pasted::Email),
];

/// Whether a stored text is what the contact center's template put there before anybody set it up.
pub fn is_template_placeholder(text: &str) -> bool {
    let text = text.trim();
    text == "salesforce-rest-api-auth-subject"
        || (text.ends_with("-value")
            && ["salesforce-rest-api-", "scrt-jwt-auth-"]
                .iter()
                .any(|start| text.starts_with(start)))
}

fn is_json(text: &str) -> bool {
    text.starts_with('{') && text.ends_with('}') && text.contains('"')
}

fn is_pem(text: &str) -> bool {
    text.contains("-BEGIN ")
}

fn is_key_name(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_/.".contains(c);
    text.chars().all(plain)
        && (text.contains("salesforce-rest-api-")
            || text.contains("scrt-jwt-auth-")
            || [
                "CONSUMER_KEY_PARAM_NAME",
                "PRIVATE_KEY_PARAM_NAME",
                "SUBJECT",
            ]
            .contains(&text))
}

/// A session id is `00D<org>!...`; newer tokens are JWTs.
fn is_token(text: &str) -> bool {
    (text.starts_with("00D") && text.contains('!'))
        || (text.starts_with("eyJ") && text.contains('.'))
}

fn is_record_id(text: &str, prefix: &str) -> bool {
    matches!(text.len(), 15 | 18)
        && text.starts_with(prefix)
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Today 64 hexadecimal digits; in old apps 19 decimal ones.
fn is_consumer_secret(text: &str) -> bool {
    (text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()))
        || (matches!(text.len(), 16..=20) && text.bytes().all(|b| b.is_ascii_digit()))
}

fn is_url(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let host = lower.split('/').next().unwrap_or_default();
    let known = [
        ".salesforce.com",
        ".force.com",
        ".salesforce-setup.com",
        ".amazonaws.com",
    ];
    lower.starts_with("https://")
        || lower.starts_with("http://")
        || (!host.contains('@') && known.iter().any(|end| host.ends_with(end)))
}

fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else {
        return false;
    };
    !name.is_empty() && domain.contains('.') && !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_text_has_its_name() {
        let rows = [
            ("", Pasted::Nothing),
            ("{\"a\": 1}", Pasted::Json),
            ("-----BEGIN RSA PRIVATE KEY-----", Pasted::PrivateKey),
            ("-----BEGIN CERTIFICATE-----", Pasted::OtherPem),
            ("ssh-rsa AAAA", Pasted::OtherPem),
            (
                "salesforce-rest-api-auth-consumer-key-value",
                Pasted::Placeholder,
            ),
            ("salesforce-rest-api-auth-subject", Pasted::Placeholder),
            ("scrt-jwt-auth-private-key-value", Pasted::Placeholder),
            (
                "acme-salesforce-rest-api-auth-consumer-key",
                Pasted::KeyName,
            ),
            ("CONSUMER_KEY_PARAM_NAME", Pasted::KeyName),
            ("00D5g00000ABCDE!AQ0AQ.x", Pasted::Token),
            ("eyJhbGciOiJSUzI1NiJ9.e30.x", Pasted::Token),
            ("00D5g00000ABCDE", Pasted::OrgId),
            ("00D5g00000ABCDEEA2", Pasted::OrgId),
            ("0055g00000ABCDE", Pasted::UserId),
            ("3MVG9abc", Pasted::ConsumerKey),
            ("0123456789012345678", Pasted::ConsumerSecret),
            ("https://acme.my.salesforce.com/x", Pasted::Url),
            ("acme.lightning.force.com", Pasted::Url),
            ("jane@acme.com", Pasted::Email),
        ];
        for (text, pasted) in rows {
            assert_eq!(recognise(text), Some(pasted), "{text}");
        }
        assert_eq!(recognise(&"0A".repeat(32)), Some(Pasted::ConsumerSecret));
        assert_eq!(recognise("something else"), None);
    }
}
