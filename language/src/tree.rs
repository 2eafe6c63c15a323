//! The tree of a text: nodes with their entries and blocks, what is taken out with `/-`, and the comments between them all.
//!
//! One tree serves everything: the reader makes a model of it, the layout writes it, printing makes one of a model, and shrinking
//! takes it apart. Where something stands is kept ([`Span`]), and how a value was written.

use std::fmt;

use crate::layout;
use crate::model::Span;

/// Nodes, and the comments after the last of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// The nodes.
    pub nodes: Vec<Node>,
    /// Nodes that are taken out, each with how many of the others stand before it.
    pub taken_out: Vec<(usize, Node)>,
    /// What stands behind the last node.
    pub after: Vec<Above>,
}

/// A node: a name, arguments and properties, and perhaps a block.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    /// What stands above it.
    pub above: Vec<Above>,
    /// Its name.
    pub name: Word,
    /// Its arguments and properties.
    pub entries: Vec<Entry>,
    /// Entries that are taken out, each with how many of the others stand before it.
    pub taken_out: Vec<(usize, Entry)>,
    /// What stands in its braces.
    pub block: Option<Block>,
    /// Blocks that are taken out.
    pub blocks_taken_out: Vec<Block>,
    /// Comments behind it.
    pub behind: Vec<String>,
}

/// An argument or a property.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// Comments before it.
    pub before: Vec<String>,
    /// The key of a property.
    pub key: Option<Word>,
    /// What it says.
    pub value: Literal,
    /// How the value is written in a text; empty if it comes from none.
    pub written: String,
    /// Where the value stands.
    pub value_span: Span,
    /// Where all of it stands.
    pub span: Span,
}

/// A name or a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// What stands in lines of its own above a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Above {
    /// An empty line, however many there were.
    Blank,
    /// A comment, with how far it was moved in.
    Comment(String, usize),
}

/// A value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Literal {
    /// A string, in quotes or without.
    Text(String),
    /// A whole number.
    Integer(i128),
    /// A number with a point. Nothing takes one.
    Float(f64),
    /// `#true` or `#false`.
    Truth(bool),
    /// `#null`.
    #[default]
    Null,
}

impl Node {
    /// A node of this name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: Word { text: name.to_owned(), span: Span::default() }, ..Self::default() }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name.text
    }

    /// The nodes in its braces; none if it has none.
    #[must_use]
    pub fn held(&self) -> &[Self] {
        self.block.as_ref().map_or(&[], |block| &block.nodes)
    }

    /// The value of a property.
    #[must_use]
    pub fn property(&self, key: &str) -> Option<&Literal> {
        self.entries.iter().find(|entry| entry.key() == Some(key)).map(|entry| &entry.value)
    }
}

impl Entry {
    /// An argument.
    #[must_use]
    pub fn argument(value: impl Into<Literal>) -> Self {
        Self { value: value.into(), ..Self::default() }
    }

    /// A property.
    #[must_use]
    pub fn property(key: &str, value: impl Into<Literal>) -> Self {
        Self { key: Some(Word { text: key.to_owned(), span: Span::default() }), ..Self::argument(value) }
    }

    /// The key of a property.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        self.key.as_ref().map(|key| key.text.as_str())
    }
}

impl Literal {
    /// The text, if it is one.
    #[must_use]
    pub fn as_string(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The whole number, if it is one.
    #[must_use]
    pub const fn as_integer(&self) -> Option<i128> {
        if let Self::Integer(number) = self { Some(*number) } else { None }
    }

    /// The truth, if it is one.
    #[must_use]
    pub const fn as_bool(&self) -> Option<bool> {
        if let Self::Truth(truth) = self { Some(*truth) } else { None }
    }

    /// Whether it is a text.
    #[must_use]
    pub const fn is_string(&self) -> bool {
        matches!(self, Self::Text(_))
    }

    /// Whether it is `#null`.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

/// As it is written.
impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => layout::write_text(f, text, false),
            Self::Integer(number) => number.fmt(f),
            Self::Float(number) => write!(f, "{number:?}"),
            Self::Truth(truth) => write!(f, "#{truth}"),
            Self::Null => f.write_str("#null"),
        }
    }
}
