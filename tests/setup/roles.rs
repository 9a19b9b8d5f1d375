//! Setups of somebody whose profile assumes a role, and leaves open what the role's sessions are called.

use std::fs;

use super::ground::{Ended, Ground, Line};
use crate::support::Emulator;
use crate::support::world::{Values, World, centers};

/// Each opening of the account assumes the role anew, and AWS then tells another ARN.
async fn ground(world: &World) -> Ground {
    let ground = Ground::open(Emulator::Moto, world).await;
    let account = &ground.account;
    let keys = &account.credentials;
    let config = format!(
        "[profile voice]\nrole_arn = arn:aws:iam::{}:role/Administrator\nsource_profile = keys\n\
         [profile keys]\naws_access_key_id = {}\naws_secret_access_key = {}\naws_session_token = {}\n",
        account.id,
        keys.access_key_id(),
        keys.secret_access_key(),
        keys.session_token().unwrap(),
    );
    fs::write(account.home().join("aws-config"), config).unwrap();
    ground
}

impl Ground {
    /// Runs it as who has no keys but those of the profile.
    fn run_by_profile(&self, line: Line) -> Ended {
        let mut command = self.command(&line.with("--profile", "voice"));
        for name in [
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
        ] {
            command.env_remove(name);
        }
        Ended::of(command.stdin(std::process::Stdio::null()))
    }
}

#[tokio::test]
async fn a_profile_with_a_role_and_no_session_name_can_set_up_and_undo() {
    let world = centers::partner("acme", &Values::placeholders());
    let ground = ground(&world).await;
    let before = ground.secret("acme-salesforce-secret").await;
    let ended = ground.run_by_profile(ground.setup("acme"));
    assert_eq!(ended.verdict(), (0, "done"), "{} {}", ended.out, ended.err);
    assert_ne!(ground.secret("acme-salesforce-secret").await, before);
    let ended = ground.run_by_profile(ground.undo("acme"));
    assert_eq!(ended.verdict(), (0, "done"), "{} {}", ended.out, ended.err);
    assert_eq!(ground.secret("acme-salesforce-secret").await, before);
}
