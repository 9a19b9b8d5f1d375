//! Which AWS operation a request asks for.

use super::wire::Message;

/// An operation, as in the API reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Whose it is.
    pub service: Service,
    /// Its name; `Unknown` for a request that nobody here has heard of.
    pub name: String,
}

/// The services whose errors differ in form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// AWS Lambda: paths, JSON errors with a header.
    Lambda,
    /// AWS Secrets Manager: a target header, JSON errors.
    SecretsManager,
    /// AWS Systems Manager: the same.
    Ssm,
    /// STS and whatever else takes forms: XML errors.
    Query,
}

impl Operation {
    /// Tells the operation from target header, form or path.
    pub fn of(request: &Message) -> Self {
        if let Some((service, name)) = request
            .header("x-amz-target")
            .and_then(|it| it.split_once('.'))
        {
            let service = match service {
                "AmazonSSM" => Service::Ssm,
                _ => Service::SecretsManager,
            };
            return Self {
                service,
                name: name.to_owned(),
            };
        }
        if let Some(action) = form_action(&request.body) {
            return Self {
                service: Service::Query,
                name: action,
            };
        }
        let mut words = request.start.split(' ');
        let (method, target) = (
            words.next().unwrap_or_default(),
            words.next().unwrap_or_default(),
        );
        Self {
            service: Service::Lambda,
            name: lambda_operation(method, target).to_owned(),
        }
    }

    /// The action in IAM policies.
    pub fn action(&self) -> String {
        match (self.service, self.name.as_str()) {
            (Service::Lambda, "Invoke") => "lambda:InvokeFunction".to_owned(),
            (Service::Lambda, name) => format!("lambda:{name}"),
            (Service::SecretsManager, name) => format!("secretsmanager:{name}"),
            (Service::Ssm, name) => format!("ssm:{name}"),
            (Service::Query, name) => format!("sts:{name}"),
        }
    }
}

fn form_action(body: &[u8]) -> Option<String> {
    let mut fields = url::form_urlencoded::parse(body);
    fields
        .find(|(name, _)| name == "Action")
        .map(|(_, action)| action.into_owned())
}

fn lambda_operation(method: &str, target: &str) -> &'static str {
    let path = target.split('?').next().unwrap_or_default();
    // The first part is the version of the API, the third the function.
    let parts: Vec<&str> = path
        .split('/')
        .filter(|part| !part.is_empty())
        .skip(1)
        .collect();
    match (method, parts.as_slice()) {
        ("GET", ["functions"]) => "ListFunctions",
        ("POST", ["functions"]) => "CreateFunction",
        ("GET", ["functions", _]) => "GetFunction",
        ("GET", ["functions", _, "configuration"]) => "GetFunctionConfiguration",
        ("PUT", ["functions", _, "configuration"]) => "UpdateFunctionConfiguration",
        ("GET", ["functions", _, "versions"]) => "ListVersionsByFunction",
        ("POST", ["functions", _, "versions"]) => "PublishVersion",
        ("GET", ["functions", _, "aliases"]) => "ListAliases",
        ("POST", ["functions", _, "aliases"]) => "CreateAlias",
        ("GET", ["functions", _, "aliases", _]) => "GetAlias",
        ("PUT", ["functions", _, "aliases", _]) => "UpdateAlias",
        ("GET", ["functions", _, "provisioned-concurrency"]) if target.contains("List=ALL") => {
            "ListProvisionedConcurrencyConfigs"
        }
        ("GET", ["functions", _, "provisioned-concurrency"]) => "GetProvisionedConcurrencyConfig",
        ("POST", ["functions", _, "invocations"]) => "Invoke",
        ("GET", ["tags", _]) => "ListTags",
        _ => "Unknown",
    }
}
