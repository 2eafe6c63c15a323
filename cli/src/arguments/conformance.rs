//! The command line of `rsmlab conformance`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use rsmlab_conformance::case::select::Selection;
use rsmlab_conformance::case::shard::Shard;

use super::{ExplainArguments, Format, ResultOptions, SuiteArguments, TargetArguments};

/// What to do with the suite.
#[derive(Debug, Subcommand)]
pub enum ConformanceCommand {
    /// List the cases: the id and what it shows.
    List(ListArguments),
    /// Run cases and give a verdict on a profile.
    #[command(after_help = VERDICTS)]
    Run(RunCasesArguments),
    /// Join the reports of the parts of a run (`--shard`) to one, with the verdict on the whole.
    #[command(after_help = VERDICTS)]
    Merge(MergeArguments),
    /// Print the text of a case: the scenario that is run for it, or what is watched.
    Show(ShowArguments),
    /// Write down what fails now as what is expected to fail; reasons and comments stay.
    BlessExpected(BlessArguments),
    /// Tell of every documented return and rule whether the scenarios prove it, and which do.
    Matrix(MatrixArguments),
    /// Tell what a case is, or what `rsmlab explain` tells of a name: a row, a rule, a function, a status, a decision.
    Explain(ExplainArguments),
}

const VERDICTS: &str = "Exit codes: 0 conformant for the profile, or nothing unexpected in the part that was asked for; \
1 unexpected failures, a stale expectation, or a profile that is incomplete; 2 usage; \
3 the implementation could not start, broke the protocol or died; 4 nothing selected; 70 internal error.";

/// Which cases are meant.
#[derive(Args, Debug)]
pub struct Meant {
    #[command(flatten)]
    pub suite: SuiteArguments,
    /// A part of an id, or a glob over the whole of it, such as 'check/rights/*'; all cases when none is given.
    #[arg(value_name = "FILTER")]
    pub filters: Vec<String>,
    /// Only cases with this tag: a group, a function, a kind of check, stories, hardware, ...; with several, all of them.
    #[arg(long = "tag", value_name = "T")]
    pub tags: Vec<String>,
    /// Only cases that cover this row or rule (InjectNtmsCleaner/ERROR_SLOT_FULL, inject-media.wait-events); with several, one of them.
    #[arg(long, value_name = "ID")]
    pub covering: Vec<String>,
}

impl Meant {
    /// The selection that it asks for.
    pub fn selection(&self) -> Selection<'_> {
        Selection { filters: &self.filters, tags: &self.tags, covering: &self.covering, ..Selection::default() }
    }
}

/// What to list.
#[derive(Args, Debug)]
pub struct ListArguments {
    #[command(flatten)]
    pub meant: Meant,
    /// Also say which checks are left out because no document decides them.
    #[arg(long)]
    pub left_out: bool,
    /// How they are told.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// How cases are run.
#[derive(Args, Debug)]
pub struct How {
    /// How many cases run at a time; as many as there are processors when not given.
    #[arg(long, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
    /// The seed of every scenario that does not fix one.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Which engine.
    #[command(flatten)]
    pub target: TargetArguments,
}

/// What the results are held to.
#[derive(Args, Debug)]
pub struct Held {
    /// The profile to hold it to: win2003, seed-pages, supported (what the target has of win2003), or a file (*.toml) of your own; when
    /// none is named win2003.
    #[arg(long, value_name = "P")]
    pub profile: Option<String>,
    /// What is expected to fail, and how (TOML).
    #[arg(long, value_name = "FILE")]
    pub expected: Option<PathBuf>,
}

/// What to join.
#[derive(Args, Debug)]
pub struct MergeArguments {
    #[command(flatten)]
    pub suite: SuiteArguments,
    /// The report.json of each part.
    #[arg(required = true, value_name = "REPORT")]
    pub reports: Vec<PathBuf>,
    #[command(flatten)]
    pub held: Held,
    #[command(flatten)]
    pub told: ResultOptions,
}

/// Which case to show.
#[derive(Args, Debug)]
pub struct ShowArguments {
    #[command(flatten)]
    pub suite: SuiteArguments,
    /// The id of a case, or the path of its scenario.
    #[arg(value_name = "CASE")]
    pub case: String,
}

/// What to run, and how to tell it.
#[derive(Args, Debug)]
pub struct RunCasesArguments {
    #[command(flatten)]
    pub meant: Meant,
    #[command(flatten)]
    pub how: How,
    #[command(flatten)]
    pub held: Held,
    #[command(flatten)]
    pub told: ResultOptions,
    /// Only those cases that somebody had to look at in this report.json.
    #[arg(long, value_name = "REPORT")]
    pub failed_in: Option<PathBuf>,
    /// Hold the target to the choices of rsmlab too, where documents are silent or disagree: another answer fails, and is no
    /// variant.
    #[arg(long)]
    pub strict: bool,
    /// Skip the rest after so many unexpected results.
    #[arg(long, value_name = "N")]
    pub max_fail: Option<NonZeroUsize>,
    /// Only a part of the cases: hash:M/N by a hash of their ids, slice:M/N by position; M from 1 to N.
    #[arg(long, value_name = "SHARD")]
    pub shard: Option<Shard>,
}

/// What to bless.
#[derive(Args, Debug)]
pub struct BlessArguments {
    #[command(flatten)]
    pub meant: Meant,
    #[command(flatten)]
    pub how: How,
    /// The list of expected failures to bring up to date, or to begin.
    #[arg(long, value_name = "FILE")]
    pub expected: PathBuf,
    /// Why the cases that are new on the list fail.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

/// How the matrix is told.
#[derive(Args, Debug)]
pub struct MatrixArguments {
    #[command(flatten)]
    pub suite: SuiteArguments,
    /// How it is told.
    #[arg(long, value_enum, default_value_t = MatrixFormat::Human)]
    pub format: MatrixFormat,
    /// Instead of what our own engine shows, what came of the cases in the report.json of a run against any target.
    #[arg(long, value_name = "REPORT")]
    pub report: Option<PathBuf>,
    /// Write it to this file instead of stdout; the links of a page then lead from there to the scenarios.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// How the matrix is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MatrixFormat {
    /// For people: a line a function, then what is neither asserted nor proven and why.
    Human,
    /// For programs: one JSON document.
    Json,
    /// For browsers: one page that needs nothing else.
    Html,
}
