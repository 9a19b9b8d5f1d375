//! Checks over the practice world: each contact center's story is what is found, and nothing gets out or in.
#![allow(clippy::unwrap_used)]

mod looks;
mod prints;

use std::path::Path;

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::Value;

use super::*;
use crate::cli::{Command, parse_from};
use crate::domain::Secret;
use crate::domain::diagnosis::{Refusal, Unreached};
use crate::org::{OrgIdentity, Session};
use crate::practice::World;

/// What a command line of `check` prints in a practice world.
struct Printed {
    out: String,
    err: String,
    code: u8,
}

impl Printed {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap()
    }

    fn center(&self, name: &str) -> Value {
        let json = self.json();
        let mut centers = json["contact_centers"].as_array().unwrap().iter();
        let center = centers.find(|center| center["name"] == name);
        center
            .unwrap_or_else(|| panic!("{name} in {}", self.out))
            .clone()
    }

    /// The codes of a contact center's findings, each after its severity.
    fn codes(&self, name: &str) -> Vec<String> {
        let center = self.center(name);
        let findings = center["findings"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        findings
            .map(|it| format!("{} {}", text(&it["severity"]), text(&it["code"])))
            .collect()
    }
}

fn world() -> World {
    World::open(Timestamp::now).unwrap()
}

async fn check(world: &World, line: &str) -> Printed {
    check_asking(world, &*world.org, line).await
}

async fn check_asking(world: &World, org: &dyn Org, line: &str) -> Printed {
    let words = ["scv-oauth", "check"].into_iter();
    let invocation = parse_from(words.chain(line.split_whitespace())).unwrap();
    let Command::Check(args) = &invocation.command else {
        panic!("not a check")
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let everywhere = &invocation.everywhere;
    let code = command(&*world.cloud, org, everywhere, args, &mut out, &mut err).await;
    Printed {
        out: String::from_utf8(out).unwrap(),
        err: String::from_utf8(err).unwrap(),
        code,
    }
}

/// Salesforce behind a network that leads nowhere.
struct Nowhere;

#[async_trait]
impl Org for Nowhere {
    async fn log_in(&self, endpoint: &str, _: &Secret) -> Result<Session, Refusal> {
        Err(Refusal::Unreached {
            host: endpoint.to_owned(),
            why: Unreached::Name,
            detail: "no such name".into(),
            proxy: None,
        })
    }

    async fn who(&self, _: &Session, _: &str) -> Result<OrgIdentity, Refusal> {
        panic!("nobody was let in")
    }

    async fn api_versions(&self, _: &str) -> Result<Vec<String>, Refusal> {
        panic!("nobody was let in")
    }
}

/// What must be in no output: the keys of the practice world, whole and in part.
fn canaries(world: &World) -> Vec<String> {
    let read =
        |name: &str| std::fs::read_to_string(Path::new(&world.directory).join(name)).unwrap();
    let key = read("server.key");
    let mut canaries = vec![read("consumer-key.txt").trim().to_owned()];
    canaries.extend(
        key.lines()
            .filter(|line| !line.contains("KEY---"))
            .map(str::to_owned),
    );
    canaries
}

/// Waits until the key files of the practice world are there; the account waits for them too.
async fn keys_are_made(world: &World) {
    world.cloud.secrets(None).await.unwrap();
}
