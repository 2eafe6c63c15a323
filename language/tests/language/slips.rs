//! Slips: one mistake is told once, whatever follows from it, and with what to write instead.

const LIBRARY: &str = "library L1 slots=8 drives=2 {\n    port\n    door\n}\n";
const REST: &str = "cartridge T1 at=L1.slot.1\nclient ann\nann MountNtmsMedia T1 as=mount\ncheck T1 at=L1.drive.1\n";

/// Asserts that the only mistake of a text is this, with this in its help.
fn only(text: &str, message: &str, help: &str) {
    let wrong = rsmlab_language::parse("slip.kdl", text).expect_err(text);
    let told: Vec<&str> = wrong.mistakes.iter().map(|mistake| mistake.message.as_str()).collect();
    assert_eq!(told, [message], "{text}");
    let said = wrong.mistakes[0].help.as_deref().unwrap_or_default();
    assert!(said.contains(help), "`{help}` is not in `{said}`, the help for\n{text}");
}

/// The scenario that is right but for one replacement.
fn with(old: &str, new: &str) -> String {
    let right = format!("title \"T\"\n{LIBRARY}{REST}");
    assert!(rsmlab_language::parse("right.kdl", &right).is_ok() && right.contains(old), "{old}");
    right.replace(old, new)
}

#[test]
fn what_is_declared_by_a_node_that_makes_no_sense_is_not_missed() {
    let unknown = |node: &str| format!("`{node}` is no statement and no client");
    only(&with("library", "libary").replace("slots=8", "slots=80").replace("slot.1", "slot.70"), &unknown("libary"), "`library`");
    only(&with("cartridge", "cartrige"), &unknown("cartrige"), "`cartridge`");
    only(&with("client ann", "clinet bob").replace("ann", "bob"), &unknown("clinet"), "`client`");
    only(&with("slot.1", "slot.1 pool=P").replace("client", "pol P\nclient"), &unknown("pol"), "`pool`");
    only(&with("title", "titel"), &unknown("titel"), "`title`");
    let named = "and goes on with these, digits, - and _";
    for (old, new) in [("T1", "Bänd"), ("ann", "änn"), ("L1", "Büro")] {
        only(&with(old, new), &format!("`{new}` cannot be a name"), named);
    }
    only(&(with("mount", "möunt") + "run until=möunt\ncheck möunt State=NTMS_LM_PASSED\n"), "`möunt` cannot be a name", named);
    only(&with("cartridge T1 ", "cartridge "), "`cartridge` does not say its name", "");
    only(&with("client ann", "client a\0nn"), "a word cannot hold such characters", "");
    only(
        &with("MountNtmsMedia T1 as=mount", "MountNtmsMeda T1 as=m\nexpect m completes=ERROR_SUCCESS\ncheck m State=NTMS_LM_PASSED"),
        "`MountNtmsMeda` is no function",
        "`MountNtmsMedia`",
    );
    let request = "expct operator-request=NTMS_OPREQ_CLEANER as=q\noperator satisfy=q\ncheck q State=NTMS_OPSTATE_COMPLETE\n";
    only(&(with("", "") + request), &unknown("expct"), "`expect`");
}

#[test]
fn parts_of_which_nobody_knows_how_many_there_are_are_not_missed() {
    let number = "a number is written in digits";
    let behind = "check L1.drive.5 holds=nothing\ncheck L1.slot.70 holds=nothing\n";
    only(&(with("drives=2", "drives=two") + "check L1.drive.5 holds=nothing\n"), "`drives=` takes a whole number from 0 to 1000", number);
    only(&(with("slots=8", "slots=many") + "check L1.slot.9 holds=nothing\n"), "`slots=` takes a whole number from 0 to 65535", number);
    only(&(with("slots=8", "slotz=80 drives=9").replace(" drives=2", "") + behind), "`library` has no property `slotz`", "`slots`");
    let transport = with("slots=8", "slots=8 transports=#true") + "fault L1.transport.2 jam\n";
    only(&transport, "`transports=` takes a whole number from 0 to 100", "");
}

#[test]
fn a_text_without_double_quotes_is_one_mistake() {
    let (bare, double) = ("`title` takes one argument, its text", "put the text in double quotes: ");
    only(&with("\"T\"", "A tape is here"), bare, &format!("{double}title \"A tape is here\""));
    only(&with("\"T\"", "A tape's end"), bare, "title \"A tape's end\"");
    only(&with("client ann", "client ann application=My own app"), "`client` takes one argument, its name", "application=\"My own app\"");
    for (old, new, quotes, help) in [
        ("\"T\"", "'A tape'", "single quotes", "\"A tape\""),
        ("\"T\"", "'A tape's end'", "single quotes", "\"A tape's end\""),
        ("\"T\"", "'A tape", "single quotes", "\"A tape\""),
        ("\"T\"", "`A tape`", "backquotes", "\"A tape\""),
        ("\"T\"", "“A tape”", "curly quotes", "\"A tape\""),
        ("\"T\"", "„A tape“", "curly quotes", "\"A tape\""),
        ("\"T\"", "«A \\ tape»", "curly quotes", r#""A \\ tape""#),
        ("\"T\"", "“A tape\"", "curly quotes", "\"A tape\""),
        ("client ann", "client 'ann'", "single quotes", "\"ann\""),
        ("L1.slot.1", "'L1.slot.1'", "single quotes", "\"L1.slot.1\""),
        ("slots=8", "slots='8'", "single quotes", "write a number without quotes: 8"),
        ("client ann", "client ann application=“My app”", "curly quotes", "\"My app\""),
        ("L1 slots", "'L1 slots", "single quotes", "\"L1 slots=8 drives=2\""),
        ("as=mount", "as='mount'\nexpect mount completes=ERROR_SUCCESS", "single quotes", "\"mount\""),
    ] {
        only(&with(old, new), &format!("a text stands in {quotes}"), help);
    }
    only(&with("\"T\"", "\"A tape"), "a string has no end", "write `\"` where it ends");
    only(&with("\"T\"", "\"A tape”"), "a string has no end", "`”` does not end");
    only(&with("\"T\"", "A tape\""), "a `\"` stands behind a word", "between two of them");
    only(&with("L1 slots", "L1\" slots"), "a `\"` stands behind a word", "between two of them");
    only(&with("L1 slots", "\"L1 slots"), "a string has no end", "write `\"` where it ends");
    only(&(with("", "") + "run for=\"30s\n"), "a string has no end", "write `\"` where it ends");
}

#[test]
fn a_comment_of_another_language_is_one_mistake() {
    let hash = "a comment does not begin with `#`";
    only(&with("library", "# it's \"my {\nlibrary"), hash, "write // it's \"my {");
    only(&with("    port", "    port # the port"), hash, "write // the port");
    only(&with("    port", "    # }\n    port"), hash, "write // }");
    only(&with("2 {", "2 { # parts"), hash, "write // parts");
    only(&with("L1.slot.1\n", "L1.slot.1 # \"first\n"), hash, "write // \"first");
    only(&with("library", "#my \"comment {\nlibrary"), "`#my` is no keyword", "a comment begins with //");
    only(&with("library", "; my comment {\nlibrary"), "`;` stands where a node has to begin", "a comment begins with //");
    only(&with("library", "-- my comment\nlibrary"), "`--` is no statement and no client", "a comment begins with //");
    only(&(with("", "") + "# the end"), hash, "write // the end");
    only(&with("drives=2", "# drives=2"), hash, "write the `{` with which it ends before it");
    // A line that is nothing but a comment opens no block of a node: what is closed below was not opened at all.
    let two = rsmlab_language::parse("slip.kdl", &(with("library", "# my {\nlibrary") + "}\n")).expect_err("both are wrong").mistakes;
    assert_eq!(two.iter().map(|mistake| &*mistake.message).collect::<Vec<_>>(), [hash, "a brace is closed that was not opened"]);
}

#[test]
fn a_comment_in_the_place_of_a_value_is_one_mistake() {
    for (new, sign) in [("=# 8", "#"), ("= # 8", "#"), ("= # it's \"eight", "#"), ("=## 8", "##"), ("= // 8", "//"), ("=//8", "//")] {
        only(&with("=8", new), &format!("`{sign}` stands where a value has to stand"), "drop it, or write the value before it");
    }
    for new in ["at=# L1.slot.1", "at=#", "at= # the first one, of 8", "at= //"] {
        let sign = if new.contains('#') { "#" } else { "//" };
        only(&with("at=L1.slot.1", new), &format!("`{sign}` stands where a value has to stand"), "");
    }
    only(&with("slots=8", "slots=#8"), "`#8` is no keyword", "write 8");
}

#[test]
fn a_list_in_brackets_is_one_mistake() {
    let two =
        |list: &str| with("client", "cartridge T2 at=L1.slot.2\nclient").replace("MountNtmsMedia T1", &format!("MountNtmsMedia {list}"));
    for new in ["[T1, T2]", "[T1 T2]", "[ T1,T2 ]"] {
        only(&two(new), "a list stands in brackets", "write T1+T2");
    }
    only(&with("L1.slot.1", "[L1.slot.1]"), "a list stands in brackets", "write L1.slot.1");
}

#[test]
fn a_property_of_another_language_is_one_mistake() {
    let colon = "a property is written with `=` and not with `:`";
    for new in ["slots: 8", "slots:8", "slots : 8"] {
        only(&with("slots=8", new), colon, "write slots=8");
    }
    only(&(with("", "") + "run for:\"30s\"\n"), colon, "write for=\"30s\"");
    only(&with("as=mount", "as: mount\nexpect mount completes=ERROR_SUCCESS"), colon, "write as=mount");
    only(&with("slots=8", "slots 8"), "`library` takes one argument, its name", "write slots=8");
    only(&with("slots=8", "slots=8,"), "a comma stands between the values of a node", "drop it");
    only(&with("client", "pool A, B\nclient"), "a comma stands between the values of a node", "drop it");
    only(&with("title \"T\"", "title: \"T\""), "`title` is followed by its values, without `:`", "");
    only(&with("title \"T\"", "title = \"T\""), "`title` is followed by its values, without `=`", "");
    only(&with("ann Mount", "ann: Mount"), "`ann` is followed by its values, without `:`", "");
    only(&with("slots=8", "slots=8 bar-codes=Yes"), "`bar-codes=` takes #true or #false", "write #true");
    only(&with("slots=8", "slots=8 bar-codes=#off"), "`#off` is no keyword", "write #false");
}

#[test]
fn a_part_that_is_not_called_with_points_is_one_mistake() {
    let plain = ["L1.slot[1]", "L1.slots[1]", "L1/slot/1", "L1.slot(1)"];
    let with_blanks = ["L1.slot [1]", "L1.slot[ 1 ]", "L1.slot [ 1 ]", "L1 [slot] [1]", "L1.slot (1)", "L1.slot 1", "L1.slot. 1"];
    for new in plain.into_iter().chain(with_blanks) {
        only(&with("L1.slot.1", new), &format!("`{new}` is not how parts are named"), "write L1.slot.1");
    }
    for new in ["L1-slot-1", "L1:slot:1", "L1_slot_1"] {
        only(&with("L1.slot.1", new), &format!("there is no `{new}`"), "write L1.slot.1");
    }
    only(&with("L1.slot.1", "L1.slot1"), "`L1` has no part `slot1`", "write L1.slot.1");
    only(&(with("", "") + "operator open=L1[door]\n"), "`L1[door]` is not how parts are named", "write L1.door");
    only(&(with("", "") + "at \"5s\" {\n    fault L1.drive[2] stuck\n}\n"), "`L1.drive[2]` is not how parts are named", "L1.drive.2");
    only(&(with("", "") + "fault L1.drive [2] stuck\n"), "`L1.drive [2]` is not how parts are named", "L1.drive.2");
    only(&(with("", "") + "check L1.slot [2] holds=nothing\n"), "`L1.slot [2]` is not how parts are named", "L1.slot.2");
    only(&(with("", "") + "operator open=L1 [door]\n"), "`L1 [door]` is not how parts are named", "write L1.door");
}

#[test]
fn a_duration_that_is_written_otherwise_is_one_mistake() {
    let run = |length: &str| with("", "") + "run for=" + length + "\n";
    only(&run("30s"), "`30s` has to be quoted", "write \"30s\"");
    only(&run("1.5m"), "`1.5m` has to be quoted", "write \"1m30s\"");
    only(&run("30 sec"), "`30 sec` has to be one word in quotes", "write \"30s\"");
    only(&run("30"), "`for=` takes a duration", "\"30s\", \"30m\", \"30h\"");
    only(&run("\"1.5m\""), "`for=` takes a duration, but `1.5m` has a fraction", "write \"1m30s\"");
    only(&run("\"30s4m\""), "`for=` takes a duration, but `30s4m` has a smaller unit before a larger one", "write \"4m30s\"");
    only(&run("\"4m4m\""), "`for=` takes a duration, but `4m4m` says `m` 2 times", "\"4m30s\"");
    only(&run("\"99999999999h\""), "`for=` takes a duration, but `99999999999h` is longer than any run", "\"36500d\"");
    only(&(with("", "") + "at 5 min { operator take=T1; }\n"), "`5 min` has to be one word in quotes", "write \"5m\"");
    only(&with("    port", "    port timeout=\"2 hours\""), "`timeout=` takes a duration, but `2 hours` has spaces in it", "write \"2h\"");
}

#[test]
fn a_brace_too_few_or_too_many_is_one_mistake() {
    let (open, unopened) = ("a brace is not closed", "a brace is closed that was not opened");
    only(&with("}\n", ""), open, "write `}`");
    only(&with("    port", "    port {"), open, "write `}`");
    only(&(with("", "") + "at \"5s\" {\n    operator take=T1\n"), open, "write `}`");
    only(&(with("", "") + "at \"5s\" {\n    at \"6s\" {\n"), open, "write `}`");
    only(&with("}\n", "}\n}\n"), unopened, "drop it");
    only(&with("}\n", "}}}}\n"), unopened, "drop it");
    only(&with(" {", ""), unopened, "write `{` behind the node");
    only(&(with("", "") + "at \"5s\"\n    operator take=T1\n}\n"), unopened, "write `{` behind the node");
    only(&(with("", "") + "}\n"), unopened, "drop it");
    only(&(with(" {", "\n{") + "operator open=L1.door\n"), "braces stand where a node has to begin", "in the line of the node");
}

#[test]
fn what_is_missing_or_late_is_told_once() {
    only("", "the scenario is empty", "title");
    only("// nothing\n\n", "the scenario is empty", "title");
    only(&with("title \"T\"", "title \"T\"\nrun until=quiet"), "`library` stands after the script has begun", "so do 2 more below");
    only(&(with("", "") + "ann InjectNtmsMedia\n"), "`InjectNtmsMedia` does not say `library=` and `action=`", "action= is what to do");
    only(&(with("", "") + "ann InjectNtmsMedia library=L1\n"), "`InjectNtmsMedia` does not say `action=`: what to do", "");
    only(&(with("", "") + "service\n"), "`service` does not say its state", "");
    only(&(with("", "") + "check T1 holds=L1.slot.1\n"), "`check T1` has no property `holds`", "write check T1 at=L1.slot.1");
    only(&(with("", "") + "check L1.slot.1 at=T1\n"), "`check L1.slot.1` has no property `at`", "write check L1.slot.1 holds=T1");
}
