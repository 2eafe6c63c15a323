//! Every form of the report, with an engine that lies, so that there is something to report; and lists of expected
//! failures, which are held to the truth from both sides.

mod fixture;

use std::path::Path;

use jiff::Timestamp;
use rsmlab_conformance::expected::bless::{Observations, bless};
use rsmlab_conformance::expected::{ExpectedFailure, ExpectedFailures};
use rsmlab_conformance::matrix::results::Results;
use rsmlab_conformance::page::Ways;
use rsmlab_conformance::report::files::Left;
use rsmlab_conformance::report::github::{annotations, summary};
use rsmlab_conformance::report::human::human;
use rsmlab_conformance::report::junit::junit;
use rsmlab_conformance::report::tap::tap;
use rsmlab_conformance::report::{self, Report, files};
use rsmlab_conformance::verdict::{Conclusion, Status, Verdict};

use fixture::{IDS, SLOT_FULL, cases, catalogue, invocation, judged, profile, reported};

fn report() -> Report {
    let catalogue = catalogue();
    let cases = cases(&catalogue);
    let judged = judged(&cases);
    reported(&judged, &profile(&cases), &catalogue)
}

#[test]
fn statuses_are_never_merged() {
    let report = report();
    for (id, status) in IDS.iter().zip(["pass", "fail", "variant", "xfail", "xpass", "skip", "unsupported", "error", "timeout", "fail"]) {
        let entry = report.cases.iter().find(|entry| entry.id.ends_with(&format!("/{id}"))).expect("every case is in the report");
        assert_eq!(entry.status.word(), status, "{id}");
    }
    for status in Status::ALL {
        assert_eq!(report.count(status), if status == Status::Fail { 2 } else { 1 }, "{status}");
    }
}

#[test]
fn the_report_for_people() {
    insta::assert_snapshot!(anstream::adapter::strip_str(&human(&report())).to_string());
}

#[test]
fn the_report_for_programs() {
    let json = report().to_json();
    let document: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(document["schema"], 1);
    assert_eq!(document["counts"]["xfail"], 1);
    insta::assert_snapshot!(json);
}

#[test]
fn what_programs_are_told_is_as_its_schema_says() {
    let schema = include_str!("../../../docs/schemas/report.schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).expect("a schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    let mut told: serde_json::Value = serde_json::from_str(&report().to_json()).expect("a report is JSON");
    let wrong: Vec<String> = validator.iter_errors(&told).map(|wrong| format!("{}: {wrong}", wrong.instance_path())).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    told["cases"][0]["status"] = "perhaps".into();
    assert!(!validator.is_valid(&told), "the schema says nothing");
}

#[test]
fn the_report_as_junit() {
    insta::assert_snapshot!(junit(&report(), Timestamp::UNIX_EPOCH).expect("it can be written"));
}

/// What the schemas of Jenkins' xUnit plugin and of the Ant task have both: of each element the attributes, `?` after one that may be
/// missing, and the elements in it.
const JUNIT: [(&str, &[&str], &[&str]); 10] = [
    ("testsuites", &[], &["testsuite"]),
    (
        "testsuite",
        &["name", "package", "id", "timestamp", "hostname", "tests", "failures", "errors", "skipped?", "time"],
        &["properties", "testcase", "system-out", "system-err"],
    ),
    ("properties", &[], &["property"]),
    ("property", &["name", "value"], &[]),
    ("testcase", &["name", "classname", "time"], &["skipped", "error", "failure"]),
    ("skipped", &["message?"], &[]),
    ("error", &["message?", "type"], &[]),
    ("failure", &["message?", "type"], &[]),
    ("system-out", &[], &[]),
    ("system-err", &[], &[]),
];

/// Holds an element, and all in it, to both schemas.
fn assert_junit(node: roxmltree::Node<'_, '_>) {
    let name = node.tag_name().name();
    let (_, attributes, children) = JUNIT.iter().find(|(tag, ..)| *tag == name).unwrap_or_else(|| panic!("<{name}> is in neither schema"));
    for attribute in node.attributes() {
        let known = attributes.iter().any(|known| known.trim_end_matches('?') == attribute.name());
        assert!(known, "<{name}> has no {}", attribute.name());
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match attribute.name() {
            "tests" | "failures" | "errors" | "skipped" | "id" => assert!(is_number(attribute.value()), "{attribute:?}"),
            "time" => {
                assert!(attribute.value().split_once('.').is_some_and(|(whole, part)| is_number(whole) && is_number(part)), "{attribute:?}")
            }
            "timestamp" => assert!(attribute.value().len() == 19 && attribute.value().contains('T'), "{attribute:?}"),
            "name" if name == "testsuite" => assert!(!attribute.value().trim().is_empty()),
            _ => {}
        }
    }
    for due in attributes.iter().filter(|due| !due.ends_with('?')) {
        assert!(node.has_attribute(*due), "<{name}> lacks {due}");
    }
    // In the order of the list, and only test suites, properties and test cases more than once.
    let places = node.children().filter(roxmltree::Node::is_element).map(|child| {
        let place = children.iter().position(|tag| child.has_tag_name(*tag));
        (place.unwrap_or_else(|| panic!("<{name}> has no <{}>", child.tag_name().name())), child.tag_name().name())
    });
    let places: Vec<(usize, &str)> = places.collect();
    let follows = |pair: &[(usize, &str)]| {
        pair[0].0 < pair[1].0 || (pair[0].0 == pair[1].0 && matches!(pair[0].1, "testsuite" | "testcase" | "property"))
    };
    assert!(places.windows(2).all(follows), "{places:?}");
    assert!(name != "testcase" || places.len() <= 1, "{places:?}");
    assert!(name != "testsuite" || ["properties", "system-out", "system-err"].iter().all(|due| places.iter().any(|(_, tag)| tag == due)));
    node.children().filter(roxmltree::Node::is_element).for_each(assert_junit);
}

#[test]
fn the_report_as_tap() {
    insta::assert_snapshot!(tap(&report()));
}

#[test]
fn the_report_on_github() {
    let report = report();
    insta::assert_snapshot!(format!("{}\n\n{}", annotations(&report).join("\n"), summary(&report)));
}

#[test]
fn files_of_a_run_have_the_traces_of_what_failed() {
    let catalogue = catalogue();
    let cases = cases(&catalogue);
    let judged = judged(&cases);
    let report = reported(&judged, &profile(&cases), &catalogue);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("files-of-a-run");
    // Of an earlier time.
    let _gone = std::fs::remove_dir_all(&folder);
    let write = || files::write(&folder, &report, Timestamp::UNIX_EPOCH, &Left::of(&judged));
    // What no run has left there is somebody's.
    std::fs::create_dir_all(folder.join("failures/old")).expect("the folder can be made");
    let refused = write().expect_err("the folder of failures is not a run's").to_string();
    assert!(refused.contains("no run has left there") && folder.join("failures/old").exists(), "{refused}");
    std::fs::remove_dir_all(folder.join("failures")).expect("it can be removed");
    // A second run leaves nothing of the first behind.
    write().expect("the files can be written");
    std::fs::create_dir_all(folder.join("failures/old")).expect("the folder can be made");
    write().expect("the files can be written");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_else(|cause| panic!("{name}: {cause}"));
    assert_eq!(read("report.json"), report.to_json());
    assert!(read("junit.xml").starts_with("<?xml") && read("report.tap").starts_with("TAP version 14"));
    assert_eq!(read("failures/cleaner-management/InjectNtmsCleaner/fail.kdl"), SLOT_FULL);
    assert!(read("failures/cleaner-management/InjectNtmsCleaner/fail.trace").contains("ERROR_BUSY"));
    assert!(!folder.join("failures/old").exists());
    assert!(!folder.join("failures/cleaner-management/InjectNtmsCleaner/pass.trace").exists());
}

#[test]
fn every_form_shows_what_led_to_a_failure() {
    let catalogue = catalogue();
    let cases = cases(&catalogue);
    let judged = judged(&cases);
    let report = reported(&judged, &profile(&cases), &catalogue);
    let failed = report.cases.iter().find(|entry| entry.id.ends_with("/fail")).expect("one fails");
    let causes = &failed.failure.as_ref().expect("it has a failure").causes;
    assert!(causes.len() >= 2 && causes[0].contains("ann        InjectNtmsCleaner"), "{causes:?}");
    assert!(causes.last().is_some_and(|last| last.contains("refuses ann: InjectNtmsCleaner ERROR_BUSY")), "{causes:?}");
    let xml = junit(&report, Timestamp::UNIX_EPOCH).expect("it can be written");
    for form in [human(&report), report.to_json(), tap(&report), xml.replace("&lt;", "<")] {
        let places: Vec<usize> =
            causes.iter().map(|cause| form.find(cause.as_str()).unwrap_or_else(|| panic!("`{cause}` is missing in\n{form}"))).collect();
        assert!(places.is_sorted(), "{form}");
    }
}

/// The verdict on those of the cases.
fn conclusion(names: &[&str], narrow: bool) -> Conclusion {
    let catalogue = catalogue();
    let cases = cases(&catalogue);
    let is_meant = |id: &str| names.iter().any(|name| id.ends_with(&format!("/{name}")));
    let mut judged = judged(&cases);
    judged.retain(|judged| is_meant(&judged.case.id));
    let mut profile = profile(&cases);
    profile.cases.retain(|id, _| is_meant(id));
    let entries: Vec<_> = judged.iter().map(|judged| report::Entry::of(judged, &invocation(), &catalogue)).collect();
    let came: Vec<_> = entries.iter().map(report::Entry::came).collect();
    Verdict::of(&came, &profile, narrow, &catalogue).conclusion
}

#[test]
fn what_all_cases_together_say() {
    assert_eq!(conclusion(&["pass"], false), Conclusion::Conformant);
    assert_eq!(conclusion(&["pass", "xfail"], false), Conclusion::ConformantButForExpectedFailures);
    assert_eq!(conclusion(&["pass", "skip"], false), Conclusion::Incomplete);
    assert_eq!(conclusion(&["pass", "xfail", "unsupported"], false), Conclusion::Incomplete);
    assert_eq!(conclusion(&["pass", "skip"], true), Conclusion::NothingUnexpectedInThePart);
    for wrong in ["fail", "xpass", "timeout", "listed-wrongly"] {
        assert_eq!(conclusion(&["pass", wrong], true), Conclusion::NotConformant, "{wrong}");
    }
    assert_eq!(conclusion(&["pass", "fail", "error"], false), Conclusion::TargetBroke);
}

fn mistakes(text: &str) -> String {
    let catalogue = catalogue();
    let list = ExpectedFailures::parse("expected.toml", text).map_err(|mistake| vec![mistake]);
    let mistakes = list.and_then(|list| list.resolve("expected.toml", &cases(&catalogue))).expect_err("there are mistakes");
    mistakes.iter().map(|mistake| format!("{mistake}\n")).collect()
}

#[test]
fn all_mistakes_of_a_list_are_told_at_once() {
    let told = mistakes(
        r#"
        schema = 2
        [[failure]]
        id = "cleaner-management/InjectNtmsCleaner/xfial"
        reason = "a typing mistake"
        observed = "fail: it answered ERROR_BUSY"
        [[failure]]
        id = "cleaner-management/InjectNtmsCleaner/fail"
        reason = " "
        observed = "fail: it answered ERROR_BUSY"
        [[failure]]
        id = "cleaner-management/InjectNtmsCleaner/fail"
        reason = "twice"
        observed = "fail: it answered ERROR_BUSY"
    "#,
    );
    for part in ["schema 2 is not known", "did you mean `cleaner-management/InjectNtmsCleaner/xfail`?", "has no reason", "is listed twice"]
    {
        assert!(told.contains(part), "`{part}` is missing in\n{told}");
    }
    let told = mistakes("schema = 1\n[[failure]]\nid = \"x\"\nwhy = \"no such key\"\n");
    assert!(told.starts_with("expected.toml: ") && told.contains("unknown field `why`"), "{told}");
}

const LIST: &str = r#"# What our engine still gets wrong.
schema = 1

[[failure]]
id = "a/stays"
reason = "known since long" # see the plan
observed = "fail: it answered ERROR_BUSY"

[[failure]]
id = "a/mended"
reason = "known since long"
observed = "fail: it answered ERROR_BUSY"

[[failure]]
id = "a/not-run"
reason = "known since long"
observed = "timeout: no answer after 30 s"
"#;

#[test]
fn blessing_keeps_reasons_comments_and_what_did_not_run() {
    let saw = |id: &str, failure: Option<&str>| (id.to_owned(), failure.map(str::to_owned));
    let observations: Observations =
        [saw("a/stays", Some("fail: it answered ERROR_TIMEOUT")), saw("a/mended", None), saw("a/new", Some("fail: it \"answered\""))]
            .into();
    let refused = bless(LIST, &observations, None).expect_err("somebody has to say why");
    assert!(refused.contains("--reason") && refused.contains("a/new"), "{refused}");
    let blessed = bless(LIST, &observations, Some("no time yet")).expect("there is a reason");
    assert_eq!((blessed.added, blessed.changed, blessed.removed), (vec!["a/new".into()], vec!["a/stays".into()], vec!["a/mended".into()]));
    insta::assert_snapshot!(blessed.text);
    let again = bless(&blessed.text, &observations, None).expect("nothing is new");
    assert_eq!(again.text, blessed.text);
    let list: ExpectedFailures = toml::from_str(&blessed.text).expect("it is a list");
    let reason = |id: &str| list.entry(id).map(|ExpectedFailure { reason, .. }| reason.as_str());
    assert_eq!((reason("a/stays"), reason("a/new"), reason("a/mended")), (Some("known since long"), Some("no time yet"), None));
}

#[test]
fn a_list_begins_with_the_first_blessing() {
    let observations: Observations = [("a/new".to_owned(), Some("fail: it answered ERROR_BUSY".to_owned()))].into();
    let blessed = bless("", &observations, Some("no time yet")).expect("there is a reason");
    let list: ExpectedFailures = toml::from_str(&blessed.text).expect("it is a list");
    assert_eq!((list.schema, list.failure.len()), (1, 1));
}

/// Texts that would end a tag, begin a line, a command or a directive, or do something to a terminal.
const NASTY: [&str; 14] = [
    "x\n::error file=x::pwned",
    "::stop-commands::t",
    " \t::warning::w",
    "##[error]x and ##vso[task.complete result=Failed;]",
    "##teamcity[testFailed name='x']",
    "a\nok 2 - fake\nnot ok 77\nBail out!\n1..0\nTAP version 14",
    "# TODO # SKIP",
    "]]></failure></testcase><x a=\"'&amp;\">",
    "<script>alert(1)</script>",
    "\u{1b}[2J\u{1b}]0;pwn\u{7}\u{9b}31m\u{0}\u{8}\u{7f}",
    "\r::warning::cr\u{b}\u{85}\u{2028}::error::ls",
    "\u{202e}gnp\u{2066}\u{feff}\u{fffe}",
    "%0A::error::x | `a` | [b](http://c) @d **e**",
    "'; rm -rf ~ \\ $(x)",
];

/// The report with one text wherever there is a text.
fn all_of(text: &str) -> Report {
    let mut report = report();
    let said = || text.to_owned();
    report.target = said();
    let verdict = report.verdict.as_mut().expect("a verdict was said");
    (verdict.profile, verdict.sentence) = (said(), said());
    for entry in &mut report.cases {
        (entry.id, entry.title, entry.note, entry.file) = (said(), said(), Some(said()), Some(said()));
        (entry.covers, entry.variants) = (vec![said()], vec![said()]);
        if let Some(failure) = &mut entry.failure {
            (failure.observation, failure.observed) = (said(), said());
            (failure.statement, failure.expected, failure.why) = (Some(said()), Some(said()), Some(said()));
            (failure.causes, failure.trace) = (vec![said()], vec![said()]);
        }
    }
    report
}

/// Holds that nothing of a form does anything but say something. Some lines may begin with a command: ours.
fn assert_harmless(form: &str, text: &str, commands: bool) {
    for line in text.split('\n') {
        let plain = line.replace("\u{1b}[0m", "").replace("\u{1b}[1m", "").replace("\u{1b}[2m", "");
        let plain = plain.replace("\u{1b}[31m", "").replace("\u{1b}[32m", "").replace("\u{1b}[33m", "");
        let unseen = plain.chars().find(|char| char.is_control() || "\u{2028}\u{202e}\u{2066}\u{feff}\u{fffe}".contains(*char));
        assert_eq!(unseen, None, "{form}: {plain:?}");
        let begins = plain.trim_start();
        assert!(begins.starts_with("::error file=") == commands && (commands || !begins.starts_with("::")), "{form}: {plain:?}");
        assert!(["##[", "##vso[", "##teamcity["].iter().all(|command| !plain.contains(command)), "{form}: {plain:?}");
        let fakes = ["ok 2 - fake", "not ok 77", "Bail out!", "1..0"];
        assert!(fakes.iter().all(|fake| !plain.starts_with(fake)), "{form}: {plain:?}");
    }
}

#[test]
fn what_others_wrote_breaks_out_of_no_form() {
    for nasty in NASTY {
        let report = all_of(nasty);
        assert_harmless("human", human(&report).trim_end(), false);
        let tap = tap(&report);
        assert_harmless("TAP", &tap, false);
        let points: Vec<&str> = tap.lines().filter(|line| line.starts_with("ok ") || line.starts_with("not ok ")).collect();
        assert_eq!(points.len(), report.cases.len(), "{tap}");
        let directives = points.iter().filter(|line| line.contains(" # TODO") || line.contains(" # SKIP")).count();
        assert_eq!(directives, 3, "{tap}");

        let json = report.to_json();
        assert_harmless("JSON", &json, false);
        let read: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(read["cases"][1]["title"], nasty);

        let xml = junit(&report, Timestamp::UNIX_EPOCH).expect("it can be written");
        assert_harmless("JUnit", &xml, false);
        let read = roxmltree::Document::parse(&xml).expect("XML");
        assert_junit(read.root_element());
        let cases: Vec<_> = read.descendants().filter(|node| node.has_tag_name("testcase")).collect();
        let text = cases[1].first_element_child().and_then(|result| result.text()).expect("the second case fails");
        assert!(text.contains(&*rsmlab_language::escape::xml(nasty)), "{text:?}");
        assert_eq!(cases.len(), report.cases.len());

        let summary = summary(&report);
        assert_harmless("summary", &summary, false);
        assert!(!summary.contains("<script>") && !summary.contains("](http"), "{summary}");
        assert!(summary.lines().filter(|line| line.starts_with('|')).all(|row| row.matches(" | ").count() >= 3), "{summary}");
        for annotation in annotations(&report) {
            assert_harmless("annotation", &annotation, true);
        }
        for entry in report.cases.iter().filter_map(|entry| entry.again.as_ref()) {
            assert_harmless("again", entry, false);
        }
    }
}

#[test]
fn the_page_of_a_run_tells_first_what_somebody_has_to_look_at() {
    let catalogue = catalogue();
    let cases = cases(&catalogue);
    let judged = judged(&cases);
    let report = reported(&judged, &profile(&cases), &catalogue);
    let page = Results::of(&catalogue, &report).to_html(&NoWay);
    let failed = report.cases.iter().find(|entry| entry.id.ends_with("/fail")).expect("one fails");
    let place = |part: &str| page.find(part).unwrap_or_else(|| panic!("`{part}` is missing in the page"));
    let heads = ["to be looked at", &format!("<li id=\"case:{}\"", failed.id), "failed as expected", "<article id=\"InjectNtmsCleaner\">"];
    let places: Vec<usize> = heads.iter().map(|head| place(head)).collect();
    assert!(places.is_sorted(), "{heads:?} are at {places:?}");
    let failure = failed.failure.as_ref().expect("it has a failure");
    for told in failure.causes.iter().chain(&failure.expected).chain([&failure.observed]) {
        place(&rsmlab_language::escape::html(told));
    }
    assert!(page.contains("is:fail") && !page.contains("{{"));
}

#[test]
fn the_page_of_scenarios_for_their_own_sake_is_about_nothing_else() {
    let catalogue = catalogue();
    let cases = cases(&catalogue);
    let judged = judged(&cases);
    let mut report = reported(&judged, &profile(&cases), &catalogue);
    report.suite = None;
    let page = Results::of(&catalogue, &report).to_html(&NoWay);
    assert!(page.contains("<li id=\"case:") && page.contains(">passed <b>"));
    assert!(!page.contains("<article") && !page.contains("class=\"strip\""));
}

/// A page that leads nowhere.
struct NoWay;

impl Ways for NoWay {
    fn scenario(&self, _path: &str) -> Option<String> {
        None
    }

    fn left(&self, _id: &str) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}
