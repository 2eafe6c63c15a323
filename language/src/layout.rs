//! Layout: how scenario files look. One node a line, four spaces in, properties in canonical order.
//!
//! What is to be laid out comes from a text ([`format`](super::format())) or from a model ([`print`](super::print())).

use super::grammar::{self, Holds, Property, Shape};
use super::members::{self, MemberKind};
use super::parse::canonical;
use super::signature::{self, Parameter, Signature};
use rsmlab_engine::function::Function;

/// How far blocks are moved in.
const INDENT: &str = "    ";

/// How long a line can be that has its block in it.
const WIDTH: usize = 120;

/// Nodes, and the comments after the last of them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Block {
    pub nodes: Vec<Node>,
    pub after: Vec<Above>,
}

/// What stands in lines of its own above a node.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Above {
    /// An empty line, however many there were.
    Blank,
    /// A comment, with how far it was moved in.
    Comment(String, usize),
}

/// A node.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Node {
    pub above: Vec<Above>,
    /// Whether it is commented out with `/-`.
    pub out: bool,
    pub name: Value,
    pub entries: Vec<Entry>,
    pub block: Option<Block>,
    /// Blocks that are commented out.
    pub out_blocks: Vec<Block>,
    /// Comments behind it.
    pub behind: Vec<String>,
}

/// An argument or a property.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// Comments before it.
    pub before: Vec<String>,
    /// Whether it is commented out with `/-`.
    pub out: bool,
    pub key: Option<Value>,
    pub value: Value,
}

/// A name or a value.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// A string, to be quoted as its place wants it.
    Text(String),
    /// Anything else, as it is written.
    Raw(String),
}

impl Default for Value {
    fn default() -> Self {
        Self::Raw(String::new())
    }
}

impl Value {
    fn as_str(&self) -> &str {
        match self {
            Self::Text(text) | Self::Raw(text) => text,
        }
    }

    fn render(&self, always_quoted: bool) -> String {
        match self {
            Self::Raw(raw) => raw.clone(),
            Self::Text(text) if always_quoted || !is_plain(text) => quoted(text),
            Self::Text(text) => text.clone(),
        }
    }
}

/// The text of a file.
pub(super) fn lay_out(block: &Block) -> String {
    let mut out = String::new();
    write_block(&mut out, block, 0, Place::Top);
    out
}

/// Where nodes stand, which decides what they can be.
#[derive(Clone, Copy)]
enum Place {
    Top,
    In(Holds),
}

fn write_block(out: &mut String, block: &Block, depth: usize, place: Place) {
    let begins = out.len();
    for node in &block.nodes {
        write_above(out, &node.above, depth, begins);
        write_node(out, node, depth, place);
        out.push('\n');
    }
    write_above(out, &block.after, depth, begins);
    if out.ends_with("\n\n") {
        out.pop();
    }
}

/// Comments and empty lines. A block, and a file, begins with none of these.
fn write_above(out: &mut String, above: &[Above], depth: usize, begins: usize) {
    for line in above {
        match line {
            Above::Blank => {
                if out.len() > begins && !out.ends_with("\n\n") {
                    out.push('\n');
                }
            }
            Above::Comment(comment, column) => {
                for (index, line) in comment.lines().enumerate() {
                    let line = if index == 0 { line } else { outdented(line, *column) };
                    if !line.trim().is_empty() {
                        out.push_str(&INDENT.repeat(depth));
                        out.push_str(line.trim_end());
                    }
                    out.push('\n');
                }
            }
        }
    }
}

/// A later line of a comment, without what it was moved in by because the comment was.
fn outdented(line: &str, column: usize) -> &str {
    let spaces = line.bytes().take_while(|byte| *byte == b' ').count().min(column);
    &line[spaces..]
}

fn write_node(out: &mut String, node: &Node, depth: usize, place: Place) {
    let grammar = Grammar::of(node, place);
    let line = out.len();
    out.push_str(&INDENT.repeat(depth));
    out.push_str(if node.out { "/-" } else { "" });
    out.push_str(&node.name.render(false));
    let mut entries: Vec<&Entry> = node.entries.iter().collect();
    entries.sort_by_key(|entry| entry.key.as_ref().map_or((0, 0), |key| (1, grammar.rank(key.as_str()))));
    for (index, entry) in entries.into_iter().enumerate() {
        write_entry(out, entry, grammar.is_text(index, entry));
    }
    for block in &node.out_blocks {
        out.push_str(" /-");
        write_braces(out, block, depth, grammar.holds());
    }
    if let Some(block) = node.block.as_ref().filter(|block| !block.nodes.is_empty() || !block.after.is_empty()) {
        out.push(' ');
        write_body(out, block, depth, line, &grammar);
    }
    for comment in &node.behind {
        out.push(' ');
        out.push_str(comment);
    }
}

fn write_entry(out: &mut String, entry: &Entry, is_text: bool) {
    for comment in &entry.before {
        out.push(' ');
        out.push_str(comment);
    }
    out.push(' ');
    out.push_str(if entry.out { "/-" } else { "" });
    if let Some(key) = &entry.key {
        out.push_str(&key.render(false));
        out.push('=');
    }
    out.push_str(&entry.value.render(is_text));
}

/// A block in the line of its node if it is a single plain act and the line is not too long, else below it.
fn write_body(out: &mut String, block: &Block, depth: usize, line: usize, grammar: &Grammar) {
    if let ([act], [], Holds::Acts) = (block.nodes.as_slice(), block.after.as_slice(), grammar.holds()) {
        let plain = act.above.iter().all(|above| *above == Above::Blank)
            && act.behind.is_empty()
            && act.block.is_none()
            && act.out_blocks.is_empty()
            && act.entries.iter().all(|entry| entry.before.is_empty());
        let mut inline = String::new();
        write_node(&mut inline, act, 0, Place::In(Holds::Acts));
        if plain && (out.len() - line) + inline.len() + "{  }".len() <= WIDTH {
            out.push_str("{ ");
            out.push_str(&inline);
            out.push_str(" }");
            return;
        }
    }
    write_braces(out, block, depth, grammar.holds());
}

fn write_braces(out: &mut String, block: &Block, depth: usize, holds: Holds) {
    out.push_str("{\n");
    write_block(out, block, depth + 1, Place::In(holds));
    out.push_str(&INDENT.repeat(depth));
    out.push('}');
}

/// What the grammar says of a node.
enum Grammar {
    /// A node of a known shape.
    Shape(&'static Shape),
    /// A call of a known function.
    Call(&'static Signature),
    /// Something that is commented out, and no scenario.
    Unknown,
}

impl Grammar {
    fn of(node: &Node, place: Place) -> Self {
        let lists: &[&'static [Shape]] = match place {
            Place::Top => &[grammar::SETUP, grammar::STATEMENTS, grammar::ACTS],
            Place::In(Holds::Acts) => &[grammar::ACTS],
            Place::In(Holds::Shapes(shapes)) => &[shapes],
            Place::In(Holds::Nothing) => &[],
        };
        if let Some(shape) = lists.iter().find_map(|list| grammar::find(list, node.name.as_str())) {
            return Self::Shape(shape);
        }
        let first = node.entries.iter().find(|entry| entry.key.is_none() && !entry.out);
        let function = first.and_then(|entry| Function::from_name(entry.value.as_str()));
        function.and_then(Signature::of).map_or(Self::Unknown, Self::Call)
    }

    fn holds(&self) -> Holds {
        match self {
            Self::Shape(shape) => shape.holds,
            Self::Call(_) | Self::Unknown => Holds::Nothing,
        }
    }

    /// Where a property stands among the others. What has no place of its own stays behind, in the order it is in.
    fn rank(&self, key: &str) -> usize {
        let key = canonical(key);
        let among = |list: &[Property]| list.iter().position(|property| property.name == key);
        let rank = match self {
            Self::Shape(shape) => among(shape.properties),
            Self::Call(signature) => {
                let parameters = signature.parameters;
                let own = parameters.iter().position(|field| field.parameter.spelling() == key);
                own.or_else(|| among(grammar::CALL).map(|rank| parameters.len() + rank))
            }
            Self::Unknown => None,
        };
        rank.unwrap_or(usize::MAX)
    }

    /// Whether an entry is free text, which is always quoted.
    fn is_text(&self, index: usize, entry: &Entry) -> bool {
        let Some(key) = &entry.key else {
            return match self {
                Self::Shape(shape) => shape.arguments.get(index).or(shape.arguments.last()).is_some_and(|argument| argument.text),
                Self::Call(_) | Self::Unknown => false,
            };
        };
        match self {
            Self::Shape(shape) => match shape.property(key.as_str()) {
                Some(property) => property.text,
                None => members::find(None, key.as_str()).is_some_and(|member| member.kind == MemberKind::Text),
            },
            Self::Call(signature) => {
                let field = signature.parameters.iter().find(|field| field.parameter.spelling() == key.as_str());
                field.is_some_and(|field| field.kind == signature::Kind::Text && field.parameter != Parameter::Media)
            }
            Self::Unknown => false,
        }
    }
}

/// Whether a string needs no quotes.
fn is_plain(text: &str) -> bool {
    let begins_well = text.starts_with(|char: char| char.is_alphabetic() || char == '_');
    begins_well && text.chars().all(|char| char.is_alphanumeric() || "_-+.".contains(char)) && !is_keyword(text)
}

fn is_keyword(text: &str) -> bool {
    matches!(text, "true" | "false" | "null" | "inf" | "nan")
}

/// A string in quotes. Whatever is not plainly visible is escaped.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => out.extend(['\\', char]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            ' ' => out.push(' '),
            _ if char.is_control() || char.is_whitespace() || is_invisible(char) => {
                out.push_str(&format!("\\u{{{:x}}}", u32::from(char)));
            }
            _ => out.push(char),
        }
    }
    out.push('"');
    out
}

/// Marks of direction and byte order, which KDL does not take as they are.
fn is_invisible(char: char) -> bool {
    matches!(char, '\u{feff}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
