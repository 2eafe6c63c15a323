//! Trivia: spaces, comments and line ends. They say nothing, and are kept for the layout.

use super::syntax::Parser;
use crate::diagnose::Mistake;
use crate::lex::{self, Token, TokenKind};
use crate::limits;
use crate::model::Span;
use crate::tree::Above;

/// What says nothing, as it is passed.
#[derive(Debug, Default)]
pub(super) struct Trivia {
    /// Comments of the node at hand that can stay in its line.
    pub inline: Vec<String>,
    /// What stands above the next node; in a node, the comments that cannot stay in its line.
    pub above: Vec<Above>,
    /// Whether a node has begun and not ended.
    pub in_node: bool,
    /// Whether a token has stood in this line.
    is_line_begun: bool,
    /// How far the line is moved in.
    column: usize,
    /// How many line ends have followed one another.
    newlines: usize,
}

impl Trivia {
    /// A token is passed.
    pub fn pass(&mut self, token: Token<'_>) {
        match token.kind {
            TokenKind::Newline => {
                self.newlines += 1;
                (self.is_line_begun, self.column) = (false, 0);
                if self.newlines == 2 && !self.in_node {
                    self.above.push(Above::Blank);
                }
                return;
            }
            TokenKind::Space => {
                if !self.is_line_begun {
                    self.column = token.text.len();
                }
                return;
            }
            TokenKind::BlockComment if self.in_node && !token.text.contains(lex::is_newline) => self.inline.push(token.text.to_owned()),
            TokenKind::LineComment | TokenKind::BlockComment => {
                let column = if self.is_line_begun { 0 } else { self.column };
                self.above.push(Above::Comment(token.text.trim_end().to_owned(), column));
            }
            TokenKind::Slashdash
            | TokenKind::Word
            | TokenKind::Quoted
            | TokenKind::Keyword
            | TokenKind::Annotation
            | TokenKind::Equals
            | TokenKind::Open
            | TokenKind::Close
            | TokenKind::Semicolon
            | TokenKind::Sign
            | TokenKind::Escape
            | TokenKind::Unclosed
            | TokenKind::Stray => {}
        }
        (self.is_line_begun, self.newlines) = (true, 0);
    }

    /// The comment that was passed last stands behind a node, and stays there.
    pub fn stays_in_line(&mut self) {
        if let Some(Above::Comment(comment, _)) = self.above.pop() {
            self.inline.push(comment);
        }
    }

    /// A block has begun. What stands before its brace in the line of its node would otherwise end up behind the block, and goes
    /// into it; what goes above the node is given back, for [`Self::above_again`].
    pub fn below(&mut self) -> (Vec<Above>, bool) {
        let within = self.inline.drain(..).map(|comment| Above::Comment(comment, 0)).collect();
        (std::mem::replace(&mut self.above, within), std::mem::take(&mut self.in_node))
    }

    /// The nodes of a block are over: what stands behind the last of them.
    pub fn above_again(&mut self, (above, in_node): (Vec<Above>, bool)) -> Vec<Above> {
        self.in_node = in_node;
        std::mem::replace(&mut self.above, above)
    }
}

impl Parser<'_> {
    /// `/-`, with what may stand behind it.
    pub fn slashdash(&mut self) -> Option<Span> {
        let first = self.next_if(|kind| kind == TokenKind::Slashdash)?;
        self.lines();
        while let Some(again) = self.next_if(|kind| kind == TokenKind::Slashdash) {
            self.mistake(Mistake::new(again.span(), "`/-` takes out what follows, and here `/-` follows", "drop one"));
            self.lines();
        }
        Some(first.span())
    }

    /// Spaces, comments and ends of lines.
    pub fn lines(&mut self) {
        while self.spaces() || self.next_if(|kind| matches!(kind, TokenKind::Newline | TokenKind::LineComment)).is_some() {}
    }

    /// Spaces, comments in the line, and ends of lines behind a backslash. Whether there were any.
    pub fn spaces(&mut self) -> bool {
        let mut any = false;
        while let Some(token) = self.next_if(|kind| matches!(kind, TokenKind::Space | TokenKind::BlockComment | TokenKind::Escape)) {
            any = true;
            if token.kind == TokenKind::Escape {
                self.rest_of_line(token);
            } else {
                self.space(token);
            }
        }
        any
    }

    /// The end of the line behind a backslash.
    fn rest_of_line(&mut self, escape: Token<'_>) {
        while let Some(token) = self.next_if(|kind| matches!(kind, TokenKind::Space | TokenKind::BlockComment)) {
            self.space(token);
        }
        self.next_if(|kind| kind == TokenKind::LineComment);
        if self.next_if(|kind| kind == TokenKind::Newline).is_none() && self.peek().is_some() {
            self.mistake(Mistake::new(escape.span(), "the line does not end behind the backslash", "says nothing here"));
        }
    }

    /// Spaces, or a comment in the line.
    fn space(&mut self, token: Token<'_>) {
        if token.kind == TokenKind::BlockComment {
            self.comment(token);
        } else if token.text.rfind('\u{feff}').is_some_and(|at| token.offset + at > 0) {
            self.mistake(Mistake::new(token.span(), "a byte-order mark stands only at the beginning of a file", "drop it"));
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
