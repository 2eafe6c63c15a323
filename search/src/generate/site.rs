//! Sites: the libraries that scenarios are generated for.

use std::sync::OnceLock;

use super::draw::{number, one_of, seconds};
use super::named;
use rsmlab_engine::port::hardware::{Numbers, Reach};
use rsmlab_engine::record::state::InventoryMethod;
use rsmlab_engine::time::Millis;
use rsmlab_language::beside::{self, Beside, FileBeside};
use rsmlab_language::model::{Door, Drive, Library, LibraryType, Magazine, MediaType, Opening, Port, Span, Stops};
use rsmlab_language::personality::built_in;
use rsmlab_language::{Mistakes, parse_beside};
use rsmlab_sim::rng::{Seed, Stream};

/// Libraries of no make that runs are generated for besides the personalities: each with the name it goes by, and its node, as people
/// write it.
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

/// Libraries that scenarios are generated for.
#[derive(Clone, Debug)]
pub struct Site {
    name: String,
    libraries: Vec<Library>,
}

impl Site {
    /// A site with a library of the machine that a file describes, which scenarios find by the name of the file.
    ///
    /// # Errors
    /// The mistakes in the file.
    pub fn of_machine(machine: FileBeside) -> Result<Self, Mistakes> {
        let text = format!("library L1 like={:?}", machine.name);
        Self::read(&machine.name, &text, &|file| if file == machine.name { Ok(machine.clone()) } else { beside::nothing(file) })
    }

    /// A site with the libraries that a text declares.
    fn read(name: &str, text: &str, beside: &Beside<'_>) -> Result<Self, Mistakes> {
        let scenario = parse_beside(name, &format!("title \"A library\"\n{text}\n"), beside)?;
        Ok(Self { name: name.to_owned(), libraries: scenario.setup.libraries })
    }

    /// Every site there is: a library of each personality, and some of no make.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let makes = built_in::names().map(|name| (name, format!("library L1 like={name}")));
        let makes = makes.filter_map(|(name, text)| Self::read(name, &text, &beside::nothing).ok());
        makes.chain(Self::plain().iter().cloned()).collect()
    }

    /// Those of no make, which are read once.
    fn plain() -> &'static [Self] {
        static READ: OnceLock<Vec<Site>> = OnceLock::new();
        READ.get_or_init(|| PLAIN.iter().filter_map(|(name, text)| Self::read(name, text, &beside::nothing).ok()).collect())
    }

    /// The small libraries that a seed draws, one most of the time: of any shape, so that what holds does not hold by the shape of one.
    #[must_use]
    pub fn drawn(seed: u64) -> Self {
        Self { name: "drawn".to_owned(), libraries: draw_libraries(Seed(seed)) }
    }

    /// What it goes by.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The libraries. There is always a first.
    #[must_use]
    pub fn libraries(&self) -> &[Library] {
        &self.libraries
    }
}

/// The media that all libraries of a site take, so that one can be carried from one to the other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Media {
    /// Tapes.
    Tapes,
    /// Disks, which have two sides.
    Disks,
}

fn draw_libraries(seed: Seed) -> Vec<Library> {
    let media = one_of(&mut seed.stream("site/media"), &[(Media::Tapes, 5), (Media::Disks, 1)]);
    let mut stream = seed.stream("site");
    // Now and then it is one of the sites that have a name. Their names are for one library: who draws one of these has no other.
    if stream.chance(1, 8)
        && media == Media::Tapes
        && let Some(site) = stream.pick(Site::plain())
    {
        return site.libraries.clone();
    }
    let more = seed.stream("site/others").pick(&[0, 0, 0, 0, 0, 1, 1, 2]).copied().unwrap_or(0);
    let mut first = draw_shape(&mut stream, "L1", media);
    if first.drives.len() > 1 && media == Media::Tapes && stream.chance(1, 4) {
        first.drives[1].media_type = Some(MediaType::DLT);
    }
    let others = ["L2", "L3"].into_iter().take(more);
    [first].into_iter().chain(others.map(|name| draw_other(&mut seed.stream(&format!("site/{name}")), name, media))).collect()
}

/// A library beside others.
fn draw_other(stream: &mut Stream, name: &str, media: Media) -> Library {
    match one_of(stream, &[("shape", 5), ("exchanger", 1), ("drive", 1)]) {
        "exchanger" if media == Media::Tapes => {
            let mut library = Library::like(named(name), LibraryType::Robotic, built_in::named("library-1000").as_ref());
            library.drives.truncate(1);
            Library { slots: 6, transports: 1, cleaner_slot: None, ..library }
        }
        "drive" => Library { bar_codes: false, ..plain(name, LibraryType::Standalone, media) },
        _ => draw_shape(stream, name, media),
    }
}

/// A library of which nothing is said but its name, its kind, and what media it takes.
fn plain(name: &str, kind: LibraryType, media: Media) -> Library {
    let library = Library::plain(named(name), kind);
    match media {
        Media::Tapes => library,
        Media::Disks => Library { media_type: MediaType::MO_5_RW, sides: 2, ..library },
    }
}

fn draw_shape(stream: &mut Stream, name: &str, media: Media) -> Library {
    let mut library = Library { slots: number(stream, 2, 8), ..plain(name, LibraryType::Robotic, media) };
    library.drives = vec![Drive::default(); stream.between(1, 3) as usize];
    library.transports = if stream.chance(1, 8) { 2 } else { 1 };
    library.bar_codes = !stream.chance(2, 8);
    library.auto_recovery = !stream.chance(1, 8);
    library.recognize_cleaners = stream.chance(1, 8);
    library.keypad = stream.chance(1, 8);
    library.inventory = one_of(stream, &[(InventoryMethod::Fast, 4), (InventoryMethod::Omid, 2), (InventoryMethod::None, 1)]);
    let ports = stream.pick(&[0, 1, 1, 1, 1, 2, 2]).copied().unwrap_or(1);
    library.ports = (0..ports).map(|_| draw_port(stream)).collect();
    library.doors = draw_reaches(stream, library.slots).into_iter().map(|reach| draw_door(stream, reach)).collect();
    if stream.chance(1, 3) {
        let first = number(stream, 1, library.slots);
        let out = one_of(stream, &[(false, 5), (true, 1)]);
        let port = (ports > 0 && !out && seldom(stream)).then_some(1);
        library.magazines = vec![Magazine { span: Span::default(), first, last: number(stream, first, library.slots), port, out }];
    }
    if stream.chance(2, 3) {
        library.cleaner_slot = Some(number(stream, 1, library.slots));
    }
    if stream.chance(1, 3) {
        library.drives[0].defer = seconds(stream, 0, 400);
    }
    library
}

/// Most parts are as they usually are.
fn seldom(stream: &mut Stream) -> bool {
    stream.chance(1, 4)
}

fn draw_port(stream: &mut Stream) -> Port {
    let opens = if seldom(stream) { Opening::Hand } else { Opening::Motor };
    let (lock, stops_motion) = (!seldom(stream), seldom(stream));
    Port { opens, lock, stops_motion, cells: number(stream, 1, 3), timeout: seconds(stream, 20, 600), ..Port::default() }
}

fn draw_door(stream: &mut Stream, reach: Reach) -> Door {
    let usual = Door::default();
    let lock = one_of(stream, &[(true, 7), (false, 1)]);
    let timeout = one_of(stream, &[(usual.timeout, 2), (Millis::from_secs(20), 1), (Millis::from_secs(120), 1)]);
    let stops = if reach != Reach::Everything && seldom(stream) { Stops::Own } else { Stops::Everything };
    Door { lock, timeout, reach, stops, ..usual }
}

/// What the doors of a library lead to: none, one to everything or to some slots, or two, each to a part.
fn draw_reaches(stream: &mut Stream, slots: u16) -> Vec<Reach> {
    let frame = |slots: [u16; 2], drives| Reach::Frame { slots: Numbers { first: slots[0], last: slots[1] }, drives };
    match one_of(stream, &[("none", 3), ("one", 3), ("reach", 1), ("two", 2)]) {
        "one" => vec![Reach::Everything],
        "reach" => {
            let first = number(stream, 1, slots);
            vec![frame([first, number(stream, first, slots)], Numbers::NONE)]
        }
        "two" => {
            let middle = number(stream, 1, slots - 1);
            vec![frame([1, middle], Numbers::NONE), frame([middle + 1, slots], Numbers { first: 1, last: 1 })]
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
