//! The pure core: what is true of contact centers, secrets, keys and orgs. Nothing in it awaits, and it
//! needs nothing of ours but [`crate::problem`].

pub mod center;
pub mod change;
pub mod check_line;
pub mod consumer_key;
pub mod failure;
pub mod my_domain;
pub mod org_kind;
pub mod paste;
pub mod pasted;
pub mod place;
pub mod resources;
pub mod rest_keys;
pub mod secret;
pub mod stored;
pub mod username;

pub use check_line::{CheckLine, Level};
pub use consumer_key::ConsumerKey;
pub use failure::{Failure, FailureKind};
pub use my_domain::{MyDomain, MyDomainRead};
pub use org_kind::OrgKind;
pub use secret::Secret;
pub use stored::Stored;
pub use username::Username;
