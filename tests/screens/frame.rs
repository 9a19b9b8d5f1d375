//! The frame around every page: what it says at any size, whatever lies over the page.

use crossterm::event::KeyCode;

use scv_oauth::domain::place::{Identity, Sourced, Standing};
use scv_oauth::domain::{MyDomain, MyDomainRead, OrgKind};
use scv_oauth::draft::Draft;

use super::stage::Stage;

const SIZES: [(u16, u16); 5] = [(120, 30), (100, 28), (99, 30), (80, 24), (60, 16)];

fn sourced(value: &str) -> Option<Sourced<String>> {
    Some(Sourced {
        value: value.into(),
        source: String::new(),
    })
}

/// Production, with names as long as they get.
fn draft(endpoint: Option<&str>) -> Draft {
    let address = "https://northern-trust-and-savings.my.salesforce.com";
    let Ok(MyDomainRead::Good(domain, _)) = MyDomain::read(address) else {
        panic!("{address} is not taken");
    };
    Draft {
        standing: Some(Standing {
            profile: Sourced {
                value: None,
                source: String::new(),
            },
            region: sourced("ap-southeast-2"),
            endpoint: endpoint.and_then(sourced),
        }),
        identity: Some(Identity {
            account: "123456789012".into(),
            arn: "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_AdministratorAccess_0f1e2d3c4b5a/jane.lee@northern.example"
                .into(),
        }),
        org: Some(OrgKind::Production),
        my_domain: Some(domain),
        ..Draft::default()
    }
}

fn second_line(stage: &Stage) -> String {
    stage.text().lines().nth(1).unwrap().to_owned()
}

#[test]
fn account_region_and_kind_of_org_are_whole_at_every_size_and_the_caller_wherever_it_fits() {
    for endpoint in [None, Some("https://vpce-0123456789.ssm.example.internal")] {
        let mut stage = Stage::knowing(draft(endpoint));
        for (columns, rows) in SIZES {
            stage.resize(columns, rows);
            let line = second_line(&stage);
            for part in ["AWS 1234-5678-9012", "ap-southeast-2", "PRODUCTION"] {
                assert!(line.contains(part), "{part} is missing in {line}");
            }
            let mark = if columns < 80 || endpoint.is_some() && columns < 90 {
                " | jan"
            } else {
                "you: assum"
            };
            assert!(line.contains(mark), "{mark} is missing in {line}");
            assert!(stage.reversed().contains("PRODUCTION"), "{line}");
        }
        stage.resize(40, 14);
        for part in [
            "AWS 1234-5678-9012",
            "ap-southeast-2",
            "PRODUCTION",
            "you: assumed",
        ] {
            assert!(stage.says(part), "{part}\n{}", stage.text());
        }
    }
}

#[test]
fn that_nothing_was_changed_is_never_out_of_sight() {
    let sentence = "Nothing has been changed in AWS.";
    for (columns, rows) in SIZES.into_iter().chain([(40, 10)]) {
        let mut stage = Stage::at("private-key");
        stage.resize(columns, rows);
        let says = |stage: &Stage| {
            let said = stage.says(sentence) || stage.says("Nothing has been");
            assert!(said, "{columns} x {rows}\n{}", stage.text());
        };
        says(&stage);
        stage.press(KeyCode::F(1));
        says(&stage);
        stage.press(KeyCode::Esc);
        stage.press(KeyCode::F(2));
        says(&stage);
        stage.press(KeyCode::F(2));
        stage.ctrl('c');
        says(&stage);
    }
}
