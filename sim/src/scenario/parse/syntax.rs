//! From text to a KDL document.
//!
//! Each token is read once and in order, blocks nest to a limit, and whatever is wrong is a mistake with its place, after
//! which reading goes on: the time it takes grows with the text and with nothing else, whatever the text is. What makes no
//! sense is replaced by a harmless word, so that it is reported together with everything else that is wrong.

use std::iter::Peekable;

use kdl::{KdlDocument, KdlEntry, KdlEntryFormat, KdlIdentifier, KdlNode, KdlValue};

use super::token::meaning;
use crate::limits;
use crate::scenario::diagnose::Mistake;
use crate::scenario::lex::{self, Kind, Token};
use crate::scenario::model::Span;

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
    let mut tree = Tree { text, tokens: tokens.peekable(), reading: Reading::default(), broken: false };
    let mut document = KdlDocument::new();
    while tree.peek().is_some() {
        tree.nodes(&mut document, 0);
        if let Some(close) = tree.next() {
            tree.mistake(Mistake::new(close.span(), "a brace is closed that was not opened", "nothing to close"));
        }
    }
    Reading { document: (!tree.broken).then_some(document), ..tree.reading }
}

/// A text on its way to a document.
struct Tree<'t> {
    text: &'t str,
    tokens: Peekable<Box<dyn Iterator<Item = Token<'t>> + 't>>,
    reading: Reading,
    /// Whether nobody can say where nodes begin and end.
    broken: bool,
}

/// What stands in the place of what makes no sense.
const HARMLESS: &str = "x";

/// What stands where a value could stand.
enum Found<'t> {
    /// A value.
    Value(Token<'t>, KdlValue),
    /// Something that is none. It has been reported.
    Nonsense(Span),
}

impl<'t> Tree<'t> {
    fn peek(&mut self) -> Option<Token<'t>> {
        if self.reading.mistakes.len() > limits::MISTAKES { None } else { self.tokens.peek().copied() }
    }

    fn next(&mut self) -> Option<Token<'t>> {
        self.peek().and_then(|_| self.tokens.next())
    }

    fn next_if(&mut self, fits: impl FnOnce(Kind) -> bool) -> Option<Token<'t>> {
        self.peek().filter(|token| fits(token.kind)).and_then(|_| self.tokens.next())
    }

    fn mistake(&mut self, mistake: Mistake) {
        self.reading.mistakes.push(mistake);
    }

    /// Says that from here on nobody can say where nodes begin and end.
    fn breaks(&mut self, mistake: Mistake) {
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
                    self.mistake(Mistake::new(token.span(), "braces stand where a node has to begin", "of which node?"));
                    self.block(depth);
                }
                Kind::Equals | Kind::Semicolon => {
                    self.next();
                    self.mistake(Mistake::new(token.span(), format!("`{}` stands where a node has to begin", token.text), "no node"));
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
            Found::Value(token, KdlValue::String(name)) => KdlNode::new(identifier(name, token.span())),
            Found::Value(token, _) => {
                self.mistake(Mistake::new(token.span(), "a node begins with its name", "no name"));
                self.mended(token.span())
            }
            Found::Nonsense(span) => self.mended(span),
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
                self.mistake(Mistake::new(token.span(), "`=` stands between no key and no value", "of what?"));
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

    /// A property or an argument.
    fn property_or_argument(&mut self) -> Option<KdlEntry> {
        self.annotation();
        let first = self.value()?;
        let begins = first.span().offset;
        let is_text = !matches!(&first, Found::Value(_, value) if !value.is_string());
        if is_text {
            self.spaces();
        }
        let Some(equals) = self.next_if(|kind| is_text && kind == Kind::Equals) else {
            return Some(self.make_entry(first, None, begins));
        };
        self.spaces();
        while let Some(again) = self.next_if(|kind| kind == Kind::Equals) {
            self.mistake(Mistake::new(again.span(), "one `=` is enough", "drop it"));
            self.spaces();
        }
        self.annotation();
        let is_value = self.peek().is_some_and(|token| token.kind.can_be_in_value());
        let Some(value) = is_value.then(|| self.value()).flatten() else {
            self.mistake(Mistake::new(equals.span(), "a property has no value", "nothing follows"));
            return Some(self.make_entry(Found::Nonsense(equals.span()), Some(first), begins));
        };
        Some(self.make_entry(value, Some(first), begins))
    }

    /// The entry that a value makes, with its key. A harmless word stands in the place of what is no value.
    fn make_entry(&mut self, value: Found<'t>, key: Option<Found<'t>>, begins: usize) -> KdlEntry {
        let span = value.span();
        let mut entry = KdlEntry::new(match value {
            Found::Value(_, value) => value,
            Found::Nonsense(_) => {
                self.reading.mended.push(span);
                KdlValue::String(String::from(HARMLESS))
            }
        });
        if let Some(key) = key {
            let place = key.span();
            let name = key.into_text().unwrap_or_else(|| {
                self.reading.mended.push(place);
                String::from(HARMLESS)
            });
            entry.set_name(Some(identifier(name, place)));
        }
        entry.set_span(Span { offset: begins, length: span.offset + span.length - begins });
        let written = self.text[span.offset..span.offset + span.length].to_owned();
        entry.set_format(KdlEntryFormat { value_repr: written, ..KdlEntryFormat::default() });
        entry
    }

    /// A value: the tokens up to the next space, of which there should be one.
    fn value(&mut self) -> Option<Found<'t>> {
        let token = self.next()?;
        let mut span = token.span();
        while let Some(more) = self.next_if(Kind::can_be_in_value) {
            span.length = more.offset + more.text.len() - span.offset;
        }
        if span.length > token.text.len() {
            let stray = Mistake::new(span, "a word cannot hold such characters", "not one word");
            self.mistake(stray.help("put it in quotes, or spaces between its words"));
            return Some(Found::Nonsense(span));
        }
        Some(match meaning(token) {
            Ok(value) => Found::Value(token, value),
            Err(mistake) => {
                if token.kind == Kind::Unclosed {
                    self.breaks(*mistake);
                } else {
                    self.mistake(*mistake);
                }
                Found::Nonsense(span)
            }
        })
    }

    /// A type annotation, which nothing has.
    fn annotation(&mut self) {
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
    fn spaces(&mut self) -> bool {
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

impl Found<'_> {
    fn span(&self) -> Span {
        match self {
            Self::Value(token, _) => token.span(),
            Self::Nonsense(span) => *span,
        }
    }

    /// What it says, if that is a text.
    fn into_text(self) -> Option<String> {
        match self {
            Self::Value(_, KdlValue::String(text)) => Some(text),
            Self::Value(..) | Self::Nonsense(_) => None,
        }
    }
}

impl Kind {
    /// Whether nothing but a space separates it from a value.
    fn can_be_in_value(self) -> bool {
        match self {
            Self::Word | Self::Quoted | Self::Keyword | Self::Annotation | Self::Slashdash | Self::Stray | Self::Unclosed => true,
            Self::Space
            | Self::Newline
            | Self::LineComment
            | Self::BlockComment
            | Self::Equals
            | Self::Open
            | Self::Close
            | Self::Semicolon
            | Self::Escape => false,
        }
    }
}

fn identifier(name: String, span: Span) -> KdlIdentifier {
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
