//! AWS fails on purpose, at every call: what a setup then says, what it leaves behind, and that undo works.

mod matrix;
mod proxy;
mod stage;
mod table;
