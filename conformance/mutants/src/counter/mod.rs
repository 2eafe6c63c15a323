//! Counter-engines: our engine with one rule broken by meaning, one at a time, and whether a case that covers the rule finds it out.
//!
//! `conformance/counter.sh` starts it. What an engine breaks, and how, is written down in `conformance/counter/engines`; all of them are woven
//! into one program, which is run once for each over no other cases than those that cover the rule.

pub(crate) mod build;
mod judge;
mod place;
mod share;
mod verdict;
mod weave;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use clap::Parser;
use rsmlab_counter::{CounterList, Engine};

pub use self::build::{WovenProgram, build};
use self::judge::{EngineOutcome, Judge};
use self::share::Share;
use crate::process::{processors, side_by_side};
use crate::root;
use crate::told::{bar, say, tell};
use crate::trouble::{MeasurementTrouble, Result, at};
use crate::workshop::{LIBRARY, Product};

/// Break one rule after the other by meaning, and see whether the cases that cover it find out
#[derive(Debug, Parser)]
#[command(name = "counter.sh")]
pub struct CounterArguments {
    /// Only the engines that break this rule; may be given several times
    #[arg(long = "rule", value_name = "ID")]
    rules: Vec<String>,

    /// Only the engines of this file, or those that patch this source file: inject-media, engine/src/operation/gate.rs
    #[arg(long = "file", value_name = "F")]
    files: Vec<String>,

    /// Only the engine of this name
    #[arg(long = "name", value_name = "N")]
    names: Vec<String>,

    /// Only a part of these, spread over all of them: 1/12 is the first of twelve. No others are woven
    #[arg(long, value_name = "K/N")]
    share: Option<Share>,

    /// List the engines with what is written of them, and build and run nothing
    #[arg(long)]
    list: bool,

    /// Write what is found out to conformance/counter/found.toml, for people to review
    #[arg(long)]
    write: bool,

    /// How many are judged at a time; as many as there are processors when not given
    #[arg(long)]
    jobs: Option<usize>,
}

/// Judges counter-engines, and tells whether each is found out as it is written down.
///
/// # Errors
///
/// When something stands in the way of an answer.
pub fn measure(arguments: &CounterArguments) -> Result<bool> {
    let root = root()?;
    let (list, wrong) = read(&root)?;
    wrong.iter().try_for_each(|mistakes| say(mistakes))?;
    let asked: Vec<&Engine> = list.engines().iter().filter(|engine| arguments.ask_for(engine)).collect();
    let asked = if let Some(share) = arguments.share { share.of(&asked) } else { asked };
    if asked.is_empty() {
        return Err(MeasurementTrouble::First("there is no such counter-engine; --list tells which there are".to_owned()));
    }
    if arguments.list {
        let lines: String = asked.iter().map(|engine| listed(engine, &list)).collect();
        return tell(&lines).map(|()| true);
    }
    let (woven, folder) = match arguments.share {
        // A person who asks for some changes them one after the other: one build has all, and the next is made from it.
        None => (list.engines().iter().collect(), root.join("target/counter")),
        Some(_) => (asked.clone(), root.join("target/share")),
    };
    let WovenProgram { program, unviable } = build(&root, &folder, JUDGE, &woven, is_built)?;
    let judge = Judge::new(program, &root, folder.join("said"))?;
    if let Some(case) = judge.whole()? {
        return Err(MeasurementTrouble::First(format!("the engine as it is does not hold: {case} does not pass; mend that first")));
    }
    let came = judged(&judge, &asked, &unviable, arguments.jobs.unwrap_or_else(processors).max(1))?;
    let pairs = || asked.iter().copied().zip(&came);
    let lines: Vec<String> = pairs().filter_map(|(engine, came)| verdict::told(engine, came, &list)).collect();
    let found = verdict::written(&list, pairs(), wrong.is_empty());
    let path = found_file(&root);
    let (is_well, wrote) = if arguments.write {
        fs::write(&path, found.to_toml()).map_err(at(&path))?;
        (came.iter().all(|came| matches!(came, EngineOutcome::Found(_))), true)
    } else {
        (lines.is_empty(), false)
    };
    tell(&lines.concat())?;
    tell(&summary(&asked, &came, wrote))?;
    Ok(is_well && wrong.is_empty())
}

impl CounterArguments {
    fn ask_for(&self, engine: &Engine) -> bool {
        let stem = engine.home.strip_suffix(".toml").unwrap_or(&engine.home);
        let is_home = |file: &String| file == stem || Path::new(file).file_name().is_some_and(|name| name == engine.home.as_str());
        let is_patched = |file: &String| engine.patches.iter().any(|patch| patch.file == Path::new(file));
        (self.rules.is_empty() || self.rules.contains(&engine.rule))
            && (self.names.is_empty() || self.names.contains(&engine.name))
            && (self.files.is_empty() || self.files.iter().any(|file| is_home(file) || is_patched(file)))
    }
}

/// The list of what is found out.
fn found_file(root: &Path) -> PathBuf {
    root.join("conformance/counter/found.toml")
}

/// The counter-engines of a checkout; and what is wrong with those of its files that cannot be read, which stop nobody else.
fn read(root: &Path) -> Result<(CounterList, Vec<String>)> {
    let folder = root.join("conformance/counter/engines");
    let (mut files, mut wrong): (BTreeMap<String, String>, Vec<String>) = Default::default();
    for entry in fs::read_dir(&folder).map_err(at(&folder))? {
        let path = entry.map_err(at(&folder))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).map_err(at(&path))?;
        match CounterList::read([(name.as_str(), text.as_str())], "") {
            Ok(_) => drop(files.insert(name, text)),
            Err(mistakes) => wrong.push(mistakes.to_string()),
        }
    }
    let found = found_file(root);
    let found = fs::read_to_string(&found).map_err(at(&found))?;
    let list = CounterList::read(files.iter().map(|(name, text)| (name.as_str(), text.as_str())), &found)?;
    Ok((list, wrong))
}

/// What judges a case at a time, over engines that are broken.
const JUDGE: Product = Product { package: "rsmlab-judge", profile: "broken", crates: &LIBRARY };

/// Whether the program is built of a file: the cases and the list of engines are read when it runs, so that a change of them builds nothing.
fn is_built(file: &Path) -> bool {
    let is_case = file.starts_with("scenarios") && file.extension().is_some_and(|extension| extension == "kdl");
    let is_listed = file.starts_with("conformance/counter/engines") || file == Path::new("conformance/counter/found.toml");
    !is_case && !is_listed
}

/// What came of each.
fn judged(judge: &Judge, engines: &[&Engine], unviable: &BTreeMap<u32, String>, jobs: usize) -> Result<Vec<EngineOutcome>> {
    let bar = bar(engines.len());
    let came: Mutex<BTreeMap<usize, EngineOutcome>> = Mutex::default();
    side_by_side(engines.iter().enumerate(), jobs, |(place, engine)| {
        let one = match unviable.get(&engine.number()) {
            Some(why) => EngineOutcome::Unviable(why.clone()),
            None => judge.one(engine)?,
        };
        came.lock().expect("nobody panics who holds it").insert(place, one);
        bar.inc(1);
        Ok(())
    })?;
    bar.finish_and_clear();
    Ok(came.into_inner().expect("nobody panicked who held it").into_values().collect())
}

/// An engine in the list.
fn listed(engine: &Engine, list: &CounterList) -> String {
    let clause = engine.clause.as_ref().map(|clause| format!(" [{clause}]")).unwrap_or_default();
    let by = list.found_by(engine).map_or_else(|| "not found out".to_owned(), |case| format!("found out by {case}"));
    format!("{}{clause}  {}\n  {}\n  {by}\n", engine.rule, engine.name, engine.says)
}

/// How many came to what.
fn summary(asked: &[&Engine], came: &[EngineOutcome], wrote: bool) -> String {
    let count = |is: fn(&EngineOutcome) -> bool| came.iter().filter(|came| is(came)).count();
    let (found, survived) =
        (count(|came| matches!(came, EngineOutcome::Found(_))), count(|came| matches!(came, EngineOutcome::Survived { .. })));
    let broken = count(|came| matches!(came, EngineOutcome::Broken(_)));
    let mut rules: BTreeMap<&str, bool> = BTreeMap::new();
    for (engine, came) in asked.iter().zip(came) {
        *rules.entry(&engine.rule).or_insert(true) &= matches!(came, EngineOutcome::Found(_));
    }
    let proven = rules.values().filter(|proven| **proven).count();
    let wrote = if wrote { "; conformance/counter/found.toml is written" } else { "" };
    format!(
        "{} counter-engines: {found} found out, {survived} survived, {broken} broken, {} unviable; {proven} of their {} rules proven{wrote}\n",
        asked.len(),
        asked.len() - found - survived - broken,
        rules.len(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_counter_engine_can_be_woven() {
        let root = root().expect("the workspace is there");
        let (list, wrong) = read(&root).expect("the folder is there");
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let unfit = build::misfits(&root, list.engines());
        assert!(unfit.is_empty(), "{}", unfit.join("\n"));
    }
}
