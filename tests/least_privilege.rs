//! The shipped IAM policies, as they are: the whole program run by somebody who has one of them and nothing else,
//! on the emulator that enforces IAM; and without each of their actions in turn, whereupon something is worse.

mod keys;
mod needed;
mod stage;
mod whole;
