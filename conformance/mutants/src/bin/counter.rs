//! `conformance/counter.sh`.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::Parser;
use rsmlab_mutants::counter::{CounterArguments, measure};

fn main() -> ExitCode {
    rsmlab_mutants::exit(measure(&CounterArguments::parse()))
}
