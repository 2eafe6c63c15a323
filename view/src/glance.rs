//! A glance: how everything stands at an event, in one line.
//!
//! What is as it is when nothing happens is not said: transports that rest, drives without a cartridge, gates that are shut.

use std::collections::BTreeMap;

use crate::model::{Run, What};

/// What is so at an event, by what it says and of what.
type CurrentStates<'r> = BTreeMap<(What, &'r str), &'r str>;

/// How everything stands at an event, library by library, then the requests, the operator, faults and the service.
#[must_use]
pub fn glance(run: &Run, event: usize) -> String {
    let mut standing = CurrentStates::new();
    for (variable, value) in run.state.variables.iter().zip(run.state.at(event)) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            standing.insert((variable.what, variable.of.as_str()), value);
        }
    }
    let libraries = run.libraries.iter().map(|library| of_library(&library.name, &standing));
    let others = [
        all("requests", What::Request, &standing),
        all("asked", What::OperatorRequest, &standing),
        all("faults", What::Fault, &standing),
        all("service", What::Service, &standing).filter(|told| !told.ends_with("running")),
    ];
    libraries.chain(others.into_iter().flatten()).collect::<Vec<_>>().join(" | ")
}

/// A library: what is out of order, what its devices do and hold, what stands open, and how many cartridges are in slots.
fn of_library(name: &str, standing: &CurrentStates<'_>) -> String {
    let inside = |of: &str| of.strip_prefix(name).and_then(|rest| rest.strip_prefix('.')).map(str::to_owned);
    let mut told: Vec<String> = standing.get(&(What::Trouble, name)).map(|trouble| (*trouble).to_owned()).into_iter().collect();
    let of = |what: What| standing.iter().filter(move |((said, _), _)| *said == what).map(|((_, of), value)| (*of, *value));
    told.extend(of(What::Work).filter_map(|(part, work)| Some(format!("{}: {work}", inside(part)?))));
    let mut in_slots = 0;
    for (cartridge, place) in of(What::Place) {
        match inside(place) {
            Some(place) if place.starts_with("slot.") => in_slots += 1,
            Some(place) => {
                let drive = format!("{name}.{place}");
                let load = standing.get(&(What::Load, drive.as_str())).filter(|load| **load != "unloaded");
                told.push(format!("{place} has {cartridge}{}", load.map_or_else(String::new, |load| format!(", {load}"))));
            }
            None if place.ends_with(&format!("floor of {name}")) => told.push(format!("{cartridge} on the floor")),
            None => {}
        }
    }
    told.extend(of(What::Open).filter(|(_, open)| *open == "open").filter_map(|(gate, _)| Some(format!("{} open", inside(gate)?))));
    told.extend(of(What::Installed).filter(|(_, is)| *is == "out").filter_map(|(part, _)| Some(format!("{} out", inside(part)?))));
    told.push(format!("{in_slots} in slots"));
    format!("{name}: {}", told.join("; "))
}

/// The states in which a library request or an operator request has ended. It stays on record, and there is nothing more to say of it.
const ENDED: [&str; 7] = [
    "NTMS_LM_PASSED",
    "NTMS_LM_FAILED",
    "NTMS_LM_INVALID",
    "NTMS_LM_CANCELLED",
    "NTMS_LM_STOPPED",
    "NTMS_OPSTATE_REFUSED",
    "NTMS_OPSTATE_COMPLETE",
];

/// Everything of a kind that has not ended, if there is any of it.
fn all(word: &str, what: What, standing: &CurrentStates<'_>) -> Option<String> {
    let of_kind = standing.iter().filter(|((said, _), value)| *said == what && !ENDED.contains(value));
    let told = of_kind.map(|((_, of), value)| {
        let value = value.trim_start_matches("NTMS_LM_").trim_start_matches("NTMS_OPSTATE_");
        // There is only one service.
        if *of == word { value.to_owned() } else { format!("{of} {value}") }
    });
    let told: Vec<String> = told.collect();
    (!told.is_empty()).then(|| format!("{word}: {}", told.join(", ")))
}
