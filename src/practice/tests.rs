//! The practice world is whole, and its functions answer as published.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::account::Reader;

mod function;
mod proof;
mod world;

const MULTI_ORG: &str = "scvMultiorg-MultiorgInvokeSalesforceRestApiFunction";

fn world() -> World {
    World::open(Timestamp::now).unwrap()
}

/// Waits until the keys are made.
async fn ready(world: &World) {
    world.cloud.functions(None).await.unwrap();
}

fn function(prefix: &str) -> String {
    format!("{prefix}-InvokeSalesforceRestApiFunction")
}
