//! The preview: a plan, what the login proof says of it, and what it takes to confirm it.

use std::sync::Arc;

use crate::domain::CheckLine;
use crate::domain::change::Plan;
use crate::problem::Problem;

/// What is shown before anything is written, and exactly what will be.
#[derive(Debug, Clone)]
pub struct Preview {
    /// What would be written.
    pub plan: Arc<Plan>,
    /// What Salesforce says of the values.
    pub proof: ProofState,
    /// What moved in AWS since the last preview of this contact center, and whether it kept that from being written.
    pub moved: Vec<CheckLine>,
    /// What must be typed before writing: the contact center's name, for production or after a failed proof.
    pub confirm: Option<String>,
}

/// How the login proof stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProofState {
    /// Salesforce is being asked.
    Asking,
    /// Salesforce let us in; what it told, line by line.
    Works(Vec<CheckLine>),
    /// Salesforce refused these values. Writing them needs a deliberate yes.
    Refused(Problem),
    /// This computer cannot reach Salesforce; the function itself is the proof after writing.
    NotReachable(Problem),
    /// The person asked not to.
    Skipped,
}
