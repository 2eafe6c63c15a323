//! What a token stands for: a word, a text, a number, a keyword, or nothing.
//!
//! The two slips that everybody makes, a duration without quotes and `true` without `#`, are told with what to write instead.

use super::value::truth_called;
use crate::diagnose::Mistake;
use crate::duration;
use crate::lex::{self, Token, TokenKind};
use crate::model::Span;
use crate::string::{self, Flaw};
use crate::tree::Literal;

/// The value that a token stands for.
pub(super) fn meaning(token: Token<'_>) -> Result<Literal, Box<Mistake>> {
    let span = token.span();
    let mistake = match token.kind {
        TokenKind::Word => match word(token.text) {
            Ok(value) => return Ok(value),
            Err(wrong) => wrong.at(span),
        },
        TokenKind::Quoted => match string::text_of(token.text) {
            Ok(text) => return Ok(Literal::Text(text)),
            Err(Flaw { span: place, message, help }) => {
                Mistake::new(Span { offset: span.offset + place.offset, ..place }, message, "not like this").help(help)
            }
        },
        TokenKind::Keyword => match keyword(token.text) {
            Some(value) => return Ok(value),
            None => {
                let instead = match truth_called(token.text.trim_start_matches('#')) {
                    Some(truth) => format!("write #{truth}"),
                    None if lex::begins_as_number(token.text.trim_start_matches('#')) => {
                        format!("write {}", token.text.trim_start_matches('#'))
                    }
                    None => String::from("the keywords are #true, #false and #null; a comment begins with //"),
                };
                Mistake::new(span, format!("`{}` is no keyword", token.text), "a `#` begins a keyword or a raw string").help(instead)
            }
        },
        TokenKind::Unclosed if token.text.starts_with('/') => {
            Mistake::new(Span { length: 2, ..span }, "a comment has no end", "begins here").help("write `*/` behind it")
        }
        TokenKind::Unclosed => unclosed(token),
        TokenKind::Stray if token.text.starts_with('#') => Mistake::new(span, "a comment does not begin with `#`", "a comment")
            .help(format!("write //{}", token.text.trim_start_matches('#'))),
        _ => Mistake::new(span, "this cannot stand here", "no word").help("put it in quotes if it belongs to a text"),
    };
    Err(Box::new(mistake))
}

/// A string that does not end.
fn unclosed(token: Token<'_>) -> Mistake {
    let mistake = Mistake::new(token.span(), "a string has no end", "begins here");
    match token.text.trim_end().chars().next_back().filter(|last| lex::closing(*last).is_some()) {
        Some(last) => mistake.help(format!("write `\"` behind it: `{last}` does not end what `\"` begins")),
        None => {
            let hashes = token.text.len() - token.text.trim_start_matches('#').len();
            let quotes = lex::quotes(&token.text[hashes..]);
            mistake.help(format!("write `{quotes}{}` where it ends", &token.text[..hashes]))
        }
    }
}

fn keyword(text: &str) -> Option<Literal> {
    Some(match text {
        "#true" => Literal::Truth(true),
        "#false" => Literal::Truth(false),
        "#null" => Literal::Null,
        // Words of KDL that no property takes; the mistake is reported where one stands.
        "#inf" | "#-inf" | "#nan" => Literal::Float(text.strip_prefix('#')?.parse().ok()?),
        _ => return None,
    })
}

/// Why a word is none.
#[derive(Debug)]
struct NoWord {
    message: String,
    label: &'static str,
    help: String,
}

impl NoWord {
    fn at(self, span: Span) -> Mistake {
        Mistake::new(span, self.message, self.label).help(self.help)
    }
}

/// What a word or number says.
fn word(word: &str) -> Result<Literal, NoWord> {
    if let Some(char) = word.chars().find(|char| string::is_disallowed(*char)) {
        let message = format!("a word holds {}, which nobody sees", char.escape_unicode());
        return Err(NoWord { message, label: "somewhere in it", help: String::from("write it anew") });
    }
    if matches!(word, "true" | "false" | "null" | "inf" | "-inf" | "nan") {
        let message = format!("`{word}` is not written like a word");
        return Err(NoWord { message, label: "a keyword", help: format!("write `#{word}`") });
    }
    if !lex::begins_as_number(word) {
        return Ok(Literal::Text(word.to_owned()));
    }
    number(word).ok_or_else(|| {
        let length = duration::parse(word).or_else(|wrong| wrong.meant.ok_or(wrong));
        let label = if length.is_ok() { "a duration" } else { "begins like a number, but is none" };
        let instead = length.map_or_else(|_| word.to_owned(), |length| length.to_string());
        NoWord { message: format!("`{word}` has to be quoted"), label, help: format!("write \"{instead}\"") }
    })
}

/// The number that a word is, if it is one: decimal, with a point or an exponent, or in one of the other bases.
fn number(word: &str) -> Option<Literal> {
    let (sign, digits) = match word.as_bytes().first()? {
        b'-' => ("-", &word[1..]),
        b'+' => ("", &word[1..]),
        _ => ("", word),
    };
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = digits.strip_prefix(prefix) {
            let digits = figures(digits, radix)?;
            return i128::from_str_radix(&format!("{sign}{digits}"), radix).ok().map(Literal::Integer);
        }
    }
    if let Some(digits) = figures(digits, 10) {
        return format!("{sign}{digits}").parse().ok().map(Literal::Integer);
    }
    let (mantissa, exponent) = digits.split_once(['e', 'E']).map_or((digits, None), |(mantissa, exponent)| (mantissa, Some(exponent)));
    let (whole, part) = mantissa.split_once('.').map_or((mantissa, None), |(whole, part)| (whole, Some(part)));
    let mut plain = format!("{sign}{}", figures(whole, 10)?);
    if let Some(part) = part {
        plain = format!("{plain}.{}", figures(part, 10)?);
    }
    if let Some(exponent) = exponent {
        let (sign, digits) = match exponent.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", exponent.strip_prefix('+').unwrap_or(exponent)),
        };
        plain = format!("{plain}e{sign}{}", figures(digits, 10)?);
    }
    plain.parse().ok().map(Literal::Float)
}

/// Digits, the first of which is one, without the underscores between and behind them.
fn figures(text: &str, radix: u32) -> Option<String> {
    let is_number = text.starts_with(|first: char| first.is_digit(radix)) && text.chars().all(|char| char.is_digit(radix) || char == '_');
    is_number.then(|| text.replace('_', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_no_misspelt_words() {
        for text in ["5", "-5", "0xFF", "1_000", "0b1", "a5", "-", "--a", "+"] {
            assert!(word(text).is_ok(), "{text}");
        }
        for text in ["5m", "-5m", "0xG", "true", "null", "1.5.2", "99999999999999999999999999999999999999999"] {
            assert!(word(text).is_err(), "{text}");
        }
    }
}
