//! The page: everything in one HTML file, so that it opens from a disk as from any server.
//!
//! `workbench/page/` has what is on it. The module lies in it compressed; it is unpacked and compiled once, and runs beside the page in a
//! worker, so that a long run never holds up who types.

use askama::Template;
use rsmlab_language::escape;
use rsmlab_view::page::{ELEMENT, STYLE, joined};
use serde::Serialize;

/// The modules in the order in which they build on one another; the last one puts them together.
const MODULES: [&str; 7] = [
    ELEMENT,
    include_str!("../page/link.js"),
    include_str!("../page/marks.js"),
    include_str!("../page/editor.js"),
    include_str!("../page/told.js"),
    include_str!("../page/bench.js"),
    include_str!("../page/main.js"),
];
/// What runs beside the page.
const WORKER: &str = include_str!("../page/worker.js");
/// How it looks, beyond what it has in common with the page of a run.
const OWN_STYLE: &str = include_str!("../page/workbench.css");

/// What the page is made of beside what stands in this crate.
#[derive(Clone, Copy, Debug)]
pub struct PageParts<'p> {
    /// The WebAssembly module, compressed with gzip, in base 64.
    pub module: &'p str,
    /// The JavaScript through which it is called, as wasm-bindgen writes it for scripts that are no modules.
    pub glue: &'p str,
    /// The stories, in the order in which they are offered.
    pub stories: &'p [Story],
    /// The files that stories name.
    pub beside: &'p [Story],
}

/// A file of the folder of stories.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Story {
    /// Its name in the folder.
    pub name: String,
    /// What it is about.
    pub title: String,
    /// What it says.
    pub text: String,
}

/// What the page has as data.
#[derive(Serialize)]
struct Data<'p> {
    stories: &'p [Story],
    beside: &'p [Story],
    worker: &'p str,
}

/// The frame of the page.
#[derive(Template)]
#[template(path = "workbench.html")]
struct WorkbenchFrame<'p> {
    version: &'static str,
    style: String,
    module: &'p str,
    data: String,
    script: String,
}

/// The page.
#[must_use]
pub fn page(parts: PageParts<'_>) -> String {
    let worker = format!("{}\n{WORKER}", parts.glue);
    let data = Data { stories: parts.stories, beside: parts.beside, worker: &worker };
    let data = serde_json::to_string(&data).expect("texts are plain data");
    let frame = WorkbenchFrame {
        version: env!("CARGO_PKG_VERSION"),
        style: format!("{STYLE}\n{OWN_STYLE}"),
        module: parts.module,
        data: escape::script(&data),
        script: joined(&MODULES),
    };
    frame.render().expect("a page is written to a text, and nothing on it fails")
}
