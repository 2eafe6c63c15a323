//! Precedence: when two things are wrong with a call at once, the documented earlier answer is given.
//!
//! A [`Subject`] is a call in a scenario with blanks (knobs), and a [`Fault`] fills some of them so that one refusal of
//! the call is due. Two faults can occur together when they do not fill the same blank differently; of such a pair the
//! refusal that stands first in the method's table must be raised (`global.check-order`). The pairs are generated, so a
//! new refusal without a fault, or in the wrong place, shows at once.

mod subjects;

use std::collections::BTreeMap;

use rsmlab_engine::function::Function;
use rsmlab_engine::method;
use rsmlab_sim::runner::{self, Options, Verdict};
use rsmlab_sim::scenario;

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

/// One scenario to be run: a call with one or two faults.
#[derive(Debug)]
pub struct Case {
    /// What it is, for people: `InjectNtmsMedia: RightMissing before NoMemory`.
    pub name: String,
    /// The refusal that must be raised.
    pub due: &'static str,
    /// The scenario.
    pub text: String,
}

impl Subject {
    /// Every call with one fault, and with every two that can occur together.
    #[must_use]
    pub fn cases(&self) -> Vec<Case> {
        let mut cases: Vec<Case> = self.faults.iter().filter_map(|fault| self.case(&[fault])).collect();
        for (place, first) in self.faults.iter().enumerate() {
            cases.extend(self.faults[place + 1..].iter().filter_map(|second| self.case(&[first, second])));
        }
        cases
    }

    /// The order in which the engine checks, by name.
    #[must_use]
    pub fn order(&self) -> Vec<&'static str> {
        method::table(self.function).iter().map(|refusal| refusal.name).collect()
    }

    /// The call with these faults; none if two of them fill the same blank differently.
    fn case(&self, faults: &[&Fault]) -> Option<Case> {
        let mut knobs: BTreeMap<&str, &str> = BTreeMap::new();
        for (knob, value) in faults.iter().flat_map(|fault| fault.knobs) {
            if knobs.insert(knob, value).is_some_and(|other| other != *value) {
                return None;
            }
        }
        for (knob, value) in self.defaults {
            knobs.entry(knob).or_insert(value);
        }
        let due = faults.iter().map(|fault| fault.refusal).min_by_key(|name| self.order().iter().position(|other| other == name))?;
        let names: Vec<&str> = faults.iter().map(|fault| fault.refusal).collect();
        let name = format!("{}: {due}, of {}", self.function, names.join(" and "));
        let status = method::table(self.function).iter().find(|refusal| refusal.name == due)?.status;
        let mut text = format!("title \"{name}\"\n{}", self.template);
        for (knob, value) in &knobs {
            text = text.replace(&format!("{{{knob}}}"), value);
        }
        // A full table of requests holds exactly those that the scenario has made before the call.
        let made = text.lines().filter(|line| line.starts_with("root ")).count();
        let text = text.replace("{made}", &made.to_string()).replace("{status}", status.name());
        Some(Case { name, due, text })
    }
}

impl Case {
    /// Runs it.
    ///
    /// # Errors
    ///
    /// What is not as it should be, in words, with the scenario.
    pub fn run(&self) -> Result<(), String> {
        let told = |what: String| Err(format!("{}\n{what}\n{}", self.name, self.text));
        let scenario = match scenario::parse(&self.name, &self.text) {
            Ok(scenario) => scenario,
            Err(mistakes) => return told(mistakes.mistakes.iter().map(|mistake| format!("{mistake}\n")).collect()),
        };
        let report = runner::run(&scenario, &Options::default());
        if let Verdict::Failed(failure) = &report.result {
            return told(format!("{failure}"));
        }
        let raised: Vec<&str> = report.raised.iter().map(|(_, refusal)| refusal.as_str()).collect();
        if raised.contains(&self.due) { Ok(()) } else { told(format!("{} was not raised, but {}", self.due, raised.join(", "))) }
    }
}
