//! The user: not approved for the app, or kept from logging in.

use super::WAIT_FOR_APP;
use crate::domain::diagnosis::row::Entry;
use crate::domain::diagnosis::setup_page::*;

pub(super) const USER_NOT_APPROVED: Entry = Entry {
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
};

pub(super) const USER_NOT_ASSIGNED: Entry = Entry {
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
};

pub(super) const USER_INACTIVE: Entry = Entry {
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

pub(super) const USER_LOCKED: Entry = Entry {
    code: "user-locked",
    meaning: "The user is locked out.",
    causes: &["Too many failed logins, or an administrator locked the user."],
    steps: &[
        ("Unlock the user.", USERS),
        ("See what led to it.", LOGIN_HISTORY),
    ],
    waiting_helps: true,
};

pub(super) const IP_OR_HOURS_RESTRICTED: Entry = Entry {
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
};

pub(super) const AUTHENTICATION_FAILED: Entry = Entry {
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
};

pub(super) const USER_NOT_VERIFIED: Entry = Entry {
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
};

pub(super) const LOGIN_RATE_EXCEEDED: Entry = Entry {
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
