//! Steps made for the tests of the screens: they ask without looking at anything, so that the same keys
//! always lead to the same screen.

use std::cell::Cell;
use std::sync::Arc;

use async_trait::async_trait;

use scv_oauth::domain::CheckLine;
use scv_oauth::domain::Secret;
use scv_oauth::domain::change::{Action, Change, Plan, Untouched, Write};
use scv_oauth::domain::resources::{ParameterType, ParameterWrite};
use scv_oauth::draft::Draft;
use scv_oauth::preview::{Preview, ProofState};
use scv_oauth::problem::Problem;
use scv_oauth::question::{
    Answer, Body, Choice, Deed, Fact, Field, FieldKind, Offer, Question, Rejection, Value,
};
use scv_oauth::steps::{Asked, Effort, Progress, Step, Surroundings, Taken};

/// A step that takes any answer but those that the tests want refused.
pub struct Scripted(&'static str);

/// The conversation of the tests.
pub static STEPS: [&dyn Step; 6] = [
    &Scripted("aws-account"),
    &Scripted("contact-center"),
    &Scripted("org"),
    &Scripted("consumer-key"),
    &Scripted("private-key"),
    &Scripted("review"),
];

thread_local! {
    /// How often a value was looked at in this test.
    pub static LOOKS: Cell<usize> = const { Cell::new(0) };
}

#[async_trait]
impl Step for Scripted {
    fn id(&self) -> &'static str {
        self.0
    }

    /// One contact center tells its org by itself.
    fn skipped(&self, draft: &Draft) -> Option<String> {
        let tells = draft.typed_center.as_deref() == Some("acme-sales-emea");
        (tells && self.0 == "org").then(|| "it is told.".into())
    }

    fn summary(&self, draft: &Draft) -> Option<String> {
        match self.0 {
            "aws-account" => draft.place.region.clone(),
            "contact-center" => draft.typed_center.clone(),
            "org" => draft.place.profile.clone(),
            "consumer-key" => draft.secret.clone(),
            "private-key" => draft.place_agreed.then(|| "RSA 2048, 9c11..02aa".into()),
            _ => None,
        }
    }

    async fn ask(&self, _: &Surroundings, _: &Draft, _: &dyn Progress) -> Result<Asked, Problem> {
        Err(Problem::new("unasked", "The tests answer for the steps."))
    }

    fn checks(&self, _: &Draft, field: &str, value: &Value) -> Vec<CheckLine> {
        LOOKS.with(|looks| looks.set(looks.get() + 1));
        match (field, value) {
            ("consumer_key", Value::Secret(key)) if key.chars() > 80 => {
                vec![CheckLine::ok("It has the shape of a consumer key.")]
            }
            ("my_domain", Value::Text(text)) if text.contains("example.com") => {
                vec![CheckLine::warn("This is no address of Salesforce.")]
            }
            ("private_key_file", Value::Path(path)) if path.ends_with("missing.key") => {
                vec![CheckLine::fail("There is no file missing.key.")]
            }
            ("consumer_key", _) => vec![CheckLine::warn("Consumer keys are longer than this.")],
            _ => Vec::new(),
        }
    }

    fn effort(&self, answer: &Answer) -> Option<Effort> {
        let is_long = answer.get("passphrase").is_some();
        let file = answer.get("private_key_file")?;
        let what = match is_long {
            true => "Opening the key with this passphrase".into(),
            false => Effort::reading(file),
        };
        Some(Effort { what, is_long })
    }

    fn offers(&self, _: &Draft, answer: &Answer) -> Vec<Offer> {
        let file = match answer.get("private_key_file") {
            Some(Value::Path(path)) if path.ends_with("offered.key") => path.clone(),
            _ => return Vec::new(),
        };
        let offer = |label, deed| Offer {
            field: "private_key_file",
            label,
            about: "Other programs can read the clipboard.".into(),
            deed,
        };
        vec![
            offer("Make it private", Deed::MakePrivate(file)),
            offer("Copy PRIVATE key", Deed::Copy(Secret::new("canary"))),
            offer("Copy certificate", Deed::CopyPublic("a certificate".into())),
        ]
    }

    fn take(&self, draft: &mut Draft, answer: &Answer) -> Result<Taken, Vec<Rejection>> {
        let text = |field: &str| answer.text(field).map(str::to_owned);
        match self.0 {
            "aws-account" => draft.place.region = text("region"),
            "contact-center" => draft.typed_center = text("contact_center"),
            "org" => {
                refuse_domain(answer)?;
                draft.place.profile = text("org");
            }
            "consumer-key" => draft.secret = consumer_key(answer)?,
            "private-key" => {
                refuse_file(answer)?;
                draft.place_agreed = true;
            }
            _ if answer.text("my_domain").is_some() => return Ok(Taken::Again),
            _ if answer.text("confirm_production") == Some("gone") => {
                let problem = Problem::new("center-gone", "This contact center is gone.");
                return Err(vec![Rejection::new("", problem)]);
            }
            _ => return Ok(Taken::Write),
        }
        Ok(Taken::Next)
    }
}

fn refuse_domain(answer: &Answer) -> Result<(), Vec<Rejection>> {
    let domain = answer.text("my_domain").unwrap_or_default();
    if domain.contains("lightning") {
        let problem = Problem::new("my-domain-other-address", "This is the browser's address.")
            .cause("It belongs to the org, but the function cannot log in there.")
            .fix("Use https://acme.my.salesforce.com.");
        let refused = Rejection::new("my_domain", problem);
        return Err(vec![refused.suggesting("https://acme.my.salesforce.com")]);
    }
    if domain.contains("example.com") && !answer.insists_on("my-domain-unknown") {
        let problem = Problem::new("my-domain-unknown", "This is no address of Salesforce.")
            .cause("A My Domain ends in .my.salesforce.com.")
            .fix("Copy it from Salesforce Setup.");
        return Err(vec![Rejection::new("my_domain", problem).unless_insisted()]);
    }
    Ok(())
}

fn refuse_file(answer: &Answer) -> Result<(), Vec<Rejection>> {
    match answer.get("private_key_file") {
        Some(Value::Path(path)) if path.ends_with("missing.key") => {
            let problem = Problem::new("file-not-found", "There is no file missing.key.");
            Err(vec![Rejection::new("private_key_file", problem)])
        }
        _ => Ok(()),
    }
}

fn consumer_key(answer: &Answer) -> Result<Option<String>, Vec<Rejection>> {
    match answer.get("consumer_key") {
        Some(Value::Secret(key)) => Ok(Some(key.masked())),
        _ => Err(vec![Rejection::missing(
            "consumer_key",
            "The consumer key",
            "--consumer-key-file FILE",
        )]),
    }
}

/// What a step asks, as the tests have it.
pub fn question(step: &'static str) -> Question {
    match step {
        "aws-account" => form(step, "Is this the right AWS account and Region?", region()),
        "contact-center" => contact_centers(&["acme-sales-voice", "acme-sales-emea", "beta"]),
        "org" => form(step, "Is this a sandbox or a production org?", org()),
        "consumer-key" => form(step, "What is the app's consumer key?", consumer()),
        "private-key" => form(step, "Where is the private key (server.key)?", key_file()),
        _ => review(preview(false, works())),
    }
}

fn form(step: &'static str, prompt: &str, fields: Vec<Field>) -> Question {
    Question {
        step,
        prompt: prompt.into(),
        facts: Vec::new(),
        notices: Vec::new(),
        body: Body::Form(fields),
        unfinished: None,
    }
}

fn field(id: &'static str, label: &str, kind: FieldKind) -> Field {
    Field {
        id,
        label: label.into(),
        kind,
        optional: false,
        initial: None,
        hint: String::new(),
    }
}

fn region() -> Vec<Field> {
    let kind = FieldKind::Choice {
        columns: Vec::new(),
        options: vec![Choice::plain("us-west-2", "us-west-2  Oregon")],
        typed: true,
    };
    vec![field("region", "Region", kind)]
}

/// The list of contact centers, with these names.
pub fn contact_centers(names: &[&str]) -> Question {
    let choice = |name: &&str| Choice {
        value: (*name).to_owned(),
        cells: vec![
            (*name).into(),
            "21.0".into(),
            "Secrets Manager".into(),
            "partly set".into(),
        ],
        detail: vec![
            Fact::new(
                "Function",
                format!("{name}-InvokeSalesforceRestApiFunction"),
                "",
            ),
            Fact::new("Secret", format!("{name}-salesforce-secret"), ""),
        ],
        barred: name.starts_with("beta").then(|| "It has no secret.".into()),
    };
    let kind = FieldKind::Choice {
        columns: ["Name", "Version", "Kept in", "State"]
            .map(str::to_owned)
            .to_vec(),
        options: names.iter().map(choice).collect(),
        typed: true,
    };
    let list = vec![field("contact_center", "Contact center", kind)];
    form(
        "contact-center",
        "Which contact center's function is to log in?",
        list,
    )
}

fn org() -> Vec<Field> {
    let kind = FieldKind::Choice {
        columns: Vec::new(),
        options: vec![
            Choice::plain("sandbox", "Sandbox: logs in at test.salesforce.com"),
            Choice::plain("production", "Production: logs in at login.salesforce.com"),
        ],
        typed: false,
    };
    let example = "https://acme--uat.sandbox.my.salesforce.com".into();
    vec![
        field("org", "Org", kind),
        field("my_domain", "My Domain", FieldKind::Text { example }),
    ]
}

fn consumer() -> Vec<Field> {
    let mut field = field("consumer_key", "Consumer key", FieldKind::Secret);
    field.hint = "Paste it. It is masked on screen.".into();
    vec![field]
}

fn key_file() -> Vec<Field> {
    let kind = FieldKind::File {
        likely: vec!["/keys/server.key".into(), "/keys/old.pem".into()],
        pasted: true,
    };
    let mut passphrase = field("passphrase", "Passphrase", FieldKind::Secret);
    passphrase.optional = true;
    vec![
        field("private_key_file", "Private key file", kind),
        passphrase,
    ]
}

/// The review of a preview.
pub fn review(preview: Preview) -> Question {
    let unfinished = (preview.proof == ProofState::Asking).then(|| "Asking Salesforce".to_owned());
    Question {
        step: "review",
        prompt: "Write this to acme-sales-voice?".into(),
        facts: Vec::new(),
        notices: Vec::new(),
        body: Body::Review(Arc::new(preview)),
        unfinished,
    }
}

/// Salesforce let us in.
pub fn works() -> ProofState {
    ProofState::Works(vec![CheckLine::ok("Salesforce lets scv@acme.com in.")])
}

/// Salesforce refused.
pub fn refused() -> ProofState {
    let problem = Problem::new(
        "user-not-approved",
        "Salesforce does not let this user in yet.",
    )
    .cause("The user may not use the app.")
    .fix("Add the permission set in the app's policies. Wait 2 to 10 minutes.");
    ProofState::Refused(problem)
}

/// A preview of three changes; production and refused ones ask for the name.
pub fn preview(production: bool, proof: ProofState) -> Preview {
    let confirm = production || matches!(proof, ProofState::Refused(_));
    let change = |key: &str, before: &str, after: &str| Change {
        place: "secret acme-sales-voice-salesforce-secret".into(),
        key: key.into(),
        action: Action::Set,
        before: before.into(),
        after: after.into(),
        why: "The function signs in with it.".into(),
        call: "secretsmanager:PutSecretValue",
    };
    let write = ParameterWrite {
        name: "acme".into(),
        value: Secret::new("x"),
        kind: ParameterType::SecureString,
        tier: None,
        kms_key: None,
        data_type: None,
        allowed_pattern: None,
        overwrite: true,
    };
    let plan = Plan {
        contact_center: "acme-sales-voice".into(),
        production,
        changes: vec![
            change(
                "acme-salesforce-rest-api-auth-consumer-key",
                "3MVG9..Wq01 (85 characters)",
                "3MVG9..k2Qp (85 characters)",
            ),
            change(
                "acme-salesforce-rest-api-subject",
                "(placeholder)",
                "scv@acme.com",
            ),
        ],
        untouched: vec![Untouched {
            place: "secret acme-sales-voice-salesforce-secret".into(),
            count: 15,
        }],
        notices: vec![CheckLine::warn(
            "The secret also names an older key; it is left alone.",
        )],
        writes: vec![Write::Parameter { write, read: None }],
        ..Plan::default()
    };
    Preview {
        plan: Arc::new(plan),
        proof,
        moved: Vec::new(),
        confirm: confirm.then(|| "acme-sales-voice".into()),
        offers: Vec::new(),
    }
}
