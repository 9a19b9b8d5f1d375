//! Setups in the practice account that meet what may happen between the preview and the end of the writing.
#![allow(clippy::unwrap_used)]

mod amid;
mod callers;
mod conflicts;
mod found_written;
mod lost_tries;
mod part_way;
mod plain_put;
mod resets;
mod two_runs;
mod unproved;
mod waiting;

use crate::domain::place::Identity;
use crate::report::{Outcome, Report};
use crate::undo::tests::seeds::{below_19, with_secret};
use crate::undo::tests::stage::Stage;
use crate::undo::tests::{ACCESS, TOKEN, texts};
use crate::watch::Writer;
use amid::Amid;
