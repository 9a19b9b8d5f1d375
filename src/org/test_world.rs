//! A practice org with values that fit it, for the tests of the org and of the login proof.
#![allow(clippy::unwrap_used)]

use crate::domain::{OrgKind, PrivateKey, Secret, test_keys};
use crate::org::practice::{Ground, PracticeOrg, public_key_of};
use crate::org::{Credentials, Expected, Proof, Refused, Stamps, Works, prove};

pub const HOME: &str = "https://acme--uat.sandbox.my.salesforce.com";
pub const USER: &str = "voice@acme.example.uat";

/// An org, and a private key that fits it.
pub struct World {
    pub org: PracticeOrg,
    pub key: &'static PrivateKey,
    pub consumer_key: Secret,
}

pub fn world() -> World {
    world_at(HOME, OrgKind::Sandbox, "00D5g00000AbCdE")
}

pub fn world_at(home: &str, kind: OrgKind, org_id: &str) -> World {
    let key = &test_keys::pair().key;
    let consumer_key = Secret::new(format!("3MVG9{}", "k".repeat(80)));
    let ground = Ground::new(
        consumer_key.clone(),
        public_key_of(key).unwrap(),
        vec![USER.into()],
        home.into(),
        kind,
        org_id.into(),
    );
    World {
        org: PracticeOrg::new(ground),
        key,
        consumer_key,
    }
}

/// A case of the proof, of which a test changes what it is about.
pub struct Case<'a> {
    pub credentials: Credentials<'a>,
    pub expected: Expected<'a>,
    pub stamps: Stamps,
}

pub const TOKEN_ENDPOINT: &str =
    "https://acme--uat.sandbox.my.salesforce.com/services/oauth2/token";
pub const REST_BASE: &str = "https://acme--uat.sandbox.my.salesforce.com/services/data/v64.0";

impl World {
    /// The same with an org that accepts these audiences.
    pub fn accepting(mut self, audiences: &[&str]) -> Self {
        let audiences = audiences.iter().map(ToString::to_string).collect();
        self.org = PracticeOrg::new(Ground {
            audiences,
            ..self.org.ground().clone()
        });
        self
    }

    pub fn case(&self) -> Case<'_> {
        Case {
            credentials: Credentials {
                key: self.key,
                consumer_key: &self.consumer_key,
                username: USER,
                audience: "https://test.salesforce.com/",
                token_endpoint: TOKEN_ENDPOINT,
                rest_base: REST_BASE,
            },
            expected: Expected {
                org_id: Some("00D5g00000AbCdE"),
                kind: Some(OrgKind::Sandbox),
                my_domain: Some(HOME),
            },
            stamps: Stamps::default(),
        }
    }

    pub async fn prove(&self, case: Case<'_>) -> Proof {
        prove(&self.org, &case.credentials, &case.expected, case.stamps).await
    }

    pub async fn works(&self, case: Case<'_>) -> Works {
        match self.prove(case).await {
            Proof::Works(works) => *works,
            other => panic!("{other:?}"),
        }
    }

    pub async fn refused(&self, case: Case<'_>) -> Refused {
        match self.prove(case).await {
            Proof::Refused(refused) => *refused,
            other => panic!("{other:?}"),
        }
    }
}
