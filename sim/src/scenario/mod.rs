//! Scenario files: the world, the script and the verdict, as people write them (KDL 2).

mod defaults;
pub(crate) mod diagnose;
pub mod duration;
mod format;
pub mod grammar;
mod layout;
mod lex;
pub mod members;
pub mod model;
pub(crate) mod parse;
mod print;
pub mod signature;
pub mod size;
mod string;
pub mod vocabulary;
mod words;

pub use diagnose::{Mistake, Mistakes};
pub use format::format;
pub use model::Scenario;
pub use parse::parse;
pub use print::print;
