//! Judging: whether a case that covers the rule fails with an engine that breaks it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rsmlab_counter::Engine;
use serde::Deserialize;

use crate::process::{JudgeRun, ProcessEnd};
use crate::trouble::{MeasurementTrouble, Result, at};

/// What came of a counter-engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EngineOutcome {
    /// These cases, which cover the rule, failed by an expectation or a promise; the most telling first.
    Found(Vec<String>),
    /// No case that covers the rule failed.
    Survived {
        /// Whether there is a case that covers the rule.
        is_covered: bool,
        /// One of the other cases that failed, if any did.
        other: Option<String>,
    },
    /// The engine broke down or went on for ever before a case that covers the rule failed.
    Broken(&'static str),
    /// It is no engine: a patch does not fit, or the compiler does not take it. This is why.
    Unviable(String),
}

/// The judge of counter-engines.
#[derive(Clone, Debug)]
pub struct Judge {
    program: PathBuf,
    root: PathBuf,
    /// Where what the suite says is kept.
    folder: PathBuf,
}

/// What the suite says of an engine.
#[derive(Deserialize)]
struct SuiteReport {
    cases: Vec<JudgedCase>,
}

/// What came of a case.
#[derive(Deserialize)]
struct JudgedCase {
    id: String,
    kind: String,
    /// Whether it is a case of the function that the rule is of.
    own: bool,
    /// How many rows and rules it is about.
    covers: usize,
    status: String,
}

impl JudgedCase {
    /// Whether somebody has to look at it. What was not run says nothing.
    fn went_wrong(&self) -> bool {
        matches!(self.status.as_str(), "fail" | "error" | "timeout")
    }
}

impl Judge {
    /// A judge with a woven program, the suite of a checkout, and a folder for what is said.
    ///
    /// # Errors
    ///
    /// When there can be no such folder.
    pub fn new(program: PathBuf, root: &Path, folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder).map_err(at(&folder))?;
        Ok(Self { program, root: root.to_owned(), folder })
    }

    /// Whether the engine as it is holds; if not, a case that fails.
    ///
    /// # Errors
    ///
    /// When the program cannot be started, or says nothing.
    pub fn whole(&self) -> Result<Option<String>> {
        let (report, _) = self.run(0, "whole", None)?;
        let report = report.ok_or_else(|| MeasurementTrouble::First("the engine as it is does not even come to a report".to_owned()))?;
        Ok(report.cases.into_iter().find(JudgedCase::went_wrong).map(|case| case.id))
    }

    /// Judges an engine.
    ///
    /// # Errors
    ///
    /// When the program cannot be started.
    pub fn one(&self, engine: &Engine) -> Result<EngineOutcome> {
        let (report, ended) = self.run(engine.number(), &engine.name, Some(&engine.rule))?;
        let Some(report) = report else { return Ok(EngineOutcome::Broken(how(ended))) };
        let by = failed(&report);
        if !by.is_empty() {
            return Ok(EngineOutcome::Found(by));
        }
        if report.cases.iter().any(JudgedCase::went_wrong) {
            return Ok(EngineOutcome::Broken(how(ProcessEnd::Broken)));
        }
        let (all, _) = self.run(engine.number(), &engine.name, None)?;
        let other = all.and_then(|all| failed(&all).into_iter().next());
        Ok(EngineOutcome::Survived { is_covered: !report.cases.is_empty(), other })
    }

    /// Runs the cases of a rule over an engine, or all of them; what the suite says, unless it came to nothing.
    fn run(&self, number: u32, name: &str, rule: Option<&str>) -> Result<(Option<SuiteReport>, ProcessEnd)> {
        let mut run = JudgeRun::of(&self.program, &self.root, "scenarios");
        run.arguments.extend(rule.map(str::to_owned));
        let path = self.folder.join(format!("{name}.json"));
        let ended = run.over(number, File::create(&path).map_err(at(&path))?.into())?;
        let said = fs::read(&path).map_err(at(&path))?;
        Ok((serde_json::from_slice(&said).ok(), ended))
    }
}

/// The cases that failed by an expectation or a promise: those that people wrote before those that are generated, among these the function's
/// own, and among these the ones that are about little else.
fn failed(report: &SuiteReport) -> Vec<String> {
    let mut failed: Vec<&JudgedCase> = report.cases.iter().filter(|case| case.status == "fail").collect();
    failed.sort_by_key(|case| (case.kind != "scenario", !case.own, case.covers, &case.id));
    failed.into_iter().map(|case| case.id.clone()).collect()
}

const fn how(ended: ProcessEnd) -> &'static str {
    match ended {
        ProcessEnd::OutOfTime => "goes on for ever",
        ProcessEnd::With(_) | ProcessEnd::Broken => "breaks down",
    }
}
