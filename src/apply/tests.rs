//! Setups in the practice account that meet what may happen between the preview and the end of the writing.
#![allow(clippy::unwrap_used)]

mod callers;
mod waiting;

use crate::domain::place::Identity;
use crate::report::Outcome;
use crate::undo::tests::seeds::with_secret;
use crate::undo::tests::stage::Stage;
