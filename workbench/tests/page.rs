//! The page: it is whole, nothing breaks out of it, and its modules do what their own tests say.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use rsmlab_workbench::page::{PageParts, Story, page};

fn whole() -> String {
    let name = "</script><script>alert(1)</script>.kdl".to_owned();
    let story = Story { title: "</select><script>alert(2)</script>".to_owned(), text: "title \"</script>\u{202e}\"\n".to_owned(), name };
    page(PageParts { module: "H4sIAAAA", glue: "const end = \"</script>\";", stories: std::slice::from_ref(&story), beside: &[] })
}

/// What stands in the script of the page that begins so.
fn script<'p>(page: &'p str, begins: &str) -> &'p str {
    let (_, rest) = page.split_once(begins).expect("the script begins somewhere");
    rest.split_once("</script>").expect("the script ends").0
}

#[test]
fn the_page_is_whole_and_nothing_breaks_out_of_it() {
    let page = whole();
    assert_eq!(page.matches("<script").count(), 3);
    assert_eq!(page.matches("</script>").count(), 3);
    assert!(!page.contains("{{") && !page.contains("{%") && page.trim_end().ends_with("</html>"));
    let data: serde_json::Value = serde_json::from_str(script(&page, r#"id="data">"#)).expect("the data are JSON");
    assert_eq!(data["stories"][0]["title"], "</select><script>alert(2)</script>");
    assert!(data["worker"].as_str().is_some_and(|worker| worker.starts_with("const end = \"</script>\";")
        && worker.contains("initSync({ module })")
        && !worker.contains("\nimport ")));
    assert_eq!(script(&page, r#"id="module">"#), "H4sIAAAA");
}

#[test]
fn the_page_reaches_no_network() {
    let page = whole();
    let policy =
        page.split_once("Content-Security-Policy\" content=\"").and_then(|(_, rest)| rest.split_once('"')).expect("there is a policy").0;
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    let allowed = policy.split([' ', ';']).filter(|word| word.contains(':') || word.contains('*'));
    assert!(allowed.clone().all(|word| word == "blob:"), "{:?}", allowed.collect::<Vec<_>>());
    let links = page.replace("http://www.w3.org/2000/svg", "");
    assert!(!links.contains("http://") && !links.contains("https://"));
}

/// Says that something is left out because there is no node.
fn skip(what: &str) {
    writeln!(std::io::stderr(), "skipped: there is no node {what}").expect("somebody reads what tests say");
}

#[test]
fn the_modules_do_what_their_tests_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("page/tests");
    let tests = fs::read_dir(folder).expect("there are tests").map(|entry| entry.expect("readable").path());
    match Command::new("node").arg("--test").args(tests).output() {
        Ok(ran) => assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stdout)),
        Err(_) => skip("to run the tests of the page's modules"),
    }
}

#[test]
fn the_modules_are_one_script() {
    let page = whole();
    let script = script(&page, r#"<script type="module">"#);
    assert!(!script.lines().any(|line| line.starts_with("import ") || line.starts_with("export ")));
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("workbench.mjs");
    fs::write(&file, script).expect("the file can be written");
    match Command::new("node").arg("--check").arg(&file).status() {
        Ok(status) => assert!(status.success(), "a name is there twice, or a module imports over several lines"),
        Err(_) => skip("to check the script"),
    }
}
