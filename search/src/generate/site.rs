//! Sites: the libraries that scenarios are generated for.

use super::world::one_of;
use rsmlab_language::beside::{self, Found};
use rsmlab_language::model::Library;
use rsmlab_language::personality::built_in;
use rsmlab_language::{Mistakes, Scenario, parse_beside};
use rsmlab_sim::rng::{Seed, Stream};

/// Libraries of no make that runs are generated for besides the personalities: each with the name it goes by, and its node.
const PLAIN: &[(&str, &str)] = &[
    (
        "small",
        "library L1 slots=10 drives=2 {\n    port slots=2 timeout=\"5m\"\n    door\n    magazine first=1 last=4\n    cleaner-slot 10\n}",
    ),
    ("portless", "library L1 slots=8 drives=2 bar-codes=#false inventory=omid {\n    door\n    cleaner-slot 8\n}"),
    ("exchanger", "library L1 like=library-1000 slots=12 drives=2 transports=1 without=cleaner-slot"),
    ("drive", "library L1 kind=standalone bar-codes=#false"),
    (
        "mail-slot",
        "library L1 slots=12 drives=2 transports=2 {
    port slots=2 opens=hand lock=#false stops-motion=#true
    door lock=#false first=1 last=6 first-drive=1 last-drive=1 stops=own
    door first=7 last=12 first-drive=2 last-drive=2 stops=own
    magazine first=1 last=4 port=1
    cleaner-slot 12
}",
    ),
    (
        "generations",
        "library L1 slots=12 drives=3 transports=2 {
    port slots=2
    door
    cleaner-slot 12
    drive 3 media-type=DLT
}",
    ),
    (
        "pair",
        "library L1 slots=6 drives=2 {\n    port slots=2\n    door first=1 last=3\n    door first=4 last=6\n    cleaner-slot 6\n}\n\
         library L2 slots=4 drives=1 bar-codes=#false {\n    port\n    port opens=hand\n}",
    ),
    (
        "trio",
        "library L1 like=library-1000 slots=12 drives=1 transports=1 without=cleaner-slot\n\
         library L2 slots=5 drives=2 {\n    port slots=3\n    door\n    cleaner-slot 5\n}\n\
         library L3 kind=standalone drives=2 bar-codes=#false",
    ),
];

/// Media with two sides.
const TWO_SIDED: &str = " media-type=MO_5_RW sides=2";

/// Libraries that scenarios are generated for.
#[derive(Clone, Debug)]
pub struct Site {
    name: String,
    text: String,
    libraries: Vec<Library>,
    /// The file that says what machine it is, if one does.
    machine: Option<Found>,
}

impl Site {
    /// A site with the libraries that a text declares, which may declare nothing else.
    ///
    /// # Errors
    /// The mistakes in the text.
    pub fn new(name: &str, text: &str) -> Result<Self, Mistakes> {
        Self::with(name, text, None)
    }

    /// A site with a library of the machine that a file describes, which scenarios find by the name of the file.
    ///
    /// # Errors
    /// The mistakes in the file.
    pub fn of_machine(machine: Found) -> Result<Self, Mistakes> {
        let (name, text) = (machine.name.clone(), format!("library L1 like={:?}", machine.name));
        Self::with(&name, &text, Some(machine))
    }

    fn with(name: &str, text: &str, machine: Option<Found>) -> Result<Self, Mistakes> {
        let mut site = Self { name: name.to_owned(), text: text.to_owned(), libraries: Vec::new(), machine };
        let scenario = site.parse(name, &format!("title \"A library\"\n{text}\n"))?;
        site.libraries = scenario.setup.libraries;
        Ok(site)
    }

    /// Reads a scenario of this site.
    pub(super) fn parse(&self, name: &str, text: &str) -> Result<Scenario, Mistakes> {
        let found = |file: &str| self.machine.iter().find(|machine| machine.name == file).cloned();
        parse_beside(name, text, &|file| found(file).map_or_else(|| beside::nothing(file), Ok))
    }

    /// Every site there is: a library of each personality, and some of no make.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let makes = built_in::names().map(|name| (name, format!("library L1 like={name}")));
        let plain = PLAIN.iter().map(|(name, text)| (*name, (*text).to_owned()));
        makes.chain(plain).filter_map(|(name, text)| Self::new(name, &text).ok()).collect()
    }

    /// The small libraries that a seed draws, one most of the time: of any shape, so that what holds does not hold by the shape of one.
    ///
    /// # Errors
    /// The mistakes in what was drawn; that there are any is a mistake of the generator.
    pub fn drawn(seed: u64) -> Result<Self, Mistakes> {
        let seed = Seed(seed);
        // All libraries take the same media, so that one can be carried from one to the other.
        let media = one_of(&mut seed.stream("site/media"), &[("", 5), (TWO_SIDED, 1)]);
        let mut text = draw(&mut seed.stream("site"), media);
        let mut others = seed.stream("site/others");
        // Names are for one library: who draws one of these has no other.
        let is_plain = PLAIN.iter().any(|(_, plain)| *plain == text);
        let more = others.pick(&[0, 0, 0, 0, 0, 1, 1, 2]).copied().filter(|_| !is_plain).unwrap_or(0);
        for name in ["L2", "L3"].into_iter().take(more) {
            text.push('\n');
            text.push_str(&draw_other(&mut seed.stream(&format!("site/{name}")), name, media));
        }
        Self::new("drawn", &text)
    }

    /// What it goes by.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The nodes that declare the libraries.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The libraries. There is always a first.
    #[must_use]
    pub fn libraries(&self) -> &[Library] {
        &self.libraries
    }
}

/// The node of a library. Now and then it is one of those that have a name.
fn draw(stream: &mut Stream, media: &str) -> String {
    if stream.chance(1, 8)
        && media.is_empty()
        && let Some((_, text)) = stream.pick(PLAIN)
    {
        return (*text).to_owned();
    }
    draw_shape(stream, "L1", media)
}

/// The node of a library beside others.
fn draw_other(stream: &mut Stream, name: &str, media: &str) -> String {
    match one_of(stream, &[("shape", 5), ("exchanger", 1), ("drive", 1)]) {
        "exchanger" if media.is_empty() => format!("library {name} like=library-1000 slots=6 drives=1 transports=1 without=cleaner-slot"),
        "drive" => format!("library {name} kind=standalone bar-codes=#false{media}"),
        _ => draw_shape(stream, name, media),
    }
}

fn draw_shape(stream: &mut Stream, name: &str, media: &str) -> String {
    let slots = stream.between(2, 8);
    let drives = stream.between(1, 3);
    let mut node = format!("library {name} slots={slots} drives={drives}{media}");
    let properties = [
        (" transports=2", 1),
        (" bar-codes=#false", 2),
        (" auto-recovery=#false", 1),
        (" recognize-cleaners=#true", 1),
        (" keypad=#true", 1),
    ];
    for (property, hits) in properties {
        if stream.chance(hits, 8) {
            node.push_str(property);
        }
    }
    node.push_str(one_of(stream, &[("", 2), (" inventory=fast", 2), (" inventory=omid", 2), (" inventory=none", 1)]));
    node.push_str(" {\n");
    let ports = stream.pick(&[0, 1, 1, 1, 1, 2, 2]).copied().unwrap_or(1);
    for _ in 0..ports {
        let says = sayings(stream, &[" opens=hand", " lock=#false", " stops-motion=#true"]);
        node.push_str(&format!("    port slots={} timeout=\"{}s\"{says}\n", stream.between(1, 3), stream.between(20, 600)));
    }
    for reach in doors(stream, slots) {
        let lock = one_of(stream, &[("", 7), (" lock=#false", 1)]);
        let timeout = one_of(stream, &[("", 2), (" timeout=\"20s\"", 1), (" timeout=\"2m\"", 1)]);
        let stops = if reach.is_empty() { String::new() } else { sayings(stream, &[" stops=own"]) };
        node.push_str(&format!("    door{reach}{lock}{timeout}{stops}\n"));
    }
    if stream.chance(1, 3) {
        let first = stream.between(1, slots);
        let out = one_of(stream, &[("", 5), (" out=#true", 1)]);
        let port = if ports > 0 && out.is_empty() { sayings(stream, &[" port=1"]) } else { String::new() };
        node.push_str(&format!("    magazine first={first} last={}{out}{port}\n", stream.between(first, slots)));
    }
    if stream.chance(2, 3) {
        node.push_str(&format!("    cleaner-slot {}\n", stream.between(1, slots)));
    }
    if stream.chance(1, 3) {
        node.push_str(&format!("    drive 1 defer=\"{}s\"\n", stream.between(0, 400)));
    }
    if drives > 1 && media.is_empty() && name == "L1" {
        node.push_str(&sayings(stream, &["    drive 2 media-type=DLT\n"]));
    }
    node.push('}');
    node
}

/// Some of what can be said of a part; most parts are as they usually are.
fn sayings(stream: &mut Stream, all: &[&str]) -> String {
    all.iter().filter(|_| stream.chance(1, 4)).copied().collect()
}

/// What the doors of a library lead to: none, one to everything, or two, each to a part.
fn doors(stream: &mut Stream, slots: u64) -> Vec<String> {
    match one_of(stream, &[("none", 3), ("one", 3), ("reach", 1), ("two", 2)]) {
        "one" => vec![String::new()],
        "reach" => {
            let first = stream.between(1, slots);
            vec![format!(" first={first} last={}", stream.between(first, slots))]
        }
        "two" => {
            let middle = stream.between(1, slots - 1);
            vec![format!(" first=1 last={middle}"), format!(" first={} last={slots} first-drive=1 last-drive=1", middle + 1)]
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_site_is_a_library() {
        assert_eq!(Site::all().len(), PLAIN.len() + built_in::names().count());
    }
}
