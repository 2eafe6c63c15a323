//! Marks: what was reached before is reached. A search that no longer reaches a mark is blind there, and no other test shows it.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::Path;

use rsmlab_search::explore::{Explorer, Harvest, SeedShard};
use rsmlab_search::generate::{Location, Profile, Recipe, Site};

/// The runs and sessions that the list is of.
fn explored() -> Harvest {
    let recipe = |profile, place, calls| Recipe { profile, place, calls: Some(calls) };
    let campaigns = [
        (recipe(Profile::Rough, Location::Drawn, 24), false, 300),
        (recipe(Profile::Hostile, Location::Sites(Site::all()), 60), false, 60),
        (recipe(Profile::Rough, Location::Drawn, 24), true, 16),
    ];
    let mut harvest = Harvest::default();
    for (recipe, branching, seeds) in campaigns {
        let explorer = Explorer { recipe, twice: false, branching };
        harvest.join(explorer.explore_all(0..seeds, SeedShard::WHOLE, 2, &|| false, &|_| {}));
    }
    harvest
}

#[test]
fn what_was_reached_before_is_reached() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("marks.txt");
    let harvest = explored();
    assert!(harvest.findings.is_empty(), "{:#?}", harvest.findings);
    if env::var_os("MARKS").is_some_and(|what| what == "overwrite") {
        fs::write(&file, harvest.marks.iter().flat_map(|mark| [mark.as_str(), "\n"]).collect::<String>()).expect("it can be written");
    }
    let known = fs::read_to_string(&file).expect("the list is there");
    let known: BTreeSet<String> = known.lines().map(str::to_owned).collect();
    let lost: Vec<&String> = known.difference(&harvest.marks).collect();
    assert!(
        lost.is_empty(),
        "no run comes there any more: {lost:#?}\nif a change of the generator or the engine is right about that: MARKS=overwrite cargo test -p rsmlab-search --test marks"
    );
    assert!(known.len() > 1_000, "{} marks are no measure", known.len());
}
