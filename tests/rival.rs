//! Another writer changes the same thing in a loop while setup and undo run: none of its changes is lost, and what
//! setup says of its own is true.

mod parameters;
mod secrets;
mod waking;
pub mod writer;
