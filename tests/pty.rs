//! The program itself on a terminal of its own: whole conversations, and every way out.

#![cfg(unix)]

mod amid_writing;
mod conversation;
mod handed_over;
#[cfg(target_os = "linux")]
mod held;
mod openings;
mod paste;
mod silence;
pub mod terminal;
mod ways_out;
