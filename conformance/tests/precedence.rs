//! Two faults at once: the documented earlier answer wins, for every pair that can occur together.

use rsmlab_conformance::precedence::{SUBJECTS, Subject};

fn subject(name: &str) -> &'static Subject {
    SUBJECTS.iter().find(|subject| subject.function.name() == name).expect("the function is among the subjects")
}

/// Every pair that can occur together is there. What they come to is a case of its own, and `cases.rs` runs it.
fn has_calls(name: &str, at_least: usize) {
    let calls = subject(name).calls();
    assert!(calls.len() >= at_least, "only {} calls of {name}", calls.len());
    let blank = calls.iter().find(|call| call.text.contains("{status}") || call.text.contains("{made}"));
    assert!(blank.is_none(), "a blank is left in {blank:?}");
}

#[test]
fn inject_media() {
    has_calls("InjectNtmsMedia", 80);
}

#[test]
fn access_library_door() {
    has_calls("AccessNtmsLibraryDoor", 50);
}

#[test]
fn inventory_library() {
    has_calls("InventoryNtmsLibrary", 30);
}

#[test]
fn inject_cleaner() {
    has_calls("InjectNtmsCleaner", 80);
}

#[test]
fn dismount_media() {
    has_calls("DismountNtmsMedia", 60);
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
