//! `rsmlab explain`.

use std::fs;
use std::path::Path;

use rsmlab_conformance::case::{Case, CaseKind};
use rsmlab_conformance::catalogue::Catalogue;
use rsmlab_conformance::counter;
use rsmlab_conformance::coverage::{Coverage, RanScenario};
use rsmlab_conformance::decision;
use rsmlab_conformance::discover::scenario_files;
use rsmlab_conformance::explain::{Explanation, Knowledge, Section, SectionEntry, Unknown};
use rsmlab_conformance::find::{closest, subjects};
use rsmlab_conformance::report::view::run_of;
use rsmlab_conformance::run::{ScenarioOutcome, Settings, run_all};
use rsmlab_conformance::site;
use rsmlab_conformance::suite::scenarios;
use rsmlab_conformance::under_test::TargetUnderTest;
use rsmlab_search::promises;
use rsmlab_smc::cases;
use rsmlab_view::page;

use super::conformance::suite;
use super::view::report_of;
use super::{catalogue, folder_of, load_all, processors};
use crate::arguments::{ExplainArguments, SuiteArguments, TargetArguments};
use crate::exit::Exit;
use crate::print::{self, BAD, Printer, count};

/// Tells everything about a name, or writes all that is known as a site. What the scenarios prove is found out by running them; it takes
/// moments.
pub fn perform(arguments: &ExplainArguments, printer: &mut Printer) -> Exit {
    let catalogue = match catalogue(printer) {
        Ok(catalogue) => catalogue,
        Err(exit) => return exit,
    };
    let decisions = decision::built_in();
    let coverage = coverage(&arguments.suite, &catalogue);
    let knowledge = Knowledge { catalogue: &catalogue, decisions: &decisions, coverage: coverage.as_ref(), promises: promises::TABLE };
    match (&arguments.name, &arguments.html) {
        (Some(name), _) => tell(name, arguments, &knowledge, printer),
        (None, Some(folder)) => write(folder, arguments, &knowledge, printer).unwrap_or_else(|exit| exit),
        // The command line asks for one of them.
        (None, None) => Exit::Mistakes,
    }
}

/// Tells everything about a name.
fn tell(name: &str, arguments: &ExplainArguments, knowledge: &Knowledge<'_>, printer: &mut Printer) -> Exit {
    let told = knowledge.explain(name).or_else(|unknown| explain_smc_case(name).ok_or(unknown));
    match told.or_else(|unknown| explain_case(arguments, knowledge, unknown, printer)) {
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

/// Writes all that is known as a site.
fn write(folder: &Path, arguments: &ExplainArguments, knowledge: &Knowledge<'_>, printer: &mut Printer) -> Result<Exit, Exit> {
    let (_catalogue, cases) = suite(&arguments.suite, printer)?;
    let files = site::files(knowledge, &cases, arguments.views);
    for file in &files {
        write_file(&folder.join(&file.path), &file.text, printer)?;
    }
    let scenarios = cases.iter().filter(|case| arguments.views && case.kind == CaseKind::Scenario);
    for (case, loaded) in scenarios.filter_map(|case| Some((case, case.scenario()?))) {
        let report = report_of(loaded, &TargetArguments::default(), printer)?;
        write_file(&folder.join(site::view_of(case)), &page(&run_of(loaded, &report)), printer)?;
    }
    printer.tell(format_args!(
        "written: {} of the reference; it begins with {}",
        count(files.len(), "file"),
        folder.join(site::FIRST).display()
    ));
    Ok(Exit::Held)
}

fn write_file(file: &Path, text: &str, printer: &mut Printer) -> Result<(), Exit> {
    fs::create_dir_all(folder_of(file)).and_then(|()| fs::write(file, text)).map_err(|cause| {
        printer.tell(format_args!("{BAD}error{BAD:#}: cannot write {}: {cause}", file.display()));
        Exit::Mistakes
    })
}

/// The case of `smc check` that has this id.
fn explain_smc_case(id: &str) -> Option<Explanation> {
    let case = cases::all().find(|case| case.id == id)?;
    let again = format!("Run it alone: rsmlab smc check --target TARGET {id}. An expected-failures file takes a failure that is known.");
    let section = |heading: &'static str, entry| Section { heading: heading.into(), entries: vec![entry] };
    Some(Explanation {
        title: case.id.to_owned(),
        kind: "case of smc check".to_owned(),
        lead: case.title.to_owned(),
        sections: vec![
            section("rule", SectionEntry::keyed(case.clause, case.rule)),
            section("what to do", SectionEntry::keyed("", &again)),
        ],
    })
}

/// The case of this name: an id as it is listed, the path of its scenario, or the end of either if no other case has the same.
fn explain_case(
    arguments: &ExplainArguments,
    knowledge: &Knowledge<'_>,
    unknown: Unknown,
    printer: &mut Printer,
) -> Result<Explanation, Unknown> {
    let cases = suite(&arguments.suite, printer).map_or_else(|_| Vec::new(), |(_catalogue, cases)| cases);
    let query = unknown.query.as_str();
    let has = |case: &Case, fits: &dyn Fn(&str) -> bool| fits(&case.id) || case.scenario().is_some_and(|loaded| fits(&loaded.path));
    let exact = cases.iter().find(|case| has(case, &|name| name == query));
    let ends = |name: &str| name.strip_suffix(query).is_some_and(|before| before.ends_with('/'));
    let ending: Vec<&Case> = cases.iter().filter(|case| has(case, &ends)).collect();
    match (exact, ending.as_slice()) {
        (Some(case), _) => Ok(knowledge.case(case)),
        (None, [case]) => Ok(knowledge.case(case)),
        (None, []) => {
            let names = subjects(knowledge.catalogue).map(|(name, _subject)| name);
            let of_changers = cases::all().map(|case| case.id.to_owned());
            let nearest = closest(query, cases.iter().map(|case| case.id.clone()).chain(of_changers).chain(names));
            Err(Unknown { nearest, query: query.to_owned() })
        }
        (None, several) => Err(Unknown { nearest: several.iter().map(|case| case.id.clone()).collect(), query: query.to_owned() }),
    }
}

/// What the scenarios prove; those of a folder that have mistakes prove nothing, and `rsmlab run` speaks of them.
fn coverage(arguments: &SuiteArguments, catalogue: &Catalogue) -> Option<Coverage> {
    let loaded = match &arguments.scenarios {
        Some(folder) => load_all(&scenario_files(std::slice::from_ref(folder)).ok()?, catalogue).0,
        None => scenarios(catalogue).ok()?,
    };
    let settings = Settings { jobs: processors(), ..Settings::default() };
    let ran: Vec<RanScenario> = run_all(&loaded, &TargetUnderTest::InProcess, settings, &|_| {}).iter().map(ScenarioOutcome::ran).collect();
    Some(Coverage::of(&ran, counter::built_in()))
}
