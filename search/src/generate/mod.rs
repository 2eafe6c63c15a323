//! Generation: from a seed, a profile and a library to a whole scenario, trouble and all.
//!
//! A seed only generates. What comes of it is a scenario like any other, which reads back from its text, so that nothing happens in
//! a generated run that could not be written by hand, kept, and cut down to the few lines that matter.
//!
//! Each subject draws from a stream of its own, named after it (`faults/L1.drive.2/1`): what is added later does not
//! shift what was there. Of the kinds of calls and of faults each seed draws first which are in play at all; runs that
//! have less of everything and more of something find more than runs that have a little of everything.

mod calls;
mod draw;
mod hosts;
mod plan;
mod profile;
mod service;
mod site;
mod trouble;
mod world;

pub use self::profile::Profile;
pub use self::site::Site;

use self::plan::ActSchedule;
use self::service::ServiceSetup;
use crate::strip::number;
use rsmlab_engine::time::Millis;
use rsmlab_language::Scenario;
use rsmlab_language::model::{Located, Name, ServiceState, Settle, Setup, Step};
use rsmlab_sim::rng::Seed;

/// How long the world has to come to rest.
const SETTLES_WITHIN: Millis = Millis::from_secs(48 * 3_600);

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
    /// At these sites, of which there is one at least, in turn.
    Sites(Vec<Site>),
}

impl Recipe {
    /// The scenario that a seed comes to.
    ///
    /// # Panics
    /// If it is for sites and there are none.
    #[must_use]
    pub fn scenario(&self, seed: u64) -> Scenario {
        match &self.place {
            Location::Drawn => generate(seed, self.profile, &Site::drawn(seed), self.calls),
            Location::Sites(sites) => {
                // Which library a seed comes to does not depend on where the seeds begin.
                let place = usize::try_from(seed % sites.len() as u64).unwrap_or(0);
                generate(seed, self.profile, &sites[place], self.calls)
            }
        }
    }
}

/// The scenario that a seed comes to, with about so many calls.
#[must_use]
pub fn generate(seed: u64, profile: Profile, site: &Site, calls: Option<u64>) -> Scenario {
    let streams = Seed(seed);
    let measures = profile.measures(calls);
    let knows = service::knows(streams, profile);
    let pools = world::pools(site, knows);
    let stock = world::cartridges(streams, site, &pools, knows);
    let mut plan = ActSchedule::new(streams);
    calls::plan(streams, measures, site, &stock, &mut plan);
    trouble::plan(streams, measures, site, &stock, &mut plan);
    hosts::plan(streams, measures, site, &mut plan);
    let settles = settles(streams);
    let ServiceSetup { database, computer, patience, limits } = service::service(streams, profile, knows, settles);
    let setup = Setup {
        service: ServiceState::Ready,
        database,
        limits,
        patience,
        computer,
        libraries: site.libraries().to_vec(),
        pools,
        cartridges: stock.into_iter().map(|stocked| stocked.cartridge).collect(),
        clients: world::clients(streams, site, database),
        habit: world::habit(streams, measures),
    };
    let title = format!("A {profile} run of {}, made from seed {seed}", site.name());
    let mut script = plan.script();
    script.extend(settles.then(|| Located::nowhere(Step::Settle(Settle { within: SETTLES_WITHIN }))));
    let mut scenario = Scenario { title, covers: Vec::new(), depends: Vec::new(), seed, setup, script };
    number(&mut scenario);
    scenario
}

/// How a run ends. Most settle. The others end with their trouble in force, so that what is on record then is held against what is
/// there before anybody has put it right (D-069).
fn settles(seed: Seed) -> bool {
    !seed.stream("end").chance(1, 8)
}

/// A name that is made here.
pub(crate) fn named(text: &str) -> Name {
    Name::new(text).expect("what begins with a letter and goes on with letters, digits and - is a name")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rsmlab_language::{parse, print};

    fn text(seed: u64, profile: Profile, site: &Site, calls: Option<u64>) -> String {
        print(&generate(seed, profile, site, calls))
    }

    /// Reading is the judge of what is built: it takes nothing that makes no sense, and comes to the same.
    fn assert_reads_back(scenario: &Scenario) {
        let text = print(scenario);
        let reread = parse("generated", &text).unwrap_or_else(|wrong| panic!("{:?}\n{text}", miette::Report::new(wrong)));
        assert_eq!(reread, *scenario, "{text}");
    }

    #[test]
    fn what_is_generated_reads_back() {
        for site in Site::all() {
            for profile in Profile::ALL {
                (0..6).for_each(|seed| assert_reads_back(&generate(seed, profile, &site, None)));
            }
        }
    }

    #[test]
    fn what_is_generated_in_drawn_libraries_reads_back() {
        for profile in Profile::ALL {
            let recipe = Recipe { profile, place: Location::Drawn, calls: Some(12) };
            (0..200).for_each(|seed| assert_reads_back(&recipe.scenario(seed)));
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
