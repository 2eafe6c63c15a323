//! The command line.

pub mod conformance;
pub mod search;
#[cfg(unix)]
pub mod serve;
pub mod shrink;
pub mod smc;

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum, value_parser};
use clap_complete::Shell;
use rsmlab_conformance::run::TIMEOUT;
use rsmlab_conformance::under_test::{TargetUnderTest, loopback};
use rsmlab_language::duration::{self, NoDuration};

use self::conformance::ConformanceCommand;
use self::search::{ExploreArguments, LAST_SEED, RecipeArguments};
#[cfg(unix)]
use self::serve::{ControlArguments, ServeArguments};
pub use self::shrink::ShrinkArguments;
use self::smc::SmcCommand;

/// Run scenarios against the Removable Storage Manager engine, and ask the catalogue.
///
/// Without a command, runs every scenario of the folder `scenarios`, looked for here and upwards.
#[derive(Debug, Parser)]
#[command(name = "rsmlab", version, after_help = EXIT_CODES)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

const EXIT_CODES: &str = "Exit codes: 0 all expectations hold, 1 some do not, 2 usage or scenario mistakes, \
3 the target could not be started, broke the protocol or died, 4 nothing selected, 70 internal error.";

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run scenarios.
    Run(RunArguments),
    /// Write the page of a run: the library, who works and who waits, the trace, and what was not as it should be.
    View(ViewArguments),
    /// Parse and validate scenarios, and run nothing.
    Check(CheckArguments),
    /// Write scenarios in the one format.
    Fmt(FmtArguments),
    /// Print the scenario, trouble and all, that `explore` makes of a seed.
    Generate(GenerateArguments),
    /// Make scenarios from seeds, run them, and cut down what does not hold to the few lines that matter.
    Explore(ExploreArguments),
    /// Make a scenario that fails as small as it gets, so that people see why.
    Shrink(ShrinkArguments),
    /// Tell what a name means, where it is documented, and which scenarios prove it.
    Explain(ExplainArguments),
    /// Hold an implementation to the documents, case by case.
    #[command(subcommand)]
    Conformance(ConformanceCommand),
    /// List the libraries that scenarios can have with `like=`, or show one.
    #[command(subcommand)]
    Library(LibraryCommand),
    /// Serve a simulated library to programs that drive a changer: over iSCSI, or as files that answer ioctl(SG_IO).
    #[cfg(unix)]
    Serve(ServeArguments),
    /// Say a statement of the scenario language to a library that is served: a fault, an act of the operator, a check.
    #[cfg(unix)]
    Control(ControlArguments),
    /// Make a scenario of the trace of a library that was served: it replays in milliseconds what clients did.
    #[cfg(unix)]
    ScenarioOf {
        /// The trace, as `rsmlab serve --trace FILE --trace-format json` writes it.
        #[arg(value_name = "TRACE")]
        trace: PathBuf,
    },
    /// Hold a SCSI medium changer to the standards.
    #[command(subcommand)]
    Smc(SmcCommand),
    /// Serve our own engine to others, over the protocol by which the suite talks to theirs.
    Engine(EngineArguments),
    /// Write what a shell needs to complete commands and options.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Write the pages of the manual, one for each command.
    Man {
        /// The folder; it is made if it is not there.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Help with the adapter that puts an engine of your own behind the protocol.
    #[command(subcommand)]
    Adapter(AdapterCommand),
}

/// Which engine is put to the test, and how it is talked to.
#[derive(Args, Clone, Debug)]
pub struct TargetArguments {
    /// The engine to run against: inproc (ours), exec:COMMAND, unix:PATH, tcp:127.0.0.1:PORT, or transcript:FILE for what a
    /// target once said.
    #[arg(long, value_name = "T", default_value = "inproc")]
    pub target: TargetUnderTest,
    /// How long the target may take over each answer: 500ms, 10s, 1m.
    #[arg(long, value_name = "D", value_parser = timeout, default_value = "10s")]
    pub timeout: Duration,
    /// Keep what is said to the target and by it in this file.
    #[arg(long, value_name = "FILE")]
    pub transcript: Option<PathBuf>,
}

impl Default for TargetArguments {
    fn default() -> Self {
        Self { target: TargetUnderTest::InProcess, timeout: TIMEOUT, transcript: None }
    }
}

/// A length of real time as scenarios write theirs: `10s`.
fn timeout(text: &str) -> Result<Duration, String> {
    match duration::parse(text) {
        Ok(length) if length.0 == 0 => Err("nobody answers in no time".to_owned()),
        Ok(length) => Ok(Duration::from_millis(length.0)),
        Err(NoDuration { why, meant: Some(meant) }) => Err(format!("`{text}` {why}; write {meant}")),
        Err(NoDuration { why, meant: None }) => Err(format!("`{text}` {why}; write 500ms, 10s or 1m30s")),
    }
}

/// Where to serve.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct EngineArguments {
    /// On stdin and stdout, until stdin is closed.
    #[arg(long)]
    pub stdio: bool,
    /// On a Unix socket at this path, until the program is ended.
    #[arg(long, value_name = "PATH")]
    pub unix: Option<PathBuf>,
    /// On this address of this machine, such as 127.0.0.1:4000, until the program is ended; port 0 takes any that is free.
    #[arg(long, value_name = "ADDRESS", value_parser = loopback)]
    pub tcp: Option<SocketAddr>,
}

/// What to do with an adapter.
#[derive(Debug, Subcommand)]
pub enum AdapterCommand {
    /// Walk through the protocol with a target, step by step, and say what is wrong and what to do about it.
    Check {
        /// The target: exec:COMMAND, unix:PATH or tcp:127.0.0.1:PORT.
        #[arg(long, value_name = "T")]
        target: TargetUnderTest,
        /// How long it may take over each answer.
        #[arg(long, value_name = "D", value_parser = timeout, default_value = "10s")]
        timeout: Duration,
    },
}

/// What to run, and how.
#[derive(Args, Debug)]
pub struct RunArguments {
    /// Scenario files, and folders of them, `-` for standard input; `scenarios`, here or above, when none is given.
    pub paths: Vec<PathBuf>,
    /// Run each scenario twice and compare the traces.
    #[arg(long)]
    pub twice: bool,
    /// Run what can be run, although others of the files have mistakes; these are told all the same, and the exit code is 2.
    #[arg(long)]
    pub keep_going: bool,
    /// Let the reference model watch, as it watches `explore` and `shrink`: what it objects to fails.
    #[arg(long)]
    pub twin: bool,
    /// Go through the run of one scenario in the terminal, event by event, forwards and back; what to do comes from standard input.
    #[arg(long, conflicts_with_all = ["twice", "keep_going", "twin", "trace", "format", "out", "view", "jobs", "transcript"])]
    pub step: bool,
    /// Write the traces to this file; with `-` to standard output, and what is told to people to standard error.
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,
    /// How a trace is written.
    #[arg(long, value_enum, default_value_t = TraceFormat::Text, requires = "trace")]
    pub trace_format: TraceFormat,
    #[command(flatten)]
    pub told: ResultOptions,
    /// Write a page into this folder for each scenario that does not hold, as `rsmlab view` writes it.
    #[arg(long, value_name = "DIR")]
    pub view: Option<PathBuf>,
    /// How many scenarios run at a time; as many as there are processors when not given.
    #[arg(long, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
    /// Which engine.
    #[command(flatten)]
    pub target: TargetArguments,
}

impl Default for RunArguments {
    fn default() -> Self {
        Self {
            paths: Vec::new(),
            twice: false,
            keep_going: false,
            twin: false,
            step: false,
            trace: None,
            trace_format: TraceFormat::Text,
            told: ResultOptions { format: ReportFormat::Human, out: None },
            view: None,
            jobs: None,
            target: TargetArguments::default(),
        }
    }
}

/// What to look at.
#[derive(Args, Debug)]
pub struct ViewArguments {
    /// A scenario (*.kdl), or a trace as `rsmlab run --trace FILE --trace-format json` writes it. Of a trace alone only what the engine
    /// believes is known, and not where cartridges are.
    pub file: PathBuf,
    /// Write the page to this file; otherwise it is called as the scenario, and lies here.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write no page, but a Trace Event file (*.json) for the Perfetto UI or chrome://tracing.
    #[arg(long)]
    pub perfetto: bool,
    /// Which engine.
    #[command(flatten)]
    pub target: TargetArguments,
}

/// What to check.
#[derive(Args, Debug)]
pub struct CheckArguments {
    /// Scenario files, and folders of them, `-` for standard input.
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
}

/// What to format.
#[derive(Args, Debug)]
pub struct FmtArguments {
    /// Scenario files, and folders of them; `-` alone for standard input, which is printed in the one format.
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// Change nothing; say what would change, and exit with 1 if anything would.
    #[arg(long)]
    pub check: bool,
}

/// What to generate.
#[derive(Args, Debug)]
pub struct GenerateArguments {
    /// What a seed is made into.
    #[command(flatten)]
    pub recipe: RecipeArguments,
    /// The seed.
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(..LAST_SEED))]
    pub seed: u64,
    /// Write the scenario to this file instead of stdout.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Where the suite is.
#[derive(Args, Debug, Default)]
pub struct SuiteArguments {
    /// A folder of scenarios that takes the place of those that are built in; the checks stay.
    #[arg(long, value_name = "DIR")]
    pub scenarios: Option<PathBuf>,
}

/// What to explain.
#[derive(Args, Debug)]
pub struct ExplainArguments {
    #[command(flatten)]
    pub suite: SuiteArguments,
    /// Whatever a failure, a trace or a report prints: a function, a status or its number, a row (InjectNtmsCleaner/ERROR_SLOT_FULL), a
    /// rule, a value or its short form, a member, a refusal, a phase, a fault, a sense code, a promise, a case or a decision (D-007).
    #[arg(required_unless_present = "html")]
    pub name: Option<String>,
    /// Write all that is known as a site of HTML pages into this folder, to be read and searched without a server.
    #[arg(long, value_name = "DIR", conflicts_with = "name")]
    pub html: Option<PathBuf>,
    /// With the page of the run of each scenario beside it, as `rsmlab view` writes it.
    #[arg(long, requires = "html", conflicts_with = "name")]
    pub views: bool,
}

/// What to tell of libraries.
#[derive(Debug, Subcommand)]
pub enum LibraryCommand {
    /// List the personalities that are built in.
    List,
    /// Draw a library and tell its figures.
    Show {
        /// A personality, or a personality file (*.kdl) of your own; everything that is wrong with it is told.
        name: String,
    },
}

/// How results are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Human,
    /// For programs: one JSON document.
    Json,
}

/// How the results of cases and scenarios are told, and what is left behind.
#[derive(Args, Clone, Debug)]
pub struct ResultOptions {
    /// How results are told.
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    pub format: ReportFormat,
    /// Write report.html, report.json, junit.xml, report.tap and the scenarios, traces and pages of failures into this folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// How the results of cases and scenarios are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For people.
    Human,
    /// For programs: one JSON document.
    Json,
    /// For CI systems: JUnit XML.
    Junit,
    /// Line by line: TAP 14.
    Tap,
    /// For browsers: one page that needs nothing else.
    Html,
}

/// How a trace is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TraceFormat {
    /// One line an event.
    Text,
    /// One JSON object an event.
    Json,
}
