//! Whether a text is small enough to be read, and its lines short enough to be shown.

use super::diagnose::{Mistake, Mistakes};
use super::model::Span;
use crate::limits;

/// So much of a line is shown that is too long.
const SHOWN: usize = 60;

/// Whether a text can be read at all; `name` is what messages call it.
///
/// # Errors
/// The first place where it is too large.
pub fn check(name: &str, text: &str) -> Result<(), Mistakes> {
    if text.len() > limits::FILE_BYTES {
        let message = format!("the file is larger than {}", limits::size(limits::FILE_BYTES));
        return Err(too_large(name, text, 0, message, "make several of it"));
    }
    let mut begins = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end_matches(['\r', '\n']).len() > limits::LINE_BYTES {
            let message = format!("the line is longer than {}", limits::size(limits::LINE_BYTES));
            return Err(too_large(name, text, begins, message, "write it in several lines; a backslash at its end lets a line go on"));
        }
        begins += line.len();
    }
    Ok(())
}

/// A mistake with nothing of the text but what stands before it and how its line begins.
fn too_large(name: &str, text: &str, begins: usize, message: String, help: &str) -> Mistakes {
    let line = text[begins..].split(['\r', '\n']).next().unwrap_or_default();
    let length = line.char_indices().nth(SHOWN).map_or(line.len(), |(end, _)| end);
    let mistake = Mistake::new(Span { offset: begins, length }, message, "begins here").help(help);
    Mistakes::new(name, &text[..begins + length], vec![mistake])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_large_says_where() {
        let long = format!("title \"a\"\n// {}\n", "é".repeat(limits::LINE_BYTES));
        let mistake = check("long.kdl", &long).expect_err("too long").mistakes.remove(0);
        assert_eq!((mistake.span.offset, mistake.message.as_str()), (10, "the line is longer than 4 KiB"));
        let large = "a\n".repeat(limits::FILE_BYTES);
        let mistake = check("large.kdl", &large).expect_err("too large").mistakes.remove(0);
        assert_eq!((mistake.span.offset, mistake.message.as_str()), (0, "the file is larger than 4 MiB"));
        assert!(check("fits.kdl", &"a\n".repeat(limits::FILE_BYTES / 2)).is_ok());
    }
}
