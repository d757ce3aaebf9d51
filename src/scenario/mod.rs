//! From the text of a scenario to a [`crate::model::Model`], with every mistake told at its place.

pub mod compile;
pub mod compose;
pub mod diagnostic;
pub mod expression;
mod fields;
pub mod file;
pub mod log;
pub mod lognormal;
pub mod quantity;
pub mod read;
pub mod render;
pub mod replay;
pub mod schema;
pub mod set;
