//! scv-oauth: sets up OAuth for the Service Cloud Voice REST Lambda function, and proves that it works.

pub mod account;
pub mod answers;
pub mod apply;
pub mod cli;
pub mod discover;
pub mod domain;
pub mod draft;
pub mod files;
pub mod flow;
pub mod front_end;
pub mod guidance;
pub mod journal;
pub mod line;
pub mod org;
pub mod plain;
pub mod practice;
pub mod preview;
pub mod problem;
pub mod proof;
pub mod question;
pub mod report;
pub mod steps;
pub mod tui;
pub mod undo;
pub mod visible;
pub mod watch;
