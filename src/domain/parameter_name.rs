//! Names of parameters: what Parameter Store takes, and what the function's role may read.

use super::key_material;
use super::pasted::{Pasted, recognise};

/// Whether Parameter Store could have a parameter of this name. A username or an address is none: asking for
/// one makes AWS refuse the whole call.
///
/// Up to 1,011 characters and 15 levels, and not beginning with `aws` or `ssm`; letters, digits and `_.-/` (`:` would ask for a version or label); one with a slash
/// begins with it. A consumer key or secret has the right characters too, but is a value that was put where a name
/// belongs: a name is shown and sent to AWS, which notes it, and a secret must be neither.
pub fn is_valid(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_.-/".contains(c);
    let is_rooted = !name.contains('/') || (name.starts_with('/') && !name.starts_with("//"));
    let fits = !name.is_empty() && name.len() <= 1011 && name.chars().all(allowed);
    let levels = name.split('/').filter(|level| !level.is_empty()).count();
    let bare = name.trim_start_matches('/').to_ascii_lowercase();
    let is_taken = bare.starts_with("aws") || bare.starts_with("ssm");
    fits && is_rooted && levels <= 15 && !is_taken && !is_secret(name)
}

fn is_secret(name: &str) -> bool {
    let is_secret = matches!(
        recognise(name),
        Some(Pasted::ConsumerSecret | Pasted::ConsumerKey | Pasted::Token)
    );
    is_secret || name.contains("3MVG9") || key_material::is_in(name)
}

/// Whether the role of the published templates may read it: `parameter/*-salesforce-*`.
pub fn is_readable_by_role(name: &str) -> bool {
    name.contains("-salesforce-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_username_or_an_address_is_no_name() {
        assert!(!is_valid("integration@acme.com"));
        assert!(!is_valid("https://login.salesforce.com"));
        assert!(is_valid("acme-salesforce-rest-api-subject"));
        assert!(is_valid("/acme/salesforce/subject"));
        assert!(!is_valid("acme/salesforce/subject"));
    }

    #[test]
    fn a_name_has_at_most_fifteen_levels_and_is_not_one_of_awss_own() {
        assert!(is_valid(&"/a".repeat(15)));
        assert!(!is_valid(&"/a".repeat(16)));
        for taken in ["aws-salesforce-subject", "/AWS/subject", "/ssm/subject"] {
            assert!(!is_valid(taken), "{taken}");
        }
    }

    #[test]
    fn a_consumer_key_or_secret_is_no_name() {
        assert!(!is_valid("3MVG9lKcPoNINVBIPJjdw1J9LLM82Hn"));
        for secret in ["0aF3".repeat(16), "0AF3".repeat(16), "12".repeat(9) + "3"] {
            assert!(!is_valid(&secret), "{secret}");
        }
        for name in [
            "subject-2024",
            "123456789012",
            "acme-salesforce-0123456789012345678",
        ] {
            assert!(is_valid(name), "{name}");
        }
    }

    #[test]
    fn the_role_reads_only_names_with_salesforce_between_hyphens() {
        assert!(is_readable_by_role("acme-salesforce-rest-api-subject"));
        assert!(!is_readable_by_role("salesforce-rest-api-subject"));
    }
}
