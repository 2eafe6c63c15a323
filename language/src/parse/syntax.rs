//! From text to its tree.
//!
//! Each token is read once and in order, blocks nest to a limit, and whatever is wrong is a mistake with its place, after
//! which reading goes on: the time it takes grows with the text and with nothing else, whatever the text is. What makes no
//! sense is replaced by a harmless word, so that it is reported together with everything else that is wrong.

use std::iter::Peekable;

use super::entry::FoundValue;
use super::slip;
use super::trivia::Trivia;
use crate::diagnose::Mistake;
use crate::lex::{self, Token, TokenKind};
use crate::limits;
use crate::model::Span;
use crate::tree::{Block, Literal, Node, Word};

/// A text as a tree.
#[derive(Default)]
pub(super) struct SyntaxReading {
    /// The tree, as far as there is one.
    pub tree: Block,
    /// Whether it cannot be known where its nodes begin and end.
    pub is_broken: bool,
    /// What is wrong with the text.
    pub mistakes: Vec<Mistake>,
    /// What was replaced to get a tree. Mistakes there follow from that.
    pub mended: Vec<Span>,
}

pub(super) fn read(text: &str) -> SyntaxReading {
    let tokens: Box<dyn Iterator<Item = Token<'_>>> = Box::new(lex::tokens(text));
    let mut parser = Parser {
        text,
        tokens: tokens.peekable(),
        reading: SyntaxReading::default(),
        comma: None,
        hushed: Vec::new(),
        comment: None,
        trivia: Trivia::default(),
    };
    let mut tree = Block::default();
    let mut unopened = usize::MAX;
    while parser.peek().is_some() {
        parser.nodes(&mut tree, 0);
        let nodes = &tree.nodes;
        let is_another = nodes.len() == unopened;
        // Behind a node with a block it is one too many. Elsewhere it may close a block that was not opened, and what stands
        // before it makes no sense.
        let ends_block = nodes.last().is_some_and(|node| node.block.is_some());
        unopened = nodes.len();
        if let Some(close) = parser.next().filter(|_| !parser.reading.is_broken && !is_another) {
            let mistake = Mistake::new(close.span(), "a brace is closed that was not opened", "nothing to close");
            if let Some(comment) = parser.comment.take() {
                parser.reading.is_broken = true;
                let told = &mut parser.reading.mistakes[comment];
                told.help = Some(String::from("begin it with //, and write the `{` with which it ends before it"));
            } else if ends_block {
                parser.mistake(mistake.help("drop it"));
            } else {
                parser.breaks(mistake.help("drop it, or write `{` behind the node whose block it closes"));
            }
        }
    }
    tree.after.append(&mut parser.trivia.above);
    SyntaxReading { tree, ..parser.reading }
}

/// A text on its way to a tree.
pub(super) struct Parser<'t> {
    pub text: &'t str,
    tokens: Peekable<Box<dyn Iterator<Item = Token<'t>> + 't>>,
    pub reading: SyntaxReading,
    /// Where the last comma stands. Of those in a line only the first is reported.
    pub comma: Option<usize>,
    /// Where nothing more is reported.
    hushed: Vec<Span>,
    /// Which mistake is the last comment of another language behind a node that opens a brace in it.
    pub comment: Option<usize>,
    /// What says nothing and is kept.
    pub trivia: Trivia,
}

/// What stands in the place of what makes no sense.
pub(super) const HARMLESS: &str = "x";

impl<'t> Parser<'t> {
    pub fn peek(&mut self) -> Option<Token<'t>> {
        if self.reading.mistakes.len() > limits::MISTAKES { None } else { self.tokens.peek().copied() }
    }

    pub fn next(&mut self) -> Option<Token<'t>> {
        self.next_if(|_| true)
    }

    pub fn next_if(&mut self, fits: impl FnOnce(TokenKind) -> bool) -> Option<Token<'t>> {
        let token = self.peek().filter(|token| fits(token.kind)).and_then(|_| self.tokens.next())?;
        self.trivia.pass(token);
        Some(token)
    }

    pub fn mistake(&mut self, mistake: Mistake) {
        if !self.hushed.iter().any(|span| span.touches(mistake.span)) {
            self.reading.mistakes.push(mistake);
        }
    }

    /// Notes that from here on it cannot be known where nodes begin and end.
    pub fn breaks(&mut self, mistake: Mistake) {
        self.reading.is_broken = true;
        self.mistake(mistake);
    }

    /// Nodes up to the brace that closes their block, or to the end of the text.
    fn nodes(&mut self, document: &mut Block, depth: usize) {
        loop {
            self.lines();
            let out = self.slashdash();
            let Some(token) = self.peek().filter(|token| token.kind != TokenKind::Close) else {
                if let Some(out) = out {
                    self.mistake(Mistake::new(out, "`/-` has nothing to take out", "nothing follows"));
                }
                return;
            };
            match token.kind {
                TokenKind::Open => {
                    let mistake = Mistake::new(token.span(), "braces stand where a node has to begin", "of which node?");
                    self.mistake(mistake.help("write `{` in the line of the node that has them"));
                    let block = self.block(depth);
                    // Plainly they belong to the node above.
                    if let Some(node) = document.nodes.last_mut().filter(|node| node.block.is_none()) {
                        node.block = Some(block);
                    }
                }
                TokenKind::Equals | TokenKind::Semicolon => {
                    self.next();
                    let mistake = Mistake::new(token.span(), format!("`{}` stands where a node has to begin", token.text), "no node");
                    let before = self.text[..token.offset].trim_end_matches([' ', '\t']);
                    if before.is_empty() || before.ends_with(lex::is_newline) {
                        self.mistake(mistake.help("a comment begins with //"));
                        self.skip_line();
                    } else {
                        self.mistake(mistake);
                    }
                }
                _ => {
                    let node = self.node(depth);
                    if out.is_none() {
                        document.nodes.extend(node);
                    } else {
                        document.taken_out.extend(node.map(|node| (document.nodes.len(), node)));
                    }
                }
            }
        }
    }

    /// A node with its block, up to the end of its line.
    fn node(&mut self, depth: usize) -> Option<Node> {
        self.annotation();
        let above = std::mem::take(&mut self.trivia.above);
        let mut node = match self.value()? {
            FoundValue::Value(token, Literal::Text(name)) => {
                let name = slip::before_colon(token).map_or(name, |word| {
                    let colon = Span { offset: token.offset + word.len(), length: 1 };
                    self.mistake(Mistake::new(colon, format!("`{word}` is followed by its values, without `:`"), "drop it"));
                    self.reading.mended.push(token.span());
                    word.to_owned()
                });
                named(name, token.span())
            }
            FoundValue::Slip(span, Literal::Text(name)) => {
                self.reading.mended.push(span);
                named(name, span)
            }
            FoundValue::Value(token, _) => {
                self.mistake(Mistake::new(token.span(), "a node begins with its name", "no name"));
                self.mended(token.span())
            }
            FoundValue::Slip(span, _) | FoundValue::Nonsense(span) => {
                if self.text[span.offset..].starts_with('#') {
                    self.comment = None;
                    self.skip_line();
                }
                self.mended(span)
            }
        };
        self.trivia.in_node = true;
        let mut closed = false;
        while let Some(token) = self.entry(&mut node, depth, &mut closed) {
            if node.entries.len() > limits::ENTRIES {
                let message = format!("a node has more than {} arguments and properties", limits::ENTRIES);
                self.breaks(Mistake::new(token.span(), message, "too many").help("say it in several nodes"));
                while self.next_if(|kind| !matches!(kind, TokenKind::Newline | TokenKind::Close)).is_some() {}
            }
        }
        self.trivia.in_node = false;
        node.above = above;
        node.above.append(&mut self.trivia.above);
        node.behind = std::mem::take(&mut self.trivia.inline);
        Some(node)
    }

    /// What a comment begins with, where a value has to stand. Whether the value follows or words, nobody can say: of its line
    /// nothing else is told. Whether there was one.
    pub fn comment_sign(&mut self) -> bool {
        let Some(sign) = self.next_if(|kind| kind == TokenKind::Sign) else { return false };
        let mistake = Mistake::new(sign.span(), format!("`{}` stands where a value has to stand", sign.text), "not a value");
        self.mistake(mistake.help("drop it, or write the value before it; a comment begins with // behind that"));
        let line = Span { offset: sign.offset, length: lex::line_of(&self.text[sign.offset..]).len() };
        self.reading.mended.push(line);
        self.hushed.push(line);
        self.spaces();
        true
    }

    /// The rest of a line that is a comment of another language.
    fn skip_line(&mut self) {
        while self.next_if(|kind| kind != TokenKind::Newline).is_some() {}
    }

    /// A node in the place of something that is none.
    fn mended(&mut self, span: Span) -> Node {
        self.reading.mended.push(span);
        named(String::from(HARMLESS), span)
    }

    /// What comes next in a node, with the spaces before it. None at the end of the node.
    fn entry(&mut self, node: &mut Node, depth: usize, closed: &mut bool) -> Option<Token<'t>> {
        self.spaces();
        let out = self.slashdash();
        let ends =
            |token: &Token<'_>| matches!(token.kind, TokenKind::Newline | TokenKind::LineComment | TokenKind::Semicolon | TokenKind::Close);
        if let Some(out) = out.filter(|_| self.peek().is_none_or(|token| ends(&token))) {
            self.mistake(Mistake::new(out, "`/-` has nothing to take out", "nothing follows"));
        }
        let token = self.peek()?;
        match token.kind {
            TokenKind::Newline | TokenKind::LineComment | TokenKind::Semicolon | TokenKind::Close => {
                if token.kind == TokenKind::LineComment {
                    self.next();
                    self.trivia.stays_in_line();
                } else if token.kind != TokenKind::Close {
                    self.next();
                }
                return None;
            }
            TokenKind::Open => {
                let block = self.block(depth);
                if out.is_some() {
                    node.blocks_taken_out.push(block);
                } else if std::mem::replace(closed, true) {
                    self.mistake(Mistake::new(token.span(), "a node has one pair of braces", "the second"));
                } else {
                    node.block = Some(block);
                }
            }
            TokenKind::Equals => {
                self.next();
                self.mistake(if node.entries.is_empty() && out.is_none() && !*closed {
                    let message = format!("`{}` is followed by its values, without `=`", node.name());
                    Mistake::new(token.span(), message, "drop it")
                } else {
                    Mistake::new(token.span(), "`=` stands between no key and no value", "of what?")
                });
                self.spaces();
                self.comment_sign();
            }
            _ => {
                let entry = self.property_or_argument()?;
                if *closed {
                    let mistake = Mistake::new(entry.span, "something stands behind the braces of a node", "no node");
                    self.mistake(mistake.help("write it before the braces, or in a line of its own"));
                } else if out.is_none() {
                    node.entries.push(entry);
                } else {
                    node.taken_out.push((node.entries.len(), entry));
                }
            }
        }
        Some(token)
    }

    /// A block, with its braces.
    fn block(&mut self, depth: usize) -> Block {
        let mut block = Block::default();
        let Some(open) = self.next() else { return block };
        let outer = self.trivia.below();
        if depth == limits::DEPTH {
            let message = format!("this nests more than {} deep", limits::DEPTH);
            self.breaks(Mistake::new(open.span(), message, "too deep").help("no scenario has blocks in each other so often"));
            while self.next().is_some() {}
            self.trivia.above_again(outer);
            return block;
        }
        self.nodes(&mut block, depth + 1);
        block.after = self.trivia.above_again(outer);
        if self.next().is_none() && !self.reading.is_broken {
            self.breaks(Mistake::new(open.span(), "a brace is not closed", "opened here").help("write `}` behind what belongs to it"));
        }
        block
    }

    /// A type annotation, which nothing has.
    pub fn annotation(&mut self) {
        while let Some(token) = self.next_if(|kind| kind == TokenKind::Annotation) {
            self.mistake(Mistake::new(token.span(), "scenarios have no type annotations", "drop it"));
            self.spaces();
        }
    }
}

/// A node of this name.
fn named(name: String, span: Span) -> Node {
    Node { name: Word { text: name, span }, ..Node::default() }
}
