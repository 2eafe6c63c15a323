//! Blessing: writing down what fails now as what is expected to fail. Reasons, order and comments of the list stay.

use std::collections::BTreeMap;

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::SCHEMA;

/// What a run says about a list: for each case that ran, how it fails, or nothing if it passes.
pub type Observations = BTreeMap<String, Option<String>>;

/// A list that was brought up to date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blessed {
    /// The text of the file.
    pub text: String,
    /// Cases that are new on it.
    pub added: Vec<String>,
    /// Cases on it that fail in another way now.
    pub changed: Vec<String>,
    /// Cases that pass, and are no longer on it.
    pub removed: Vec<String>,
}

/// Brings the text of a list up to date. Entries of cases that did not run stay as they are; `reason` is given to the
/// new ones.
///
/// # Errors
///
/// What is no list; and new entries when there is no reason for them, because nobody could tell later why they are there.
pub fn bless(text: &str, observations: &Observations, reason: Option<&str>) -> Result<Blessed, String> {
    let mut document: DocumentMut = text.parse().map_err(|wrong| format!("{wrong}"))?;
    if document.get("schema").is_none() {
        document.insert("schema", value(i64::from(SCHEMA)));
    }
    let entries = document.entry("failure").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    let entries = entries.as_array_of_tables_mut().ok_or("`failure` is no list of tables, `[[failure]]`")?;
    let id_of = |entry: &Table| entry.get("id").and_then(Item::as_str).unwrap_or_default().to_owned();
    let (mut added, mut changed, mut removed) = (Vec::new(), Vec::new(), Vec::new());
    let listed: Vec<String> = entries.iter().map(id_of).collect();

    entries.retain(|entry| {
        let passes = observations.get(&id_of(entry)).is_some_and(Option::is_none);
        if passes {
            removed.push(id_of(entry));
        }
        !passes
    });
    for entry in entries.iter_mut() {
        let Some(Some(observed)) = observations.get(&id_of(entry)) else { continue };
        if entry.get("observed").and_then(Item::as_str) != Some(observed) {
            changed.push(id_of(entry));
            entry.insert("observed", value(observed));
        }
    }
    for (id, observed) in observations {
        let Some(observed) = observed.as_ref().filter(|_| !listed.contains(id)) else { continue };
        let mut entry = Table::new();
        entry.insert("id", value(id));
        entry.insert("reason", value(reason.unwrap_or_default()));
        entry.insert("observed", value(observed));
        entries.push(entry);
        added.push(id.clone());
    }
    if reason.is_none() && !added.is_empty() {
        return Err(format!("say with --reason why these fail; they are not on the list:\n  {}", added.join("\n  ")));
    }
    Ok(Blessed { text: document.to_string(), added, changed, removed })
}
