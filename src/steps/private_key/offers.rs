//! What can be done with a key beside handing it in: make its file private, copy it for whoever must paste it
//! by hand.

use std::path::Path;

use crate::domain::PrivateKey;
use crate::domain::center::VersionPath;
use crate::domain::rest_keys::RestKeys;
use crate::draft::{Draft, MadeKey};
use crate::files;
use crate::question::{Deed, Offer};

/// The offers for a key's file, and for the key where it is open.
pub fn offers(
    draft: &Draft,
    field: &'static str,
    file: Option<&Path>,
    key: Option<&PrivateKey>,
) -> Vec<Offer> {
    let private = file.and_then(|file| make_private(field, file));
    let copy = key.and_then(|key| copy(draft, field, key));
    private.into_iter().chain(copy).collect()
}

/// The certificate of a pair that was made here. It is public, and the browser that it is uploaded with may be on
/// another computer.
pub fn copy_certificate(field: &'static str, made: &MadeKey) -> Offer {
    Offer {
        field,
        label: "Copy certificate",
        about: "The certificate is public.".into(),
        deed: Deed::CopyPublic(made.certificate.to_pem()),
    }
}

/// What to say of a file that others can read.
pub fn read_by_others(file: &Path) -> Option<String> {
    let mode = files::read_by_others(file)?;
    let name = file.file_name().unwrap_or(file.as_os_str()).display();
    Some(format!(
        "Others on this computer can read {name} (mode {mode})."
    ))
}

fn make_private(field: &'static str, file: &Path) -> Option<Offer> {
    Some(Offer {
        field,
        label: "Make it private",
        about: read_by_others(file)?,
        deed: Deed::MakePrivate(file.to_owned()),
    })
}

/// Only for a secret: a parameter takes the key with real line breaks.
fn copy(draft: &Draft, field: &'static str, key: &PrivateKey) -> Option<Offer> {
    let center = draft.center.as_ref();
    let center = center.filter(|_| draft.path == Some(VersionPath::SecretsManager))?;
    let place = RestKeys::of(&center.name).private_key;
    Some(Offer {
        field,
        label: "Copy PRIVATE key",
        about: format!(
            "This is the private key, not the certificate. The wizard does not need this: it writes the key itself. It is for pasting by hand only, in the \
             Plaintext view of the secret, between the quotes of {place}. Other programs can read the clipboard. \
             Copy something else afterwards."
        ),
        deed: Deed::Copy(key.to_single_line()),
    })
}
