//! The twin holds its tongue where nothing is wrong: in every scenario that was written, and in runs made from seeds.

use rsmlab_harness::runner::Options;
use rsmlab_language::beside::FileBeside;
use rsmlab_language::{Scenario, parse_beside, print};
use rsmlab_search::generate::{Profile, Site, generate};
use rsmlab_search::trial::{EVENTS, Trial, attempt};
use rsmlab_search::twin::Twin;

fn objects_to(scenario: &Scenario) -> Option<String> {
    let Trial { failing, .. } = attempt(scenario, &Options { events: EVENTS, ..Options::default() }, &mut Twin::new(scenario));
    failing.map(|failing| failing.told)
}

#[test]
fn it_has_nothing_against_the_scenarios() {
    let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../scenarios/**/*.kdl");
    let mut seen = 0;
    for path in glob::glob(pattern).expect("a pattern").flatten() {
        let text = std::fs::read_to_string(&path).expect("a file that can be read");
        let name = path.display().to_string();
        if name.ends_with(".personality.kdl") {
            continue;
        }
        let beside = |file: &str| {
            let text = std::fs::read_to_string(path.with_file_name(file)).map_err(|wrong| wrong.to_string())?;
            Ok(FileBeside { name: file.to_owned(), text: text.into() })
        };
        let scenario = parse_beside(&name, &text, &beside).unwrap_or_else(|wrong| panic!("{:?}", miette::Report::new(wrong)));
        assert_eq!(objects_to(&scenario), None, "{name}");
        seen += 1;
    }
    assert!(seen > 900, "only {seen} scenarios were found");
}

fn assert_nothing_against(profile: Profile) {
    for site in
        Site::all().iter().filter(|site| ["small", "portless", "exchanger", "drive", "mail-slot", "generations"].contains(&site.name()))
    {
        for seed in 0..25 {
            let scenario = generate(seed, profile, site, None);
            assert_eq!(objects_to(&scenario), None, "seed {seed}, {profile}, {}:\n{}", site.name(), print(&scenario));
        }
    }
}

#[test]
fn it_has_nothing_against_calm_runs() {
    assert_nothing_against(Profile::Calm);
}

#[test]
fn it_has_nothing_against_rough_runs() {
    assert_nothing_against(Profile::Rough);
}

#[test]
fn it_has_nothing_against_hostile_runs() {
    assert_nothing_against(Profile::Hostile);
}
