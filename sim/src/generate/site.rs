//! Sites: the libraries that scenarios are generated for.

use super::world::one_of;
use crate::personality::built_in;
use crate::rng::{Seed, Stream};
use crate::scenario::model::Library;
use crate::scenario::{Mistakes, parse};

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
];

/// A library that scenarios are generated for.
#[derive(Clone, Debug)]
pub struct Site {
    name: String,
    text: String,
    library: Library,
}

impl Site {
    /// A site with the first library that a text declares, which may declare nothing else.
    ///
    /// # Errors
    /// The mistakes in the text.
    pub fn new(name: &str, text: &str) -> Result<Self, Mistakes> {
        let scenario = parse(name, &format!("title \"A library\"\n{text}\n"))?;
        // Where no library is declared there is one by default, so there is always a first.
        let library = scenario.setup.libraries.into_iter().next();
        Ok(Self { name: name.to_owned(), text: text.to_owned(), library: library.ok_or_else(|| Mistakes::new(name, text, Vec::new()))? })
    }

    /// Every site there is: a library of each personality, and some of no make.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let makes = built_in::names().map(|name| (name, format!("library L1 like={name}")));
        let plain = PLAIN.iter().map(|(name, text)| (*name, (*text).to_owned()));
        makes.chain(plain).filter_map(|(name, text)| Self::new(name, &text).ok()).collect()
    }

    /// The small library that a seed draws: of any shape, so that what holds does not hold by the shape of one.
    ///
    /// # Errors
    /// The mistakes in what was drawn; that there are any is a mistake of the generator.
    pub fn drawn(seed: u64) -> Result<Self, Mistakes> {
        Self::new("drawn", &draw(Seed(seed)))
    }

    /// What it goes by.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The node that declares the library.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The library.
    #[must_use]
    pub const fn library(&self) -> &Library {
        &self.library
    }
}

/// The node of a library. Now and then it is one of those that have a name.
fn draw(seed: Seed) -> String {
    let stream = &mut seed.stream("site");
    if stream.chance(1, 8)
        && let Some((_, text)) = stream.pick(PLAIN)
    {
        return (*text).to_owned();
    }
    let slots = stream.between(2, 8);
    let drives = stream.between(1, 3);
    let mut node = format!("library L1 slots={slots} drives={drives}");
    for (property, hits) in [(" transports=2", 1), (" bar-codes=#false", 2)] {
        if stream.chance(hits, 8) {
            node.push_str(property);
        }
    }
    node.push_str(one_of(stream, &[("", 2), (" inventory=fast", 2), (" inventory=omid", 2), (" inventory=none", 1)]));
    node.push_str(" {\n");
    let ports = stream.pick(&[0, 1, 1, 1, 1, 1, 2]).copied().unwrap_or(1);
    let doors = stream.below(2);
    for number in 1..=ports {
        let says = sayings(&mut seed.stream(&format!("site/port/{number}")), &[" opens=hand", " lock=#false", " stops-motion=#true"]);
        node.push_str(&format!("    port slots={} timeout=\"{}s\"{says}\n", stream.between(1, 3), stream.between(20, 600)));
    }
    for number in 1..=doors {
        let frame = format!(" first=1 last={} stops=own", slots / 2);
        let says = sayings(&mut seed.stream(&format!("site/door/{number}")), &[" lock=#false", &frame]);
        node.push_str(&format!("    door{says}\n"));
    }
    if stream.chance(1, 3) {
        let first = stream.between(1, slots);
        let port = if ports > 0 { sayings(&mut seed.stream("site/magazine"), &[" port=1"]) } else { String::new() };
        node.push_str(&format!("    magazine first={first} last={}{port}\n", stream.between(first, slots)));
    }
    if stream.chance(2, 3) {
        node.push_str(&format!("    cleaner-slot {}\n", stream.between(1, slots)));
    }
    if drives > 1 {
        node.push_str(&sayings(&mut seed.stream("site/drive"), &["    drive 2 media-type=DLT\n"]));
    }
    node.push('}');
    node
}

/// Some of what can be said of a part; most parts are as they usually are.
fn sayings(stream: &mut Stream, all: &[&str]) -> String {
    all.iter().filter(|_| stream.chance(1, 4)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_site_is_a_library() {
        assert_eq!(Site::all().len(), PLAIN.len() + built_in::names().count());
    }
}
