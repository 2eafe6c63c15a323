//! The language of scenario files: the world, the script and the verdict, as people write them (KDL 2); and of personalities,
//! which describe machines.

#![forbid(unsafe_code)]

pub mod beside;
pub mod build;
pub mod defaults;
pub(crate) mod diagnose;
pub mod duration;
pub mod escape;
mod format;
pub mod grammar;
mod layout;
mod lex;
pub mod limits;
pub mod members;
pub mod model;
pub(crate) mod parse;
pub mod personality;
mod print;
pub mod size;
mod string;
pub mod tree;
mod words;

pub use diagnose::{Mistake, Mistakes};
pub use format::{format, format_beside};
pub use model::Scenario;
pub use parse::{parse, parse_beside, read_tree};
pub use print::{print, print_statement};
/// How scenarios call functions, and the names that they have for numbers: both are declared with the functions.
pub use rsmlab_engine::call::{signature, vocabulary};
