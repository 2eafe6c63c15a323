//! The twin objects where something is wrong: whoever stands between the engine and the world lies, and is found out.
//!
//! Every lie is told in a run to which the twin has no objection as long as nobody lies.

use rsmlab_engine::call::{Answer, INFINITE, Method};
use rsmlab_engine::change::{Change, DriveField, LibraryField, Object, OperatorRequestField, RequestField};
use rsmlab_engine::id::{DriveRef, Guid, RequestRef};
use rsmlab_engine::information::Info;
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::{Outbox, Output};
use rsmlab_engine::record::state::NotificationEvent::{EventComplete, ObjDelete};
use rsmlab_engine::record::state::{DriveState, Operation, OperatorRequestKind, OperatorRequestState, RequestState, SlotState};
use rsmlab_engine::status::Status;
use rsmlab_search::twin::Twin;
use rsmlab_sim::runner::{Options, Verdict, behind, config, run_before};
use rsmlab_sim::scenario::parse;

/// The promise that the twin finds broken when what reaches the engine and what leaves it is changed; none if it finds none.
fn found(text: &str, mut to: impl FnMut(&mut Input), mut from: impl FnMut(&mut Outbox)) -> Option<&'static str> {
    let scenario = parse("test", &format!("title \"A lie\"\n{text}\n")).unwrap_or_else(|wrong| panic!("{:?}", miette::Report::new(wrong)));
    let mut liar = behind(config(&scenario), |engine, now, mut input, out| {
        to(&mut input);
        let mut own = Outbox::new();
        engine.step(now, input, &mut own);
        from(&mut own);
        out.append(&mut own);
    });
    match run_before(&scenario, &Options::default(), &mut liar, &mut Twin::new(&scenario)).result {
        Verdict::Passed => None,
        Verdict::Failed(failure) => Some(failure.promise.unwrap_or_else(|| panic!("{failure}")).0),
    }
}

fn assert_found(promise: &str, text: &str, to: impl FnMut(&mut Input), from: impl FnMut(&mut Outbox)) {
    assert_eq!(found(text, |_| (), |_| ()), None, "without a lie");
    assert_eq!(found(text, to, from), Some(promise));
}

/// A lie about what becomes durable.
fn in_writes(mut lie: impl FnMut(&mut Vec<Change>)) -> impl FnMut(&mut Outbox) {
    move |out| {
        for output in out {
            if let Output::Store(write) = output {
                lie(&mut write.changes);
            }
        }
    }
}

/// A lie about the status of answers.
fn in_answers(mut lie: impl FnMut(&mut Result<Answer, rsmlab_engine::refusal::Reason>)) -> impl FnMut(&mut Outbox) {
    move |out| {
        for output in out {
            if let Output::Reply { result, .. } = output {
                lie(result);
            }
        }
    }
}

const MOUNT: &str = "library L1 slots=4 drives=2\ncartridge T1 at=L1.slot.1\ncartridge T2 at=L1.slot.2\nclient ann\n\
    ann MountNtmsMedia T1 expect=ERROR_SUCCESS\nann DismountNtmsMedia T1 expect=ERROR_SUCCESS\n\
    run until=quiet\nann MountNtmsMedia T2\nann MountNtmsMedia T1\nrun until=quiet";

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

/// Whoever opens a session is, or is not, an administrator.
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

/// The engine finds this in its database.
fn in_database(mut lie: impl FnMut(&mut Change)) -> impl FnMut(&mut Input) {
    move |input| {
        if let Input::Service(ServiceEvent::Recovered { database, .. }) = input {
            database.iter_mut().for_each(&mut lie);
        }
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
    assert_found("drives-are-chosen-well", text, |_| (), in_writes(one_drive_for_all()));
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

const CLEANING: &str = "library L1 slots=4 drives=2 {\n    cleaner-slot 4\n}\nclient ann\n\
    cartridge CLN001 kind=cleaner cleans-left=3 at=L1.slot.4\nann CleanNtmsDrive drive=L1.drive.1\nrun until=quiet";

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

/// Whoever waits is told to have another patience.
fn patience(mut lie: impl FnMut(&mut u32)) -> impl FnMut(&mut Input) {
    move |input| {
        if let Input::Call { method, .. } = input
            && let Method::MountNtmsMedia { timeout_ms, .. } | Method::WaitForNtmsNotification { timeout_ms, .. } = method
        {
            lie(timeout_ms);
        }
    }
}

/// Whether it is missed by much, or for ever because nothing happens any more.
#[test]
fn a_time_out_is_missed() {
    let world = "library L1 slots=4 drives=1\ncartridge T1 recorded=offline\nclient ann\n";
    for call in [
        "ann MountNtmsMedia T1 timeout=\"1m\" as=wait",
        "ann OpenNtmsNotification type=LOGICAL_MEDIA as=news\nann WaitForNtmsNotification channel=news timeout=\"1m\" as=wait",
    ] {
        let text = format!("{world}{call}\nrun");
        assert_found("time-outs-are-kept", &format!("{text} for=\"1h\""), patience(|timeout| *timeout *= 10), |_| ());
        assert_found("time-outs-are-kept", &format!("{text} until=quiet"), patience(|timeout| *timeout = INFINITE), |_| ());
    }
}

#[test]
fn a_wait_gives_up_early() {
    let text = "client ann\nann OpenNtmsNotification type=LOGICAL_MEDIA as=news\n\
        ann WaitForNtmsNotification channel=news timeout=\"1m\" as=wait\n\
        run for=\"1h\"";
    assert_found("time-outs-are-not-early", text, patience(|timeout| *timeout /= 2), |_| ());
}

#[test]
fn a_port_stands_out_too_long() {
    let text = "library L1 slots=4 drives=1 {\n    port timeout=\"5m\"\n}\nclient ann\n\
        ann InjectNtmsMedia library=L1 action=START\nrun for=\"1h\"";
    let stretch = |change: &mut Change| {
        if let Change::Insert(Object::Port(_, port)) = change {
            port.max_extend_s *= 2;
        }
    };
    assert_found("time-outs-are-kept", text, in_database(stretch), |_| ());
}

/// Nobody is asked for anything of a kind.
fn unasked(kind: OperatorRequestKind) -> impl FnMut(&mut Outbox) {
    let is_of = move |change: &Change| matches!(change, Change::Insert(Object::OperatorRequest(_, request)) if request.kind == kind);
    in_writes(move |changes| changes.retain(|change| !is_of(change)))
}

#[test]
fn an_operator_request_is_never_posted() {
    let (media, cleaner) = (OperatorRequestKind::MoveMedia, OperatorRequestKind::Cleaner);
    let (service, message) = (OperatorRequestKind::DeviceService, OperatorRequestKind::Message);
    for (kind, text) in [
        (media, "cartridge T1 recorded=offline\nann MountNtmsMedia T1 timeout=\"1h\" as=wait\nrun for=\"2h\""),
        (cleaner, "ann CleanNtmsDrive drive=L1.drive.1 as=clean\nrun for=\"1h\""),
        (service, "cartridge T1 at=L1.slot.1\nfault L1.drive.1 stuck\nann MountNtmsMedia T1 as=mount\nrun for=\"1h\""),
        (service, "cartridge T1 at=L1.slot.1\nfault L1.drive.1 io-error times=1\nann MountNtmsMedia T1 as=mount\nrun for=\"1h\""),
        (message, "ann AccessNtmsLibraryDoor library=L1 action=NONE as=access\nafter \"1m\" { operator open=L1.door }\nrun for=\"3h\""),
        (message, "run for=\"1m\"\noperator pull=L1.port force=#true\nrun for=\"3h\""),
    ] {
        let text = format!("library L1 slots=4 drives=1 {{\n    port opens=hand\n    door\n    cleaner-slot 4\n}}\nclient ann\n{text}");
        assert_found("people-are-asked", &text, |_| (), unasked(kind));
    }
}

const DROPPED: &str = "library L1 slots=4 drives=1\ncartridge T1 at=L1.slot.1\nclient ann\n\
    fault L1.transport drop times=1\nann MountNtmsMedia T1\nrun until=quiet";

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
fn an_operator_request_ends_twice() {
    let text = "library L1 slots=4 drives=1\ncartridge T1 recorded=offline\nclient ann\nann MountNtmsMedia T1 timeout=\"1h\" as=mount\n\
        expect operator-request=NTMS_OPREQ_MOVEMEDIA as=wanted\noperator refuse=wanted\nrun until=quiet";
    let again = |changes: &mut Vec<Change>| {
        let over = changes.iter().find_map(|change| match change {
            Change::OperatorRequest(at, OperatorRequestField::State(OperatorRequestState::Refused)) => Some(*at),
            _ => None,
        });
        changes.extend(over.map(|at| Change::OperatorRequest(at, OperatorRequestField::State(OperatorRequestState::Complete))));
    };
    assert_found("operator-requests-end-once", text, |_| (), in_writes(again));
}

const LISTENING: &str = "library L1 slots=4 drives=1\ncartridge T1 at=L1.slot.1\nclient ann\n\
    ann OpenNtmsNotification type=LIBREQUEST as=news\nann MountNtmsMedia T1 expect=ERROR_SUCCESS\n\
    ann DismountNtmsMedia T1 expect=ERROR_SUCCESS\nrun until=quiet\n\
    ann WaitForNtmsNotification channel=news\nann WaitForNtmsNotification channel=news\nrun until=quiet";

#[test]
fn news_is_lost() {
    let lose = |out: &mut Outbox| {
        let first = out.iter().position(|output| matches!(output, Output::Notify { .. }));
        first.into_iter().for_each(|first| drop(out.remove(first)));
    };
    assert_found("news-is-complete", LISTENING, |_| (), lose);
}

#[test]
fn the_end_of_an_operation_is_not_told() {
    let hush = |out: &mut Outbox| {
        out.retain(|output| !matches!(output, Output::Notify { notification, .. } if notification.event == EventComplete));
    };
    assert_found("news-is-complete", LISTENING, |_| (), hush);
}

#[test]
fn a_call_gets_other_news_than_came_first() {
    let swap = |result: &mut Result<Answer, _>| {
        if let Ok(Answer::Notification(news)) = result {
            news.event = ObjDelete;
        }
    };
    assert_found("news-is-complete", LISTENING, |_| (), in_answers(swap));
}

#[test]
fn news_is_told_twice() {
    let again = |out: &mut Outbox| {
        let told = out.iter().find(|output| matches!(output, Output::Notify { .. })).cloned();
        out.extend(told);
    };
    assert_found("news-is-complete", LISTENING, |_| (), again);
}

#[test]
fn news_is_of_another_object() {
    let lie = |out: &mut Outbox| {
        for output in out {
            if let Output::Notify { notification, .. } = output {
                notification.object = Guid::NIL;
            }
        }
    };
    assert_found("news-is-complete", LISTENING, |_| (), lie);
}

/// The engine is told to keep what is over for another time.
fn keeping(mut lie: impl FnMut(&mut u32)) -> impl FnMut(&mut Input) {
    in_database(move |change| {
        if let Change::Insert(Object::Computer(computer)) = change {
            lie(&mut computer.library_request_purge_s);
        }
    })
}

#[test]
fn what_is_over_is_kept_for_another_time() {
    let text = "computer requests-kept=\"1h\"\nlibrary L1 slots=4 drives=1\nclient ann\n\
        ann InventoryNtmsLibrary library=L1 action=FAST\nrun until=quiet\nrun for=\"3h\"";
    assert_found("what-is-over-is-kept-for-its-time", text, keeping(|time| *time /= 2), |_| ());
    assert_found("what-is-over-is-kept-for-its-time", text, keeping(|time| *time *= 2), |_| ());
}

#[test]
fn what_failed_is_not_kept_for_ever() {
    let text = "computer requests-kept=\"1h\" request-flags=NOFAILEDPURGE\nlibrary L1 slots=4 drives=1\ncartridge T1 at=L1.slot.1\nclient ann\n\
        fault L1.drive.1 hardware-error\nann MountNtmsMedia T1\nrun until=quiet\nrun for=\"3h\"";
    let forget = in_database(|change| {
        if let Change::Insert(Object::Computer(computer)) = change {
            computer.library_request_flags = 0;
        }
    });
    assert_found("what-is-over-is-kept-for-its-time", text, forget, |_| ());
}

#[test]
fn a_wait_outlives_its_session() {
    let text = "client ann\nclient bob\nann OpenNtmsNotification type=LOGICAL_MEDIA as=news\n\
        bob WaitForNtmsNotification channel=news\nrun for=\"1s\"\nann CloseNtmsSession\nrun for=\"1h\"";
    let hush = |out: &mut Outbox| {
        let is_broken = |reason: &rsmlab_engine::refusal::Reason| reason.status == Status::NoData;
        out.retain(|output| !matches!(output, Output::Reply { result: Err(reason), .. } if is_broken(reason)));
    };
    assert_found("waits-belong-to-a-session", text, |_| (), hush);
}

#[test]
fn a_mount_is_cancelled_by_nobody() {
    let text = "library L1 slots=4 drives=1\ncartridge T1 recorded=offline\nclient ann\nann MountNtmsMedia T1 options=ERROR_OFFLINE\nrun until=quiet";
    let lie = |result: &mut Result<Answer, rsmlab_engine::refusal::Reason>| {
        if let Err(reason) = result {
            reason.status = Status::Cancelled;
        }
    };
    assert_found("waits-belong-to-a-session", text, |_| (), in_answers(lie));
}

#[test]
fn a_mount_gives_up_early() {
    let text =
        "library L1 slots=4 drives=1\ncartridge T1 recorded=offline\nclient ann\nann MountNtmsMedia T1 timeout=\"1m\"\nrun for=\"1h\"";
    assert_found("time-outs-are-not-early", text, patience(|timeout| *timeout /= 2), |_| ());
}

const TWO_ALERTS: &str = "library L1 slots=4 drives=1\ncartridge T1 at=L1.slot.1\nclient ann\n\
    fault L1.drive.1 io-warning times=1\nfault L1.drive.1 read-warning times=1\nann MountNtmsMedia T1\nrun until=quiet";

#[test]
fn people_are_told_of_no_alert() {
    let text = "library L1 slots=4 drives=1\ncartridge T1 at=L1.slot.1\nclient ann\n\
        fault L1.drive.1 write-warning times=1\nann MountNtmsMedia T1\nrun until=quiet";
    assert_found("people-hear-of-each-alert", text, |_| (), unasked(OperatorRequestKind::Message));
}

#[test]
fn people_are_told_of_one_alert_of_two() {
    let mut told = 0;
    let forget = move |changes: &mut Vec<Change>| {
        changes.retain(|change| {
            told += u32::from(matches!(change, Change::Insert(Object::OperatorRequest(..))));
            told < 2 || !matches!(change, Change::Insert(Object::OperatorRequest(..)))
        });
    };
    assert_found("people-hear-of-each-alert", TWO_ALERTS, |_| (), in_writes(forget));
}

#[test]
fn people_are_asked_the_same_twice() {
    let again = |changes: &mut Vec<Change>| {
        let asked = changes.iter().find_map(|change| match change {
            Change::Insert(Object::OperatorRequest(at, request)) => Some((*at, request.clone())),
            _ => None,
        });
        changes.extend(asked.map(|(mut at, mut request)| {
            at.0 += 100;
            request.guid = Guid::from_name("again");
            Change::Insert(Object::OperatorRequest(at, request))
        }));
    };
    assert_found("people-are-asked-once", TWO_ALERTS, |_| (), in_writes(again));
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
