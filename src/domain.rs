//! The pure core: what is true of contact centers, secrets, keys and orgs. Nothing in it awaits, and it
//! needs nothing of ours but [`crate::problem`].

pub mod assertion;
pub mod center;
pub mod certificate;
pub mod change;
pub mod check_line;
pub mod consumer_key;
pub mod diagnosis;
pub mod document;
pub mod failure;
pub mod finding;
pub mod fingerprint;
pub mod flow_attributes;
pub mod key_material;
pub mod key_pair;
pub mod moment;
pub mod moved;
pub mod my_domain;
pub mod org_kind;
pub mod parameter_name;
pub mod paste;
pub mod pasted;
mod pem;
pub mod place;
pub mod plan;
pub mod private_key;
pub mod resources;
pub mod rest_keys;
pub mod rest_secret;
pub mod secret;
pub mod snapshot;
pub mod stored;
#[cfg(test)]
pub mod test_found;
#[cfg(test)]
pub mod test_keys;
pub mod username;

pub use certificate::Certificate;
pub use check_line::{CheckLine, Level};
pub use consumer_key::ConsumerKey;
pub use document::Document;
pub use failure::{Failure, FailureKind};
pub use finding::{Finding, Severity};
pub use fingerprint::Fingerprint;
pub use key_pair::KeyPair;
pub use my_domain::{MyDomain, MyDomainRead};
pub use org_kind::OrgKind;
pub use private_key::PrivateKey;
pub use secret::Secret;
pub use stored::Stored;
pub use username::Username;
