//! The pages, one file a kind. None knows which step it shows.

pub mod failed;
pub mod field;
pub mod form;
pub mod outcome;
pub mod review;
pub mod waiting;
pub mod welcome;
pub mod working;
