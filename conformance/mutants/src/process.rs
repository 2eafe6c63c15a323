//! Running a woven program with one of its pieces alive, within limits of time and memory.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "broken engines are run side by side, and one that goes on for ever has to be stopped; none of it comes near a trace"
)]

use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use crate::loom::ALIVE;
use crate::trouble::{MeasurementTrouble, Result};

/// How many seconds the suite may compute over an engine; one that is whole takes a few. What else the machine has to do does not count.
const SECONDS: u64 = 20;
/// How long it may take by the clock; an engine may wait for something that never comes, and compute nothing.
const PATIENCE: Duration = Duration::from_secs(300);
/// The signal of whom has computed for too long, and of whom it does not stop.
const OUT_OF_TIME: [i32; 2] = [9, 24];
/// The walks of property tests, as in `.cargo/config.toml`.
const WALKS: &str = "0";
/// How much memory it may take, in KiB; what never ends may also never stop growing.
const MEMORY: u64 = 6 * 1024 * 1024;

/// Something that is run over a broken engine: the suite, a test, or `explore`.
#[derive(Clone, Debug)]
pub struct JudgeRun {
    /// The program.
    pub program: PathBuf,
    /// What it is told.
    pub arguments: Vec<String>,
    /// Where.
    pub folder: PathBuf,
    /// How many seconds it may compute.
    pub seconds: u64,
}

/// How a program has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProcessEnd {
    /// By itself, with this exit code.
    With(i32),
    /// It broke down.
    Broken,
    /// It was stopped, because it would have gone on for ever.
    OutOfTime,
}

impl JudgeRun {
    /// What a program is told, as words.
    #[must_use]
    pub fn of(program: &Path, folder: &Path, words: &str) -> Self {
        let arguments = words.split(' ').map(str::to_owned).collect();
        Self { program: program.to_owned(), arguments, folder: folder.to_owned(), seconds: SECONDS }
    }

    /// Runs it over the engine with this piece alive; with 0 over the engine as it is. What it prints goes to `told`.
    ///
    /// # Errors
    ///
    /// When it cannot be started.
    pub fn over(&self, number: u32, told: Stdio) -> Result<ProcessEnd> {
        let Self { program, arguments, folder, seconds } = self;
        let mut command = Command::new("sh");
        command.args(["-c", &format!("ulimit -v {MEMORY}; ulimit -t {seconds}; exec \"$0\" \"$@\"")]).arg(program).args(arguments);
        // A snapshot is compared, and what differs is not written down; a property test walks as it does under cargo.
        command.current_dir(folder).env(ALIVE, number.to_string()).env("INSTA_UPDATE", "no").env("PROPTEST_RNG_SEED", WALKS);
        command.stdin(Stdio::null()).stdout(told).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|source| MeasurementTrouble::Start { program: program.display().to_string(), source })?;
        let Some(status) = ended(&mut child) else { return Ok(ProcessEnd::OutOfTime) };
        match (status.code(), status.signal()) {
            (Some(code @ (126 | 127)), _) => {
                Err(MeasurementTrouble::First(format!("`{}` does not judge, it ends with {code}", program.display())))
            }
            (Some(code), _) => Ok(ProcessEnd::With(code)),
            (None, Some(signal)) if OUT_OF_TIME.contains(&signal) => Ok(ProcessEnd::OutOfTime),
            (None, _) => Ok(ProcessEnd::Broken),
        }
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

/// Does something for each of many, so many `jobs` at a time.
///
/// # Errors
///
/// The first that one of them ends with; no other is begun by the same worker then.
pub fn side_by_side<T: Send>(
    many: impl IntoIterator<Item = T, IntoIter: Send>,
    jobs: usize,
    one: impl Fn(T) -> Result<()> + Sync,
) -> Result<()> {
    let waiting = Mutex::new(many.into_iter());
    let next = || waiting.lock().expect("nobody panics who holds it").next();
    let worker = || -> Result<()> {
        while let Some(each) = next() {
            one(each)?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..jobs).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().expect("a worker does not panic"))
    })
}

/// How many programs are run at a time when nobody says.
#[must_use]
pub fn processors() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}
