//! The drawing of a library: its columns side by side, what stands in each from top to bottom. Where there are too many
//! columns or slots for the page, several columns are drawn as one.

use rsmlab_language::model::Library;
use rsmlab_language::personality::Layout;

/// More rows of slots than these are not drawn one by one.
const DEEPEST: u16 = 16;

/// The widest drawing; wider ones are hard to take in.
const WIDEST: usize = 100;

/// Columns of the page left of the drawing.
const MARGIN: usize = 13;

/// How many columns can be drawn as one: numbers people count by.
const BUNDLES: [u16; 12] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000, u16::MAX];

/// A bundle of columns that is drawn as one: its first and last.
type Bundle = (u16, u16);

/// A row of the drawing: what it shows, and its cells.
struct DrawingRow {
    name: &'static str,
    cells: Vec<String>,
}

/// The lines of the drawing.
pub fn lines(library: &Library, layout: &Layout, width: usize) -> Vec<String> {
    let room = width.min(WIDEST).saturating_sub(MARGIN + 1);
    let mut drawn = BUNDLES.iter().map(|bundle| {
        let bundles = bundles(layout.columns, *bundle);
        let blocks = blocks(library, layout, &bundles);
        let cells = blocks.iter().flatten().flat_map(|row| &row.cells).map(|cell| cell.chars().count()).max().unwrap_or(0);
        (bundles.len() * (cells + 3), cells, bundles, blocks)
    });
    let narrow = drawn.clone().find(|(needed, ..)| *needed <= room).or_else(|| drawn.next_back());
    let Some((_, cell, bundles, blocks)) = narrow else { return Vec::new() };
    let mut lines = Vec::new();
    if bundles.len() > 1 || layout.columns > 1 {
        let numbers: Vec<String> = bundles.iter().map(|(first, last)| format!("{:^1$}", range(*first, *last), cell + 2)).collect();
        lines.push(format!("  {:1$}{2}", "columns", MARGIN - 1, numbers.join(" ")).trim_end().to_owned());
    }
    let rule = |left, middle, right| {
        let parts = vec!["─".repeat(cell + 2); bundles.len()];
        format!("{}{left}{}{right}", " ".repeat(MARGIN), parts.join(middle))
    };
    lines.push(rule("┌", "┬", "┐"));
    for (index, block) in blocks.iter().enumerate() {
        if index > 0 {
            lines.push(rule("├", "┼", "┤"));
        }
        for row in block {
            let cells: Vec<String> = row.cells.iter().map(|text| format!(" {text:>cell$} ")).collect();
            lines.push(format!("  {:1$}│{2}│", row.name, MARGIN - 2, cells.join("│")));
        }
    }
    lines.push(rule("└", "┴", "┘"));
    lines
}

/// The columns, so many drawn as one.
fn bundles(columns: u16, size: u16) -> Vec<Bundle> {
    (1..=columns).step_by(size.into()).map(|first| (first, first.saturating_add(size - 1).min(columns))).collect()
}

/// The rows, in blocks between which a line is drawn: storage, transports, drives and ports.
fn blocks(library: &Library, layout: &Layout, bundles: &[Bundle]) -> Vec<Vec<DrawingRow>> {
    let mut storage = slots(library, layout, bundles);
    if !library.magazines.is_empty() {
        let magazines = |first, last| {
            let inside = (1..).zip(&library.magazines).filter(move |(_, magazine)| magazine.first <= last && first <= magazine.last);
            numbers(inside.map(|(number, _)| number))
        };
        let cells = bundles
            .iter()
            .map(|bundle| slots_of(library, layout, *bundle).map_or_else(String::new, |(first, last)| magazines(first, last)));
        storage.push(DrawingRow { name: "magazines", cells: cells.collect() });
    }
    if let Some(slot) = library.cleaner_slot {
        let column = layout.column_of_slot(slot, library.slots);
        let cells = bundles.iter().map(|bundle| if holds(*bundle, column) { slot.to_string() } else { String::new() });
        storage.push(DrawingRow { name: "cleaner", cells: cells.collect() });
    }
    let standing = |name, count: u16, column: &dyn Fn(u16) -> u16| {
        let cell = |bundle: &Bundle| numbers((1..=count).filter(|number| holds(*bundle, column(*number))));
        (count > 0).then(|| DrawingRow { name, cells: bundles.iter().map(cell).collect() })
    };
    let transports = standing("transports", library.transports, &|number| layout.stand(number).column);
    let drives = library.counts().drives;
    let drives = if library.transports == 0 && drives <= DEEPEST {
        (1..=drives).map(|number| DrawingRow { name: if number == 1 { "drives" } else { "" }, cells: vec![number.to_string()] }).collect()
    } else {
        standing("drives", drives, &|number| layout.column_of_drive(number)).into_iter().collect::<Vec<_>>()
    };
    let ports = standing("ports", u16::try_from(library.ports.len()).unwrap_or(u16::MAX), &|number| layout.column_of_port(number));
    let blocks = [storage, transports.into_iter().collect(), drives, ports.into_iter().collect()];
    blocks.into_iter().filter(|block| !block.is_empty()).collect()
}

/// The slots: each in a row of its own, or from the first to the last of a bundle.
fn slots(library: &Library, layout: &Layout, bundles: &[Bundle]) -> Vec<DrawingRow> {
    let of_bundles: Vec<_> = bundles.iter().map(|bundle| slots_of(library, layout, *bundle)).collect();
    let deepest = of_bundles.iter().flatten().map(|(first, last)| last - first + 1).max().unwrap_or(0);
    let one_by_one = deepest <= DEEPEST && bundles.iter().all(|(first, last)| first == last);
    let name = |row: u16| if row == 0 { "slots" } else { "" };
    if !one_by_one {
        let cells = of_bundles.iter().map(|slots| slots.map_or_else(String::new, |(first, last)| range(first, last)));
        return vec![DrawingRow { name: name(0), cells: cells.collect() }];
    }
    let row = |row: u16| {
        let slot = |slots: &Option<(u16, u16)>| slots.map(|(first, last)| (first + row, last)).filter(|(slot, last)| slot <= last);
        let cells = of_bundles.iter().map(|slots| slot(slots).map_or_else(String::new, |(slot, _)| slot.to_string()));
        DrawingRow { name: name(row), cells: cells.collect() }
    };
    (0..deepest).map(row).collect()
}

/// The slots of a bundle, first and last.
fn slots_of(library: &Library, layout: &Layout, (first, last): Bundle) -> Option<(u16, u16)> {
    let (begin, _) = layout.slots_of(first, library.slots)?;
    let end = layout.slots_of(last, library.slots).map_or(library.slots, |(_, end)| end);
    Some((begin, end))
}

const fn holds((first, last): Bundle, column: u16) -> bool {
    first <= column && column <= last
}

fn range(first: u16, last: u16) -> String {
    if first == last { first.to_string() } else { format!("{first}-{last}") }
}

/// "1-4, 9": numbers in rising order, those in a row drawn together.
fn numbers(numbers: impl Iterator<Item = u16>) -> String {
    let mut runs: Vec<(u16, u16)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if last.saturating_add(1) == number => *last = number,
            Some(_) | None => runs.push((number, number)),
        }
    }
    runs.into_iter().map(|(first, last)| range(first, last)).collect::<Vec<_>>().join(", ")
}
