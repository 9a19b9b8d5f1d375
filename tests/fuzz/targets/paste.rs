//! Pasted values: cleaning twice is cleaning once, what was read is read again as itself and is what the
//! Lambda can use, and no refusal repeats what was pasted.

#![no_main]

use libfuzzer_sys::fuzz_target;
use scv_oauth_fuzz::domain::my_domain::{MyDomainRead, api_version_of};
use scv_oauth_fuzz::domain::paste::{clean_line, clean_text, is_invisible};
use scv_oauth_fuzz::domain::{
    CheckLine, ConsumerKey, MyDomain, OrgKind, Secret, Stored, Username, consumer_key, pasted,
    username,
};
use scv_oauth_fuzz::held;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    line(&text);
    a_consumer_key(&text);
    a_username(&text);
    a_my_domain(&text);
});

fn line(raw: &str) {
    let once = clean_line(raw);
    let text = once.text.in_the_clear();
    assert_eq!(text, text.trim());
    assert!(!text.contains(['\r', '\n']) && !text.contains(is_invisible));
    assert_eq!(once.notes.is_empty(), text == raw, "{:?}", once.notes);
    let twice = clean_line(&text);
    assert!(
        twice.text == once.text && twice.notes.is_empty(),
        "cleaned twice"
    );
    let (in_the_field, notes) = clean_text(raw);
    assert!(*in_the_field == text && notes == once.notes);
    assert_eq!(
        pasted::recognise(&text),
        pasted::recognise(&format!(" {text}\n"))
    );
    notes.iter().for_each(|note| held::to_be_silent(note));
}

fn a_consumer_key(raw: &str) {
    let stored = consumer_key::judge_stored(&Secret::new(raw));
    match ConsumerKey::read(raw) {
        Ok((once, checks)) => {
            all_silent(&checks);
            let text = once.secret().in_the_clear();
            let (twice, _) = ConsumerKey::read(&text).unwrap();
            assert_eq!(once, twice);
            assert_eq!(
                consumer_key::judge_stored(once.secret()),
                Stored::Usable(twice)
            );
            assert!(text.is_ascii() && !text.contains(char::is_whitespace));
            assert_eq!(stored == Stored::Usable(once.clone()), text == raw);
            held::to_be_silent(&format!("{once:?} {}", once.masked()));
        }
        Err(problem) => {
            held::to_be_of_use(&problem);
            assert!(!matches!(stored, Stored::Usable(_)));
        }
    }
    of_use_if_unusable(&stored);
}

fn a_username(raw: &str) {
    let stored = username::judge_stored(&Secret::new(raw));
    match Username::read(raw) {
        Ok((once, _)) => {
            let (twice, _) = Username::read(once.as_str()).unwrap();
            assert_eq!(once, twice);
            let exact = Secret::new(once.as_str());
            assert_eq!(username::judge_stored(&exact), Stored::Usable(twice));
            assert_eq!(stored == Stored::Usable(once.clone()), once.as_str() == raw);
            for kind in [OrgKind::Sandbox, OrgKind::Production] {
                let _ = once.checks_for(kind);
            }
            let _ = once.checks_for_sandbox("uat");
        }
        Err(problem) => {
            held::to_be_of_use(&problem);
            assert!(!matches!(stored, Stored::Usable(_)));
        }
    }
    of_use_if_unusable(&stored);
}

fn a_my_domain(raw: &str) {
    let domain = match MyDomain::read(raw) {
        Ok(MyDomainRead::Good(domain, _)) => domain,
        Ok(MyDomainRead::Corrected { suggestion, why }) => {
            assert!(!why.is_empty());
            assert!(suggestion.is_known());
            suggestion
        }
        Ok(MyDomainRead::Unknown { host, why }) => {
            assert!(!why.is_empty() && !host.is_known() && host.kind().is_none());
            let again = MyDomain::read(host.origin());
            assert_eq!(
                again,
                Ok(MyDomainRead::Unknown {
                    host: host.clone(),
                    why
                })
            );
            return an_address(&host);
        }
        Err(problem) => return held::to_be_of_use(&problem),
    };
    match MyDomain::read(domain.origin()) {
        Ok(MyDomainRead::Good(again, _)) => assert_eq!(again, domain),
        other => panic!("{domain}: {other:?}"),
    }
    an_address(&domain);
}

/// An origin and nothing more, from which the Lambda's addresses are made and told again.
fn an_address(domain: &MyDomain) {
    let origin = domain.origin();
    let (scheme, host) = origin.split_once("://").unwrap();
    assert!(scheme == "https" || domain.is_known(), "{origin}");
    assert!(!host.is_empty() && host.is_ascii(), "{origin}");
    assert!(!host.contains(['/', '?', '#', '@', ' ', '\\']), "{origin}");
    assert_eq!(origin, origin.to_ascii_lowercase());
    let base = domain.rest_base("64.0");
    assert_eq!(api_version_of(&base).as_deref(), Some("v64.0"));
    for address in [domain.token_endpoint(), base] {
        assert_eq!(MyDomain::of_endpoint(&address).as_ref(), Ok(domain));
    }
    let _ = (domain.sandbox_name(), domain.fits(OrgKind::Sandbox));
}

fn all_silent(checks: &[CheckLine]) {
    held::to_be_silent(&format!("{checks:?}"));
}

fn of_use_if_unusable<T>(stored: &Stored<T>) {
    if let Stored::Unusable(problem) = stored {
        held::to_be_of_use(problem);
    }
}
