//! Where we work and as whom: profile, Region, identity, each with where it came from.

/// What a person asked for; `None` leaves it to the standard chain (environment, then configuration files).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Place {
    /// The profile of the AWS configuration files.
    pub profile: Option<String>,
    /// The AWS Region, as in `us-west-2`.
    pub region: Option<String>,
}

impl Place {
    /// A command line about a contact center here, as in `scv-oauth undo --contact-center acme --region us-west-2`.
    pub fn command(&self, what: &str, contact_center: &str) -> String {
        let mut command = format!("scv-oauth {what} --contact-center {contact_center}");
        for (flag, value) in [("--profile", &self.profile), ("--region", &self.region)] {
            command.extend(value.iter().map(|value| format!(" {flag} {value}")));
        }
        command
    }
}

/// A value and where it came from, as in `us-west-2` "from AWS_REGION".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it came from, to follow the word "from": `AWS_REGION`, `profile acme`, `--region`.
    pub source: String,
}

/// What a [`Place`] comes to before any network call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The profile in use; `None` where credentials come without one.
    pub profile: Sourced<Option<String>>,
    /// The Region in use; `None` where nothing names one.
    pub region: Option<Sourced<String>>,
    /// A custom endpoint, where one is set: an emulator or a VPC endpoint.
    pub endpoint: Option<Sourced<String>>,
}

/// Who AWS says we are (`sts:GetCallerIdentity`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The account, twelve digits.
    pub account: String,
    /// The caller's ARN.
    pub arn: String,
}

impl Identity {
    /// The partition of the caller's ARN: `aws`, `aws-us-gov`, `aws-cn`.
    pub fn partition(&self) -> &str {
        self.arn.split(':').nth(1).unwrap_or("aws")
    }

    /// The caller without account and partition, as in `assumed-role/Admin/jlee`.
    pub fn caller(&self) -> &str {
        self.arn.rsplit(':').next().unwrap_or(&self.arn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_leads_to_the_same_place() {
        let place = Place {
            profile: Some("voice".into()),
            region: None,
        };
        assert_eq!(
            place.command("undo", "acme"),
            "scv-oauth undo --contact-center acme --profile voice"
        );
    }

    #[test]
    fn an_arn_tells_partition_and_caller() {
        let identity = Identity {
            account: "123456789012".into(),
            arn: "arn:aws-us-gov:sts::123456789012:assumed-role/Admin/jlee".into(),
        };
        assert_eq!(identity.partition(), "aws-us-gov");
        assert_eq!(identity.caller(), "assumed-role/Admin/jlee");
    }
}
