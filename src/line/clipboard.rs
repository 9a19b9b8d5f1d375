//! The clipboard of this computer. Line by line nothing goes through the terminal's own: a simple terminal would
//! print the sequence, and with it the secret.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::domain::Secret;

/// A display server that does not answer is none.
const PATIENCE: Duration = Duration::from_secs(3);

/// The clipboard, kept open: on Linux a text is gone when its owner is.
#[derive(Default)]
pub(super) struct Clipboard {
    open: Arc<Mutex<Option<arboard::Clipboard>>>,
}

impl Clipboard {
    /// Puts a secret text there, and asks those who keep a history to leave it out.
    pub(super) async fn put(&self, text: &Secret) -> bool {
        if !is_here(|name| std::env::var_os(name).is_some()) {
            return false;
        }
        let (text, open) = (text.clone(), Arc::clone(&self.open));
        let (tell, told) = oneshot::channel();
        std::thread::spawn(move || {
            let put = || {
                let mut open = open.lock().ok()?;
                let mut clipboard = open.take().or_else(|| arboard::Clipboard::new().ok())?;
                let set = unrecorded(clipboard.set()).text(text.expose_for_clipboard());
                *open = Some(clipboard);
                set.ok()
            };
            // Nobody waits any more once patience is at its end.
            let _ = tell.send(put().is_some());
        });
        let told = tokio::time::timeout(PATIENCE, told).await;
        matches!(told, Ok(Ok(true)))
    }
}

/// Whether the person sits at this computer, for all that its variables say.
fn is_here(is_set: impl Fn(&str) -> bool) -> bool {
    let remote = is_set("SSH_CONNECTION") || is_set("SSH_TTY");
    let display = cfg!(not(target_os = "linux")) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY");
    display && !remote
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
