//! The world of a generated run: cartridges of every sort, the people, and the service below them.

use crate::rng::{Seed, Stream};
use crate::scenario::model::MediaType;

use super::profile::{Measures, Profile};
use super::site::Site;

/// The most cartridges that a run has in its library: a large one is not more interesting for being full.
const MOST_INSIDE: u64 = 24;

/// The clients, each with what the scenario says of it.
pub(super) const CLIENTS: [(&str, &str); 3] = [("ann", ""), ("bob", " application=\"Backup\""), ("root", " rights=admin")];

/// The one of them who may not do everything in every run.
const LIMITED: &str = "bob";

/// What an operator can get wrong.
const MISTAKES: [&str; 9] =
    ["wrong-cartridge", "wrong-slot", "cleaner-in-port", "door-mid-move", "pulls-magazine", "refuses", "forgets", "panel-moves", "forces"];

/// A cartridge.
pub(super) struct Cartridge {
    pub name: String,
    /// What calls name when they want to mount it: its logical medium if it has one, else its side.
    pub medium: String,
    /// The slot it is in, if it is in one.
    pub slot: Option<u16>,
    /// The node that declares it.
    pub line: String,
}

/// The cartridges of a run: in the library and on the shelf, known and unknown, in their places and elsewhere.
pub(super) fn cartridges(seed: Seed, site: &Site) -> Vec<Cartridge> {
    let library = site.library();
    let mut layout = seed.stream("world/slots");
    let mut slots: Vec<u16> = (1..=library.slots).filter(|slot| library.cleaner_slot != Some(*slot)).collect();
    layout.shuffle(&mut slots);
    let room = (slots.len() as u64).min(MOST_INSIDE);
    let inside = usize::try_from(layout.between(room / 3, room.saturating_sub(room / 6))).unwrap_or(0);
    let mut taken: Vec<u16> = slots.drain(..inside).collect();
    taken.sort_unstable();
    let mut cartridges: Vec<Cartridge> = (1..).zip(taken).map(|(number, slot)| data(seed, site, number, Some(slot))).collect();
    let outside = 2 + layout.below(3) as usize;
    let first = cartridges.len() + 1;
    cartridges.extend((first..first + outside).map(|number| data(seed, site, number, None)));
    cartridges.extend(cleaners(seed, site));
    cartridges
}

/// A data cartridge, in a slot or on the shelf.
fn data(seed: Seed, site: &Site, number: usize, at: Option<u16>) -> Cartridge {
    let name = format!("T{number}");
    let mut stream = seed.stream(&format!("world/{name}"));
    let label = one_of(&mut stream, &[(" label=blank", 1), (" label=foreign", 1), (" label=unreadable", 1), ("", 9)]);
    let bar_code = one_of(&mut stream, &[(" bar-code=none", 1), (" bar-code=unreadable", 1), ("", 10)]);
    let recorded = match at {
        None => one_of(&mut stream, &[("", 1), (" recorded=offline", 4)]),
        Some(_) => one_of(&mut stream, &[(" recorded=none", 1), (" recorded=offline", 1), ("", 10)]),
    };
    let other = other_type(site).filter(|_| seed.stream(&format!("world/{name}/type")).chance(1, 3));
    let application = if other.is_some() { " pool=Other" } else { " pool=Data" };
    let pool = if label.is_empty() { one_of(&mut stream, &[(" pool=free", 1), (" pool=import", 1), (application, 6)]) } else { "" };
    // What the database has never heard of is in no pool.
    let known = !recorded.ends_with("none") && (at.is_some() || !recorded.is_empty());
    let pool = if known { pool } else { "" };
    let media_type = other.map_or_else(String::new, |other| format!(" media-type={other}"));
    let place = at.map_or_else(String::new, |slot| format!(" at={}.slot.{slot}", site.library().name));
    let medium = if pool == application { name.clone() } else { format!("{name}.side.1") };
    let line = format!("cartridge {name}{place}{recorded}{pool}{media_type}{label}{bar_code}");
    Cartridge { name, medium, slot: at, line }
}

/// The media type that some drives of a library take and others do not, if there is one.
fn other_type(site: &Site) -> Option<MediaType> {
    site.library().media_types().find(|media_type| *media_type != site.library().media_type)
}

/// The application pools, one for each media type.
pub(super) fn pools(site: &Site) -> String {
    let other = other_type(site).map_or_else(String::new, |other| format!("pool Other media-type={other}\n"));
    format!("pool Data\n{other}")
}

/// A cleaner in its slot, if there is a slot for one, and one more on the shelf.
fn cleaners(seed: Seed, site: &Site) -> Vec<Cartridge> {
    let library = site.library();
    let mut cleaners = Vec::new();
    for (name, slot) in [("CLN001", library.cleaner_slot), ("CLN002", None)] {
        let mut stream = seed.stream(&format!("world/{name}"));
        let cleans_left = stream.below(4);
        let slot = slot.filter(|_| stream.chance(3, 4));
        let place = slot.map_or_else(String::new, |slot| format!(" at={}.slot.{slot}", library.name));
        let line = format!("cartridge {name} kind=cleaner cleans-left={cleans_left}{place}");
        cleaners.push(Cartridge { name: name.to_owned(), medium: format!("{name}.physical"), slot, line });
    }
    cleaners
}

/// The database below the service.
pub(super) fn service(seed: Seed, profile: Profile) -> String {
    match profile {
        Profile::Calm => String::new(),
        Profile::Rough | Profile::Hostile => {
            let latency = one_of(
                &mut seed.stream("world/database"),
                &[("", 2), ("database latency=\"20ms\"\n", 1), ("database latency=\"2s\"\n", 1)],
            );
            latency.to_owned()
        }
    }
}

/// The clients, and the operator, who is not there in every run.
pub(super) fn people(seed: Seed, measures: Measures, site: &Site) -> String {
    let limited = if seed.stream("world/limited").chance(1, 3) { LIMITED } else { "" };
    let rights = |name: &str| if name == limited { rights(seed, site) } else { String::new() };
    let clients: String = CLIENTS.iter().map(|(name, says)| format!("client {name}{says}{}\n", rights(name))).collect();
    let mut stream = seed.stream("world/operator");
    if stream.chance(1, 5) {
        return clients;
    }
    let mut habit = format!("habit reaction=\"{}s\" patience=\"{}s\"", stream.between(5, 300), stream.between(30, 1_200));
    for mistake in MISTAKES {
        // Which mistakes are made at all is drawn first, as it is for calls and faults.
        if seed.stream(&format!("swarm/operator/{mistake}")).chance(1, 2) {
            habit.push_str(&format!(" {mistake}={}", stream.between(1, measures.mistakes)));
        }
    }
    clients + &habit + "\n"
}

/// What a client may do who may not do everything: in general, and with the library and the pool. Everybody may open a session,
/// for whoever has none gets no further than that.
fn rights(seed: Seed, site: &Site) -> String {
    let mut stream = seed.stream("world/rights");
    let general = one_of(&mut stream, &[(" rights=none", 1), (" rights=use", 2), (" rights=modify", 1), ("", 1)]);
    let mut on = "\n    on computer rights=use".to_owned();
    for object in [site.library().name.as_str(), "Data"] {
        let rights = one_of(&mut stream, &[("", 2), ("none", 1), ("use", 1), ("control", 1)]);
        if !rights.is_empty() {
            on.push_str(&format!("\n    on {object} rights={rights}"));
        }
    }
    format!("{general} {{{on}\n}}")
}

/// One of these texts, each as likely as its weight says.
pub(super) fn one_of(stream: &mut Stream, choices: &[(&'static str, u64)]) -> &'static str {
    let mut left = stream.below(choices.iter().map(|(_, weight)| weight).sum());
    for (text, weight) in choices {
        if left < *weight {
            return text;
        }
        left -= weight;
    }
    ""
}
