//! The world of a generated run: cartridges of every sort, the people, and the service below them.

use super::profile::Measures;
use super::site::Site;
use rsmlab_language::model::{Library, MediaType};
use rsmlab_sim::rng::{Seed, Stream};

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
    /// The slot it is in, if it is in one, with the place of its library among the libraries.
    pub slot: Option<(usize, u16)>,
    /// The node that declares it.
    pub line: String,
}

/// The cartridges of a run: in the libraries and on the shelf, known and unknown, in their places and elsewhere.
pub(super) fn cartridges(seed: Seed, site: &Site, knows: Knows) -> Vec<Cartridge> {
    let mut cartridges: Vec<Cartridge> = Vec::new();
    for (place, library) in site.libraries().iter().enumerate() {
        let stream = if place == 0 { "world/slots".to_owned() } else { format!("world/{}/slots", library.name) };
        let mut layout = seed.stream(&stream);
        let is_free = |slot: &u16| library.cleaner_slot != Some(*slot) && !is_out(library, *slot);
        let mut slots: Vec<u16> = (1..=library.slots).filter(is_free).collect();
        layout.shuffle(&mut slots);
        let room = (slots.len() as u64).min(MOST_INSIDE);
        let inside = usize::try_from(layout.between(room / 3, room.saturating_sub(room / 6))).unwrap_or(0);
        let mut taken: Vec<u16> = slots.drain(..inside).collect();
        taken.sort_unstable();
        let first = cartridges.len() + 1;
        cartridges.extend((first..).zip(taken).map(|(number, slot)| data(seed, site, number, Some((place, library, slot)), knows)));
    }
    let outside = 2 + seed.stream("world/outside").below(3) as usize;
    let first = cartridges.len() + 1;
    cartridges.extend((first..first + outside).map(|number| data(seed, site, number, None, knows)));
    cartridges.extend(cleaners(seed, site, knows));
    cartridges
}

/// Whether a slot is in a magazine that is out.
fn is_out(library: &Library, slot: u16) -> bool {
    library.magazines.iter().any(|magazine| magazine.out && (magazine.first..=magazine.last).contains(&slot))
}

/// What the database knows of the cartridges.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Knows {
    /// What it was told.
    Something,
    /// Nothing: it is lost.
    Nothing,
}

/// A data cartridge, in a slot or on the shelf.
fn data(seed: Seed, site: &Site, number: usize, at: Option<(usize, &Library, u16)>, knows: Knows) -> Cartridge {
    let name = format!("T{number}");
    let mut stream = seed.stream(&format!("world/{name}"));
    let label = one_of(&mut stream, &[(" label=blank", 1), (" label=foreign", 1), (" label=unreadable", 1), ("", 9)]);
    let bar_code = one_of(&mut stream, &[(" bar-code=none", 1), (" bar-code=unreadable", 1), ("", 10)]);
    let recorded = match at {
        None => one_of(&mut stream, &[("", 1), (" recorded=offline", 4)]),
        Some(_) => one_of(&mut stream, &[(" recorded=none", 1), (" recorded=offline", 1), ("", 10)]),
    };
    let recorded = if knows == Knows::Nothing { " recorded=none" } else { recorded };
    let library = at.map(|(_, library, _)| library).or(site.libraries().first());
    let sides = library.map_or(1, |library| library.sides);
    let other = library.and_then(other_type).filter(|_| seed.stream(&format!("world/{name}/type")).chance(1, 3));
    let application = if other.is_some() { " pool=Other" } else { " pool=Data" };
    let pool = if label.is_empty() { one_of(&mut stream, &[(" pool=free", 1), (" pool=import", 1), (application, 6)]) } else { "" };
    let media_type = other.map_or_else(String::new, |other| format!(" media-type={other}"));
    // What the database has never heard of is in no pool.
    let known = !recorded.ends_with("none") && (at.is_some() || !recorded.is_empty());
    let pool = if known { pool } else { "" };
    let place = at.map_or_else(String::new, |(_, library, slot)| format!(" at={}.slot.{slot}", library.name));
    let mut more = seed.stream(&format!("world/{name}/more"));
    // Stickers are printed twice by mistake, and tapes are copied.
    let bar_code = if bar_code.is_empty() && more.chance(1, 16) { " bar-code=\"T1\"" } else { bar_code };
    let label_id = if label.is_empty() && more.chance(1, 24) { " label-id=\"T1\"" } else { "" };
    let complete = if pool == application && more.chance(1, 16) { " complete=#true" } else { "" };
    let disabled = if known && more.chance(1, 24) { " disabled=#true" } else { "" };
    let second = one_of(&mut more, &[("", 3), (" label=blank", 1), (" label=foreign", 1), (" label=unreadable", 1)]);
    let block = if sides == 2 && !second.is_empty() { format!(" {{\n    side 2{second}\n}}") } else { String::new() };
    let side = if sides == 2 && more.chance(1, 2) { 2 } else { 1 };
    let medium = if pool == application && side == 1 { name.clone() } else { format!("{name}.side.{side}") };
    let line = format!("cartridge {name}{place}{recorded}{pool}{media_type}{label}{label_id}{bar_code}{complete}{disabled}{block}");
    Cartridge { name, medium, slot: at.map(|(place, _, slot)| (place, slot)), line }
}

/// The media type that some drives of a library take and others do not, if there is one.
fn other_type(library: &Library) -> Option<MediaType> {
    library.media_types().find(|media_type| *media_type != library.media_type)
}

/// The application pools, one for each media type.
pub(super) fn pools(site: &Site) -> String {
    let other = site.libraries().iter().find_map(other_type).map_or_else(String::new, |other| format!("pool Other media-type={other}\n"));
    format!("pool Data\n{other}")
}

/// A cleaner in its slot, if there is a slot for one, for every library, and one more on the shelf.
fn cleaners(seed: Seed, site: &Site, knows: Knows) -> Vec<Cartridge> {
    let places = site.libraries().iter().enumerate().map(|(place, library)| Some((place, library)));
    let numbers = [1, 3, 4];
    let named = numbers.into_iter().zip(places).chain([(2, None)]);
    let cleaner = |(number, at): (u8, Option<(usize, &Library)>)| {
        let name = format!("CLN00{number}");
        let mut stream = seed.stream(&format!("world/{name}"));
        let cleans_left = stream.below(4);
        let slot = at.and_then(|(place, library)| Some((place, library, library.cleaner_slot?)));
        let slot = slot.filter(|(_, library, slot)| stream.chance(3, 4) && !is_out(library, *slot));
        let there = slot.map_or_else(String::new, |(_, library, slot)| format!(" at={}.slot.{slot}", library.name));
        let recorded = if slot.is_some() && knows == Knows::Nothing { " recorded=none" } else { "" };
        let line = format!("cartridge {name} kind=cleaner cleans-left={cleans_left}{there}{recorded}");
        Cartridge { medium: format!("{name}.physical"), name, slot: slot.map(|(place, _, slot)| (place, slot)), line }
    };
    named.map(cleaner).collect()
}

/// The clients, and the operator, who is not there in every run.
pub(super) fn people(seed: Seed, measures: Measures, site: &Site, knows: Knows) -> String {
    let limited = if seed.stream("world/limited").chance(1, 3) { LIMITED } else { "" };
    let rights = |name: &str| match knows {
        // Where nobody is on record, only administrators have rights.
        Knows::Nothing if name != "root" => " rights=admin".to_owned(),
        Knows::Something if name == limited => rights(seed, site),
        Knows::Something | Knows::Nothing => String::new(),
    };
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
/// for a client without one gets no further than that.
fn rights(seed: Seed, site: &Site) -> String {
    let mut stream = seed.stream("world/rights");
    let general = one_of(&mut stream, &[(" rights=none", 1), (" rights=use", 2), (" rights=modify", 1), ("", 1)]);
    let mut on = "\n    on computer rights=use".to_owned();
    for object in site.libraries().iter().map(|library| library.name.as_str()).chain(["Data"]) {
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
