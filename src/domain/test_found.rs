//! What tests find in an account, each with as little as there can be; they name what they are about beside it.

use std::collections::BTreeMap;

use super::center::{ContactCenter, Kind, State, VersionPath};
use super::resources::SecretDescription;
use super::snapshot::Snapshot;

/// The contact center acme, of which nothing but its name is known.
pub fn center() -> ContactCenter {
    ContactCenter {
        name: "acme".into(),
        kind: Kind::Partner,
        function: None,
        qualifier: None,
        version: None,
        path: VersionPath::SecretsManager,
        certain: None,
        evidence: Vec::new(),
        secret: None,
        access_secret: None,
        state: State::NeverSetUp,
    }
}

/// The same, with nothing that it reads.
pub fn snapshot() -> Snapshot {
    Snapshot {
        center: center(),
        function: None,
        latest: None,
        alias: None,
        warm: 0,
        secret: None,
        access_secret: None,
        access_secret_gap: None,
        parameters: BTreeMap::new(),
    }
}

/// A secret that anybody may write.
pub fn secret(name: &str) -> SecretDescription {
    SecretDescription {
        name: name.to_owned(),
        arn: format!("arn:aws:secretsmanager:us-west-2:111122223333:secret:{name}"),
        kms_key: None,
        rotated: false,
        owning_service: None,
        deleted: None,
        primary_region: None,
        replicas: Vec::new(),
        versions: BTreeMap::new(),
        changed: None,
    }
}
