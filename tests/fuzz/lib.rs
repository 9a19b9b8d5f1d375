//! What is fuzzed, and what the targets make their inputs of.
//!
//! The program's own files, but only those that take in what people paste or hand over: the rest (AWS, the
//! screen) would take minutes to build with the fuzzer's flags.

pub mod held;
pub mod lot;
pub mod machine;
pub mod shapes;

#[path = "../../src"]
mod product {
    pub mod answers;
    pub mod cli;
    pub mod domain;
    pub mod files;
    pub mod preview;
    pub mod problem;
    pub mod question;
}

pub use product::*;
