//! From the text of a scenario to a [`crate::model::Model`], with every mistake told at its place.

pub mod diagnostic;
pub mod expression;
#[allow(missing_docs)]
pub mod file;
