//! The command line of `rsmlab smc`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use rsmlab_smc::target::CheckedTarget;

use super::ReportFormat;

/// What to do with a medium changer.
#[derive(Debug, Subcommand)]
pub enum SmcCommand {
    /// Hold a medium changer, ours or anybody's, to SMC-3 and SPC-4, case by case.
    ///
    /// Cartridges are moved between storage elements and drives only, and put back; nothing is written to them.
    #[command(after_help = VERDICTS)]
    Check(SmcCheckArguments),
}

const VERDICTS: &str = "Exit codes: 0 nothing unexpected; 1 unexpected failures or a stale expectation; 2 usage; \
3 the target could not be reached, broke the protocol or does not answer; 4 nothing selected; 70 internal error.";

/// What to check, and how to tell it.
#[derive(Args, Debug)]
pub struct SmcCheckArguments {
    /// The changer: `iscsi://[USER:SECRET@]HOST[:PORT]/IQN/LUN`; a device such as `/dev/sg3`, or `fuse:DIR` for a folder of served files,
    /// both by way of `sg_raw` (sg3-utils); or `inproc:NAME` for our own around a library that is built in.
    #[arg(long, value_name = "T", default_value = "inproc")]
    pub target: CheckedTarget,
    /// A part of an id, or a glob over the whole of it, such as 'smc/move-medium/*'; all cases when none is given.
    #[arg(value_name = "FILTER")]
    pub filters: Vec<String>,
    /// How many seconds the target has for each answer; 300 unless you say so. Our own in this process needs none.
    #[arg(long, value_name = "SECS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub timeout: Option<u64>,
    /// What is expected to fail (TOML): a table `[[case]]` with id and reason for each.
    #[arg(long, value_name = "FILE")]
    pub expected: Option<PathBuf>,
    /// Leave out the cases that move cartridges, gates or locks.
    #[arg(long)]
    pub read_only: bool,
    /// How results are told.
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    pub format: ReportFormat,
    /// List the cases and what the standard says, and run nothing.
    #[arg(long, conflicts_with_all = ["expected", "format", "read_only"])]
    pub list: bool,
}
