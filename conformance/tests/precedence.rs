//! Two faults at once: the documented earlier answer wins, for every pair that can occur together.

use rsmlab_conformance::precedence::{SUBJECTS, Subject};

fn subject(name: &str) -> &'static Subject {
    SUBJECTS.iter().find(|subject| subject.function.name() == name).expect("the function is among the subjects")
}

/// Runs all cases of a function and tells of every one that fails.
fn holds(name: &str, at_least: usize) {
    let cases = subject(name).cases();
    assert!(cases.len() >= at_least, "only {} cases of {name}", cases.len());
    let failures: Vec<String> = cases.iter().filter_map(|case| case.run().err()).collect();
    assert!(failures.is_empty(), "{} of {} cases fail:\n\n{}", failures.len(), cases.len(), failures.join("\n\n"));
}

#[test]
fn inject_media() {
    holds("InjectNtmsMedia", 80);
}

#[test]
fn access_library_door() {
    holds("AccessNtmsLibraryDoor", 50);
}

#[test]
fn inventory_library() {
    holds("InventoryNtmsLibrary", 30);
}

#[test]
fn inject_cleaner() {
    holds("InjectNtmsCleaner", 80);
}

#[test]
fn dismount_media() {
    holds("DismountNtmsMedia", 60);
}

/// A refusal that no fault brings about would be checked against nothing.
#[test]
fn every_refusal_has_a_fault() {
    for subject in SUBJECTS {
        for refusal in subject.order() {
            let known = subject.faults.iter().any(|fault| fault.refusal == refusal)
                || subject.elsewhere.iter().any(|(elsewhere, why)| *elsewhere == refusal && !why.is_empty());
            assert!(known, "{}: no fault brings about {refusal}", subject.function);
        }
        for fault in subject.faults {
            assert!(subject.order().contains(&fault.refusal), "{}: there is no refusal {}", subject.function, fault.refusal);
        }
    }
}
