//! Names: what is declared in a scenario, collected before anything refers to it.

use std::collections::{BTreeMap, BTreeSet};

use rsmlab_engine::function::Function;
use rsmlab_engine::record::state::OperatorRequestKind;

use super::Reader;
use super::fields::header;
use super::syntax::HARMLESS;
use crate::diagnose::{Mistake, is_near};
use crate::grammar;
use crate::members::MemberField;
use crate::model::{MediaType, Name, Span};
use crate::signature::{Brings, Signature};
use crate::tree::{Block, Node};

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NamedThing {
    /// A library.
    Library,
    /// An application pool.
    Pool,
    /// A cartridge.
    Cartridge,
    /// A client.
    Client,
    /// What a statement named with `as=`.
    Made(Maker),
}

/// A statement that can name something with `as=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Maker {
    /// A call of this function; none if the function is misspelt.
    Call(Option<Function>),
    /// `expect operator-request=`
    Expect,
}

impl Maker {
    /// Whether it can have brought this. A misspelt function can have brought anything.
    pub fn brings(self, wanted: Brings) -> bool {
        match self {
            Self::Call(Some(function)) => Signature::of(function).is_some_and(|signature| signature.brings == wanted),
            Self::Call(None) => true,
            Self::Expect => false,
        }
    }

    /// The values that it brings, if it brings values.
    pub fn values(self) -> Option<&'static [MemberField]> {
        let Self::Call(Some(function)) = self else { return None };
        if let Brings::Values(values) = Signature::of(function)?.brings { Some(values) } else { None }
    }
}

impl NamedThing {
    /// What it is, for people.
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Library => "a library",
            Self::Pool => "a pool",
            Self::Cartridge => "a cartridge",
            Self::Client => "a client",
            Self::Made(Maker::Call(_)) => "a call",
            Self::Made(Maker::Expect) => "an operator request",
        }
    }
}

/// Everything that has a name.
#[derive(Default)]
pub(super) struct DeclaredNames {
    names: BTreeMap<Name, (NamedThing, Span)>,
    /// What declarations that make no sense may have declared. That there is no such thing follows from them.
    lost: BTreeSet<String>,
    /// Whether a declaration has no name that makes sense, so that it may have any.
    nameless: bool,
    /// The unknown top-level nodes, by their names.
    unknown: Vec<String>,
}

impl DeclaredNames {
    /// What a name stands for, and where it was given.
    pub fn get(&self, name: &str) -> Option<(NamedThing, Span)> {
        Name::new(name).and_then(|name| self.names.get(&name).copied())
    }

    /// Whether something of this name may have been meant by what makes no sense.
    pub fn is_lost(&self, name: &str) -> bool {
        self.nameless || self.lost.contains(name)
    }

    /// Whether an unknown node may have been meant as one of this name.
    pub fn is_misspelt(&self, node: &str) -> bool {
        self.unknown.iter().any(|unknown| is_near(unknown, node))
    }

    /// The names of some things.
    pub fn of(&self, fits: impl Fn(NamedThing) -> bool) -> impl Iterator<Item = &str> {
        self.names.iter().filter(move |(_, (thing, _))| fits(*thing)).map(|(name, _)| name.as_str())
    }
}

/// Words that mean something of their own where a name could stand.
const RESERVED: &[&str] = &[
    "unknown",
    "offline",
    "computer",
    "database",
    "free",
    "import",
    "unrecognized",
    "shelf",
    "none",
    "nothing",
    "quiet",
    "closed",
    "bogus",
    "requests",
    "operator-requests",
    "unreadable",
    "infinite",
];

fn is_reserved(name: &str) -> bool {
    let lists = [grammar::SETUP, grammar::ACTS, grammar::STATEMENTS];
    RESERVED.contains(&name)
        || lists.iter().any(|list| grammar::find(list, name).is_some())
        || MediaType::from_name(name).is_some()
        || OperatorRequestKind::from_name(name).is_some()
        || Function::from_name(name).is_some()
}

impl Reader {
    /// Collects the names of everything, those of the default world included.
    pub fn collect_names(&mut self, document: &Block) {
        let (mut declared, mut unknown) = (Vec::new(), Vec::new());
        for node in &document.nodes {
            let thing = match node.name() {
                "library" => NamedThing::Library,
                "pool" => NamedThing::Pool,
                "cartridge" => NamedThing::Cartridge,
                "client" => NamedThing::Client,
                name => {
                    let is_known =
                        [grammar::SETUP, grammar::ACTS, grammar::STATEMENTS].iter().any(|list| grammar::find(list, name).is_some());
                    if !is_known {
                        unknown.push(node);
                    }
                    self.collect_made(node);
                    continue;
                }
            };
            declared.push(thing);
            match node.entries.iter().find(|entry| entry.key.is_none()) {
                Some(entry) => self.declare(entry.value.as_string(), entry.span, thing),
                None => self.names.nameless = true,
            }
        }
        unknown.retain(|node| !matches!(self.names.get(node.name()), Some((NamedThing::Client, _))));
        for node in unknown {
            self.names.unknown.push(node.name().to_owned());
            let first = node.entries.iter().find(|entry| entry.key.is_none());
            self.names.lost.extend(first.and_then(|entry| entry.value.as_string()).map(str::to_owned));
        }
        for (thing, name) in super::setup::UNDECLARED {
            if !declared.contains(&thing) && !self.names.lost.contains(name) {
                self.declare(Some(name), document.nodes.first().map(header).unwrap_or_default(), thing);
            }
        }
    }

    /// Collects the names that a statement, or one in its braces, gives with `as=`.
    fn collect_made(&mut self, node: &Node) {
        let maker = match node.name() {
            "expect" => Maker::Expect,
            _ => Maker::Call(node.entries.first().and_then(|entry| entry.value.as_string()).and_then(Function::from_name)),
        };
        for entry in node.entries.iter().filter(|entry| entry.key() == Some("as")) {
            self.declare(entry.value.as_string(), entry.span, NamedThing::Made(maker));
        }
        for child in node.held() {
            self.collect_made(child);
        }
    }

    /// Declares a name. A text that can be none is a mistake; something that is no text is one elsewhere.
    pub fn declare(&mut self, text: Option<&str>, span: Span, thing: NamedThing) {
        let Some(text) = text else { return };
        if self.is_mended(span) && (text == HARMLESS || Name::new(text).is_none()) {
            self.names.nameless = true;
            return;
        }
        if Name::new(text).is_none() || is_reserved(text) {
            self.names.lost.insert(text.to_owned());
        }
        if is_reserved(text) {
            let mistake = Mistake::new(span, format!("`{text}` cannot be a name"), "means something of its own");
            return self.mistake(mistake.help("choose another name"));
        }
        let Some(name) = Name::new(text) else {
            let mut odd = text.chars().filter(|char| !char.is_ascii_alphanumeric() && *char != '-' && *char != '_');
            let label = odd.next().map_or_else(|| String::from("no name"), |odd| format!("no name has `{odd}` in it"));
            let mistake = Mistake::new(span, format!("`{text}` cannot be a name"), label)
                .help("a name begins with one of the letters A to Z and a to z, and goes on with these, digits, - and _");
            return self.mistake(mistake);
        };
        if let Some((first, place)) = self.names.names.get(&name).copied() {
            let message = format!("the name `{name}` is given twice");
            let mistake = Mistake::new(span, message, "again").other(place, format!("{} has it", first.phrase()));
            return self.mistake(mistake.help("all names of a scenario are different"));
        }
        self.names.names.insert(name, (thing, span));
    }

    /// The name that a declaration gives itself. A bad one has been reported when the names were collected.
    pub fn own_name(&mut self, given: &super::fields::GivenValue<'_>) -> Option<Name> {
        let text = self.text(given)?;
        Name::new(&text).filter(|_| !is_reserved(&text))
    }
}
