//! What the engine tells people and listeners.

use rsmlab_engine::call::Answer;
use rsmlab_engine::change::{Change, Object, OperatorRequestField};
use rsmlab_engine::id::Guid;
use rsmlab_engine::output::{Outbox, Output};
use rsmlab_engine::record::state::NotificationEvent::{EventComplete, ObjDelete};
use rsmlab_engine::record::state::{OperatorRequestKind, OperatorRequestState};

use super::{assert_found, in_answers, in_writes};

const TWO_ALERTS: &str = "library L1 slots=4 drives=1\ncartridge T1 at=L1.slot.1\nclient ann\n\
    fault L1.drive.1 io-warning times=1\nfault L1.drive.1 read-warning times=1\nann MountNtmsMedia T1\nrun until=quiet";

const LISTENING: &str = "library L1 slots=4 drives=1\ncartridge T1 at=L1.slot.1\nclient ann\n\
    ann OpenNtmsNotification type=LIBREQUEST as=news\nann MountNtmsMedia T1 expect=ERROR_SUCCESS\n\
    ann DismountNtmsMedia T1 expect=ERROR_SUCCESS\nrun until=quiet\n\
    ann WaitForNtmsNotification channel=news\nann WaitForNtmsNotification channel=news\nrun until=quiet";

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
fn news_is_lost() {
    let lose = |out: &mut Outbox| {
        let first = out.iter().position(|output| matches!(output, Output::Notify { .. }));
        first.into_iter().for_each(|first| drop(out.remove(first)));
    };
    assert_found("news-is-complete", LISTENING, |_| (), lose);
}

#[test]
fn people_are_told_of_no_alert() {
    let text = "library L1 slots=4 drives=1\ncartridge T1 at=L1.slot.1\nclient ann\n\
        fault L1.drive.1 write-warning times=1\nann MountNtmsMedia T1\nrun until=quiet";
    assert_found("people-hear-of-each-alert", text, |_| (), unasked(OperatorRequestKind::Message));
}
