//! The part of the table that only the function's answers lead to.

use crate::domain::center::VersionPath;
use crate::domain::diagnosis::row::{Entry, Row};
use crate::domain::diagnosis::setup_page::MY_DOMAIN;

/// A failure before the first request: where the values are kept decides what it may be.
pub(super) fn silent(path: VersionPath) -> &'static Entry {
    match path {
        VersionPath::SecretsManager => &SILENT_WITH_SECRETS,
        VersionPath::ParameterStore => &SILENT_WITH_PARAMETERS,
    }
}

const SILENT_WITH_SECRETS: Entry = Entry {
    code: "function-failed-before-login",
    meaning: "The function failed before it asked Salesforce, and does not say why.",
    causes: &[
        "The private key in the secret cannot be used: lost line breaks, a passphrase, a placeholder.",
        "The secret or the access secret is missing, or is not valid JSON.",
        "CALL_CENTER_API_NAME in the secret does not fit the names of the other keys.",
        "The function reads another secret than the one that was set.",
        "Multi-org: the call did not name both secrets.",
        "The secret is encrypted with a KMS key that the function's role may not use.",
    ],
    steps: &[
        ("Run scv-oauth check: it looks at each of these.", None),
        (
            "Then run scv-oauth setup, which writes the key as the function reads it.",
            None,
        ),
    ],
    waiting_helps: false,
};

const SILENT_WITH_PARAMETERS: Entry = Entry {
    code: "function-failed-on-parameters",
    meaning: "The function failed before it asked Salesforce, and does not say why.",
    causes: &[
        "One of the parameters that its environment names does not exist.",
        "SUBJECT or AUDIENCE holds the value itself instead of a parameter's name.",
        "The private key cannot be used: lost line breaks, a passphrase, a placeholder.",
        "The function's role may not read the parameters or their KMS key.",
    ],
    steps: &[
        ("Run scv-oauth check: it looks at each of these.", None),
        (
            "Then run scv-oauth setup, which writes what the function reads.",
            None,
        ),
    ],
    waiting_helps: false,
};

pub(super) const UNAUTHORIZED: Entry = Entry {
    code: "function-unauthorized",
    meaning: "Salesforce turned the function away although it had just logged in.",
    causes: &[
        "An old token is still cached.",
        "The REST address belongs to another org than the login.",
        "The function reads another secret than the one that was set.",
    ],
    steps: &[
        ("Run scv-oauth setup: it clears the cached token.", None),
        ("Compare the REST address with My Domain.", MY_DOMAIN),
    ],
    waiting_helps: false,
};

pub(super) const WEB_PAGE: Entry = Entry {
    code: "function-rest-base-wrong",
    meaning: "The function's REST address answers with a web page: no org is there.",
    causes: &["SALESFORCE_REST_API_ENDPOINT_BASE has a wrong host or path."],
    steps: &[(
        "Correct it: My Domain, then /services/data/v64.0.",
        MY_DOMAIN,
    )],
    waiting_helps: false,
};

/// In order: the first row that fits counts. The words are those of the function's runtime.
pub(super) const ROWS: &[Row] = &[
    Row {
        errors: &["enotfound", "eai_again"],
        says: &[],
        entry: NO_HOST,
    },
    Row {
        errors: &["err_invalid_url"],
        says: &[],
        entry: Entry {
            code: "function-address-invalid",
            meaning: "An address that the function uses is not an address.",
            causes: &["The REST address or the token endpoint lacks https://."],
            steps: &[("Write it as https:// followed by My Domain.", MY_DOMAIN)],
            waiting_helps: false,
        },
    },
    Row {
        errors: &[
            "econnrefused",
            "etimedout",
            "econnreset",
            "econnaborted",
            "ehostunreach",
            "enetunreach",
        ],
        says: &[],
        entry: Entry {
            code: "function-cannot-connect",
            meaning: "The function has no way to Salesforce.",
            causes: &["The function is in a VPC without a way to the internet."],
            steps: &[(
                "Give its subnets a NAT gateway, or open port 443 to My Domain.",
                MY_DOMAIN,
            )],
            waiting_helps: false,
        },
    },
    Row {
        errors: &["err_ossl*"],
        says: &[],
        entry: KEY_UNREADABLE,
    },
    Row {
        errors: &[],
        says: &["must be an asymmetric key", "secretorprivatekey"],
        entry: KEY_UNREADABLE,
    },
    Row {
        errors: &[],
        says: &["task timed out"],
        entry: Entry {
            code: "function-timed-out",
            meaning: "The function ran into its time limit.",
            causes: &[
                "The function is in a VPC without a way to the internet.",
                "Salesforce is slow.",
            ],
            steps: &[
                ("Test again.", None),
                ("Check the function's VPC, subnets and NAT gateway.", None),
            ],
            waiting_helps: true,
        },
    },
];

const NO_HOST: Entry = Entry {
    code: "function-host-not-found",
    meaning: "The function knows no host of the name that it was given.",
    causes: &[
        "My Domain is misspelt in the REST address or the token endpoint, or was renamed.",
        "The function is in a VPC without name resolution.",
    ],
    steps: &[("Compare both addresses with My Domain.", MY_DOMAIN)],
    waiting_helps: false,
};

const KEY_UNREADABLE: Entry = Entry {
    code: "function-key-unreadable",
    meaning: "The function cannot read the private key.",
    causes: &[
        "Line breaks were lost when the key was pasted in the console.",
        "It has a passphrase, is a certificate, or is shorter than 2048 bits.",
    ],
    steps: &[(
        "Run scv-oauth setup with the key file: it writes the key as the function reads it.",
        None,
    )],
    waiting_helps: false,
};

/// Every entry of this part of the table.
pub(in super::super) fn entries() -> impl Iterator<Item = &'static Entry> {
    [
        &SILENT_WITH_SECRETS,
        &SILENT_WITH_PARAMETERS,
        &UNAUTHORIZED,
        &WEB_PAGE,
    ]
    .into_iter()
    .chain(ROWS.iter().map(|row| &row.entry))
}
