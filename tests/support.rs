//! The ground the tests stand on: emulators of AWS, accounts in them, contact centers in those, a proxy that
//! makes AWS fail on purpose, and people at both front ends. Needs Python 3 and, the first time, its package
//! index; the rest is done here.

#![allow(dead_code)]

pub mod account;
pub mod emulator;
pub mod fingerprint;
pub mod full_screen;
pub mod heard;
pub mod iam;
pub mod installation;
pub mod pace;
pub mod patience;
pub mod proxy;
pub mod salesforce;
pub mod setup;
pub mod world;

/// An address at which nobody listens: the system gives out no port as low as that by itself.
pub const CLOSED_DOOR: &str = "127.0.0.1:1";

pub use account::Account;
pub use emulator::Emulator;
