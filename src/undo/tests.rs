//! Setups and undos in the practice account: with somebody else at work, without a journal, and stopped.
#![allow(clippy::unwrap_used)]

mod alias;
mod beside_others;
mod half_way;
mod history;
mod lost_answers;
mod moved;
mod parameters;
pub(crate) mod seeds;
pub(crate) mod stage;
mod stopped;
mod tokens;
mod two_runs;
mod unreadable;
mod without_journal;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use self::seeds::{below_19, with_secret};
use self::stage::Stage;
use super::*;
use crate::account::Reader;
use crate::account::practice::{Functions, Practice, Seed};
use crate::domain::center::variable;
use crate::domain::place::Place;
use crate::domain::resources::Environment;
use crate::domain::{Failure, FailureKind, Username};
use crate::draft::Proofs;
use crate::watch::Writer;

pub(crate) const FUNCTION: &str = "delta-InvokeSalesforceRestApiFunction";
pub(crate) const SUBJECT: &str = "delta-salesforce-rest-api-subject";
pub(crate) const TOKEN: &str = "delta-salesforce-rest-api-access-token";
pub(crate) const NAMES: [&str; 5] = [
    "delta-salesforce-rest-api-auth-consumer-key",
    "delta-salesforce-rest-api-auth-private-key",
    SUBJECT,
    "delta-salesforce-rest-api-audience",
    TOKEN,
];

pub(crate) const SECRET: &str = "delta-salesforce-secret";
pub(crate) const ACCESS: &str = "delta-salesforce-access-secret";
pub(crate) const ACCESS_BEFORE: &str = r#"{"delta-salesforce-rest-api-access-token": "00D!token"}"#;

pub(crate) fn texts(lines: &[CheckLine]) -> String {
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    texts.join("\n")
}
