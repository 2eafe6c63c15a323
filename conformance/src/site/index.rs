//! The index of the search: a script that any page can load from a disk, where no file can be fetched.

use rsmlab_language::escape;

use super::names::PageNames;

/// So much of what a name means is searched and shown, in characters.
const LEAD: usize = 160;

/// The script: every name with what it is, which page explains it, and what it means.
pub(super) fn script(names: &PageNames) -> String {
    let lines = names.all().map(|(name, told)| {
        let lead: String = told.lead.chars().take(LEAD).collect();
        let line = serde_json::json!([name, told.kind, told.address_from(""), lead]);
        escape::json(&line.to_string()).into_owned()
    });
    format!("\"use strict\";\nwindow.rsmlabIndex = [\n{}\n];\n", lines.collect::<Vec<_>>().join(",\n"))
}
