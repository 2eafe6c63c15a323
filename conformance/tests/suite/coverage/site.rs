//! The reference as a site: everything is told on a page, every link leads somewhere, and a browser finds it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use rsmlab_conformance::case::gather;
use rsmlab_conformance::decision;
use rsmlab_conformance::explain::Knowledge;
use rsmlab_conformance::find::subjects;
use rsmlab_conformance::site::{self, SiteFile};
use rsmlab_conformance::suite::FOLDER;

use super::browser::{self, all_between, between, browser, widens_no_phone};
use super::{CATALOGUE, COVERAGE, SCENARIOS};

static SITE: LazyLock<Vec<SiteFile>> = LazyLock::new(|| {
    let decisions = decision::built_in();
    let knowledge = Knowledge { catalogue: &CATALOGUE, decisions: &decisions, coverage: Some(&COVERAGE), promises: &[] };
    let cases = gather(SCENARIOS.clone(), FOLDER, &CATALOGUE).expect("the checks are sound");
    site::files(&knowledge, &cases, false)
});

fn page(path: &str) -> &'static str {
    &SITE.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("there is no page {path}")).text
}

/// What the search knows: name, kind, address and what it means.
fn index() -> Vec<[String; 4]> {
    let (list, _) = between(page("index.js"), "window.rsmlabIndex = ", ";\n").expect("the index is one statement");
    serde_json::from_str(list).expect("the index is JSON")
}

/// A path below the folder of the site, as a link in a page has it.
fn leads_to(from: &str, address: &str) -> (String, String) {
    let (path, anchor) = address.split_once('#').unwrap_or((address, ""));
    let mut folders: Vec<&str> = from.split('/').collect();
    folders.pop();
    for part in path.split('/').filter(|_| !path.is_empty()) {
        match part {
            ".." => drop(folders.pop()),
            part => folders.push(part),
        }
    }
    (if path.is_empty() { from.to_owned() } else { folders.join("/") }, anchor.to_owned())
}

#[test]
fn every_name_is_found_by_the_search() {
    let known: BTreeSet<String> = index().into_iter().map(|[name, ..]| name).collect();
    let names = subjects(&CATALOGUE).map(|(name, _)| name).chain(SCENARIOS.iter().map(|loaded| loaded.path.clone()));
    let names = names.chain(["TransportJammed", "4/15/01", "jam"].map(str::to_owned));
    let names = names.chain(decision::built_in().into_iter().map(|decision| decision.name()));
    let lost: Vec<String> = names.filter(|name| !known.contains(name)).collect();
    assert!(lost.is_empty(), "these are told nowhere: {lost:?}");
}

#[test]
fn every_link_leads_to_a_place_that_is_there() {
    let pages = SITE.iter().filter(|file| file.path.ends_with(".html"));
    let places: BTreeMap<&str, BTreeSet<&str>> =
        pages.clone().map(|file| (file.path.as_str(), all_between(&file.text, " id=\"", "\"").into_iter().collect())).collect();
    let mut lost = BTreeSet::new();
    let links = pages.flat_map(|file| all_between(&file.text, "<a href=\"", "\"").into_iter().map(move |link| (file.path.as_str(), link)));
    let found: Vec<[String; 4]> = index();
    let links = links.chain(found.iter().map(|[_, _, address, _]| ("", address.as_str())));
    for (from, link) in links {
        let (path, anchor) = leads_to(from, link);
        let is_filter = anchor.starts_with("q=");
        if !places.get(path.as_str()).is_some_and(|anchors| anchor.is_empty() || is_filter || anchors.contains(anchor.as_str())) {
            lost.insert(format!("{from}: {link}"));
        }
    }
    assert!(lost.is_empty(), "{} links lead nowhere: {:?}", lost.len(), lost.iter().take(20).collect::<Vec<_>>());
}

#[test]
fn no_place_is_there_twice_and_nothing_is_outside() {
    for file in SITE.iter() {
        for outside in ["http:", "https:", "@import", "url(", "{{", "{%"] {
            // Scenarios and decisions may speak of addresses; nothing may load one.
            let loads = all_between(&file.text, "<link", ">").into_iter().chain(all_between(&file.text, "<script", ">"));
            assert!(loads.into_iter().all(|tag| !tag.contains(outside)), "{}: {outside}", file.path);
        }
        let places = all_between(&file.text, " id=\"", "\"");
        assert_eq!(places.iter().collect::<BTreeSet<_>>().len(), places.len(), "{}", file.path);
    }
}

#[test]
fn a_function_tells_its_checks_returns_rules_decisions_and_scenarios() {
    let page = page("functions/InjectNtmsCleaner.html");
    for part in [
        "<details id=\"ERROR_SLOT_FULL\">",
        "<details id=\"inject-cleaner.door-no-inventory\">",
        "<a href=\"../decisions/D-034.html\">D-034</a>",
        "<a href=\"../words.html#SlotTaken\">SlotTaken</a>: <a href=\"#ERROR_SLOT_FULL\">ERROR_SLOT_FULL</a>",
        "A cleaner slot that already holds a cleaner refuses another one</a>",
        "<span class=\"state good\">asserted</span>",
    ] {
        assert!(page.contains(part), "`{part}` is missing");
    }
}

/// The site in a folder, as people have it.
fn written() -> PathBuf {
    let folder = browser::folder("site");
    for file in SITE.iter() {
        let path = folder.join(&file.path);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("the folder can be made");
        fs::write(path, &file.text).expect("the page can be written");
    }
    folder
}

#[test]
fn a_browser_finds_what_is_looked_for() {
    let Some(browser) = browser() else { return };
    let file = written().join("functions/found.html");
    let looks = "<script>document.addEventListener('DOMContentLoaded', () => { const field = document.getElementById('search'); field.focus(); \
                 field.value = 'slot_full inject'; field.dispatchEvent(new Event('focus')); });</script></body>";
    fs::write(&file, page("functions/InjectNtmsCleaner.html").replace("</body>", looks)).expect("the page can be written");
    let dom = browser::shown(&browser, &file, "");
    let (found, _) = between(&dom, "<ul id=\"found\"", "</ul>").expect("there is a list");
    assert!(found.contains("<b>InjectNtmsCleaner/ERROR_SLOT_FULL</b>"), "{found}");
    assert!(found.contains("href=\"../functions/InjectNtmsCleaner.html#ERROR_SLOT_FULL\""), "{found}");
}

#[test]
fn its_pages_fit_a_phone() {
    let Some(browser) = browser() else { return };
    let style = page("site.css");
    for path in ["index.html", "functions/InjectNtmsCleaner.html", "rules.html", "scenarios/stories/jam-that-heals.html"] {
        let alone = page(path).replace("<link", &format!("<style>{style}</style><link"));
        assert!(widens_no_phone(&browser, "site-phone", &alone), "{path}");
    }
}
