//! The login request itself, and the org that it came to.

use super::WAIT_FOR_APP;
use crate::domain::diagnosis::row::Entry;
use crate::domain::diagnosis::setup_page::*;

pub(super) const ASSERTION_INVALID: Entry = Entry {
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
            "Upload the certificate that was made with this key once more. That does no harm.",
            APP_OAUTH,
        ),
        (
            "No such certificate at hand? Make a new key pair, and upload its certificate.",
            None,
        ),
        (
            "A connected app? The certificate is under Use digital signatures.",
            CONNECTED_APP,
        ),
        WAIT_FOR_APP,
    ],
    waiting_helps: true,
};

pub(super) const AUDIENCE_INVALID: Entry = Entry {
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
};

pub(super) const ASSERTION_EXPIRED: Entry = Entry {
    code: "assertion-expired",
    meaning: "Salesforce finds the login request too old, or too far in the future.",
    causes: &["The clock or the time zone of the computer that signs is wrong."],
    steps: &[(
        "Set this computer's clock by the network, then test again.",
        None,
    )],
    waiting_helps: false,
};

pub(super) const ORG_INACTIVE: Entry = Entry {
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
};

pub(super) const SALESFORCE_UNKNOWN_ERROR: Entry = Entry {
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
};

pub(super) const REQUEST_MALFORMED: Entry = Entry {
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
};
