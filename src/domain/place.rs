//! Where we work and as whom: profile, Region, identity, each with where it came from.

use std::borrow::Cow;

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
        let mut command = format!(
            "scv-oauth {what} --contact-center {}",
            quoted(contact_center)
        );
        for (flag, value) in [("--profile", &self.profile), ("--region", &self.region)] {
            command.extend(
                value
                    .iter()
                    .map(|value| format!(" {flag} {}", quoted(value))),
            );
        }
        command
    }
}

/// As one word of a shell's command line. Profiles are often called by two words.
fn quoted(word: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./:@%+=,".contains(c);
    match !word.is_empty() && word.chars().all(is_plain) {
        true => word.into(),
        false => format!("'{}'", word.replace('\'', r"'\''")).into(),
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

    /// Whether both are the same user or role of the same account. A role is assumed in sessions, and a profile may
    /// leave open what those are called: then each has a new name, and says nothing of who it is.
    pub fn is_same(&self, other: &Self) -> bool {
        self.account == other.account && self.principal() == other.principal()
    }

    /// The caller's ARN without the session of a role.
    fn principal(&self) -> &str {
        let is_role = self.caller().starts_with("assumed-role/");
        let role = self.arn.rsplit_once('/').filter(|_| is_role);
        role.map_or(&self.arn, |(role, _)| role)
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
    fn a_command_line_is_read_by_a_shell_as_it_was_meant() {
        for (profile, word) in [
            ("My Profile", "'My Profile'"),
            ("o'hara", r"'o'\''hara'"),
            ("$(id)", "'$(id)'"),
            ("", "''"),
            ("Admin-123_a.b@c", "Admin-123_a.b@c"),
        ] {
            let place = Place {
                profile: Some(profile.into()),
                region: None,
            };
            let expected = format!("scv-oauth check --contact-center 'a;b' --profile {word}");
            assert_eq!(place.command("check", "a;b"), expected);
        }
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

    #[test]
    fn another_session_of_the_same_role_is_the_same_caller_and_all_else_is_another() {
        let identity = |arn: &str| Identity {
            account: arn.split(':').nth(4).unwrap_or_default().into(),
            arn: arn.into(),
        };
        let admin = "arn:aws:sts::1:assumed-role/Admin/assume-role-from-profile-1764000000000";
        for (one, other, is_same) in [
            (admin, "arn:aws:sts::1:assumed-role/Admin/jlee", true),
            (admin, "arn:aws:sts::1:assumed-role/Reader/jlee", false),
            (admin, "arn:aws:sts::2:assumed-role/Admin/jlee", false),
            (admin, "arn:aws:iam::1:user/Admin/jlee", false),
            ("arn:aws:iam::1:user/jlee", "arn:aws:iam::1:user/jlee", true),
            (
                "arn:aws:iam::1:user/x/jlee",
                "arn:aws:iam::1:user/x/mary",
                false,
            ),
            (
                "arn:aws:sts::1:federated-user/jlee",
                "arn:aws:sts::1:federated-user/mary",
                false,
            ),
            ("arn:aws:iam::1:root", "arn:aws:iam::1:user/root", false),
        ] {
            assert_eq!(
                identity(one).is_same(&identity(other)),
                is_same,
                "{one} {other}"
            );
        }
    }
}
