//! The command line of the bug search: `rsmlab explore`, and what it shares with `rsmlab generate` and `rsmlab shrink`.

use std::env;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use rsmlab_search::explore::SeedShard;
use rsmlab_search::generate::Profile;

use super::Format;

/// What a seed is made into.
#[derive(Args, Clone, Debug)]
pub struct RecipeArguments {
    /// The library: `drawn` for a small one that each seed draws anew, one that `rsmlab library list` names, small, portless, exchanger,
    /// drive, mail-slot or generations, pair or trio for two or three libraries at once, `all` for all of these in turn, or a personality
    /// file (*.kdl) of your own.
    #[arg(long, value_name = "NAME", default_value = "drawn")]
    pub library: String,
    /// How much goes wrong: calm, rough, hostile, or shared: rough, in libraries that hosts use as well.
    #[arg(long, value_name = "P", default_value_t = Profile::Rough)]
    pub profile: Profile,
    /// About how many calls there are in a run.
    #[arg(long, value_name = "N", default_value_t = 24)]
    pub calls: u64,
}

/// What to explore, and how.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub struct ExploreArguments {
    /// What to do with what was explored elsewhere.
    #[command(subcommand)]
    pub command: Option<ExploreCommand>,
    /// What a seed is made into.
    #[command(flatten)]
    pub recipe: RecipeArguments,
    /// The seeds, from A up to but not including B. Without seeds: 0..1000, or with --minutes as many as there is time for.
    #[arg(long, value_name = "A..B", value_parser = seeds)]
    pub seeds: Option<Range<u64>>,
    /// Begin no run after so many minutes.
    #[arg(long, value_name = "M")]
    pub minutes: Option<u64>,
    /// How many runs are made at a time; as many as there are processors when not given.
    #[arg(long, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
    /// Make each run twice and compare the traces.
    #[arg(long)]
    pub twice: bool,
    /// Which part of the seeds, or of the scenarios for --crash, from 1, of how many. `job/N` takes the part from JOB_COMPLETION_INDEX, which counts from 0.
    #[arg(long, value_name = "M/N", value_parser = shard)]
    pub shard: Option<SeedShard>,
    /// Make of each seed a session that goes on from rare situations: the acts of its run, in any order and at any time.
    #[arg(long, conflicts_with_all = ["twice", "exhaustive", "crash"])]
    pub branch: bool,
    /// Write everything that was reached into this file, a line each.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["exhaustive", "crash"])]
    pub marks: Option<PathBuf>,
    /// Instead of seeds, try every order of acts in a small library, to a certain depth.
    #[arg(long, conflicts_with_all = ["seeds", "minutes", "shard", "twice", "crash"])]
    pub exhaustive: bool,
    /// How many acts deep.
    #[arg(long, value_name = "K", default_value_t = 4, requires = "exhaustive")]
    pub depth: u32,
    /// The small library and the acts, as a scenario whose first `at` lists the acts; a built-in one when none is given.
    #[arg(long, value_name = "FILE", requires = "exhaustive")]
    pub scope: Option<PathBuf>,
    /// Instead of seeds, let the service die at every write of these scenarios; of those of the suite when none is given.
    #[arg(long, value_name = "PATH", num_args = 0.., conflicts_with_all = ["seeds", "minutes", "twice"])]
    pub crash: Option<Vec<PathBuf>>,
    /// Write a scenario of each finding into this folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How results are told. JSON is a line for every few thousand seeds, for `rsmlab explore merge`.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// What to do with what was explored elsewhere.
#[derive(Debug, Subcommand)]
pub enum ExploreCommand {
    /// Join what many machines have told with --format json, and tell it as if one had done it all.
    Merge {
        /// Their files; stdin when none is given.
        files: Vec<PathBuf>,
        /// Write a scenario of each finding into this folder.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// How the whole is told.
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
    },
}

/// Seeds end here, because a report names them, and not every reader of JSON can hold a larger number.
pub(super) const LAST_SEED: u64 = 1 << 53;

/// Seeds as people write them: `0..2000`.
fn seeds(text: &str) -> Result<Range<u64>, String> {
    let ends = text.split_once("..").and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
    match ends {
        Some(seeds) if seeds.end > LAST_SEED => Err(format!("there are no seeds beyond {LAST_SEED}")),
        Some(seeds) if seeds.start < seeds.end => Ok(seeds),
        Some(_) => Err("there is no seed in it; the first number is the smaller one".to_owned()),
        None => Err("seeds are written as two numbers, 0..2000".to_owned()),
    }
}

/// A shard as people write it: `2/8`, or `job/8` in a job that has an index.
fn shard(text: &str) -> Result<SeedShard, String> {
    let wrong = || "a shard is written as which part, from 1, of how many: 2/8".to_owned();
    let (part, of) = text.split_once('/').ok_or_else(wrong)?;
    let of: u64 = of.parse().map_err(|_| wrong())?;
    let index = if part == "job" {
        #[expect(clippy::disallowed_methods, reason = "which part of the seeds this machine has is no part of any run")]
        let index = env::var("JOB_COMPLETION_INDEX").map_err(|_| "there is no JOB_COMPLETION_INDEX in the environment".to_owned())?;
        index.parse().map_err(|_| format!("JOB_COMPLETION_INDEX is `{index}`, which is no number"))?
    } else {
        part.parse::<u64>().ok().and_then(|part| part.checked_sub(1)).ok_or_else(wrong)?
    };
    match index < of {
        true => Ok(SeedShard { index, of }),
        false => Err(format!("there is no part {} of {of}", index + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_count_from_one() {
        assert_eq!(shard("1/4"), Ok(SeedShard { index: 0, of: 4 }));
        assert_eq!(shard("4/4"), Ok(SeedShard { index: 3, of: 4 }));
        for wrong in ["0/4", "5/4", "4", "a/4", "1/b", "1/0"] {
            assert!(shard(wrong).is_err(), "{wrong}");
        }
    }
}
