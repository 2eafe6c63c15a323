//! What clients see: sessions, rights, requests and their ends, and what is read.

use rsmlab_engine::call::{Answer, Method, Values};
use rsmlab_engine::change::{Change, Object, RequestField};
use rsmlab_engine::id::{Guid, RequestRef};
use rsmlab_engine::information::Info;
use rsmlab_engine::input::Input;
use rsmlab_engine::output::{Outbox, Output};
use rsmlab_engine::record::state::{Operation, RequestState};
use rsmlab_engine::status::Status;

use super::{MOUNT, assert_found, in_answers, in_database, in_writes};

#[test]
fn a_session_is_said_to_be_closed() {
    let text = "client ann\nann EnumerateNtmsObject type=LIBRARY\nrun until=quiet";
    let forget = |input: &mut Input| {
        if let Input::Call { session, method: Method::EnumerateNtmsObject { .. }, .. } = input {
            *session = None;
        }
    };
    assert_found("sessions-hold", text, forget, |_| ());
}

#[test]
fn a_service_that_was_ready_is_not() {
    let text = "client ann\nann EnumerateNtmsObject type=LIBRARY\nann EnumerateNtmsObject type=NTMS_UNKNOWN\nrun until=quiet";
    let lie = |result: &mut Result<Answer, rsmlab_engine::refusal::Reason>| {
        if let Err(reason) = result {
            reason.status = Status::NotReady;
        }
    };
    assert_found("service-stands-as-told", text, |_| (), in_answers(lie));
}

/// The caller that opens a session is, or is not, an administrator.
fn administrator(is_one: bool) -> impl FnMut(&mut Input) {
    move |input| {
        if let Input::Call { method: Method::OpenNtmsSession { caller, .. }, .. } = input {
            caller.administrator = is_one;
        }
    }
}

#[test]
fn a_right_is_not_checked() {
    let world = "library L1 slots=4 drives=2 {\n    port\n    door\n    cleaner-slot 4\n}\npool Backup\n\
        cartridge T1 at=L1.slot.1 pool=Backup\ncartridge CLN001 kind=cleaner cleans-left=3 at=L1.slot.4\n\
        client ann rights=use\nclient eve rights=use {\n    on Backup rights=none\n    on L1 rights=none\n}\n";
    for call in [
        "ann InjectNtmsMedia library=L1 action=START",
        "ann AccessNtmsLibraryDoor library=L1 action=NONE",
        "ann InventoryNtmsLibrary library=L1 action=FAST",
        "ann EjectNtmsMedia medium=T1 action=START",
        "ann EjectNtmsCleaner library=L1 action=START",
        "ann CleanNtmsDrive drive=L1.drive.1",
        "ann ReleaseNtmsCleanerSlot library=L1",
        "ann ReserveNtmsCleanerSlot library=L1 slot=L1.slot.3",
        "ann InjectNtmsCleaner library=L1 action=START cleans-left=3",
        "ann DisableNtmsObject type=DRIVE object=L1.drive.1",
        "eve MountNtmsMedia T1",
        "eve GetNtmsObjectInformation object=T1.physical",
        "eve EnumerateNtmsObject container=L1 type=DRIVE",
    ] {
        assert_found("rights-hold", &format!("{world}{call}\nrun for=\"1h\""), administrator(true), |_| ());
    }
}

#[test]
fn a_right_is_not_seen() {
    let text = "client ann rights=control\nlibrary L1 slots=4 drives=1\nann InventoryNtmsLibrary library=L1 action=FAST\nrun until=quiet";
    let forget = |change: &mut Change| {
        if let Change::Insert(Object::Library(_, library)) = change {
            library.access.grants.clear();
        }
    };
    assert_found("rights-hold", text, in_database(forget), |_| ());
}

#[test]
fn the_request_of_a_call_is_not_on_record() {
    let text = "library L1 slots=4 drives=1\nclient ann\nann CleanNtmsDrive drive=L1.drive.1\nrun for=\"1h\"";
    let is_of =
        |change: &Change| matches!(change, Change::Insert(Object::Request(_, request)) if request.operation == Operation::CleanDrive);
    let forget = move |changes: &mut Vec<Change>| changes.retain(|change| !is_of(change));
    assert_found("work-is-asked-for", text, |_| (), in_writes(forget));
}

#[test]
fn a_request_is_made_for_somebody_else() {
    let swap = |changes: &mut Vec<Change>| {
        for change in changes {
            if let Change::Insert(Object::Request(_, request)) = change
                && request.operation == Operation::Mount
            {
                request.origin.user = "eve".into();
            }
        }
    };
    assert_found("work-is-asked-for", MOUNT, |_| (), in_writes(swap));
}

#[test]
fn a_request_goes_back() {
    let again = |changes: &mut Vec<Change>| {
        let over = changes.iter().find_map(|change| match change {
            Change::Request(at, RequestField::State(RequestState::Passed)) => Some(*at),
            _ => None,
        });
        changes.extend(over.map(|at| Change::Request(at, RequestField::State(RequestState::InProcess))));
    };
    assert_found("requests-go-forward", MOUNT, |_| (), in_writes(again));
}

#[test]
fn an_end_is_not_announced() {
    let hush = |out: &mut Outbox| out.retain(|output| !matches!(output, Output::Finished { operation: Operation::Mount, .. }));
    assert_found("ends-are-announced", MOUNT, |_| (), hush);
}

#[test]
fn an_end_is_announced_twice() {
    let twice = |out: &mut Outbox| {
        let again = out.iter().find(|output| matches!(output, Output::Finished { operation: Operation::Mount, .. })).cloned();
        out.extend(again);
    };
    assert_found("ends-are-announced", MOUNT, |_| (), twice);
}

#[test]
fn what_was_withdrawn_has_passed() {
    let text = "library L1 slots=4 drives=1 {\n    port timeout=\"1h\"\n}\nclient ann\n\
        ann InjectNtmsMedia library=L1 action=START as=in\nrun for=\"1m\"\nann CancelNtmsLibraryRequest request=in\nrun until=quiet";
    let lie = |changes: &mut Vec<Change>| {
        for change in changes {
            match change {
                Change::Request(_, RequestField::State(state)) if *state == RequestState::Cancelled => *state = RequestState::Passed,
                Change::Request(_, RequestField::Ended(_, error)) => *error = Status::Success,
                _ => {}
            }
        }
    };
    assert_found("withdrawn-is-cancelled", text, |_| (), in_writes(lie));
}

#[test]
fn an_error_that_never_happened_is_kept() {
    let text = "library L1 slots=4 drives=1\ncartridge T1 at=L1.slot.1\nclient ann\n\
        fault L1.drive.1 stuck\nann MountNtmsMedia T1\nrun until=quiet";
    let lie = |out: &mut Outbox| {
        for output in out {
            match output {
                Output::Finished { status, .. } if *status == Status::UnableToLoadMedium => *status = Status::DeviceDoorOpen,
                Output::Store(write) => {
                    for change in &mut write.changes {
                        if let Change::Request(_, RequestField::Ended(_, error @ Status::UnableToLoadMedium)) = change {
                            *error = Status::DeviceDoorOpen;
                        }
                    }
                }
                _ => {}
            }
        }
    };
    assert_found("errors-have-happened", text, |_| (), lie);
}

#[test]
fn the_later_is_begun_first() {
    let text = "library L1 slots=8 drives=1\nclient ann\nann InventoryNtmsLibrary library=L1 action=FAST\n\
        ann InventoryNtmsLibrary library=L1 action=FAST\nann InventoryNtmsLibrary library=L1 action=FAST\nrun until=quiet";
    let mut queued: Vec<RequestRef> = Vec::new();
    let swap = move |changes: &mut Vec<Change>| {
        for change in changes {
            match change {
                Change::Insert(Object::Request(at, _)) => queued.push(*at),
                Change::Request(at, _) => {
                    if let [.., second, third] = queued.as_slice()
                        && queued.len() > 2
                        && [second, third].contains(&&*at)
                    {
                        *at = if at == second { *third } else { *second };
                    }
                }
                _ => {}
            }
        }
    };
    assert_found("first-come-first-served", text, |_| (), in_writes(swap));
}

#[test]
fn what_is_read_is_not_on_record() {
    let text = "library L1 slots=4 drives=1\ncartridge T1 at=L1.slot.1\nclient ann\nann InventoryNtmsLibrary library=L1 action=FAST as=look\n\
        run until=quiet\n";
    let lie = |result: &mut Result<Answer, _>| {
        if let Ok(Answer::Information(read)) = result {
            match &mut read.info {
                Info::Medium(info) => info.home_slot = Guid::NIL,
                Info::Drive(info) => info.mount_count += 1,
                Info::LibraryRequest(info) => info.error_code += 1,
                _ => read.guid = Guid::NIL,
            }
        }
    };
    for object in ["T1", "L1.drive.1", "look", "L1.slot.1"] {
        assert_found("what-is-read-is-on-record", &format!("{text}ann GetNtmsObjectInformation object={object}"), |_| (), in_answers(lie));
    }
}

#[test]
fn the_order_of_a_mount_is_another_one() {
    let text = "library L1 slots=4 drives=1\ncartridge T1 at=L1.slot.1\ncartridge T2 at=L1.slot.2\nclient ann\n\
        ann MountNtmsMedia T1 expect=ERROR_SUCCESS\nann MountNtmsMedia T2 as=mount\nrun for=\"1m\"\nann GetNtmsRequestOrder request=mount";
    let lie = |result: &mut Result<Answer, _>| {
        if let Ok(Answer::Values(Values::RequestOrder(order))) = result {
            order.order_number += 1;
        }
    };
    assert_found("what-is-read-is-on-record", text, |_| (), in_answers(lie));
}

#[test]
fn a_volume_is_none_that_is_mounted() {
    let text = "library J1 slots=2 drives=1 media-type=CD_ROM\ncartridge C1 at=J1.slot.1\nclient ann\n\
        ann MountNtmsMedia C1 expect=ERROR_SUCCESS\nrun until=quiet\nann GetVolumesFromDrive drive=\"\\\\\\\\.\\\\cdrom0\"";
    let lie = |result: &mut Result<Answer, _>| {
        if let Ok(Answer::Values(Values::Volume(volume))) = result {
            volume.name = volume.letter.clone();
        }
    };
    assert_found("what-is-read-is-on-record", text, |_| (), in_answers(lie));
}

#[test]
fn a_call_without_a_session_is_served() {
    let text = "client ann\nann EnumerateNtmsObject type=LIBRARY session=none\nrun until=quiet";
    let lie = |result: &mut Result<Answer, _>| {
        if result.is_err() {
            *result = Ok(Answer::Done);
        }
    };
    assert_found("sessions-hold", text, |_| (), in_answers(lie));
}
