//! Formatting: how files look, and that nothing in them is lost.

use rsmlab_sim::scenario;

fn formatted(text: &str) -> String {
    scenario::format("messy.kdl", text).unwrap_or_else(|mistakes| panic!("{:?}", miette::Report::new(mistakes)))
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
