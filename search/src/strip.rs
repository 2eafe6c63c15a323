//! Stripping: a scenario as something that merely happens, without what its author expects of it.
//!
//! A disturbed run cannot be held to a verdict that was written for an undisturbed one. The search holds what is left to the
//! promises of every run, and to nothing staying open in the end.

use rsmlab_engine::limits::Limits;
use rsmlab_engine::time::Millis;
use rsmlab_harness::checker::promise::Promise;
use rsmlab_harness::runner::{RunFailure, RunVerdict};
use rsmlab_language::model::{
    Act, Call, CallSession, Expectation, Expected, Located, Name, OperatorAct, Reference, RequestChoice, RunLength, Settle, Span, Step,
    Value,
};
use rsmlab_language::signature::Signature;
use rsmlab_language::{Scenario, print};

use crate::trial::Trial;

/// How long the world has to come to rest.
const SETTLES_WITHIN: Millis = Millis::from_secs(48 * 3600);

/// The same world and the same acts, waits included; what is expected and checked is left out. When all is quiet, the world
/// settles. Every statement and every act in a block gets a number of its own as its place in the text.
#[must_use]
pub fn stripped(scenario: &Scenario) -> Scenario {
    let text = print(scenario);
    let mut names = (1..).map(|number| format!("call-{number}")).filter(|name| !text.contains(name)).filter_map(|name| Name::new(&name));
    let mut steps = Vec::new();
    for step in &scenario.script {
        steps.extend(without_verdict(step.what.clone(), &mut names));
    }
    steps.dedup();
    steps.extend([Step::Run(RunLength::UntilQuiet), Step::Settle(Settle { within: SETTLES_WITHIN })]);
    let script = steps.into_iter().map(|what| Located { span: Span::default(), what }).collect();
    let mut stripped = Scenario { covers: Vec::new(), depends: Vec::new(), script, ..scenario.clone() };
    // Settling makes requests of its own.
    stripped.setup.limits.requests = Limits::default().requests;
    number(&mut stripped);
    stripped
}

/// Gives every statement, and every act in a block, a number of its own as its place in the text.
pub(crate) fn number(scenario: &mut Scenario) {
    let mut places = (0..).map(|offset| Span { offset, length: 0 });
    for step in &mut scenario.script {
        step.span = places.next().unwrap_or_default();
        acts_of(&mut step.what).into_iter().flatten().for_each(|act| act.span = places.next().unwrap_or_default());
    }
}

/// A statement without what it demands; what the script waited for it goes on waiting for.
fn without_verdict(mut step: Step, names: &mut impl Iterator<Item = Name>) -> Vec<Step> {
    acts_of(&mut step).into_iter().flatten().for_each(|act| {
        demand_nothing(&mut act.what);
    });
    match step {
        Step::Do(mut act) => {
            let waits = demand_nothing(&mut act);
            let name = if let Act::Call(call) = &mut act { wait_for(call, waits, names) } else { None };
            [Step::Do(act)].into_iter().chain(name.map(|name| Step::Run(RunLength::Until(name)))).collect()
        }
        Step::Expect(Expectation { what: Expected::Completes { name, .. } | Expected::Replies { name, .. }, .. }) => {
            vec![Step::Run(RunLength::Until(name))]
        }
        // What a device reports brings about nothing that a later statement speaks of.
        Step::Expect(Expectation { what: Expected::Sense { .. }, .. }) => Vec::new(),
        Step::Expect(expectation) => vec![Step::Expect(Expectation { not_before: None, ..expectation })],
        Step::Check(_) | Step::Settle(_) => Vec::new(),
        step @ (Step::Schedule(_) | Step::OnRequest(_) | Step::Run(_)) => vec![step],
    }
}

/// The name under which a call is waited for, if it is: a call that blocks is, when its answer was demanded.
fn wait_for(call: &mut Call, demanded: bool, names: &mut impl Iterator<Item = Name>) -> Option<Name> {
    let waits = demanded && Signature::of(call.function).is_some_and(|signature| signature.blocks);
    if waits && call.name.is_none() {
        call.name = names.next();
    }
    call.name.clone().filter(|_| waits)
}

/// Takes the demands off an act, and says whether an answer was demanded.
fn demand_nothing(act: &mut Act) -> bool {
    let Act::Call(call) = act else { return false };
    (call.within, call.not_before) = (None, None);
    call.expect.take().is_some()
}

fn acts_of(step: &mut Step) -> Option<&mut Vec<Located<Act>>> {
    match step {
        Step::Schedule(schedule) => Some(&mut schedule.acts),
        Step::OnRequest(rule) => Some(&mut rule.acts),
        Step::Do(_) | Step::Run(_) | Step::Expect(_) | Step::Check(_) | Step::Settle(_) => None,
    }
}

/// Tries a stripped scenario, and leaves out what cannot be done or waits in vain until the rest of it goes on to its end or
/// breaks a promise. Says how often it was tried.
pub fn carry_out(mut scenario: Scenario, attempt: &mut dyn FnMut(&Scenario) -> Trial) -> (Scenario, Trial, usize) {
    for tries in 1.. {
        let trial = attempt(&scenario);
        let stuck = trial.report.as_ref().and_then(|report| match &report.result {
            RunVerdict::Failed(failure) => stuck_at(&scenario, failure),
            RunVerdict::Passed => None,
        });
        if !stuck.is_some_and(|span| leave_out(&mut scenario.script, span)) {
            return (scenario, trial, tries);
        }
    }
    unreachable!("a script has an end")
}

/// The statement that cannot be done. One that waits without end for what does not come is such a statement, also while
/// something happens all the time: as long as trouble lasts, it is tried again and again whether it is over.
fn stuck_at(scenario: &Scenario, failure: &RunFailure) -> Option<Span> {
    let span = failure.span?;
    let waits = |step: &Located<Step>| step.span.offset == span.offset && matches!(step.what, Step::Run(_) | Step::Expect(_));
    let in_vain = || failure.promise == Some(Promise::RUNS_END) && scenario.script.iter().any(waits);
    (failure.promise.is_none() || in_vain()).then_some(span)
}

/// Leaves out the statement or act of this place, and all that speaks of what it brought. Says whether there was one.
pub fn leave_out(script: &mut Vec<Located<Step>>, place: Span) -> bool {
    let settles = |step: &Located<Step>| matches!(step.what, Step::Settle(_)) && step.span.offset == place.offset;
    if script.iter().any(settles) {
        return false;
    }
    let (found, mut names) = remove(script, &|span, _| span.offset == place.offset);
    while let Some(name) = names.pop() {
        names.extend(remove(script, &|_, piece| piece.speaks_of(&name)).1);
    }
    found
}

/// A statement, or an act as a statement or in a block.
enum ScriptPiece<'a> {
    Act(&'a Act),
    Step(&'a Step),
}

/// Takes pieces out of a script. Says whether there were any, and which names go with them.
fn remove(script: &mut Vec<Located<Step>>, which: &dyn Fn(Span, &ScriptPiece<'_>) -> bool) -> (bool, Vec<Name>) {
    let (mut found, mut names) = (false, Vec::new());
    let mut is_gone = |span: Span, piece: ScriptPiece<'_>| {
        let gone = which(span, &piece);
        found |= gone;
        names.extend(piece.brings().filter(|_| gone).cloned());
        gone
    };
    script.retain_mut(|Located { span, what }| match what {
        Step::Do(act) => !is_gone(*span, ScriptPiece::Act(act)),
        Step::Schedule(_) | Step::OnRequest(_) => {
            let Some(acts) = acts_of(what) else { return true };
            acts.retain(|act| !is_gone(act.span, ScriptPiece::Act(&act.what)));
            !acts.is_empty()
        }
        Step::Run(_) | Step::Expect(_) | Step::Check(_) | Step::Settle(_) => !is_gone(*span, ScriptPiece::Step(what)),
    });
    (found, names)
}

impl<'a> ScriptPiece<'a> {
    /// The name that it gives to something.
    fn brings(&self) -> Option<&'a Name> {
        match self {
            Self::Act(Act::Call(call)) => call.name.as_ref(),
            Self::Step(Step::Expect(Expectation { what: Expected::OperatorRequest { name, .. }, .. })) => name.as_ref(),
            Self::Act(_) | Self::Step(_) => None,
        }
    }

    /// Whether it speaks of what has been given this name.
    fn speaks_of(&self, name: &Name) -> bool {
        match self {
            Self::Act(Act::Call(call)) => {
                let is_it = |reference: &Reference| matches!(reference, Reference::Made(made) if made == name);
                let passes = call.arguments.iter().any(|argument| match &argument.value {
                    Value::Object(reference) => is_it(reference),
                    Value::Objects(references) => references.iter().any(is_it),
                    Value::Null | Value::Number(_) | Value::Text(_) => false,
                });
                passes || call.session == CallSession::Made(name.clone())
            }
            Self::Act(Act::Operator(OperatorAct::Satisfy(choice) | OperatorAct::Refuse(choice))) => {
                *choice == RequestChoice::Made(name.clone())
            }
            Self::Step(Step::Run(run)) => *run == RunLength::Until(name.clone()),
            Self::Act(_) | Self::Step(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use rsmlab_harness::runner::Options;
    use rsmlab_language::parse;

    use super::*;
    use crate::trial;

    const WORLD: &str = "title \"A test\"\nlibrary L1\ncartridge T1 at=L1.slot.1\nclient ann\n";

    fn script(scenario: &Scenario) -> String {
        let text = print(scenario);
        assert!(parse("test", &text).is_ok_and(|reread| reread == *scenario), "{text}");
        text.split("client ann").nth(1).expect("a script").trim().to_owned()
    }

    fn strip(text: &str) -> Scenario {
        stripped(&parse("test", &format!("{WORLD}{text}")).expect("a scenario"))
    }

    #[test]
    fn what_was_demanded_is_waited_for_and_no_more() {
        let scenario = strip(
            "ann MountNtmsMedia T1 expect=ERROR_SUCCESS within=\"1m\"\nann InventoryNtmsLibrary library=L1 action=FAST \
             expect=ERROR_SUCCESS as=look\nexpect look completes=ERROR_SUCCESS\ncheck T1 at=L1.drive.1\n",
        );
        assert_eq!(
            script(&scenario),
            "ann MountNtmsMedia T1 as=call-1\nrun until=call-1\nann InventoryNtmsLibrary library=L1 action=FAST as=look\n\
             run until=look\nrun until=quiet\nsettle within=\"2d\""
        );
    }

    #[test]
    fn what_cannot_be_done_is_left_out_with_all_that_speaks_of_it() {
        let scenario = strip(
            "service stop\nann OpenNtmsSession as=other session=none\nafter \"1s\" { operator take=T1\noperator take=T1 }\n\
             expect operator-request=NTMS_OPREQ_MOVEMEDIA as=asked\noperator satisfy=asked\n\
             ann MountNtmsMedia T1 session=other as=mount\nrun until=mount\n",
        );
        let (scenario, trial, _) = carry_out(scenario, &mut |scenario| trial::attempt(scenario, &Options::default(), &mut ()));
        assert!(trial.failing.is_none());
        assert!(!script(&scenario).contains("satisfy"));
    }
}
