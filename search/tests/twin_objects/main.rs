//! The twin objects where something is wrong: a layer between the engine and the world lies, and is found out.
//!
//! Every lie is told in a run to which the twin has no objection as long as nobody lies.

mod clients;
mod devices;
mod times;
mod told;

use rsmlab_engine::call::Answer;
use rsmlab_engine::change::Change;
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::{Outbox, Output};
use rsmlab_harness::runner::{Options, RunVerdict, behind, config, run_before};
use rsmlab_language::parse;
use rsmlab_search::twin::Twin;

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
        RunVerdict::Passed => None,
        RunVerdict::Failed(failure) => Some(failure.promise.unwrap_or_else(|| panic!("{failure}")).0),
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

/// The engine finds this in its database.
fn in_database(mut lie: impl FnMut(&mut Change)) -> impl FnMut(&mut Input) {
    move |input| {
        if let Input::Service(ServiceEvent::Recovered { database, .. }) = input {
            database.iter_mut().for_each(&mut lie);
        }
    }
}
