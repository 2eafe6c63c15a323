//! Scenario files: the world, the script and the verdict, as people write them (KDL 2).

pub mod model;
pub mod signature;
pub mod vocabulary;

pub use model::Scenario;
