//! The places in Salesforce's Setup that mending leads to. Their address is the same in every language.

use std::fmt;

/// A page of Setup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetupPage {
    /// The menu path, and from there to the field.
    pub menu: &'static str,
    /// The path of the page, to be put behind the org's own address.
    pub address: &'static str,
}

impl fmt::Display for SetupPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.menu, self.address)
    }
}

const fn page(menu: &'static str, address: &'static str) -> Option<SetupPage> {
    Some(SetupPage { menu, address })
}

const EXTERNAL_CLIENT_APPS: &str = "/lightning/setup/ManageExternalClientApplication/home";

/// The External Client App as a whole.
pub(super) const APP: Option<SetupPage> = page(
    "Setup > External Client App Manager > your app",
    EXTERNAL_CLIENT_APPS,
);

/// Where the consumer key is shown.
pub(super) const APP_KEY: Option<SetupPage> = page(
    "Setup > External Client App Manager > your app > Settings > OAuth Settings > Consumer Key and Secret",
    EXTERNAL_CLIENT_APPS,
);

/// Scopes, the JWT flow and the certificate.
pub(super) const APP_OAUTH: Option<SetupPage> = page(
    "Setup > External Client App Manager > your app > Settings > OAuth Settings",
    EXTERNAL_CLIENT_APPS,
);

/// Who may use the app, and from where.
pub(super) const APP_POLICIES: Option<SetupPage> = page(
    "Setup > External Client App Manager > your app > Policies",
    EXTERNAL_CLIENT_APPS,
);

/// The same of an app of the older kind.
pub(super) const CONNECTED_APP: Option<SetupPage> = page(
    "Setup > App Manager > your connected app > Edit",
    "/lightning/setup/NavigationMenus/home",
);

/// Policies of an app of the older kind.
pub(super) const CONNECTED_APP_POLICIES: Option<SetupPage> = page(
    "Setup > Manage Connected Apps > your app",
    "/lightning/setup/ConnectedApplication/home",
);

/// Where apps are blocked and unblocked.
pub(super) const APP_USAGE: Option<SetupPage> = page(
    "Setup > Connected Apps OAuth Usage",
    "/lightning/setup/ConnectedAppsUsage/home",
);

/// The user.
pub(super) const USERS: Option<SetupPage> = page(
    "Setup > Users > the user",
    "/lightning/setup/ManageUsers/home",
);

/// The user's profile.
pub(super) const PROFILES: Option<SetupPage> = page(
    "Setup > Profiles > the user's profile",
    "/lightning/setup/EnhancedProfiles/home",
);

/// The user's permission sets.
pub(super) const PERMISSION_SETS: Option<SetupPage> =
    page("Setup > Permission Sets", "/lightning/setup/PermSets/home");

/// What Salesforce noted of each login.
pub(super) const LOGIN_HISTORY: Option<SetupPage> = page(
    "Setup > Login History",
    "/lightning/setup/OrgLoginHistory/home",
);

/// The org's own address.
pub(super) const MY_DOMAIN: Option<SetupPage> =
    page("Setup > My Domain", "/lightning/setup/OrgDomain/home");

/// What the org is, and what it may use.
pub(super) const COMPANY: Option<SetupPage> = page(
    "Setup > Company Information",
    "/lightning/setup/CompanyProfileInfo/home",
);

/// How sessions are locked to addresses.
pub(super) const SESSIONS: Option<SetupPage> = page(
    "Setup > Session Settings",
    "/lightning/setup/SecuritySession/home",
);
