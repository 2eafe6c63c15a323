//! Who waits how long, and what is kept how long.

use rsmlab_engine::call::{Answer, INFINITE, Method};
use rsmlab_engine::change::{Change, Object};
use rsmlab_engine::input::Input;
use rsmlab_engine::output::{Outbox, Output};
use rsmlab_engine::status::Status;

use super::{assert_found, in_answers, in_database};

/// A call that waits gets another time-out.
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
