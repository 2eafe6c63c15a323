//! Generation: from a seed, a profile and a library to a whole scenario, trouble and all.
//!
//! A seed only generates. What comes of it is the text of a scenario, read like any other, so that nothing happens in
//! a generated run that could not be written by hand, kept, and cut down to the few lines that matter.
//!
//! Each subject draws from a stream of its own, named after it (`faults/L1.drive.2/1`): what is added later does not
//! shift what was there. Of the kinds of calls and of faults each seed draws first which are in play at all; runs that
//! have less of everything and more of something find more than runs that have a little of everything.

mod calls;
mod plan;
mod profile;
mod site;
mod trouble;
mod world;

pub use self::profile::Profile;
pub use self::site::Site;

use self::plan::Plan;
use crate::rng::Seed;
use crate::scenario::{Mistakes, Scenario, parse};

/// How long the world has to come to rest.
const SETTLES_WITHIN: &str = "48h";

/// The scenario that a seed comes to.
///
/// # Errors
/// The mistakes in what was generated; that there are any is a mistake of the generator.
pub fn generate(seed: u64, profile: Profile, site: &Site) -> Result<Scenario, Mistakes> {
    let text = text(seed, profile, site);
    parse(&format!("seed {seed}, {profile}, {}", site.name()), &text)
}

fn text(seed: u64, profile: Profile, site: &Site) -> String {
    let streams = Seed(seed);
    let inventory = world::cartridges(streams, site);
    let mut plan = Plan::default();
    calls::plan(streams, profile, site, &inventory, &mut plan);
    trouble::plan(streams, profile, site, &inventory, &mut plan);
    let title = format!("title \"A {profile} run of {}, made from seed {seed}\"\nseed {seed}\n", site.name());
    let people = world::people(streams, profile);
    let cartridges: String = inventory.iter().map(|cartridge| format!("{}\n", cartridge.line)).collect();
    [title, world::service(streams, profile), format!("{}\npool Data\n", site.text()), cartridges, people, plan.text()].concat()
        + &format!("settle within=\"{SETTLES_WITHIN}\"\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::print;

    #[test]
    fn every_plan_is_a_scenario_that_prints_as_itself() {
        for site in Site::all() {
            for profile in Profile::ALL {
                for seed in 0..6 {
                    let scenario = generate(seed, profile, &site).unwrap_or_else(|wrong| panic!("{:?}", miette::Report::new(wrong)));
                    assert!(parse("print", &print(&scenario)).is_ok_and(|reread| reread == scenario), "{}", print(&scenario));
                }
            }
        }
    }

    #[test]
    fn a_seed_comes_to_the_same_and_another_to_something_else() {
        let site = &Site::all()[0];
        assert_eq!(text(7, Profile::Rough, site), text(7, Profile::Rough, site));
        assert_ne!(text(7, Profile::Rough, site), text(8, Profile::Rough, site));
    }
}
