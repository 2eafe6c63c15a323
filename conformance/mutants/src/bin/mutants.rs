//! `conformance/mutants.sh`.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::Parser;
use rsmlab_mutants::small::{Arguments, measure};

fn main() -> ExitCode {
    rsmlab_mutants::exit(measure(&Arguments::parse()))
}
