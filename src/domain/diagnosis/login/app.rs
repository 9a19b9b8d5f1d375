//! The app: not known to the org, not set up for this way of logging in, or not allowed there.

use super::WAIT_FOR_APP;
use crate::domain::diagnosis::row::Entry;
use crate::domain::diagnosis::setup_page::*;

pub(super) const CONSUMER_KEY_UNKNOWN: Entry = Entry {
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
};

pub(super) const APP_NOT_INSTALLED: Entry = Entry {
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
};

pub(super) const CLIENT_SECRET_DEMANDED: Entry = Entry {
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
};

pub(super) const APP_NOT_IN_ORG: Entry = Entry {
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
};

pub(super) const SCOPE_MISSING: Entry = Entry {
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
};

pub(super) const APP_BLOCKED: Entry = Entry {
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
};

pub(super) const GRANT_TYPE_UNSUPPORTED: Entry = Entry {
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
};

pub(super) const APP_NOT_ALLOWED_IN_ORG: Entry = Entry {
    code: "app-not-allowed-in-org",
    meaning: "Salesforce says that this org may not use the app.",
    causes: &["The app belongs to another org, or its distribution does not include this one."],
    steps: &[(
        "Make the app in this very org, with Distribution State Local.",
        APP,
    )],
    waiting_helps: false,
};
