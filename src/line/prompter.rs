//! What a line by line conversation needs of a terminal: say something, ask for a line. Tests bring their own.

use async_trait::async_trait;
use zeroize::Zeroizing;

use crate::domain::Secret;

/// The person stopped: end of input, Ctrl-C, or a terminal that went away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

/// Somebody to talk to.
#[async_trait]
pub trait Prompter: Send + Sync {
    /// Prints a text; it ends its line by itself.
    fn say(&self, text: &str);

    /// Asks for a line, shown as it is typed. `prompt` has no colon yet.
    async fn line(&self, prompt: &str) -> Result<String, Stopped>;

    /// Asks for a line that is not shown.
    async fn hidden(&self, prompt: &str) -> Result<Zeroizing<String>, Stopped>;

    /// Takes lines that are not shown, up to an END line or empty ones, and prints the text `told` once nothing is
    /// shown any more. `first` is what came of them already.
    async fn pasted(&self, told: &str, first: &str) -> Result<Zeroizing<String>, Stopped>;

    /// Drops what was typed or pasted before it was asked for.
    fn forget_what_was_typed_ahead(&self) {}

    /// Puts a secret text into the person's clipboard and nowhere else; `false` where there is none.
    async fn copy(&self, text: &Secret) -> bool {
        let _ = text;
        false
    }

    /// Resolves when the person wants to stop although nothing is being asked.
    async fn interrupted(&self);
}
