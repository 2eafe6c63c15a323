//! Precedence: when two things are wrong with a call at once, the documented earlier answer is given.
//!
//! A [`Subject`] is a call in a scenario with blanks (knobs), and a [`Fault`] fills some of them so that one refusal of
//! the call is due. Two faults can occur together when they do not fill the same blank differently; of such a pair the
//! refusal that stands first in the method's table must be raised (`global.check-order`). The pairs are generated, so a
//! new refusal without a fault, or in the wrong place, shows at once. [`crate::case::precedence`] makes cases of them.

mod subjects;

use std::collections::BTreeMap;

use rsmlab_engine::function::Function;
use rsmlab_engine::method;
use rsmlab_engine::refusal::Refusal;

pub use subjects::SUBJECTS;

/// A call in a scenario with blanks.
#[derive(Debug)]
pub struct Subject {
    /// The function that is called.
    pub function: Function,
    /// The scenario; `{name}` is a blank.
    pub template: &'static str,
    /// What stands in each blank when nothing is wrong with it.
    pub defaults: &'static [(&'static str, &'static str)],
    /// What can be wrong, by the name of the refusal that is then due.
    pub faults: &'static [Fault],
    /// Refusals that no fault of this kind can bring about, and why.
    pub elsewhere: &'static [(&'static str, &'static str)],
}

/// Something wrong with a call.
#[derive(Debug)]
pub struct Fault {
    /// The refusal that is due, by its name in the method's table.
    pub refusal: &'static str,
    /// The blanks it fills.
    pub knobs: &'static [(&'static str, &'static str)],
}

/// A call with one or two faults, in a scenario that demands the answer that is due.
#[derive(Debug)]
pub struct Call {
    /// The function that is called.
    pub function: Function,
    /// The refusal that must answer.
    pub due: &'static Refusal,
    /// The refusal that would answer if the first fault were not there.
    pub other: Option<&'static str>,
    /// The scenario, without a title.
    pub text: String,
}

impl Subject {
    /// Every call with one fault, and with every two that can occur together.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        let mut calls: Vec<Call> = self.faults.iter().filter_map(|fault| self.call(&[fault])).collect();
        for (place, first) in self.faults.iter().enumerate() {
            calls.extend(self.faults[place + 1..].iter().filter_map(|second| self.call(&[first, second])));
        }
        calls
    }

    /// The order in which the engine checks, by name.
    #[must_use]
    pub fn order(&self) -> Vec<&'static str> {
        method::table(self.function).iter().map(|refusal| refusal.name).collect()
    }

    /// The call with these faults; none if two of them fill the same blank differently.
    fn call(&self, faults: &[&Fault]) -> Option<Call> {
        let mut knobs: BTreeMap<&str, &str> = BTreeMap::new();
        for (knob, value) in faults.iter().flat_map(|fault| fault.knobs) {
            if knobs.insert(knob, value).is_some_and(|other| other != *value) {
                return None;
            }
        }
        for (knob, value) in self.defaults {
            knobs.entry(knob).or_insert(value);
        }
        let has = |refusal: &&'static Refusal| faults.iter().any(|fault| fault.refusal == refusal.name);
        let due = method::table(self.function).iter().copied().find(has)?;
        let other = faults.iter().map(|fault| fault.refusal).find(|refusal| *refusal != due.name);
        let mut text = self.template.to_owned();
        for (knob, value) in &knobs {
            text = text.replace(&format!("{{{knob}}}"), value);
        }
        // A full table of requests holds exactly those that the scenario has made before the call.
        let made = text.lines().filter(|line| line.starts_with("root ")).count();
        let text = text.replace("{made}", &made.to_string()).replace("{status}", due.status.name());
        Some(Call { function: self.function, due, other, text })
    }
}
