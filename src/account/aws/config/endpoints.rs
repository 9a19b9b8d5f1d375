//! Endpoints that are not AWS's own: an emulator, a VPC endpoint.

use aws_types::SdkConfig;
use aws_types::service_config::ServiceConfigKey;
use url::Url;

use super::{Settings, failure};
use crate::account::Outcome;
use crate::domain::FailureKind;
use crate::domain::place::Sourced;

/// The services we call, as the SDK names them.
const SERVICES: [&str; 4] = ["Lambda", "Secrets Manager", "SSM", "STS"];

impl Settings {
    /// The endpoints that are not AWS's own, told apart where the services differ.
    pub(in super::super) fn endpoint(&self, sdk: &SdkConfig) -> Outcome<Option<Sourced<String>>> {
        let mut found: Vec<(Sourced<String>, Vec<&str>)> = Vec::new();
        for service in SERVICES {
            let Some(endpoint) = self.endpoint_of(service, sdk) else {
                continue;
            };
            self.check_endpoint(&endpoint)?;
            match found.iter_mut().find(|(it, _)| *it == endpoint) {
                Some((_, services)) => services.push(service),
                None => found.push((endpoint, vec![service])),
            }
        }
        Ok(match found.as_slice() {
            [] => None,
            [(one, services)] if services.len() == SERVICES.len() => Some(one.clone()),
            several => Some(told_apart(several)),
        })
    }

    fn endpoint_of(&self, service: &str, sdk: &SdkConfig) -> Option<Sourced<String>> {
        let general = "AWS_ENDPOINT_URL";
        let key = ServiceConfigKey::builder()
            .service_id(service)
            .env(general)
            .profile("endpoint_url")
            .build()
            .ok()?;
        let value = sdk.service_config()?.load_config(key)?;
        let own = format!("{general}_{}", service.replace(' ', "_").to_uppercase());
        let named = |it: &&str| self.variables.get(*it) == Some(&value);
        let source = match [own.as_str(), general].iter().find(|it| named(it)) {
            Some(variable) => (*variable).to_owned(),
            None => format!("profile {}", &self.selected),
        };
        Some(Sourced { value, source })
    }

    fn check_endpoint(&self, endpoint: &Sourced<String>) -> Outcome<()> {
        let Sourced { value, source } = endpoint;
        match Url::parse(value) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(()),
            _ => Err(failure(
                FailureKind::Configuration,
                &self.selected,
                &format!("The endpoint {value} (from {source}) is not an http or https address."),
                "Write it as https://host, or remove it.",
            )),
        }
    }
}

fn told_apart(endpoints: &[(Sourced<String>, Vec<&str>)]) -> Sourced<String> {
    let values = endpoints
        .iter()
        .map(|(it, services)| format!("{} ({})", it.value, services.join(", ")));
    let sources = endpoints.iter().map(|(it, _)| it.source.as_str());
    Sourced {
        value: values.collect::<Vec<_>>().join(", "),
        source: sources.collect::<Vec<_>>().join(", "),
    }
}
