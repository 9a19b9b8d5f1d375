//! `setup --yes` through the real program, on both emulators: what it writes, what it refuses, and what it
//! leaves behind when it is stopped.

pub mod ground;

mod answers;
mod both_places;
mod canary;
mod interrupted;
mod kinds;
mod named_keys;
mod parameter_store;
mod proofs;
mod refusals;
mod roles;
mod secrets_manager;
mod two_runs;
mod usage;
