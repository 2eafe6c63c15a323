//! Every word that a trace or a failure prints and that is a name leads somewhere: it is asked of every trace of the suite, and of
//! every table from which words are printed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rsmlab_conformance::catalogue::Catalogue;
use rsmlab_conformance::decision;
use rsmlab_conformance::discover::scenario_files;
use rsmlab_conformance::explain::{Explanation, Knowledge};
use rsmlab_conformance::load::{Loaded, load};
use rsmlab_conformance::run::{Settings, run_one};
use rsmlab_conformance::under_test::TargetUnderTest;
use rsmlab_conformance::verdict::Status as Result;
use rsmlab_engine::every_phase;
use rsmlab_engine::function::Function;
use rsmlab_engine::method::refusals;
use rsmlab_engine::port::hardware::{DriveAlert, Failure};
use rsmlab_engine::port::sense::Problem;
use rsmlab_engine::status::Status;
use rsmlab_harness::checker::promise::Promise;
use rsmlab_language::members;
use rsmlab_language::model::{BarCode, ScsiCommand};
use rsmlab_language::vocabulary::{self, Vocabulary};
use rsmlab_sim::fault::FaultKind;

fn catalogue() -> Catalogue {
    Catalogue::load().expect("the catalogue is sound")
}

fn explain(catalogue: &Catalogue, word: &str) -> Option<Explanation> {
    Knowledge { catalogue, decisions: &[], coverage: None, promises: &[] }.explain(word).ok()
}

/// Whether an explanation says what something is, where it is documented, and what to do.
fn is_whole(explanation: &Explanation) -> bool {
    let has = |headings: &[&str]| {
        explanation.sections.iter().any(|section| headings.iter().any(|heading| section.heading == *heading) && !section.entries.is_empty())
    };
    explanation.lead.ends_with(['.', ':']) && !explanation.kind.is_empty() && has(&["documented in", "sources"]) && has(&["what to do"])
}

fn assert_known(words: impl IntoIterator<Item = impl AsRef<str>>) {
    let catalogue = catalogue();
    let words: BTreeSet<String> = words.into_iter().map(|word| word.as_ref().to_owned()).collect();
    let lost: Vec<_> = words.iter().filter(|word| !explain(&catalogue, word).is_some_and(|told| is_whole(&told))).collect();
    assert!(!words.is_empty() && lost.is_empty(), "{lost:?} lead nowhere, or not far enough");
}

#[test]
fn every_refusal_leads_somewhere() {
    assert_known(refusals().map(|refusal| refusal.name));
    assert_known(refusals().flat_map(|refusal| refusal.rows).filter(|id| id.contains('/')));
}

#[test]
fn every_failure_leads_somewhere_as_people_and_as_programs_read_it() {
    assert_known(Failure::ALL.iter().map(|failure| format!("{failure:?}")));
    assert_known(
        Failure::ALL.iter().map(|failure| serde_json::to_value(failure).expect("it has a name").as_str().expect("a text").to_owned()),
    );
    assert_known(Failure::ALL.iter().map(|failure| failure.sense().to_string()));
    assert_known(DriveAlert::ALL.iter().map(|alert| alert.sense().to_string()));
    assert_known(Problem::ALL.iter().map(|problem| problem.name()));
}

#[test]
fn every_phase_every_fault_and_every_promise_leads_somewhere() {
    assert_known(every_phase().map(|(_, name, _)| name));
    assert_known(FaultKind::ALL.iter().map(|kind| kind.name()));
    assert_known(Promise::TABLE.iter().map(|(promise, _)| promise.0));
    assert_known(Result::ALL.iter().map(|status| status.word()));
}

#[test]
fn every_number_of_a_status_leads_somewhere_in_each_way_to_write_it() {
    assert_known(Status::ALL.iter().map(|status| status.number().to_string()));
    assert_known(Status::ALL.iter().map(|status| format!("{:#x}", status.number())));
    assert_known(Status::ALL.iter().filter(|status| status.number() > 0).map(|status| format!("{:#x}", 0x8007_0000 + status.number())));
}

#[test]
fn every_name_of_a_document_is_explained_to_the_end() {
    assert_known(
        Status::ALL.iter().filter(|status| catalogue().rows().any(|row| row.row.name == status.name())).map(|status| status.name()),
    );
    assert_known(Function::ALL.iter().map(|function| function.name()));
    assert_known(catalogue().rows().map(|row| row.id()));
}

#[test]
fn every_short_form_and_every_member_leads_somewhere() {
    let tables: [&Vocabulary; 9] = [
        &vocabulary::EJECT,
        &vocabulary::INVENTORY,
        &vocabulary::OBJECT,
        &vocabulary::DISMOUNT,
        &vocabulary::INJECT,
        &vocabulary::MOUNT,
        &vocabulary::ENUMERATE,
        &vocabulary::LIBRARY_REQUESTS,
        &vocabulary::OPERATOR_REQUESTS,
    ];
    assert_known(tables.iter().flat_map(|table| table.words()));
    assert_known(members::every(None).map(|member| member.name));
    let catalogue = catalogue();
    assert_known(catalogue.types.structs.iter().flat_map(|of| &of.fields).map(|field| field.name.as_str()));
    assert_known(catalogue.functions.iter().flat_map(|of| &of.parameters).map(|parameter| parameter.name.as_str()));
}

#[test]
fn what_means_several_things_tells_all_of_them() {
    let told = explain(&catalogue(), "SourceEmpty").expect("it is a refusal and a failure");
    assert!(told.kind.contains("refusal") && told.kind.contains("failure of the hardware"), "{told:?}");
    let number = explain(&catalogue(), "0x138e").expect("it is 5006");
    assert!(number.lead.contains("5006") && number.lead.contains("ERROR_SLOT_FULL"), "{number:?}");
}

#[test]
fn what_is_no_word_leads_nowhere() {
    for word in ["Frobnicated", "f/zz/00", "99999", "0xzz", "MOUNTAIN#1", ""] {
        assert_eq!(explain(&catalogue(), word).map(|told| told.kind), None, "{word}");
    }
}

/// The names in a line of a trace that the scenario has not given.
fn names_in(line: &str) -> Vec<String> {
    let (line, _cause) = line.split_once("  <- ").unwrap_or((line, ""));
    let mut words = line.split_whitespace();
    let (Some(number), Some(_time), Some(actor)) = (words.next(), words.next(), words.next()) else { return Vec::new() };
    if number.parse::<u64>().is_err() {
        return Vec::new();
    }
    let said = words.collect::<Vec<_>>().join(" ");
    // What stands in quotes was said by somebody.
    let said: String = said.split('"').step_by(2).collect::<Vec<_>>().join(" ");
    let mut names = vec![actor.to_owned()];
    let is_in_a_word = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '/' | '#' | '.' | '-');
    let all = said.split(|char: char| !is_in_a_word(char)).map(|word| word.trim_end_matches(['.', '-', '/']));
    names.extend(all.filter(|word| is_name(word)).map(str::to_owned));
    // Rows and rules stand in parentheses, and the numbers of changer drivers in brackets.
    let inside = |open: char, close: char| {
        said.split(open).skip(1).filter_map(move |rest| Some(rest.split_once(close)?.0.to_owned())).collect::<Vec<_>>()
    };
    names.extend(inside('(', ')').iter().flat_map(|rows| rows.split(", ")).map(str::to_owned));
    names.extend(inside('[', ']').iter().flat_map(|sense| sense.split([';', ' '])).filter(|word| !word.is_empty()).map(str::to_owned));
    if let Some((from, to)) = said.split_once(": ").and_then(|(_, phases)| phases.split_once(" -> ")) {
        names.extend([from.to_owned(), to.to_owned()]);
    }
    let kind = said.strip_prefix("armed: ").or_else(|| said.strip_prefix("over: ").filter(|_| actor == "fault"));
    let kind = kind.or_else(|| said.split_once(" strikes").map(|(before, _)| before).filter(|_| actor == "fault"));
    names.extend(kind.and_then(|kind| kind.split([' ', ',']).nth(1)).map(str::to_owned));
    names
}

/// Whether a word looks like a name of documents or of the engine: `NTMS_LM_MOUNT`, `SlotTaken`, `4/15/01`, `MOUNT#1`.
fn is_name(word: &str) -> bool {
    let upper = word.chars().filter(char::is_ascii_uppercase).count();
    let lower = word.chars().any(|char| char.is_ascii_lowercase());
    word.contains('/') || word.contains('#') || (upper >= 2 && (lower || word.contains('_'))) || (upper >= 3 && !lower)
}

/// The words that a scenario itself has given: names, and whatever it says in quotes.
fn given(loaded: &Loaded) -> BTreeSet<String> {
    let setup = &loaded.scenario.setup;
    let libraries = setup.libraries.iter().map(|library| library.name.to_string());
    let cartridges = setup.cartridges.iter().map(|cartridge| cartridge.name.to_string());
    let named = setup.pools.iter().map(|pool| pool.name.to_string()).chain(setup.clients.iter().map(|client| client.name.to_string()));
    let calls = loaded.text.split("as=").skip(1).filter_map(|rest| rest.split([' ', '\n', '}']).next()).map(str::to_owned);
    let hosts = loaded.text.split("host=").skip(1).filter_map(|rest| rest.split([' ', '\n', '}']).next()).chain([ScsiCommand::HOST]);
    let hosts = hosts.map(str::to_owned);
    let quoted = loaded.text.split('"').skip(1).step_by(2);
    let quoted =
        quoted.flat_map(|text| text.split(|char: char| !char.is_ascii_alphanumeric() && !matches!(char, '_' | '-'))).map(str::to_owned);
    let stickers = setup.cartridges.iter().filter_map(|cartridge| match &cartridge.bar_code {
        BarCode::Text(text) => Some(text.to_string()),
        BarCode::None | BarCode::Unreadable => None,
    });
    let computer = [setup.computer.name.clone()].into_iter().filter(|name| name != "LOCALHOST");
    libraries.chain(cartridges).chain(hosts).chain(stickers).chain(computer).chain(named).chain(calls).chain(quoted).collect()
}

#[test]
fn every_name_in_every_trace_of_the_suite_leads_somewhere() {
    let catalogue = catalogue();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    let files = scenario_files(&[folder]).expect("the scenarios can be read");
    let mut asked: BTreeMap<String, bool> = BTreeMap::new();
    let mut lost: BTreeMap<String, String> = BTreeMap::new();
    for file in files {
        let loaded = load(&file, &catalogue).expect("the scenarios have no mistakes");
        let given = given(&loaded);
        let outcome = run_one(&loaded, &TargetUnderTest::InProcess, Settings::default());
        let trace = outcome.report.expect("every scenario runs to its end").trace.text();
        for (line, name) in trace.lines().flat_map(|line| names_in(line).into_iter().map(move |name| (line, name))) {
            let begins = name.split(['.', '#']).next().unwrap_or_default();
            if given.contains(&name) || given.contains(begins) {
                continue;
            }
            let decided = decision::number(&name).is_some_and(decision::is_there);
            let told = || decided || explain(&catalogue, &name).is_some_and(|told| is_whole(&told));
            let known = *asked.entry(name.clone()).or_insert_with(told);
            if !known {
                lost.entry(name).or_insert_with(|| format!("{}: {line}", loaded.path));
            }
        }
    }
    assert!(asked.len() > 200, "only {} names were asked for", asked.len());
    assert!(lost.is_empty(), "{} of {} names lead nowhere: {lost:#?}", lost.len(), asked.len());
}
