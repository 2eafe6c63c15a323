//! What a token stands for: a word, a text, a number, a keyword, or nothing.
//!
//! The two slips that everybody makes, a duration without quotes and `true` without `#`, are told with what to write instead.

use kdl::{KdlEntry, KdlValue};

use super::value::truth_called;
use crate::diagnose::Mistake;
use crate::duration;
use crate::lex::{self, Kind, Token};
use crate::model::Span;
use crate::string::{self, Flaw};

/// The value that a token stands for.
pub(super) fn meaning(token: Token<'_>) -> Result<KdlValue, Box<Mistake>> {
    let span = token.span();
    let mistake = match token.kind {
        Kind::Word => match word(token.text) {
            Ok(value) => return Ok(value),
            Err(wrong) => wrong.at(span),
        },
        Kind::Quoted => match string::text_of(token.text) {
            Ok(text) => return Ok(KdlValue::String(text)),
            Err(Flaw { span: place, message, help }) => {
                Mistake::new(Span { offset: span.offset + place.offset, ..place }, message, "not like this").help(help)
            }
        },
        Kind::Keyword => match keyword(token.text) {
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
        Kind::Unclosed if token.text.starts_with('/') => {
            Mistake::new(Span { length: 2, ..span }, "a comment has no end", "begins here").help("write `*/` behind it")
        }
        Kind::Unclosed => unclosed(token),
        Kind::Stray if token.text.starts_with('#') => Mistake::new(span, "a comment does not begin with `#`", "a comment")
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

fn keyword(text: &str) -> Option<KdlValue> {
    Some(match text {
        "#true" => KdlValue::Bool(true),
        "#false" => KdlValue::Bool(false),
        "#null" => KdlValue::Null,
        // Words of KDL that no property takes; whoever writes one is told so where it stands.
        "#inf" | "#-inf" | "#nan" => KdlValue::Float(text.strip_prefix('#')?.parse().ok()?),
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
fn word(word: &str) -> Result<KdlValue, NoWord> {
    if let Some(char) = word.chars().find(|char| string::is_disallowed(*char)) {
        let message = format!("a word holds {}, which nobody sees", char.escape_unicode());
        return Err(NoWord { message, label: "somewhere in it", help: String::from("write it anew") });
    }
    if matches!(word, "true" | "false" | "null" | "inf" | "-inf" | "nan") {
        let message = format!("`{word}` is not written like a word");
        return Err(NoWord { message, label: "a keyword", help: format!("write `#{word}`") });
    }
    if !lex::begins_as_number(word) {
        return Ok(KdlValue::String(word.to_owned()));
    }
    let read = KdlEntry::parse(word).ok().filter(|entry| entry.name().is_none());
    read.map(|entry| entry.value().clone()).ok_or_else(|| {
        let length = duration::parse(word).or_else(|wrong| wrong.meant.ok_or(wrong));
        let label = if length.is_ok() { "a duration" } else { "begins like a number, but is none" };
        let instead = length.map_or_else(|_| word.to_owned(), |length| length.to_string());
        NoWord { message: format!("`{word}` has to be quoted"), label, help: format!("write \"{instead}\"") }
    })
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
