//! The Salesforce user as whom the Lambda logs in: the `sub` of every assertion.

use std::fmt;

use super::{
    CheckLine, MyDomain, OrgKind, Secret, Stored,
    paste::clean_line,
    pasted::{self, Pasted},
};
use crate::problem::Problem;

/// What Salesforce allows, in characters.
const LONGEST: usize = 80;
/// Ends of mail domains that no sandbox is likely to be named after.
const COMMON_ENDS: [&str; 12] = [
    "com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "io", "eu", "cloud",
];

/// What Salesforce must allow the user, for a person to go through; nothing of it shows in the name.
pub const MUST_BE_ALLOWED: [&str; 4] = [
    "The user is active and has the permission API Enabled.",
    "Its profile or one of its permission sets is assigned to the app.",
    "Its login hours and login IP ranges let the Lambda in.",
    "It may read and write the objects that your contact flows use.",
];

/// A Salesforce username: it looks like an e-mail address and often is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Username(String);

impl Username {
    /// Cleans what was typed; refuses what cannot be a username.
    pub fn read(raw: &str) -> Result<(Self, Vec<CheckLine>), Problem> {
        if raw
            .trim()
            .contains(|c: char| c.is_control() && !c.is_whitespace())
        {
            return Err(Problem::new(
                "username-control-characters",
                "The username has characters in it that steer a terminal.",
            )
            .cause("They come along where a coloured text is copied, and leave others behind.")
            .fix(LOOK_IT_UP));
        }
        let cleaned = clean_line(raw);
        let whole = cleaned.text.expose();
        let text = whole.strip_prefix("mailto:").unwrap_or(whole);
        if let Some(problem) = mistaken(text) {
            return Err(problem);
        }
        refuse_malformed(text)?;
        let mut checks: Vec<CheckLine> = cleaned.notes.iter().map(CheckLine::ok).collect();
        if text != whole {
            checks.push(CheckLine::ok("mailto: in front of it was removed."));
        }
        if text.to_ascii_lowercase().ends_with(".my.salesforce.com") {
            checks.push(CheckLine::warn(
                "It ends like a My Domain address. Usernames usually end like an e-mail address.",
            ));
        }
        Ok((Self(text.to_owned()), checks))
    }

    /// The username as it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it fits the org that it is for, as far as the org's address tells the sandbox's name.
    pub fn fits(&self, kind: OrgKind, domain: Option<&MyDomain>) -> Vec<CheckLine> {
        match (kind, domain.and_then(MyDomain::sandbox_name)) {
            (OrgKind::Sandbox, Some(sandbox)) => self.checks_for_sandbox(sandbox),
            (kind, _) => self.checks_for(kind),
        }
    }

    /// Whether it fits a sandbox of this name: users copied there get the name as suffix.
    pub fn checks_for_sandbox(&self, sandbox: &str) -> Vec<CheckLine> {
        let suffix = format!(".{}", sandbox.to_ascii_lowercase());
        vec![if self.0.to_ascii_lowercase().ends_with(&suffix) {
            CheckLine::ok(format!("It ends in {suffix}, the name of this sandbox."))
        } else {
            CheckLine::warn(format!(
                "It does not end in {suffix}. Users copied to this sandbox do; others may not."
            ))
        }]
    }

    /// Whether it has what usernames in such an org usually have.
    pub fn checks_for(&self, kind: OrgKind) -> Vec<CheckLine> {
        match (kind, self.sandbox_suffix()) {
            (OrgKind::Sandbox, None) => vec![CheckLine::warn(
                "It has no sandbox suffix. Users copied to a sandbox get one, as in jane@acme.com.uat.",
            )],
            (OrgKind::Sandbox, Some(suffix)) => vec![CheckLine::ok(format!(
                "It ends in .{suffix}, as users of a sandbox do."
            ))],
            (OrgKind::Production, Some(suffix)) if self.suffix_follows_domain() => {
                vec![CheckLine::warn(format!(
                    "It ends in .{suffix}, which looks like a sandbox's suffix. The org is production.",
                ))]
            }
            (OrgKind::Production, _) => Vec::new(),
        }
    }

    fn labels(&self) -> Vec<&str> {
        self.0
            .rsplit_once('@')
            .map_or(Vec::new(), |(_, domain)| domain.split('.').collect())
    }

    /// The last part, if it is not a usual end of a mail domain.
    fn sandbox_suffix(&self) -> Option<&str> {
        let labels = self.labels();
        let [.., before, last] = labels.as_slice() else {
            return None;
        };
        let lower = last.to_ascii_lowercase();
        let qa = lower == "qa" && is_common(before);
        ((lower.len() > 2 && !is_common(&lower)) || qa)
            .then(|| &self.0[self.0.len() - last.len()..])
    }

    /// As in `acme.com.uat`, where `acme.uat` may be a name made up for a production user.
    fn suffix_follows_domain(&self) -> bool {
        let labels = self.labels();
        matches!(labels.as_slice(), [_, .., before, last] if labels.len() > 2 && is_common(before) && last.len() > 2)
    }
}

/// Judges a stored username, which the Lambda sends exactly as it stands.
pub fn judge_stored(text: &Secret) -> Stored<Username> {
    let exact = text.expose();
    if text.is_blank() || pasted::is_template_placeholder(exact) {
        return Stored::Placeholder;
    }
    match Username::read(exact) {
        Err(problem) => Stored::Unusable(problem),
        Ok((username, _)) if username.0 == exact => Stored::Usable(username),
        Ok(_) => Stored::Unusable(
            Problem::new(
                "username-not-clean",
                "The stored username has blanks, quotes or invisible characters around it.",
            )
            .cause(
                "The Lambda sends it exactly as stored, and Salesforce does not know such a user.",
            )
            .fix("Run setup again: it stores the username clean."),
        ),
    }
}

fn is_common(label: &str) -> bool {
    COMMON_ENDS.contains(&label.to_ascii_lowercase().as_str())
}

fn refuse_malformed(text: &str) -> Result<(), Problem> {
    let refuse = |code, what: &str| {
        Err(Problem::new(code, what)
            .cause("A username has the form of an e-mail address, as in jane@acme.com.")
            .fix(LOOK_IT_UP))
    };
    if text.contains(char::is_whitespace) {
        return refuse(
            "username-blanks",
            "The username has a blank or a line break in it.",
        );
    }
    if text.chars().count() > LONGEST {
        return refuse(
            "username-too-long",
            "The username has more than 80 characters.",
        );
    }
    if text.matches('@').count() > 1 {
        return refuse(
            "username-two-ats",
            "The username has more than one @ in it.",
        );
    }
    match text.split_once('@') {
        None => refuse("username-without-at", "The username has no @ in it."),
        Some((name, domain)) if name.is_empty() || domain.is_empty() || !domain.contains('.') => {
            refuse("username-malformed", "The username is not complete.")
        }
        Some(_) => Ok(()),
    }
}

const LOOK_IT_UP: &str = "Copy it from the Username field of the user's page in Salesforce Setup.";

fn mistaken(text: &str) -> Option<Problem> {
    let (code, what) = match pasted::recognise(text)? {
        Pasted::Email => return None,
        Pasted::Nothing => ("username-empty", "The username is empty."),
        Pasted::Placeholder => (
            "username-placeholder",
            "This is the template's placeholder, not a username.",
        ),
        Pasted::KeyName => (
            "username-is-name",
            "This is the name under which the username is stored, not a username.",
        ),
        Pasted::ConsumerKey => (
            "username-is-consumer-key",
            "This is a consumer key, not a username.",
        ),
        Pasted::ConsumerSecret => (
            "username-is-consumer-secret",
            "This is a consumer secret, not a username.",
        ),
        Pasted::OrgId => ("username-is-org-id", "This is an org id, not a username."),
        Pasted::UserId => (
            "username-is-user-id",
            "This is the user's id, not the username.",
        ),
        Pasted::Token => (
            "username-is-token",
            "This is an access token, not a username.",
        ),
        Pasted::Url => ("username-is-url", "This is a web address, not a username."),
        Pasted::PrivateKey => (
            "username-is-private-key",
            "This is a private key, not a username.",
        ),
        Pasted::OtherPem => (
            "username-is-certificate",
            "This is a certificate or public key, not a username.",
        ),
        Pasted::Json => (
            "username-is-json",
            "This is a JSON document, not a username.",
        ),
    };
    Some(Problem::new(code, what).fix(LOOK_IT_UP))
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;
    use crate::domain::Level;

    #[test]
    fn a_username_is_cleaned_and_kept_as_typed() {
        for raw in [
            "Jane@Acme.com",
            " Jane@Acme.com\n",
            "\"Jane@Acme.com\"",
            "\u{200b}Jane@Acme.com",
        ] {
            assert_eq!(
                Username::read(raw).unwrap().0.as_str(),
                "Jane@Acme.com",
                "{raw:?}"
            );
        }
    }

    #[test]
    fn what_is_no_username_is_refused_by_its_name() {
        let long = format!("{}@acme.com", "j".repeat(72));
        let rows = [
            ("", "username-empty"),
            ("jane", "username-without-at"),
            ("jane doe@acme.com", "username-blanks"),
            ("jane@acme.com\njohn@acme.com", "username-blanks"),
            (&long, "username-too-long"),
            ("@acme.com", "username-malformed"),
            ("jane@", "username-malformed"),
            ("jane@acme", "username-malformed"),
            ("jane@acme@acme.com", "username-two-ats"),
            ("jane\u{1b}[31m@acme.com", "username-control-characters"),
            ("https://acme.my.salesforce.com", "username-is-url"),
            ("acme.my.salesforce.com", "username-is-url"),
            ("0055g00000ABCDE", "username-is-user-id"),
            ("00D5g00000ABCDE", "username-is-org-id"),
            ("3MVG9abc", "username-is-consumer-key"),
            ("salesforce-rest-api-auth-subject", "username-placeholder"),
            ("acme-salesforce-rest-api-subject", "username-is-name"),
        ];
        for (raw, code) in rows {
            assert_eq!(Username::read(raw).unwrap_err().code, code, "{raw}");
        }
        assert!(Username::read(&long[1..]).is_ok());
    }

    #[test]
    fn a_name_that_ends_like_a_my_domain_is_a_warning() {
        let (_, checks) = Username::read("jane@acme.my.salesforce.com").unwrap();
        assert_eq!(checks[0].level, Level::Warn);
    }

    #[test]
    fn the_sandbox_suffix_is_compared_with_the_kind_of_org() {
        use OrgKind::{Production, Sandbox};
        let rows = [
            ("jane@acme.com", Production, false),
            ("jane@acme.com", Sandbox, true),
            ("jane@acme.com.uat", Production, true),
            ("jane@acme.com.uat", Sandbox, false),
            ("jane@acme.uat", Sandbox, false),
            ("jane@acme.voice", Production, false),
            ("jane@acme.com.au", Production, false),
            ("jane@acme.com.au", Sandbox, true),
            ("jane@acme.co.uk", Production, false),
            ("jane@mail.acme.com", Production, false),
            ("jane@acme.com.qa", Sandbox, false),
        ];
        for (name, kind, warns) in rows {
            let checks = Username::read(name).unwrap().0.checks_for(kind);
            assert_eq!(
                checks.iter().any(|check| check.level == Level::Warn),
                warns,
                "{name} {kind}"
            );
        }
    }

    #[test]
    fn what_is_stored_must_be_clean_already() {
        let judge = |text: &str| match judge_stored(&Secret::new(text)) {
            Stored::Placeholder => "placeholder",
            Stored::Usable(_) => "usable",
            Stored::Unusable(problem) => problem.code,
        };
        assert_eq!(judge("jane@acme.com"), "usable");
        assert_eq!(judge("salesforce-rest-api-auth-subject"), "placeholder");
        assert_eq!(
            judge("salesforce-rest-api-auth-subject-key-value"),
            "placeholder"
        );
        assert_eq!(judge("jane@acme.com\n"), "username-not-clean");
        assert_eq!(judge("jane"), "username-without-at");
    }

    proptest! {
        #[test]
        fn what_was_read_is_read_again_as_itself(raw in "\\PC*|[a-z @.\"]{1,12}@[a-z.]{1,12}") {
            if let Ok((once, _)) = Username::read(&raw) {
                prop_assert_eq!(&Username::read(once.as_str()).unwrap().0, &once);
                let _ = (once.checks_for(OrgKind::Sandbox), once.checks_for(OrgKind::Production));
            }
        }
    }

    #[test]
    fn what_a_copied_link_puts_in_front_is_taken_off() {
        let (name, checks) = Username::read("mailto:jane@acme.com").unwrap();
        assert_eq!(name.as_str(), "jane@acme.com");
        assert!(checks.iter().any(|line| line.text.contains("mailto:")));
    }
}
