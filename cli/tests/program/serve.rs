//! `rsmlab serve`: what keeps it from serving is told before anybody works with the library, and no file of anybody is lost.

use std::fs;
#[cfg(unix)]
use std::{io::BufRead, io::BufReader, process::Stdio};

#[cfg(unix)]
use snapbox::cmd::cargo_bin;

#[cfg(unix)]
use super::Server;
use super::{HOLDS, contains, folder, rsmlab, stderr, write};

#[test]
fn a_trace_that_cannot_be_written_is_told_at_once() {
    let here = folder("serve-trace");
    let refused = rsmlab(&here, &["serve", "library-48", "--iscsi", "127.0.0.1:0", "--trace", "no/such/folder/trace"]).code(2);
    contains(&stderr(&refused), &["cannot write no/such/folder/trace", "name another file with --trace"]);
}

#[test]
fn a_trace_is_not_written_over_what_is_served() {
    let here = folder("serve-itself");
    write(&here, "a.kdl", HOLDS);
    let refused = rsmlab(&here, &["serve", "a.kdl", "--iscsi", "127.0.0.1:0", "--trace", "a.kdl"]).code(2);
    contains(&stderr(&refused), &["a.kdl is what is served, and would be written over"]);
    assert_eq!(fs::read_to_string(here.join("a.kdl")).expect("it is there"), HOLDS);
}

#[test]
fn a_trace_from_before_stays_when_nothing_is_served() {
    let here = folder("serve-before");
    write(&here, "trace", "precious");
    rsmlab(&here, &["serve", "no-such-library", "--iscsi", "127.0.0.1:0", "--trace", "trace"]).code(2);
    assert_eq!(fs::read_to_string(here.join("trace")).expect("it is there"), "precious");
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_with_files_is_not_mounted_over() {
    let here = folder("serve-fuse");
    write(&here, "taken/file", HOLDS);
    let refused = rsmlab(&here, &["serve", "library-48", "--fuse", "taken"]).code(2);
    contains(&stderr(&refused), &["is not empty; make an empty folder, or end the server that serves there"]);
}

#[cfg(unix)]
#[test]
fn a_file_where_a_control_socket_should_be_stays() {
    let here = folder("serve-control");
    write(&here, "precious", HOLDS);
    let refused = rsmlab(&here, &["serve", "library-48", "--iscsi", "127.0.0.1:0", "--control", "./precious"]).code(2);
    contains(&stderr(&refused), &["no control socket", "precious is a file, and no socket; name another path"]);
    assert_eq!(fs::read_to_string(here.join("precious")).expect("it is there"), HOLDS);
    // What is none is called by what it is, and what is not there is not called a file.
    let at = |path: &str| stderr(&rsmlab(&here, &["serve", "library-48", "--iscsi", "127.0.0.1:0", "--control", path]).code(2));
    fs::create_dir(here.join("folder")).expect("it can be made");
    contains(&at("./folder"), &["folder is a folder, and no socket; name another path"]);
    let missing = at("./no/such/socket");
    assert!(missing.contains("no control socket") && !missing.contains("is a file"), "{missing}");
}

/// What is said to a served library, and with which exit code it is done or not.
#[cfg(unix)]
#[test]
fn what_is_said_is_done_or_told_with_an_exit_code() {
    let here = folder("serve-said");
    write(&here, "a.kdl", "title \"A\"\nservice stopped\nlibrary L1 slots=4 drives=1\ncartridge T1 at=L1.slot.1\nrun for=\"1h\"\n");
    let mut serves = std::process::Command::new(cargo_bin!("rsmlab"));
    let serves = serves.args(["serve", "a.kdl", "--control", "./said"]).current_dir(&here);
    let mut server = Server(serves.stderr(Stdio::piped()).spawn().expect("it can be started"));
    let told = BufReader::new(server.0.stderr.take().expect("it was piped"));
    let begins = told.lines().map_while(Result::ok).find(|line| line.contains("Ctrl-C ends it"));
    assert!(begins.is_some(), "it is served");

    let say = |statement: &str| rsmlab(&here, &["control", "./said", statement]);
    say("check L1.slot.1 holds=T1").code(0);
    let unmet = say("check L1.slot.2 holds=T1").code(1);
    contains(&stderr(&unmet), &["expected", "L1.slot.2"]);
    let mistaken = say("chek L1.slot.2 holds=T1").code(1);
    contains(&stderr(&mistaken), &["chek"]);
    drop(server);
    contains(&stderr(&say("check L1.slot.1 holds=T1").code(2)), &["nobody can be spoken to"]);
}

#[test]
fn a_scenario_that_fails_is_not_served_and_the_line_is_told() {
    let here = folder("serve-fails");
    write(&here, "a.kdl", "title \"A\"\nservice stopped\nlibrary L1 slots=4 drives=1\ncheck L1.slot.1 holds=T1\ncartridge T1\n");
    rsmlab(&here, &["serve", "a.kdl", "--iscsi", "127.0.0.1:0"]).code(2);
    write(&here, "b.kdl", "title \"A\"\nservice stopped\nlibrary L1 slots=4 drives=1\ncartridge T1\n\ncheck L1.slot.1 holds=T1\n");
    let refused = rsmlab(&here, &["serve", "b.kdl", "--iscsi", "127.0.0.1:0"]).code(1);
    contains(&stderr(&refused), &["b.kdl:6: expected", "`rsmlab run` tells what led to it"]);
}
