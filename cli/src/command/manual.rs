//! `rsmlab completions` and `rsmlab man`: what an installed program has beside it, made of its own command line.

use std::fs;
use std::path::Path;

use clap::CommandFactory;
use clap_complete::Shell;
use rsmlab_conformance::discover::display;

use super::count;
use crate::arguments::Arguments;
use crate::exit::Exit;
use crate::print::{BAD, Printer};

/// Prints what a shell needs to complete commands and options.
pub fn completions(shell: Shell, printer: &mut Printer) -> Exit {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "rsmlab", &mut text);
    printer.exact(String::from_utf8_lossy(&text).trim_end());
    Exit::Held
}

/// Writes the pages of the manual into a folder.
pub fn pages(folder: &Path, printer: &mut Printer) -> Exit {
    let written = fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(Arguments::command(), folder))
        .and_then(|()| fs::read_dir(folder));
    match written {
        Ok(pages) => {
            printer.tell(format_args!("{} written to {}", count(pages.count(), "page"), display(folder)));
            Exit::Held
        }
        Err(cause) => {
            printer.tell(format_args!("{BAD}error{BAD:#}: cannot write into {}: {cause}", display(folder)));
            Exit::Mistakes
        }
    }
}
