//! The report as JUnit XML, for CI systems: as the schemas of Jenkins' xUnit plugin (`junit-10.xsd`) and of the Ant task
//! (windyroad's `JUnit.xsd`) both have it.
//!
//! JUnit knows passed, failed, error and skipped. The status itself is the type of a failure or an error, and the first word of the
//! message of what was skipped, so that nothing is merged. The schemas have no attribute for file and line, so both stand at the
//! beginning of the text. Times are real: a reader of JUnit asks what takes long. One of the schemas wants a number also where no time is
//! known, so 0 stands there, and a property says that it means nothing.

use std::time::Duration;

use jiff::Timestamp;
use quick_xml::events::{BytesDecl, BytesText, Event};
use quick_xml::writer::Writer;
use rsmlab_language::escape;

use super::human::{BEFORE, CAUSES};
use super::{Entry, Report};
use crate::verdict::Status;

/// Of ids that are in no folder.
const NO_FOLDER: &str = "scenarios";

/// The property of a test suite with cases of unknown duration.
const NO_TIMES: &str = "not known, as the reports that were joined have none; 0 means nothing";

/// What is written so far.
type Xml = Writer<Vec<u8>>;

/// The report as JUnit XML, of a run that began then.
///
/// # Errors
///
/// When it cannot be written, which is a mistake of ours.
pub fn junit(report: &Report, began: Timestamp) -> Result<String, String> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    write(&mut xml, report, began).map_err(|wrong| wrong.to_string())?;
    String::from_utf8(xml.into_inner()).map(|text| text + "\n").map_err(|wrong| wrong.to_string())
}

fn write(xml: &mut Xml, report: &Report, began: Timestamp) -> std::io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let timestamp = began.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    xml.create_element("testsuites").write_inner_content(|xml| {
        let suites = report.cases.chunk_by(|one, next| folder(&one.id) == folder(&next.id));
        suites.enumerate().try_for_each(|(number, entries)| suite(xml, report, number, entries, &timestamp))
    })?;
    Ok(())
}

/// Everything before the last part of an id.
fn folder(id: &str) -> &str {
    id.rsplit_once('/').map_or(NO_FOLDER, |(folder, _)| folder)
}

fn suite(xml: &mut Xml, report: &Report, number: usize, entries: &[Entry], timestamp: &str) -> std::io::Result<()> {
    let name = escape::xml(entries.first().map_or(NO_FOLDER, |entry| folder(&entry.id)));
    let count = |tag: Option<&str>| entries.iter().filter(|entry| tag_of(entry.status) == tag).count().to_string();
    let numbers = [number.to_string(), entries.len().to_string(), count(Some("failure")), count(Some("error")), count(Some("skipped"))];
    let time = seconds(entries.iter().filter_map(|entry| entry.took).sum());
    let [id, tests, failures, errors, skipped] = &numbers;
    let attributes = [
        ("name", &*name),
        ("package", &*name),
        ("id", id),
        ("timestamp", timestamp),
        ("hostname", "localhost"),
        ("tests", tests),
        ("failures", failures),
        ("errors", errors),
        ("skipped", skipped),
        ("time", &time),
    ];
    xml.create_element("testsuite").with_attributes(attributes).write_inner_content(|xml| {
        xml.create_element("properties").write_inner_content(|xml| {
            let suite = report.suite.iter().map(|suite| ("suite", format!("rsmlab {} sha256:{}", suite.version, suite.hash)));
            let profile = report.verdict.iter().map(|_| ("profile", report.title()));
            let verdict = [("verdict", report.sentence())];
            let times = entries.iter().any(|entry| entry.took.is_none()).then(|| ("times", NO_TIMES.to_owned()));
            for (name, value) in [("target", report.target.clone())].into_iter().chain(suite).chain(profile).chain(verdict).chain(times) {
                xml.create_element("property").with_attributes([("name", name), ("value", &*escape::xml(&value))]).write_empty()?;
            }
            Ok(())
        })?;
        entries.iter().try_for_each(|entry| case(xml, entry))?;
        xml.create_element("system-out").write_empty()?;
        xml.create_element("system-err").write_empty()?;
        Ok(())
    })?;
    Ok(())
}

/// The element that says what came of a case; none of one that passed.
const fn tag_of(status: Status) -> Option<&'static str> {
    match status {
        Status::Pass => None,
        Status::Fail | Status::Xpass => Some("failure"),
        Status::Error | Status::Timeout => Some("error"),
        Status::Variant | Status::Xfail | Status::Skip | Status::Unsupported => Some("skipped"),
    }
}

fn case(xml: &mut Xml, entry: &Entry) -> std::io::Result<()> {
    let (name, class) = (entry.id.rsplit('/').next().unwrap_or(&entry.id), folder(&entry.id).replace('/', "."));
    let (name, class, time) = (escape::xml(name), escape::xml(&class), seconds(entry.took.unwrap_or_default()));
    let element = xml.create_element("testcase").with_attributes([("name", &*name), ("classname", &*class), ("time", &*time)]);
    let Some(tag) = tag_of(entry.status) else { return element.write_empty().map(drop) };
    let word = entry.status.word();
    element.write_inner_content(|xml| {
        let element = xml.create_element(tag);
        if tag == "skipped" {
            // The Ant schema has no type here, and nothing went wrong that would need a text.
            return element.with_attribute(("message", &*escape::xml(&format!("{word}: {}", entry.reason())))).write_empty().map(drop);
        }
        let element = element.with_attributes([("type", word), ("message", &*escape::xml(&entry.message()))]);
        element.write_text_content(BytesText::new(&description(entry))).map(drop)
    })?;
    Ok(())
}

/// Seconds, as both schemas write them.
fn seconds(took: Duration) -> String {
    format!("{:.3}", took.as_secs_f64())
}

/// Everything that is known, for people who click on it. Lines end where we end them, and nowhere else.
fn description(entry: &Entry) -> String {
    let mut lines: Vec<String> = entry.file.iter().map(|file| format!("file: {file}")).collect();
    lines.extend(entry.failure.iter().filter_map(|failure| failure.line).map(|line| format!("line: {line}")));
    lines.push(entry.title.clone());
    if let Some(failure) = &entry.failure {
        lines.extend(failure.statement.iter().map(|statement| format!("statement: {statement}")));
        lines.extend(failure.expected.iter().map(|expected| format!("expected: {expected}")));
        lines.push(format!("observed: {}", failure.observed));
        lines.extend(failure.why.iter().map(|why| format!("why: {why}")));
        lines.extend(failure.help.iter().map(|help| format!("help: {help}")));
        lines.extend(failure.rules.iter().map(|rule| format!("{}: {}", rule.id, rule.text)));
        for (heading, events) in [(CAUSES, &failure.causes), (BEFORE, &failure.trace)] {
            lines.extend((!events.is_empty()).then(|| format!("{heading}:")));
            lines.extend(events.iter().cloned());
        }
    }
    lines.extend(entry.view.iter().map(|view| format!("view: {view}")));
    lines.extend(entry.again.iter().map(|again| format!("again: {again}")));
    lines.iter().map(|line| escape::xml(line)).collect::<Vec<_>>().join("\n")
}
