//! Everything that can happen in a small library, to a small depth.

use rsmlab_language::beside::nothing;
use rsmlab_language::print;
use rsmlab_search::exhaustive::{Scope, search};

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
fn what_does_not_hold_is_found_with_the_way_there() {
    let scope = Scope::read("wrong", WRONG, &nothing).expect("it is a scenario");
    let walked = search(&scope, 2, 1, &|_| ()).expect("the walk can begin");
    let (scenario, _) = walked.found.expect("T1 can be mounted");
    assert!(print(&scenario).contains("{ ann MountNtmsMedia T1 }"), "{}", print(&scenario));
    assert!(search(&scope, 0, 1, &|_| ()).expect("the walk can begin").found.is_none());
}
