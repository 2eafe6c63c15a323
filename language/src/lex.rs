//! Tokens of KDL, as far as mending and formatting need them. Any text has tokens; whether they make sense is for
//! the KDL parser to say.

use super::model::Span;

/// A kind of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Spaces, and a byte-order mark.
    Space,
    /// The end of a line.
    Newline,
    /// From `//` to the end of the line.
    LineComment,
    /// From `/*` to its `*/`.
    BlockComment,
    /// `/-`: the next thing counts for nothing.
    Slashdash,
    /// A word or number that is not quoted.
    Word,
    /// A string of any sort.
    Quoted,
    /// `#true` and the like.
    Keyword,
    /// A type annotation, with its brackets.
    Annotation,
    /// `=`
    Equals,
    /// `{`
    Open,
    /// `}`
    Close,
    /// `;`
    Semicolon,
    /// `#` or `//` where a value has to stand.
    Sign,
    /// `\`: the line goes on.
    Escape,
    /// A string or comment without an end, up to where it has to end at the latest.
    Unclosed,
    /// Something else.
    Stray,
}

/// A token of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub kind: TokenKind,
    pub text: &'t str,
    pub offset: usize,
}

impl Token<'_> {
    /// Where it stands.
    pub const fn span(&self) -> Span {
        Span { offset: self.offset, length: self.text.len() }
    }
}

/// The tokens of a text. Together they are the text.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let (mut rest, mut is_value_due) = (text, false);
    std::iter::from_fn(move || {
        let sign = comment_sign(rest).filter(|_| is_value_due);
        let (kind, length) = sign.map(|length| (TokenKind::Sign, length)).or_else(|| first(rest))?;
        is_value_due = kind == TokenKind::Equals || (is_value_due && kind == TokenKind::Space);
        let offset = text.len() - rest.len();
        let (text, after) = rest.split_at(length);
        rest = after;
        Some(Token { kind, text, offset })
    })
}

/// The kind and length of the token a text begins with.
fn first(text: &str) -> Option<(TokenKind, usize)> {
    let char = text.chars().next()?;
    let run = |fits: fn(char) -> bool| text.find(|char| !fits(char)).unwrap_or(text.len());
    let hashes = run(|char| char == '#');
    Some(match char {
        '\r' if text.starts_with("\r\n") => (TokenKind::Newline, 2),
        _ if is_newline(char) => (TokenKind::Newline, char.len_utf8()),
        _ if is_space(char) => (TokenKind::Space, run(is_space)),
        '/' if text.starts_with("//") => (TokenKind::LineComment, text.find(is_newline).unwrap_or(text.len())),
        '/' if text.starts_with("/*") => closed(text, TokenKind::BlockComment, end_of_comment(text)),
        '/' if text.starts_with("/-") => (TokenKind::Slashdash, 2),
        '"' => closed(text, TokenKind::Quoted, end_of_string(text)),
        '#' if text[hashes..].starts_with('"') => closed(text, TokenKind::Quoted, end_of_raw_string(text, hashes)),
        // A comment of another language, up to the end of its line.
        '#' if comment_sign(text).is_some() => (TokenKind::Stray, line_of(text).trim_end().len()),
        '#' => (TokenKind::Keyword, hashes + text[hashes..].find(|char| !is_word(char)).unwrap_or(text.len() - hashes)),
        '(' => (TokenKind::Annotation, end_of_annotation(text)),
        '=' => (TokenKind::Equals, 1),
        '{' => (TokenKind::Open, 1),
        '}' => (TokenKind::Close, 1),
        ';' => (TokenKind::Semicolon, 1),
        '\\' => (TokenKind::Escape, 1),
        _ if closing(char).is_some() => (TokenKind::Stray, end_of_other_quotes(text)),
        _ if is_word(char) => (TokenKind::Word, run(is_word)),
        _ => (TokenKind::Stray, char.len_utf8()),
    })
}

/// The length of what a comment of this or of another language begins with.
fn comment_sign(text: &str) -> Option<usize> {
    let hashes = text.len() - text.trim_start_matches('#').len();
    let is_hash = hashes > 0 && text[hashes..].chars().next().is_none_or(char::is_whitespace);
    if is_hash { Some(hashes) } else { text.starts_with("//").then_some(2) }
}

/// A token that has an end, or else goes on to the end of the line (strings in single quotes) or of the text.
fn closed(text: &str, kind: TokenKind, end: Option<usize>) -> (TokenKind, usize) {
    let one_line = kind == TokenKind::Quoted && quotes(text.trim_start_matches('#')).len() == 1;
    match end {
        Some(end) => (kind, end),
        None if one_line => (TokenKind::Unclosed, text.find(is_newline).unwrap_or(text.len())),
        None => (TokenKind::Unclosed, text.len()),
    }
}

/// The first line of a text.
pub(super) fn line_of(text: &str) -> &str {
    text.split(is_newline).next().unwrap_or_default()
}

/// What closes a text in quotes that are none of KDL, if a character begins such a text.
pub(super) const fn closing(opening: char) -> Option<&'static str> {
    match opening {
        '\'' | '‘' | '’' | '‚' | '‛' | '`' | '´' => Some("'‘’‚`´"),
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' => Some("\"“”„«»″"),
        _ => None,
    }
}

/// Where the text in other quotes ends that a text begins with: behind quotes that no word follows, or at the end of the
/// line. What opens a block there stays.
fn end_of_other_quotes(text: &str) -> usize {
    let line = line_of(text);
    let mut chars = line.char_indices();
    let closers = chars.next().and_then(|(_, opening)| closing(opening)).unwrap_or_default();
    let mut ends = chars.filter(|(_, char)| closers.contains(*char)).map(|(at, char)| at + char.len_utf8());
    let ends_there = |end: &usize| line[*end..].chars().next().is_none_or(|next| next.is_whitespace() || "{};=".contains(next));
    ends.find(ends_there).unwrap_or_else(|| {
        let line = line.trim_end();
        line.strip_suffix('{').map_or(line, str::trim_end).len()
    })
}

/// Where the type annotation that a text begins with ends. A quoted bracket does not end it.
fn end_of_annotation(text: &str) -> usize {
    let mut at = 1;
    while let Some(found) = text[at..].find(|char| matches!(char, ')' | '"') || is_newline(char)) {
        at += found;
        if !text[at..].starts_with('"') {
            return at + usize::from(text[at..].starts_with(')'));
        }
        at += end_of_string(&text[at..]).unwrap_or(1);
    }
    text.len()
}

/// Where the string that a text begins with ends. A quote behind a backslash does not end it; the end of the line cuts
/// off a string in single quotes, unless a backslash escapes it.
fn end_of_string(text: &str) -> Option<usize> {
    let quotes = quotes(text);
    let mut at = quotes.len();
    while let Some(found) = text[at..].find(|char| matches!(char, '\\' | '"') || is_newline(char)) {
        at += found;
        if text[at..].starts_with('\\') {
            let escaped = &text[at + 1..];
            let spaces = escaped.len() - escaped.trim_start().len();
            at += 1 + spaces.max(escaped.chars().next().map_or(0, char::len_utf8));
        } else if text[at..].starts_with(quotes) {
            return Some(at + quotes.len());
        } else if quotes.len() == 1 {
            return None;
        } else {
            at += text[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    None
}

/// Where the raw string that a text begins with ends.
fn end_of_raw_string(text: &str, hashes: usize) -> Option<usize> {
    let quotes = quotes(&text[hashes..]);
    let begins = hashes + quotes.len();
    let end = format!("{quotes}{}", "#".repeat(hashes));
    // What ends with its line is not looked for in all the lines below.
    let body = if quotes.len() == 1 { text[begins..].split(is_newline).next().unwrap_or_default() } else { &text[begins..] };
    body.find(&end).map(|found| begins + found + end.len())
}

/// The quotes a text begins with: three, or one.
pub(super) fn quotes(text: &str) -> &'static str {
    if text.starts_with("\"\"\"") { "\"\"\"" } else { "\"" }
}

/// Where the block comment that a text begins with ends. Block comments nest.
fn end_of_comment(text: &str) -> Option<usize> {
    comment_marks(text).find(|(_, depth)| *depth == 0).map(|(end, _)| end)
}

/// The marks of the block comments that a text begins with: where each ends, and how deep comments nest after it.
pub(super) fn comment_marks(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let (mut at, mut depth) = (0, 0_usize);
    std::iter::from_fn(move || {
        while let Some(found) = text[at..].find(['*', '/']) {
            at += found;
            let mark = if text[at..].starts_with("/*") {
                depth += 1;
                true
            } else if text[at..].starts_with("*/") {
                depth = depth.saturating_sub(1);
                true
            } else {
                false
            };
            at += 1 + usize::from(mark);
            if mark {
                return Some((at, depth));
            }
        }
        None
    })
}

/// Whether a character ends a line.
pub(super) fn is_newline(char: char) -> bool {
    matches!(char, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a word wants to be a number.
pub(super) fn begins_as_number(word: &str) -> bool {
    let unsigned = word.strip_prefix(['+', '-']).unwrap_or(word);
    unsigned.strip_prefix('.').unwrap_or(unsigned).starts_with(|first: char| first.is_ascii_digit())
}

fn is_space(char: char) -> bool {
    (char.is_whitespace() && !is_newline(char)) || char == '\u{feff}'
}

/// Whether a character can be part of a word that is not quoted.
fn is_word(char: char) -> bool {
    !char.is_whitespace() && !char.is_control() && !"(){}[]/\\\"#;=\u{feff}".contains(char)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        tokens(text).filter(|token| token.kind == TokenKind::Word).map(|token| token.text).collect()
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
    fn tokens_are_the_whole_text() {
        for text in ["a{b;c=#null}\\\n/-(u8)5 é // x\r\n\u{feff}]", "(open", "\"\\", "##", "/", "a= # b", "a=//"] {
            let whole: String = tokens(text).map(|token| token.text).collect();
            assert_eq!(whole, text);
        }
    }
}
