//! From text to a KDL document.
//!
//! The two slips that everybody makes, a duration without quotes and `true` without `#`, end a KDL parser's patience
//! at the first one. They are found beforehand and mended with harmless words of the same length, so that all of
//! them can be reported, with everything else that is wrong.

use kdl::{KdlDiagnostic, KdlDocument, KdlEntry};

use crate::scenario::diagnose::Mistake;
use crate::scenario::duration;
use crate::scenario::lex;
use crate::scenario::model::Span;

/// A text as KDL.
pub(super) struct Reading {
    /// The document; none if the text is no KDL.
    pub document: Option<KdlDocument>,
    /// What is wrong with the text.
    pub mistakes: Vec<Mistake>,
    /// What was mended to get a document. Mistakes there follow from the mending.
    pub mended: Vec<Span>,
}

pub(super) fn read(text: &str) -> Reading {
    if let Some(mistake) = too_deep(text) {
        return Reading { document: None, mistakes: vec![mistake], mended: Vec::new() };
    }
    let mut mended = text.to_owned();
    let (mut mistakes, mut spans) = (Vec::new(), Vec::new());
    for token in lex::tokens(text).filter(|token| token.kind == lex::Kind::Word) {
        let span = token.span();
        if let Some(mistake) = misspelt(span, token.text) {
            mended.replace_range(span.offset..span.offset + span.length, &"x".repeat(span.length));
            mistakes.push(mistake);
            spans.push(span);
        }
    }
    let document = match KdlDocument::parse(&mended) {
        Ok(document) => Some(document),
        Err(error) => {
            mistakes.extend(error.diagnostics.into_iter().map(|diagnostic| from_kdl(text, diagnostic)));
            None
        }
    };
    Reading { document, mistakes, mended: spans }
}

/// How deep braces may stand in braces, and comments in comments. No scenario needs more than two; a KDL parser takes
/// twice as long with every level that is commented out, and runs out of stack at some thousands.
const DEEPEST: usize = 4;

/// Where a text nests too deep to be read.
fn too_deep(text: &str) -> Option<Mistake> {
    let mut depth = 0;
    let deepest = |token: &lex::Token<'_>| deepest_brace(token, &mut depth).max(deepest_comment(token)) > DEEPEST;
    let token = lex::tokens(text).find(deepest)?;
    let mistake = Mistake::new(token.span(), format!("this nests more than {DEEPEST} deep"), "too deep");
    Some(mistake.help("no scenario has blocks, or comments, in each other so often"))
}

/// How deep braces stand in braces in a token. After it they stand `depth` deep.
fn deepest_brace(token: &lex::Token<'_>, depth: &mut usize) -> usize {
    let is_comment = matches!(token.kind, lex::Kind::LineComment | lex::Kind::BlockComment);
    // A parser that does not like a string may go on with what is in it.
    let is_string = token.kind == lex::Kind::Quoted && KdlEntry::parse(token.text).is_ok();
    let mut deepest = *depth;
    for char in token.text.chars().filter(|_| !is_comment && !is_string) {
        *depth = match char {
            '{' => *depth + 1,
            '}' => depth.saturating_sub(1),
            _ => *depth,
        };
        deepest = deepest.max(*depth);
    }
    deepest
}

/// How deep comments stand in comments in a token.
fn deepest_comment(token: &lex::Token<'_>) -> usize {
    let may_nest = matches!(token.kind, lex::Kind::BlockComment | lex::Kind::Unclosed);
    if may_nest { lex::comment_marks(token.text).map(|(_, depth)| depth).max().unwrap_or(0) } else { 0 }
}

/// What the KDL parser found.
fn from_kdl(text: &str, diagnostic: KdlDiagnostic) -> Mistake {
    let mut span = Span::from(diagnostic.span);
    let message = diagnostic.message.unwrap_or_else(|| String::from("this is no KDL"));
    if message.contains("property value") {
        // The span begins with the node; what is wrong is where it ends.
        let end = span.offset + span.length;
        let last = text.get(..end).and_then(|before| before.chars().next_back()).map_or(0, char::len_utf8);
        span = Span { offset: end - last, length: last };
    }
    let mistake = Mistake::new(span, message, diagnostic.label.unwrap_or_else(|| String::from("here")));
    match diagnostic.help {
        Some(help) => mistake.help(help),
        None => mistake,
    }
}

/// A word that was not meant as KDL takes it.
fn misspelt(span: Span, word: &str) -> Option<Mistake> {
    let keyword = matches!(word, "true" | "false" | "null" | "inf" | "-inf" | "nan");
    let begins_as_number = word.trim_start_matches(['+', '-', '.']).starts_with(|first: char| first.is_ascii_digit());
    if keyword {
        Some(Mistake::new(span, format!("`{word}` is not written like a word"), "a keyword").help(format!("write `#{word}`")))
    } else if begins_as_number && KdlEntry::parse(word).is_err() {
        let label = if duration::parse(word).is_ok() { "a duration" } else { "begins like a number, but is none" };
        Some(Mistake::new(span, format!("`{word}` has to be quoted"), label).help(format!("write \"{word}\"")))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_no_misspelt_words() {
        for word in ["5", "-5", "0xFF", "1_000", "0b1", "a5", "-", "--5s", "+"] {
            assert!(misspelt(Span::default(), word).is_none(), "{word}");
        }
        for word in ["5m", "-5m", "0xG", "true", "null", "1.5.2"] {
            assert!(misspelt(Span::default(), word).is_some(), "{word}");
        }
    }
}
