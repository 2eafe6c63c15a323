//! Trouble: what breaks when, for how long, and when the service goes down.
//!
//! The kinds of faults are those that [`Part::kinds`] names, so that a kind that is added there is drawn here.

use rsmlab_engine::port::hardware::LibraryAddress;

use super::plan::Plan;
use super::profile::Measures;
use super::site::Site;
use super::world::{CLIENTS, Cartridge, one_of};
use rsmlab_language::model::Library;
use rsmlab_sim::fault::{FaultKind, Part};
use rsmlab_sim::hardware::CartridgeId;
use rsmlab_sim::rng::{Seed, Stream};

/// Of the slots and of the cartridges, at the most so many have faults: there are many of them, and each is used little.
const FEW: usize = 3;

/// Plans the faults of every part, and the outages of the service.
pub(super) fn plan(seed: Seed, measures: Measures, site: &Site, cartridges: &[Cartridge], plan: &mut Plan) {
    for (name, part) in parts(seed, site, cartridges) {
        break_part(seed, measures, &name, part, plan);
    }
    outages(seed, measures, plan);
}

/// Everything that can break, by the name that scenarios have for it.
fn parts(seed: Seed, site: &Site, cartridges: &[Cartridge]) -> Vec<(String, Part)> {
    let mut parts = vec![("database".to_owned(), Part::Database)];
    for (place, library) in site.libraries().iter().enumerate() {
        let address = LibraryAddress(u16::try_from(place).unwrap_or(u16::MAX));
        parts.extend(parts_of(library, address));
    }
    let mut slots: Vec<(usize, u16)> = cartridges.iter().filter_map(|cartridge| cartridge.slot).collect();
    seed.stream("faults/slots").shuffle(&mut slots);
    parts.extend(slots.into_iter().take(FEW).filter_map(|(place, slot)| {
        let address = LibraryAddress(u16::try_from(place).unwrap_or(u16::MAX));
        Some((format!("{}.slot.{slot}", site.libraries().get(place)?.name), Part::Slot(address, slot)))
    }));
    let mut media: Vec<(u32, &str)> = (0..).zip(cartridges.iter().map(|cartridge| cartridge.name.as_str())).collect();
    seed.stream("faults/cartridges").shuffle(&mut media);
    parts.extend(media.into_iter().take(FEW).map(|(id, name)| (name.to_owned(), Part::Cartridge(CartridgeId(id)))));
    parts
}

/// A library and what stands in it only once or a few times.
fn parts_of(library: &Library, address: LibraryAddress) -> Vec<(String, Part)> {
    let name = &library.name;
    let numbers = |count: usize| 1..=u16::try_from(count).unwrap_or(u16::MAX);
    let mut parts = vec![(name.to_string(), Part::Library(address))];
    parts.extend(numbers(library.transports.into()).map(|number| (format!("{name}.transport.{number}"), Part::Transport(address, number))));
    parts.extend(numbers(library.drives.len()).map(|number| (format!("{name}.drive.{number}"), Part::Drive(address, number))));
    parts.extend(numbers(library.ports.len()).map(|number| (format!("{name}.port.{number}"), Part::Port(address, number))));
    parts.extend(numbers(library.doors.len()).map(|number| (format!("{name}.door.{number}"), Part::Door(address, number))));
    if library.bar_codes {
        parts.push((format!("{name}.reader"), Part::Reader(address)));
    }
    parts.extend(numbers(library.magazines.len()).map(|number| (format!("{name}.magazine.{number}"), Part::Magazine(address, number))));
    parts
}

/// Whether a kind of fault is in play in this run, on parts of such a name.
fn is_in_play(seed: Seed, part: &str, kind: FaultKind) -> bool {
    let sort: String = part.chars().filter(|char| !char.is_ascii_digit()).collect();
    seed.stream(&format!("swarm/faults/{sort}/{kind}")).chance(1, 2)
}

fn break_part(seed: Seed, measures: Measures, name: &str, part: Part, plan: &mut Plan) {
    let kinds: Vec<FaultKind> = part.kinds().iter().copied().filter(|kind| is_in_play(seed, name, *kind)).collect();
    let mut whether = seed.stream(&format!("faults/{name}"));
    if !whether.chance(measures.faulty, 100) {
        return;
    }
    for number in 1..=whether.between(1, measures.faults) {
        let mut stream = seed.stream(&format!("faults/{name}/{number}"));
        let Some(kind) = stream.pick(&kinds).copied() else { return };
        let begins_s = stream.below(measures.span_s);
        let by = kind.by().map_or_else(String::new, |_| format!(" by=\"{}s\"", stream.between(1, measures.lasts_s / 4)));
        let on_use = if stream.chance(1, 2) { format!(" on-use={}", stream.between(1, 5)) } else { String::new() };
        let end = end(&mut stream, measures, begins_s, name, plan);
        plan.at(begins_s, format!("fault {name} {kind}{by}{on_use}{end}"));
        if matches!(kind, FaultKind::Crashes | FaultKind::CrashesAfter) {
            let back_s = begins_s + stream.between(1, measures.lasts_s);
            plan.at(back_s, "service start".to_owned());
            return_clients(&mut stream, back_s, plan);
        }
    }
}

/// What ends a fault: its time, its uses, somebody who heals it, or nobody.
fn end(stream: &mut Stream, measures: Measures, begins_s: u64, name: &str, plan: &mut Plan) -> String {
    let roll = stream.below(100);
    if roll < measures.unhealed {
        return String::new();
    }
    if roll < measures.unhealed + measures.healed {
        plan.at(begins_s + stream.between(60, measures.lasts_s), format!("heal {name}"));
        return String::new();
    }
    if stream.chance(1, 2) {
        format!(" times={}", stream.between(1, measures.strikes))
    } else {
        format!(" for=\"{}s\"", stream.between(1, measures.lasts_s))
    }
}

/// The service goes down and comes back.
fn outages(seed: Seed, measures: Measures, plan: &mut Plan) {
    for number in 1..=seed.stream("outages").below(measures.outages + 1) {
        let mut stream = seed.stream(&format!("outages/{number}"));
        let down_s = stream.below(measures.span_s);
        let back_s = down_s + stream.between(1, measures.lasts_s);
        match one_of(&mut stream, &[("restart", 2), ("stop", 2), ("fail", 1)]) {
            "restart" => plan.at(back_s, "service restart".to_owned()),
            act => {
                plan.at(down_s, format!("service {act}"));
                plan.at(back_s, "service start".to_owned());
            }
        }
        return_clients(&mut stream, back_s, plan);
    }
}

/// Most clients notice that the service is back, and open another session.
fn return_clients(stream: &mut Stream, back_s: u64, plan: &mut Plan) {
    for (client, _) in CLIENTS {
        if stream.chance(4, 5) {
            plan.at(back_s + stream.between(5, 300), format!("{client} OpenNtmsSession"));
        }
    }
}
