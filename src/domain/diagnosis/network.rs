//! Answers that are not Salesforce's, and no answer at all.

use super::refusal::{Refusal, Unreached};
use super::row::Entry;
use super::setup_page::MY_DOMAIN;

/// What is known of everything but an answer in Salesforce's form.
pub(super) fn find(refusal: &Refusal) -> Option<&'static Entry> {
    Some(match refusal {
        Refusal::Answer { .. } => return None,
        Refusal::Html { status, .. } if *status >= 500 => &UNAVAILABLE,
        Refusal::Html { .. } => &WEB_PAGE,
        Refusal::Redirect { .. } => &REDIRECTED,
        Refusal::Garbled { .. } => &GARBLED,
        Refusal::Address(_) => &ADDRESS,
        Refusal::Unreached { why, .. } => match why {
            Unreached::Name => &NAME,
            Unreached::Connection => &CONNECTION,
            Unreached::Tls => &TLS,
            Unreached::Proxy => &PROXY,
            Unreached::TimedOut => &TIMED_OUT,
            Unreached::Lost => &LOST,
        },
    })
}

pub(super) const ENTRIES: [&Entry; 11] = [
    &UNAVAILABLE,
    &WEB_PAGE,
    &REDIRECTED,
    &GARBLED,
    &ADDRESS,
    &NAME,
    &CONNECTION,
    &TLS,
    &PROXY,
    &TIMED_OUT,
    &LOST,
];

const WEB_PAGE: Entry = Entry {
    code: "web-page-instead-of-answer",
    meaning: "A web page came back where Salesforce's login should answer.",
    causes: &[
        "The host is not an org's My Domain, or the path is wrong.",
        "A sign-in page or filter of this network stands between.",
    ],
    steps: &[
        ("Compare the host with My Domain.", MY_DOMAIN),
        (
            "Check that the address ends in /services/oauth2/token.",
            None,
        ),
    ],
    waiting_helps: false,
};

const UNAVAILABLE: Entry = Entry {
    code: "salesforce-unavailable",
    meaning: "Salesforce, or a proxy before it, shows a failure page.",
    causes: &[
        "Maintenance or an outage at Salesforce.",
        "A proxy of this network failed.",
    ],
    steps: &[
        (
            "Look at https://status.salesforce.com for this instance.",
            None,
        ),
        ("Wait some minutes, then test again.", None),
    ],
    waiting_helps: true,
};

const REDIRECTED: Entry = Entry {
    code: "redirected",
    meaning: "The host sends us elsewhere. The function would not follow either.",
    causes: &[
        "My Domain was renamed, and this is the old name.",
        "The host is a Lightning, Setup or site address instead of My Domain.",
    ],
    steps: &[(
        "Use the Current My Domain URL that is shown there.",
        MY_DOMAIN,
    )],
    waiting_helps: false,
};

const GARBLED: Entry = Entry {
    code: "answer-not-understood",
    meaning: "The answer is cut off, or is not in Salesforce's form.",
    causes: &[
        "The host is not Salesforce's, or the path is wrong.",
        "A proxy or filter of this network changed the answer.",
    ],
    steps: &[
        ("Compare the host with My Domain.", MY_DOMAIN),
        ("Test again.", None),
    ],
    waiting_helps: true,
};

const ADDRESS: Entry = Entry {
    code: "address-unusable",
    meaning: "This is not an address that can be asked.",
    causes: &["It does not begin with https://, or has no host."],
    steps: &[("Write it as https:// followed by My Domain.", MY_DOMAIN)],
    waiting_helps: false,
};

const NAME: Entry = Entry {
    code: "host-not-found",
    meaning: "No host of this name is known.",
    causes: &[
        "My Domain is misspelt, or was renamed just now.",
        "This computer has no internet, or needs a proxy.",
    ],
    steps: &[
        (
            "Compare the host with My Domain, letter by letter.",
            MY_DOMAIN,
        ),
        ("Behind a proxy? Set HTTPS_PROXY and start again.", None),
    ],
    waiting_helps: false,
};

const CONNECTION: Entry = Entry {
    code: "connection-refused",
    meaning: "The host is known, but takes no connection.",
    causes: &[
        "A firewall closes the way from this computer.",
        "This network has a proxy, and it is not set.",
    ],
    steps: &[
        ("Behind a proxy? Set HTTPS_PROXY and start again.", None),
        ("Ask your network team to open port 443 to this host.", None),
    ],
    waiting_helps: false,
};

const TLS: Entry = Entry {
    code: "certificate-not-trusted",
    meaning: "The encrypted connection to this host cannot be trusted, so nothing was sent.",
    causes: &[
        "A proxy of this network opens encrypted connections with a certificate of its own.",
        "The host is not Salesforce's.",
        "This computer's certificates or clock are out of date.",
    ],
    steps: &[
        (
            "Add your network's root certificate to this computer's trusted certificates.",
            None,
        ),
        ("Check this computer's date and time.", None),
    ],
    waiting_helps: false,
};

const PROXY: Entry = Entry {
    code: "proxy-refused",
    meaning: "The proxy that is set does not lead to Salesforce.",
    causes: &[
        "The proxy does not run, or its name is misspelt.",
        "The proxy wants a user and password.",
        "The proxy does not allow this host.",
    ],
    steps: &[
        (
            "Check HTTPS_PROXY; user and password go before the host.",
            None,
        ),
        ("Ask your network team to allow this host.", None),
    ],
    waiting_helps: false,
};

const TIMED_OUT: Entry = Entry {
    code: "salesforce-timed-out",
    meaning: "No answer came in the time allowed.",
    causes: &[
        "A firewall swallows the connection.",
        "The network or Salesforce is slow.",
    ],
    steps: &[
        ("Test again.", None),
        ("Behind a proxy? Set HTTPS_PROXY and start again.", None),
    ],
    waiting_helps: true,
};

const LOST: Entry = Entry {
    code: "connection-lost",
    meaning: "The connection broke off before an answer came.",
    causes: &[
        "A firewall or proxy cuts it.",
        "The network failed for a moment.",
    ],
    steps: &[("Test again.", None)],
    waiting_helps: true,
};
