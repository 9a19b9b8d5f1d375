//! The tests that need more than memory: emulators of AWS, and the program itself.

#![allow(clippy::unwrap_used)]

mod check;
mod contract;
mod emulators;
mod faults;
mod layers;
mod least_privilege;
#[cfg(unix)]
mod lines;
mod parity;
mod pictures;
mod policies;
mod pty;
mod rival;
mod salesforce;
mod screens;
mod setup;
mod support;
mod undo;
