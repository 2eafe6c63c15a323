//! `rsmlab`: run scenarios against the Removable Storage Manager engine, and ask the catalogue.
//!
//! This crate parses arguments and prints; the crates below it do the work. Results go to stdout, progress and errors to stderr.

#![forbid(unsafe_code)]

mod arguments;
mod command;
mod exit;
mod print;

use std::panic;
use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Command, RunArguments};
use crate::exit::Exit;
use crate::print::Printer;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(usage) => {
            // A closed pipe is the only thing that can go wrong here, and nobody is left to be told.
            let _closed = usage.print();
            return if usage.use_stderr() { Exit::Mistakes.into() } else { Exit::Held.into() };
        }
    };
    panic::set_hook(Box::new(|_| {}));
    let exit = panic::catch_unwind(|| perform(arguments)).unwrap_or_else(|panic| {
        Printer::new().internal_error("rsmlab itself", rsmlab_conformance::run::panic_message(&*panic));
        Exit::Internal
    });
    exit.into()
}

fn perform(arguments: Arguments) -> Exit {
    let mut printer = Printer::new();
    let command = arguments.command.unwrap_or_else(|| Command::Run(RunArguments::default()));
    let exit = match command {
        Command::Run(arguments) => command::run::perform(&arguments, &mut printer),
        Command::View(arguments) => command::view::perform(&arguments, &mut printer),
        Command::Check(arguments) => command::check::perform(&arguments, &mut printer),
        Command::Fmt(arguments) => command::fmt::perform(&arguments, &mut printer),
        Command::Generate(arguments) => command::generate::perform(&arguments, &mut printer),
        Command::Explore(arguments) => command::explore::perform(&arguments, &mut printer),
        Command::Shrink(arguments) => command::shrink::perform(&arguments, &mut printer),
        Command::Explain(arguments) => command::explain::perform(&arguments, &mut printer),
        Command::Conformance(command) => command::conformance::perform(&command, &mut printer),
        Command::Library(command) => command::library::perform(&command, &mut printer),
        #[cfg(unix)]
        Command::Serve(arguments) => command::serve::perform(&arguments, &mut printer),
        #[cfg(unix)]
        Command::Control(arguments) => command::serve::say(&arguments, &mut printer),
        #[cfg(unix)]
        Command::ScenarioOf { trace } => command::serve::scenario_of(&trace, &mut printer),
        Command::Smc(command) => command::smc::perform(&command, &mut printer),
        Command::Engine(arguments) => command::engine::perform(&arguments, &mut printer),
        Command::Completions { shell } => command::manual::completions(shell, &mut printer),
        Command::Man { out } => command::manual::pages(&out, &mut printer),
        Command::Adapter(command) => command::adapter::perform(&command, &mut printer),
    };
    printer.finish(exit)
}
