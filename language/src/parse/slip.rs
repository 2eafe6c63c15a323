//! Slips: what people write who come from other languages, and what is written here instead.
//!
//! What was meant is plain, so reading goes on with it.

use crate::diagnose::Mistake;
use crate::duration;
use crate::grammar;
use crate::lex::{self, Token, TokenKind};
use crate::model::Span;
use crate::signature::SIGNATURES;
use crate::tree::Literal;

/// Something that is written otherwise here, and what it means.
pub(super) struct Slip {
    pub span: Span,
    pub meant: Literal,
    pub mistake: Mistake,
}

impl Slip {
    fn new(span: Span, meant: impl Into<String>, mistake: Mistake) -> Self {
        Self { span, meant: Literal::Text(meant.into()), mistake }
    }
}

/// A text in quotes of another kind: `'tape'`, `“tape”`.
pub(super) fn in_other_quotes(token: Token<'_>) -> Option<Slip> {
    let (opening, closers) = token.text.chars().next().and_then(|first| Some((first, lex::closing(first)?)))?;
    let inner = &token.text[opening.len_utf8()..];
    let text = inner.strip_suffix(|last: char| closers.contains(last)).unwrap_or(inner);
    let quotes = match opening {
        '\'' => "single quotes",
        '`' | '´' => "backquotes",
        _ => "curly quotes",
    };
    let mistake = Mistake::new(token.span(), format!("a text stands in {quotes}"), "not in double quotes");
    let mistake = match text.parse::<i64>() {
        Ok(number) => mistake.help(format!("write a number without quotes: {number}, and put a text in double quotes: \"{number}\"")),
        Err(_) => mistake.help(format!("put the text in double quotes: {}", quoted(text))),
    };
    Some(Slip::new(token.span(), text, mistake))
}

/// A text as it is written.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A part of something that is written like an element of an array, or like a path: `L1.slot[1]`.
pub(super) fn part(written: &str, span: Span) -> Option<Slip> {
    let meant = reference(&written.replace(BLANKS, ""))?;
    let mistake = Mistake::new(span, format!("`{written}` is not how parts are named"), "not with points");
    Some(Slip::new(span, meant.as_str(), mistake.help(format!("write {meant}"))))
}

/// What separates words of a line.
const BLANKS: [char; 2] = [' ', '\t'];

/// A part with blanks before or in its brackets, or before its number: `L1.slot [1]`, `L1.slot 1`.
pub(super) fn spaced_part(token: Token<'_>, text: &str) -> Option<Slip> {
    let begins = token.offset + token.text.len();
    let mut behind = text.get(begins..).filter(|_| token.kind == TokenKind::Word)?;
    while let Some(rest) = behind_brackets(behind) {
        behind = rest;
    }
    let mut ends = text.len() - behind.len();
    if ends == begins && token.text.contains('.') && !token.text.ends_with(|last: char| last.is_ascii_digit()) {
        let number = behind.trim_start_matches(BLANKS);
        ends = text.len() - number.trim_start_matches(|digit: char| digit.is_ascii_digit()).len();
    }
    let is_whole = text[ends..].chars().next().is_none_or(|next| next.is_whitespace() || "{};".contains(next));
    let has_blanks = text[begins..ends].trim_end_matches(BLANKS).contains(BLANKS);
    let span = Span { offset: token.offset, length: ends - token.offset };
    if is_whole && has_blanks { part(&text[token.offset..ends], span) } else { None }
}

/// What stands behind a word in brackets with which a text begins.
fn behind_brackets(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(BLANKS);
    let closes = if text.starts_with('[') { ']' } else { text.strip_prefix('(').and(Some(')'))? };
    text[1..].trim_start_matches(|char: char| char.is_ascii_alphanumeric() || BLANKS.contains(&char)).strip_prefix(closes)
}

/// A list as other languages have it: `[T1, T2]`.
pub(super) fn list(token: Token<'_>, text: &str) -> Option<Slip> {
    let inner = text[token.offset..].strip_prefix('[').filter(|_| token.kind == TokenKind::Stray)?;
    let inner = &inner[..inner.find(|char: char| !(char.is_ascii_alphanumeric() || "._-, \t".contains(char)))?];
    let span = Span { offset: token.offset, length: inner.len() + 2 };
    let words: Vec<&str> = inner.split([',', ' ', '\t']).filter(|word| !word.is_empty()).collect();
    let meant = words.join("+");
    let ends = text[token.offset + 1 + inner.len()..].strip_prefix(']')?;
    let is_whole = ends.chars().next().is_none_or(char::is_whitespace) && !words.is_empty();
    let mistake = Mistake::new(span, "a list stands in brackets", "not joined");
    is_whole.then(|| Slip::new(span, meant.as_str(), mistake.help(format!("write {meant}: what is in it is joined with `+`"))))
}

/// The words for parts of libraries and cartridges.
const PARTS: [&str; 12] =
    ["changer", "transport", "slot", "drive", "port", "door", "magazine", "reader", "floor", "physical", "logical", "side"];

/// The reference that a word is, if it had a point between its parts: `L1.slot.1` for `L1.slot[1]`, `L1-slot-1` and `L1.slots1`.
pub(super) fn reference(written: &str) -> Option<String> {
    let separates = |char: char| ".[]()/\\-_:".contains(char);
    let fits = written.starts_with(|first: char| first.is_ascii_alphabetic())
        && written.chars().all(|char| char.is_ascii_alphanumeric() || separates(char));
    let mut pieces = written.split(separates).scan(0, |next, piece| {
        let begins = *next;
        *next += piece.len() + 1;
        Some((begins, piece))
    });
    let part = |piece: &str| {
        let letters = piece.trim_end_matches(|char: char| char.is_ascii_digit());
        let part = PARTS.into_iter().find(|part| letters.strip_suffix('s').unwrap_or(letters) == *part)?;
        Some((part, piece[letters.len()..].to_owned()))
    };
    let (begins, (part, number)) = pieces.by_ref().skip(1).find_map(|(begins, piece)| Some((begins, part(piece)?)))?;
    let head = written[..begins].trim_end_matches(separates);
    let numbers = std::iter::once(number.as_str()).chain(pieces.map(|(_, piece)| piece)).filter(|piece| !piece.is_empty());
    let reference: Vec<&str> = [head, part].into_iter().chain(numbers).collect();
    (fits && !head.is_empty()).then(|| reference.join("."))
}

/// A number with a unit behind a space: `30 sec`.
pub(super) fn spaced_duration(written: &str, span: Span) -> Option<Slip> {
    let meant = duration::parse(written).err()?.meant?.to_string();
    let mistake = Mistake::new(span, format!("`{written}` has to be one word in quotes"), "a duration");
    Some(Slip::new(span, meant.as_str(), mistake.help(format!("write \"{meant}\""))))
}

/// The key and the value of a word that is a property with a colon: `slots:8`.
pub(super) fn with_colon(word: &str) -> Option<(&str, &str)> {
    let (key, value) = word.split_once(':')?;
    (!value.is_empty() && is_property(key)).then_some((key, value))
}

/// A word with a colon behind it: `slots:`.
pub(super) fn before_colon(token: Token<'_>) -> Option<&str> {
    let word = token.text.strip_suffix(':').filter(|_| token.kind == TokenKind::Word)?;
    let is_plain = |char: char| char.is_ascii_alphanumeric() || char == '-' || char == '_';
    (word.starts_with(|first: char| first.is_ascii_alphabetic()) && word.chars().all(is_plain)).then_some(word)
}

/// What is said of a property that is written with a colon.
pub(super) fn colon(span: Span, key: &str, value: &str) -> Mistake {
    Mistake::new(span, "a property is written with `=` and not with `:`", "a colon").help(format!("write {key}={value}"))
}

/// Whether some node has a property of this name.
fn is_property(name: &str) -> bool {
    let shapes = [grammar::SETUP, grammar::ACTS, grammar::STATEMENTS, grammar::LIBRARY, grammar::CLIENT];
    let properties = shapes.into_iter().flatten().flat_map(|shape| shape.properties).chain(grammar::CALL);
    let mut parameters = SIGNATURES.iter().flat_map(|signature| signature.parameters).map(|field| field.parameter.spelling());
    properties.into_iter().any(|property| property.name == name) || parameters.any(|parameter| parameter == name)
}

/// A word with a comma behind it: `8,`.
pub(super) fn before_comma(token: Token<'_>) -> Option<Token<'_>> {
    let text = token.text.strip_suffix(',').filter(|_| token.kind == TokenKind::Word)?;
    Some(Token { text, ..token })
}

/// What is said of a comma.
pub(super) fn comma(offset: usize) -> Mistake {
    let mistake = Mistake::new(Span { offset, length: 1 }, "a comma stands between the values of a node", "a comma");
    mistake.help("drop it: spaces separate them, and `+` joins a list: T1+T2")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_called_with_points() {
        for (written, meant) in [
            ("L1.slot[1]", "L1.slot.1"),
            ("L1.slots[12]", "L1.slot.12"),
            ("L1[slot][1]", "L1.slot.1"),
            ("L1/slot/1", "L1.slot.1"),
            ("L1.slot(1)", "L1.slot.1"),
            ("my-lib-slot-1", "my-lib.slot.1"),
            ("L1:slot:1", "L1.slot.1"),
            ("L1.slot1", "L1.slot.1"),
            ("L1_port_1_2", "L1.port.1.2"),
            ("T1.side[2]", "T1.side.2"),
            ("L1.door[]", "L1.door"),
        ] {
            assert_eq!(reference(written).as_deref(), Some(meant), "{written}");
        }
        for written in ["slot", "slot[1]", "4/15/01", "MountNtmsMedia/ERROR_BUSY", "L1.slot{1}", "[slot]", "é.slot.1", ""] {
            assert_eq!(reference(written), None, "{written}");
        }
    }
}
