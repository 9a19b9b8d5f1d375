//! The assertion: the short-lived, signed statement that the function logs in with, made exactly as it makes it.

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Serialize;

use crate::domain::Secret;
use crate::problem::Problem;

/// How long an assertion may be used; the function's own choice, and within what Salesforce takes.
pub const LIFETIME: SignedDuration = SignedDuration::from_mins(3);

/// Who asks (`iss`), for whom (`sub`), and whom (`aud`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// The consumer key of the app.
    pub issuer: Secret,
    /// The Salesforce username.
    pub subject: String,
    /// The login host that the assertion is meant for.
    pub audience: String,
}

/// Signs the claims with an RSA key (PKCS#1 DER) for three minutes from `now`. `jti` must be a fresh random
/// text. Fails only where the key cannot sign.
pub fn sign(
    claims: &Claims,
    key_der: &[u8],
    now: Timestamp,
    jti: String,
) -> Result<Secret, Problem> {
    let payload = Payload {
        iss: claims.issuer.expose(),
        sub: &claims.subject,
        aud: &claims.audience,
        iat: now.as_second(),
        exp: now.as_second() + LIFETIME.as_secs(),
        jti,
    };
    let key = EncodingKey::from_rsa_der(key_der);
    // The library's error is dropped: it tells of the key's inside, and nothing that a person could mend.
    jsonwebtoken::encode(&Header::new(Algorithm::RS256), &payload, &key)
        .map(Secret::new)
        .map_err(|_| {
            Problem::new("private-key-cannot-sign", "The private key cannot sign.")
                .cause("It is damaged, or it is not an RSA key of 2048 to 8192 bits.")
                .fix("Choose the key file again, or make a new key and certificate.")
        })
}

#[derive(Serialize)]
struct Payload<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    jti: String,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use aws_lc_rs::signature::{KeyPair as _, RsaKeyPair};
    use jsonwebtoken::{DecodingKey, Validation};
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::test_keys;

    fn claims() -> Claims {
        Claims {
            issuer: Secret::new("3MVG9key"),
            subject: "voice@acme.example".into(),
            audience: "https://login.salesforce.com".into(),
        }
    }

    #[test]
    fn an_assertion_holds_what_the_function_would_sign_and_lasts_three_minutes() {
        let private = test_keys::pair().key.expose_der_for_signing();
        let public = RsaKeyPair::from_der(private).unwrap().public_key().clone();
        let now: Timestamp = "2026-11-24T02:00:00Z".parse().unwrap();
        let assertion = sign(&claims(), private, now, "one".into()).unwrap();
        let mut rules = Validation::new(Algorithm::RS256);
        rules.validate_exp = false;
        rules.validate_aud = false;
        let token = jsonwebtoken::decode::<Value>(
            assertion.expose_for_signing(),
            &DecodingKey::from_rsa_der(public.as_ref()),
            &rules,
        )
        .unwrap();
        assert_eq!(
            token.claims,
            json!({
                "iss": "3MVG9key",
                "sub": "voice@acme.example",
                "aud": "https://login.salesforce.com",
                "iat": now.as_second(),
                "exp": now.as_second() + 180,
                "jti": "one",
            })
        );
        assert_eq!(token.header.typ.as_deref(), Some("JWT"));
    }

    #[test]
    fn a_key_that_cannot_sign_is_said_without_a_word_of_it() {
        let problem = sign(&claims(), b"hunter2", Timestamp::UNIX_EPOCH, "x".into()).unwrap_err();
        assert_eq!(problem.code, "private-key-cannot-sign");
        assert!(!problem.to_string().contains("hunter2"));
    }
}
