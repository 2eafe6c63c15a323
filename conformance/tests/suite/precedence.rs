//! The faults of the generated checks, held against our own engine: each brings about the refusal that it is named after.
//!
//! The checks themselves know no engine. That an engine refuses for the reason that is meant, and not for another one with
//! the same status, can be seen of ours alone, because it names its refusals.

use std::collections::BTreeSet;

use rsmlab_conformance::catalogue::check::precedence::{CallTemplate, SUBJECTS};
use rsmlab_engine::function::Function;
use rsmlab_engine::method;
use rsmlab_harness::runner::{Options, RunVerdict, run};

/// Refusals that no fault of this kind can bring about, and why.
const ELSEWHERE: [(&str, &str, &str); 1] =
    [("InventoryNtmsLibrary", "NotConnected", "without a service there is no session, so nothing else of the call is ever looked at")];

fn refusals(subject: &CallTemplate) -> BTreeSet<&'static str> {
    let function = Function::from_name(subject.function).expect("the engine has the function");
    method::table(function).iter().map(|refusal| refusal.name).collect()
}

#[test]
fn every_fault_brings_about_the_refusal_of_its_name() {
    for subject in SUBJECTS {
        for fault in subject.faults {
            let draft = subject.alone(fault).expect("one fault does not contradict itself");
            let scenario = rsmlab_language::parse(&draft.id, &draft.text()).expect("it is a scenario");
            let report = run(&scenario, &Options::default());
            assert!(matches!(report.result, RunVerdict::Passed), "{}: {:?}", draft.id, report.result);
            let raised: BTreeSet<&str> = report.raised.iter().map(|(_, refusal)| refusal.as_str()).collect();
            assert!(raised.contains(fault.name), "{}: it was refused by {raised:?}", draft.id);
        }
    }
}

/// A refusal that no fault brings about would be checked against nothing.
#[test]
fn every_refusal_has_a_fault() {
    for subject in SUBJECTS {
        let faults: BTreeSet<&str> = subject.faults.iter().map(|fault| fault.name).collect();
        let elsewhere = ELSEWHERE.iter().filter(|(function, ..)| *function == subject.function).map(|(_, refusal, _)| *refusal);
        let known: BTreeSet<&str> = faults.iter().copied().chain(elsewhere).collect();
        assert_eq!(refusals(subject), known, "{}", subject.function);
    }
}
