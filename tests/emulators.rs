//! The test ground itself: the emulators start, worlds are seeded and read back, and faults come as ordered.

use crate::support::{Account, Emulator};

#[tokio::test]
async fn every_account_is_its_own() {
    for kind in [
        Emulator::Moto,
        Emulator::Ministack,
        Emulator::MinistackWithIam,
    ] {
        let one = Account::open(kind.shared(), "us-west-2").await;
        let other = Account::open(kind.shared(), "us-west-2").await;
        let identity = one.sts().get_caller_identity().send().await.unwrap();
        assert_eq!(identity.account(), Some(one.id.as_str()), "{kind:?}");
        one.secrets()
            .create_secret()
            .name("a")
            .secret_string("b")
            .send()
            .await
            .unwrap();
        assert_eq!(
            one.secrets()
                .list_secrets()
                .send()
                .await
                .unwrap()
                .secret_list()
                .len(),
            1,
            "{kind:?}"
        );
        for place in [&other, &one.in_region("eu-west-1")] {
            let seen = place.secrets().list_secrets().send().await.unwrap();
            assert!(seen.secret_list().is_empty(), "{kind:?}");
        }
    }
}
