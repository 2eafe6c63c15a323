//! A patch as `git diff` writes it, as changes of texts.

use std::path::PathBuf;

use diffy::{Line, ParsePatchError};
use rsmlab_counter::{Patch, PatchChange};

/// The changes of a patch of one file, one for each of its hunks.
///
/// # Errors
///
/// When it is no unified diff.
pub fn patches(text: &str) -> Result<Vec<Patch>, ParsePatchError> {
    let patch = diffy::Patch::from_str(text)?;
    let file = PathBuf::from(patch.original().unwrap_or_default().trim_start_matches("a/"));
    let change = |hunk: &diffy::Hunk<'_, str>| {
        let (mut find, mut with) = (String::new(), String::new());
        for line in hunk.lines() {
            match line {
                Line::Context(text) => {
                    find.push_str(text);
                    with.push_str(text);
                }
                Line::Delete(text) => find.push_str(text),
                Line::Insert(text) => with.push_str(text),
            }
        }
        Patch { file: file.clone(), change: PatchChange::Text(find), with }
    };
    Ok(patch.hunks().iter().map(change).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hunk_is_found_with_what_stands_around_it() {
        let text = "--- a/engine/src/a.rs\n+++ b/engine/src/a.rs\n@@ -1,3 +1,3 @@ fn f() {\n     a();\n-    b();\n+    c();\n     d();\n";
        let patches = patches(text).expect("it is a patch");
        let expected = Patch {
            file: PathBuf::from("engine/src/a.rs"),
            change: PatchChange::Text("    a();\n    b();\n    d();\n".to_owned()),
            with: "    a();\n    c();\n    d();\n".to_owned(),
        };
        assert_eq!(patches, [expected]);
    }
}
