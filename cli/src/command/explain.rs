//! `rsmlab explain`.

use rsmlab_conformance::catalogue::Catalogue;
use rsmlab_conformance::coverage::{Coverage, Ran};
use rsmlab_conformance::decision;
use rsmlab_conformance::discover::scenario_files;
use rsmlab_conformance::explain::{Explanation, Knowledge, Unknown};
use rsmlab_conformance::run::{Outcome, Settings, run_all};
use rsmlab_conformance::suite;
use rsmlab_conformance::target::Target;

use super::{catalogue, load_all, processors};
use crate::arguments::{ExplainArguments, SuiteArguments};
use crate::exit::Exit;
use crate::print::{self, BAD, Printer};

/// Tells everything about a name. What the scenarios prove is found out by running them; it takes moments.
pub fn perform(arguments: &ExplainArguments, printer: &mut Printer) -> Exit {
    explain(arguments, |_arguments, _knowledge, unknown, _printer| Err(unknown), printer)
}

/// Tells everything about a name; `otherwise` is asked about names that the catalogue does not have.
pub(super) fn explain(
    arguments: &ExplainArguments,
    otherwise: impl FnOnce(&ExplainArguments, &Knowledge<'_>, Unknown, &mut Printer) -> Result<Explanation, Unknown>,
    printer: &mut Printer,
) -> Exit {
    let catalogue = match catalogue(printer) {
        Ok(catalogue) => catalogue,
        Err(exit) => return exit,
    };
    let decisions = decision::built_in();
    let coverage = coverage(&arguments.suite, &catalogue);
    let knowledge = Knowledge { catalogue: &catalogue, decisions: &decisions, coverage: coverage.as_ref() };
    match knowledge.explain(&arguments.name).or_else(|unknown| otherwise(arguments, &knowledge, unknown, printer)) {
        Ok(explanation) => {
            print::explanation::print(&explanation, printer);
            Exit::Held
        }
        Err(unknown) => {
            printer.tell(format_args!("{BAD}error{BAD:#}: {unknown}"));
            Exit::Mistakes
        }
    }
}

/// What the scenarios prove; those of a folder that have mistakes prove nothing, and `rsmlab run` speaks of them.
fn coverage(arguments: &SuiteArguments, catalogue: &Catalogue) -> Option<Coverage> {
    let loaded = match &arguments.scenarios {
        Some(folder) => load_all(&scenario_files(std::slice::from_ref(folder)).ok()?, catalogue).0,
        None => suite::scenarios(catalogue).ok()?,
    };
    let settings = Settings { jobs: processors(), ..Settings::default() };
    let ran: Vec<Ran> = run_all(&loaded, &Target::InProcess, settings, &|_| {}).iter().map(Outcome::ran).collect();
    Some(Coverage::of(&ran))
}
