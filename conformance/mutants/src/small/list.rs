//! The mutants there are: what cargo-mutants would change, as it lists it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::trouble::{Result, output_of};
use crate::workshop::Crate;

/// What cargo-mutants knows how to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Genre {
    /// A function returns something at once.
    FnValue,
    /// Another operator between two operands.
    BinaryOperator,
    /// An operator before an operand is gone.
    UnaryOperator,
    /// An arm of a match is gone.
    MatchArm,
    /// The guard of an arm always holds, or never.
    MatchArmGuard,
    /// A field of a struct expression is gone, so that its value comes from the base.
    StructField,
}

/// A place in a file; lines and columns count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct SourcePosition {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// What is replaced: from the start up to, and not with, the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct SourceRange {
    /// Where it starts.
    pub start: SourcePosition,
    /// Where it ends.
    pub end: SourcePosition,
}

/// A function with something to change.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct MutableFunction {
    /// Its name, with that of its type: `Engine::stop`.
    pub function_name: String,
}

/// A small way to break engine or simulator.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Mutant {
    /// File, place and what is changed; differs from that of every other mutant.
    pub name: String,
    /// The file, from the folder of the workspace.
    pub file: PathBuf,
    /// The kind of change.
    pub genre: Genre,
    /// What is replaced.
    pub span: SourceRange,
    /// What stands there instead.
    pub replacement: String,
    /// The function that is changed; none when a constant is.
    pub function: Option<MutableFunction>,
    /// What it is called as long as nobody changes its function: the name without the place, and which one of that name
    /// it is in its file.
    #[serde(skip)]
    pub id: String,
}

/// Asks cargo-mutants for all mutants of some crates; `choice` is what else it is told, such as `--file GLOB`.
///
/// # Errors
///
/// When it cannot be started or does not understand what it is told; what it says about that is in the message.
pub fn mutants(root: &Path, crates: &[Crate], choice: &[String]) -> Result<Vec<Mutant>> {
    let mut command = Command::new("cargo");
    command.args(["mutants", "--list", "--json", "--colors", "never"]).current_dir(root);
    command.args(crates.iter().flat_map(|part| ["--package", part.package])).args(choice);
    let listed = output_of(&mut command)?;
    let mut mutants: Vec<Mutant> = serde_json::from_slice(&listed)?;
    identify(&mut mutants);
    Ok(mutants)
}

impl Mutant {
    /// Whether it changes this code: a file, or a function as `file: name`.
    #[must_use]
    pub fn is_of(&self, code: &str) -> bool {
        let (file, function) = code.split_once(": ").map_or((code, None), |(file, function)| (file, Some(function)));
        self.file == Path::new(file)
            && function.is_none_or(|name| self.function.as_ref().is_some_and(|changed| changed.function_name == name))
    }
}

fn identify(mutants: &mut [Mutant]) {
    let mut seen: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, mutant) in mutants.iter().enumerate() {
        let change = mutant.name.splitn(4, ':').last().unwrap_or_default().trim_start();
        seen.entry(format!("{}: {change}", mutant.file.display())).or_default().push(index);
    }
    for (id, same) in seen {
        for (nth, index) in same.iter().enumerate() {
            mutants[*index].id = if same.len() == 1 { id.clone() } else { format!("{id} #{}", nth + 1) };
        }
    }
}
