//! `rsmlab generate`.

use std::fs;
use std::time::Duration;

use miette::Report;
use rsmlab_conformance::campaign::{self, Campaign, Failed, Harvest};
use rsmlab_conformance::run::{Settings, Verdict};
use rsmlab_sim::generate::Site;
use rsmlab_sim::scenario::{Mistakes, print};

use super::processors;
use crate::arguments::GenerateArguments;
use crate::exit::Exit;
use crate::print::progress::Progress;
use crate::print::{BAD, DIM, GOOD, HEADING, Printer, count, duration, failure};

/// How many failures are told; the others are as many commands.
const TOLD: usize = 5;

/// Prints the scenario of a seed, or runs those of many.
pub fn perform(arguments: &GenerateArguments, printer: &mut Printer) -> Exit {
    let sites = match sites(arguments.library.as_deref(), printer) {
        Ok(sites) => sites,
        Err(exit) => return exit,
    };
    match (&arguments.seeds, arguments.seed, sites.first()) {
        (Some(seeds), ..) => {
            let jobs = arguments.jobs.map_or_else(processors, usize::from);
            let settings = Settings { jobs, twice: arguments.twice, events: campaign::EVENTS, ..Settings::default() };
            run(&Campaign { seeds: seeds.clone(), profile: arguments.profile, sites, settings }, printer)
        }
        (None, Some(seed), Some(site)) => print_one(arguments, seed, site, printer),
        (None, ..) => Exit::Nothing,
    }
}

/// The library that was named, or all of them.
pub fn sites(name: Option<&str>, printer: &mut Printer) -> Result<Vec<Site>, Exit> {
    let sites = Site::all();
    let Some(name) = name else { return Ok(sites) };
    let names: Vec<String> = sites.iter().map(|site| site.name().to_owned()).collect();
    let named: Vec<Site> = sites.into_iter().filter(|site| site.name() == name).collect();
    if named.is_empty() {
        printer.tell(format_args!("{BAD}error{BAD:#}: there is no library `{name}`; there are {}", names.join(", ")));
        return Err(Exit::Mistakes);
    }
    Ok(named)
}

/// What was generated is no scenario.
pub fn generator_is_wrong(mistakes: Mistakes, printer: &mut Printer) -> Exit {
    printer.internal_error("the generator", &format!("{:?}", Report::new(mistakes)));
    Exit::Internal
}

fn print_one(arguments: &GenerateArguments, seed: u64, site: &Site, printer: &mut Printer) -> Exit {
    let text = match campaign::scenario(seed, arguments.profile, site) {
        Ok(loaded) => print(&loaded.scenario),
        Err(mistakes) => return generator_is_wrong(mistakes, printer),
    };
    let Some(file) = &arguments.output else {
        printer.line(text.trim_end());
        return Exit::Held;
    };
    match fs::write(file, text) {
        Ok(()) => Exit::Held,
        Err(cause) => {
            printer.tell(format_args!("{BAD}error{BAD:#}: cannot write {}: {cause}", file.display()));
            Exit::Mistakes
        }
    }
}

fn run(campaign: &Campaign, printer: &mut Printer) -> Exit {
    let progress = Progress::new(usize::try_from(campaign.seeds.end - campaign.seeds.start).unwrap_or(usize::MAX));
    let harvest = campaign.run(&|outcome| progress.finished(&outcome.path));
    let took = progress.end();
    let harvest = match harvest {
        Ok(harvest) => harvest,
        Err(mistakes) => return generator_is_wrong(mistakes, printer),
    };
    for (number, failed) in harvest.failed.iter().enumerate() {
        if number < TOLD {
            failure::tell(&failed.outcome, printer);
        }
        printer.line(format_args!("  again      {}", command(campaign, failed)));
        if number < TOLD {
            printer.gap();
        }
    }
    totals(campaign, &harvest, took, printer);
    let crashed = harvest.failed.iter().any(|failed| matches!(failed.outcome.verdict, Verdict::Crashed(_)));
    match (crashed, harvest.failed.is_empty()) {
        (true, _) => Exit::Internal,
        (false, false) => Exit::Unmet,
        (false, true) => Exit::Held,
    }
}

/// The command that prints the scenario of a run.
fn command(campaign: &Campaign, failed: &Failed) -> String {
    let Failed { seed, site, .. } = failed;
    format!("{} generate --library {site} --profile {} --seed {seed}", failure::program(), campaign.profile)
}

fn totals(campaign: &Campaign, harvest: &Harvest, took: Duration, printer: &mut Printer) {
    let failed = harvest.failed.len();
    let held = harvest.runs - failed;
    let verdict = if failed == 0 { format!("{GOOD}{held} held{GOOD:#}") } else { format!("{held} held, {BAD}{failed} failed{BAD:#}") };
    let twice = if campaign.settings.twice { ", each run twice" } else { "" };
    let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let a_second = harvest.runs as u64 * 1_000 / took_ms.max(1);
    printer.line(format_args!(
        "{HEADING}{}{HEADING:#}, {}: {verdict}{twice}  {DIM}{} events, {} of library time in {}, {a_second} seeds a second{DIM:#}",
        count(harvest.runs, "seed"),
        campaign.profile,
        harvest.events,
        duration(harvest.virtual_ms),
        duration(took_ms),
    ));
}
