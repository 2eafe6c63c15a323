//! Everything that can happen in a small library, to a small depth.

use std::fs;
use std::path::Path;

use rsmlab_search::exhaustive::{Scope, search};
use rsmlab_sim::scenario::print;

/// A world in which somebody hopes that T1 stays where it is, whatever is called.
const WRONG: &str = "
title \"A world with a wrong hope\"
library L1 slots=2 drives=1
cartridge T1 at=L1.slot.1
client ann
at \"0s\" {
    ann InventoryNtmsLibrary library=L1 action=FAST
    ann MountNtmsMedia T1
}
run until=quiet
check L1.slot.1 holds=T1
";

#[test]
fn nothing_that_can_happen_in_a_small_library_breaks_a_promise() {
    let walked = search(&Scope::built_in(), 2, 2, &|_| ()).expect("the walk can begin");
    if let Some((scenario, failure)) = walked.found {
        panic!("{failure}\n{}", print(&scenario));
    }
    assert_eq!(walked.depth, 2);
    assert!(walked.situations > 300 && walked.settled > 100 && walked.transitions > walked.situations, "{walked:?}");
}

#[test]
fn the_scopes_that_come_with_it_can_be_walked() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scopes");
    let mut walked = 0;
    for entry in fs::read_dir(&folder).expect("there is a folder of scopes") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("a file");
        let name = path.display().to_string();
        let scope = Scope::read(&name, &text).unwrap_or_else(|mistakes| panic!("{:?}", miette::Report::new(mistakes)));
        let one = search(&scope, 1, 1, &|_| ()).unwrap_or_else(|failure| panic!("{name}: {failure}"));
        assert!(one.found.is_none() && one.situations > scope.alphabet.len() as u64, "{name}: {one:?}");
        walked += 1;
    }
    assert_eq!(walked, 2);
}

#[test]
fn what_does_not_hold_is_found_with_the_way_there() {
    let scope = Scope::read("wrong", WRONG).expect("it is a scenario");
    let walked = search(&scope, 2, 1, &|_| ()).expect("the walk can begin");
    let (scenario, _) = walked.found.expect("T1 can be mounted");
    assert!(print(&scenario).contains("{ ann MountNtmsMedia T1 }"), "{}", print(&scenario));
    assert!(search(&scope, 0, 1, &|_| ()).expect("the walk can begin").found.is_none());
}
