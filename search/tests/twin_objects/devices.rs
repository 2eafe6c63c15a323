//! Drives, slots, cleaners and lost cartridges.

use rsmlab_engine::call::Answer;
use rsmlab_engine::change::{Change, DriveField, LibraryField, Object, ObjectRef, RequestField, SideField};
use rsmlab_engine::id::{DriveRef, Guid, LibraryRef, MediumRef, RequestRef};
use rsmlab_engine::output::{Outbox, Output};
use rsmlab_engine::record::Subject;
use rsmlab_engine::record::state::{DriveState, Operation, RequestState, SlotState};
use rsmlab_engine::status::Status;

use super::{MOUNT, assert_found, in_answers, in_writes};

const DROPPED: &str = "library L1 slots=4 drives=1\ncartridge T1 at=L1.slot.1\nclient ann\n\
    fault L1.transport drop times=1\nann MountNtmsMedia T1\nrun until=quiet";

const CLEANING: &str = "library L1 slots=4 drives=2 {\n    cleaner-slot 4\n}\nclient ann\n\
    cartridge CLN001 kind=cleaner cleans-left=3 at=L1.slot.4\nann CleanNtmsDrive drive=L1.drive.1\nrun until=quiet";

/// Whatever is about the second drive is told to be about the first.
fn one_drive_for_all() -> impl FnMut(&mut Vec<Change>) {
    let mut first: Option<Guid> = None;
    move |changes| {
        for change in changes {
            if let Change::Request(_, RequestField::Subject(subject)) = change {
                first = first.or(subject.drive);
                subject.drive = first;
            }
        }
    }
}

#[test]
fn a_drive_is_given_to_two() {
    assert_found("one-holder-of-a-drive", MOUNT, |_| (), in_writes(one_drive_for_all()));
}

#[test]
fn what_is_mounted_is_on_record_in_another_drive() {
    let text = "library L1 slots=4 drives=2\ncartridge T1 at=L1.slot.1\ncartridge T2 at=L1.slot.2\nclient ann\n\
        ann MountNtmsMedia T1 drives=L1.drive.1 options=SPECIFIC_DRIVE expect=ERROR_SUCCESS\n\
        ann DismountNtmsMedia T1 expect=ERROR_SUCCESS\nrun until=quiet\n\
        ann MountNtmsMedia T2 drives=L1.drive.2 options=SPECIFIC_DRIVE\nrun until=quiet";
    // The second mount is on record as being for the drive of the first.
    let mut first: Option<Guid> = None;
    let lie = move |changes: &mut Vec<Change>| {
        let mut mounts = changes.iter().filter_map(|change| match change {
            Change::Insert(Object::Request(at, request)) if request.operation == Operation::Mount => Some((*at, request.subject)),
            _ => None,
        });
        let Some((at, subject)) = mounts.next_back() else { return };
        if first.is_some() {
            changes.push(Change::Request(at, RequestField::Subject(Subject { drive: first, ..subject })));
        }
        first = first.or(subject.drive);
    };
    assert_found("drives-are-chosen-well", text, |_| (), in_writes(lie));
}

#[test]
fn an_answer_names_a_drive_twice() {
    let text = "library L1 slots=4 drives=2\ncartridge T1 at=L1.slot.1\ncartridge T2 at=L1.slot.2\nclient ann\n\
        ann MountNtmsMedia T1 T2\nrun until=quiet";
    let lie = |result: &mut Result<Answer, _>| {
        if let Ok(Answer::Drives(drives)) = result {
            drives[1] = drives[0];
        }
    };
    assert_found("one-holder-of-a-drive", text, |_| (), in_answers(lie));
}

#[test]
fn what_is_mounted_is_taken_away() {
    let mut is_mounted = false;
    let lie = move |changes: &mut Vec<Change>| {
        if std::mem::take(&mut is_mounted) {
            changes.insert(0, Change::Drive(DriveRef(0), DriveField::State(DriveState::Dismountable)));
        }
        is_mounted = changes.iter().any(|change| matches!(change, Change::Drive(_, DriveField::MountCount(1))));
    };
    assert_found("one-holder-of-a-drive", MOUNT, |_| (), in_writes(lie));
}

#[test]
fn a_switch_does_nothing() {
    let text = "library L1 slots=4 drives=1\nclient ann\nann DisableNtmsObject type=DRIVE object=L1.drive.1\nrun until=quiet";
    let forget = |changes: &mut Vec<Change>| changes.retain(|change| !matches!(change, Change::Drive(_, DriveField::Enabled(_))));
    assert_found("switches-do-as-told", text, |_| (), in_writes(forget));
}

#[test]
fn what_nobody_switched_is_out_of_service() {
    let mut done = false;
    let lie = move |changes: &mut Vec<Change>| {
        if !std::mem::replace(&mut done, true) {
            changes.push(Change::Drive(DriveRef(0), DriveField::Enabled(false)));
        }
    };
    assert_found("switches-do-as-told", MOUNT, |_| (), in_writes(lie));
}

#[test]
fn another_slot_is_reserved() {
    let text = "library L1 slots=4 drives=1\nclient ann\nann ReserveNtmsCleanerSlot library=L1 slot=L1.slot.2\nrun until=quiet";
    let lie = |changes: &mut Vec<Change>| {
        for change in changes {
            if let Change::Library(_, LibraryField::CleanerSlot(Some(slot))) = change {
                slot.0 += 1;
            }
        }
    };
    assert_found("cleaner-slot-is-as-told", text, |_| (), in_writes(lie));
}

#[test]
fn a_slot_is_known_to_be_full_whose_cartridge_was_dropped() {
    let claim = |changes: &mut Vec<Change>| {
        for change in changes {
            if let Change::Slot(_, state @ SlotState::NeedsInventory) = change {
                *state = SlotState::Full;
            }
        }
    };
    assert_found("the-lost-is-looked-for", DROPPED, |_| (), in_writes(claim));
}

#[test]
fn what_a_move_has_changed_is_not_recorded_until_somebody_looks() {
    let text = format!("{MOUNT}\nann DismountNtmsMedia T2\nrun until=quiet\nsettle within=\"1h\"");
    let mut is_looked_at = false;
    let forget = move |changes: &mut Vec<Change>| {
        // The inventory that the run ends with puts it right.
        is_looked_at |= changes.iter().any(|change| {
            matches!(change, Change::Insert(Object::Request(_, request)) if request.operation == Operation::Inventory && request.sequence > 2)
        });
        changes.retain(|change| is_looked_at || !matches!(change, Change::Slot(_, SlotState::Full)));
    };
    assert_found("records-are-true", &text, |_| (), in_writes(forget));
}

#[test]
fn a_drive_that_was_not_cleaned_counts_as_cleaned() {
    let text = format!("fault L1.drive.1 hardware-error\n{CLEANING}");
    let text = text.split_once('\n').map_or(String::new(), |(fault, world)| world.replacen("ann Clean", &format!("{fault}\nann Clean"), 1));
    let lie = |out: &mut Outbox| {
        for output in out {
            match output {
                Output::Finished { state, status, .. } if *state == RequestState::Failed => {
                    (*state, *status) = (RequestState::Passed, Status::Success);
                }
                Output::Store(write) => {
                    for change in &mut write.changes {
                        match change {
                            Change::Request(_, RequestField::State(state @ RequestState::Failed)) => *state = RequestState::Passed,
                            Change::Request(_, RequestField::Ended(_, status)) => *status = Status::Success,
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
    };
    assert_found("what-has-passed-is-done", &text, |_| (), lie);
}

#[test]
fn a_mount_gets_a_drive_that_is_out_of_service() {
    let text = "library L1 slots=4 drives=2\ncartridge T1 at=L1.slot.1\nclient ann\n\
        ann DisableNtmsObject type=DRIVE object=L1.drive.1\nrun until=quiet\nann MountNtmsMedia T1\nrun until=quiet";
    let mut disabled: Option<Guid> = None;
    let lie = move |changes: &mut Vec<Change>| {
        for change in changes {
            match change {
                Change::Insert(Object::Request(_, request)) if request.operation == Operation::DisableDrive => {
                    disabled = request.subject.drive
                }
                Change::Request(_, RequestField::Subject(subject)) => subject.drive = disabled,
                _ => {}
            }
        }
    };
    assert_found("drives-are-chosen-well", text, |_| (), in_writes(lie));
}

#[test]
fn a_use_of_the_cleaner_is_not_counted() {
    let lie = |changes: &mut Vec<Change>| {
        for change in changes {
            if let Change::Library(_, LibraryField::CleanerUses(uses)) = change {
                *uses += 1;
            }
        }
    };
    assert_found("cleaner-uses-are-counted", CLEANING, |_| (), in_writes(lie));
}

#[test]
fn a_cleaning_that_was_cut_off_is_not_counted() {
    let text = "library L1 {\n    cleaner-slot 8\n}\ncartridge CLN001 kind=cleaner at=L1.slot.8\nclient ann\n\
        ann CleanNtmsDrive drive=L1.drive.1\nrun for=\"1m\"\nservice restart\nrun until=quiet";
    let lie = |changes: &mut Vec<Change>| changes.retain(|change| !matches!(change, Change::Library(_, LibraryField::CleanerUses(_))));
    assert_found("cleaner-uses-are-counted", text, |_| (), in_writes(lie));
}

#[test]
fn a_cleaner_is_announced_that_nobody_brings() {
    let lie = |changes: &mut Vec<Change>| {
        if changes.iter().any(|change| matches!(change, Change::Drive(_, DriveField::LastCleaned(_)))) {
            changes.push(Change::Library(LibraryRef(1), LibraryField::CleanerAnnounced(Some(7))));
        }
    };
    assert_found("cleaner-uses-are-counted", CLEANING, |_| (), in_writes(lie));
}

#[test]
fn a_cleaner_is_forgotten_that_was_just_seen() {
    let text = "library L1 slots=4 drives=1 {\n    cleaner-slot 4\n}\ncartridge CLN001 kind=cleaner at=L1.slot.4\nclient ann\n\
        ann InventoryNtmsLibrary library=L1 action=FAST\nrun until=quiet";
    // With the end of the inventory goes its cleaner, the only medium that there is.
    let lie = |changes: &mut Vec<Change>| {
        if changes.iter().any(|change| matches!(change, Change::Request(_, RequestField::State(RequestState::Passed)))) {
            changes.push(Change::Remove(ObjectRef::Medium(MediumRef(0))));
        }
    };
    assert_found("cleaners-in-sight-are-kept", text, |_| (), in_writes(lie));
}

#[test]
fn a_label_is_on_record_for_the_other_side() {
    let text = "library L1 slots=4 drives=1 media-type=MO_5_RW sides=2\ncartridge T1 at=L1.slot.3 recorded=none\nclient ann\n\
        ann InventoryNtmsLibrary library=L1 action=OMID\nrun until=quiet";
    let lie = |changes: &mut Vec<Change>| {
        let labels = changes.iter_mut().filter_map(|change| match change {
            Change::Side(_, SideField::Label(label)) => Some(label),
            _ => None,
        });
        let labels: Vec<_> = labels.collect();
        if let Ok([one, other]) = <[_; 2]>::try_from(labels) {
            std::mem::swap(one, other);
        }
    };
    assert_found("labels-are-on-their-sides", text, |_| (), in_writes(lie));
}

#[test]
fn an_inventory_of_its_own_is_forgotten_by_a_restart() {
    let text = "library L1 slots=6 drives=1 inventory=none {\n    magazine first=1 last=3\n}\noperator remove=L1.magazine.1\nrun for=\"10s\"\n\
        operator return=L1.magazine.1\nrun for=\"500ms\"\nservice restart\nrun until=quiet\nrun for=\"1h\"";
    let lie = |changes: &mut Vec<Change>| {
        for change in changes {
            if let Change::Insert(Object::Request(_, request)) = change {
                request.owed = None;
            }
        }
    };
    assert_found("what-is-owed-is-made-up-for", text, |_| (), in_writes(lie));
}

#[test]
fn nobody_looks_for_a_cartridge_that_was_dropped() {
    let mut hidden: Vec<RequestRef> = Vec::new();
    let hide = move |changes: &mut Vec<Change>| {
        changes.retain(|change| match change {
            Change::Insert(Object::Request(at, request)) if request.operation == Operation::Inventory && request.sequence > 1 => {
                hidden.push(*at);
                false
            }
            Change::Request(at, _) => !hidden.contains(at),
            _ => true,
        });
    };
    assert_found("the-lost-is-looked-for", DROPPED, |_| (), in_writes(hide));
}
