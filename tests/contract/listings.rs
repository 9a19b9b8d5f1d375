//! Looking around: who we are, what there is, page by page.

use scv_oauth::account::Reader;
use scv_oauth::domain::FailureKind;

use super::ground::{Behaviour, FUNCTION, Ground, PARAMETER, SECRET, open};
use crate::support::world::centers;
use crate::support::{Account, Emulator};

async fn all_functions(reader: &dyn Reader) -> (Vec<String>, Vec<usize>) {
    let (mut names, mut sizes, mut from) = (Vec::new(), Vec::new(), None);
    loop {
        let page = reader.functions(from.as_deref()).await.unwrap();
        sizes.push(page.items.len());
        names.extend(page.items.into_iter().map(|it| it.name));
        from = page.next;
        if from.is_none() {
            return (names, sizes);
        }
    }
}

async fn all_secrets(reader: &dyn Reader) -> (Vec<String>, Vec<usize>) {
    let (mut names, mut sizes, mut from) = (Vec::new(), Vec::new(), None);
    loop {
        let page = reader.secrets(from.as_deref()).await.unwrap();
        sizes.push(page.items.len());
        names.extend(page.items.into_iter().map(|it| it.name));
        from = page.next;
        if from.is_none() {
            return (names, sizes);
        }
    }
}

#[tokio::test]
async fn aws_tells_who_we_are() {
    for kind in Emulator::BOTH {
        let (outside, it) = Ground::emulated(kind).await;
        let identity = it.account.identity().await.unwrap();
        assert_eq!(identity.account, outside.id, "{}", it.name);
        assert!(identity.arn.starts_with("arn:aws:"), "{}", identity.arn);
    }
}

#[tokio::test]
async fn what_there_is_is_listed() {
    for it in Ground::each().await {
        let (functions, _) = all_functions(it.account.reader()).await;
        assert!(functions.contains(&FUNCTION.to_owned()), "{}", it.name);
        let (secrets, _) = all_secrets(it.account.reader()).await;
        assert!(secrets.contains(&SECRET.to_owned()), "{}", it.name);
    }
}

#[tokio::test]
async fn a_crowd_is_listed_page_by_page_and_nobody_twice() {
    for kind in Emulator::BOTH {
        let (outside, it) = Ground::emulated(kind).await;
        centers::crowd(60, 110).seed(&outside).await;
        let (mut functions, sizes) = all_functions(it.account.reader()).await;
        if it.does(Behaviour::FunctionsComeInPages) {
            assert!(
                sizes.len() > 1 && sizes.iter().all(|size| *size <= 50),
                "{sizes:?}"
            );
        }
        functions.sort();
        functions.dedup();
        assert_eq!(functions.len(), 60 + 3, "{}", it.name);
        let (mut secrets, sizes) = all_secrets(it.account.reader()).await;
        assert_eq!(sizes.len(), 2, "{}", it.name);
        secrets.sort();
        secrets.dedup();
        assert_eq!(secrets.len(), 110 + 2, "{}", it.name);
    }
}

#[tokio::test]
async fn an_empty_account_is_an_empty_page_and_no_failure() {
    for kind in Emulator::BOTH {
        let account = open(&Account::open(kind.shared(), "eu-west-1").await).await;
        assert!(account.functions(None).await.unwrap().items.is_empty());
        assert!(account.secrets(None).await.unwrap().items.is_empty());
        assert_eq!(account.describe_parameter("p").await.unwrap(), None);
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    for it in Ground::each().await {
        let account = &it.account;
        let current = scv_oauth::domain::resources::Which::current();
        let nobody = "nobody";
        let failures = [
            account.function(nobody, None).await.err(),
            account.function(FUNCTION, Some("nobody")).await.err(),
            account.alias(FUNCTION, nobody).await.err(),
            account.describe_secret(nobody).await.err(),
            account.secret(nobody, &current).await.err(),
            account.delete_parameter(nobody).await.err(),
        ];
        for (n, failure) in failures.into_iter().enumerate() {
            let failure = failure.unwrap_or_else(|| panic!("{}: call {n} found it", it.name));
            assert_eq!(
                failure.kind,
                FailureKind::NotFound,
                "{} {failure:?}",
                it.name
            );
            assert!(failure.problem().what.contains(nobody), "{failure:?}");
        }
        if it.does(Behaviour::MissingFunctionsHaveNoVersions) {
            let failure = account.versions(nobody, None).await.unwrap_err();
            assert_eq!(failure.kind, FailureKind::NotFound, "{}", it.name);
        }
        let names = [nobody.to_owned(), PARAMETER.to_owned()];
        let parameters = account.parameters(&names).await.unwrap();
        assert_eq!(parameters.missing, [nobody], "{}", it.name);
        assert_eq!(parameters.found.len(), 1, "{}", it.name);
    }
}
