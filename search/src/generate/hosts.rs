//! Hosts: programs that send SCSI commands to the libraries of a run, beside the service and without knowing of it.
//!
//! They ask for what backup programs ask for, and for what they should not: for places that are empty, for drives that the service has
//! loaded, for ports at which people stand.

use super::draw::{number, one_of};
use super::named;
use super::plan::ActSchedule;
use super::profile::Measures;
use super::site::Site;
use rsmlab_language::model::{Act, Library, Reference, ScsiCommand, ScsiRequest, ScsiValue, Sends};
use rsmlab_sim::rng::{Seed, Stream};

/// The hosts.
const HOSTS: [&str; 2] = ["hal", "ivy"];

/// What a host sends to a changer, and how often that comes up.
const TO_CHANGERS: [(&str, u64); 12] = [
    ("MOVE", 10),
    ("EXCHANGE", 2),
    ("POSITION", 2),
    ("READ-STATUS", 2),
    ("INITIALIZE-STATUS", 2),
    ("TEST-UNIT-READY", 2),
    ("OPEN-PORT", 2),
    ("CLOSE-PORT", 2),
    ("PREVENT", 2),
    ("ALLOW", 3),
    ("RESERVE", 1),
    ("RELEASE", 2),
];

/// What a host sends to a drive.
const TO_DRIVES: [(&str, u64); 10] = [
    ("LOAD", 2),
    ("UNLOAD", 6),
    ("WRITE", 3),
    ("READ", 2),
    ("REWIND", 1),
    ("TEST-UNIT-READY", 2),
    ("PREVENT", 1),
    ("ALLOW", 2),
    ("RESERVE", 1),
    ("RELEASE", 2),
];

/// Plans what the hosts of a run send, if there are any in its profile.
pub(super) fn plan(seed: Seed, measures: Measures, site: &Site, plan: &mut ActSchedule) {
    for host in HOSTS.into_iter().take(measures.hosts) {
        let mut time_s = 0;
        for number in 1_u32.. {
            let mut stream = seed.stream(&format!("hosts/{host}/{number}"));
            time_s += stream.between(1, measures.gap_s);
            if time_s > measures.span_s {
                break;
            }
            let Some(library) = stream.pick(site.libraries()) else { return };
            if let Some(command) = command(&mut stream, library, host) {
                plan.at(time_s, Act::Scsi(Box::new(command)));
            }
        }
    }
}

/// A command of a host for a logical unit of a library; none if the library has not what the command is for.
fn command(stream: &mut Stream, library: &Library, host: &str) -> Option<ScsiCommand> {
    if library.transports == 0 || stream.chance(2, 5) {
        let (name, mut fields, mut sends) = (one_of(stream, &TO_DRIVES), Vec::new(), Sends::Bytes(Vec::new()));
        match name {
            "WRITE" => sends = Sends::Pattern(number(stream, 1, 4_096)),
            "READ" => fields.push(("length", ScsiValue::Number(number(stream, 1, 4_096_u32).into()))),
            _ => {}
        }
        let request = ScsiRequest::named(name, fields)?;
        return Some(ScsiCommand { sends, ..ScsiCommand::new(named(host), drive(stream, library)?, request) });
    }
    let name = one_of(stream, &TO_CHANGERS);
    let fields = match name {
        "MOVE" => vec![("from", element(stream, library)?), ("to", element(stream, library)?)],
        "EXCHANGE" => {
            vec![("from", element(stream, library)?), ("to", drive(stream, library)?), ("onward", element(stream, library)?)]
        }
        "POSITION" => vec![("to", element(stream, library)?)],
        "OPEN-PORT" | "CLOSE-PORT" => vec![("at", cell(stream, library)?)],
        _ => Vec::new(),
    };
    let fields = fields.into_iter().map(|(name, element)| (name, ScsiValue::Element(element))).collect();
    Some(ScsiCommand::new(named(host), Reference::Library(library.name.clone()), ScsiRequest::named(name, fields)?))
}

/// A place in a library, slots and drives before all.
fn element(stream: &mut Stream, library: &Library) -> Option<Reference> {
    match one_of(stream, &[("slot", 5), ("drive", 4), ("cell", 2), ("transport", 1)]) {
        "drive" => drive(stream, library),
        "cell" => cell(stream, library).or_else(|| slot(stream, library)),
        "transport" => Some(Reference::Transport(library.name.clone(), number(stream, 1, library.transports))),
        _ => slot(stream, library).or_else(|| drive(stream, library)),
    }
}

fn slot(stream: &mut Stream, library: &Library) -> Option<Reference> {
    (library.slots > 0).then(|| Reference::Slot(library.name.clone(), number(stream, 1, library.slots)))
}

fn drive(stream: &mut Stream, library: &Library) -> Option<Reference> {
    let drives = library.counts().drives;
    (drives > 0).then(|| Reference::Drive(library.name.clone(), number(stream, 1, drives)))
}

fn cell(stream: &mut Stream, library: &Library) -> Option<Reference> {
    let ports: Vec<(u16, u16)> = (1..).zip(&library.ports).map(|(number, port)| (number, port.cells)).collect();
    let (port, cells) = *stream.pick(&ports)?;
    Some(Reference::Cell(library.name.clone(), port, number(stream, 1, cells.max(1))))
}
