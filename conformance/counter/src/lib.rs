//! Counter-engines: engines that each break one rule by meaning, as a patch of a few lines of ours, and the cases that find them out.
//!
//! A rule is proven when it has counter-engines and a case that covers the rule finds out each of them; a scenario that only names the rule
//! in `covers` proves nothing. The engines are data (`conformance/counter/engines/*.toml`), and so is what found them out
//! (`conformance/counter/found.toml`), which `conformance/counter.sh` writes and people review.

#![forbid(unsafe_code)]

mod engine;
mod found;
mod list;
mod patch;

pub use engine::Engine;
pub use found::FoundEngines;
pub use list::{Clauses, CounterList, CounterMistake, CounterMistakes};
pub use patch::{Patch, PatchChange, PatchMisfit};
