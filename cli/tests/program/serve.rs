//! `rsmlab serve`: what keeps it from serving is told before anybody works with the library, and no file of anybody is lost.

use std::fs;

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
}
