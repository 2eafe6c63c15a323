//! Mistakes: what people are told who mistype, misplace or contradict themselves.

use miette::{GraphicalReportHandler, GraphicalTheme};

/// What is said of a text that is no scenario, without colour and a hundred columns wide.
fn told(text: &str) -> String {
    let mistakes = rsmlab_language::parse("wrong.kdl", text).expect_err("it is wrong");
    let mut told = String::new();
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(100);
    handler.render_report(&mut told, &mistakes).expect("a string takes everything");
    told.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// Compares what is said with the snapshot of this name.
fn assert_told(name: &str, text: &str) {
    insta::assert_snapshot!(name, told(text));
}

#[test]
fn typing_errors_in_the_world() {
    assert_told(
        "typing_errors_in_the_world",
        r#"
title "Typing errors in the world"
covers "InjectNtmsCleanr/ERROR_SLOT_FULL"
library L1 slots=8 driver=2 media-type=LTO {
    dor
    cleaner-slot 9
    port timeout="5min" opens=motr
}
cartridge T1 at=L1.slot.9 lable=blank
cartridge T2 at=L1.slto.2 pool=Dta
client ann rights=controll
pool Data sides=2
"#,
    );
}

#[test]
fn typing_errors_in_the_script() {
    assert_told(
        "typing_errors_in_the_script",
        r#"
title "Typing errors in the script"
library L1 { port; cleaner-slot 8 }
cartridge CLN001 kind=cleaner

anm InjectNtmsCleaner library=L1 action=START
ann InjectNtmsCleanr library=L1 action=START
ann InjectNtmsCleaner libary=L1 action=STRT expect=ERROR_SUCESS as=inject
at "5s" { operator insert=CLN01 into=L1.prot.1 }
run until=quit
expect injct completes=ERROR_SUCCESS
chek L1.slot.8 holds=CLN001
check L1.slot.8 Stat=NTMS_SLOTSTATE_FULL
check inject State=NTMS_LM_PASED
fault L1.transport stuck
fault L1.port.1.1 stuck
fault L1.port.1.9 source-empty
"#,
    );
}

#[test]
fn slips_of_kdl_do_not_hide_the_rest() {
    assert_told(
        "slips_of_kdl_do_not_hide_the_rest",
        r##"
title "Slips of KDL"
library L1 lost=true { door timeout=5m; dor }
database latency=20ms lost="#true"
run for=10s
run for=10
"##,
    );
}

#[test]
fn broken_kdl() {
    assert_told("broken_kdl", "title \"Broken\nlibrary L1 {\n    port slots==2\n");
}

#[test]
fn a_world_that_cannot_be() {
    assert_told(
        "a_world_that_cannot_be",
        r#"
title "A world that cannot be"
title "Twice"
library L1 slots=8 {
    magazine first=1 last=4 out=#true
    magazine first=4 last=2
    drive 1
    drive 1 defer="1500ms"
}
library L2 kind=standalone slots=4
library free
cartridge T1 at=L1.slot.2
cartridge T2 at=L1.slot.5
cartridge T3 at=L1.slot.5 recorded=L1
cartridge T4 pool=Data complete=#true
cartridge T5 kind=cleaner pool=free
cartridge T6 at=L1.slot.6 cleans-left=3 media-type=DLT
cartridge L1
client ann { on T1 rights=admin; on L1 rights=use; on L1 rights=none }
"#,
    );
}

#[test]
fn ports_doors_and_magazines_that_cannot_be() {
    assert_told(
        "ports_doors_and_magazines_that_cannot_be",
        r#"
title "Ports, doors and magazines that cannot be"
library L1 slots=8 {
    port lock=no stop-motion=#true
    door stops=own
    door first=1 last=4 stops=all
    magazine first=1 last=4 port=1
    magazine first=5 last=6 port=1
    magazine first=7 last=8 port=2
}
cartridge T1 at=L1.slot.1
operator panel-move=T1
operator force-eject=L1.slot.1
operator open=L1.port force=#true
operator take=T1 force=#true
"#,
    );
}

#[test]
fn a_likeness_that_cannot_be() {
    assert_told(
        "a_likeness_that_cannot_be",
        r#"
title "A likeness that cannot be"
library L1 like=autoloader
library L2 like=drive-standalone kind=robotic
library L3 like=library-48 slots=20
library L4 like=library-48 without=magazin
library L5 without=port
library L6 like=library-1000 slots=65535
library L7 like=autoloader-8 drives=40
library L8 like=drive-standalone
cartridge T1 at=L8
cartridge T2 at=L8
cartridge T3 at=L9
"#,
    );
}

#[test]
fn a_script_that_makes_no_sense() {
    assert_told(
        "a_script_that_makes_no_sense",
        r#"
title "A script that makes no sense"
library L1 { port; door }
cartridge T1

ann InjectNtmsMedia library=T1 operation=late action=STOP
ann InjectNtmsMedia library=L1.slot.1 action=START as=late
ann EjectNtmsMedia
ann SetNtmsUIOptions
ann WaitForNtmsNotification channel=late timeout="60d"
ann MountNtmsMedia #null T1
ann OpenNtmsSession server=5 session=late as=late
operator insert=T1
operator take=T1 open=L1.port
at "5s" { run until=quiet }
after "5s"
run
expect late
expect late replies=ERROR_SUCCESS first=L1
expect sense="4/15/1" of=L1.drive.1
check L1
check T1 holds=T1
check requests
check L1.door lists=L1
library L2
"#,
    );
}

#[test]
fn texts_without_quotes_brackets_and_ends() {
    assert_told(
        "texts_without_quotes_brackets_and_ends",
        "title \"A \\q\"\nlibrary L1 slots = = 8 (u8)9 {\n    port slots[1]\n} door\n{ }\nat \"5s\" /-\n}\nrun for=\n#comment\n/* no end",
    );
}

#[test]
fn no_bar_codes() {
    assert_told(
        "no_bar_codes",
        r#"
title "No bar codes"
cartridge T1 bar-code=" A00001"
cartridge T2 bar-code="   "
cartridge T3 bar-code="A0000100001000010000100001000010000"
cartridge T4 bar-code="A\t1"
cartridge T5 bar-code="Ä00001"
cartridge T6 bar-code=nothing
cartridge a-name-that-is-longer-than-a-volume-tag
check L1.slot.1 volume-tag="Ä"
"#,
    );
}

#[test]
fn rights_of_a_lost_database() {
    assert_told(
        "rights_of_a_lost_database",
        r#"
title "Rights of a lost database"
database lost=#true
client ann rights=control
client bob rights=none
client eve {
    on L1 rights=use
}
client joe rights=admin
"#,
    );
}

#[test]
fn beliefs_about_what_is_not_there() {
    assert_told(
        "beliefs_about_what_is_not_there",
        r#"
title "Beliefs about what is not there"
cartridge T1 recorded-bar-code="A00001"
cartridge T2 at=L1.slot.1 recorded-cleans-left=3
cartridge CLN001 kind=cleaner at=L1.slot.2 recorded-cleans-left=uncounted recorded-bar-code=" A"
computer request-flags=NOPURGE operator-request-flags=NOAUTOPURGE+NOALERT
check operator-requests about=L1.magazine.1
check L1.slot.1 exception=ERROR_LABEL_UNREADIBLE kind=cleaning inverted=yes
"#,
    );
}

#[test]
fn initiators_that_cannot_do_it() {
    assert_told(
        "initiators_that_cannot_do_it",
        r#"
title "Initiators that cannot do it"
service stopped
library L1 slots=4 drives=2
initiator other
initiator join=L1
initiator other join=L1 leave=L1
initiator other leave=L2
initiator other reset=L1.slot.1
initiator other reset=L1 command=2
initiator "9" reset-target=L1
initiator other abort=L1 command=0
scsi L1.drive.1 TEST-UNIT-READY lun=2
scsi L1 TEST-UNIT-READY lun=70000
"#,
    );
}
