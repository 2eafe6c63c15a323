//! The page of the matrix, as it is written and as a browser shows it.

use std::collections::BTreeSet;
use std::path::Path;

use rsmlab_conformance::matrix::{Matrix, Standing};
use rsmlab_conformance::page::{Ways, address};

use super::browser::{self, all_between, between, browser, widens_no_phone};
use super::{CATALOGUE, COVERAGE};

/// Ways to scenarios that all begin in the same way.
struct Below(&'static str);

impl Ways for Below {
    fn scenario(&self, path: &str) -> Option<String> {
        Some(address(&format!("{}{path}", self.0)))
    }

    fn left(&self, _id: &str) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

fn page() -> String {
    Matrix::of(&CATALOGUE, &COVERAGE).to_html(&Below(""))
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
    let page = matrix.to_html(&Below("../over there/"));
    let link = "../over%20there/";
    let entry = between(&page, "<li id=\"InjectNtmsCleaner/ERROR_SLOT_FULL\">", "</ul>").expect("the entry is there").0;
    assert!(entry.contains(link), "{entry}");
    assert!(entry.contains("slot-full.kdl\">A cleaner slot that already holds a cleaner refuses another one</a>"), "{entry}");
}

/// What a browser makes of the page, opened at a fragment.
fn shown(browser: &Path, name: &str, page: &str, fragment: &str) -> String {
    let file = browser::folder(name).join("matrix.html");
    std::fs::write(&file, page).expect("the page can be written");
    browser::shown(browser, &file, fragment)
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
    assert!(widens_no_phone(&browser, "page-phone", &page()));
    let wide = page().replace("<main", "<p style=\"width: 400px\">too wide</p><main");
    assert!(!widens_no_phone(&browser, "page-phone", &wide), "the probe sees nothing");
}
