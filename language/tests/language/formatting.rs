//! Formatting: how files look, and that nothing in them is lost.

fn formatted(text: &str) -> String {
    rsmlab_language::format("messy.kdl", text).unwrap_or_else(|mistakes| panic!("{:?}", miette::Report::new(mistakes)))
}

#[test]
fn a_messy_file() {
    let messy = r##"


// A comment on top.
title   Plain   // and one behind
   covers global.atomic-update /* in the middle */ "CleanNtmsDrive/ERROR_BUSY"
"library" "L1" drives=2 slots=0x08 /* eight */ { // about the port
  port; door /* by hand */ lock=#false
        /* over
             several
           lines */
    /-cleaner-slot 8



    magazine last=4 \ // wrapped
       first=1
    // the end of the library
}
client ann {}
/- client bob { on L1 rights=use }
cartridge T1 label-id=T-1 label=known at=L1.slot.1 {
  // sides are as they are
}

ann   EjectNtmsMedia expect="ERROR_SUCCESS" as=eject action=START /-operation=#null medium=T1

at "5s" {
    operator take=T1
}
at "6s" { operator open=L1.door; operator close=L1.door }
on-request "NTMS_OPREQ_CLEANER" {
    ann InventoryNtmsLibrary library=L1 action=NTMS_INVENTORY_OMID expect=ERROR_SUCCESS session=bogus as=a-rather-long-name
}
check L1.slot.1 State=NTMS_SLOTSTATE_FULL holds=T1


// the end of the file
"##;
    let text = formatted(messy);
    insta::assert_snapshot!(text);
}

#[test]
fn durations_are_written_in_one_way_and_nothing_else_is_taken_for_one() {
    let text = "title \"90s\"\nlibrary L1 { port timeout=\"300s\"; }\nclient ann application=\"90s\"\nrun for=\"36h\" // 90s\n\
                at \"90s\" { /- operator take=\"90s\"; ann MountNtmsMedia unknown timeout=\"60000ms\"; }\n";
    let formatted = rsmlab_language::format("durations.kdl", text).expect("it is a scenario");
    for said in ["title \"90s\"", "timeout=\"5m\"", "application=\"90s\"", "for=\"1d12h\" // 90s", "at \"1m30s\"", "timeout=\"1m\""] {
        assert!(formatted.contains(said), "`{said}` is not in\n{formatted}");
    }
    assert_eq!(rsmlab_language::parse("one.kdl", text).ok(), rsmlab_language::parse("one.kdl", &formatted).ok());
    assert_eq!(rsmlab_language::format("durations.kdl", &formatted).ok(), Some(formatted));
}
