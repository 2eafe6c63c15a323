//! Layout: how scenario files look. One node a line, four spaces in, properties in canonical order.
//!
//! The tree that is laid out comes from a text ([`format`](super::format())) or from a model ([`print`](super::print())).

use std::fmt;

use super::grammar::{self, Holds, Property, Shape};
use super::members;
use super::parse::canonical;
use super::tree::{Above, Block, Entry, Literal, Node};
use crate::signature::{self, Parameter, Signature};
use rsmlab_engine::function::Function;

/// How far blocks are moved in.
const INDENT: &str = "    ";

/// How long a line can be that has its block in it.
const WIDTH: usize = 120;

/// The text of a file.
pub(super) fn lay_out(block: &Block) -> String {
    let mut out = String::new();
    write_block(&mut out, block, 0, NodeContext::Top);
    out
}

/// Where nodes stand, which decides what they can be.
#[derive(Clone, Copy)]
enum NodeContext {
    Top,
    In(Holds),
}

fn write_block(out: &mut String, block: &Block, depth: usize, place: NodeContext) {
    let begins = out.len();
    for (node, is_out) in with_taken_out(&block.nodes, &block.taken_out) {
        write_above(out, &node.above, depth, begins);
        write_node(out, node, is_out, depth, place);
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

/// What there is and what is taken out, in the order in which it is written; and whether it is taken out.
fn with_taken_out<'t, T>(there: &'t [T], taken_out: &'t [(usize, T)]) -> Vec<(&'t T, bool)> {
    let mut all: Vec<(&T, bool)> = Vec::with_capacity(there.len() + taken_out.len());
    let mut out = taken_out.iter().peekable();
    for (index, part) in there.iter().enumerate() {
        while let Some((_, part)) = out.next_if(|(before, _)| *before <= index) {
            all.push((part, true));
        }
        all.push((part, false));
    }
    all.extend(out.map(|(_, part)| (part, true)));
    all
}

fn write_node(out: &mut String, node: &Node, is_out: bool, depth: usize, place: NodeContext) {
    let grammar = Grammar::of(node, place);
    let line = out.len();
    out.push_str(&INDENT.repeat(depth));
    out.push_str(if is_out { "/-" } else { "" });
    push_text(out, node.name(), false);
    let mut entries = with_taken_out(&node.entries, &node.taken_out);
    entries.sort_by_key(|(entry, _)| entry.key().map_or((0, 0), |key| (1, grammar.rank(key))));
    for (index, (entry, is_out)) in entries.into_iter().enumerate() {
        write_entry(out, entry, is_out, grammar.is_text(index, entry));
    }
    for block in &node.blocks_taken_out {
        out.push_str(" /-");
        write_braces(out, block, depth, grammar.holds());
    }
    if let Some(block) = node.block.as_ref().filter(|block| !is_empty(block)) {
        out.push(' ');
        write_body(out, block, depth, line, &grammar);
    }
    for comment in &node.behind {
        out.push(' ');
        out.push_str(comment);
    }
}

fn is_empty(block: &Block) -> bool {
    block.nodes.is_empty() && block.taken_out.is_empty() && block.after.is_empty()
}

fn write_entry(out: &mut String, entry: &Entry, is_out: bool, is_text: bool) {
    for comment in &entry.before {
        out.push(' ');
        out.push_str(comment);
    }
    out.push(' ');
    out.push_str(if is_out { "/-" } else { "" });
    if let Some(key) = entry.key() {
        push_text(out, key, false);
        out.push('=');
    }
    match &entry.value {
        Literal::Text(text) => push_text(out, text, is_text),
        value if entry.written.is_empty() => out.push_str(&value.to_string()),
        Literal::Integer(_) | Literal::Float(_) | Literal::Truth(_) | Literal::Null => out.push_str(&entry.written),
    }
}

/// Writes a string, in quotes where its place wants them or it does not go without.
pub(super) fn write_text(out: &mut impl fmt::Write, text: &str, is_always_quoted: bool) -> fmt::Result {
    if is_always_quoted || !is_plain(text) { out.write_str(&quoted(text)) } else { out.write_str(text) }
}

fn push_text(out: &mut String, text: &str, is_always_quoted: bool) {
    write_text(out, text, is_always_quoted).expect("a text takes everything");
}

/// A block in the line of its node if it is a single plain act and the line is not too long, else below it.
fn write_body(out: &mut String, block: &Block, depth: usize, line: usize, grammar: &Grammar) {
    let acts = with_taken_out(&block.nodes, &block.taken_out);
    if let ([(act, is_out)], [], Holds::Acts) = (acts.as_slice(), block.after.as_slice(), grammar.holds()) {
        let plain = act.above.iter().all(|above| *above == Above::Blank)
            && act.behind.is_empty()
            && act.block.is_none()
            && act.blocks_taken_out.is_empty()
            && with_taken_out(&act.entries, &act.taken_out).iter().all(|(entry, _)| entry.before.is_empty());
        let mut inline = String::new();
        write_node(&mut inline, act, *is_out, 0, NodeContext::In(Holds::Acts));
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
    write_block(out, block, depth + 1, NodeContext::In(holds));
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
    fn of(node: &Node, place: NodeContext) -> Self {
        let lists: &[&'static [Shape]] = match place {
            NodeContext::Top => &[grammar::SETUP, grammar::STATEMENTS, grammar::ACTS],
            NodeContext::In(Holds::Acts) => &[grammar::ACTS],
            NodeContext::In(Holds::Shapes(shapes)) => &[shapes],
            NodeContext::In(Holds::Nothing) => &[],
        };
        if let Some(shape) = lists.iter().find_map(|list| grammar::find(list, node.name())) {
            return Self::Shape(shape);
        }
        let first = node.entries.iter().find(|entry| entry.key.is_none());
        let function = first.and_then(|entry| Function::from_name(entry.value.as_string()?));
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
        let Some(key) = entry.key() else {
            return match self {
                Self::Shape(shape) => shape.arguments.get(index).or(shape.arguments.last()).is_some_and(|argument| argument.text),
                Self::Call(_) | Self::Unknown => false,
            };
        };
        match self {
            Self::Shape(shape) => match shape.property(key) {
                Some(property) => property.text,
                None => members::is_text(key),
            },
            Self::Call(signature) => {
                let field = signature.parameters.iter().find(|field| field.parameter.spelling() == key);
                field.is_some_and(|field| field.kind == signature::ParameterKind::Text && field.parameter != Parameter::Media)
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
