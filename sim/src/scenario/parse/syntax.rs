//! From text to a KDL document.
//!
//! The two slips that everybody makes, a duration without quotes and `true` without `#`, end a KDL parser's patience
//! at the first one. They are found beforehand and mended with harmless words of the same length, so that all of
//! them can be reported, with everything else that is wrong.

use kdl::{KdlDiagnostic, KdlDocument, KdlEntry};

use crate::scenario::diagnose::Mistake;
use crate::scenario::duration;
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
    let mut mended = text.to_owned();
    let (mut mistakes, mut spans) = (Vec::new(), Vec::new());
    for (span, word) in bare_words(text) {
        if let Some(mistake) = misspelt(span, word) {
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

/// The words of a text that are neither quoted nor in a comment.
fn bare_words(text: &str) -> impl Iterator<Item = (Span, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            rest = skip(rest);
            let length = rest.find(|char: char| !is_word(char)).unwrap_or(rest.len());
            if rest.is_empty() {
                return None;
            }
            let offset = text.len() - rest.len();
            let (word, after) = rest.split_at(length);
            rest = after;
            if !word.is_empty() {
                return Some((Span { offset, length }, word));
            }
        }
    })
}

/// What a text is after the comment, the string, the `#keyword` or the mark it begins with.
fn skip(text: &str) -> &str {
    let after = |mark: &str, from: usize| text[from..].find(mark).map_or(text.len(), |found| from + found + mark.len());
    let hashes = text.bytes().take_while(|byte| *byte == b'#').count();
    let end = if text.starts_with("//") {
        after("\n", 2)
    } else if text.starts_with("/*") {
        end_of_comment(text)
    } else if hashes > 0 && text[hashes..].starts_with('"') {
        let quotes = if text[hashes..].starts_with("\"\"\"") { "\"\"\"" } else { "\"" };
        after(&format!("{quotes}{}", "#".repeat(hashes)), hashes + quotes.len())
    } else if hashes > 0 {
        text[hashes..].find(|char: char| !is_word(char)).map_or(text.len(), |found| hashes + found)
    } else if text.starts_with("\"\"\"") {
        end_of_string(text, "\"\"\"")
    } else if text.starts_with('"') {
        end_of_string(text, "\"")
    } else {
        text.chars().next().filter(|first| !is_word(*first)).map_or(0, char::len_utf8)
    };
    &text[end..]
}

/// Where the string that a text begins with ends. A quote behind a backslash does not end it.
fn end_of_string(text: &str, quotes: &str) -> usize {
    let mut at = quotes.len();
    while let Some(found) = text[at..].find(['\\', '"']) {
        at += found;
        if text[at..].starts_with('\\') {
            at += 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8);
        } else if text[at..].starts_with(quotes) {
            return at + quotes.len();
        } else {
            at += 1;
        }
    }
    text.len()
}

/// Where the block comment that a text begins with ends. Block comments nest.
fn end_of_comment(text: &str) -> usize {
    let (mut at, mut depth) = (2, 1_usize);
    while let Some(found) = text[at..].find(['*', '/']) {
        at += found;
        if text[at..].starts_with("*/") {
            at += 2;
            depth -= 1;
            if depth == 0 {
                return at;
            }
        } else if text[at..].starts_with("/*") {
            at += 2;
            depth += 1;
        } else {
            at += 1;
        }
    }
    text.len()
}

/// Whether a character can be part of a word that is not quoted.
fn is_word(char: char) -> bool {
    !char.is_whitespace() && !char.is_control() && !"(){}[]/\\\"#;=\u{feff}".contains(char)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        bare_words(text).map(|(_, word)| word).collect()
    }

    #[test]
    fn words_in_strings_and_comments_are_not_bare() {
        assert_eq!(words("a b=c \"d e\" // f\ng /* h /* i */ j */ k #\"l\"m\"# n #true o"), ["a", "b", "c", "g", "k", "n", "o"]);
        assert_eq!(words("a \"b\\\" c\" d \"\"\"\n e \" f\n\"\"\" g"), ["a", "d", "g"]);
        assert_eq!(words("\"open"), Vec::<&str>::new());
        assert_eq!(words("/* open"), Vec::<&str>::new());
        assert_eq!(words("#\"open"), Vec::<&str>::new());
    }

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
