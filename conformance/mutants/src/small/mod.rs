//! Mutants: engine and simulator, or the SCSI target, broken in every small way that cargo-mutants knows, one at a time; how many the suite
//! calls not conformant, and how many of the others a test or `explore` holds.
//!
//! `conformance/mutants.sh` starts it. All mutants but a few are woven into one program, because to build a thousand engines takes a night, and
//! to run one a thousand times takes minutes.

mod build;
mod judge;
mod list;
mod refused;
mod subject;
mod survivors;
mod weave;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use clap::Parser;

use self::build::Mill;
use self::judge::{Judges, MutantOutcome};
use self::list::Mutant;
use self::subject::{MutantSubject, Of};
use crate::process::processors;
use crate::root;
use crate::told::{bar, say, tell};
use crate::trouble::{MeasurementTrouble, Result, at};

/// Break engine and simulator, or the SCSI target, in every small way, one at a time, and see what the suite notices
#[derive(Debug, Parser)]
#[command(name = "mutants.sh")]
pub struct MutantArguments {
    /// What is broken
    #[arg(long, value_enum, default_value_t)]
    of: Of,

    /// Judge only those again that were missed the last time, or were not judged yet: after new cases were written to find
    /// them, or after an interruption
    #[arg(long)]
    again: bool,

    /// How many are judged at a time; as many as there are processors when not given
    #[arg(long)]
    jobs: Option<usize>,

    /// Which mutants, as cargo-mutants is told: --file GLOB, --in-diff FILE, --re REGEX; all that matter to a run when nothing is said
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    choice: Vec<String>,
}

/// Breaks everything, and tells whether the suite is good enough and every survivor is accounted for.
///
/// # Errors
///
/// When something stands in the way of an answer.
pub fn measure(arguments: &MutantArguments) -> Result<bool> {
    let root = root()?;
    let subject = arguments.of.subject();
    let folder = root.join("target").join(subject.folder);
    let choice = if arguments.choice.is_empty() { whole(subject) } else { arguments.choice.clone() };
    let mutants: BTreeMap<u32, Mutant> = (1..).zip(list::mutants(&root, subject.crates, &choice)?).collect();
    if mutants.is_empty() {
        return Err(MeasurementTrouble::First("there is nothing to break; look at the choice of files".to_owned()));
    }
    let last = folder.join("outcomes.json");
    let mut outcomes: BTreeMap<String, MutantOutcome> = BTreeMap::new();
    if arguments.again {
        outcomes = serde_json::from_slice(&fs::read(&last).map_err(at(&last))?)?;
        outcomes.retain(|id, outcome| *outcome != MutantOutcome::Missed && mutants.values().any(|mutant| mutant.id == *id));
    }
    let asked = mutants.iter().filter(|(_, mutant)| !outcomes.contains_key(&mutant.id)).map(|(number, _)| *number).collect();
    let outcomes = Mutex::new(outcomes);
    // What is known is kept at once: all of it takes long, and may be interrupted.
    let record = |number: u32, outcome: MutantOutcome| {
        let mut outcomes = outcomes.lock().expect("nobody panics who holds it");
        outcomes.insert(mutants[&number].id.clone(), outcome);
        fs::write(&last, serde_json::to_vec_pretty(&*outcomes)?).map_err(at(&last))
    };
    let jobs = arguments.jobs.unwrap_or_else(processors).max(1);
    let ground = MutationRun { root: &root, subject, mutants: &mutants };
    ground.judge(&folder, &asked, jobs, record)?;
    ground.report(&outcomes.into_inner().expect("nobody panicked who held it"), arguments.choice.is_empty())
}

/// All files that matter to a run, as cargo-mutants is told.
fn whole(subject: &MutantSubject) -> Vec<String> {
    let named = |option: &'static str, files: &'static [&'static str]| files.iter().flat_map(move |file| [option, *file]);
    named("--file", subject.files).chain(named("--exclude", subject.spared)).map(str::to_owned).collect()
}

/// A run of the mutants: where, about what, and which there are.
#[derive(Clone, Copy)]
struct MutationRun<'a> {
    root: &'a Path,
    subject: &'static MutantSubject,
    mutants: &'a BTreeMap<u32, Mutant>,
}

impl MutationRun<'_> {
    /// Judges those mutants that are asked for; all are woven, so that the numbers and the program stay the same. `record` is
    /// told what came of each as soon as it is known.
    fn judge(
        self,
        folder: &Path,
        asked: &BTreeSet<u32>,
        jobs: usize,
        record: impl Fn(u32, MutantOutcome) -> Result<()> + Sync,
    ) -> Result<()> {
        let Self { root, subject, mutants } = self;
        say(&format!("weaving {} mutants into one program and its tests, and building them", mutants.len()))?;
        let mill = Mill::new(root, folder, subject, mutants)?;
        let builds = mill.weave(mutants)?;
        let judges = Judges::new(&mill.program(), root, subject, mill.others()?);
        if judges.one(0)? != MutantOutcome::Missed {
            return Err(MeasurementTrouble::First("the engine as it is does not hold: mend that first".to_owned()));
        }
        builds.unviable.intersection(asked).try_for_each(|number| record(*number, MutantOutcome::Unviable))?;
        // What nothing notices takes longest to judge, and what the list says of it is known: it comes last.
        let list = survivors::read(&root.join(subject.survivors))?;
        let woven = builds.woven.intersection(asked).copied();
        let (explained, open): (BTreeSet<u32>, BTreeSet<u32>) = woven.partition(|number| list.explains(&mutants[number].id));
        let bar = bar(explained.len() + open.len());
        for numbers in [open, explained] {
            judges.all(&numbers, jobs, |number, outcome| {
                bar.inc(1);
                record(number, outcome)
            })?;
        }
        bar.finish_and_clear();
        for number in builds.alone.intersection(asked) {
            let mutant = &mutants[number];
            say(&format!("building a program of its own for {}", mutant.name))?;
            let taken = mill.alone(mutant)?;
            // What it was not woven into holds nothing of it.
            let suite = Judges::new(&mill.program(), root, subject, Vec::new());
            record(*number, if taken { suite.one(0)? } else { MutantOutcome::Unviable })?;
        }
        Ok(())
    }

    /// Tells what came of it; whether it is good. When it is about the `whole`, the list of survivors may name no mutant that is not
    /// there.
    fn report(self, outcomes: &BTreeMap<String, MutantOutcome>, whole: bool) -> Result<bool> {
        let Self { root, subject, mutants } = self;
        let list: PathBuf = root.join(subject.survivors);
        let count = |wanted: MutantOutcome| outcomes.values().filter(|outcome| **outcome == wanted).count();
        let survivors = survivors::read(&list)?.compare(&mutants.values().collect::<Vec<_>>(), outcomes, whole);
        let mut text = String::new();
        for mutant in mutants.values().filter(|mutant| survivors.unexplained.contains(&mutant.id)) {
            text += &format!("missed     {}\n           {}\n", mutant.name, mutant.id);
        }
        for id in &survivors.stale {
            text += &format!(
                "stale      {id}\n           {} has it, but the suite notices it or it is not there; take it off\n",
                subject.survivors
            );
        }
        let (caught, timed_out, held) = (count(MutantOutcome::Caught), count(MutantOutcome::TimedOut), count(MutantOutcome::Held));
        let missed = count(MutantOutcome::Missed);
        let (by_suite, noticed) = (caught + timed_out, caught + timed_out + held);
        let viable = noticed + missed;
        // What nobody can notice, and what no client sees, says nothing of the suite.
        let by_suite_of_shown =
            outcomes.iter().filter(|(id, outcome)| outcome.is_of_the_suite() && !survivors.unseen.contains(*id)).count();
        let shown = viable - survivors.unseen.len() - survivors.explained.len();
        let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        text += &format!(
            "{} mutants: {caught} caught, {timed_out} timed out, {held} held by a test or by explore, {missed} missed ({} with a reason), {} unviable\n",
            outcomes.len(),
            survivors.explained.len(),
            count(MutantOutcome::Unviable),
        );
        text += &format!("{by_suite} of {viable} noticed by the suite, {:.1} %\n", percent(by_suite, viable));
        let of_shown = percent(by_suite_of_shown, shown);
        text += &format!("{by_suite_of_shown} of the {shown} that a case can show noticed by the suite, {of_shown:.1} %\n");
        text += &format!("{noticed} of {viable} noticed, {:.1} %\n", percent(noticed, viable));
        tell(&text)?;
        let is_enough = by_suite * 100 >= viable * subject.good;
        Ok(survivors.unexplained.is_empty() && survivors.stale.is_empty() && is_enough)
    }
}
