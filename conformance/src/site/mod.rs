//! The reference as a small static site: a page for each function, type, decision and scenario, pages of rules, statuses and states, and
//! an index to search without a server.
//!
//! What the pages say is what [`explain`](crate::explain) says; here it is put on pages, and every name in it becomes a link.

mod draft;
mod index;
mod linked;
mod names;
mod page;
mod plan;

use crate::case::Case;
use crate::explain::Knowledge;
use crate::matrix::Matrix;
use names::PageNames;

/// The page that everything begins with.
pub const FIRST: &str = "index.html";

/// How all pages look.
const STYLE: &str = concat!(include_str!("../page/base.css"), include_str!("site.css"));
/// The search, and what else the pages do.
const SCRIPT: &str = include_str!("site.js");

/// A file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteFile {
    /// Where it lies, below the folder of the site; folders are parted by `/`.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// All files of the site: what is known, and the scenarios that show it. `has_views`: whether the page of each scenario's run lies where
/// [`view_of`] has it.
#[must_use]
pub fn files(knowledge: &Knowledge<'_>, cases: &[Case], has_views: bool) -> Vec<SiteFile> {
    let drafts = plan::drafts(knowledge, cases, has_views);
    let names = PageNames::of(&drafts, knowledge.coverage.is_some());
    let file = |path: &str, text: String| SiteFile { path: path.to_owned(), text };
    let pages = drafts.iter().map(|draft| file(&draft.path, page::html(draft, &names)));
    let proven = knowledge.coverage.map(|coverage| Matrix::of(knowledge.catalogue, coverage));
    let proven = proven.map(|matrix| file(plan::PROVEN, matrix.to_html(&names)));
    let others = [("site.css", STYLE.to_owned()), ("site.js", SCRIPT.to_owned()), ("index.js", index::script(&names))];
    pages.chain(proven).chain(others.map(|(path, text)| file(path, text))).collect()
}

/// Where the page of the run of a scenario lies, below the folder of the site.
#[must_use]
pub fn view_of(case: &Case) -> String {
    format!("scenarios/{}.run.html", draft::folders(&case.id))
}
