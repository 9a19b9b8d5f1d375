//! The policy for a KMS key of one's own. No emulator asks for it: Ministack reads and writes a secret or a parameter
//! under any key for whoever may use the secret. So AWS's denial of the key comes from the proxy.

use super::stage::Act::{DryRun, Setup};
use super::stage::{Act, Stage, allowed, policy};
use crate::support::proxy::{Fault, Times};

/// An action on the key, the call that AWS makes it for, and who calls.
const ROWS: [(&str, &str, Act); 5] = [
    ("kms:Decrypt", "GetSecretValue", DryRun("acme")),
    ("kms:Decrypt", "GetParameters", DryRun("delta")),
    ("kms:GenerateDataKey", "PutSecretValue", Setup("acme")),
    ("kms:GenerateDataKey", "PutParameter", Setup("delta")),
    ("kms:Encrypt", "PutParameter", Setup("delta")),
];

#[tokio::test]
async fn each_action_on_a_key_of_ones_own_is_named_where_it_is_missing() {
    let mut of_policy = allowed(&policy("customer-managed-key"));
    let mut named: Vec<&str> = ROWS.iter().map(|row| row.0).collect();
    of_policy.sort_unstable();
    named.sort_unstable();
    named.dedup();
    assert_eq!(named, of_policy);
    let stage = Stage::open(&policy("setup-parameter-store")).await;
    let before = stage.ground.fingerprint().await;
    for (action, operation, act) in ROWS {
        stage.ground.proxy.clear();
        let denied = Fault::KeyDenied(action);
        stage.ground.proxy.rule(operation, Times::Every, denied);
        let ended = stage.run(act).expect_problem(1, "kms-denied");
        let what = ended.json["problem"]["what"].as_str().unwrap();
        assert!(
            what.contains(&format!("{action} on arn:aws:kms:")),
            "{what}"
        );
        assert_eq!(stage.ground.fingerprint().await, before, "{action}");
    }
}
