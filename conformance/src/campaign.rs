//! Campaigns: many runs made from seeds. Of those that hold only the figures are kept.

use std::ops::Range;

use rsmlab_sim::generate::{self, Profile, Site};
use rsmlab_sim::scenario::{Mistakes, Scenario, parse, print};

use crate::load::Loaded;
use crate::run::{Outcome, Settings, Verdict, run_all, run_one};
use crate::target::Target;

/// How many runs there are before their figures are added up and their traces are let go.
const BATCH: usize = 64;

/// How many things may happen in a generated run. Few come near a tenth of it; more happen only where nothing ends.
pub const EVENTS: u64 = 100_000;

/// What is to be run.
#[derive(Clone, Debug)]
pub struct Campaign {
    /// The seeds.
    pub seeds: Range<u64>,
    /// How much goes wrong.
    pub profile: Profile,
    /// The libraries, each in turn.
    pub sites: Vec<Site>,
    /// How scenarios are run.
    pub settings: Settings,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Harvest {
    /// How many runs there were.
    pub runs: usize,
    /// How many things happened in all of them.
    pub events: u64,
    /// How much virtual time passed, in milliseconds.
    pub virtual_ms: u64,
    /// What did not hold, in the order of the seeds.
    pub failed: Vec<Failed>,
}

/// A run that did not hold.
#[derive(Debug)]
pub struct Failed {
    /// Its seed.
    pub seed: u64,
    /// The name of its library.
    pub site: String,
    /// What came of it.
    pub outcome: Outcome,
}

/// The scenario that a seed comes to, with the text it is printed as.
///
/// # Errors
/// The mistakes in what was generated; that there are any is a mistake of the generator.
pub fn scenario(seed: u64, profile: Profile, site: &Site) -> Result<Loaded, Mistakes> {
    let scenario = generate::generate(seed, profile, site, None)?;
    let path = format!("seed {seed}, {profile}, {}", site.name());
    Ok(Loaded { path, text: "".into(), scenario })
}

/// The same scenario as it is printed, so that a failure can point into the text that people get to see.
fn printed(loaded: &Loaded) -> Result<Loaded, Mistakes> {
    let text = print(&loaded.scenario);
    let scenario: Scenario = parse(&loaded.path, &text)?;
    Ok(Loaded { path: loaded.path.clone(), text: text.into(), scenario })
}

impl Campaign {
    /// Runs everything; `finished` hears of each run as it ends.
    ///
    /// # Errors
    /// The mistakes in what was generated; that there are any is a mistake of the generator.
    pub fn run(&self, finished: &(dyn Fn(&Outcome) + Sync)) -> Result<Harvest, Mistakes> {
        let mut harvest = Harvest::default();
        // Which library a seed comes to does not depend on where the seeds begin.
        let site_of = |seed: u64| Some((seed, self.sites.get(usize::try_from(seed % (self.sites.len().max(1) as u64)).ok()?)?));
        let mut seeds = self.seeds.clone().filter_map(site_of).peekable();
        while seeds.peek().is_some() {
            let batch: Vec<(u64, &Site)> = seeds.by_ref().take(BATCH).collect();
            let loaded = batch.iter().map(|(seed, site)| scenario(*seed, self.profile, site)).collect::<Result<Vec<_>, _>>()?;
            let outcomes = run_all(&loaded, &Target::InProcess, self.settings, finished);
            for ((loaded, (seed, site)), outcome) in loaded.iter().zip(batch).zip(outcomes) {
                harvest.runs += 1;
                harvest.events += outcome.report.as_ref().map_or(0, |report| report.events);
                harvest.virtual_ms += outcome.report.as_ref().map_or(0, |report| report.virtual_end.0);
                if !outcome.verdict.held() {
                    let outcome = self.again(loaded, outcome)?;
                    harvest.failed.push(Failed { seed, site: site.name().to_owned(), outcome });
                }
            }
        }
        Ok(harvest)
    }

    /// The failure of a run, with the statement in the printed text that it is about.
    fn again(&self, loaded: &Loaded, outcome: Outcome) -> Result<Outcome, Mistakes> {
        match outcome.verdict {
            Verdict::Failed(_) => Ok(run_one(&printed(loaded)?, &Target::InProcess, self.settings)),
            Verdict::Passed | Verdict::Unsteady(_) | Verdict::Stopped(_) | Verdict::Crashed(_) => Ok(outcome),
        }
    }
}
