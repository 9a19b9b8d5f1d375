//! What Salesforce's token endpoint says, and what it means.

use super::row::{Entry, Row};
use super::setup_page::*;

const WAIT_FOR_APP: (&str, Option<SetupPage>) = (
    "Changed the app just now? Wait 2 to 10 minutes, then test again.",
    None,
);

/// In order: the first row that fits counts.
pub(super) const ROWS: &[Row] = &[
    Row {
        errors: &["invalid_client_id"],
        says: &["client identifier invalid"],
        entry: Entry {
            code: "consumer-key-unknown",
            meaning: "Salesforce does not know this consumer key.",
            causes: &[
                "The consumer key was copied wrongly or only in part, or it is the consumer secret.",
                "The app was made less than ten minutes ago.",
                "The app lives in another org, for example in production instead of the sandbox.",
            ],
            steps: &[
                (
                    "Copy the consumer key again, with the copy button, and enter it anew.",
                    APP_KEY,
                ),
                (
                    "A connected app of an older org? Take its key from there.",
                    CONNECTED_APP,
                ),
                (
                    "Make sure that My Domain is the one of the app's org.",
                    MY_DOMAIN,
                ),
                WAIT_FOR_APP,
            ],
            waiting_helps: true,
        },
    },
    Row {
        errors: &["invalid_client"],
        says: &["must be installed"],
        entry: Entry {
            code: "app-not-installed",
            meaning: "The app is not installed in this org.",
            causes: &[
                "The app was made in another org and was never installed here.",
                "A sandbox refresh removed it.",
            ],
            steps: &[
                ("Make the app in this very org, or install it here.", APP),
                (
                    "A connected app? Find it in the list and choose Install.",
                    APP_USAGE,
                ),
            ],
            waiting_helps: false,
        },
    },
    Row {
        errors: &["invalid_client"],
        says: &["invalid client credentials"],
        entry: Entry {
            code: "client-secret-demanded",
            meaning: "Salesforce asks for a consumer secret, which this way of logging in never sends.",
            causes: &["The JWT bearer flow is not enabled in the app."],
            steps: &[
                (
                    "Tick Enable JWT Bearer Flow and upload the certificate.",
                    APP_OAUTH,
                ),
                (
                    "A connected app? Tick Use digital signatures and upload the certificate.",
                    CONNECTED_APP,
                ),
                WAIT_FOR_APP,
            ],
            waiting_helps: true,
        },
    },
    Row {
        errors: &["app_not_found"],
        says: &["not installed in this org"],
        entry: Entry {
            code: "app-not-in-org",
            meaning: "The org that was asked does not have this External Client App.",
            causes: &[
                "The app belongs to another org, for example to production instead of this sandbox.",
                "The token endpoint or the audience is login or test instead of My Domain.",
                "The sandbox was refreshed, and the app is gone or has a new key.",
            ],
            steps: &[
                (
                    "Look for the app in this org; make it here if it is missing.",
                    APP,
                ),
                ("Make sure that its Distribution State is Local.", APP),
                (
                    "Check that My Domain here is the one shown there.",
                    MY_DOMAIN,
                ),
                WAIT_FOR_APP,
            ],
            waiting_helps: true,
        },
    },
    Row {
        errors: &["invalid_grant"],
        says: &["approved this consumer"],
        entry: Entry {
            code: "user-not-approved",
            meaning: "Key and app are right, but this user may not use the app, or is unknown in this org.",
            causes: &[
                "The app does not yet allow this user: policy or assignment is missing.",
                "The username is wrong for this org. Sandbox usernames end in the sandbox's name.",
                "My Domain leads to another org than the one meant.",
                "The permission set belongs to the Salesforce API Integration license, which cannot hold apps.",
                "The scope refresh_token, offline_access is missing.",
            ],
            steps: &[
                (
                    "Set Permitted Users to: Admin approved users are pre-authorized.",
                    APP_POLICIES,
                ),
                (
                    "On the same page, add the profile or permission set of this user.",
                    APP_POLICIES,
                ),
                (
                    "A connected app? Set Permitted Users and Manage Profiles there.",
                    CONNECTED_APP_POLICIES,
                ),
                ("Compare the username, letter by letter.", USERS),
                WAIT_FOR_APP,
            ],
            waiting_helps: true,
        },
    },
    Row {
        errors: &[
            "invalid_app_access",
            "invalid_app_acess",
            "oauth_app_access_denied",
        ],
        says: &["not admin approved"],
        entry: Entry {
            code: "user-not-assigned",
            meaning: "The app takes only approved users, and this user is not one of them.",
            causes: &[
                "The user's profile or permission set is not assigned to the app.",
                "The permission set is assigned to the app, but not to this user.",
            ],
            steps: &[
                (
                    "Add the profile or permission set of this user.",
                    APP_POLICIES,
                ),
                (
                    "Check that the user has that permission set.",
                    PERMISSION_SETS,
                ),
                (
                    "A connected app? Use Manage Profiles or Manage Permission Sets there.",
                    CONNECTED_APP_POLICIES,
                ),
                ("Wait a minute, then test again.", None),
            ],
            waiting_helps: true,
        },
    },
    Row {
        errors: &["invalid_request"],
        says: &["refresh_token scope is required"],
        entry: Entry {
            code: "scope-missing",
            meaning: "The app lacks a scope that Salesforce wants for users approved beforehand.",
            causes: &[
                "The scope Perform requests at any time (refresh_token, offline_access) is missing.",
                "The JWT bearer flow, the policy or the permission set is missing.",
            ],
            steps: &[
                (
                    "Add the scopes api and refresh_token, offline_access.",
                    APP_OAUTH,
                ),
                (
                    "On the same page, check that the JWT bearer flow is enabled.",
                    APP_OAUTH,
                ),
                (
                    "Check Permitted Users and the assigned profile or permission set.",
                    APP_POLICIES,
                ),
                ("A connected app? Its scopes are here.", CONNECTED_APP),
                WAIT_FOR_APP,
            ],
            waiting_helps: true,
        },
    },
    Row {
        errors: &["invalid_grant"],
        says: &["invalid assertion"],
        entry: Entry {
            code: "assertion-invalid",
            meaning: "Salesforce does not accept the signature of this private key.",
            causes: &[
                "The private key does not belong to the certificate in the app.",
                "App or certificate were changed minutes ago.",
                "The certificate in the app has expired.",
                "The clock of the computer that signs is wrong.",
            ],
            steps: &[
                (
                    "Compare the certificate's fingerprint with the one of this key.",
                    APP_OAUTH,
                ),
                (
                    "If they differ, upload the certificate that belongs to this key.",
                    APP_OAUTH,
                ),
                (
                    "A connected app? The certificate is under Use digital signatures.",
                    CONNECTED_APP,
                ),
                WAIT_FOR_APP,
            ],
            waiting_helps: true,
        },
    },
    Row {
        errors: &["invalid_grant"],
        says: &[
            "audience is invalid",
            "audience validation failed",
            "invalid audience",
        ],
        entry: Entry {
            code: "audience-invalid",
            meaning: "The audience is not one that this org accepts.",
            causes: &[
                "Production and sandbox are mixed up: login is for production, test for sandboxes.",
                "The address is misspelt, or has a path.",
                "This org wants its My Domain address as audience.",
            ],
            steps: &[
                (
                    "Check whether this org is a sandbox, and correct that answer here.",
                    COMPANY,
                ),
                ("Try the My Domain address as audience.", MY_DOMAIN),
            ],
            waiting_helps: false,
        },
    },
    Row {
        errors: &["invalid_grant"],
        says: &["expired authorization code"],
        entry: Entry {
            code: "assertion-expired",
            meaning: "Salesforce finds the login request too old, or too far in the future.",
            causes: &["The clock or the time zone of the computer that signs is wrong."],
            steps: &[(
                "Set this computer's clock by the network, then test again.",
                None,
            )],
            waiting_helps: false,
        },
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
        entry: Entry {
            code: "user-locked",
            meaning: "The user is locked out.",
            causes: &["Too many failed logins, or an administrator locked the user."],
            steps: &[
                ("Unlock the user.", USERS),
                ("See what led to it.", LOGIN_HISTORY),
            ],
            waiting_helps: true,
        },
    },
    Row {
        errors: &["inactive_org"],
        says: &[],
        entry: Entry {
            code: "org-inactive",
            meaning: "The org is locked, closed or suspended.",
            causes: &[
                "A trial or sandbox has ended.",
                "Salesforce suspended the org.",
            ],
            steps: &[
                (
                    "Try to log in to this org by browser; the page says more.",
                    None,
                ),
                (
                    "Ask Salesforce Customer Support about the state of the org.",
                    None,
                ),
            ],
            waiting_helps: false,
        },
    },
    Row {
        errors: &["invalid_grant"],
        says: &["ip restricted", "invalid login hours"],
        entry: Entry {
            code: "ip-or-hours-restricted",
            meaning: "The user may not log in from this address, or not at this hour.",
            causes: &[
                "The profile has login IP ranges or login hours.",
                "The app's policy enforces IP restrictions.",
            ],
            steps: &[
                ("Set IP Relaxation to: Relax IP restrictions.", APP_POLICIES),
                (
                    "A connected app? IP Relaxation is here.",
                    CONNECTED_APP_POLICIES,
                ),
                ("Or widen Login IP Ranges and Login Hours.", PROFILES),
                (
                    "The function calls from other addresses than this computer. Allow those too.",
                    None,
                ),
            ],
            waiting_helps: false,
        },
    },
    Row {
        errors: &["invalid_grant"],
        says: &["authentication failure"],
        entry: Entry {
            code: "authentication-failed",
            meaning: "Salesforce refuses this login without saying why.",
            causes: &["The user's state, a login policy or a block. The Login History names it."],
            steps: &[
                (
                    "Find this user's last login and read its Status.",
                    LOGIN_HISTORY,
                ),
                ("Check that the user is active and not frozen.", USERS),
            ],
            waiting_helps: false,
        },
    },
    Row {
        errors: &["invalid_grant"],
        says: &["activation secret invalid"],
        entry: Entry {
            code: "user-not-verified",
            meaning: "Salesforce wants this user's identity verified first.",
            causes: &["The user has never logged in by browser, or the device must be activated."],
            steps: &[
                (
                    "Log in once by browser as this user, and finish the verification.",
                    None,
                ),
                ("Read the Status of this user's last login.", LOGIN_HISTORY),
            ],
            waiting_helps: false,
        },
    },
    Row {
        errors: &["access_denied"],
        says: &["end-user denied authorization"],
        entry: Entry {
            code: "app-blocked",
            meaning: "The app is blocked in this org, or a policy denies it.",
            causes: &["Somebody chose Block for this app."],
            steps: &[
                ("Find the app and choose Unblock.", APP_USAGE),
                (
                    "Check that the app is enabled, and its policies.",
                    APP_POLICIES,
                ),
            ],
            waiting_helps: false,
        },
    },
    Row {
        errors: &["unsupported_grant_type"],
        says: &[],
        entry: Entry {
            code: "grant-type-unsupported",
            meaning: "Salesforce does not offer this way of logging in here.",
            causes: &[
                "The JWT bearer flow is not enabled in the app.",
                "Something between here and Salesforce changed the request.",
            ],
            steps: &[
                (
                    "Tick Enable JWT Bearer Flow and upload the certificate.",
                    APP_OAUTH,
                ),
                (
                    "A connected app? Tick Use digital signatures.",
                    CONNECTED_APP,
                ),
            ],
            waiting_helps: false,
        },
    },
    Row {
        errors: &["rate_limit_exceeded", "login_rate_exceeded"],
        says: &[],
        entry: RATE,
    },
    Row {
        errors: &[],
        says: &["login rate exceeded", "login_rate_exceeded"],
        entry: RATE,
    },
    Row {
        errors: &["unknown_error"],
        says: &["retry your request"],
        entry: Entry {
            code: "salesforce-unknown-error",
            meaning: "Salesforce had a failure that it does not explain, and asks to try again.",
            causes: &[
                "A passing fault at Salesforce.",
                "A policy stands in the way: session level, or a login flow.",
            ],
            steps: &[
                ("Wait a minute, then test again.", None),
                (
                    "If it stays, read the Status of this user's last login.",
                    LOGIN_HISTORY,
                ),
            ],
            waiting_helps: true,
        },
    },
    Row {
        errors: &["invalid_app_org"],
        says: &[],
        entry: Entry {
            code: "app-not-allowed-in-org",
            meaning: "Salesforce says that this org may not use the app.",
            causes: &[
                "The app belongs to another org, or its distribution does not include this one.",
            ],
            steps: &[(
                "Make the app in this very org, with Distribution State Local.",
                APP,
            )],
            waiting_helps: false,
        },
    },
    Row {
        errors: &["invalid_request"],
        says: &[],
        entry: Entry {
            code: "request-malformed",
            meaning: "Salesforce could not read the login request.",
            causes: &[
                "A proxy or filter changed the request on its way.",
                "The address is not that of a token endpoint.",
            ],
            steps: &[
                (
                    "Check that the address ends in /services/oauth2/token.",
                    None,
                ),
                (
                    "Test from another network, or let the function itself be the proof.",
                    None,
                ),
            ],
            waiting_helps: false,
        },
    },
];

const USER_INACTIVE: Entry = Entry {
    code: "user-inactive",
    meaning: "The user is deactivated or frozen.",
    causes: &["Somebody deactivated or froze the user."],
    steps: &[
        (
            "Tick Active, and choose Unfreeze if that is offered.",
            USERS,
        ),
        (
            "Or choose another user, and assign that one to the app.",
            APP_POLICIES,
        ),
    ],
    waiting_helps: false,
};

const RATE: Entry = Entry {
    code: "login-rate-exceeded",
    meaning: "This user has logged in too often within the hour.",
    causes: &[
        "Something logs in as this user again and again. Salesforce takes 3600 logins an hour.",
    ],
    steps: &[
        ("Wait an hour, then test again.", None),
        ("Find out what logs in so often.", LOGIN_HISTORY),
    ],
    waiting_helps: true,
};
