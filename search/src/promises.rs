//! Promises that the search holds runs to besides those of the checkers, each with what it says, for `rsmlab explain`.

/// The names that findings go by, each with what is promised.
pub const TABLE: &[(&str, &str)] = &[
    ("expectation", "A statement of the scenario is met: what it expects comes, and what it checks is so."),
    ("panic", "Nothing that anybody says makes the program panic."),
    ("same-scenario-same-trace", "The same scenario with the same seed leaves the same trace, byte for byte."),
    ("invariants-hold", "The engine's own rules hold for what it believes."),
    ("people-hear-of-each-alert", "People are told of everything that a drive complains of."),
    ("people-are-asked-once", "People are told of each thing that a drive complains of once."),
    ("news-is-complete", "A listener is told of every change on record, once, in order, and of the end of every operation, once."),
    ("drives-are-chosen-well", "The drive that a mount gets is one that it can have."),
    (
        "disabled-drives-rest",
        "Nothing is brought into a drive that a call has taken out of service, and nothing is loaded, read or cleaned there.",
    ),
    ("what-fails-is-out-of-service", "A drive that fails again and again is out of service, and no other is."),
    (
        "cleaner-uses-are-counted",
        "The uses that a cleaner has left are those it was brought with, less one for every drive that was cleaned.",
    ),
    ("cleaners-in-sight-are-kept", "A cleaner whose bar code is seen in a look at its library is not forgotten in that look."),
    ("one-holder-of-a-drive", "A drive is in one pair of hands at a time."),
    ("mounted-is-there", "What is mounted is in its drive."),
    ("what-has-passed-is-done", "A library request that has passed has done what it is there for, while it was at work."),
    ("requests-go-forward", "A library request only ever goes forward, and ends once."),
    ("ends-are-announced", "The end of a library request is announced as it is recorded."),
    ("withdrawn-is-cancelled", "A library request that was withdrawn ends as cancelled."),
    ("errors-have-happened", "What a library request keeps as its error has happened."),
    ("first-come-first-served", "Of requests for the same thing, the first queued is the first begun."),
    ("nobody-is-passed-over", "Nobody is passed over for ever."),
    ("what-is-over-is-kept-for-its-time", "What is over stays on record for its time, and is gone when that is over."),
    ("the-lost-is-looked-for", "A cartridge that a transport did not put down where it should is in doubt, and is looked for."),
    ("what-is-owed-is-made-up-for", "An inventory of the service's own that a restart has cut off is made up for."),
    ("labels-are-on-their-sides", "A label is on record for the side on which it was read."),
    ("people-are-asked", "A request that waits for people has asked them, and they are told of everything that they have to look after."),
    ("operator-requests-end-once", "An operator request ends once."),
    ("what-is-read-is-on-record", "Who reads a record is told what is on record."),
    ("rights-hold", "Nobody is served who may not be, and nobody is turned away who may."),
    ("sessions-hold", "No call gets anywhere without an open session, and nobody with an open one is told that it is not."),
    ("service-stands-as-told", "The service stands as everybody was told: calls are answered as long as it runs."),
    ("switches-do-as-told", "What is in service and what is not is what the last switch that passed said."),
    ("cleaner-slot-is-as-told", "The cleaner slot of a library is the one that was last reserved, until it is released."),
    ("time-outs-are-kept", "Nobody waits longer than they wanted to."),
    ("time-outs-are-not-early", "Nobody gives up before the time is over for which they wanted to wait."),
    (
        "what-does-not-move-is-given-up",
        "A move that a transport in trouble does not make is tried again for five minutes, and not for ever.",
    ),
    ("waits-belong-to-a-session", "A call that waits belongs to the session that made it, and ends with that one and no other."),
    ("work-is-asked-for", "Every call that asks for work brings as many library requests as it should, and none comes from nowhere."),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::TABLE;

    fn sources(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).expect("the sources are there").map(|entry| entry.expect("it can be read").path());
        entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
    }

    #[test]
    fn every_promise_of_the_search_says_what_it_says() {
        let mut named = BTreeSet::new();
        for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
            let text = fs::read_to_string(&file).expect("it can be read");
            let names = text.split("Promise(\"").skip(1).filter_map(|rest| rest.split_once("\")"));
            named.extend(names.map(|(name, _)| name.to_owned()));
        }
        let told: BTreeSet<String> = TABLE.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert!(named.len() > 20 && named.is_subset(&told), "{:?} are not told of", named.difference(&told).collect::<Vec<_>>());
        assert!(TABLE.iter().all(|(_, meaning)| meaning.ends_with('.')));
    }
}
