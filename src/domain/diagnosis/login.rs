//! What Salesforce's token endpoint says, and which entry that leads to.

mod app;
mod request;
mod user;

use super::row::{Mend, Row};
use app::*;
use request::*;
use user::*;

const WAIT_FOR_APP: Mend = (
    "Changed the app just now? Wait 2 to 10 minutes, then test again.",
    None,
);

/// In order: the first row that fits counts.
pub(super) const ROWS: &[Row] = &[
    Row {
        errors: &["invalid_client_id"],
        says: &["client identifier invalid"],
        entry: CONSUMER_KEY_UNKNOWN,
    },
    Row {
        errors: &["invalid_client"],
        says: &["must be installed"],
        entry: APP_NOT_INSTALLED,
    },
    Row {
        errors: &["invalid_client"],
        says: &["invalid client credentials"],
        entry: CLIENT_SECRET_DEMANDED,
    },
    Row {
        errors: &["app_not_found"],
        says: &["not installed in this org"],
        entry: APP_NOT_IN_ORG,
    },
    Row {
        errors: &["invalid_grant"],
        says: &["approved this consumer"],
        entry: USER_NOT_APPROVED,
    },
    Row {
        errors: &[
            "invalid_app_access",
            "invalid_app_acess",
            "oauth_app_access_denied",
        ],
        says: &["not admin approved"],
        entry: USER_NOT_ASSIGNED,
    },
    Row {
        errors: &["invalid_request"],
        says: &["refresh_token scope is required"],
        entry: SCOPE_MISSING,
    },
    Row {
        errors: &["invalid_grant"],
        says: &["invalid assertion"],
        entry: ASSERTION_INVALID,
    },
    Row {
        errors: &["invalid_grant"],
        says: &[
            "audience is invalid",
            "audience validation failed",
            "invalid audience",
        ],
        entry: AUDIENCE_INVALID,
    },
    Row {
        errors: &["invalid_grant"],
        says: &["expired authorization code"],
        entry: ASSERTION_EXPIRED,
    },
    Row {
        errors: &["invalid_grant"],
        says: &["inactive user"],
        entry: USER_INACTIVE,
    },
    Row {
        errors: &["inactive_user"],
        says: &[],
        entry: USER_INACTIVE,
    },
    Row {
        errors: &["invalid_grant"],
        says: &["user is locked", "user locked"],
        entry: USER_LOCKED,
    },
    Row {
        errors: &["inactive_org"],
        says: &[],
        entry: ORG_INACTIVE,
    },
    Row {
        errors: &["invalid_grant"],
        says: &["ip restricted", "invalid login hours"],
        entry: IP_OR_HOURS_RESTRICTED,
    },
    Row {
        errors: &["invalid_grant"],
        says: &["authentication failure"],
        entry: AUTHENTICATION_FAILED,
    },
    Row {
        errors: &["invalid_grant"],
        says: &["activation secret invalid"],
        entry: USER_NOT_VERIFIED,
    },
    Row {
        errors: &["access_denied"],
        says: &["end-user denied authorization"],
        entry: APP_BLOCKED,
    },
    Row {
        errors: &["unsupported_grant_type"],
        says: &[],
        entry: GRANT_TYPE_UNSUPPORTED,
    },
    Row {
        errors: &["rate_limit_exceeded", "login_rate_exceeded"],
        says: &[],
        entry: LOGIN_RATE_EXCEEDED,
    },
    Row {
        errors: &[],
        says: &["login rate exceeded", "login_rate_exceeded"],
        entry: LOGIN_RATE_EXCEEDED,
    },
    Row {
        errors: &["unknown_error"],
        says: &["retry your request"],
        entry: SALESFORCE_UNKNOWN_ERROR,
    },
    Row {
        errors: &["invalid_app_org"],
        says: &[],
        entry: APP_NOT_ALLOWED_IN_ORG,
    },
    Row {
        errors: &["invalid_request"],
        says: &[],
        entry: REQUEST_MALFORMED,
    },
];
