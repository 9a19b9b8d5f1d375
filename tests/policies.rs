//! The IAM policies that are shipped, against the calls that the program makes.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The actions that a policy allows.
fn allowed(policy: &str) -> BTreeSet<String> {
    let path = root().join(format!("assets/iam/{policy}.json"));
    let policy: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let statements = policy["Statement"].as_array().unwrap();
    let allowing = statements
        .iter()
        .filter(|statement| statement["Effect"] == "Allow");
    allowing
        .flat_map(|statement| statement["Action"].as_array().unwrap())
        .map(|action| action.as_str().unwrap().to_owned())
        .collect()
}

/// The actions that the sources name where they call AWS, as in `"ssm:PutParameter"`.
fn called() -> BTreeSet<String> {
    let folder = root().join("src/account/aws");
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut actions = BTreeSet::new();
    for file in files.filter(|path| path.is_file()) {
        let text = fs::read_to_string(file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let quoted = code.split('"').skip(1).step_by(2);
        actions.extend(quoted.filter(|text| is_action(text)).map(str::to_owned));
    }
    assert!(actions.len() > 15, "the calls were not found: {actions:?}");
    actions
}

fn is_action(text: &str) -> bool {
    let service = text.split_once(':').map(|(service, _)| service);
    let ours = ["lambda", "secretsmanager", "ssm"].contains(&service.unwrap_or_default());
    ours && text.chars().all(|c| c.is_ascii_alphanumeric() || c == ':')
}

fn changes(action: &str) -> bool {
    let verb = action.split_once(':').unwrap().1;
    ["Delete", "Invoke", "Publish", "Put", "Update"]
        .iter()
        .any(|verbs| verb.starts_with(verbs))
}

#[test]
fn the_policy_for_the_older_path_allows_every_call() {
    let missing: Vec<String> = called()
        .difference(&allowed("setup-parameter-store"))
        .cloned()
        .collect();
    // A history describes as well; undo needs it anyway where there is no journal.
    assert_eq!(missing, ["ssm:DescribeParameters"]);
}

#[test]
fn the_policy_for_the_newer_path_allows_every_call_that_is_not_for_parameters() {
    let allowed = allowed("setup-secrets-manager");
    let environment = [
        "lambda:GetProvisionedConcurrencyConfig",
        "lambda:PublishVersion",
        "lambda:UpdateAlias",
        "lambda:UpdateFunctionConfiguration",
    ];
    let needed = called();
    let needed = needed
        .iter()
        .filter(|action| !action.starts_with("ssm:") && !environment.contains(&action.as_str()));
    for action in needed {
        assert!(allowed.contains(action), "{action}");
    }
}

#[test]
fn the_read_only_policy_allows_every_look_and_no_change() {
    let allowed = allowed("read-only");
    let mut called = called();
    // Older values are no business of whoever only looks.
    called.remove("ssm:GetParameterHistory");
    for action in called {
        assert_eq!(allowed.contains(&action), !changes(&action), "{action}");
    }
}

#[test]
fn the_checklist_names_every_action_for_whoever_has_only_the_program() {
    for policy in [
        "read-only",
        "setup-secrets-manager",
        "setup-parameter-store",
    ] {
        for action in allowed(policy) {
            let words = scv_oauth::checklist::CHECKLIST.split([' ', ',', '\n']);
            assert!(words.into_iter().any(|word| word == action), "{action}");
        }
    }
}
