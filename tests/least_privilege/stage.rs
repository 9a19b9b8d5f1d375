//! An account with contact centers of every kind, users with a policy, and what the program tells them.

use aws_sdk_lambda::types::Environment;
use serde_json::{Value, json};

use crate::setup::ground::{Ended, Ground, Line};
use crate::support::world::{Parameter, Values, World, centers};
use crate::support::{Account, Emulator};

/// A policy of `assets/iam`, as it is shipped.
pub fn policy(name: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/iam");
    let text = std::fs::read_to_string(format!("{folder}/{name}.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The actions that a policy allows.
pub fn allowed(policy: &Value) -> Vec<String> {
    let statements = policy["Statement"].as_array().unwrap().iter();
    let allowing = statements.filter(|statement| statement["Effect"] == "Allow");
    allowing
        .flat_map(|statement| statement["Action"].as_array().unwrap())
        .map(|action| action.as_str().unwrap().to_owned())
        .collect()
}

/// The policy without one of its actions. A statement that is left with none goes too.
pub fn without(mut policy: Value, action: &str) -> Value {
    let statements = policy["Statement"].as_array_mut().unwrap();
    for statement in statements.iter_mut() {
        let actions = statement["Action"].as_array_mut().unwrap();
        actions.retain(|it| it != action);
    }
    statements.retain(|statement| statement["Action"] != json!([]));
    policy
}

/// What the program is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// `check` of all contact centers.
    CheckAll,
    /// `check` of one.
    Check(&'static str),
    /// `setup --dry-run`.
    DryRun(&'static str),
    /// `setup`, without calling the function.
    Setup(&'static str),
    /// `setup`, and the function is called.
    SetupWithCall(&'static str),
    /// `undo`.
    Undo(&'static str),
}

/// The account, and somebody who uses it.
pub struct Stage {
    pub ground: Ground,
    pub user: Account,
}

impl Stage {
    /// For a user who has this policy.
    pub async fn open(policy: &Value) -> Self {
        let ground = Ground::open(Emulator::MinistackWithIam, &world()).await;
        keep_warm(&ground.account, "epsilon").await;
        publish_a_change(&ground.account, "acme").await;
        let user = ground.account.user("only", &policy.to_string()).await;
        Self { ground, user }
    }

    /// Runs the program as the user.
    pub fn run(&self, act: Act) -> Ended {
        let ground = &self.ground;
        let line = match act {
            Act::CheckAll => Line::of("check").and("--json"),
            Act::Check(name) => Line::of("check")
                .and("--json")
                .with("--contact-center", name),
            Act::DryRun(name) => ground.setup(name).and("--dry-run"),
            Act::Setup(name) => ground.setup(name),
            Act::SetupWithCall(name) => ground.setup(name).without("--no-lambda-proof"),
            Act::Undo(name) => ground.undo(name),
        };
        ground.run_as(&self.user, &line)
    }

    /// All that is said in a row of runs.
    pub fn told(&self, acts: &[Act]) -> String {
        let told = acts.iter().map(|act| said(&self.run(*act)));
        told.collect::<Vec<_>>().join("\n")
    }
}

/// What is said, but for the calls that the changes of a plan are made with.
pub fn said(ended: &Ended) -> String {
    let mut json = ended.json.clone();
    for change in json["changes"].as_array_mut().into_iter().flatten() {
        change.as_object_mut().unwrap().remove("call");
    }
    format!("exit {:?}\n{json}\n{}", ended.code, ended.err)
}

fn world() -> World {
    let placeholders = Values::with_cached_token();
    let half = Values {
        access_token: placeholders.access_token.clone(),
        ..Values::without_private_key()
    };
    let mut world = World::of([
        centers::partner("acme", &placeholders),
        centers::prefixed("beta", "prod", &placeholders),
        centers::multi_org("voice", &[("gamma", Values::multi_org_placeholders())]),
        centers::below_19_with_literals("delta", &half),
        centers::below_19_with_literals("epsilon", &half),
    ]);
    let telephony = Parameter::new("delta-scrt-jwt-auth-private-key", "telephony");
    world.parameters.push(telephony);
    world
}

async fn keep_warm(account: &Account, name: &str) {
    let put = account.lambda().put_provisioned_concurrency_config();
    let put = put.function_name(format!("{name}-InvokeSalesforceRestApiFunction"));
    let put = put.qualifier("active").provisioned_concurrent_executions(2);
    put.send().await.unwrap();
}

/// A version that nobody moved the alias to.
async fn publish_a_change(account: &Account, name: &str) {
    let function = format!("{name}-InvokeSalesforceRestApiFunction");
    let lambda = account.lambda();
    let look = lambda.get_function_configuration().function_name(&function);
    let now = look.send().await.unwrap().environment.unwrap();
    let mut variables = now.variables.unwrap();
    variables.insert("LOG_LEVEL".into(), "debug".into());
    let environment = Environment::builder()
        .set_variables(Some(variables))
        .build();
    let update = lambda.update_function_configuration();
    let update = update.function_name(&function).environment(environment);
    update.send().await.unwrap();
    let publish = lambda.publish_version().function_name(&function);
    publish.send().await.unwrap();
}
