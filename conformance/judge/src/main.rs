//! The judge of broken engines: it runs the cases of a folder of scenarios over the engine that it was built with, and prints the result of each.
//!
//!     rsmlab-judge FOLDER [RULE]
//!
//! With a rule it reads and runs only the cases that cover it. It is what `rsmlab conformance run --covering RULE` is, without
//! profile and report, and without most of the program: `conformance/counter.sh` builds it anew for every change of a broken engine.

#![forbid(unsafe_code)]

use std::env;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rsmlab_conformance::beside::beside;
use rsmlab_conformance::case::{Case, gather_about};
use rsmlab_conformance::catalogue::Catalogue;
use rsmlab_conformance::discover::{display, scenario_files};
use rsmlab_conformance::expected::ExpectedFailures;
use rsmlab_conformance::load::{Loaded, load_text, read};
use rsmlab_conformance::run::Settings;
use rsmlab_conformance::under_test::TargetUnderTest;
use rsmlab_conformance::verdict::run::{Conditions, run};
use serde_json::json;
use thiserror::Error;

/// Something that keeps it from judging.
#[derive(Debug, Error)]
enum JudgeTrouble {
    #[error("say which folder of scenarios, and perhaps which rule: rsmlab-judge FOLDER [RULE]")]
    Usage,
    #[error("{0}")]
    Wrong(String),
    #[error("{0}")]
    Output(#[from] io::Error),
}

fn main() -> ExitCode {
    match judge(env::args().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            // Nobody is left to be told when this cannot be written.
            let _ = writeln!(io::stderr(), "error: {trouble}");
            ExitCode::from(2)
        }
    }
}

fn judge(mut arguments: impl Iterator<Item = String>) -> Result<(), JudgeTrouble> {
    let folder = PathBuf::from(arguments.next().ok_or(JudgeTrouble::Usage)?);
    let rule = arguments.next();
    let catalogue = Catalogue::load().map_err(wrong)?;
    let scenarios = scenarios(&folder, rule.as_deref(), &catalogue)?;
    let covers = |covers: &[String]| rule.as_ref().is_none_or(|rule| covers.contains(rule));
    let cases = gather_about(scenarios, &display(&folder), &catalogue, &covers).map_err(wrong)?;
    let selected: Vec<&Case> = cases.iter().filter(|case| covers(&case.covers)).collect();
    let conditions = Conditions {
        target: &TargetUnderTest::InProcess,
        settings: Settings::default(),
        seed: None,
        expected: &ExpectedFailures::default(),
        all: rule.is_none(),
        strict: true,
        watch: false,
        max_fail: None,
    };
    let judged = run(&selected, conditions, &|_, _| {}).judged;
    let function = rule.as_deref().and_then(|rule| catalogue.rule(rule)?.function(&catalogue)).map(|function| function.name.as_str());
    let told = judged.iter().map(|judged| {
        let Case { id, kind, covers, .. } = judged.case;
        let is_own = id.split('/').any(|part| Some(part) == function);
        json!({ "id": id, "kind": kind.word(), "own": is_own, "covers": covers.len(), "status": judged.status })
    });
    Ok(writeln!(io::stdout(), "{}", json!({ "cases": told.collect::<Vec<_>>() }))?)
}

/// The scenarios of a folder; of a rule, those that name it.
fn scenarios(folder: &Path, rule: Option<&str>, catalogue: &Catalogue) -> Result<Vec<Loaded>, JudgeTrouble> {
    let mut scenarios = Vec::new();
    for file in scenario_files(&[folder.to_owned()]).map_err(wrong)? {
        let text = read(&file).map_err(|report| JudgeTrouble::Wrong(format!("{report:?}")))?;
        // Most of the time would go into reading what is then not run.
        if rule.is_none_or(|rule| text.contains(rule)) {
            let loaded = load_text(&file, text, &beside(&file), catalogue);
            scenarios.push(loaded.map_err(|reports| JudgeTrouble::Wrong(reports.iter().map(|report| format!("{report:?}")).collect()))?);
        }
    }
    Ok(scenarios)
}

fn wrong(what: impl ToString) -> JudgeTrouble {
    JudgeTrouble::Wrong(what.to_string())
}
