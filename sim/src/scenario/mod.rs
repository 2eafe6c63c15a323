//! Scenario files: the world, the script and the verdict, as people write them (KDL 2).

mod defaults;
mod diagnose;
mod duration;
mod grammar;
mod members;
pub mod model;
mod parse;
pub mod signature;
pub mod vocabulary;
mod words;

pub use diagnose::{Mistake, Mistakes};
pub use model::Scenario;
pub use parse::parse;
