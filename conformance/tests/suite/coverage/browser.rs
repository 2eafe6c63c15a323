//! A browser is asked for what it makes of pages, and not for pictures. Where there is none, the tests that need one say so on stderr and
//! pass.

use std::fs;
use std::io::{Write, stderr};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The names under which Chromium is installed.
const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// What a phone shows at a time, in CSS pixels.
const PHONE: &str = "--window-size=500,900";

/// The browser, if there is one; a test that does without says so.
pub fn browser() -> Option<PathBuf> {
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

/// A folder of its own for a test.
pub fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

/// What the browser makes of a page, opened at a fragment, once its scripts have run.
pub fn shown(browser: &Path, file: &Path, fragment: &str) -> String {
    let profile = format!("--user-data-dir={}", file.with_extension("profile").display());
    // The sandbox needs rights that a container does not give, and the page is our own.
    let arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", PHONE, &profile, "--dump-dom"];
    let output = Command::new(browser).args(arguments).arg(format!("file://{}{fragment}", file.display())).output().expect("it starts");
    let text = String::from_utf8(output.stdout).expect("a page is text");
    assert!(text.contains("</html>"), "the browser shows nothing: {}", String::from_utf8_lossy(&output.stderr));
    text
}

/// Whether a page fits a phone with everything open: nothing has to be moved sideways.
pub fn widens_no_phone(browser: &Path, test: &str, page: &str) -> bool {
    let probe = "<script>document.querySelectorAll('details').forEach((each) => (each.open = true));\
                 document.body.style.width = '360px';\
                 document.body.dataset.sideways = document.body.scrollWidth > document.body.clientWidth;</script></body>";
    let file = folder(test).join("phone.html");
    fs::write(&file, page.replace("</body>", probe)).expect("the page can be written");
    let dom = shown(browser, &file, "");
    let sideways = between(&dom, "data-sideways=\"", "\"").map(|(sideways, _)| sideways);
    sideways.expect("the probe ran") == "false"
}

/// The first part of `text` between two marks, and what follows it.
pub fn between<'t>(text: &'t str, from: &str, to: &str) -> Option<(&'t str, &'t str)> {
    text.split_once(from).and_then(|(_, rest)| rest.split_once(to))
}

/// Every part of `text` between two marks.
pub fn all_between<'t>(text: &'t str, from: &str, to: &str) -> Vec<&'t str> {
    let parts = text.split(from).skip(1);
    parts.filter_map(|part| part.split_once(to).map(|(inner, _)| inner)).collect()
}
