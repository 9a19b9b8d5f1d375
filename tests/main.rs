//! The tests that need more than memory: emulators of AWS, and the program itself.

mod emulators;
mod support;
