//! The page: a run in one HTML file that needs nothing else, no network, no fonts and no framework.
//!
//! `view/page/` has what is on it: the frame, how it looks, and the modules that draw it. Modules are written as modules, so that they can be
//! tested one by one; on the page they stand one after the other, without what imports and exports.

use askama::Template;
use rsmlab_language::escape;

use crate::model::Run;

/// The module that makes elements, with texts as texts.
pub const ELEMENT: &str = include_str!("../page/element.js");
/// The modules in the order in which they build on one another; the last one puts them together.
const MODULES: [&str; 16] = [
    ELEMENT,
    include_str!("../page/clock.js"),
    include_str!("../page/state.js"),
    include_str!("../page/belief.js"),
    include_str!("../page/layout.js"),
    include_str!("../page/dots.js"),
    include_str!("../page/journey.js"),
    include_str!("../page/digest.js"),
    include_str!("../page/standing.js"),
    include_str!("../page/picture.js"),
    include_str!("../page/lanes.js"),
    include_str!("../page/lines.js"),
    include_str!("../page/story.js"),
    include_str!("../page/player.js"),
    include_str!("../page/scrubber.js"),
    include_str!("../page/main.js"),
];
/// How it looks: colours by day and by night, type, fields, buttons.
pub const STYLE: &str = include_str!("../page/page.css");

/// The frame of the page.
#[derive(Template)]
#[template(path = "page.html")]
struct ViewFrame<'p> {
    title: String,
    file: Option<String>,
    verdict: &'p str,
    sign: char,
    events: usize,
    hash: &'p str,
    style: &'p str,
    data: String,
    script: String,
}

/// The page of a run.
#[must_use]
pub fn page(run: &Run) -> String {
    let data = serde_json::to_string(run).expect("a run is plain data, and its maps have texts for keys");
    let frame = ViewFrame {
        title: escape::human(&run.title).into_owned(),
        file: run.file.as_deref().map(|file| escape::human(file).into_owned()),
        verdict: run.verdict,
        sign: if run.verdict == "failed" { '✕' } else { '✓' },
        events: run.events.at.len(),
        hash: &run.hash,
        style: STYLE,
        data: escape::script(&data),
        script: joined(&MODULES),
    };
    frame.render().expect("a page is written to a text, and nothing on it fails")
}

/// Modules as one script, in the order in which they build on one another: without what they import and export.
#[must_use]
pub fn joined(modules: &[&str]) -> String {
    let kept = modules.iter().flat_map(|module| module.lines()).filter(|line| !line.starts_with("import "));
    kept.map(|line| format!("{}\n", line.strip_prefix("export ").unwrap_or(line))).collect()
}
