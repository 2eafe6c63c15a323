//! Formatting: a text in its canonical layout, with every comment and in the order it was written.
//!
//! It works on the tokens of the text and not on the parsed document, which forgets some comments.

use std::collections::BTreeMap;

use rsmlab_engine::time::Millis;

use super::beside::{self, Beside};
use super::diagnose::Mistakes;
use super::layout::{self, Above, Block, Entry, Node, Value};
use super::lex::{self, Kind, Token};
use super::model::Span;
use super::parse;
use super::string;

/// A scenario file in canonical layout: same comments, same order of nodes, and a scenario equal to that of `text`.
///
/// `name` is what messages call the file.
///
/// # Errors
/// Every mistake in the text. What is no scenario is not formatted.
pub fn format(name: &str, text: &str) -> Result<String, Mistakes> {
    format_beside(name, text, &beside::nothing)
}

/// The same of a scenario that may name files.
///
/// # Errors
/// Every mistake in the text, and in the files.
pub fn format_beside(name: &str, text: &str, beside: &Beside<'_>) -> Result<String, Mistakes> {
    let durations = parse::durations(name, text, beside)?;
    Ok(layout::lay_out(&Tokens::of(text, &durations).block(Vec::new())))
}

/// The tokens of a text that is valid KDL, on the way to its layout.
struct Tokens<'t> {
    tokens: Vec<Token<'t>>,
    at: usize,
    /// The durations by where they stand. They are written in the one way, whatever way they were.
    durations: BTreeMap<usize, Millis>,
    /// Whether a token has stood in this line.
    line_begun: bool,
    /// How far the line is moved in.
    column: usize,
}

/// Comments within a node: those that can stay in its line, and those that go above it.
#[derive(Default)]
struct Within {
    inline: Vec<String>,
    above: Vec<Above>,
}

impl<'t> Tokens<'t> {
    fn of(text: &'t str, durations: &[(Span, Millis)]) -> Self {
        let durations = durations.iter().map(|(span, length)| (span.offset, *length)).collect();
        Self { tokens: lex::tokens(text).collect(), at: 0, durations, line_begun: false, column: 0 }
    }

    fn peek(&self) -> Option<Token<'t>> {
        self.tokens.get(self.at).copied()
    }

    fn next(&mut self) -> Option<Token<'t>> {
        let token = self.peek()?;
        self.at += 1;
        if token.kind == Kind::Newline {
            (self.line_begun, self.column) = (false, 0);
        } else if token.kind == Kind::Space && !self.line_begun {
            self.column = token.text.len();
        } else {
            self.line_begun = true;
        }
        Some(token)
    }

    /// Nodes up to the end of the block or text, below some comments. The bracket is left.
    fn block(&mut self, mut above: Vec<Above>) -> Block {
        let mut nodes = Vec::new();
        let mut out = false;
        let mut lines = 0;
        while let Some(token) = self.peek() {
            match token.kind {
                Kind::Close => break,
                Kind::Newline => {
                    self.next();
                    lines += 1;
                    if lines == 2 {
                        above.push(Above::Blank);
                    }
                    continue;
                }
                Kind::Space => {
                    self.next();
                    continue;
                }
                Kind::Semicolon | Kind::Escape | Kind::Stray | Kind::Sign | Kind::Unclosed | Kind::Open | Kind::Equals => {
                    self.next();
                }
                Kind::LineComment | Kind::BlockComment => above.push(self.comment(token)),
                Kind::Slashdash => {
                    self.next();
                    out = true;
                }
                Kind::Word | Kind::Quoted | Kind::Keyword | Kind::Annotation => {
                    nodes.push(self.node(std::mem::take(&mut above), out));
                    out = false;
                    // The line of the node has ended already if a comment ended it.
                    lines = 0;
                    continue;
                }
            }
            lines = 0;
        }
        Block { nodes, after: above }
    }

    fn comment(&mut self, token: Token<'t>) -> Above {
        let column = if self.line_begun { 0 } else { self.column };
        self.next();
        Above::Comment(token.text.trim_end().to_owned(), column)
    }

    /// A node, with what stands behind it in its line.
    fn node(&mut self, above: Vec<Above>, out: bool) -> Node {
        let mut node = Node { above, out, name: self.value(), ..Node::default() };
        let mut within = Within::default();
        let mut entry = Entry::default();
        let mut out = false;
        while let Some(token) = self.peek() {
            match token.kind {
                Kind::Newline | Kind::Semicolon | Kind::Close => break,
                Kind::Space | Kind::Stray | Kind::Sign | Kind::Unclosed => {
                    self.next();
                }
                Kind::Escape => self.escape(&mut within),
                Kind::LineComment => {
                    self.next();
                    within.inline.push(token.text.trim_end().to_owned());
                    break;
                }
                Kind::BlockComment => self.comment_within(token, &mut within),
                Kind::Slashdash => {
                    self.next();
                    self.lines(&mut within);
                    out = true;
                }
                Kind::Open => {
                    self.next();
                    // What stands before the bracket would otherwise end up behind the block.
                    let above = within.inline.drain(..).map(|comment| Above::Comment(comment, 0)).collect();
                    let block = self.block(above);
                    self.next();
                    if out {
                        node.out_blocks.push(block);
                    } else {
                        node.block = Some(block);
                    }
                    out = false;
                }
                Kind::Word | Kind::Quoted | Kind::Keyword | Kind::Annotation | Kind::Equals => {
                    entry.before.append(&mut within.inline);
                    entry.out = std::mem::take(&mut out);
                    entry.value = self.value();
                    if self.equals(&mut within) {
                        entry.key = Some(std::mem::take(&mut entry.value));
                        entry.value = self.value();
                        entry.before.append(&mut within.inline);
                    }
                    node.entries.push(std::mem::take(&mut entry));
                }
            }
        }
        node.above.append(&mut within.above);
        node.behind = within.inline;
        node
    }

    /// Whether an equals sign follows, perhaps after spaces. It and what surrounds it is taken; else nothing is.
    fn equals(&mut self, within: &mut Within) -> bool {
        let (at, line_begun, column) = (self.at, self.line_begun, self.column);
        let mut found = Within::default();
        self.spaces(&mut found);
        if self.peek().is_none_or(|token| token.kind != Kind::Equals) {
            (self.at, self.line_begun, self.column) = (at, line_begun, column);
            return false;
        }
        self.next();
        self.spaces(&mut found);
        within.inline.append(&mut found.inline);
        within.above.append(&mut found.above);
        true
    }

    /// Spaces, comments and line ends that do not end the node.
    fn spaces(&mut self, within: &mut Within) {
        while let Some(token) = self.peek() {
            match token.kind {
                Kind::Space => {
                    self.next();
                }
                Kind::BlockComment => self.comment_within(token, within),
                Kind::Escape => self.escape(within),
                Kind::Newline
                | Kind::LineComment
                | Kind::Slashdash
                | Kind::Word
                | Kind::Quoted
                | Kind::Keyword
                | Kind::Annotation
                | Kind::Equals
                | Kind::Open
                | Kind::Close
                | Kind::Semicolon
                | Kind::Unclosed
                | Kind::Stray
                | Kind::Sign => break,
            }
        }
    }

    /// What can stand between `/-` and what it comments out: spaces, comments, and line ends.
    fn lines(&mut self, within: &mut Within) {
        loop {
            self.spaces(within);
            match self.peek() {
                Some(token) if token.kind == Kind::LineComment => within.above.push(self.comment(token)),
                Some(token) if token.kind == Kind::Newline => {
                    self.next();
                }
                Some(_) | None => break,
            }
        }
    }

    fn comment_within(&mut self, token: Token<'t>, within: &mut Within) {
        if token.text.contains(lex::is_newline) {
            within.above.push(self.comment(token));
        } else {
            self.next();
            within.inline.push(token.text.to_owned());
        }
    }

    /// A backslash, and all up to the end of its line.
    fn escape(&mut self, within: &mut Within) {
        self.next();
        while let Some(token) = self.peek() {
            match token.kind {
                Kind::Newline => {
                    self.next();
                    break;
                }
                Kind::LineComment => within.above.push(self.comment(token)),
                Kind::BlockComment => self.comment_within(token, within),
                Kind::Space => {
                    self.next();
                }
                Kind::Slashdash
                | Kind::Word
                | Kind::Quoted
                | Kind::Keyword
                | Kind::Annotation
                | Kind::Equals
                | Kind::Open
                | Kind::Close
                | Kind::Semicolon
                | Kind::Escape
                | Kind::Unclosed
                | Kind::Stray
                | Kind::Sign => break,
            }
        }
    }

    /// A name or value, with its annotation.
    fn value(&mut self) -> Value {
        let Some(token) = self.next() else { return Value::default() };
        match token.kind {
            Kind::Annotation => {
                self.spaces(&mut Within::default());
                let annotated = self.next().map_or("", |token| token.text);
                Value::Raw(format!("{}{annotated}", token.text))
            }
            Kind::Quoted if self.durations.contains_key(&token.offset) => Value::Text(self.durations[&token.offset].to_string()),
            Kind::Word if !lex::begins_as_number(token.text) => Value::Text(token.text.to_owned()),
            Kind::Quoted => string::text_of(token.text).map_or_else(|_| Value::Raw(token.text.to_owned()), Value::Text),
            Kind::Word
            | Kind::Space
            | Kind::Newline
            | Kind::LineComment
            | Kind::BlockComment
            | Kind::Slashdash
            | Kind::Keyword
            | Kind::Equals
            | Kind::Open
            | Kind::Close
            | Kind::Semicolon
            | Kind::Escape
            | Kind::Unclosed
            | Kind::Stray
            | Kind::Sign => Value::Raw(token.text.to_owned()),
        }
    }
}
