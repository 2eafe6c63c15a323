//! Precedence: when two things are wrong with a call at once, the documented earlier answer is given.
//!
//! A [`CallTemplate`] is a call in a scenario with blanks (knobs), and a [`CallFault`] fills some of them so that one refusal of the
//! call is due. Two faults can occur together when they do not fill the same blank differently. Which of the two answers is
//! read off the documents ([`FaultOrder`]): the function's own order of checks, and the classes of `global.check-order`. Of a pair
//! that no document orders, one of the two has to answer, and which one is watched.

mod subjects;

use std::collections::BTreeMap;

use super::{CHECK, CheckDraft};
use crate::Catalogue;
use crate::function::Function;

pub use subjects::SUBJECTS;

/// The word of these checks in their ids.
pub const WORD: &str = "precedence";

/// The rule that orders the classes.
const CHECK_ORDER: &str = "global.check-order";

/// A call in a scenario with blanks.
#[derive(Debug)]
pub struct CallTemplate {
    /// The function that is called.
    pub function: &'static str,
    /// The scenario; `{name}` is a blank.
    pub template: &'static str,
    /// What stands in each blank when nothing is wrong with it.
    pub defaults: &'static [(&'static str, &'static str)],
    /// What can be wrong.
    pub faults: &'static [CallFault],
}

/// Something wrong with a call.
#[derive(Debug, PartialEq, Eq)]
pub struct CallFault {
    /// Its name, which never changes.
    pub name: &'static str,
    /// When documents have it looked at.
    pub class: Class,
    /// The status that answers it, `ERROR_INVALID_HANDLE`.
    pub status: &'static str,
    /// The rules that demand this answer, or the decision where no row of the function does.
    pub demanded_by: &'static [&'static str],
    /// The words by which the function's own order of checks has it, where the page gives one.
    pub line: Option<&'static str>,
    /// The blanks it fills.
    pub knobs: &'static [(&'static str, &'static str)],
}

/// The classes of `global.check-order`, in its order; and what it does not speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// An argument is wrong in itself, whatever else there is.
    Argument,
    /// The caller lacks a right.
    Access,
    /// The library is disabled.
    Enabled,
    /// The library is not online.
    Online,
    /// A condition of the call's own.
    Own,
    /// What no document places: an id is looked up and names nothing, memory runs out, the database fails.
    Unplaced,
}

/// What the documents say of two faults that occur together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultOrder {
    /// Both are answered in the same way.
    SameAnswer,
    /// The first is answered, by the order of checks on the function's own page.
    OfFunction,
    /// The first is answered, by the classes of `global.check-order`.
    OfClasses,
    /// No document says.
    Undecided,
}

/// Every call with one fault, and with every two that can occur together.
#[must_use]
pub fn drafts(catalogue: &Catalogue) -> Vec<CheckDraft> {
    let documented = SUBJECTS.iter().filter_map(|subject| Some((subject, catalogue.function(subject.function)?)));
    documented.flat_map(|(subject, function)| subject.drafts(function)).collect()
}

impl CallTemplate {
    fn drafts(&self, function: &Function) -> Vec<CheckDraft> {
        let mut drafts: Vec<CheckDraft> = self.faults.iter().filter_map(|fault| self.alone(fault)).collect();
        for (place, first) in self.faults.iter().enumerate() {
            drafts.extend(self.faults[place + 1..].iter().filter_map(|second| self.pair(function, first, second)));
        }
        drafts
    }

    /// The call with one fault.
    #[must_use]
    pub fn alone(&self, fault: &CallFault) -> Option<CheckDraft> {
        let body = self.body(&[fault], &expect(fault.status))?;
        let title = format!("{}: {} alone", self.function, fault.name);
        Some(self.draft(fault.name.to_owned(), title, &[fault], &[], body, None))
    }

    /// The call with two faults.
    fn pair(&self, function: &Function, one: &CallFault, other: &CallFault) -> Option<CheckDraft> {
        let (first, second, order) = ordered(function, one, other);
        let (a, b) = (first.name, second.name);
        let faults = [first, second];
        let said = match order {
            FaultOrder::Undecided => String::new(),
            FaultOrder::SameAnswer | FaultOrder::OfFunction | FaultOrder::OfClasses => expect(first.status),
        };
        let body = self.body(&faults, &said)?;
        let function = self.function;
        Some(match order {
            FaultOrder::SameAnswer => {
                self.draft(format!("{a}-and-{b}"), format!("{function}: {a} and {b} have one answer"), &faults, &[], body, None)
            }
            FaultOrder::OfFunction => {
                self.draft(format!("{a}-before-{b}"), format!("{function}: {a} comes before {b}"), &[first], &[], body, None)
            }
            FaultOrder::OfClasses => {
                self.draft(format!("{a}-before-{b}"), format!("{function}: {a} comes before {b}"), &[first], &[CHECK_ORDER], body, None)
            }
            FaultOrder::Undecided => {
                let either = Some([first.status, second.status]);
                let title = format!("{function}: {a} or {b}, for no document orders them");
                self.draft(format!("{a}-or-{b}"), title, &[], &[], body, either)
            }
        })
    }

    /// A draft that is about these faults.
    fn draft(
        &self,
        what: String,
        title: String,
        about: &[&CallFault],
        rules: &[&str],
        body: String,
        either: Option<[&'static str; 2]>,
    ) -> CheckDraft {
        let mut covers: Vec<String> = Vec::new();
        let mut depends: Vec<String> = Vec::new();
        for fault in about {
            let (decisions, rules): (Vec<&str>, Vec<&str>) = fault.demanded_by.iter().partition(|id| id.starts_with("D-"));
            if decisions.is_empty() {
                covers.push(format!("{}/{}", self.function, fault.status));
            }
            covers.extend(rules.into_iter().map(str::to_owned));
            depends.extend(decisions.into_iter().map(str::to_owned));
        }
        covers.extend(rules.iter().map(|rule| (*rule).to_owned()));
        for ids in [&mut covers, &mut depends] {
            ids.sort();
            ids.dedup();
        }
        CheckDraft { id: format!("{CHECK}/{WORD}/{}/{what}", self.function), title, covers, depends, body, either }
    }

    /// The scenario with these faults; none if two of them fill the same blank differently.
    fn body(&self, faults: &[&CallFault], expect: &str) -> Option<String> {
        let mut knobs: BTreeMap<&str, &str> = BTreeMap::new();
        for (knob, value) in faults.iter().flat_map(|fault| fault.knobs) {
            if knobs.insert(knob, value).is_some_and(|other| other != *value) {
                return None;
            }
        }
        for (knob, value) in self.defaults {
            knobs.entry(knob).or_insert(value);
        }
        let mut text = self.template.to_owned();
        for (knob, value) in &knobs {
            text = text.replace(&format!("{{{knob}}}"), value);
        }
        // A full table of requests holds exactly those that the scenario has made before the call.
        let made = text.lines().filter(|line| line.starts_with("root ")).count();
        Some(text.replace("{made}", &made.to_string()).replace("{expect}", expect))
    }
}

fn expect(status: &str) -> String {
    format!("expect={status}")
}

/// Two faults, the one that is answered first, and what says so.
#[must_use]
pub fn ordered<'f>(function: &Function, one: &'f CallFault, other: &'f CallFault) -> (&'f CallFault, &'f CallFault, FaultOrder) {
    if one.status == other.status {
        return (one, other, FaultOrder::SameAnswer);
    }
    // Some pages give an order of their own.
    if let Some((a, b)) = place(function, one).zip(place(function, other))
        && a != b
    {
        return if a < b { (one, other, FaultOrder::OfFunction) } else { (other, one, FaultOrder::OfFunction) };
    }
    match (one.class, other.class) {
        (Class::Unplaced, _) | (_, Class::Unplaced) => (one, other, FaultOrder::Undecided),
        (a, b) if a < b => (one, other, FaultOrder::OfClasses),
        (a, b) if b < a => (other, one, FaultOrder::OfClasses),
        _ => (one, other, FaultOrder::Undecided),
    }
}

/// Where the function's own order of checks has a fault.
fn place(function: &Function, fault: &CallFault) -> Option<usize> {
    function.validation_order.iter().position(|check| fault.line == Some(check.check.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(subject: &str, name: &str) -> &'static CallFault {
        let subject = SUBJECTS.iter().find(|other| other.function == subject).expect("it is a subject");
        subject.faults.iter().find(|fault| fault.name == name).expect("it has the fault")
    }

    #[test]
    fn an_order_is_documented_or_there_is_none() {
        let catalogue = Catalogue::load().expect("the catalogue is sound");
        let order = |function: &str, one: &str, other: &str| {
            let (first, _, order) =
                ordered(catalogue.function(function).expect("it is there"), fault(function, one), fault(function, other));
            (first.name, order)
        };
        let door = "AccessNtmsLibraryDoor";
        assert_eq!(order(door, "LibraryDisabled", "RightMissing"), ("RightMissing", FaultOrder::OfFunction));
        assert_eq!(order(door, "LibraryMissing", "ActionUnknown"), ("LibraryMissing", FaultOrder::SameAnswer));
        assert_eq!(order("InjectNtmsMedia", "PortAbsent", "RightMissing"), ("RightMissing", FaultOrder::OfClasses));
        assert_eq!(order("InjectNtmsMedia", "PortAbsent", "NoSlotFree").1, FaultOrder::Undecided);
        assert_eq!(order("InjectNtmsMedia", "SessionInvalid", "NoMemory").1, FaultOrder::Undecided);
    }

    /// A line of a documented order that no fault is found by would order nothing.
    #[test]
    fn every_line_of_a_documented_order_has_a_fault() {
        let catalogue = Catalogue::load().expect("the catalogue is sound");
        for subject in SUBJECTS {
            let function = catalogue.function(subject.function).expect("it is there");
            for (line, check) in function.validation_order.iter().enumerate() {
                let found = subject.faults.iter().any(|fault| place(function, fault) == Some(line));
                assert!(found, "{}: no fault stands for `{}`", function.name, check.check);
            }
        }
    }

    #[test]
    fn every_answer_is_a_row_of_the_function_or_a_decision_is_named() {
        let catalogue = Catalogue::load().expect("the catalogue is sound");
        for subject in SUBJECTS {
            let function = catalogue.function(subject.function).expect("it is there");
            for fault in subject.faults {
                let decided = fault.demanded_by.iter().any(|id| id.starts_with("D-"));
                let has_row = function.row(fault.status).is_some_and(|row| row.stance.is_raised());
                assert!(decided || has_row, "{}: no row and no decision demands {}", function.name, fault.name);
            }
        }
    }

    #[test]
    fn no_blank_is_left() {
        let catalogue = Catalogue::load().expect("the catalogue is sound");
        let drafts = drafts(&catalogue);
        assert!(drafts.len() > 400, "only {} calls", drafts.len());
        let blank = drafts.iter().find(|draft| draft.body.contains("{expect}") || draft.body.contains("{made}"));
        assert!(blank.is_none(), "a blank is left in {blank:?}");
    }
}
