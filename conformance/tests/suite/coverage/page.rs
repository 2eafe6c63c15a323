//! The page of the matrix, as it is written and as a browser shows it.
//!
//! A browser is asked for what it makes of the page and not for pictures. Where there is none, the tests that need one say
//! so on stderr and pass.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Write, stderr};
use std::path::{Path, PathBuf};
use std::process::Command;

use rsmlab_conformance::matrix::{Matrix, Standing};

use super::{CATALOGUE, COVERAGE};

/// The names under which Chromium is installed.
const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// What a phone shows at a time, in CSS pixels.
const PHONE: &str = "--window-size=500,900";

fn page() -> String {
    Matrix::of(&CATALOGUE, &COVERAGE).to_html("")
}

/// The first part of `text` between two marks, and what follows it.
fn between<'t>(text: &'t str, from: &str, to: &str) -> Option<(&'t str, &'t str)> {
    text.split_once(from).and_then(|(_, rest)| rest.split_once(to))
}

/// Every part of `text` between two marks.
fn all_between<'t>(text: &'t str, from: &str, to: &str) -> Vec<&'t str> {
    let parts = text.split(from).skip(1);
    parts.filter_map(|part| part.split_once(to).map(|(inner, _)| inner)).collect()
}

#[test]
fn the_page_needs_nothing_else() {
    let page = page();
    assert!(!page.contains("{{") && !page.contains("}}"), "a part of the frame was not filled in");
    for outside in ["src=", "<link", "@import", "url(", "http:", "https:"] {
        assert!(!page.contains(outside), "the page refers to something outside by `{outside}`");
    }
}

#[test]
fn every_cell_leads_to_its_entry() {
    let page = page();
    let entries: BTreeSet<&str> = all_between(&page, "<li id=\"", "\"").into_iter().collect();
    let cells: Vec<&str> = all_between(&page, "<li data-find=\"", "</li>")
        .iter()
        .filter_map(|cell| between(cell, "href=\"#", "\""))
        .map(|(id, _)| id)
        .collect();
    assert_eq!(cells.len(), CATALOGUE.rows().count() + CATALOGUE.rules().count());
    let lost: Vec<_> = cells.iter().filter(|id| !entries.contains(**id)).collect();
    assert!(lost.is_empty(), "these cells lead nowhere: {lost:?}");
}

/// Colours alone would not do: each way to stand has a sign of its own.
#[test]
fn every_standing_has_its_own_sign() {
    let signs: BTreeSet<char> = Standing::ALL.iter().map(|standing| standing.sign()).collect();
    assert_eq!(signs.len(), Standing::ALL.len());
}

#[test]
fn links_lead_to_the_scenarios_from_where_the_page_is() {
    let matrix = Matrix::of(&CATALOGUE, &COVERAGE);
    let page = matrix.to_html("../over there/");
    let link = "../over%20there/";
    let entry = between(&page, "<li id=\"InjectNtmsCleaner/ERROR_SLOT_FULL\">", "</ul>").expect("the entry is there").0;
    assert!(entry.contains(link), "{entry}");
    assert!(entry.contains("slot-full.kdl\">A cleaner slot that already holds a cleaner refuses another one</a>"), "{entry}");
}

/// The browser, if there is one; a test that does without says so.
fn browser() -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let mut places = std::env::split_paths(&folders).flat_map(|folder| BROWSERS.iter().map(move |name| folder.join(name)));
    // Some systems have a stand-in under this name that only says how to install the real one.
    let starts = |place: &PathBuf| Command::new(place).arg("--version").output().is_ok_and(|output| output.status.success());
    let found = places.find(starts);
    if found.is_none() {
        // Not by a macro: what those say is kept back as long as the test passes.
        let _unsaid = writeln!(stderr(), "skipped: there is no browser here ({}), so nobody has looked at the page", BROWSERS.join(", "));
    }
    found
}

/// What the browser makes of a page, opened at a fragment, once its scripts have run.
fn shown(browser: &Path, name: &str, page: &str, fragment: &str) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).expect("the folder can be made");
    let file = folder.join("matrix.html");
    fs::write(&file, page).expect("the page can be written");
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    // The sandbox needs rights that a container does not give, and the page is our own.
    let arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", PHONE, &profile, "--dump-dom"];
    let output = Command::new(browser).args(arguments).arg(format!("file://{}{fragment}", file.display())).output().expect("it starts");
    let text = String::from_utf8(output.stdout).expect("a page is text");
    assert!(text.contains("</html>"), "the browser shows nothing: {}", String::from_utf8_lossy(&output.stderr));
    text
}

/// The functions that are shown, and not hidden by the filter.
fn functions(dom: &str) -> Vec<&str> {
    let articles = all_between(dom, "<article id=\"", ">");
    articles.into_iter().filter(|article| !article.contains("hidden")).filter_map(|article| article.split('"').next()).collect()
}

#[test]
fn a_browser_shows_every_function() {
    let Some(browser) = browser() else { return };
    let dom = shown(&browser, "page-whole", &page(), "");
    let shown = functions(&dom);
    let missing: Vec<_> = CATALOGUE.functions.iter().filter(|function| !shown.contains(&function.name.as_str())).collect();
    assert!(missing.is_empty(), "the browser does not show {missing:?}");
    assert!(!dom.contains("<form role=\"search\" hidden"), "the script did not run");
}

#[test]
fn a_browser_filters_by_what_the_address_says() {
    let Some(browser) = browser() else { return };
    let dom = shown(&browser, "page-filtered", &page(), "#q=injectntmscleaner+slot_full");
    assert_eq!(functions(&dom), ["InjectNtmsCleaner"]);
    let entries = CATALOGUE.rows().count() + CATALOGUE.rules().count();
    assert!(dom.contains(&format!(">1 of {entries}</output>")), "{:?}", between(&dom, "<output", "</output>"));
    let dom = shown(&browser, "page-filtered", &page(), "#q=is:todo");
    let todo: Vec<_> =
        CATALOGUE.functions.iter().filter(|function| !function.has_stance()).map(|function| function.name.as_str()).collect();
    assert!(todo.iter().all(|name| functions(&dom).contains(name)) && !functions(&dom).contains(&"InjectNtmsMedia"));
}

/// Everything fits a phone: nothing has to be moved sideways, also with all entries open.
#[test]
fn a_browser_needs_no_sideways_scrolling() {
    let Some(browser) = browser() else { return };
    let probe = "<script>document.querySelectorAll('details').forEach((each) => (each.open = true));\
                 document.body.style.width = '360px';\
                 document.body.dataset.sideways = document.body.scrollWidth > document.body.clientWidth;</script></body>";
    let sideways = |page: &str| {
        let dom = shown(&browser, "page-phone", &page.replace("</body>", probe), "");
        between(&dom, "data-sideways=\"", "\"").map(|(sideways, _)| sideways.to_owned())
    };
    assert_eq!(sideways(&page()).as_deref(), Some("false"));
    let wide = page().replace("<main", "<p style=\"width: 400px\">too wide</p><main");
    assert_eq!(sideways(&wide).as_deref(), Some("true"), "the probe sees nothing");
}
