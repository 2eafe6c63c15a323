//! Escaping: how a text that others wrote is printed, in each format that there is.
//!
//! Titles, names, bar codes, file names and messages come from scenarios, libraries and other engines. Wherever they are printed,
//! they say what they say and do nothing: they begin no line, end no tag, and nothing of them reaches a terminal as it is.

use std::borrow::Cow;
use std::fmt::Write;

/// What begins a command of a CI system within a line: `##[error]`, `##vso[...]`, `##teamcity[...]`.
const COMMAND: &str = "##";

/// A text in one line for people. What is not plainly visible is written as a scenario would write it, and so is what a CI system
/// would take for a command: `::` where a word begins, and `##` before a word.
#[must_use]
pub fn human(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unseen) && !text.contains("::") && !text.contains(COMMAND) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    push(&mut out, text, ' ');
    Cow::Owned(out)
}

/// Writes a text as [`human`] has it, behind a character; gives its last one.
fn push(out: &mut String, text: &str, mut before: char) -> char {
    for (at, char) in text.char_indices() {
        let rest = &text[at..];
        let begins = before.is_whitespace() && rest.starts_with("::");
        let commands = before == '#' && char == '#' && rest[1..].starts_with(|next: char| next == '[' || next.is_ascii_alphabetic());
        if is_unseen(char) || begins || commands {
            unseen(out, char);
        } else {
            out.push(char);
        }
        before = char;
    }
    before
}

/// What is printed besides, between colours of our own: a last look at each line, so that nothing is forgotten.
#[must_use]
pub fn styled(text: &str) -> Cow<'_, str> {
    let is_bad = |char: char| char != '\n' && is_unseen(char);
    if !text.contains(is_bad) && !text.contains("::") && !text.contains(COMMAND) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
        }
        let (mut rest, mut before) = (line, ' ');
        while let Some(at) = rest.find('\u{1b}') {
            let style = style(&rest[at..]);
            before = push(&mut out, &rest[..at], before);
            if style == 0 {
                unseen(&mut out, '\u{1b}');
            }
            out.push_str(&rest[at..at + style]);
            rest = &rest[at + style.max(1)..];
        }
        push(&mut out, rest, before);
    }
    Cow::Owned(out)
}

/// How long the colour or weight is that a text begins with; 0 if it begins with none.
fn style(text: &str) -> usize {
    let Some(parameters) = text.strip_prefix("\u{1b}[") else { return 0 };
    let length = parameters.find(|char: char| !(char.is_ascii_digit() || char == ';')).unwrap_or(parameters.len());
    if parameters[length..].starts_with('m') { 2 + length + 1 } else { 0 }
}

/// A JSON document whose strings hold what JSON allows and no terminal or log should see. Outside of strings there is none of it.
#[must_use]
pub fn json(document: &str) -> Cow<'_, str> {
    let is_bad = |char: char| char != '\n' && is_unseen(char);
    if !document.contains(is_bad) && !document.contains(COMMAND) {
        return Cow::Borrowed(document);
    }
    let mut out = String::with_capacity(document.len() + 16);
    let mut before = ' ';
    for char in document.chars() {
        if is_bad(char) || (char == '#' && before == '#') {
            for unit in char.encode_utf16(&mut [0; 2]) {
                // Writing to a text cannot fail.
                let _infallible = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(char);
        }
        before = char;
    }
    Cow::Owned(out)
}

/// A JSON document in a script of an HTML page. Nothing in it ends the script, and invisible characters are written out.
#[must_use]
pub fn script(document: &str) -> String {
    let mut out = String::with_capacity(document.len() + document.len() / 16);
    for char in document.chars() {
        match char {
            '<' | '>' | '&' => {
                let _infallible = write!(out, "\\u{:04x}", u32::from(char));
            }
            _ if is_unseen(char) => {
                let _infallible = write!(out, "\\\\u{{{:x}}}", u32::from(char));
            }
            _ => out.push(char),
        }
    }
    out
}

/// A value that an XML document can hold, on one line: characters that XML has not are written like invisible ones.
#[must_use]
pub fn xml(text: &str) -> Cow<'_, str> {
    human(text)
}

/// A description of a TAP test point: no directive, and no line of its own.
#[must_use]
pub fn tap(text: &str) -> String {
    human(text).replace('\\', "\\\\").replace('#', "\\#")
}

/// What stands behind `::` in a workflow command of GitHub. It keeps its lines.
#[must_use]
pub fn workflow(text: &str) -> String {
    text.split('\n').map(|line| human(line).replace('%', "%25")).collect::<Vec<_>>().join("%0A")
}

/// A property of a workflow command of GitHub.
#[must_use]
pub fn workflow_property(text: &str) -> String {
    human(text).replace('%', "%25").replace(':', "%3A").replace(',', "%2C")
}

/// A text in Markdown, also in a table: what would be markup, a link or a mention is plain text.
#[must_use]
pub fn markdown(text: &str) -> String {
    let text = human(text);
    let mut out = String::with_capacity(text.len());
    for (at, char) in text.char_indices() {
        let links = char == ':' && text[at..].starts_with("://");
        if links || "&<>|`*[]~!@\\$#".contains(char) {
            let _infallible = write!(out, "&#{};", u32::from(char));
        } else {
            out.push(char);
        }
    }
    out
}

/// A text in HTML, also in an attribute.
#[must_use]
pub fn html(text: &str) -> String {
    let text = human(text);
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(char),
        }
    }
    out
}

/// A word as a shell takes it.
#[must_use]
pub fn shell(word: &str) -> String {
    if word.contains(is_unseen) {
        // Shells read such a word as it is written, and terminals see nothing of what is in it.
        let mut out = String::from("$'");
        for byte in word.bytes() {
            match byte {
                b'\'' | b'\\' => out.extend(['\\', char::from(byte)]),
                b' '..=b'~' => out.push(char::from(byte)),
                _ => {
                    let _infallible = write!(out, "\\x{byte:02x}");
                }
            }
        }
        out.push('\'');
        return out;
    }
    let is_plain = |char: char| char.is_alphanumeric() || "_-+=./:,@%".contains(char);
    if !word.is_empty() && word.chars().all(is_plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

/// Whether a character is invisible, or does something instead of being seen.
#[must_use]
pub const fn is_unseen(char: char) -> bool {
    matches!(
        char,
        '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{fffe}'..='\u{ffff}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// An invisible character, as a scenario writes it.
fn unseen(out: &mut String, char: char) {
    match char {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        _ => {
            let _infallible = write!(out, "\\u{{{:x}}}", u32::from(char));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_stays_one_line_and_commands_nothing() {
        for (text, shown) in [
            ("plain, ünd a::b #1", "plain, ünd a::b #1"),
            ("a\nb\r\u{1b}[2J\u{7}\u{9b}", "a\\nb\\r\\u{1b}[2J\\u{7}\\u{9b}"),
            ("::error::x", "\\u{3a}:error::x"),
            ("a ::error::x", "a \\u{3a}:error::x"),
            ("a\n::error::x", "a\\n\\u{3a}:error::x"),
            ("##[error]x ##vso[x] ## x", "#\\u{23}[error]x #\\u{23}vso[x] ## x"),
            ("\u{202e}abc\u{2028}", "\\u{202e}abc\\u{2028}"),
        ] {
            assert_eq!(human(text), shown);
        }
    }

    #[test]
    fn colours_of_our_own_stay() {
        assert_eq!(styled("\u{1b}[1m::error::\u{1b}[0m\u{1b}[2J\n  ::x"), "\u{1b}[1m\\u{3a}:error::\u{1b}[0m\\u{1b}[2J\n  \\u{3a}:x");
        assert_eq!(styled("\u{1b}[32mok\u{1b}[0m"), "\u{1b}[32mok\u{1b}[0m");
    }

    #[test]
    fn shells_get_one_word() {
        for (word, quoted) in [
            ("a.kdl", "a.kdl"),
            ("", "''"),
            ("a b", "'a b'"),
            ("it's", "'it'\\''s'"),
            ("a;b&c", "'a;b&c'"),
            ("a\nb", "$'a\\x0ab'"),
            ("*", "'*'"),
            ("~", "'~'"),
        ] {
            assert_eq!(shell(word), quoted);
        }
    }

    #[test]
    fn markup_is_text() {
        assert_eq!(markdown("a|b `c` <d> @e http://f"), "a&#124;b &#96;c&#96; &#60;d&#62; &#64;e http&#58;//f");
        assert_eq!(html("<a href='x'>\"&"), "&lt;a href=&#39;x&#39;&gt;&quot;&amp;");
        assert_eq!(tap("a # TODO\nBail out!"), "a \\# TODO\\\\nBail out!");
        assert_eq!(script("\"</script><!--&\u{202e}\""), "\"\\u003c/script\\u003e\\u003c!--\\u0026\\\\u{202e}\"");
        assert_eq!(workflow("a%\nb\r"), "a%25%0Ab\\r");
        assert_eq!(workflow_property("a:b,c"), "a%3Ab%2Cc");
    }
}
