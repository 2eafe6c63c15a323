//! The command line of `rsmlab shrink`.

use std::path::PathBuf;

use clap::{Args, value_parser};
use rsmlab_search::shrink::Budget;

use super::search::{LAST_SEED, RecipeArguments};

/// What to shrink, and how long to try.
#[derive(Args, Debug)]
pub struct ShrinkArguments {
    /// The scenario file that fails.
    #[arg(required_unless_present = "seed", conflicts_with = "seed")]
    pub file: Option<PathBuf>,
    /// The seed of a generated scenario that fails, instead of a file.
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(..LAST_SEED))]
    pub seed: Option<u64>,
    /// Take the file for an input of this fuzz target: scenario_text, calls or worlds.
    #[arg(long, value_name = "TARGET", requires = "file")]
    pub fuzz: Option<String>,
    /// What the seed is made into.
    #[command(flatten)]
    pub recipe: RecipeArguments,
    /// How many smaller scenarios are tried at the most.
    #[arg(long, value_name = "N", default_value_t = Budget::default().0)]
    pub attempts: u64,
    /// Write the scenario to this file instead of stdout; in a folder, to a file named after what is broken.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}
