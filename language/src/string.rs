//! Strings: from how a string is written in KDL to the text it says. Each is read once, from its beginning to its end.

use super::lex::is_newline;
use super::model::Span;

/// What is wrong with a string.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    /// Where, within the string as it is written.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: &'static str,
}

impl Flaw {
    fn new(offset: usize, length: usize, message: impl Into<String>, help: &'static str) -> Self {
        Self { span: Span { offset, length }, message: message.into(), help }
    }
}

/// What a quoted string says; `written` is a whole token of its kind.
///
/// # Errors
/// The first thing that is wrong with it.
pub(super) fn text_of(written: &str) -> Result<String, Flaw> {
    if let Some((offset, char)) = written.char_indices().find(|(_, char)| is_disallowed(*char)) {
        let message = format!("a string cannot hold {} as it is", char.escape_unicode());
        return Err(Flaw::new(offset, char.len_utf8(), message, "drop it, or write \\u{...} with its number in the braces"));
    }
    let hashes = written.len() - written.trim_start_matches('#').len();
    let inner = &written[hashes..written.len() - hashes];
    let is_raw = hashes > 0;
    match inner.strip_prefix("\"\"\"").and_then(|inner| inner.strip_suffix("\"\"\"")) {
        Some(body) => lines(body, hashes + 3, is_raw),
        None if is_raw => Ok(inner[1..inner.len() - 1].to_owned()),
        None => unescaped(&inner[1..inner.len() - 1], 1),
    }
}

/// Whether a character cannot stand in a KDL text as it is: most control characters, and marks of direction and byte order.
pub(super) const fn is_disallowed(char: char) -> bool {
    matches!(
        char,
        '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

/// What a string of several lines says: its lines without what the last one begins with.
fn lines(body: &str, offset: usize, is_raw: bool) -> Result<String, Flaw> {
    let wrong =
        |message: &str| Flaw::new(0, offset, message, "the text of a string in three quotes has its own lines, and the quotes have theirs");
    let body = body.replace("\r\n", "\n").replace(is_newline, "\n");
    let body = if is_raw { body } else { without_escaped_space(&body) };
    let body = body.strip_prefix('\n').ok_or_else(|| wrong("a string in three quotes begins on a line of its own"))?;
    let (text, margin) = body.rsplit_once('\n').unwrap_or(("", body));
    if !margin.trim().is_empty() {
        return Err(wrong("a string in three quotes ends on a line of its own"));
    }
    let mut said = String::new();
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            said.push('\n');
        }
        if !line.trim().is_empty() {
            let line = line
                .strip_prefix(margin)
                .ok_or_else(|| wrong("each line of a string in three quotes begins with the spaces that its last one has"))?;
            said.push_str(line);
        }
    }
    if is_raw { Ok(said) } else { unescaped(&said, offset).map_err(|flaw| Flaw { span: Span { offset: 0, length: offset }, ..flaw }) }
}

/// A text without the spaces and line ends behind a backslash.
fn without_escaped_space(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let behind = &rest[at + 1..];
        let spaces = behind.len() - behind.trim_start().len();
        kept.push_str(&rest[..at]);
        let escaped = if spaces == 0 { behind.chars().next().map_or(0, char::len_utf8) } else { 0 };
        if spaces == 0 {
            kept.push_str(&rest[at..=at + escaped]);
        }
        rest = &behind[spaces + escaped..];
    }
    kept.push_str(rest);
    kept
}

/// What a text with escapes says. It begins at `offset` of its string.
fn unescaped(text: &str, offset: usize) -> Result<String, Flaw> {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        said.push_str(&rest[..at]);
        let begins = offset + text.len() - rest.len() + at;
        rest = &rest[at + 1..];
        let Some(escape) = rest.chars().next() else {
            return Err(Flaw::new(begins, 1, "a backslash says nothing here", "write \\\\ for a backslash"));
        };
        let length = match escape {
            'u' => {
                let (char, length) = code_point(rest, begins)?;
                said.push(char);
                length
            }
            _ if escape.is_whitespace() => rest.len() - rest.trim_start().len(),
            _ => {
                let char = simple(escape).ok_or_else(|| {
                    let message = format!("`\\{}` says nothing", escape.escape_debug());
                    Flaw::new(begins, 1 + escape.len_utf8(), message, "there are \\\" \\\\ \\b \\f \\n \\r \\s \\t and \\u{...}")
                })?;
                said.push(char);
                escape.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    said.push_str(rest);
    Ok(said)
}

/// What a backslash and a letter stand for.
const fn simple(escape: char) -> Option<char> {
    Some(match escape {
        '"' => '"',
        '\\' => '\\',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        's' => ' ',
        't' => '\t',
        _ => return None,
    })
}

/// The character that `u{...}` stands for, and how long that is.
fn code_point(text: &str, begins: usize) -> Result<(char, usize), Flaw> {
    let digits = text.strip_prefix("u{").map_or("", |rest| rest.split('}').next().unwrap_or_default());
    let closed = text.as_bytes().get(2 + digits.len()) == Some(&b'}');
    let is_number = (1..=6).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let char = u32::from_str_radix(digits, 16).ok().filter(|_| is_number && closed).and_then(char::from_u32);
    let wrong = || Flaw::new(begins, 2, "`\\u` is not followed by the number of a character", "write it like \\u{1f4fc}");
    char.map(|char| (char, 3 + digits.len())).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_say_what_is_written() {
        for (written, said) in [
            (r#""""#, ""),
            (r#""a\"b\\c\n\t\s\u{e9}""#, "a\"b\\c\n\t \u{e9}"),
            ("\"a\\   \n  b\"", "ab"),
            (r##"#"a\n"b"#"##, r#"a\n"b"#),
            ("\"\"\"\n    a\n\n      b\n    \"\"\"", "a\n\n  b"),
            ("\"\"\"\n\"\"\"", ""),
            ("#\"\"\"\n a\\\n \"\"\"#", "a\\"),
        ] {
            assert_eq!(text_of(written).as_deref(), Ok(said), "{written}");
        }
    }

    #[test]
    fn what_a_string_cannot_say_has_its_place() {
        for (written, offset) in
            [(r#""ab\q""#, 3), (r#""\u{110000}""#, 1), (r#""\u{1""#, 1), ("\"a\0\"", 2), ("\"\"\"a\"\"\"", 0), ("\"\"\"\na\n b\"\"\"", 0)]
        {
            assert_eq!(text_of(written).map_err(|flaw| flaw.span.offset), Err(offset), "{written}");
        }
    }
}
