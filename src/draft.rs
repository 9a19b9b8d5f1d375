//! What has been said and found in one conversation. Pure data; steps fill it, the plan reads it.

mod of_center;

use std::path::PathBuf;
use std::sync::Arc;

use crate::domain::center::{ContactCenter, VersionPath};
use crate::domain::place::{Identity, Place, Standing};
use crate::domain::plan::Wanted;
use crate::domain::private_key::LastOpened;
use crate::domain::snapshot::Snapshot;
use crate::domain::{Certificate, ConsumerKey, MyDomain, OrgKind, PrivateKey, Username};
use crate::preview::Preview;
use crate::problem::Problem;
use crate::question::Answer;
pub use of_center::{OfCenter, Owner};

/// Everything said and found so far.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Profile and Region, as asked for.
    pub place: Place,
    /// Whether they were chosen in the conversation.
    pub place_chosen: bool,
    /// The folder that relative paths start from; empty for that of this process.
    pub folder: PathBuf,
    /// What the place came to.
    pub standing: Option<Standing>,
    /// Who AWS says we are there.
    pub identity: Option<Identity>,
    /// Whether account and Region were agreed to.
    pub place_agreed: bool,
    /// The contact centers found there.
    pub centers: Option<Arc<Inventory>>,
    /// The contact center chosen.
    pub center: Option<ContactCenter>,
    /// Where it keeps its values, as agreed to.
    pub path: Option<VersionPath>,
    /// A contact center that was typed and not looked up yet.
    pub typed_center: Option<String>,
    /// The contact center that was chosen in another account or Region, to be found again here.
    pub center_before: Option<String>,
    /// The secret, as agreed to, where the contact center alone does not say which.
    pub secret: Option<String>,
    /// What was found of the contact center on that path.
    pub snapshot: Option<Arc<Snapshot>>,
    /// Sandbox or production.
    pub org: Option<OrgKind>,
    /// The org's My Domain; `None` keeps the addresses as found.
    pub my_domain: Option<MyDomain>,
    /// The audience that Salesforce turned out to accept, where it is not the one of this kind of org.
    pub audience: Option<String>,
    /// The API version of the REST base, where another than the stored one was agreed to.
    pub api_version: Option<String>,
    /// The app's consumer key.
    pub consumer_key: Option<OfCenter<ConsumerKey>>,
    /// The sealed key that was opened last, so that it need not be opened again.
    pub last_opened: LastOpened,
    /// The private key, and where it came from.
    pub private_key: Option<OfCenter<KeyAnswer>>,
    /// The key that was given the last time.
    pub key_before: Option<KeyBefore>,
    /// A key pair that was made here, to be uploaded and used.
    pub made_key: Option<OfCenter<MadeKey>>,
    /// The pair that was made here in an earlier session.
    pub made_before: Option<OfCenter<MadeKey>>,
    /// For how many days a key pair is to be made, where one was asked for.
    pub key_to_make: Option<u32>,
    /// The user to log in as.
    pub username: Option<Username>,
    /// Whether Salesforce and the function are asked for proof.
    pub proofs: Proofs,
    /// The preview, as last shown.
    pub preview: Option<Arc<Preview>>,
    /// Whether writing it was begun, so that what differs from it since may be our own work.
    pub is_written: bool,
    /// Why that preview was not written, where something moved meanwhile and a new one is to be shown.
    pub moved: Option<Problem>,
}

/// A private key, and where it came from.
#[derive(Debug, Clone)]
pub struct KeyAnswer {
    /// The key.
    pub key: PrivateKey,
    /// Where it came from: `server.key`, `pasted text`, `kept as stored`.
    pub source: String,
    /// The file it was read from.
    pub file: Option<PathBuf>,
    /// Its certificate, where one was named or found beside it.
    pub certificate: Option<Certificate>,
}

/// The key that was given the last time, as far as it is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyBefore {
    /// Its file.
    pub file: PathBuf,
    /// What the file held then: SHA-256 of the public key, in pairs.
    pub fingerprint: String,
    /// The certificate that was made with it, where the pair was made here.
    pub made_with: Option<PathBuf>,
}

/// A key pair that was made here.
#[derive(Debug, Clone)]
pub struct MadeKey {
    /// Where the key is.
    pub key_file: PathBuf,
    /// Where the certificate is.
    pub certificate_file: PathBuf,
    /// The certificate.
    pub certificate: Arc<Certificate>,
}

/// What is asked for proof. Both unless told otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proofs {
    /// Ask Salesforce before and after writing.
    pub login: bool,
    /// Call the function after writing.
    pub function: bool,
}

impl Default for Proofs {
    fn default() -> Self {
        Self {
            login: true,
            function: true,
        }
    }
}

/// The contact centers of an account and Region.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    /// Those found.
    pub centers: Vec<ContactCenter>,
    /// What kept us from finding all of them: a listing that was denied, a page that failed.
    pub gaps: Vec<Problem>,
}

/// What a step found while asking.
#[derive(Debug, Clone, Default)]
pub struct Learned {
    /// What was answered the last time, for this contact center.
    pub recalled: Option<Answer>,
    /// The key that was given the last time.
    pub key_before: Option<KeyBefore>,
    /// Why we could not be told who we are.
    pub trouble: Option<Problem>,
    /// What the place came to, where we could not be told who we are there.
    pub standing: Option<Standing>,
    /// What the place came to, and who we are there.
    pub identity: Option<(Standing, Identity)>,
    /// The contact centers.
    pub centers: Option<Arc<Inventory>>,
    /// The contact center, looked at more closely.
    pub center: Option<ContactCenter>,
    /// How the making of a key pair ended, where one was wanted.
    pub key_making: Option<Result<MadeKey, Problem>>,
    /// The pair that was made in an earlier session.
    pub made_before: Option<MadeKey>,
    /// What was found of it.
    pub snapshot: Option<Arc<Snapshot>>,
    /// The audience that Salesforce accepted.
    pub audience: Option<String>,
    /// The preview.
    pub preview: Option<Arc<Preview>>,
}

/// The line that is never hidden: where we work and as whom, and on what kind of org.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bar {
    /// The account, twelve digits.
    pub account: Option<String>,
    /// The Region.
    pub region: Option<String>,
    /// The caller, as in `assumed-role/Admin/jlee`.
    pub caller: Option<String>,
    /// A custom endpoint, where one is set.
    pub endpoint: Option<String>,
    /// `SANDBOX acme--uat` or `PRODUCTION acme`, once chosen.
    pub org: Option<String>,
}

impl Draft {
    /// Keeps what was found.
    pub fn learn(&mut self, learned: Learned) {
        if let Some((standing, identity)) = learned.identity {
            if self.is_elsewhere(&standing, &identity) {
                self.forget_place();
            }
            self.standing = Some(standing);
            self.identity = Some(identity);
        }
        if learned.standing.is_some() {
            self.standing = learned.standing;
        }
        if learned.centers.is_some() {
            self.centers = learned.centers;
        }
        if learned.center.is_some() {
            self.center = learned.center;
            self.key_before = learned.key_before;
        }
        if let Some(made) = learned.made_before {
            self.made_before = Some(OfCenter::given(made, self.here()));
        }
        if let Some(making) = learned.key_making {
            self.key_to_make = None;
            if let Ok(made) = making {
                // Whoever wants a new pair wants no other.
                self.made_key = Some(OfCenter::given(made, self.here()));
                self.private_key = None;
            }
        }
        if learned.audience.is_some() {
            self.audience = learned.audience;
        }
        if learned.snapshot.is_some() {
            self.snapshot = learned.snapshot;
        }
        if learned.preview.is_some() {
            self.preview = learned.preview;
            self.is_written = false;
        }
    }

    /// Whether what is known is of another account or Region: behind the same profile there may be another one
    /// after the next sign-in.
    fn is_elsewhere(&self, standing: &Standing, identity: &Identity) -> bool {
        let region =
            |standing: &Standing| standing.region.as_ref().map(|region| region.value.clone());
        let account = self.identity.as_ref().map(|known| &known.account);
        let known = self.standing.as_ref().map(region);
        account.is_some_and(|account| *account != identity.account)
            || known.is_some_and(|known| known != region(standing))
    }

    /// The line that is never hidden.
    pub fn bar(&self) -> Bar {
        let standing = self.standing.as_ref();
        Bar {
            account: self.identity.as_ref().map(|i| i.account.clone()),
            region: standing.and_then(|s| s.region.as_ref().map(|r| r.value.clone())),
            caller: self.identity.as_ref().map(|i| i.caller().to_owned()),
            endpoint: standing.and_then(|s| s.endpoint.as_ref().map(|e| e.value.clone())),
            org: self.org.map(|kind| self.org_label(kind)),
        }
    }

    fn org_label(&self, kind: OrgKind) -> String {
        let host = self.my_domain.as_ref().and_then(|domain| {
            let host = domain.origin().split_once("://")?.1;
            host.split('.').next()
        });
        let kind = kind.to_string().to_uppercase();
        host.map_or(kind.clone(), |host| format!("{kind} {host}"))
    }

    /// Whether everything is there that a plan needs; and it.
    pub fn wanted(&self) -> Option<Wanted> {
        Some(Wanted {
            org: self.org?,
            audience: self.audience.clone(),
            my_domain: self.my_domain.clone(),
            api_version: self.api_version.clone(),
            consumer_key: self.consumer_key_here()?.clone(),
            private_key: self.private_key_here()?.key.clone(),
            username: self.username.clone()?,
            finishing: false,
        })
    }

    /// The contact center's name, found or typed.
    pub fn center_name(&self) -> Option<&str> {
        let found = self.center.as_ref().map(|center| center.name.as_str());
        found.or(self.typed_center.as_deref())
    }

    /// The contact center that is chosen, and where it is.
    pub fn here(&self) -> Owner {
        let Bar {
            account, region, ..
        } = self.bar();
        Owner {
            account,
            region,
            name: self.center_name().unwrap_or_default().to_owned(),
        }
    }

    /// The consumer key, where it is this contact center's.
    pub fn consumer_key_here(&self) -> Option<&ConsumerKey> {
        self.consumer_key.as_ref()?.of(&self.here())
    }

    /// The private key, where it is this contact center's.
    pub fn private_key_here(&self) -> Option<&KeyAnswer> {
        self.private_key.as_ref()?.of(&self.here())
    }

    /// The key pair that was made here for this contact center.
    pub fn made_key_here(&self) -> Option<&MadeKey> {
        self.made_key.as_ref()?.of(&self.here())
    }

    /// The one that was made for it in an earlier session.
    pub fn made_before_here(&self) -> Option<&MadeKey> {
        self.made_before.as_ref()?.of(&self.here())
    }

    /// Forgets what belongs to another account or Region. What was said of Salesforce stays.
    pub fn forget_place(&mut self) {
        self.standing = None;
        self.identity = None;
        self.place_agreed = false;
        self.centers = None;
        let before = self.center_name().map(str::to_owned);
        self.center_before = before.or(self.center_before.take());
        self.forget_center();
    }

    /// Forgets what belongs to another contact center, and what was said of its org. Keys that were given stay,
    /// since they take the longest to get again; but whose they were is told, and they are used only where that
    /// is agreed to. Keys that were only left as they are stored are of that contact center alone.
    pub fn forget_center(&mut self) {
        self.consumer_key.take_if(|key| !key.is_given());
        self.private_key.take_if(|key| !key.is_given());
        self.org = None;
        self.my_domain = None;
        self.audience = None;
        self.api_version = None;
        self.username = None;
        self.center = None;
        self.typed_center = None;
        self.path = None;
        self.secret = None;
        self.forget_findings();
    }

    /// Forgets what was read of the contact center's values.
    pub fn forget_findings(&mut self) {
        self.snapshot = None;
        self.preview = None;
        self.moved = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::place::Sourced;

    fn signed_in(account: &str, region: &str) -> Learned {
        let standing = Standing {
            profile: Sourced {
                value: None,
                source: String::new(),
            },
            region: Some(Sourced {
                value: region.to_owned(),
                source: String::new(),
            }),
            endpoint: None,
        };
        let identity = Identity {
            account: account.to_owned(),
            arn: String::new(),
        };
        Learned {
            identity: Some((standing, identity)),
            ..Learned::default()
        }
    }

    #[test]
    fn what_was_found_in_one_account_is_not_shown_in_another() {
        let mut draft = Draft::default();
        draft.learn(signed_in("111122223333", "us-west-2"));
        draft.place_agreed = true;
        draft.centers = Some(Arc::default());
        draft.typed_center = Some("acme".into());
        draft.learn(signed_in("111122223333", "us-west-2"));
        assert!(draft.place_agreed && draft.centers.is_some());
        draft.learn(signed_in("444455556666", "us-west-2"));
        assert!(!draft.place_agreed && draft.centers.is_none());
        assert_eq!(draft.center_name(), None);
        assert_eq!(draft.bar().account.as_deref(), Some("444455556666"));
    }
}
