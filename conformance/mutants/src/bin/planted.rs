//! What `search/planted.sh` breaks.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::Parser;
use rsmlab_mutants::planted::{PlantedArguments, plant};

fn main() -> ExitCode {
    rsmlab_mutants::exit(plant(&PlantedArguments::parse()))
}
