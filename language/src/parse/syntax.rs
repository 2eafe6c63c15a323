//! From text to a KDL document.
//!
//! Each token is read once and in order, blocks nest to a limit, and whatever is wrong is a mistake with its place, after
//! which reading goes on: the time it takes grows with the text and with nothing else, whatever the text is. What makes no
//! sense is replaced by a harmless word, so that it is reported together with everything else that is wrong.

use std::iter::Peekable;

use kdl::{KdlDocument, KdlIdentifier, KdlNode, KdlValue};

use super::entry::Found;
use super::slip;
use crate::diagnose::Mistake;
use crate::lex::{self, Kind, Token};
use crate::limits;
use crate::model::Span;

/// A text as KDL.
#[derive(Default)]
pub(super) struct Reading {
    /// The document; none if nobody can say where its nodes begin and end.
    pub document: Option<KdlDocument>,
    /// What is wrong with the text.
    pub mistakes: Vec<Mistake>,
    /// What was replaced to get a document. Mistakes there follow from that.
    pub mended: Vec<Span>,
}

pub(super) fn read(text: &str) -> Reading {
    let tokens: Box<dyn Iterator<Item = Token<'_>>> = Box::new(lex::tokens(text));
    let mut tree = Tree {
        text,
        tokens: tokens.peekable(),
        reading: Reading::default(),
        broken: false,
        comma: None,
        hushed: Vec::new(),
        comment: None,
    };
    let mut document = KdlDocument::new();
    let mut unopened = usize::MAX;
    while tree.peek().is_some() {
        tree.nodes(&mut document, 0);
        let nodes = document.nodes();
        let is_another = nodes.len() == unopened;
        // Behind a node with a block it is one too many. Elsewhere it may close a block that was not opened, and what stands
        // before it makes no sense.
        let ends_block = nodes.last().is_some_and(|node| node.children().is_some());
        unopened = nodes.len();
        if let Some(close) = tree.next().filter(|_| !tree.broken && !is_another) {
            let mistake = Mistake::new(close.span(), "a brace is closed that was not opened", "nothing to close");
            if let Some(comment) = tree.comment.take() {
                tree.broken = true;
                let told = &mut tree.reading.mistakes[comment];
                told.help = Some(String::from("begin it with //, and write the `{` with which it ends before it"));
            } else if ends_block {
                tree.mistake(mistake.help("drop it"));
            } else {
                tree.breaks(mistake.help("drop it, or write `{` behind the node whose block it closes"));
            }
        }
    }
    Reading { document: (!tree.broken).then_some(document), ..tree.reading }
}

/// A text on its way to a document.
pub(super) struct Tree<'t> {
    pub text: &'t str,
    tokens: Peekable<Box<dyn Iterator<Item = Token<'t>> + 't>>,
    pub reading: Reading,
    /// Whether nobody can say where nodes begin and end.
    broken: bool,
    /// Where the last comma stands. Of those in a line only the first is told.
    pub comma: Option<usize>,
    /// Where nothing more is told.
    hushed: Vec<Span>,
    /// Which mistake is the last comment of another language behind a node that opens a brace in it.
    pub comment: Option<usize>,
}

/// What stands in the place of what makes no sense.
pub(super) const HARMLESS: &str = "x";

impl<'t> Tree<'t> {
    pub fn peek(&mut self) -> Option<Token<'t>> {
        if self.reading.mistakes.len() > limits::MISTAKES { None } else { self.tokens.peek().copied() }
    }

    pub fn next(&mut self) -> Option<Token<'t>> {
        self.peek().and_then(|_| self.tokens.next())
    }

    pub fn next_if(&mut self, fits: impl FnOnce(Kind) -> bool) -> Option<Token<'t>> {
        self.peek().filter(|token| fits(token.kind)).and_then(|_| self.tokens.next())
    }

    pub fn mistake(&mut self, mistake: Mistake) {
        if !self.hushed.iter().any(|span| span.touches(mistake.span)) {
            self.reading.mistakes.push(mistake);
        }
    }

    /// Says that from here on nobody can say where nodes begin and end.
    pub fn breaks(&mut self, mistake: Mistake) {
        self.broken = true;
        self.mistake(mistake);
    }

    /// Nodes up to the brace that closes their block, or to the end of the text.
    fn nodes(&mut self, document: &mut KdlDocument, depth: usize) {
        loop {
            self.lines();
            let out = self.slashdash();
            let Some(token) = self.peek().filter(|token| token.kind != Kind::Close) else {
                if let Some(out) = out {
                    self.mistake(Mistake::new(out, "`/-` has nothing to take out", "nothing follows"));
                }
                return;
            };
            match token.kind {
                Kind::Open => {
                    let mistake = Mistake::new(token.span(), "braces stand where a node has to begin", "of which node?");
                    self.mistake(mistake.help("write `{` in the line of the node that has them"));
                    let block = self.block(depth);
                    // Plainly they belong to the node above.
                    if let Some(node) = document.nodes_mut().last_mut().filter(|node| node.children().is_none()) {
                        node.set_children(block);
                    }
                }
                Kind::Equals | Kind::Semicolon => {
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
                    document.nodes_mut().extend(node.filter(|_| out.is_none()));
                }
            }
        }
    }

    /// A node with its block, up to the end of its line.
    fn node(&mut self, depth: usize) -> Option<KdlNode> {
        self.annotation();
        let mut node = match self.value()? {
            Found::Value(token, KdlValue::String(name)) => {
                let name = slip::before_colon(token).map_or(name, |word| {
                    let colon = Span { offset: token.offset + word.len(), length: 1 };
                    self.mistake(Mistake::new(colon, format!("`{word}` is followed by its values, without `:`"), "drop it"));
                    self.reading.mended.push(token.span());
                    word.to_owned()
                });
                KdlNode::new(identifier(name, token.span()))
            }
            Found::Slip(span, KdlValue::String(name)) => {
                self.reading.mended.push(span);
                KdlNode::new(identifier(name, span))
            }
            Found::Value(token, _) => {
                self.mistake(Mistake::new(token.span(), "a node begins with its name", "no name"));
                self.mended(token.span())
            }
            Found::Slip(span, _) | Found::Nonsense(span) => {
                if self.text[span.offset..].starts_with('#') {
                    self.comment = None;
                    self.skip_line();
                }
                self.mended(span)
            }
        };
        let mut closed = false;
        while let Some(token) = self.entry(&mut node, depth, &mut closed) {
            if node.entries().len() > limits::ENTRIES {
                let message = format!("a node has more than {} arguments and properties", limits::ENTRIES);
                self.breaks(Mistake::new(token.span(), message, "too many").help("say it in several nodes"));
                while self.next_if(|kind| !matches!(kind, Kind::Newline | Kind::Close)).is_some() {}
            }
        }
        Some(node)
    }

    /// What a comment begins with, where a value has to stand. Whether the value follows or words, nobody can say: of its line
    /// nothing else is told. Whether there was one.
    pub fn comment_sign(&mut self) -> bool {
        let Some(sign) = self.next_if(|kind| kind == Kind::Sign) else { return false };
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
        while self.next_if(|kind| kind != Kind::Newline).is_some() {}
    }

    /// A node in the place of something that is none.
    fn mended(&mut self, span: Span) -> KdlNode {
        self.reading.mended.push(span);
        KdlNode::new(identifier(String::from(HARMLESS), span))
    }

    /// What comes next in a node, with the spaces before it. None at the end of the node.
    fn entry(&mut self, node: &mut KdlNode, depth: usize, closed: &mut bool) -> Option<Token<'t>> {
        self.spaces();
        let out = self.slashdash();
        let token = self.peek()?;
        match token.kind {
            Kind::Newline | Kind::LineComment | Kind::Semicolon | Kind::Close => {
                if let Some(out) = out {
                    self.mistake(Mistake::new(out, "`/-` has nothing to take out", "nothing follows"));
                }
                if token.kind != Kind::Close {
                    self.next();
                }
                return None;
            }
            Kind::Open => {
                let block = self.block(depth);
                if out.is_none() && std::mem::replace(closed, true) {
                    self.mistake(Mistake::new(token.span(), "a node has one pair of braces", "the second"));
                } else if out.is_none() {
                    node.set_children(block);
                }
            }
            Kind::Equals => {
                self.next();
                self.mistake(if node.entries().is_empty() && out.is_none() && !*closed {
                    let message = format!("`{}` is followed by its values, without `=`", node.name().value());
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
                    let mistake = Mistake::new(Span::from(entry.span()), "something stands behind the braces of a node", "no node");
                    self.mistake(mistake.help("write it before the braces, or in a line of its own"));
                } else if out.is_none() {
                    node.entries_mut().push(entry);
                }
            }
        }
        Some(token)
    }

    /// A block, with its braces.
    fn block(&mut self, depth: usize) -> KdlDocument {
        let mut block = KdlDocument::new();
        let Some(open) = self.next() else { return block };
        if depth == limits::DEPTH {
            let message = format!("this nests more than {} deep", limits::DEPTH);
            self.breaks(Mistake::new(open.span(), message, "too deep").help("no scenario has blocks in each other so often"));
            while self.next().is_some() {}
            return block;
        }
        self.nodes(&mut block, depth + 1);
        if self.next().is_none() && !self.broken {
            self.breaks(Mistake::new(open.span(), "a brace is not closed", "opened here").help("write `}` behind what belongs to it"));
        }
        block
    }

    /// A type annotation, which nothing has.
    pub fn annotation(&mut self) {
        while let Some(token) = self.next_if(|kind| kind == Kind::Annotation) {
            self.mistake(Mistake::new(token.span(), "scenarios have no type annotations", "drop it"));
            self.spaces();
        }
    }

    /// `/-`, with what may stand behind it.
    fn slashdash(&mut self) -> Option<Span> {
        let first = self.next_if(|kind| kind == Kind::Slashdash)?;
        self.lines();
        while let Some(again) = self.next_if(|kind| kind == Kind::Slashdash) {
            self.mistake(Mistake::new(again.span(), "`/-` takes out what follows, and here `/-` follows", "drop one"));
            self.lines();
        }
        Some(first.span())
    }

    /// Spaces, comments and ends of lines.
    fn lines(&mut self) {
        while self.spaces() || self.next_if(|kind| matches!(kind, Kind::Newline | Kind::LineComment)).is_some() {}
    }

    /// Spaces, comments in the line, and ends of lines behind a backslash. Whether there were any.
    pub fn spaces(&mut self) -> bool {
        let mut any = false;
        while let Some(token) = self.next_if(|kind| matches!(kind, Kind::Space | Kind::BlockComment | Kind::Escape)) {
            any = true;
            if token.kind == Kind::BlockComment {
                self.comment(token);
            } else if token.kind == Kind::Escape {
                self.rest_of_line(token);
            } else if token.text.contains('\u{feff}') && token.offset > 0 {
                self.mistake(Mistake::new(token.span(), "a byte-order mark stands only at the beginning of a file", "drop it"));
            }
        }
        any
    }

    /// The end of the line behind a backslash.
    fn rest_of_line(&mut self, escape: Token<'_>) {
        while self.next_if(|kind| matches!(kind, Kind::Space | Kind::BlockComment)).is_some() {}
        self.next_if(|kind| kind == Kind::LineComment);
        if self.next_if(|kind| kind == Kind::Newline).is_none() && self.peek().is_some() {
            self.mistake(Mistake::new(escape.span(), "the line does not end behind the backslash", "says nothing here"));
        }
    }

    /// A block comment of a size and depth that other readers of KDL bear too.
    fn comment(&mut self, comment: Token<'_>) {
        let deepest = lex::comment_marks(comment.text).map(|(_, depth)| depth).max().unwrap_or(0);
        if deepest > limits::DEPTH {
            let message = format!("this nests more than {} deep", limits::DEPTH);
            self.mistake(
                Mistake::new(Span { length: 2, ..comment.span() }, message, "too deep").help("write comments in one another only so often"),
            );
        } else if comment.text.len() > limits::COMMENT_BYTES {
            let message = format!("a comment is longer than {}", limits::size(limits::COMMENT_BYTES));
            self.mistake(
                Mistake::new(Span { length: 2, ..comment.span() }, message, "begins here")
                    .help("begin its lines with `//`, or make several of it"),
            );
        }
    }
}

pub(super) fn identifier(name: String, span: Span) -> KdlIdentifier {
    let mut identifier = KdlIdentifier::from(name);
    identifier.set_span(span);
    identifier
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the KDL crate makes of a text that is right, without how it is written.
    fn elsewhere(text: &str) -> Option<KdlDocument> {
        let mut document = KdlDocument::parse(text).ok()?;
        document.clear_format_recursive();
        Some(document)
    }

    #[test]
    fn a_text_says_what_it_says_elsewhere() {
        for text in [
            "a",
            "a b c=d",
            "a { b; c }; d",
            "a{b}",
            "a /-b c",
            "/- a { b } \n c",
            "a /-{ b } { c }",
            "a \\\n b",
            "a \\ // x\n b",
            "n a /* x */ = /* y */ 5",
            "a \"b\"=\"c\" #true #null -5 0x1F 1.5",
            "a // b\nc",
            "a;b;",
            "\u{feff}a",
            "/* x /* y */ z */ a",
            "\"a b\" c",
            "a #\"b\\c\"#",
            "a {\n /- b\n}",
            "n a =b",
            "a\t1{}",
        ] {
            let mut reading = read(text);
            let told: Vec<&str> = reading.mistakes.iter().map(|mistake| mistake.message.as_str()).collect();
            assert_eq!(told, [""; 0], "{text}");
            let document = reading.document.as_mut().expect("a document");
            document.clear_format_recursive();
            assert_eq!(Some(&*document), elsewhere(text).as_ref(), "{text}");
        }
    }
}
