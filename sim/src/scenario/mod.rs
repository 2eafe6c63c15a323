//! Scenario files: the world, the script and the verdict, as people write them (KDL 2).

mod diagnose;
mod duration;
mod grammar;
mod members;
pub mod model;
pub mod signature;
pub mod vocabulary;

pub use diagnose::{Mistake, Mistakes};
pub use model::Scenario;
