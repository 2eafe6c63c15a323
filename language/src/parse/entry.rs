//! Entries: the arguments and properties of a node, and the values of both.
//!
//! What is written as elsewhere, and plainly meant, is a mistake of which the meaning is kept.

use super::slip::{self, Slip};
use super::syntax::{HARMLESS, Parser};
use super::token::meaning;
use crate::diagnose::Mistake;
use crate::duration;
use crate::lex::{self, Token, TokenKind};
use crate::model::Span;
use crate::tree::{Entry, Literal, Word};

/// What stands where a value could stand.
pub(super) enum FoundValue<'t> {
    /// A value.
    Value(Token<'t>, Literal),
    /// A value that is written otherwise here. It has been reported.
    Slip(Span, Literal),
    /// Something that is none. It has been reported.
    Nonsense(Span),
}

impl<'t> Parser<'t> {
    /// A property or an argument.
    pub fn property_or_argument(&mut self) -> Option<Entry> {
        let before = std::mem::take(&mut self.trivia.inline);
        self.annotation();
        let first = self.value()?;
        let begins = first.span().offset;
        let is_text = !matches!(&first, FoundValue::Value(_, value) if !value.is_string());
        if is_text {
            self.spaces();
        }
        let Some(equals) = self.next_if(|kind| is_text && kind == TokenKind::Equals) else {
            let entry = self.property_with_colon(&first).unwrap_or_else(|| {
                let argument = self.with_unit(first);
                self.make_entry(argument, None, begins)
            });
            return Some(Entry { before, ..entry });
        };
        self.spaces();
        while let Some(again) = self.next_if(|kind| kind == TokenKind::Equals) {
            self.mistake(Mistake::new(again.span(), "one `=` is enough", "drop it"));
            self.spaces();
        }
        let is_comment = self.comment_sign();
        self.annotation();
        let is_value = self.peek().is_some_and(|token| token.kind.can_be_in_value());
        let Some(value) = is_value.then(|| self.value()).flatten() else {
            if !is_comment {
                self.mistake(Mistake::new(equals.span(), "a property has no value", "nothing follows"));
            }
            return Some(self.make_entry(FoundValue::Nonsense(equals.span()), Some(first), begins));
        };
        let inline = self.trivia.inline.len();
        let value = self.with_unit(value);
        // What stands behind the value is nothing of this property.
        let behind = self.trivia.inline.split_off(inline);
        let mut entry = Entry { before, ..self.make_entry(value, Some(first), begins) };
        entry.before.append(&mut std::mem::replace(&mut self.trivia.inline, behind));
        Some(entry)
    }

    /// A property that is written with a colon, if a word begins one.
    fn property_with_colon(&mut self, first: &FoundValue<'t>) -> Option<Entry> {
        let FoundValue::Value(token, Literal::Text(_)) = first else { return None };
        let (key, value) = if let Some((key, value)) = slip::with_colon(token.text).filter(|_| token.kind == TokenKind::Word) {
            let value = Token { text: value, offset: token.offset + key.len() + 1, ..*token };
            (key, self.found(value))
        } else {
            let colon = self.peek().filter(|next| next.kind == TokenKind::Word && next.text == ":" && token.kind == TokenKind::Word);
            let key = slip::before_colon(*token).or(colon.and(Some(token.text)))?;
            if colon.is_some() {
                self.next();
                self.spaces();
            }
            self.peek().filter(|next| next.kind.can_be_in_value())?;
            (key, self.value()?)
        };
        let (offset, place) = (token.offset, value.span());
        let span = Span { offset, length: place.offset + place.length - offset };
        self.mistake(slip::colon(span, key, &self.text[place.offset..place.offset + place.length]));
        self.reading.mended.push(span);
        let key = FoundValue::Slip(Span { offset, length: key.len() }, Literal::Text(key.to_owned()));
        Some(self.make_entry(value, Some(key), offset))
    }

    /// A value, with the unit that stands behind a number and a space.
    fn with_unit(&mut self, value: FoundValue<'t>) -> FoundValue<'t> {
        let FoundValue::Value(number, Literal::Integer(_) | Literal::Float(_)) = &value else { return value };
        let begins = number.offset;
        self.spaces();
        let unit = self.peek().filter(|next| next.kind == TokenKind::Word && duration::is_unit(next.text));
        let span = unit.map(|unit| Span { offset: begins, length: unit.offset + unit.text.len() - begins });
        match span.and_then(|span| slip::spaced_duration(&self.text[span.offset..span.offset + span.length], span)) {
            Some(slip) => {
                self.next();
                self.slip(slip)
            }
            None => value,
        }
    }

    /// What goes on behind blanks, and is one value: a part, as in `L1.slot [1]`, or a list.
    fn with_blanks(&mut self, token: Token<'t>) -> Option<Slip> {
        let slip = slip::spaced_part(token, self.text).or_else(|| slip::list(token, self.text))?;
        while self.peek().is_some_and(|next| next.offset < slip.span.offset + slip.span.length) {
            self.next();
        }
        Some(slip)
    }

    fn slip(&mut self, slip: Slip) -> FoundValue<'t> {
        self.mistake(slip.mistake);
        FoundValue::Slip(slip.span, slip.meant)
    }

    fn comma(&mut self, offset: usize) {
        // What stands behind it may be one too many.
        self.reading.mended.push(Span { offset, length: 2 });
        let before = self.comma.replace(offset);
        if before.is_none_or(|before| self.text[before..offset].contains(lex::is_newline)) {
            self.mistake(slip::comma(offset));
        }
    }

    /// The entry that a value makes, with its key. A harmless word stands in the place of what is no value.
    fn make_entry(&mut self, value: FoundValue<'t>, key: Option<FoundValue<'t>>, begins: usize) -> Entry {
        let span = value.span();
        let written = self.text[span.offset..span.offset + span.length].to_owned();
        let value = match value {
            FoundValue::Value(_, value) => value,
            FoundValue::Slip(_, value) => {
                self.reading.mended.push(span);
                value
            }
            FoundValue::Nonsense(_) => {
                self.reading.mended.push(span);
                Literal::Text(String::from(HARMLESS))
            }
        };
        let key = key.map(|key| {
            let span = key.span();
            let text = key.into_text().unwrap_or_else(|| {
                self.reading.mended.push(span);
                String::from(HARMLESS)
            });
            Word { text, span }
        });
        let whole = Span { offset: begins, length: span.offset + span.length - begins };
        Entry { key, value, written, value_span: span, span: whole, before: Vec::new() }
    }

    /// A value: the tokens up to the next space, of which there should be one.
    pub fn value(&mut self) -> Option<FoundValue<'t>> {
        let token = self.next()?;
        if let Some(slip) = self.with_blanks(token) {
            return Some(self.slip(slip));
        }
        let (mut span, mut last) = (token.span(), None);
        while let Some(more) = self.next_if(|kind| kind.can_be_in_value() && slip::before_colon(token).is_none()) {
            span.length = more.offset + more.text.len() - span.offset;
            last = Some(more);
        }
        Some(match last {
            None => self.found(token),
            Some(comma) if token.kind == TokenKind::Quoted && comma.text == "," && comma.offset == token.offset + token.text.len() => {
                self.comma(comma.offset);
                match self.found(token) {
                    FoundValue::Value(token, value) => FoundValue::Slip(token.span(), value),
                    other => other,
                }
            }
            Some(last) => self.several(span, last),
        })
    }

    /// What a token is as a value.
    fn found(&mut self, token: Token<'t>) -> FoundValue<'t> {
        if let Some(word) = slip::before_comma(token) {
            self.comma(token.offset + word.text.len());
            return match meaning(word).ok().filter(|_| !word.text.is_empty()) {
                Some(value) => FoundValue::Slip(word.span(), value),
                None => FoundValue::Nonsense(token.span()),
            };
        }
        if let Some(slip) = slip::in_other_quotes(token) {
            return self.slip(slip);
        }
        match meaning(token) {
            Ok(value) => FoundValue::Value(token, value),
            Err(mistake) => {
                if token.kind == TokenKind::Unclosed {
                    self.breaks(*mistake);
                } else {
                    self.mistake(*mistake);
                    if token.kind == TokenKind::Stray && token.text.starts_with('#') && token.text.ends_with('{') {
                        self.comment = self.reading.mistakes.len().checked_sub(1);
                    }
                }
                FoundValue::Nonsense(token.span())
            }
        }
    }

    /// Several tokens where there should be one.
    fn several(&mut self, span: Span, last: Token<'t>) -> FoundValue<'t> {
        if let Some(slip) = slip::part(&self.text[span.offset..span.offset + span.length], span) {
            return self.slip(slip);
        }
        if last.kind == TokenKind::Unclosed {
            // It may be that a text ends here, and as well that one begins that has no end.
            let stray = Mistake::new(Span { length: 1, ..last.span() }, "a `\"` stands behind a word", "one alone");
            self.breaks(stray.help("put a text between two of them: \"a text\""));
        } else {
            let stray = Mistake::new(span, "a word cannot hold such characters", "not one word");
            self.mistake(stray.help("put it in quotes, or spaces between its words"));
        }
        FoundValue::Nonsense(span)
    }
}

impl FoundValue<'_> {
    fn span(&self) -> Span {
        match self {
            Self::Value(token, _) => token.span(),
            Self::Slip(span, _) | Self::Nonsense(span) => *span,
        }
    }

    /// What it says, if that is a text.
    fn into_text(self) -> Option<String> {
        match self {
            Self::Value(_, Literal::Text(text)) | Self::Slip(_, Literal::Text(text)) => Some(text),
            Self::Value(..) | Self::Slip(..) | Self::Nonsense(_) => None,
        }
    }
}

impl TokenKind {
    /// Whether nothing but a space separates it from a value.
    pub fn can_be_in_value(self) -> bool {
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
            | Self::Sign
            | Self::Escape => false,
        }
    }
}
