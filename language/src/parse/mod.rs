//! Reading: from the text of a scenario file to its model, with every mistake on the way.
//!
//! The text is read in passes: [`syntax`] makes a KDL document of it, [`names`] collects what is declared, [`setup`]
//! builds the world, and [`script`] reads the statements, in which every name must by then mean something.

mod call;
mod cartridge;
mod check;
mod entry;
mod fields;
mod library;
mod like;
mod names;
mod reference;
mod room;
mod script;
mod scsi;
mod setup;
mod slip;
mod syntax;
mod token;
mod trivia;
mod value;

use std::collections::BTreeMap;
use std::sync::Arc;

use rsmlab_engine::time::Millis;

use super::beside::{self, Beside};
use super::diagnose::{Mistake, Mistakes};
use super::grammar;
use super::model::{Cartridge, Library, Pool, Scenario, Span};
use super::size;
use super::words;
use crate::limits;
pub(super) use check::{OPERATOR_REQUESTS, REQUESTS, state_words};
pub(super) use fields::canonical;
pub(crate) use fields::{Fields, GivenValue, header};
use like::NoMachine;
use names::DeclaredNames;
pub(crate) use names::NamedThing;

use crate::personality::Personality;
use crate::tree::{Block, Node};

/// The scenario a text says.
///
/// `name` is what messages call the file.
///
/// # Errors
/// Every mistake in the text.
///
/// ```
/// use rsmlab_language::{parse, print};
///
/// let scenario = parse("mount.kdl", "title \"A mount\"\ncartridge T1 at=L1.slot.1\nann MountNtmsMedia T1 expect=ERROR_SUCCESS\n");
/// let scenario = scenario.expect("it is a scenario");
/// assert_eq!(scenario.setup.cartridges[0].name.as_str(), "T1");
/// assert_eq!(parse("again.kdl", &print(&scenario)).expect("it prints as a scenario"), scenario);
///
/// let mistakes = parse("wrong.kdl", "titel \"A mount\"\nann MuntNtmsMedia T1\n").expect_err("two words are misspelt");
/// assert!(mistakes.mistakes.len() >= 2, "all mistakes are told at once");
/// ```
pub fn parse(name: &str, text: &str) -> Result<Scenario, Mistakes> {
    parse_beside(name, text, &beside::nothing)
}

/// The scenario a text says that may name files.
///
/// # Errors
/// Every mistake in the text, and in the files.
pub fn parse_beside(name: &str, text: &str, beside: &Beside<'_>) -> Result<Scenario, Mistakes> {
    read(name, text, |reader, document| {
        reader.read_machines(document, beside);
        reader.scenario(document)
    })
}

/// The tree of a text that is a scenario, with every duration and where it stands.
///
/// # Errors
/// Every mistake in the text, and in the files.
pub(super) fn with_durations(name: &str, text: &str, beside: &Beside<'_>) -> Result<(Block, Vec<(Span, Millis)>), Mistakes> {
    read_whole(name, text, |reader, document| {
        reader.read_machines(document, beside);
        reader.scenario(document).map(|_| std::mem::take(&mut reader.durations))
    })
}

/// The tree of a text, whatever it says and as far as there is one, and what is wrong with it as KDL.
///
/// ```
/// let (tree, mistakes) = rsmlab_language::read_tree("library L1 slots=8 { door; /- port } // small\n");
/// assert!(mistakes.is_empty());
/// let [library] = tree.nodes.as_slice() else { panic!("one node") };
/// assert_eq!(library.property("slots").and_then(|slots| slots.as_integer()), Some(8));
/// assert_eq!(library.held().len(), 1, "what is taken out stands apart");
/// assert_eq!(library.behind, ["// small"]);
/// ```
#[must_use]
pub fn read_tree(text: &str) -> (Block, Vec<Mistake>) {
    let syntax::SyntaxReading { tree, mistakes, .. } = size::check("", text).map(|()| syntax::read(text)).unwrap_or_default();
    (tree, mistakes)
}

/// What a text says, to a reader that knows what to make of its document.
///
/// # Errors
/// Every mistake in the text.
pub(crate) fn read<T>(name: &str, text: &str, make_sense: impl FnOnce(&mut Reader, &Block) -> Option<T>) -> Result<T, Mistakes> {
    read_whole(name, text, make_sense).map(|(_, said)| said)
}

/// The same, with the tree.
fn read_whole<T>(name: &str, text: &str, make_sense: impl FnOnce(&mut Reader, &Block) -> Option<T>) -> Result<(Block, T), Mistakes> {
    size::check(name, text)?;
    let syntax::SyntaxReading { tree, is_broken, mistakes, mended } = syntax::read(text);
    let mut reader = Reader { mended, ..Reader::default() };
    let said = if is_broken { None } else { make_sense(&mut reader, &tree) };
    let told = std::mem::take(&mut reader.mistakes);
    reader.mistakes = told.into_iter().filter(|mistake| mistake.is_elsewhere() || !reader.is_mended(mistake.span)).collect();
    reader.mistakes.extend(mistakes);
    match said {
        Some(said) if reader.mistakes.is_empty() => Ok((tree, said)),
        Some(_) | None => Err(Mistakes::new(name, text, reader.mistakes)),
    }
}

/// The names of the nodes of a text that are in no braces; none if nobody can say which they are.
pub(crate) fn outer_nodes(text: &str) -> Vec<String> {
    let reading = size::check("", text).map(|()| syntax::read(text)).unwrap_or_default();
    let nodes = if reading.is_broken { &[] } else { reading.tree.nodes.as_slice() };
    nodes.iter().map(|node| node.name().to_owned()).collect()
}

/// What has been read so far.
#[derive(Default)]
pub(crate) struct Reader {
    /// What is wrong with it.
    mistakes: Vec<Mistake>,
    /// What was replaced to get a document, or told already.
    mended: Vec<Span>,
    /// Every duration, and where it stands.
    durations: Vec<(Span, Millis)>,
    /// The machines of files that a scenario names, or why there is none. A personality is like nothing else, and has none.
    machines: Option<BTreeMap<String, Result<Arc<Personality>, NoMachine>>>,
    /// Everything that has a name.
    names: DeclaredNames,
    /// Whether a library does not say in a way that makes sense how many parts it has.
    uncounted: bool,
    /// The libraries whose declaration made sense.
    libraries: Vec<Library>,
    /// The pools whose declaration made sense.
    pools: Vec<Pool>,
    /// The cartridges whose declaration made sense.
    cartridges: Vec<Cartridge>,
    /// The places that these have taken.
    room: room::TakenRoom,
}

impl Reader {
    /// Notes a mistake. Reading goes on, until there are more than rsmlab reports.
    pub fn mistake(&mut self, mistake: Mistake) {
        if !self.is_full() {
            self.mistakes.push(mistake);
        }
    }

    /// Whether something stands where the text made no sense. What is wrong with it follows from that.
    fn is_mended(&self, place: Span) -> bool {
        self.mended.iter().any(|span| span.touches(place))
    }

    /// Whether it is unknown how many parts a library has.
    pub(crate) const fn is_uncounted(&self) -> bool {
        self.uncounted
    }

    /// Whether there are so many mistakes that nothing more is read.
    const fn is_full(&self) -> bool {
        self.mistakes.len() > limits::MISTAKES
    }

    fn scenario(&mut self, document: &Block) -> Option<Scenario> {
        if document.nodes.is_empty() {
            let mistake = Mistake::new(Span::default(), "the scenario is empty", "nothing follows");
            self.mistake(
                mistake.help("the smallest has a title, and something that happens: title \"...\" and, in the next line, run until=quiet"),
            );
            return None;
        }
        let (setup, script): (Vec<&Node>, Vec<&Node>) = document.nodes.iter().partition(|node| is_setup(node));
        self.collect_names(document);
        let first = script.iter().find(|node| self.is_statement(node)).copied();
        self.late_setup(&setup, first);
        let head = self.head(&setup);
        let setup = self.setup(&setup);
        let script = self.script(&script);
        Some(Scenario { title: head.title?, covers: head.covers, depends: head.depends, seed: head.seed, setup, script })
    }

    /// Setup after the first statement, all of which is one mistake. It is read all the same, so that no other follows.
    fn late_setup(&mut self, setup: &[&Node], first: Option<&Node>) {
        let Some(begins) = first.map(header) else { return };
        // `service` alone is as well a statement that is not finished.
        let is_late = |node: &&&Node| header(node).offset > begins.offset && !(node.name() == "service" && node.entries.is_empty());
        let mut late = setup.iter().filter(is_late);
        let Some(node) = late.next() else { return };
        let help = match late.count() {
            0 => String::from("everything that makes the world comes before the first statement"),
            others => format!("everything that makes the world comes before the first statement; so do {others} more below"),
        };
        let mistake = Mistake::new(header(node), format!("`{}` stands after the script has begun", node.name()), "too late");
        self.mistake(mistake.other(begins, "the script begins here").help(help));
    }
}

/// Whether a node makes the world. `service` does when it says a state rather than an act.
fn is_setup(node: &Node) -> bool {
    let says_an_act = || {
        node.entries
            .first()
            .and_then(|entry| entry.value.as_string())
            .is_some_and(|word| words::SERVICE_STATES.iter().all(|(state, _)| *state != word))
    };
    let name = node.name();
    grammar::find(grammar::SETUP, name).is_some() && !(name == "service" && says_an_act())
}

impl Span {
    /// Whether two spans have a byte in common, or touch.
    const fn touches(self, other: Self) -> bool {
        self.offset <= other.offset + other.length && other.offset <= self.offset + self.length
    }
}
