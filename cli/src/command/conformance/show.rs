//! `rsmlab conformance show`.

use rsmlab_conformance::case::select::named;

use super::{nothing, suite};
use crate::arguments::conformance::ShowArguments;
use crate::exit::Exit;
use crate::print::Printer;

/// Prints the text of a case.
pub fn show(arguments: &ShowArguments, printer: &mut Printer) -> Result<Exit, Exit> {
    let (_, cases) = suite(&arguments.suite, printer)?;
    let case = named(&arguments.case, &cases).map_err(|wrong| nothing(&wrong, printer))?;
    if let Some(text) = case.text() {
        printer.exact(text.trim_end());
    }
    Ok(Exit::Held)
}
