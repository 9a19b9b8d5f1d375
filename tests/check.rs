//! `check` over the emulators: what is wrong with what is really stored, found through the real calls.

mod findings;
mod ground;
mod login;
mod prints;
