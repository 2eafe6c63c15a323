//! Judging: whether the suite says of an engine that is broken that it is not conformant.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "broken engines are run side by side, and one that goes on for ever has to be stopped; none of it comes near a trace"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::trouble::{Result, Trouble};

/// How long the suite may take over an engine; without a mutant it takes a second or two.
const PATIENCE: Duration = Duration::from_secs(15);
/// How much memory it may take, in KiB; what never ends may also never stop growing.
const MEMORY: u64 = 6 * 1024 * 1024;

/// What came of a mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The suite says that the engine is not conformant, or the engine broke down before it could.
    Caught,
    /// The engine goes on for ever; no CI would take that for a success.
    TimedOut,
    /// The suite says that the engine is conformant.
    Missed,
    /// It is no engine: the compiler does not take it.
    Unviable,
}

/// Judges mutants that are woven into one program, several at a time; `told` hears of each.
///
/// # Errors
///
/// When the program cannot be started, or does not understand what it is asked.
pub fn judge_all(program: &Path, root: &Path, numbers: &BTreeSet<u32>, told: impl Fn() + Sync) -> Result<BTreeMap<u32, Outcome>> {
    let waiting = Mutex::new(numbers.iter().copied());
    let next = || waiting.lock().expect("nobody panics who holds it").next();
    let worker = || -> Result<BTreeMap<u32, Outcome>> {
        let mut outcomes = BTreeMap::new();
        while let Some(number) = next() {
            outcomes.insert(number, judge(program, root, number)?);
            told();
        }
        Ok(outcomes)
    };
    thread::scope(|scope| {
        let jobs = thread::available_parallelism().map_or(1, usize::from);
        let workers: Vec<_> = (0..jobs).map(|_| scope.spawn(worker)).collect();
        let mut outcomes = BTreeMap::new();
        for worker in workers {
            outcomes.append(&mut worker.join().expect("a worker does not panic")?);
        }
        Ok(outcomes)
    })
}

/// Has the suite judge the engine with this mutant alive; with 0 the engine as it is.
///
/// # Errors
///
/// When the program cannot be started, or does not understand what it is asked.
pub fn judge(program: &Path, root: &Path, number: u32) -> Result<Outcome> {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\"")]).arg(program);
    command.args(["conformance", "run", "--jobs", "1"]).current_dir(root).env("RSMLAB_MUTANT", number.to_string());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|source| Trouble::Start { program: program.display().to_string(), source })?;
    match ended(&mut child) {
        None => Ok(Outcome::TimedOut),
        Some(Some(0)) => Ok(Outcome::Missed),
        Some(Some(code @ (2 | 4 | 126 | 127))) => {
            Err(Trouble::First(format!("`{} conformance run` does not judge, it ends with {code}", program.display())))
        }
        Some(_) => Ok(Outcome::Caught),
    }
}

/// The exit code of a program, none if a signal ended it; nothing at all if it had to be stopped.
fn ended(child: &mut Child) -> Option<Option<i32>> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status.code());
        }
        thread::sleep(Duration::from_millis(5));
    }
    // It may just have ended by itself; either way it is gone.
    let _ = child.kill();
    let _ = child.wait();
    None
}
