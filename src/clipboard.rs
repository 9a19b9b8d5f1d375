//! The clipboard of this computer, and whether the person sits at it.

use std::sync::{Arc, Mutex};

use crate::domain::Secret;

/// Whether the person sits at this computer and its clipboard can be reached, for all that an environment with
/// these variables says.
pub fn is_here(is_set: impl Fn(&str) -> bool) -> bool {
    let remote = is_set("SSH_CONNECTION") || is_set("SSH_TTY");
    let display = cfg!(not(target_os = "linux")) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
    display && !remote
}

/// Whether a variable of this process is set.
pub fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some()
}

/// The clipboard, kept open: on Linux a text is gone when its owner is. Putting a text there takes long where
/// the display server does not answer, so it is for a thread of its own.
#[derive(Clone, Default)]
pub struct Clipboard {
    open: Arc<Mutex<Option<arboard::Clipboard>>>,
}

impl Clipboard {
    /// Puts a text there; `false` where that failed.
    pub fn put(&self, text: &str) -> bool {
        self.set(|set| set.text(text))
    }

    /// Puts a secret there, and asks those who keep a history to leave it out; `false` where that failed.
    pub fn put_unrecorded(&self, text: &Secret) -> bool {
        self.set(|set| unrecorded(set).text(text.expose_for_clipboard()))
    }

    fn set(&self, put: impl FnOnce(arboard::Set<'_>) -> Result<(), arboard::Error>) -> bool {
        let Ok(mut open) = self.open.lock() else {
            return false;
        };
        let Some(mut clipboard) = open.take().or_else(|| arboard::Clipboard::new().ok()) else {
            return false;
        };
        let arrived = put(clipboard.set()).is_ok();
        *open = Some(clipboard);
        arrived
    }
}

/// Kept out of clipboard histories, where the system knows how to ask for that.
fn unrecorded(set: arboard::Set<'_>) -> arboard::Set<'_> {
    #[cfg(target_os = "macos")]
    use arboard::SetExtApple as _;
    #[cfg(target_os = "linux")]
    use arboard::SetExtLinux as _;
    #[cfg(target_os = "windows")]
    use arboard::SetExtWindows as _;

    #[cfg(not(target_os = "windows"))]
    return set.exclude_from_history();
    #[cfg(target_os = "windows")]
    return set.exclude_from_history().exclude_from_cloud();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_ssh_or_without_a_display_there_is_none() {
        assert!(!is_here(|name| ["SSH_TTY", "DISPLAY"].contains(&name)));
        assert!(is_here(|name| name == "DISPLAY"));
        assert_eq!(is_here(|_| false), cfg!(not(target_os = "linux")));
    }
}
