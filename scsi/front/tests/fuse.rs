//! A mounted folder, used as programs use it. Where this user may not mount, the tests say so and pass.
#![cfg(target_os = "linux")]

mod fake;

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fake::Fake;
use fake::tape::Record;
use rsmlab_front::fuse::{MountConfig, MountError, MountedFolder};
use rsmlab_front::service::{ResetScope, Service};

/// One test after the other: a program that one of them starts has, for a moment, a copy of what another has open, and a tape is as
/// long in use.
static ALONE: Mutex<()> = Mutex::new(());

/// A folder for a test, and what is mounted there.
struct Mounted {
    _alone: MutexGuard<'static, ()>,
    folder: PathBuf,
    fake: Arc<Fake>,
    mount: Option<MountedFolder>,
}

impl Mounted {
    fn new(name: &str) -> Option<Self> {
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = std::env::temp_dir().join(format!("rsmlab-fuse-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let fake = Arc::new(Fake::with_drives(2));
        match MountedFolder::at(&folder, MountConfig::default(), Arc::clone(&fake) as Arc<dyn Service>) {
            Ok(mount) => Some(Self { _alone: alone, folder, fake, mount: Some(mount) }),
            Err(error @ (MountError::NoDevice | MountError::NoHelper { .. } | MountError::Helper { .. })) => {
                skipped(name, &error);
                None
            }
            Err(error) => panic!("{error}"),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn stop(&mut self) {
        self.mount.take().unwrap().stop().unwrap();
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        drop(self.mount.take());
        let _ = std::fs::remove_dir(&self.folder);
    }
}

#[expect(clippy::print_stderr, reason = "who runs the tests is to know which did not run")]
fn skipped(name: &str, why: &dyn std::fmt::Display) {
    eprintln!("skipped {name}: {why}");
}

/// Runs a program; its output, or none when it is not installed.
fn run(program: &str, arguments: &[&str], file: &Path) -> Option<Output> {
    let mut command = Command::new(program);
    for argument in arguments {
        if *argument == "FILE" {
            command.arg(file)
        } else {
            command.arg(argument)
        };
    }
    command.output().inspect_err(|why| skipped(program, why)).ok()
}

/// What a program says, both ways, when it succeeds.
fn said(output: &Output) -> String {
    let text = [&output.stdout[..], &output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    assert!(output.status.success(), "{text}");
    text
}

/// Waits until something has happened, which other processes bring about.
fn until(what: impl Fn() -> bool) {
    while !what() {
        std::thread::yield_now();
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn to_write(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().read(true).write(true).open(path)
}

fn errno<T>(result: std::io::Result<T>) -> Option<i32> {
    result.err().and_then(|error| error.raw_os_error())
}

#[test]
fn the_folder_lists_its_files_and_goes_again() {
    let Some(mut mounted) = Mounted::new("list") else { return };
    assert_eq!(names(&mounted.folder), ["changer0", "nst0", "nst1", "sg0", "sg1", "sg2", "st0", "st1"]);
    assert_eq!(errno(File::open(mounted.path("nst2"))), Some(2));
    assert_eq!(errno(File::create(mounted.path("new"))), Some(1));
    mounted.stop();
    assert_eq!(names(&mounted.folder), Vec::<String>::new());
    let state = mounted.fake.state();
    assert_eq!(state.seen, [(0, 0x00)], "the changer was asked whether it is ready, and the drives nothing");
    assert_eq!((&state.joined[..], state.left.len()), (&["fuse".to_owned()][..], 1));
}

#[test]
fn blocks_go_to_the_tape_and_come_back() {
    let Some(mounted) = Mounted::new("blocks") else { return };
    let mut tape = to_write(&mounted.path("nst0")).unwrap();
    assert_eq!(errno(File::open(mounted.path("st0"))), Some(16), "one program at a time");
    assert_eq!(tape.write(b"block").unwrap(), 5);
    // A child has a copy of the descriptor, which is closed when its program begins: a filemark amid the file would be wrong.
    assert!(Command::new("true").status().is_ok_and(|status| status.success()));
    assert_eq!(tape.write(&[7; 1 << 16]).unwrap(), 1 << 16);
    drop(tape);
    let expected = [Record::Block(b"block".to_vec()), Record::Block(vec![7; 1 << 16]), Record::Filemark];
    assert!(mounted.fake.state().tapes[0].records == expected, "the filemark is there when close has returned");

    drop(File::open(mounted.path("st0")).unwrap());
    let mut tape = File::open(mounted.path("nst0")).unwrap();
    let mut room = vec![0; 100_000];
    let lengths: Vec<_> = (0..3).map(|_| tape.read(&mut room).unwrap()).collect();
    assert_eq!(lengths, [5, 1 << 16, 0], "st0 has rewound, although nothing was done with it");
}

#[test]
fn an_empty_drive_says_so() {
    let Some(mounted) = Mounted::new("empty") else { return };
    mounted.fake.state().tapes[1].loaded = false;
    assert_eq!(errno(File::open(mounted.path("nst1"))), Some(123), "ENOMEDIUM");
    assert!(OpenOptions::new().read(true).custom_flags(0o4000).open(mounted.path("nst1")).is_ok());
}

#[test]
fn a_folder_that_is_none_is_told() {
    let fake = || Arc::new(Fake::with_drives(0)) as Arc<dyn Service>;
    let missing = MountedFolder::at(Path::new("/nowhere/at/all"), MountConfig::default(), fake());
    assert!(matches!(missing, Err(MountError::NoFolder { .. })), "{missing:?}");
    let file = MountedFolder::at(Path::new("/proc/self/status"), MountConfig::default(), fake());
    assert!(matches!(file, Err(MountError::NoFolder { .. })), "{file:?}");
}

#[test]
fn commands_are_passed_on_with_data_both_ways() {
    let Some(mounted) = Mounted::new("commands") else { return };
    let changer = mounted.path("changer0");
    let Some(inquiry) = run("sg_raw", &["-r", "64", "FILE", "12", "00", "00", "00", "40", "00"], &changer) else { return };
    assert!(said(&inquiry).contains("FAKE CHANGER"), "{inquiry:?}");

    let sent = mounted.folder.with_extension("sent");
    std::fs::write(&sent, [1, 2, 3, 4]).unwrap();
    let sent_text = sent.to_string_lossy().into_owned();
    let out = run("sg_raw", &["-s", "4", "-i", &sent_text, "FILE", "1D", "00", "00", "00", "04", "00"], &changer).unwrap();
    std::fs::remove_file(&sent).unwrap();
    said(&out);
    assert_eq!(mounted.fake.state().tapes[0].records, [Record::Block(vec![1, 2, 3, 4])]);

    let refused = run("sg_raw", &["FILE", "07", "00", "00", "00", "00", "00"], &changer).unwrap();
    assert!(String::from_utf8_lossy(&refused.stderr).contains("Invalid command operation code"), "{refused:?}");
    assert_eq!(said(&run("sg_reset", &["-d", "FILE"], &changer).unwrap()), "");
    assert_eq!(mounted.fake.state().resets, [ResetScope::LogicalUnit(0)]);
}

#[test]
fn a_pending_command_holds_nobody_up_and_dies_with_its_program() {
    let Some(mut mounted) = Mounted::new("pending") else { return };
    let moves = || {
        let mut command = Command::new("sg_raw");
        command.arg(mounted.path("changer0")).args(["A5", "0", "0", "0", "0", "1", "0", "2", "0", "0", "0", "0"]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()
    };
    let mut killed = match moves() {
        Ok(child) => child,
        Err(why) => return skipped("sg_raw", &why),
    };
    let mut patient = moves().unwrap();
    let mut left = moves().unwrap();
    until(|| mounted.fake.moving() == 3);
    said(&run("sg_turs", &["FILE"], &mounted.path("changer0")).unwrap());
    assert_eq!(names(&mounted.folder).len(), 8);

    killed.kill().unwrap();
    killed.wait().unwrap();
    assert_eq!(mounted.fake.moving(), 2, "it was aborted before the program could go");
    left.kill().unwrap();
    left.wait().unwrap();
    mounted.fake.arrive();
    assert!(patient.wait().unwrap().success());

    let mut last = moves().unwrap();
    until(|| mounted.fake.moving() == 1);
    mounted.stop();
    assert!(!last.wait().unwrap().success());
    assert_eq!(mounted.fake.moving(), 0, "nothing is on its way when the folder is gone");
}

#[test]
fn mt_moves_the_tape_and_tells_how_it_stands() {
    let Some(mounted) = Mounted::new("mt") else { return };
    let tape = mounted.path("nst0");
    let mut file = to_write(&tape).unwrap();
    for text in [&b"one"[..], b"two"] {
        file.write_all(text).unwrap();
    }
    drop(file);
    let Some(status) = run("mt", &["-f", "FILE", "status"], &tape) else { return };
    assert!(said(&status).contains("File number=1, block number=0"), "{status:?}");
    let at_each: [(&[&str], usize); 6] =
        [(&["rewind"], 0), (&["fsr", "1"], 1), (&["weof", "2"], 3), (&["bsf", "1"], 2), (&["eod"], 3), (&["seek", "1"], 1)];
    for (operation, at) in at_each {
        said(&run("mt", &[&["-f", "FILE"], operation].concat(), &tape).unwrap());
        assert_eq!(mounted.fake.state().tapes[0].at, at, "{operation:?}");
    }
    assert!(said(&run("mt", &["-f", "FILE", "tell"], &tape).unwrap()).contains("At block 1."));
    said(&run("mt", &["-f", "FILE", "setblk", "1024"], &tape).unwrap());
    assert!(said(&run("mt", &["-f", "FILE", "status"], &tape).unwrap()).contains("Tape block size 1024 bytes"));
    said(&run("mt", &["-f", "FILE", "offline"], &tape).unwrap());
    assert!(!mounted.fake.state().tapes[0].loaded);
}
