//! The page: it is whole, nothing breaks out of it, and its modules do what their own tests say.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use rsmlab_harness::runner::{self, Options};
use rsmlab_language::beside::FileBeside;
use rsmlab_language::parse_beside;
use rsmlab_view::{PlayedScenario, of_run, page};

/// A page may be so large for each record of its run, and so large without any.
const OF_A_RECORD: usize = 700;
const OF_THE_FRAME: usize = 120_000;
/// And so large for each cartridge.
const OF_A_CARTRIDGE: usize = 400;

fn stories() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/stories")
}

/// The page of a scenario, and how many records its run has.
fn page_of(path: &str, text: &str) -> (String, usize) {
    let beside = |file: &str| {
        let text = fs::read_to_string(stories().join(file)).map_err(|cause| cause.to_string())?;
        Ok(FileBeside { name: file.to_owned(), text: text.into() })
    };
    let scenario = parse_beside(path, text, &beside).expect("it is a scenario");
    let report = runner::run_with_journal(&scenario, &Options::default(), &mut runner::ours(runner::config(&scenario)), &mut ());
    let run = of_run(PlayedScenario { path, text, scenario: &scenario, report: &report });
    (page(&run), run.events.at.len())
}

/// The data on a page.
fn data(page: &str) -> serde_json::Value {
    let (_, rest) = page.split_once(r#"<script type="application/json" id="run">"#).expect("the data begin somewhere");
    let (data, _) = rest.split_once("</script>").expect("the data end");
    serde_json::from_str(data).expect("the data are JSON")
}

#[test]
fn the_page_of_every_story_is_whole() {
    for entry in fs::read_dir(stories()).expect("the stories are there") {
        let path = entry.expect("readable").path();
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        if !name.ends_with(".kdl") || name.ends_with(".personality.kdl") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("readable");
        let (page, records) = page_of(&name, &text);
        assert_eq!(page.matches("<script").count(), 2, "{name}");
        assert_eq!(page.matches("</script>").count(), 2, "{name}");
        assert!(!page.contains("{{") && !page.contains("{%") && page.trim_end().ends_with("</html>"), "{name}");
        let links = page.replace("http://www.w3.org/2000/svg", "");
        assert!(!links.contains("http://") && !links.contains("https://") && !links.contains("src="), "{name} needs no network");
        assert_eq!(data(&page)["events"]["at"].as_array().map(Vec::len), Some(records), "{name}");
        let cartridges = data(&page)["cartridges"].as_array().map_or(0, Vec::len);
        let most = OF_THE_FRAME + OF_A_RECORD * records + OF_A_CARTRIDGE * cartridges + 2 * text.len();
        assert!(page.len() < most, "{name}: {} bytes for {records} records", page.len());
    }
}

#[test]
fn nothing_breaks_out_of_the_page() {
    let text = r#"title "</script><script>alert(1)</script>\n<!-- &amp; \u{202e}\u{1b}[2J"
library L1
cartridge T1 at=L1.slot.1 bar-code="<img src=x>" label-id="</script>"
client ann application="</style><script>alert(2)</script>"
ann MountNtmsMedia T1 expect=ERROR_TIMEOUT
"#;
    let (page, _) = page_of("<b>a</b>&\u{202e}.kdl", text);
    assert_eq!(page.matches("<script").count(), 2);
    assert!(!page.contains("alert(1)</script>") && !page.contains("<img") && !page.contains("<b>") && !page.contains("<!-- "));
    assert!(!page.contains('\u{202e}') && !page.contains('\u{1b}'));
    let data = data(&page);
    assert_eq!(data["title"], "</script><script>alert(1)</script>\n<!-- &amp; \\u{202e}\u{1b}[2J");
    assert_eq!(data["failure"]["line"], 5);
}

/// Says that something is left out because there is no node.
fn skip(what: &str) {
    writeln!(std::io::stderr(), "skipped: there is no node {what}").expect("somebody reads what tests say");
}

#[test]
fn the_modules_do_what_their_tests_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("page");
    let tests = fs::read_dir(folder.join("tests")).expect("there are tests").map(|entry| entry.expect("readable").path());
    let ran = Command::new("node").arg("--test").args(tests).output();
    let Ok(ran) = ran else {
        skip("to run the tests of the page's modules");
        return;
    };
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stdout));
}

#[test]
fn the_modules_are_one_script() {
    let (page, _) = page_of("a.kdl", "title \"A run\"\n");
    let (_, rest) = page.split_once(r#"<script type="module">"#).expect("the script begins somewhere");
    let (script, _) = rest.split_once("</script>").expect("the script ends");
    assert!(!script.lines().any(|line| line.starts_with("import ") || line.starts_with("export ")));
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("page.mjs");
    fs::write(&file, script).expect("the file can be written");
    let checked: Option<ExitStatus> = Command::new("node").arg("--check").arg(&file).status().ok();
    match checked {
        Some(status) => assert!(status.success(), "a name is there twice, or a module imports over several lines"),
        None => skip("to check the script"),
    }
}
