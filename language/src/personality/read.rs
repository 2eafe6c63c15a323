//! Reading: from the text of a personality file to the personality, with every mistake on the way.

use super::Personality;
use super::grammar::{LAYOUT, PERSONALITY};
use crate::diagnose::{Mistake, Mistakes, is_near};
use crate::grammar::{self, LIBRARY_NODE};
use crate::model::{Library, Span};
use crate::parse::{self, Fields, GivenValue, NamedThing, Reader};
use crate::tree::{Block, Node};
use rsmlab_sim::hardware::make::{Addresses, DriveColumn, ElementType, Feature, Inquiry, Layout, Make, Matrix, Stand};

/// The personality a text says.
///
/// `name` is what messages call the file.
///
/// # Errors
/// Every mistake in the text.
pub fn read(name: &str, text: &str) -> Result<Personality, Mistakes> {
    parse::read(name, text, personality)
}

/// Whether a text has nodes that only a personality has, and none that only a scenario has. It may have mistakes.
#[must_use]
pub fn is_meant(text: &str) -> bool {
    let scenario = |name: &str| [grammar::SETUP, grammar::ACTS, grammar::STATEMENTS].iter().any(|list| grammar::find(list, name).is_some());
    let personality = |name: &str| grammar::find(PERSONALITY, name).is_some();
    let nodes = parse::outer_nodes(text);
    nodes.iter().any(|name| personality(name) && !scenario(name)) && !nodes.iter().any(|name| scenario(name) && !personality(name))
}

/// A personality as it has been read, with the places of what may turn out to contradict the rest.
pub(super) struct PersonalityDraft<'n> {
    pub library: Library,
    /// The node `library`, for the places of its properties.
    pub said: Fields<'n>,
    pub make: Make,
    /// The node `addresses`.
    pub addressed: Option<Span>,
    /// Where the address of each element type is said, by its index.
    pub addresses: [Option<Span>; 4],
    pub features: Vec<(Feature, Span)>,
    pub moves: Vec<MatrixLine>,
    pub exchanges: Vec<MatrixLine>,
    /// Whether a line of a matrix, or a flag, made no sense. What is missing then may have been meant by it.
    pub garbled: Garbled,
}

/// Nodes that made no sense.
#[derive(Default)]
pub(super) struct Garbled {
    pub ways: bool,
    pub features: bool,
}

/// A line of a matrix.
pub(super) struct MatrixLine {
    pub from: ElementType,
    pub to: Vec<ElementType>,
    pub span: Span,
}

/// The types of elements by their words.
fn element_types() -> [(&'static str, ElementType); 4] {
    ElementType::ALL.map(|kind| (kind.word(), kind))
}

fn personality(reader: &mut Reader, document: &Block) -> Option<Personality> {
    let nodes = reader.shaped_nodes(&document.nodes, "a personality", PERSONALITY);
    let (mut title, mut twice) = (None, Vec::new());
    let mut library = None;
    for (node, _) in nodes.iter().filter(|(_, shape)| shape.name == LIBRARY_NODE.name) {
        if let Some(entry) = node.entries.iter().find(|entry| entry.key.is_none()) {
            reader.declare(entry.value.as_string(), entry.span, NamedThing::Library);
        }
        let said = Fields::among(node, LIBRARY_NODE.properties);
        once(reader, &said, LIBRARY_NODE.name, &mut twice);
        unpacked(reader, node, &said);
        let read = reader.library(node, &LIBRARY_NODE);
        library = library.or(read.map(|library| (library, said)));
    }
    let mut draft = library.map(|(library, said)| PersonalityDraft::new(library, said));
    for (node, shape) in nodes.into_iter().filter(|(_, shape)| shape.name != LIBRARY_NODE.name) {
        let mut fields = reader.fields(node, shape);
        if !matches!(shape.name, "features" | "move" | "exchange") {
            once(reader, &fields, shape.name, &mut twice);
        }
        if shape.name == "title" {
            title = reader.next(&mut fields, Reader::text);
        } else if let Some(draft) = &mut draft {
            draft.node(reader, node, shape.name, fields);
        }
    }
    let begins = document.nodes.first().map(parse::header).unwrap_or_default();
    // A node that is nearly it has been reported, and says enough.
    let is_nearly = |name: &str| document.nodes.iter().any(|node| is_near(node.name(), name));
    for (name, example) in [("title", "title \"...\""), (LIBRARY_NODE.name, "library autoloader slots=8 drives=1")] {
        if !twice.iter().any(|(said, _)| *said == name) && !is_nearly(name) {
            let mistake = Mistake::new(begins, format!("the personality has no {name}"), "missing");
            reader.mistake(mistake.help(format!("say what it is: {example}")));
        }
    }
    let draft = draft?;
    draft.check(reader);
    Some(Personality { title: title?, library: draft.library, make: draft.make, file: None })
}

/// A node that there can be only one of.
fn once(reader: &mut Reader, fields: &Fields<'_>, name: &'static str, said: &mut Vec<(&'static str, Span)>) {
    let mut first = said.iter().find(|(known, _)| *known == name).map(|(_, span)| *span);
    reader.once(fields, name, &mut first);
    said.push((name, fields.span));
}

/// How a library stands is said in scenarios; a personality says what it is.
fn unpacked(reader: &mut Reader, node: &Node, said: &Fields<'_>) {
    let standing = ["like", "without", "disabled", "attached", "lost"];
    let mut spans: Vec<(&str, Span)> = standing.iter().filter_map(|name| Some((*name, said.span_of(name)?))).collect();
    for child in node.held() {
        let shape = grammar::find(grammar::LIBRARY, child.name());
        let fields = shape.map(|shape| Fields::among(child, shape.properties));
        spans.extend(
            fields.iter().flat_map(|fields| ["out", "disabled"].map(|name| fields.span_of(name).map(|span| (name, span)))).flatten(),
        );
    }
    for (name, span) in spans {
        let mistake = Mistake::new(span, format!("a personality does not say `{name}=`"), "not what a machine is, but how one stands");
        reader.mistake(mistake.help("drop it; a scenario says it of its own library"));
    }
}

impl<'n> PersonalityDraft<'n> {
    fn new(library: Library, said: Fields<'n>) -> Self {
        // Nothing is moved that no `move` speaks of.
        let make = Make { moves: Matrix::NONE, ..Make::plain(library.counts()) };
        let (addresses, features, moves, exchanges) = ([None; 4], Vec::new(), Vec::new(), Vec::new());
        Self { library, said, make, addressed: None, addresses, features, moves, exchanges, garbled: Garbled::default() }
    }

    /// A node besides the library and the title.
    fn node(&mut self, reader: &mut Reader, node: &Node, name: &str, mut fields: Fields<'_>) {
        match name {
            "inquiry" => self.inquiry(reader, &mut fields),
            "addresses" => self.read_addresses(reader, &mut fields),
            "features" => self.read_features(reader, &mut fields),
            "move" => {
                let way = way(reader, &mut fields, &mut self.make.moves);
                self.garbled.ways |= way.is_none();
                self.moves.extend(way);
            }
            "exchange" => {
                let way = way(reader, &mut fields, &mut self.make.exchanges);
                self.garbled.ways |= way.is_none();
                self.exchanges.extend(way);
            }
            _ => self.read_layout(reader, node, &mut fields),
        }
    }

    fn inquiry(&mut self, reader: &mut Reader, fields: &mut Fields<'_>) {
        let Inquiry { vendor, product, revision } = &mut self.make.inquiry;
        for (name, length, place) in [("vendor", 8, vendor), ("product", 16, product), ("revision", 4, revision)] {
            reader.set(fields, name, place, |reader, given| inquiry_text(reader, given, length));
        }
    }

    fn read_addresses(&mut self, reader: &mut Reader, fields: &mut Fields<'_>) {
        self.addressed = Some(fields.span);
        let mut addresses = Addresses::NONE;
        for (name, kind) in element_types() {
            self.addresses[kind.index()] = fields.span_of(name);
            if let Some(first) = reader.may(fields, name, |reader, given| reader.number(given, 0, u16::MAX.into())) {
                addresses.set(kind, first);
            }
        }
        self.make.addresses = addresses;
    }

    fn read_features(&mut self, reader: &mut Reader, fields: &mut Fields<'_>) {
        let words: Vec<(&str, Feature)> = Feature::ALL.iter().map(|feature| (feature.name, *feature)).collect();
        while let Some(given) = fields.next() {
            let Some(feature) = reader.word(&given, &words) else {
                self.garbled.features = true;
                continue;
            };
            if let Some((_, first)) = self.features.iter().find(|(known, _)| *known == feature) {
                let mistake = Mistake::new(given.span, format!("{} is said twice", feature.name), "again").other(*first, "first said here");
                reader.mistake(mistake);
            }
            self.features.push((feature, given.span));
            self.make.features.set(feature, true);
        }
    }

    fn read_layout(&mut self, reader: &mut Reader, node: &Node, fields: &mut Fields<'_>) {
        let span = fields.span;
        let columns = reader.may(fields, "columns", |reader, given| reader.number(given, 1, u16::MAX.into()));
        let mut layout = Layout { columns: columns.unwrap_or(u16::MAX), ..Layout::default() };
        let mut ports = vec![None; self.library.ports.len()];
        let mut stands = vec![None; usize::from(self.library.transports)];
        let mut garbled = columns.is_none();
        for (node, shape) in reader.held(node, LAYOUT) {
            let mut fields = reader.fields(node, shape);
            let placed = match shape.name {
                "drives" => self.run(reader, &mut fields, &layout).map(|run| layout.drives.push(run)),
                "port" => {
                    let number = numbered(reader, &mut fields, "port", &ports);
                    let column = column(reader, &mut fields, layout.columns);
                    place(&mut ports, number, column)
                }
                _ => {
                    let number = numbered(reader, &mut fields, "transport", &stands);
                    let column = column(reader, &mut fields, layout.columns);
                    let grippers = reader.may(&mut fields, "grippers", |reader, given| reader.number(given, 1, 2)).unwrap_or(1);
                    place(&mut stands, number, column.map(|column| Stand { column, grippers }))
                }
            };
            garbled |= placed.is_none();
        }
        let standing = layout.drives.last().map_or(0, |run| run.last);
        let placed =
            [("drive", standing >= self.library.counts().drives), ("port", !ports.contains(&None)), ("transport", !stands.contains(&None))];
        for (what, _) in placed.iter().filter(|(_, all)| !all && !garbled) {
            let mistake = Mistake::new(span, format!("not every {what} has a column"), "incomplete");
            reader.mistake(mistake.help(format!("say in the braces of `layout` in which column each {what} stands")));
        }
        layout.ports = ports.into_iter().flatten().collect();
        layout.transports = stands.into_iter().flatten().collect();
        self.make.layout = layout;
    }

    /// Drives that stand in one column; they follow those before.
    fn run(&self, reader: &mut Reader, fields: &mut Fields<'_>, layout: &Layout) -> Option<DriveColumn> {
        let drives = u32::from(self.library.counts().drives);
        let first = reader.may(fields, "first", |reader, given| reader.number(given, 1, drives));
        let last = reader.may(fields, "last", |reader, given| reader.number(given, 1, drives));
        let column = column(reader, fields, layout.columns);
        let run = DriveColumn { first: first?, last: last?, column: column? };
        let next = layout.drives.last().map_or(1, |run| run.last.saturating_add(1));
        let wrong = if run.first != next {
            format!("the next drive without a column is {next}, not {}", run.first)
        } else if run.last < run.first {
            format!("a run of drives cannot begin at {} and end at {}", run.first, run.last)
        } else {
            return Some(run);
        };
        reader.mistake(Mistake::new(fields.span, wrong, "these drives").help("drives are placed in the order of their numbers, each once"));
        None
    }
}

/// A line of a matrix, which it lets the matrix allow.
fn way(reader: &mut Reader, fields: &mut Fields<'_>, matrix: &mut Matrix) -> Option<MatrixLine> {
    let span = fields.span;
    let from = reader.next(fields, |reader, given| reader.word(given, &element_types()));
    let to = reader.may(fields, "to", |reader, given| reader.words(given, &element_types()));
    let (from, to) = (from?, to?);
    to.iter().for_each(|to| matrix.allow(from, *to));
    Some(MatrixLine { from, to, span })
}

/// A text of the INQUIRY data, which has so many characters at most.
fn inquiry_text(reader: &mut Reader, given: &GivenValue<'_>, most: usize) -> Option<String> {
    // It is padded with blanks, as a volume tag is.
    let text = reader.text(given)?.trim_end_matches(' ').to_owned();
    let fits = text.len() <= most && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if !fits {
        let mistake = Mistake::new(given.span, format!("{} takes {most} printable ASCII characters at most", given.what), "not that");
        reader.mistake(mistake.help("so it is in the INQUIRY data of SCSI"));
    }
    fits.then_some(text)
}

fn column(reader: &mut Reader, fields: &mut Fields<'_>, columns: u16) -> Option<u16> {
    reader.may(fields, "column", |reader, given| reader.number(given, 1, columns.into()))
}

/// The number of a port or transport that has no place yet.
fn numbered<T>(reader: &mut Reader, fields: &mut Fields<'_>, what: &str, placed: &[Option<T>]) -> Option<usize> {
    let count = u32::try_from(placed.len()).unwrap_or(u32::MAX);
    let index = reader.next(fields, |reader, given| reader.number::<usize>(given, 1, count))? - 1;
    if placed.get(index).is_some_and(Option::is_some) {
        reader.mistake(Mistake::new(fields.span, format!("{what} {} is placed twice", index + 1), "again"));
    }
    Some(index)
}

fn place<T>(places: &mut [Option<T>], index: Option<usize>, value: Option<T>) -> Option<()> {
    let place = places.get_mut(index?)?;
    *place = Some(value?);
    Some(())
}
