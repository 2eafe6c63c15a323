//! Scenarios whose titles and names try to break out of where they are printed.

use super::{command, folder, stderr, stdout, write};

const INJECTION: &str = r#"title "x\n::error file=x::pwned\n<script>alert(1)</script>\n1..0\nBail out!\n]]></failure><x>&amp;\u{1b}[2J\u{1b}]0;pwn\u{7}%0A::stop-commands::t\r::warning::cr ##[error]x"
covers "InventoryNtmsLibrary/ERROR_SUCCESS"
library L1
cartridge T1 at=L1.slot.1 bar-code="::error::bar #" label-id="l\n\r<script>"
client ann application="<script>alert(2)</script>\n::error::app"
ann OpenNtmsSession server=L1 application="a\n::error::zzz" as=s
ann InventoryNtmsLibrary library=L1 action=OMID expect=ERROR_SUCCESS as=i
expect i completes=ERROR_TIMEOUT
"#;

/// Lines that begin with what only a program may say, and characters that do something to a terminal.
fn assert_harmless(arguments: &[&str], text: &str) {
    for line in text.split('\n') {
        let begins = line.trim_start();
        let ours = begins.starts_with("::error file=scenarios/a");
        assert!(!begins.starts_with("::") || ours, "{arguments:?}: {line:?}");
        assert!(!line.contains("##[") && !line.chars().any(char::is_control), "{arguments:?}: {line:?}");
        assert!(["Bail out!", "1..0", "ok 2"].iter().all(|fake| !line.starts_with(fake)), "{arguments:?}: {line:?}");
    }
}

#[test]
fn nothing_breaks_out_of_what_is_printed() {
    let here = folder("injection");
    // File names may hold more than one would like, where the system lets them.
    let name = if cfg!(unix) { "scenarios/a\n::error::b\u{1b}[31m $(x).kdl" } else { "scenarios/a.kdl" };
    write(&here, name, INJECTION);
    write(&here, "broken.kdl", INJECTION.replace("label-id=", "\u{1b}[31mlable="));
    for arguments in [
        &["run", name] as &[&str],
        &["run", name, "--format", "json"],
        &["run", "--trace", "trace.txt", name],
        &["view", name, "-o", "page.html"],
        &["check", "broken.kdl"],
        &["run", "broken.kdl"],
        &["fmt", "--check", name],
        &["conformance", "run", "--format", "human", "a*"],
        &["conformance", "run", "--format", "json", "a*"],
        &["conformance", "run", "--format", "junit", "a*"],
        &["conformance", "run", "--format", "tap", "a*"],
        &["conformance", "run", "--format", "html", "a*"],
        &["run", "--format", "html", name],
        &["conformance", "list", "a*"],
        &["run", "nowhere/\u{1b}[31m\n::error::x.kdl"],
        &["library", "show", "nowhere/\u{1b}[31m\n::error::x.kdl"],
    ] {
        let ran = command(&here, arguments).env("GITHUB_ACTIONS", "true").assert();
        assert_ne!(ran.get_output().status.code(), Some(70), "{arguments:?}: {}", stderr(&ran));
        assert_harmless(arguments, &stdout(&ran));
        assert_harmless(arguments, &stderr(&ran));
    }
    assert_harmless(&["the trace"], &std::fs::read_to_string(here.join("trace.txt")).expect("a trace"));
}
