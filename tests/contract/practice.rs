//! The account made of memory, holding what the emulated ones hold.

use std::collections::BTreeMap;
use std::sync::Arc;

use scv_oauth::account::Account;
use scv_oauth::account::practice::{Practice, Seed, SeedFunction, SeedSecret, secure};
use scv_oauth::domain::Secret;
use scv_oauth::domain::resources::{Environment, ParameterWrite};

use crate::support::world::{Function, Parameter, World};

/// An account made of memory that holds this world.
pub fn account(world: World) -> Arc<dyn Account> {
    let secret = |it: crate::support::world::Secret| SeedSecret {
        kms_key: it.kms_key,
        ..SeedSecret::new(it.name, Secret::new(it.value))
    };
    Arc::new(Practice::of(Seed {
        functions: world.functions.into_iter().map(function).collect(),
        secrets: world.secrets.into_iter().map(secret).collect(),
        parameters: world.parameters.into_iter().map(parameter).collect(),
    }))
}

fn function(it: Function) -> SeedFunction {
    let variables: BTreeMap<_, _> = it.environment.into_iter().collect();
    SeedFunction {
        runtime: it.runtime.as_str().to_owned(),
        environment: Environment::Variables(variables),
        published: it.published_as.into_iter().collect(),
        ..SeedFunction::new(&it.name, [])
    }
}

fn parameter(it: Parameter) -> ParameterWrite {
    ParameterWrite {
        kms_key: it.kms_key,
        tier: Some(it.tier.as_str().to_owned()),
        ..secure(&it.name, Secret::new(it.value))
    }
}
