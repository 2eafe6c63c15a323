//! What there is to report: one case for each status, as it is judged when an engine lies about full slots.

use std::collections::BTreeSet;
use std::time::Duration;

use rsmlab_conformance::case::{Case, gather};
use rsmlab_conformance::catalogue::Catalogue;
use rsmlab_conformance::expected::ExpectedFailures;
use rsmlab_conformance::load::Loaded;
use rsmlab_conformance::profile::Profile;
use rsmlab_conformance::report::{self, Invocation, Report};
use rsmlab_conformance::run::{ScenarioOutcome, ScenarioVerdict as Held, StatementFailure};
use rsmlab_conformance::suite::Suite;
use rsmlab_conformance::verdict::judge::judge;
use rsmlab_conformance::verdict::{Blame, Judged, Observed, Status, Verdict};
use rsmlab_engine::function::Function;
use rsmlab_engine::method::table;
use rsmlab_engine::refusal::Refusal;
use rsmlab_engine::status::Status as Answer;
use rsmlab_harness::runner::{Options, RunVerdict as Ran, run_with};

use crate::liar::liar;

/// The scenario of which there are several, under several ids.
pub const SLOT_FULL: &str = include_str!("../../../../scenarios/cleaner-management/InjectNtmsCleaner/slot-full.kdl");

/// One case for each status, and one that is listed wrongly.
pub const IDS: [&str; 10] = ["pass", "fail", "variant", "xfail", "xpass", "skip", "unsupported", "error", "timeout", "listed-wrongly"];

pub fn catalogue() -> Catalogue {
    Catalogue::load().expect("the catalogue is sound")
}

pub fn cases(catalogue: &Catalogue) -> Vec<Case> {
    let loaded = |id: &&str| {
        let path = format!("scenarios/cleaner-management/InjectNtmsCleaner/{id}.kdl");
        let scenario = rsmlab_language::parse(&path, SLOT_FULL).expect("the scenario can be read");
        Loaded { path, text: SLOT_FULL.into(), scenario }
    };
    let mut cases = gather(IDS.iter().map(loaded).collect(), "scenarios", catalogue).expect("the checks can be read");
    cases.retain(|case| case.scenario().is_some_and(|loaded| loaded.path.ends_with(".kdl")));
    cases
}

fn slot_taken() -> &'static Refusal {
    table(Function::InjectNtmsCleaner).iter().find(|refusal| refusal.name == "SlotTaken").expect("the table has it")
}

/// What comes of a case when the engine gives this status for a full slot.
fn outcome(case: &Case, answer: Answer) -> ScenarioOutcome {
    let loaded = case.scenario().expect("it is a scenario");
    let report = run_with(&loaded.scenario, &Options::default(), &mut liar(&loaded.scenario, slot_taken(), answer));
    let verdict = match &report.result {
        Ran::Passed => Held::Passed,
        Ran::Failed(failure) => {
            let line = failure.span.expect("a statement is to blame").line(&loaded.text);
            let text = loaded.text.lines().nth(line - 1).expect("it is in the file").to_owned();
            Held::Failed(StatementFailure { statement: Some((line, text)), failure: failure.clone(), help: None })
        }
    };
    let (title, covers) = (case.title.clone(), case.covers.clone());
    ScenarioOutcome {
        path: loaded.path.clone(),
        title,
        covers,
        verdict,
        report: Some(report),
        dialogue: None,
        variants: BTreeSet::new(),
        took: Duration::ZERO,
    }
}

/// What was seen without a run.
fn unseen(status: Status, blame: Option<Blame>, came: &str) -> Observed {
    Observed { status, blame, ..Observed::skipped(came) }
}

fn expected(cases: &[Case]) -> ExpectedFailures {
    let text = r#"
        schema = 1
        [[failure]]
        id = "cleaner-management/InjectNtmsCleaner/xfail"
        reason = "slots are not looked at yet"
        observed = "fail: it answered ERROR_BUSY"
        [[failure]]
        id = "cleaner-management/InjectNtmsCleaner/xpass"
        reason = "slots are not looked at yet"
        observed = "fail: it answered ERROR_BUSY"
        [[failure]]
        id = "cleaner-management/InjectNtmsCleaner/listed-wrongly"
        reason = "slots are not looked at yet"
        observed = "fail: it answered ERROR_SUCCESS"
    "#;
    ExpectedFailures::parse("expected.toml", text).expect("it is a list").resolve("expected.toml", cases).expect("the list is sound")
}

pub fn judged(cases: &[Case]) -> Vec<Judged<'_>> {
    let expected = expected(cases);
    let one = |case: &'_ Case| {
        let name = case.id.rsplit('/').next().expect("an id has a last part");
        let run = match name {
            "pass" | "xpass" => Some(outcome(case, Answer::SlotFull)),
            "fail" | "variant" | "xfail" | "listed-wrongly" => Some(outcome(case, Answer::Busy)),
            _ => None,
        };
        let observed = match (&run, name) {
            // The case rests on a choice of ours, and the target chose otherwise.
            (Some(outcome), "variant") => Observed::of(outcome).held_to_choices(&["D-007".to_owned()], false),
            (Some(outcome), _) => Observed::of(outcome),
            (None, "skip") => Observed::skipped("its file is not in the folder of scenarios"),
            (None, "unsupported") => unseen(Status::Unsupported, None, "the target has no InjectNtmsCleaner"),
            (None, "timeout") => unseen(Status::Timeout, None, "no answer after 30 s"),
            (None, _) => unseen(Status::Error, Some(Blame::Target), "the target died: exit status 1"),
        };
        (observed, run)
    };
    let judged = cases.iter().map(|case| {
        let (observed, outcome) = one(case);
        let (status, note) = judge(&observed, expected.entry(&case.id));
        Judged { case, status, note, observed, outcome }
    });
    judged.collect()
}

pub fn profile(cases: &[Case]) -> Profile {
    let cases = cases.iter().map(|case| (case.id.clone(), case.digest())).collect();
    Profile { name: "tiny".to_owned(), version: 3, title: "One of each".to_owned(), supported_only: false, cases }
}

pub fn invocation() -> Invocation {
    Invocation { command: "conformance run", options: vec!["--seed".to_owned(), "7".to_owned()], target: "a liar".to_owned() }
}

pub fn reported(judged: &[Judged<'_>], profile: &Profile, catalogue: &Catalogue) -> Report {
    let entries: Vec<_> = judged.iter().map(|judged| report::Entry::of(judged, &invocation(), catalogue)).collect();
    let came: Vec<_> = entries.iter().map(report::Entry::came).collect();
    let verdict = Verdict::of(&came, profile, false, catalogue);
    let suite = Suite { version: "1.0.0".to_owned(), cases: 9, hash: "0123".to_owned() };
    Report::of(entries, &verdict, suite, &invocation().target)
}
