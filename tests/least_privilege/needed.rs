//! Each action of each policy is needed: without it, something that the policy is for comes out worse.

use std::sync::Mutex;

use super::stage::Act::{Check, CheckAll, DryRun, Setup, SetupWithCall, Undo};
use super::stage::{Act, Stage, allowed, policy, without};

/// How it shows that an action is not allowed.
#[derive(Debug, Clone, Copy)]
enum Shown {
    /// The action is named, in a refusal, a warning or a finding.
    Named,
    /// This is said instead.
    Said(&'static str),
    /// This is not said any more.
    Unsaid(&'static str),
}

use Shown::{Named, Said, Unsaid};

type Row = (&'static str, &'static [Act], Shown);

const ACME: &[Act] = &[Setup("acme")];
const DELTA: &[Act] = &[Setup("delta")];

const READ_ONLY: &[Row] = &[
    ("lambda:ListFunctions", &[CheckAll], Named),
    ("secretsmanager:ListSecrets", &[CheckAll], Named),
    ("ssm:DescribeParameters", &[Check("delta")], Named),
    ("lambda:GetAlias", &[Check("delta")], Named),
    ("lambda:GetFunctionConfiguration", &[Check("acme")], Named),
    (
        "lambda:GetProvisionedConcurrencyConfig",
        &[DryRun("epsilon")],
        Unsaid("kept warm"),
    ),
    (
        "lambda:ListVersionsByFunction",
        &[Check("acme")],
        Unsaid("alias-not-moved"),
    ),
    ("secretsmanager:DescribeSecret", &[Check("acme")], Named),
    ("secretsmanager:GetSecretValue", &[Check("acme")], Named),
    ("ssm:GetParameters", &[Check("delta")], Named),
];

/// Without the right to list, the function behind another name is not found, and so cannot be called.
const SECRETS: &[Row] = &[
    (
        "lambda:ListFunctions",
        &[SetupWithCall("beta")],
        Said("function-unknown"),
    ),
    (
        "secretsmanager:ListSecrets",
        &[SetupWithCall("gamma")],
        Said("function-unknown"),
    ),
    ("lambda:GetFunctionConfiguration", &[Check("acme")], Named),
    (
        "lambda:ListVersionsByFunction",
        &[Check("acme")],
        Unsaid("alias-not-moved"),
    ),
    ("secretsmanager:DescribeSecret", &[DryRun("acme")], Named),
    ("secretsmanager:GetSecretValue", ACME, Named),
    ("secretsmanager:PutSecretValue", ACME, Named),
    ("secretsmanager:UpdateSecretVersionStage", ACME, Named),
    ("lambda:InvokeFunction", &[SetupWithCall("acme")], Named),
];

const ALIAS_OF_SECRETS: Row = (
    "lambda:GetAlias",
    &[Check("acme")],
    Unsaid("alias-not-moved"),
);

const PARAMETERS: &[Row] = &[
    ("ssm:GetParameters", DELTA, Named),
    ("ssm:PutParameter", DELTA, Named),
    (
        "ssm:DeleteParameter",
        &[Setup("delta"), Undo("delta")],
        Named,
    ),
    ("ssm:GetParameterHistory", &[Undo("delta")], Named),
    ("lambda:GetAlias", DELTA, Named),
    (
        "lambda:GetProvisionedConcurrencyConfig",
        &[DryRun("epsilon")],
        Unsaid("kept warm"),
    ),
    ("lambda:UpdateFunctionConfiguration", DELTA, Named),
    ("lambda:PublishVersion", DELTA, Named),
    ("lambda:UpdateAlias", DELTA, Named),
];

/// How many accounts are played in at a time.
const AT_ONCE: usize = 4;

/// Fails unless the table has every action of the policy, and each is missed as the table says.
fn each_is_needed(document: &str, rows: &[Row]) {
    let whole = policy(document);
    let mut named: Vec<&str> = rows.iter().map(|row| row.0).collect();
    let mut all = allowed(&whole);
    named.sort_unstable();
    all.sort_unstable();
    assert_eq!(named, all, "the table of {document}");
    let mut stories: Vec<&[Act]> = Vec::new();
    for (_, acts, _) in rows {
        if !stories.contains(acts) {
            stories.push(acts);
        }
    }
    let (stories, whole) = (&Mutex::new(stories), &whole);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(move || {
                let next = || stories.lock().unwrap().pop();
                while let Some(acts) = next() {
                    let rows = rows.iter().filter(|row| row.1 == acts);
                    play(whole, acts, rows);
                }
            });
        }
    });
}

/// Plays a story with the whole policy, and once more without each of these actions.
fn play<'a>(whole: &serde_json::Value, acts: &[Act], rows: impl Iterator<Item = &'a Row>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let told = |policy: &serde_json::Value| runtime.block_on(Stage::open(policy)).told(acts);
    let with = told(whole);
    for (action, _, shown) in rows {
        let less = told(&without(whole.clone(), action));
        let (worse, word) = match shown {
            Named => (less.contains(action) && !with.contains(action), *action),
            Said(word) => (less.contains(word) && !with.contains(word), *word),
            Unsaid(word) => (with.contains(word) && !less.contains(word), *word),
        };
        assert!(
            worse,
            "{action} is not missed ({word})\n== with it\n{with}\n== without it\n{less}"
        );
    }
}

#[test]
fn no_action_for_reading_can_be_spared() {
    each_is_needed("read-only", READ_ONLY);
}

#[test]
fn no_action_for_setting_up_secrets_can_be_spared() {
    each_is_needed(
        "setup-secrets-manager",
        &[SECRETS, &[ALIAS_OF_SECRETS]].concat(),
    );
}

#[test]
fn no_action_for_setting_up_parameters_can_be_spared() {
    each_is_needed("setup-parameter-store", &[SECRETS, PARAMETERS].concat());
}
