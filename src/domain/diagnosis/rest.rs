//! What the REST API says to a fresh token, and what it means.

use super::row::{Entry, Row};
use super::setup_page::*;

/// In order: the first row that fits counts.
pub(super) const ROWS: &[Row] = &[
    Row {
        errors: &["invalid_session_id"],
        says: &["not valid for use with the rest api"],
        entry: Entry {
            code: "token-not-for-rest",
            meaning: "The login works, but its token may not use the REST API.",
            causes: &[
                "The scope Manage user data via APIs (api) is missing in the app.",
                "Sessions are locked to the IP address from which they began.",
            ],
            steps: &[
                ("Add the scope api.", APP_OAUTH),
                ("A connected app? Its scopes are here.", CONNECTED_APP),
                (
                    "Look at: Lock sessions to the IP address from which they originated.",
                    SESSIONS,
                ),
            ],
            waiting_helps: true,
        },
    },
    Row {
        errors: &["invalid_session_id"],
        says: &["session expired or invalid"],
        entry: Entry {
            code: "session-refused",
            meaning: "The login works, but the REST address does not take its token.",
            causes: &[
                "The REST address belongs to another org than the login.",
                "Sessions are locked to the IP address from which they began.",
            ],
            steps: &[
                ("Compare the REST address with My Domain.", MY_DOMAIN),
                (
                    "Look at: Lock sessions to the IP address from which they originated.",
                    SESSIONS,
                ),
            ],
            waiting_helps: false,
        },
    },
    Row {
        errors: &["url_not_reset"],
        says: &[],
        entry: Entry {
            code: "rest-base-on-login-host",
            meaning: "The REST address is on login or test, where no org answers.",
            causes: &[
                "SALESFORCE_REST_API_ENDPOINT_BASE names the login host instead of My Domain.",
            ],
            steps: &[(
                "Use the My Domain address, followed by /services/data/v64.0.",
                MY_DOMAIN,
            )],
            waiting_helps: false,
        },
    },
    Row {
        errors: &["api_disabled_for_org", "api_currently_disabled"],
        says: &[],
        entry: Entry {
            code: "api-disabled",
            meaning: "This user, or the whole org, may not use the API.",
            causes: &[
                "The permission API Enabled is missing.",
                "The edition of the org has no API.",
            ],
            steps: &[
                ("Tick API Enabled.", PROFILES),
                ("Or give it with a permission set.", PERMISSION_SETS),
                ("Check the org's edition.", COMPANY),
            ],
            waiting_helps: false,
        },
    },
    Row {
        errors: &["not_found"],
        says: &[],
        entry: Entry {
            code: "rest-path-not-found",
            meaning: "The org answers, but has nothing at the REST address.",
            causes: &[
                "The API version is misspelt, or this org does not have it.",
                "The path is not /services/data/ and a version, as in /services/data/v64.0.",
            ],
            steps: &[(
                "Correct SALESFORCE_REST_API_ENDPOINT_BASE: My Domain, /services/data/, a version of the org.",
                MY_DOMAIN,
            )],
            waiting_helps: false,
        },
    },
    Row {
        errors: &["invalid_type", "insufficient_access*", "invalid_field"],
        says: &[],
        entry: Entry {
            code: "user-lacks-rights",
            meaning: "OAuth works; the user lacks the right to an object or field.",
            causes: &["Profile and permission sets do not let this user read it."],
            steps: &[(
                "Give the user the objects and fields that the call flow uses.",
                PERMISSION_SETS,
            )],
            waiting_helps: false,
        },
    },
    Row {
        errors: &["request_limit_exceeded"],
        says: &[],
        entry: Entry {
            code: "api-limit-exceeded",
            meaning: "OAuth works; the org has used up its API calls of the day.",
            causes: &["Some integration calls too often, or the limit is too low."],
            steps: &[
                ("See how many API requests the last 24 hours had.", COMPANY),
                ("Wait until the count falls, then test again.", None),
            ],
            waiting_helps: true,
        },
    },
];
