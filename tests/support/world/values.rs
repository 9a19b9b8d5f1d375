//! The values of a contact center and the documents they are kept in, as the vendor's templates write them.

/// The OAuth values of one contact center, each a placeholder until somebody sets it.
#[derive(Debug, Clone)]
pub struct Values {
    /// The consumer key of the org's app.
    pub consumer_key: String,
    /// The private key, as PEM.
    pub private_key: String,
    /// The username.
    pub subject: String,
    /// The login host.
    pub audience: String,
    /// The token that the function caches.
    pub access_token: String,
}

impl Values {
    /// As a template leaves them.
    pub fn placeholders() -> Self {
        Self {
            consumer_key: "salesforce-rest-api-auth-consumer-key-value".into(),
            private_key: "salesforce-rest-api-auth-private-key-value".into(),
            subject: "salesforce-rest-api-auth-subject".into(),
            audience: "https://login.salesforce.com/".into(),
            access_token: "salesforce-rest-api-auth-access-token-key-value".into(),
        }
    }

    /// The same, with a token that the function got for another user.
    pub fn with_cached_token() -> Self {
        Self {
            access_token: "00D5g00000ABCDE!AQ8token.of.another.user".into(),
            ..Self::placeholders()
        }
    }

    /// As the multi-org template leaves them: the audience too.
    pub fn multi_org_placeholders() -> Self {
        Self {
            audience: "salesforce-rest-api-auth-audience-key-value".into(),
            ..Self::placeholders()
        }
    }

    /// Consumer key and username are set, the private key is not.
    pub fn without_private_key() -> Self {
        Self {
            consumer_key: format!("3MVG9{}k2Qp", "x".repeat(76)),
            subject: "integration@acme.com".into(),
            ..Self::placeholders()
        }
    }

    /// The contact center's secret, key by key in the template's order.
    pub fn secret(&self, name: &str) -> String {
        let org = org(name);
        document(&[
            ("CALL_CENTER_API_NAME".into(), name),
            ("SALESFORCE_ORG_ID".into(), "00D5g00000ABCDE"),
            ("SALESFORCE_AUTH_ENDPOINT".into(), &auth_endpoint(&org)),
            (
                "SALESFORCE_REST_API_ENDPOINT_BASE".into(),
                &format!("{org}/services/data/v64.0"),
            ),
            (
                "SCRT_ENDPOINT_BASE".into(),
                &format!("https://{name}.my.salesforce-scrt.com/telephony/v1"),
            ),
            ("TRANSCRIBE_REGION".into(), "us-west-2"),
            (
                format!("{name}-salesforce-rest-api-auth-consumer-key"),
                &self.consumer_key,
            ),
            (
                format!("{name}-salesforce-rest-api-auth-private-key"),
                &self.private_key,
            ),
            (format!("{name}-salesforce-rest-api-subject"), &self.subject),
            (
                format!("{name}-salesforce-rest-api-audience"),
                &self.audience,
            ),
            (
                format!("{name}-scrt-jwt-auth-private-key"),
                "scrt-jwt-auth-private-key-value",
            ),
        ])
    }

    /// The secret with the cached token.
    pub fn access_secret(&self, name: &str) -> String {
        document(&[(
            format!("{name}-salesforce-rest-api-access-token"),
            &self.access_token,
        )])
    }
}

/// The My Domain address of the org of a contact center.
pub fn org(name: &str) -> String {
    format!("https://{name}.my.salesforce.com")
}

/// The token endpoint of an org.
pub fn auth_endpoint(org: &str) -> String {
    format!("{org}/services/oauth2/token")
}

/// A JSON object with a blank after each comma and colon, as the template's Python writes it.
pub fn document(entries: &[(String, &str)]) -> String {
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let entries = entries
        .iter()
        .map(|(key, value)| format!("{}: {}", quoted(key), quoted(value)));
    format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
}
