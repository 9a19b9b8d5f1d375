//! What has been said and found in one conversation. Pure data; steps fill it, the plan reads it.

use std::sync::Arc;

use crate::domain::center::{ContactCenter, VersionPath};
use crate::domain::place::{Identity, Place, Standing};
use crate::preview::Preview;
use crate::problem::Problem;

/// Everything said and found so far.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Profile and Region, as asked for.
    pub place: Place,
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
    /// The secret, as agreed to.
    pub secret: Option<String>,
    /// The preview, as last shown.
    pub preview: Option<Arc<Preview>>,
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
    /// What the place came to, and who we are there.
    pub identity: Option<(Standing, Identity)>,
    /// The contact centers.
    pub centers: Option<Arc<Inventory>>,
    /// The contact center, looked at more closely.
    pub center: Option<ContactCenter>,
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
            self.standing = Some(standing);
            self.identity = Some(identity);
        }
        if learned.centers.is_some() {
            self.centers = learned.centers;
        }
        if learned.center.is_some() {
            self.center = learned.center;
        }
        if learned.preview.is_some() {
            self.preview = learned.preview;
        }
    }

    /// The line that is never hidden.
    pub fn bar(&self) -> Bar {
        let standing = self.standing.as_ref();
        Bar {
            account: self.identity.as_ref().map(|i| i.account.clone()),
            region: standing.and_then(|s| s.region.as_ref().map(|r| r.value.clone())),
            caller: self.identity.as_ref().map(|i| i.caller().to_owned()),
            endpoint: standing.and_then(|s| s.endpoint.as_ref().map(|e| e.value.clone())),
            org: None,
        }
    }
}
