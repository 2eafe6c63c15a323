//! `conformance/mutants.sh`.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::Parser;
use rsmlab_mutants::small::{MutantArguments, measure};

fn main() -> ExitCode {
    rsmlab_mutants::exit(measure(&MutantArguments::parse()))
}
