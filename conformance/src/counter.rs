//! The counter-engines that the program has with it, so that it can say which rules are proven.
//!
//! `counter::built_in().is_proven(rule)` tells of our suite whether it proves a rule; `is_proven_by` whether certain cases do, and so what is
//! known of an engine that passed them.

use std::sync::LazyLock;

use rsmlab_counter::CounterList;

/// The counter-engines, and by which cases they are found out: each file in the folder `conformance/counter`, and what it says.
static FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/counter.rs"));

static LIST: LazyLock<CounterList> = LazyLock::new(|| {
    let engines = FILES.iter().filter_map(|(file, text)| Some((file.strip_prefix("engines/")?, *text)));
    // Where nothing was found out yet, nothing is proven.
    let found = FILES.iter().find(|(file, _)| *file == "found.toml").map_or("", |(_, text)| text);
    CounterList::read(engines, found)
        .unwrap_or_else(|mistakes| panic!("the counter-engines that are built in have mistakes, which our tests find:\n{mistakes}"))
});

/// Every counter-engine, and by which case it is found out.
///
/// # Panics
///
/// Never in a released program: the tests of this crate load the list.
#[must_use]
pub fn built_in() -> &'static CounterList {
    &LIST
}
