//! The reset of the cached token, planned anew: the function stores one of its own whenever the last has ended, and
//! that is nobody's change.

use crate::account::Account;
use crate::domain::Secret;
use crate::domain::change::SecretWrite;
use crate::domain::document::{Document, Value};
use crate::domain::plan::WORTHLESS_TOKEN;
use crate::domain::resources::{Held, Parameter, ParameterWrite, Which};
use crate::domain::rest_keys::is_token;

/// Whether a write of a secret resets the token and nothing else.
pub(super) fn is_all_of(write: &SecretWrite) -> bool {
    write.keys.iter().all(|key| is_token(key))
}

/// Whether a write of a parameter resets the token.
pub(super) fn is_parameter(write: &ParameterWrite) -> bool {
    write.value == Secret::new(WORTHLESS_TOKEN)
}

/// The same reset of the version that is current now. Nothing where anything beside the token is not as it was at the
/// preview: that is somebody's change, and stays.
pub(super) async fn anew(account: &dyn Account, write: &SecretWrite) -> Option<SecretWrite> {
    if !is_all_of(write) {
        return None;
    }
    let now = account.secret(&write.name, &Which::current()).await.ok()?;
    let Held::Text(text) = &now.held else {
        return None;
    };
    let planned = Document::parse(&write.text).ok()?;
    let reset = |key: &String| Some((key.clone(), planned.text(key)?));
    let edits: Vec<_> = write.keys.iter().map(reset).collect::<Option<_>>()?;
    let text = Document::parse(text).ok()?.with(&edits).ok()?;
    // The function writes its document in a spelling of its own.
    are_alike(&planned, &Document::parse(&text).ok()?).then(|| SecretWrite {
        read: now.version,
        text,
        ..write.clone()
    })
}

/// Whether both hold the same strings, and nothing else.
fn are_alike(one: &Document, other: &Document) -> bool {
    let is_same = |key: &str| match (one.get(key), other.get(key)) {
        (Some(Value::Text(one)), Some(Value::Text(other))) => one == other,
        _ => false,
    };
    one.len() == other.len() && one.keys().count() == one.len() && one.keys().all(is_same)
}

/// The version that a parameter's reset replaces, where that is only another one of the function's tokens.
pub(super) fn now_read(write: &ParameterWrite, now: Option<&Parameter>) -> Option<i64> {
    let now = now.filter(|now| is_parameter(write) && now.kind == write.kind)?;
    Some(now.version)
}
