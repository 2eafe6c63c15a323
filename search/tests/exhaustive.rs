//! Everything that can happen in a small library, to a small depth.

use rsmlab_search::exhaustive::{Scope, search};

#[test]
fn nothing_that_can_happen_in_the_smallest_library_breaks_a_promise() {
    let depth = std::env::args().last().and_then(|d| d.parse().ok()).unwrap_or(3);
    let t = std::time::Instant::now();
    let walked = search(&Scope::built_in(), depth, &mut |_| ()).unwrap();
    println!("{} {} {} {} {:?}", walked.situations, walked.transitions, walked.depth, walked.settled, t.elapsed());
    if let Some((s, f)) = walked.found {
        println!("{}\n{f}", rsmlab_sim::scenario::print(&s));
    }
}
