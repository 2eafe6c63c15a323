//! `conformance/counter.sh`.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::Parser;
use rsmlab_mutants::counter::{Arguments, measure};

fn main() -> ExitCode {
    rsmlab_mutants::exit(measure(&Arguments::parse()))
}
