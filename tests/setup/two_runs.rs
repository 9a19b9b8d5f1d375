//! Two runs of the program on one computer: the second one is refused before it writes anything.

use std::fs::{self, File};
use std::path::PathBuf;

use super::ground::{Ground, Line};
use crate::support::Emulator;
use crate::support::fingerprint::present;
use crate::support::world::{Values, centers};

impl Ground {
    /// The locks beside the journals.
    fn locks(&self) -> Vec<PathBuf> {
        let folder = self.account.home().join("state/scv-oauth/journal");
        let files = fs::read_dir(folder).unwrap();
        let paths = files.map(|file| file.unwrap().path());
        paths
            .filter(|path| path.extension().is_some_and(|it| it == "lock"))
            .collect()
    }
}

#[tokio::test]
async fn a_run_beside_another_one_of_the_same_contact_center_writes_nothing() {
    let world = centers::partner("acme", &Values::placeholders());
    let ground = Ground::open(Emulator::Ministack, &world).await;
    ground.run(&ground.setup("acme")).expect(0, "done");
    let before = present(ground.fingerprint().await);
    let locks = ground.locks();
    let [lock] = locks.as_slice() else {
        panic!("{locks:?}");
    };
    // Whoever holds it is another run to the program.
    let held = File::open(lock).unwrap();
    held.lock().unwrap();
    let other = "voice@other.example.uat";
    let again = ground.setup("acme").with("--username", other);
    let lines: [Line; 2] = [again.and("--no-login-proof"), ground.undo("acme")];
    for line in &lines {
        ground.run(line).expect_problem(1, "another-setup-runs");
        assert_eq!(present(ground.fingerprint().await), before);
    }
    held.unlock().unwrap();
    ground.run(&ground.undo("acme")).expect(0, "done");
}
