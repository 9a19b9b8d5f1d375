//! Reading keys and certificates out of whatever they are wrapped in. What is said about them to a person
//! is the business of [`super::private_key`] and [`super::certificate`].

pub mod blocks;
pub mod der;
pub mod strict;
pub mod text;
