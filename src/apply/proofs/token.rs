//! What the function's cached token tells: only one that was not there before shows that it logged in by itself.

use crate::account::Account;
use crate::domain::center::{VersionPath, variable};
use crate::domain::document::Document;
use crate::domain::resources::{Held, Which};
use crate::domain::rest_keys::is_placeholder;
use crate::domain::snapshot::Snapshot;
use crate::domain::{CheckLine, Secret, parameter_name};
use crate::problem::Problem;

/// The function answered rightly, but did not have to log in for it.
pub(super) const CACHED: &str = "function-used-cached-token";

/// It answered, and no token is there.
pub(super) const NOT_STORED: &str = "function-token-not-stored";

/// Whether there was a login could not be told.
pub(super) const UNSEEN: &str = "function-token-unseen";

/// The token that is stored; why it could not be read is not that there is none.
pub(super) type Seen = Result<Option<Secret>, Problem>;

/// Whether the function has logged in by itself, told from the tokens before and after its right answer.
pub(super) fn logged_in(before: &Seen, after: &Seen, written: bool) -> Result<CheckLine, Problem> {
    let token = after.as_ref().map_err(unseen)?.as_ref();
    let Some(token) = token.filter(|token| is_real_token(token)) else {
        return Err(Problem::new(
            NOT_STORED,
            "The function answered, but stored no new token.",
        )
        .cause("It may not write its token, or it reads another secret than this one.")
        .fix("Check which secret its environment names, and what its role may write."));
    };
    match before {
        Ok(before) if before.as_ref() != Some(token) => Ok(CheckLine::ok(
            "The function logged in by itself, stored a new token and read the org's record.",
        )),
        // Nothing real was left when we wrote: the function itself stored this one since.
        _ if written => Ok(CheckLine::ok(
            "The function read the org's record, with a token it stored since the setup.",
        )),
        Ok(_) => Err(cached()),
        Err(failed) => Err(unseen(failed)),
    }
}

fn unseen(failed: &Problem) -> Problem {
    Problem::new(
        UNSEEN,
        "The function answered, but whether it logged in for it could not be seen.",
    )
    .cause(format!("Its token could not be read. {}", failed.what))
    .fix("Test again. If the same comes back, see to it that you may read its token.")
}

/// What a token of before lets the function read says nothing of the values that are stored now.
fn cached() -> Problem {
    Problem::new(
        CACHED,
        "The function answered, but with a token that it had before this test.",
    )
    .cause("It keeps a token for hours. So its answer says nothing of the values stored now.")
    .fix("Test again once that token has ended, in some hours. Setup resets it whenever it writes.")
}

fn is_real_token(token: &Secret) -> bool {
    !is_placeholder(token) && token.chars() > 20
}

/// The token as it is stored now, where the function keeps it.
pub(super) async fn stored_token(account: &dyn Account, snapshot: &Snapshot) -> Seen {
    match snapshot.center.path {
        VersionPath::SecretsManager => token_in_secret(account, snapshot).await,
        VersionPath::ParameterStore => token_in_parameter(account, snapshot).await,
    }
}

async fn token_in_secret(account: &dyn Account, snapshot: &Snapshot) -> Seen {
    let (Some(rest), Some(access)) = (snapshot.rest_secret(), &snapshot.access_secret) else {
        return snapshot.access_secret_gap.clone().map_or(Ok(None), Err);
    };
    let value = account.secret(&access.name, &Which::current()).await;
    match value.map_err(|failure| failure.problem())?.held {
        Held::Text(text) => Ok(Document::parse(&text)?.text(&rest.keys.access_token)),
        Held::Binary => Ok(None),
    }
}

async fn token_in_parameter(account: &dyn Account, snapshot: &Snapshot) -> Seen {
    let name = snapshot.variable(variable::ACCESS_TOKEN);
    let Some(name) = name.filter(|name| parameter_name::is_valid(name)) else {
        return Ok(None);
    };
    let found = account.parameters(&[name.to_owned()]).await;
    let found = found.map_err(|failure| failure.problem())?.found;
    Ok(found.into_iter().next().map(|parameter| parameter.value))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_token_of_before_the_setup_proves_nothing() {
        let real = Secret::new(format!("00D5g00000ABCDE!{}", "t".repeat(80)));
        let newer = Secret::new(format!("00D5g00000ABCDE!{}", "u".repeat(80)));
        let reset = Secret::new("");
        let there = |token: &Secret| Ok(Some(token.clone()));
        let absent = || Ok(None);
        let failed = || Err(Problem::new("aws-throttled", "AWS is asked too often."));
        for (before, after, written, expected) in [
            (there(&reset), there(&real), true, "ok"),
            (there(&real), there(&newer), false, "ok"),
            (absent(), there(&real), false, "ok"),
            (there(&real), there(&real), true, "ok"),
            (there(&real), there(&real), false, CACHED),
            (there(&reset), there(&reset), true, NOT_STORED),
            (there(&real), absent(), true, NOT_STORED),
            // What is new is no token.
            (absent(), there(&Secret::new("reset")), false, NOT_STORED),
            (there(&real), there(&reset), false, NOT_STORED),
            // What could not be read is not absent.
            (failed(), there(&real), false, UNSEEN),
            (failed(), there(&real), true, "ok"),
            (there(&real), failed(), true, UNSEEN),
        ] {
            let code =
                logged_in(&before, &after, written).map_or_else(|problem| problem.code, |_| "ok");
            assert_eq!(code, expected, "{before:?} {after:?} {written}");
        }
    }

    #[test]
    fn a_login_is_claimed_only_where_the_token_of_before_was_seen() {
        let real = || Ok(Some(Secret::new("00D5g00000ABCDE!AQ0AQabcdefgh")));
        let failed = Err(Problem::new("aws-throttled", "AWS is asked too often."));
        let claimed = |before: Seen| logged_in(&before, &real(), true).unwrap().text;
        assert!(claimed(Ok(None)).contains("logged in by itself"));
        assert!(!claimed(failed).contains("logged in by itself"));
    }
}
