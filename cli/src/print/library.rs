//! Machines: a line for each, or one with its drawing and figures.

use std::borrow::Cow;
use std::sync::Arc;

use rsmlab_conformance::explain::{Section, SectionEntry};
use rsmlab_engine::port::hardware::{Numbers, Reach};
use rsmlab_language::model::{Library, Opening};
use rsmlab_language::personality::{ElementType, Make, Matrix, Personality};

use super::{DIM, HEADING, Printer, count, drawing, explanation};

/// What the list says of a machine: a heading, and whether what stands below it is a number.
const LISTED: [(&str, bool); 8] = [
    ("name", false),
    ("slots", true),
    ("drives", true),
    ("transports", true),
    ("ports", true),
    ("doors", true),
    ("media type", false),
    ("what it is", false),
];

/// Prints a line for each machine.
pub fn list(personalities: &[Arc<Personality>], printer: &mut Printer) {
    let lines: Vec<[String; 8]> = personalities.iter().map(|personality| listed(personality)).collect();
    let widths: Vec<usize> = LISTED
        .iter()
        .enumerate()
        .map(|(index, (heading, _))| lines.iter().map(|line| line[index].chars().count()).max().unwrap_or(0).max(heading.len()))
        .collect();
    let aligned = |line: &[String; 8]| {
        let cells = line.iter().zip(&widths).zip(LISTED);
        let cells = cells.map(|((cell, width), (_, number))| if number { format!("{cell:>width$}") } else { format!("{cell:width$}") });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    printer.line(format_args!("{HEADING}{}{HEADING:#}", aligned(&LISTED.map(|(heading, _)| heading.to_owned()))));
    lines.iter().for_each(|line| printer.line(aligned(line)));
}

fn listed(personality: &Personality) -> [String; 8] {
    let Library { slots, drives, transports, ports, doors, media_type, .. } = &personality.library;
    [
        personality.name().to_string(),
        slots.to_string(),
        drives.len().to_string(),
        transports.to_string(),
        ports.len().to_string(),
        doors.len().to_string(),
        media_type.to_string(),
        personality.title.clone(),
    ]
}

/// Prints a machine: its drawing, then its figures.
pub fn show(personality: &Personality, printer: &mut Printer) {
    let Personality { title, library, make, file: _ } = personality;
    printer.line(format_args!("{HEADING}{}{HEADING:#}  {DIM}{title}{DIM:#}", library.name));
    printer.gap();
    drawing::lines(library, &make.layout, printer.width()).iter().for_each(|line| printer.line(line));
    for section in [parts(library, make), addresses(library, make), moves("moves", make.moves), moves("exchanges", make.exchanges)]
        .into_iter()
        .chain([features(make), timing(library)])
        .filter(|section| !section.entries.is_empty())
    {
        printer.gap();
        explanation::section(&section, printer);
    }
}

fn entry(key: impl Into<String>, text: impl Into<String>) -> SectionEntry {
    SectionEntry::keyed(&key.into(), &text.into())
}

const fn section(heading: &'static str, entries: Vec<SectionEntry>) -> Section {
    Section { heading: Cow::Borrowed(heading), entries }
}

fn parts(library: &Library, make: &Make) -> Section {
    let inquiry = &make.inquiry;
    let counts = library.counts();
    let mut entries = vec![
        entry("inquiry", format!("{}, {}, revision {}", inquiry.vendor, inquiry.product, inquiry.revision)),
        entry("drives", format!("{}, for {} with {}", library.drives.len(), library.media_type, count(library.sides.into(), "side"))),
    ];
    if counts.slots > 0 {
        entries.push(entry("slots", format!("{} in {}", counts.slots, count(make.layout.columns.into(), "column"))));
    }
    entries.extend((1..=library.transports).map(|number| {
        let stand = make.layout.stand(number);
        entry(format!("transport {number}"), format!("waits in column {}, {}", stand.column, count(stand.grippers.into(), "gripper")))
    }));
    entries.extend((1_u16..).zip(&library.ports).map(|(number, port)| {
        let opens = match port.opens {
            Opening::Motor => "a motor",
            Opening::Hand => "hand",
        };
        entry(
            format!("port {number}"),
            format!("{}, opened by {opens}, out for {} at most", count(port.cells.into(), "cell"), port.timeout),
        )
    }));
    entries.extend((1_u16..).zip(&library.doors).map(|(number, door)| {
        let lock = if door.lock { "with a lock" } else { "without a lock" };
        let leads = match door.reach {
            Reach::Everything => String::new(),
            Reach::Frame { slots, drives } => format!("{}{}", row(", slots", slots), row(", drives", drives)),
        };
        entry(format!("door {number}"), format!("{lock}, open for {} at most{leads}", door.timeout))
    }));
    entries.extend(
        (1_u16..)
            .zip(&library.magazines)
            .map(|(number, magazine)| entry(format!("magazine {number}"), format!("slots {} to {}", magazine.first, magazine.last))),
    );
    entries.extend(library.cleaner_slot.map(|slot| entry("cleaner slot", slot.to_string())));
    entries.extend(library.keypad.then(|| entry("keypad", "can be locked")));
    entries.push(entry("bar codes", if library.bar_codes { "a reader" } else { "no reader" }));
    section("parts", entries)
}

/// ", slots 1 to 24"; nothing, where there are none.
fn row(what: &str, numbers: Numbers) -> String {
    if numbers.hold(numbers.first) { format!("{what} {} to {}", numbers.first, numbers.last) } else { String::new() }
}

fn addresses(library: &Library, make: &Make) -> Section {
    // People who load drives need no addresses.
    let kinds = ElementType::ALL.into_iter().filter(|_| library.transports > 0);
    let ranges = kinds.filter_map(|kind| Some((kind, make.addresses.range(kind, library.counts())?)));
    let entries = ranges.map(|(kind, range)| {
        let only = range.start() == range.end();
        entry(kind.word(), if only { range.start().to_string() } else { format!("{} to {}", range.start(), range.end()) })
    });
    section("element addresses", entries.collect())
}

fn moves(heading: &'static str, matrix: Matrix) -> Section {
    let rows = ElementType::ALL.into_iter().filter(|from| matrix.row(*from) != 0);
    let entries = rows.map(|from| {
        let to: Vec<&str> = matrix.destinations(from).map(ElementType::word).collect();
        entry(from.word(), format!("to {}", to.join(", ")))
    });
    section(heading, entries.collect())
}

fn features(make: &Make) -> Section {
    let words = [("Features0", make.features.features0()), ("Features1", make.features.features1())];
    let words = words.into_iter().filter(|(_, word)| *word != 0).map(|(name, word)| entry(name, format!("{word:#010x}")));
    section("feature flags", words.chain(make.features.iter().map(|feature| entry(feature.name, feature.meaning))).collect())
}

fn timing(library: &Library) -> Section {
    let timing = library.timing;
    let by_robot =
        [("move", timing.carry, "carry a cartridge, travel not counted"), ("travel", timing.travel, "travel from one column to the next")];
    let by_drive = [
        ("load", timing.load, "load a cartridge until it can be read"),
        ("unload", timing.unload, "unload it until it can be taken out"),
        ("read-label", timing.read_label, "read an on-media label"),
        ("clean", timing.clean, "clean a drive"),
    ];
    let looks = if library.bar_codes { "look at an element with the bar-code reader" } else { "look at all elements with their sensors" };
    let by_changer = [
        ("access", timing.access, "lock, unlock, extend or retract"),
        ("power-on", timing.power_on, "begin to take commands after power-on or a reset"),
    ];
    let robot = library.transports > 0;
    let figures = by_robot.into_iter().filter(|_| robot).chain(by_drive).chain([("scan", timing.scan, looks)]);
    let figures = figures.chain(by_changer.into_iter().filter(|_| robot));
    section("timing", figures.map(|(name, time, meaning)| entry(name, format!("{time}: {meaning}"))).collect())
}
