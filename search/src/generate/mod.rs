//! Generation: from a seed, a profile and a library to a whole scenario, trouble and all.
//!
//! A seed only generates. What comes of it is the text of a scenario, read like any other, so that nothing happens in
//! a generated run that could not be written by hand, kept, and cut down to the few lines that matter.
//!
//! Each subject draws from a stream of its own, named after it (`faults/L1.drive.2/1`): what is added later does not
//! shift what was there. Of the kinds of calls and of faults each seed draws first which are in play at all; runs that
//! have less of everything and more of something find more than runs that have a little of everything.

mod calls;
mod hosts;
mod plan;
mod profile;
mod service;
mod site;
mod trouble;
mod world;

pub use self::profile::Profile;
pub use self::site::Site;

use self::plan::Plan;
use self::world::Knows;
use rsmlab_language::{Mistakes, Scenario};
use rsmlab_sim::rng::Seed;

/// How long the world has to come to rest.
const SETTLES_WITHIN: &str = "2d";

/// What scenarios are generated like.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// How much goes wrong.
    pub profile: Profile,
    /// Where.
    pub place: Location,
    /// About how many calls there are; as many as are usual in the profile when nobody says.
    pub calls: Option<u64>,
}

/// Where generated runs take place.
#[derive(Clone, Debug)]
pub enum Location {
    /// In a small library that each seed draws anew.
    Drawn,
    /// At these sites, in turn.
    Sites(Vec<Site>),
}

impl Recipe {
    /// The scenario that a seed comes to.
    ///
    /// # Errors
    /// The mistakes in what was generated; that there are any is a mistake of the generator.
    pub fn scenario(&self, seed: u64) -> Result<Scenario, Mistakes> {
        match &self.place {
            Location::Drawn => generate(seed, self.profile, &Site::drawn(seed)?, self.calls),
            Location::Sites(sites) => {
                // Which library a seed comes to does not depend on where the seeds begin.
                let place = usize::try_from(seed % sites.len().max(1) as u64).unwrap_or(0);
                let site = sites.get(place).ok_or_else(|| Mistakes::new("no site", "", Vec::new()))?;
                generate(seed, self.profile, site, self.calls)
            }
        }
    }
}

/// The scenario that a seed comes to, with about so many calls.
///
/// # Errors
/// The mistakes in what was generated; that there are any is a mistake of the generator.
pub fn generate(seed: u64, profile: Profile, site: &Site, calls: Option<u64>) -> Result<Scenario, Mistakes> {
    let text = text(seed, profile, site, calls);
    site.parse(&format!("seed {seed}, {profile}, {}", site.name()), &text)
}

fn text(seed: u64, profile: Profile, site: &Site, calls: Option<u64>) -> String {
    let streams = Seed(seed);
    let measures = profile.measures(calls);
    let knows = service::knows(streams, profile);
    let inventory = world::cartridges(streams, site, knows);
    let mut plan = Plan::new(streams);
    calls::plan(streams, measures, site, &inventory, &mut plan);
    trouble::plan(streams, measures, site, &inventory, &mut plan);
    hosts::plan(streams, measures, site, &mut plan);
    let title = format!("title \"A {profile} run of {}, made from seed {seed}\"\nseed {seed}\n", site.name());
    let people = world::people(streams, measures, site, knows);
    let end = end(streams);
    let service = service::nodes(streams, profile, knows, !end.is_empty());
    let cartridges: String = inventory.iter().map(|cartridge| format!("{}\n", cartridge.line)).collect();
    let pools = if knows == Knows::Nothing { String::new() } else { world::pools(site) };
    [title, service, format!("{}\n{pools}", site.text()), cartridges, people, plan.text(), end].concat()
}

/// How a run ends. Most settle. The others end with their trouble in force, so that what is on record then is held against what is
/// there before anybody has put it right (D-069).
fn end(seed: Seed) -> String {
    if seed.stream("end").chance(1, 8) { String::new() } else { format!("settle within=\"{SETTLES_WITHIN}\"\n") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rsmlab_language::{parse, print};

    #[test]
    fn every_plan_is_a_scenario_that_prints_as_itself() {
        for site in Site::all() {
            for profile in Profile::ALL {
                for seed in 0..6 {
                    let scenario = generate(seed, profile, &site, None).unwrap_or_else(|wrong| panic!("{:?}", miette::Report::new(wrong)));
                    assert!(parse("print", &print(&scenario)).is_ok_and(|reread| reread == scenario), "{}", print(&scenario));
                }
            }
        }
    }

    #[test]
    fn every_seed_draws_a_library() {
        let recipe = Recipe { profile: Profile::Hostile, place: Location::Drawn, calls: Some(12) };
        for seed in 0..200 {
            let scenario = recipe.scenario(seed).unwrap_or_else(|wrong| panic!("{:?}", miette::Report::new(wrong)));
            assert!(parse("print", &print(&scenario)).is_ok_and(|reread| reread == scenario), "{}", print(&scenario));
        }
    }

    #[test]
    fn somebody_may_not_do_everything_in_some_runs() {
        let site = &Site::all()[0];
        let limited = (0..60).filter(|seed| text(*seed, Profile::Rough, site, None).contains("on computer rights=use")).count();
        assert!((10..30).contains(&limited), "{limited} of 60");
    }

    #[test]
    fn some_runs_end_with_their_trouble_in_force() {
        let site = &Site::all()[0];
        let settled = (0..80).filter(|seed| text(*seed, Profile::Rough, site, None).contains("settle within")).count();
        assert!((60..80).contains(&settled), "{settled} of 80");
    }

    #[test]
    fn hosts_are_in_shared_runs_alone() {
        let site = &Site::all()[0];
        for profile in Profile::ALL {
            let sends = (0..20).filter(|seed| text(*seed, profile, site, None).contains("scsi L1")).count();
            assert_eq!(sends, if profile == Profile::Shared { 20 } else { 0 }, "{profile}");
        }
    }

    #[test]
    fn a_seed_comes_to_the_same_and_another_to_something_else() {
        let site = &Site::all()[0];
        assert_eq!(text(7, Profile::Rough, site, None), text(7, Profile::Rough, site, None));
        assert_ne!(text(7, Profile::Rough, site, None), text(8, Profile::Rough, site, None));
    }
}
