//! The workbench: a page that checks a scenario as it is typed, runs it and shows the run.
//!
//! The page calls [`Workbench`]. Compiled to WebAssembly it is all of rsmlab that the page needs: it reads no file, no clock and no
//! chance, and the module imports nothing that could. [`mod@page`] puts module, styles, scripts and stories into one HTML file; the program of
//! this crate writes it (`workbench/build.sh`).

#![forbid(unsafe_code)]

pub mod page;
pub mod run;
pub mod told;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rsmlab_conformance::catalogue::Catalogue;
use rsmlab_conformance::load::{Loaded, load_text};
use rsmlab_language::beside::FileBeside;
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use self::run::{PageRun, ran};
use self::told::{ToldMistake, told};

/// What answers the page: the catalogue, and the files that scenarios may name.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Workbench {
    catalogue: Catalogue,
    beside: BTreeMap<String, Arc<str>>,
}

/// An answer to the page.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
enum PageAnswer {
    /// The scenario can run.
    Sound,
    /// It cannot, and this is why.
    Mistakes(Vec<ToldMistake>),
    /// It was run.
    Ran(PageRun),
}

#[wasm_bindgen]
impl Workbench {
    /// A workbench with nothing beside the scenarios.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Lays a file beside the scenarios, by the name that they have for it.
    pub fn lay(&mut self, name: String, text: String) {
        self.beside.insert(name, text.into());
    }

    /// Whether a scenario can run: an answer as JSON.
    #[must_use]
    pub fn check(&self, path: &str, text: &str) -> String {
        json(&self.load(path, text).map_or_else(PageAnswer::Mistakes, |_| PageAnswer::Sound))
    }

    /// Runs a scenario: an answer as JSON, with the hash of the trace.
    #[must_use]
    pub fn run(&self, path: &str, text: &str) -> String {
        json(&self.load(path, text).map_or_else(PageAnswer::Mistakes, |loaded| PageAnswer::Ran(ran(&loaded))))
    }

    /// Runs a scenario to be looked at: an answer as JSON, with the page of the run.
    #[must_use]
    pub fn view(&self, path: &str, text: &str) -> String {
        json(&self.load(path, text).map_or_else(PageAnswer::Mistakes, |loaded| PageAnswer::Ran(run::viewed(&loaded))))
    }
}

impl Default for Workbench {
    fn default() -> Self {
        let catalogue = Catalogue::load().unwrap_or_else(|mistakes| panic!("{mistakes}"));
        Self { catalogue, beside: BTreeMap::new() }
    }
}

impl Workbench {
    /// Reads a scenario, as `rsmlab check` does.
    fn load(&self, path: &str, text: &str) -> Result<Loaded, Vec<ToldMistake>> {
        let beside = |name: &str| {
            let text = self.beside.get(name).cloned();
            let text = text.ok_or_else(|| format!("`{name}` is not here: the workbench has no files but {}", self.files()))?;
            Ok(FileBeside { name: name.to_owned(), text })
        };
        let tell = |reports: Vec<_>| reports.iter().map(|report| told(report, path)).collect();
        load_text(Path::new(path), text.to_owned(), &beside, &self.catalogue).map_err(tell)
    }

    fn files(&self) -> String {
        let names: Vec<String> = self.beside.keys().map(|name| format!("`{name}`")).collect();
        if names.is_empty() { "the scenario".to_owned() } else { names.join(", ") }
    }
}

/// Has a panic reach the page with its message; without, the page would hear of an unreachable instruction and no more.
#[wasm_bindgen(start)]
pub fn begin() {
    if cfg!(target_family = "wasm") {
        std::panic::set_hook(Box::new(|panic| wasm_bindgen::throw_str(&panic.to_string())));
    }
}

fn json(answer: &PageAnswer) -> String {
    serde_json::to_string(answer).expect("an answer is plain data")
}
