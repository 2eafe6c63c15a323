//! Judging: whether the suite says of an engine that is broken, or over a simulator that is, that it is not conformant; and if it does not,
//! whether something else holds it.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "broken engines are run side by side, and one that goes on for ever has to be stopped; none of it comes near a trace"
)]

use std::collections::BTreeSet;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::trouble::{Result, Trouble};

/// How many seconds the suite, or a test, may compute over an engine; without a mutant it takes a few. What else the machine has to do does
/// not count.
const SECONDS: u64 = 20;
const SECONDS_OF_A_TEST: u64 = 120;
/// How long it may take by the clock; an engine may wait for something that never comes, and compute nothing.
const PATIENCE: Duration = Duration::from_secs(300);
/// The signal of whom has computed for too long, and of whom it does not stop.
const OUT_OF_TIME: [i32; 2] = [9, 24];
/// The part of the cases that is run first: most mutants break so much that it notices them.
const FIRST: &str = "hash:1/8";
/// The walks of property tests, as in `.cargo/config.toml`.
const WALKS: &str = "0";
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
    /// The suite says that the engine is conformant, but something else holds it: a test of the crates, or `explore`.
    Held,
    /// Nothing notices it.
    Missed,
    /// It is no engine: the compiler does not take it.
    Unviable,
}

impl Outcome {
    /// Whether the suite notices it.
    #[must_use]
    pub fn is_of_the_suite(self) -> bool {
        matches!(self, Self::Caught | Self::TimedOut)
    }
}

/// Something that is run over a broken engine: the suite, a test, or `explore`.
#[derive(Clone, Debug)]
pub struct Run {
    /// The program.
    pub program: PathBuf,
    /// What it is told.
    pub arguments: Vec<String>,
    /// Where.
    pub folder: PathBuf,
    /// How many seconds it may compute.
    pub seconds: u64,
}

impl Run {
    /// A test of the crates.
    pub fn test(program: PathBuf, folder: PathBuf) -> Self {
        Self { program, arguments: Vec::new(), folder, seconds: SECONDS_OF_A_TEST }
    }

    /// What a program is told, as words.
    pub fn of(program: &Path, folder: &Path, words: &str) -> Self {
        let arguments = words.split(' ').map(str::to_owned).collect();
        Self { program: program.to_owned(), arguments, folder: folder.to_owned(), seconds: SECONDS }
    }
}

/// All that is run over a mutant, one after the other until something notices it.
#[derive(Clone, Debug)]
pub struct Judges {
    suite: Vec<Run>,
    others: Vec<Run>,
}

impl Judges {
    /// The suite of a checkout, with this program, and then the `others`.
    pub fn new(program: &Path, root: &Path, others: Vec<Run>) -> Self {
        let part = format!("conformance run --jobs 1 --shard {FIRST}");
        Self { suite: vec![Run::of(program, root, &part), Run::of(program, root, "conformance run --jobs 1")], others }
    }

    /// Judges mutants that are woven into the programs, so many `jobs` at a time; `told` hears what came of each.
    ///
    /// # Errors
    ///
    /// When a program cannot be started, or does not understand what it is asked.
    pub fn all(&self, numbers: &BTreeSet<u32>, jobs: usize, told: impl Fn(u32, Outcome) -> Result<()> + Sync) -> Result<()> {
        let waiting = Mutex::new(numbers.iter().copied());
        let next = || waiting.lock().expect("nobody panics who holds it").next();
        let worker = || -> Result<()> {
            while let Some(number) = next() {
                told(number, self.one(number)?)?;
            }
            Ok(())
        };
        thread::scope(|scope| {
            let workers: Vec<_> = (0..jobs).map(|_| scope.spawn(worker)).collect();
            workers.into_iter().try_for_each(|worker| worker.join().expect("a worker does not panic"))
        })
    }

    /// Judges the engine with this mutant alive; with 0 the engine as it is.
    ///
    /// # Errors
    ///
    /// When a program cannot be started, or does not understand what it is asked.
    pub fn one(&self, number: u32) -> Result<Outcome> {
        for of_suite in &self.suite {
            let outcome = run(of_suite, number)?;
            if outcome != Outcome::Missed {
                return Ok(outcome);
            }
        }
        for other in &self.others {
            if run(other, number)? != Outcome::Missed {
                return Ok(Outcome::Held);
            }
        }
        Ok(Outcome::Missed)
    }
}

/// Runs something over a mutant.
fn run(what: &Run, number: u32) -> Result<Outcome> {
    let Run { program, arguments, folder, seconds } = what;
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -v {MEMORY}; ulimit -t {seconds}; exec \"$0\" \"$@\"")]).arg(program).args(arguments);
    // A snapshot is compared, and what differs is not written down; a property test walks as it does under cargo.
    command.current_dir(folder).env("RSMLAB_MUTANT", number.to_string()).env("INSTA_UPDATE", "no").env("PROPTEST_RNG_SEED", WALKS);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|source| Trouble::Start { program: program.display().to_string(), source })?;
    let Some(status) = ended(&mut child) else { return Ok(Outcome::TimedOut) };
    match (status.code(), status.signal()) {
        (Some(0), _) => Ok(Outcome::Missed),
        // Whatever else it says: with nothing broken, it is content with all of it.
        (Some(code @ (126 | 127)), _) => Err(Trouble::First(format!("`{}` does not judge, it ends with {code}", program.display()))),
        (None, Some(signal)) if OUT_OF_TIME.contains(&signal) => Ok(Outcome::TimedOut),
        (_, _) => Ok(Outcome::Caught),
    }
}

/// How a program has ended; nothing if it had to be stopped.
fn ended(child: &mut Child) -> Option<ExitStatus> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        thread::sleep(Duration::from_millis(5));
    }
    // It may just have ended by itself; either way it is gone.
    let _ = child.kill();
    let _ = child.wait();
    None
}
