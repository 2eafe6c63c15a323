//! Building: all broken engines woven into one program, and what cannot be woven or built left out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rsmlab_counter::Engine;

use super::weave::{Unfit, by_file, weave};
use crate::loom::Woven;
use crate::told::say;
use crate::trouble::{MeasurementTrouble, Result};
use crate::workshop::{Product, Workshop};

/// One program with broken engines, but for some.
#[derive(Clone, Debug)]
pub struct WovenProgram {
    /// The program.
    pub program: PathBuf,
    /// Those that are no engines, by their numbers, and why.
    pub unviable: BTreeMap<u32, String>,
}

/// Builds one program with all of them, of those files of the workspace that are `wanted`. What does not fit or the compiler does not take
/// is left out, so that it stops nobody else.
///
/// # Errors
///
/// When a file cannot be read or written, or the compiler complains of something that is not broken.
pub fn build(root: &Path, folder: &Path, product: Product, engines: &[&Engine], wanted: fn(&Path) -> bool) -> Result<WovenProgram> {
    say(&format!("weaving {} broken engines into one program, and building it", engines.len()))?;
    let mut unviable: BTreeMap<u32, String> = BTreeMap::new();
    let mut callers: BTreeSet<PathBuf> = BTreeSet::new();
    let mut patched = by_file(engines.iter().copied());
    for (file, patches) in patched.extract_if(.., |file, _| !root.join(file).is_file()) {
        let why = |(engine, _): (&Engine, _)| (engine.number(), format!("there is no file {}", file.display()));
        unviable.extend(patches.into_iter().map(why));
    }
    let workshop = Workshop::new(root, folder, product, patched.keys().copied(), wanted)?;
    loop {
        let mut files: BTreeMap<PathBuf, Woven> = BTreeMap::new();
        let mut unfit: Vec<Unfit> = Vec::new();
        let only_callers = callers.iter().map(PathBuf::as_path).filter(|file| !patched.contains_key(file));
        for file in patched.keys().copied().chain(only_callers) {
            let source = workshop.source(file)?;
            let patches = patched.get(file).into_iter().flatten().copied();
            let patches: Vec<_> = patches.filter(|(engine, _)| !unviable.contains_key(&engine.number())).collect();
            let (woven, wrong) = weave(&source, &patches).map_err(|source| MeasurementTrouble::Source { path: file.to_owned(), source })?;
            workshop.write(file, woven.text.as_bytes())?;
            files.insert(file.to_owned(), woven);
            unfit.extend(wrong);
        }
        if !unfit.is_empty() {
            unviable.extend(unfit.into_iter().map(|unfit| (unfit.number, unfit.to_string())));
            continue;
        }
        // It is built at once: hardly ever is there anything to complain of.
        let complaints = workshop.complaints(workshop.building(), &files)?;
        if complaints.is_empty() {
            return Ok(WovenProgram { program: workshop.program(), unviable });
        }
        for complaint in complaints {
            for number in complaint.pieces {
                *unviable.entry(number).or_default() += &format!("the compiler does not take it:\n{}", complaint.said);
            }
            callers.extend(complaint.callers);
        }
    }
}

/// What keeps these engines from being woven.
#[cfg(test)]
pub(crate) fn misfits<'e>(root: &Path, engines: impl IntoIterator<Item = &'e Engine>) -> Vec<String> {
    let mut misfits = Vec::new();
    for (file, patches) in by_file(engines) {
        let source = std::fs::read_to_string(root.join(file)).expect("the file is there");
        let (woven, unfit) = weave(&source, &patches).expect("our sources are Rust");
        syn::parse_file(&woven.text).expect("what is woven is Rust");
        misfits.extend(unfit.iter().map(ToString::to_string));
    }
    misfits
}
