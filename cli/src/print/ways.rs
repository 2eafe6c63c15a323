//! Ways from a page to the scenarios that it names, and to what a run has left behind.

use std::path::{Component, Path, PathBuf};

use rsmlab_conformance::page::{Ways, address};
use rsmlab_conformance::report::files::FAILURES;

/// The ways from where a page is written.
pub struct FromFile<'f> {
    /// From its folder to here, where the paths of scenarios begin; it ends in a slash, unless it is empty.
    back: String,
    /// The folder beside which failures were left, if any were.
    out: Option<&'f Path>,
}

impl<'f> FromFile<'f> {
    /// The ways from a page in this file; from one that is printed they begin here.
    pub fn new(file: Option<&Path>) -> Self {
        Self { back: file.map_or_else(String::new, way_back), out: None }
    }

    /// The ways from a page in the folder into which a run has written.
    pub fn among_results(folder: &'f Path) -> Self {
        Self { back: way_back(&folder.join("report.html")), out: Some(folder) }
    }
}

impl Ways for FromFile<'_> {
    fn scenario(&self, path: &str) -> Option<String> {
        // What is built in need not be here.
        Path::new(path).is_file().then(|| address(&format!("{}{path}", self.back)))
    }

    fn left(&self, id: &str) -> Vec<(&'static str, String)> {
        let Some(folder) = self.out else { return Vec::new() };
        let files =
            [("run", "html"), ("scenario", "kdl"), ("trace", "trace")].map(|(word, ending)| (word, format!("{FAILURES}/{id}.{ending}")));
        files.into_iter().filter(|(_, file)| folder.join(file).is_file()).map(|(word, file)| (word, address(&file))).collect()
    }
}

/// The way from the folder of a file to here.
fn way_back(file: &Path) -> String {
    let Ok(here) = std::env::current_dir() else { return String::new() };
    // As the system knows them: a folder named twice in a path, or a link, would lead astray.
    let folder = here.join(file).parent().map_or_else(PathBuf::new, Path::to_owned);
    let (Ok(folder), Ok(here)) = (folder.canonicalize(), here.canonicalize()) else { return String::new() };
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) = (folder.components().collect(), here.components().collect());
    let shared = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
    let up = from[shared..].iter().map(|_| "../".to_owned());
    let down = to[shared..].iter().map(|folder| format!("{}/", folder.as_os_str().to_string_lossy()));
    up.chain(down).collect()
}
