//! Two contact centers of the practice account, as they are before a setup.

use super::{ACCESS, ACCESS_BEFORE, FUNCTION, NAMES, SECRET, TOKEN};
use crate::account::practice::{Seed, SeedFunction};
use crate::domain::center::variable;

/// Below 19.0, with a literal for a name, so that the function must change, and a token in the cache.
pub fn below_19() -> Seed {
    let function = SeedFunction::new(
        FUNCTION,
        [
            (variable::CONSUMER_KEY, NAMES[0]),
            (variable::PRIVATE_KEY, NAMES[1]),
            (variable::SUBJECT, "integration@acme.com"),
            (variable::AUDIENCE, NAMES[3]),
            (variable::ACCESS_TOKEN, TOKEN),
            (
                variable::AUTH_ENDPOINT,
                "https://acme.my.salesforce.com/services/oauth2/token",
            ),
            (
                variable::REST_BASE,
                "https://acme.my.salesforce.com/services/data/v54.0",
            ),
        ],
    );
    let function = function.published("Service Cloud Voice Lambda Version V17.0");
    let function = function.published("Service Cloud Voice Lambda Version V18.0");
    let seed = NAMES
        .iter()
        .fold(Seed::default(), |seed, name| seed.parameter(name, "old"));
    seed.function(function)
}

pub fn with_secret() -> Seed {
    let key = |suffix: &str| format!("delta-salesforce-rest-api-{suffix}");
    let document = format!(
        r#"{{"CALL_CENTER_API_NAME": "delta", "SALESFORCE_AUTH_ENDPOINT": "https://acme.my.salesforce.com/services/oauth2/token", "SALESFORCE_REST_API_ENDPOINT_BASE": "https://acme.my.salesforce.com/services/data/v64.0", "{}": "a", "{}": "b", "{}": "c", "{}": "d"}}"#,
        key("auth-consumer-key"),
        key("auth-private-key"),
        key("subject"),
        key("audience")
    );
    let variables = [
        ("SECRET_NAME", "delta-salesforce-secret"),
        ("ACCESS_SECRET_NAME", "delta-salesforce-access-secret"),
    ];
    let function = SeedFunction::new(FUNCTION, variables);
    Seed::default()
        .secret(SECRET, &document)
        .secret(ACCESS, ACCESS_BEFORE)
        .function(function.published("Service Cloud Voice Lambda Version V19.0"))
}
