//! What the vendor's templates leave in an account for each contact center, and what else is there.

use super::blueprint::{Blueprint, Center, Kind};
use super::credentials::Credentials;
use super::document::{TOKEN, Values, document};
use crate::account::practice::{Program, Seed, SeedFunction, SeedSecret, secure};
use crate::domain::Secret;
use crate::domain::center::{names, variable};
use crate::domain::rest_keys::RestKeys;

/// How many of the other functions and secrets are listed before the contact centers.
const BEFORE: usize = 12;

pub(super) fn seed(blueprint: &Blueprint, credentials: &Credentials) -> Seed {
    let others = &blueprint.others;
    let functions = others.functions.iter().map(String::as_str);
    let secrets = others.secrets.iter().map(String::as_str);
    let mut seed = Seed::default();
    crowd(
        &mut seed,
        functions.clone().take(BEFORE),
        secrets.clone().take(BEFORE),
    );
    for center in &blueprint.centers {
        deploy(&mut seed, center, &Values::of(center, credentials));
    }
    for other in &blueprint.secrets {
        let entries = other
            .entries
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()));
        seed.secrets
            .push(SeedSecret::new(&other.name, document(entries)));
    }
    crowd(&mut seed, functions.skip(BEFORE), secrets.skip(BEFORE));
    seed
}

fn crowd<'a>(
    seed: &mut Seed,
    functions: impl Iterator<Item = &'a str>,
    secrets: impl Iterator<Item = &'a str>,
) {
    for name in functions {
        seed.functions
            .push(SeedFunction::new(name, [("STAGE", "production")]));
    }
    for name in secrets {
        seed.secrets
            .push(SeedSecret::new(name, Secret::new("not yours")));
    }
}

fn deploy(seed: &mut Seed, center: &Center, values: &Values) {
    if center.kind == Kind::ServerlessRepository {
        return seed.functions.push(from_the_repository(center));
    }
    let function = match (center.kind, center.has_secrets()) {
        (Kind::MultiOrg, _) => shared(center),
        (_, true) => with_own_secret(center),
        (_, false) => with_parameters(center),
    };
    // Contact centers of one multi-org deployment share its functions.
    if seed
        .functions
        .iter()
        .all(|known| known.name != function.name)
    {
        seed.functions.extend(siblings(center, &function));
        seed.functions.push(function);
    }
    if center.has_secrets() {
        let token = RestKeys::of(&center.name).access_token;
        seed.secrets.extend([
            SeedSecret::new(names::secret(&center.name), values.secret(center)),
            SeedSecret::new(
                names::access_secret(&center.name),
                document([(token.as_str(), TOKEN)]),
            ),
        ]);
    }
    if !center.has_secrets() || center.leftovers {
        add_parameters(seed, center, values);
    }
}

fn with_own_secret(center: &Center) -> SeedFunction {
    let (secret, access_secret) = (
        names::secret(&center.name),
        names::access_secret(&center.name),
    );
    let prefix = center.prefix.as_ref().unwrap_or(&center.name);
    let variables = [
        ("LOG_LEVEL", "info"),
        (variable::SECRET_NAME, &secret),
        (variable::ACCESS_SECRET_NAME, &access_secret),
    ];
    SeedFunction {
        program: Program::RestSince19,
        ..released(center, &names::function(prefix), variables)
    }
}

fn shared(center: &Center) -> SeedFunction {
    let prefix = center.prefix.as_deref().unwrap_or(names::MULTI_ORG_DEFAULT);
    SeedFunction {
        program: Program::RestSince19,
        ..released(
            center,
            &names::multi_org_function(prefix),
            [("LOG_LEVEL", "info")],
        )
    }
}

fn with_parameters(center: &Center) -> SeedFunction {
    let named = Parameters::of(&format!("{}-", center.name));
    let (mut subject, mut audience) = (named.subject, named.audience);
    if center.literal_variables {
        subject.clone_from(&center.username);
        audience = center.org.audience().to_owned();
    }
    let variables = [
        (variable::PRIVATE_KEY, named.private_key.as_str()),
        (variable::CONSUMER_KEY, &named.consumer_key),
        (variable::ACCESS_TOKEN, &named.access_token),
        (variable::SUBJECT, &subject),
        (variable::AUDIENCE, &audience),
        (variable::AUTH_ENDPOINT, &center.token_endpoint()),
        (variable::REST_BASE, &center.rest_base()),
    ];
    SeedFunction {
        runtime: "nodejs20.x".to_owned(),
        program: Program::RestBefore19,
        ..released(center, &names::function(&center.name), variables)
    }
}

/// Variables of versions below 19.0 and code of later ones: as published, it cannot log in.
fn from_the_repository(center: &Center) -> SeedFunction {
    let named = Parameters::of("");
    let variables = [
        (variable::PRIVATE_KEY, named.private_key.as_str()),
        (variable::CONSUMER_KEY, &named.consumer_key),
        (variable::ACCESS_TOKEN, &named.access_token),
        (variable::SUBJECT, &named.subject),
        (variable::AUDIENCE, &named.audience),
        (
            variable::AUTH_ENDPOINT,
            "https://login.salesforce.com/services/oauth2/token",
        ),
        (
            variable::REST_BASE,
            "https://login.salesforce.com/services/data/v54.0",
        ),
    ];
    SeedFunction {
        program: Program::RestSince19,
        ..SeedFunction::new(&center.listed_as(), variables).published("")
    }
}

fn released<const N: usize>(
    center: &Center,
    name: &str,
    variables: [(&str, &str); N],
) -> SeedFunction {
    let description = format!("Service Cloud Voice Lambda Version V{}", center.version);
    SeedFunction {
        description: "Invokes Salesforce REST API from contact flows".to_owned(),
        ..SeedFunction::new(name, variables).published(&description)
    }
}

/// The functions beside the REST function. Below 19.0 the telephony one has a variable of the same name for a
/// quite different key.
fn siblings(center: &Center, function: &SeedFunction) -> [SeedFunction; 2] {
    let named = |what: &str| {
        let name = function
            .name
            .replace("InvokeSalesforceRestApiFunction", what);
        SeedFunction {
            name,
            description: String::new(),
            program: Program::Other,
            ..function.clone()
        }
    };
    let mut telephony = named("InvokeTelephonyIntegrationApiFunction");
    if !center.has_secrets() {
        let key = RestKeys::of(&center.name).telephony_key;
        let variables = [(variable::PRIVATE_KEY, key.as_str()), ("LOG_LEVEL", "info")];
        telephony.environment = SeedFunction::new("", variables).environment;
    }
    let mut records = named("CTRDataSyncFunction");
    records.environment = SeedFunction::new("", [("LOG_LEVEL", "info")]).environment;
    [telephony, records]
}

fn add_parameters(seed: &mut Seed, center: &Center, values: &Values) {
    let named = Parameters::of(&format!("{}-", center.name));
    let keys = RestKeys::of(&center.name);
    let parameter = |name: &str, value: &Secret| secure(name, value.clone());
    seed.parameters.extend([
        parameter(&named.consumer_key, &values.consumer_key),
        parameter(&named.private_key, &values.private_key),
        parameter(&named.access_token, &Secret::new(TOKEN)),
        parameter(&keys.telephony_key, &values.telephony_key),
    ]);
    if !center.literal_variables {
        seed.parameters.extend([
            parameter(&named.subject, &values.subject),
            parameter(&named.audience, &values.audience),
        ]);
    }
}

/// The names that the templates give to parameters.
struct Parameters {
    consumer_key: String,
    private_key: String,
    access_token: String,
    subject: String,
    audience: String,
}

impl Parameters {
    fn of(prefix: &str) -> Self {
        let named = |what: &str| format!("{prefix}salesforce-rest-api-{what}");
        Self {
            consumer_key: named("auth-consumer-key"),
            private_key: named("auth-private-key"),
            access_token: named("access-token"),
            subject: named("subject"),
            audience: named("audience"),
        }
    }
}
