//! What every test of the whole program stands on: an account behind a proxy, an org in the stand-in, the files
//! of an administrator, and the program with its answers as flags.

use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use jiff::Timestamp;
use scv_oauth::domain::{KeyPair, OrgKind, Secret};
use scv_oauth::org::practice::{Ground as OrgGround, PracticeOrg, public_key_of};
use serde_json::Value;

use crate::support::fingerprint::{Fingerprint, fingerprint};
use crate::support::proxy::Proxy;
use crate::support::salesforce::Salesforce;
use crate::support::world::{Values, World};
use crate::support::{Account, Emulator};

/// The user that the org lets in.
pub const USER: &str = "voice@acme.example.uat";

/// A contact center's account and its org. The program reaches AWS through the proxy.
pub struct Ground {
    /// The account, past the proxy.
    pub account: Account,
    /// What lies between.
    pub proxy: Proxy,
    /// The org.
    pub salesforce: Salesforce,
}

/// How a run of the program ended.
pub struct Ended {
    /// The exit code; none where it was killed.
    pub code: Option<i32>,
    /// The one document on standard output.
    pub json: Value,
    /// Standard output as it came.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// A command line that can be changed word by word.
#[derive(Clone)]
pub struct Line {
    command: &'static str,
    flags: Vec<(String, Option<String>)>,
}

/// The key pair whose certificate the org's app has.
pub fn pair() -> &'static KeyPair {
    static PAIR: OnceLock<KeyPair> = OnceLock::new();
    PAIR.get_or_init(|| KeyPair::generate("acme", 365, Timestamp::now()).unwrap())
}

/// The consumer key of the org's app.
pub fn consumer_key() -> String {
    format!("3MVG9{}", "k".repeat(80))
}

/// The values of a contact center as they are to be after a setup.
pub fn right_values(kind: OrgKind) -> Values {
    Values {
        consumer_key: consumer_key(),
        private_key: pair().key.to_pem().in_the_clear(),
        subject: USER.into(),
        audience: kind.audience().into(),
        access_token: String::new(),
    }
}

impl Ground {
    /// A sandbox org and this world.
    pub async fn open(kind: Emulator, world: &World) -> Self {
        Self::of_org(kind, world, OrgKind::Sandbox).await
    }

    /// An org of this kind and this world.
    pub async fn of_org(kind: Emulator, world: &World, org: OrgKind) -> Self {
        let account = Account::open(kind.shared(), "us-west-2").await;
        world.seed(&account).await;
        let home = account.home();
        let file = |name: &str, text: &str| std::fs::write(home.join(name), text).unwrap();
        file("consumer-key.txt", &format!("{}\n", consumer_key()));
        file("server.key", &pair().key.to_pem().in_the_clear());
        file("server.crt", &pair().certificate_pem);
        Self {
            proxy: Proxy::before(&account.url),
            salesforce: Salesforce::of(|address| PracticeOrg::new(org_at(address, org))),
            account,
        }
    }

    /// A setup of this contact center with every answer given, and no call of the function.
    pub fn setup(&self, contact_center: &str) -> Line {
        Line::of("setup")
            .and("--yes")
            .and("--json")
            .with("--contact-center", contact_center)
            .with("--username", USER)
            .with("--consumer-key-file", "consumer-key.txt")
            .with("--private-key-file", "server.key")
            .with("--org", "sandbox")
            .with("--my-domain", self.salesforce.origin())
            .and("--no-lambda-proof")
    }

    /// An undo of this contact center's setup.
    pub fn undo(&self, contact_center: &str) -> Line {
        Line::of("undo")
            .with("--contact-center", contact_center)
            .and("--yes")
            .and("--json")
    }

    /// The program with this line, not started yet.
    pub fn command(&self, line: &Line) -> Command {
        let mut command = self.account.at(&self.proxy.url).program();
        command.args(line.words());
        command
    }

    /// Runs the program to its end with nothing on standard input.
    pub fn run(&self, line: &Line) -> Ended {
        Ended::of(self.command(line).stdin(Stdio::null()))
    }

    /// Runs the program as somebody else in this account, to its end with nothing on standard input.
    pub fn run_as(&self, who: &Account, line: &Line) -> Ended {
        let mut command = who.at(&self.proxy.url).program();
        Ended::of(command.args(line.words()).stdin(Stdio::null()))
    }

    /// Runs the program to its end with this on standard input.
    pub fn run_with_input(&self, line: &Line, input: &str) -> Ended {
        let mut child = start(self.command(line).stdin(Stdio::piped()));
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input.as_bytes()).unwrap();
        drop(stdin);
        Ended::after(child)
    }

    /// Starts the program and leaves it running.
    pub fn start(&self, line: &Line) -> Child {
        start(self.command(line).stdin(Stdio::null()))
    }

    /// All that is in the account.
    pub async fn fingerprint(&self) -> Fingerprint {
        fingerprint(&self.account).await
    }

    /// The text of a secret's current version.
    pub async fn secret(&self, name: &str) -> String {
        self.fingerprint().await[&format!("secret {name} AWSCURRENT")].clone()
    }

    /// How many versions a secret has, with or without labels.
    pub async fn versions(&self, name: &str) -> usize {
        let list = self.account.secrets().list_secret_version_ids();
        let list = list.secret_id(name).include_deprecated(true);
        list.send().await.unwrap().versions().len()
    }

    /// Somebody else's write of a secret.
    pub async fn put(&self, name: &str, text: &str) {
        let put = self.account.secrets().put_secret_value();
        put.secret_id(name)
            .secret_string(text)
            .send()
            .await
            .unwrap();
    }

    /// Gives a parameter another value, as the function does.
    pub async fn put_parameter(&self, name: &str, value: &str) {
        let put = self.account.parameters().put_parameter();
        put.name(name)
            .value(value)
            .overwrite(true)
            .send()
            .await
            .unwrap();
    }

    /// The addresses in this text, as the template writes them, as those of the org.
    pub fn at_the_org(&self, text: &str, name: &str) -> String {
        text.replace(
            &format!("https://{name}.my.salesforce.com"),
            self.salesforce.origin(),
        )
    }
}

impl Line {
    /// A command without flags.
    pub fn of(command: &'static str) -> Self {
        Self {
            command,
            flags: Vec::new(),
        }
    }

    /// With this flag and value, in place of any value it had.
    pub fn with(self, flag: &str, value: &str) -> Self {
        let mut line = self.without(flag);
        line.flags.push((flag.into(), Some(value.into())));
        line
    }

    /// With this switch.
    pub fn and(mut self, switch: &str) -> Self {
        self.flags.push((switch.into(), None));
        self
    }

    /// Without this flag or switch.
    pub fn without(mut self, flag: &str) -> Self {
        self.flags.retain(|(known, _)| known != flag);
        self
    }

    fn words(&self) -> Vec<String> {
        let flags = self
            .flags
            .iter()
            .flat_map(|(flag, value)| std::iter::once(flag.clone()).chain(value.clone()));
        std::iter::once(self.command.to_owned())
            .chain(flags)
            .collect()
    }
}

impl Ended {
    /// Runs a command to its end.
    pub fn of(command: &mut Command) -> Self {
        Self::after(start(command))
    }

    /// Waits for the end of the program.
    pub fn after(child: Child) -> Self {
        let ended = child.wait_with_output().unwrap();
        let out = String::from_utf8(ended.stdout).unwrap();
        Self {
            code: ended.status.code(),
            json: serde_json::from_str(&out).unwrap_or_default(),
            out,
            err: String::from_utf8(ended.stderr).unwrap(),
        }
    }

    /// Its exit code and the outcome in its document.
    pub fn verdict(&self) -> (i32, &str) {
        (
            self.code.unwrap_or(-1),
            self.json["outcome"].as_str().unwrap_or_default(),
        )
    }

    /// The code of its problem.
    pub fn problem(&self) -> &str {
        self.json["problem"]["code"].as_str().unwrap_or_default()
    }

    /// The codes of all its problems.
    pub fn problems(&self) -> Vec<&str> {
        let problems = self.json["problems"].as_array().unwrap();
        problems
            .iter()
            .map(|problem| problem["code"].as_str().unwrap())
            .collect()
    }

    /// Its changes as `where key`, in order.
    pub fn changes(&self) -> Vec<String> {
        let changes = self.json["changes"].as_array().unwrap();
        let said = |change: &Value, key: &str| change[key].as_str().unwrap().to_owned();
        changes
            .iter()
            .map(|change| {
                format!("{} {}", said(change, "where"), said(change, "key"))
                    .trim_end()
                    .to_owned()
            })
            .collect()
    }

    /// Demands this exit code and outcome; shows all that was said otherwise.
    #[track_caller]
    pub fn expect(self, code: i32, outcome: &str) -> Self {
        assert_eq!(
            self.verdict(),
            (code, outcome),
            "{}\n{}",
            self.out,
            self.err
        );
        self
    }

    /// Demands a refusal with this exit code and problem; shows all that was said otherwise.
    #[track_caller]
    pub fn expect_problem(self, code: i32, problem: &str) -> Self {
        let seen = (self.code.unwrap_or(-1), self.problem());
        assert_eq!(seen, (code, problem), "{}\n{}", self.out, self.err);
        self
    }
}

fn start(command: &mut Command) -> Child {
    command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// An org at this address with the id that the templates' secrets have here.
fn org_at(address: String, kind: OrgKind) -> OrgGround {
    OrgGround {
        // The stand-in answers by this name as well.
        other_home: Some(address.replace("127.0.0.1", "localhost")),
        ..OrgGround::new(
            Secret::new(consumer_key()),
            public_key_of(&pair().key).unwrap(),
            vec![USER.to_owned()],
            address,
            kind,
            "00D5g00000ABCDE".into(),
        )
    }
}
