//! Hosts: programs that send SCSI commands to the libraries of a run, beside the service and without knowing of it.
//!
//! They ask for what backup programs ask for, and for what they should not: for places that are empty, for drives that the service has
//! loaded, for ports at which people stand.

use super::plan::Plan;
use super::profile::Measures;
use super::site::Site;
use super::world::one_of;
use rsmlab_language::model::Library;
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
pub(super) fn plan(seed: Seed, measures: Measures, site: &Site, plan: &mut Plan) {
    for host in HOSTS.into_iter().take(measures.hosts) {
        let mut time_s = 0;
        for number in 1_u32.. {
            let mut stream = seed.stream(&format!("hosts/{host}/{number}"));
            time_s += stream.between(1, measures.gap_s);
            if time_s > measures.span_s {
                break;
            }
            let libraries = site.libraries();
            let Some(library) = stream.pick(libraries) else { return };
            let command = command(&mut stream, library);
            if let Some((unit, command)) = command {
                plan.at(time_s, format!("scsi {unit} {}", on_behalf_of(host, &command)));
            }
        }
    }
}

/// A command with who sends it behind its name.
fn on_behalf_of(host: &str, command: &str) -> String {
    match command.split_once(' ') {
        Some((name, fields)) => format!("{name} host={host} {fields}"),
        None => format!("{command} host={host}"),
    }
}

/// A logical unit of a library and a command for it; none if the library has not what the command is for.
fn command(stream: &mut Stream, library: &Library) -> Option<(String, String)> {
    let name = &library.name;
    if library.transports == 0 || stream.chance(2, 5) {
        let command = match one_of(stream, &TO_DRIVES) {
            "WRITE" => format!("WRITE sends={}", stream.between(1, 4_096)),
            "READ" => format!("READ length={}", stream.between(1, 4_096)),
            command => command.to_owned(),
        };
        return Some((drive(stream, library)?, command));
    }
    let command = match one_of(stream, &TO_CHANGERS) {
        "MOVE" => format!("MOVE from={} to={}", element(stream, library)?, element(stream, library)?),
        "EXCHANGE" => {
            let [from, to, onward] = [element(stream, library)?, drive(stream, library)?, element(stream, library)?];
            format!("EXCHANGE from={from} to={to} onward={onward}")
        }
        "POSITION" => format!("POSITION to={}", element(stream, library)?),
        command @ ("OPEN-PORT" | "CLOSE-PORT") => format!("{command} at={}", cell(stream, library)?),
        command => command.to_owned(),
    };
    Some((name.to_string(), command))
}

/// A place in a library, slots and drives before all.
fn element(stream: &mut Stream, library: &Library) -> Option<String> {
    match one_of(stream, &[("slot", 5), ("drive", 4), ("cell", 2), ("transport", 1)]) {
        "drive" => drive(stream, library),
        "cell" => cell(stream, library).or_else(|| slot(stream, library)),
        "transport" => Some(format!("{}.transport.{}", library.name, stream.between(1, library.transports.into()))),
        _ => slot(stream, library).or_else(|| drive(stream, library)),
    }
}

fn slot(stream: &mut Stream, library: &Library) -> Option<String> {
    (library.slots > 0).then(|| format!("{}.slot.{}", library.name, stream.between(1, library.slots.into())))
}

fn drive(stream: &mut Stream, library: &Library) -> Option<String> {
    let drives = library.drives.len() as u64;
    (drives > 0).then(|| format!("{}.drive.{}", library.name, stream.between(1, drives)))
}

fn cell(stream: &mut Stream, library: &Library) -> Option<String> {
    let ports: Vec<(u64, u64)> = (1..).zip(&library.ports).map(|(number, port)| (number, port.cells.into())).collect();
    let (port, cells) = *stream.pick(&ports)?;
    Some(format!("{}.port.{port}.{}", library.name, stream.between(1, cells.max(1))))
}
