//! The program without its repository, as a user has it who has installed it: the suite is in it, wherever it runs.

use std::path::Path;

use super::{FAILS, HOLDS, contains, folder, rsmlab, stderr, stdout, write};

/// Runs a part of the suite there; it is that of the program, whatever the folder holds.
fn has_the_suite(folder: &Path) {
    let text = stdout(&rsmlab(folder, &["conformance", "run", "*/InjectNtmsCleaner/slot-*"]).code(0));
    contains(&text, &["6 cases on inproc: 6 pass", "nothing unexpected in the part"]);
}

#[test]
fn an_empty_folder_has_the_suite() {
    let folder = folder("installed-empty");
    let text = stdout(&rsmlab(&folder, &["conformance", "run"]).code(0));
    contains(
        &text,
        &[
            "win2003 version 1: conformant in the 25 functions that it has cases for (213 of 535 returns; of 414 rules 206 proven, 0 claimed, 208 untested); 36 functions untested.",
            "on inproc:",
        ],
    );
    let text = stdout(&rsmlab(&folder, &["conformance", "run", "--profile", "seed-pages"]).code(0));
    contains(&text, &["seed-pages version 1: conformant in the "]);
    let slot_full = "cleaner-management/InjectNtmsCleaner/slot-full";
    contains(&stdout(&rsmlab(&folder, &["conformance", "list", slot_full]).code(0)), &[slot_full]);
    let text = stdout(&rsmlab(&folder, &["explain", "InjectNtmsCleaner/ERROR_SLOT_FULL"]).code(0));
    contains(&text, &["asserts it", "scenarios/cleaner-management/InjectNtmsCleaner/slot-full.kdl"]);
    contains(&stdout(&rsmlab(&folder, &["conformance", "matrix"]).code(0)), &["of 535 returns asserted"]);
    // What is run when nobody says is what somebody has written there.
    contains(&stderr(&rsmlab(&folder, &["run"]).code(4)), &["nothing selected"]);
}

#[test]
fn scenarios_of_somebody_else_are_not_taken_for_the_suite() {
    let folder = folder("installed-foreign");
    write(&folder, "scenarios/mine.kdl", HOLDS);
    write(&folder, "scenarios/wrong.kdl", FAILS);
    write(&folder, "scenarios/broken.kdl", "title \"Typo\"\nlibrari L1\n");
    has_the_suite(&folder);
    contains(&stderr(&rsmlab(&folder, &["conformance", "run", "--scenarios", "scenarios"]).code(2)), &["did you mean `library`?"]);
}

/// Nobody can write into this folder, not even an administrator.
#[cfg(target_os = "linux")]
#[test]
fn nothing_is_written_where_it_runs() {
    has_the_suite(Path::new("/proc"));
}
