//! The counter-engines that the program has with it, so that it can say which rules are proven.
//!
//! `counter::built_in().is_proven(rule)` tells of our suite whether it proves a rule; `is_proven_by` whether certain cases do, and so what is
//! known of an engine that passed them.

use std::sync::LazyLock;

use rsmlab_counter::List;

/// Every file of counter-engines: its name, and what it says; in the order of the names.
static FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/engines.rs"));

/// By which cases they are found out.
static FOUND: &str = include_str!("../counter/found.toml");

static LIST: LazyLock<List> = LazyLock::new(|| {
    let list = List::read(FILES.iter().copied(), FOUND);
    list.unwrap_or_else(|mistakes| {
        panic!("the counter-engines that are built in have mistakes, which our tests would have found:\n{mistakes}")
    })
});

/// Every counter-engine, and by which case it is found out.
///
/// # Panics
///
/// Never in a released program: the tests of this crate load the list.
#[must_use]
pub fn built_in() -> &'static List {
    &LIST
}
