//! Our own target passes every case, and one of which anything is broken fails one.

use std::cell::Cell;
use std::rc::Rc;

use rsmlab_conformance::verdict::Status;
use rsmlab_smc::cases;
use rsmlab_smc::expected::{ExpectedSmcFailures, KnownFailure};
use rsmlab_smc::inproc::InProcess;
use rsmlab_smc::run::{Conditions, run, select};
use rsmlab_smc::transport::{CHECK_CONDITION, Connector, GOOD, Transport, TransportError, TransportReply};

/// What came of each case: its id, status, and what is said of it.
fn came_of(connector: &dyn Connector) -> Vec<(String, Status, String)> {
    let entries = cases::all().map(|case| run(case, connector, &Conditions::default()));
    entries.map(|entry| (entry.id.clone(), entry.status, format!("{:?} {:?}", entry.note, entry.failure))).collect()
}

fn all_hold(name: &str, most_left_out: usize) {
    let came = came_of(&InProcess::named(name).expect("it is built in"));
    let wrong: Vec<_> = came.iter().filter(|(_, status, _)| status.is_unexpected()).collect();
    assert!(wrong.is_empty(), "{name}: {wrong:#?}");
    let left_out: Vec<_> = came.iter().filter(|(_, status, _)| *status != Status::Pass).collect();
    assert!(left_out.len() <= most_left_out, "{name}: {left_out:#?}");
}

#[test]
fn a_library_with_magazines_passes() {
    all_hold("library-48", 2);
}

#[test]
fn an_autoloader_without_bar_codes_passes() {
    all_hold("autoloader-8", 5);
}

#[test]
fn a_jukebox_that_exchanges_and_turns_over_passes() {
    all_hold("jukebox-mo", 1);
}

/// What is done to what a target answers: it is given the nexus by number, the block, and the answer.
type Fault = fn(&mut Broken, &[u8], TransportReply) -> TransportReply;

/// Our target, of which something is broken.
struct Broken {
    inner: Box<dyn Transport>,
    fault: Fault,
    /// How many nexuses there were before this one.
    number: usize,
    /// How many commands it has had.
    commands: usize,
}

struct Planted {
    inner: InProcess,
    fault: Fault,
    nexuses: Rc<Cell<usize>>,
}

impl Connector for Planted {
    fn connect(&self) -> Result<Box<dyn Transport>, TransportError> {
        let number = self.nexuses.replace(self.nexuses.get() + 1);
        Ok(Box::new(Broken { inner: self.inner.connect()?, fault: self.fault, number, commands: 0 }))
    }

    fn lun(&self) -> u64 {
        self.inner.lun()
    }
}

impl Transport for Broken {
    fn execute(&mut self, lun: u64, cdb: &[u8], data_out: &[u8], room: usize) -> Result<TransportReply, TransportError> {
        let reply = self.inner.execute(lun, cdb, data_out, room)?;
        self.commands += 1;
        Ok((self.fault)(self, cdb, reply))
    }
}

/// Changes the data of an answer to a command.
fn data(operation: u8, cdb: &[u8], mut reply: TransportReply, change: impl FnOnce(&mut Vec<u8>)) -> TransportReply {
    if cdb.first() == Some(&operation) && reply.status == GOOD {
        change(&mut reply.data);
    }
    reply
}

fn add(data: &mut [u8], at: usize, change: u8) {
    if let Some(byte) = data.get_mut(at) {
        *byte = byte.wrapping_add(change);
    }
}

/// A refusal becomes another one, or GOOD.
fn instead(of: [u8; 3], reply: TransportReply, becomes: Option<[u8; 3]>) -> TransportReply {
    let [key, asc, ascq] = of;
    let sense = &reply.sense;
    if reply.status != CHECK_CONDITION || (sense.get(2), sense.get(12), sense.get(13)) != (Some(&key), Some(&asc), Some(&ascq)) {
        return reply;
    }
    let Some([key, asc, ascq]) = becomes else { return TransportReply::default() };
    let mut sense = reply.sense.clone();
    (sense[2], sense[12], sense[13]) = (key, asc, ascq);
    TransportReply { sense, ..reply }
}

/// The descriptors of a report: where each begins, with the type of its page.
fn descriptors(report: &[u8]) -> Vec<(u8, usize)> {
    let number = |at: usize, length: usize| report[at..at + length].iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
    let (mut found, mut page) = (Vec::new(), 8);
    while report.len() >= page + 8 {
        let (length, bytes) = (number(page + 2, 2), number(page + 5, 3));
        found.extend((0..bytes / length.max(1)).map(|place| (report[page], page + 8 + place * length)));
        page += 8 + bytes;
    }
    found.retain(|(_, at)| at + 12 <= report.len());
    found
}

/// One thing each that is broken, the case that has to notice it, and how it is broken.
const FAULTS: &[(&str, &str, Fault)] = &[
    ("it is a disk", "smc/inquiry/device-type", |_, cdb, reply| {
        data(0x12, cdb, reply, |data| data.iter_mut().take(1).for_each(|byte| *byte = 0))
    }),
    ("ADDITIONAL LENGTH is wrong", "smc/inquiry/standard-data", |_, cdb, reply| data(0x12, cdb, reply, |data| add(data, 4, 1))),
    ("pages of vital data are not in order", "smc/inquiry/pages-in-order", |_, cdb, reply| {
        if cdb.get(1..3) == Some(&[1, 0]) {
            data(0x12, cdb, reply, |data| data.get_mut(4..).into_iter().for_each(<[u8]>::reverse))
        } else {
            reply
        }
    }),
    ("a page has another code", "smc/inquiry/every-page-comes", |_, cdb, reply| data(0x12, cdb, reply, |data| add(data, 1, 1))),
    ("what is cut off differs from the whole", "smc/inquiry/allocation-length-cut", |_, cdb, reply| {
        data(0x12, cdb, reply, |data| {
            if data.len() < 20 {
                add(data, 4, 1)
            }
        })
    }),
    ("the allocation length is not kept to", "smc/mode-sense/allocation-length-cut-6", |_, cdb, reply| {
        data(0x1A, cdb, reply, |data| data.resize(data.len().max(40), 0))
    }),
    ("MODE DATA LENGTH counts itself", "smc/mode-sense/mode-data-length", |_, cdb, reply| data(0x1A, cdb, reply, |data| add(data, 0, 1))),
    ("MODE SENSE(10) has another page", "smc/mode-sense/six-and-ten-agree", |_, cdb, reply| {
        data(0x5A, cdb, reply, |data| add(data, 13, 1))
    }),
    ("what cannot be changed is said to be", "smc/mode-sense/changeable-values", |_, cdb, reply| {
        if cdb.get(2) == Some(&0x5D) { data(0x1A, cdb, reply, |data| add(data, 7, 1)) } else { reply }
    }),
    ("element addresses overlap", "smc/mode-sense/element-addresses", |_, cdb, reply| {
        data(0x1A, cdb, reply, |data| {
            if data.get(4) == Some(&0x1D) {
                data.copy_within(6..8, 10)
            }
        })
    }),
    ("no unit attention", "smc/unit-attention/new-nexus", |_, _, reply| instead([6, 0x29, 0], reply, None)),
    ("only the first nexus is told", "smc/unit-attention/each-nexus", |broken, _, reply| {
        if broken.number > 0 { instead([6, 0x29, 0], reply, None) } else { reply }
    }),
    ("a unit attention is told again", "smc/unit-attention/told-once", |broken, cdb, reply| {
        if broken.number > 0 && cdb == [0; 6] && broken.commands < 4 {
            let mut sense = vec![0; 18];
            (sense[0], sense[2], sense[7], sense[12]) = (0x70, 6, 10, 0x29);
            return TransportReply { status: CHECK_CONDITION, sense, ..reply };
        }
        reply
    }),
    ("a stopped command reads what was left in memory", "smc/unit-attention/nothing-is-read", |_, _, reply| {
        if reply.status == CHECK_CONDITION { TransportReply { data: vec![0x40; 8], ..reply } } else { reply }
    }),
    ("INQUIRY is stopped by a unit attention", "smc/unit-attention/inquiry-goes-past", |broken, cdb, reply| {
        if broken.commands == 1 && cdb.first() == Some(&0x12) {
            TransportReply { status: CHECK_CONDITION, ..TransportReply::default() }
        } else {
            reply
        }
    }),
    ("the report counts its own header", "smc/read-element-status/byte-counts", |_, cdb, reply| {
        data(0xB8, cdb, reply, |data| add(data, 7, 8))
    }),
    ("an element too many is counted", "smc/read-element-status/number-of-elements", |_, cdb, reply| {
        data(0xB8, cdb, reply, |data| add(data, 3, 1))
    }),
    ("another first element is named", "smc/read-element-status/first-element-address", |_, cdb, reply| {
        data(0xB8, cdb, reply, |data| add(data, 1, 1))
    }),
    ("an element has another address", "smc/read-element-status/agrees-with-page-1dh", |_, cdb, reply| {
        data(0xB8, cdb, reply, |data| {
            if let Some((_, at)) = descriptors(data).last() {
                add(data, at + 1, 1)
            }
        })
    }),
    ("what is cut off counts itself only", "smc/read-element-status/allocation-length-cut", |_, cdb, reply| {
        data(0xB8, cdb, reply, |data| {
            if (8..200).contains(&data.len()) {
                add(data, 7, 1)
            }
        })
    }),
    ("an element type is made up", "smc/read-element-status/invalid-type", |_, cdb, reply| {
        if cdb.first() == Some(&0xB8) { instead([5, 0x24, 0], reply, None) } else { reply }
    }),
    ("ACCESS is never told", "smc/move-medium/access-told", |_, cdb, reply| {
        data(0xB8, cdb, reply, |data| descriptors(data).into_iter().for_each(|(_, at)| data[at + 2] &= 0xF7))
    }),
    ("SVALID is lost", "smc/move-medium/source-kept", |_, cdb, reply| {
        data(0xB8, cdb, reply, |data| descriptors(data).into_iter().for_each(|(_, at)| data[at + 9] &= 0x7F))
    }),
    ("another source is named", "smc/move-medium/source-kept", |_, cdb, reply| {
        data(0xB8, cdb, reply, |data| descriptors(data).into_iter().for_each(|(_, at)| add(data, at + 11, 1)))
    }),
    ("PVOLTAG is lost", "smc/read-element-status/volume-tag-length", |_, cdb, reply| {
        data(0xB8, cdb, reply, |data| data.get_mut(9).into_iter().for_each(|flags| *flags = 0))
    }),
    ("an empty source is called a wrong address", "smc/move-medium/source-empty", |_, _, reply| {
        instead([5, 0x3B, 0x0E], reply, Some([5, 0x21, 1]))
    }),
    ("a full destination is called an empty source", "smc/move-medium/destination-full", |_, _, reply| {
        instead([5, 0x3B, 0x0D], reply, Some([5, 0x3B, 0x0E]))
    }),
    ("a wrong address is called an invalid field", "smc/move-medium/wrong-source", |_, _, reply| {
        instead([5, 0x21, 1], reply, Some([5, 0x24, 0]))
    }),
    ("a command that is not served is called an invalid field", "smc/operation-code/unknown", |_, _, reply| {
        instead([5, 0x20, 0], reply, Some([5, 0x24, 0]))
    }),
    ("the field pointer points elsewhere", "smc/field-pointer/element-type", |_, cdb, mut reply| {
        if cdb.first() == Some(&0xB8) {
            add(&mut reply.sense, 17, 1);
        }
        reply
    }),
    ("EXCHANGE is advertised and not served", "smc/exchange-medium/advertised-is-served", |_, cdb, reply| {
        data(0x1A, cdb, reply, |data| {
            if data.get(4) == Some(&0x1F) {
                add(data, 17, 8)
            }
        })
    }),
    ("moves to drives are said to be impossible", "smc/device-capabilities/denied-moves", |_, cdb, reply| {
        data(0x1A, cdb, reply, |data| {
            if data.get(4) == Some(&0x1F) {
                data[9] &= 0x07
            }
        })
    }),
    ("PREVENT of a drive is ignored", "smc/prevent-allow/keeps-cartridge-in-drive", |broken, cdb, reply| {
        if cdb.first() == Some(&0x1E) && cdb.get(4) == Some(&1) {
            let _given_up = broken.inner.execute(1, &[0x1E, 0, 0, 0, 0, 0], &[], 0);
        }
        reply
    }),
    ("PREVENT of a port is ignored", "smc/prevent-allow/keeps-ports-closed", |broken, cdb, reply| {
        if cdb.first() == Some(&0x1E) && cdb.get(4) == Some(&1) {
            let _given_up = broken.inner.execute(0, &[0x1E, 0, 0, 0, 0, 0], &[], 0);
        }
        reply
    }),
    (
        "a reservation keeps nobody out",
        "smc/reserve/conflict",
        |_, _, reply| if reply.status == 0x18 { TransportReply::default() } else { reply },
    ),
    ("the list of log pages is not in order", "smc/log-sense/pages-in-order", |_, cdb, reply| {
        if cdb.get(2) == Some(&0x40) {
            data(0x4D, cdb, reply, |data| data.get_mut(4..).into_iter().for_each(<[u8]>::reverse))
        } else {
            reply
        }
    }),
    ("a command is not listed", "smc/report-supported-operation-codes/what-is-listed-is-served", |_, cdb, reply| {
        if cdb.get(2) == Some(&0) {
            data(0xA3, cdb, reply, |data| {
                data.get_mut(4..).into_iter().flat_map(|list| list.chunks_mut(8)).filter(|one| one[0] == 0x4D).for_each(|one| one[0] = 0x4E)
            })
        } else {
            reply
        }
    }),
    ("nobody is told who the drives are", "smc/read-element-status/device-identifier", |_, cdb, reply| {
        if cdb.first() == Some(&0xB8) && cdb.get(6) == Some(&1) {
            return data(0xB8, cdb, reply, |data| {
                descriptors(data).into_iter().for_each(|(_, at)| {
                    if let Some(length) = data.get_mut(at + 15) {
                        *length = 0
                    }
                })
            });
        }
        reply
    }),
];

#[test]
fn whatever_is_broken_is_noticed() {
    let mut unnoticed = Vec::new();
    for (what, id, fault) in FAULTS {
        let planted =
            Planted { inner: InProcess::named("library-48").expect("it is built in"), fault: *fault, nexuses: Rc::new(Cell::new(0)) };
        let case = select(&[(*id).to_owned()]).expect("a case")[0];
        let entry = run(case, &planted, &Conditions::default());
        if entry.status != Status::Fail {
            unnoticed.push(format!("{what}: {id} comes to {} {:?} {:?}", entry.status, entry.note, entry.failure));
        }
    }
    assert!(unnoticed.is_empty(), "{}", unnoticed.join("\n"));
}

#[test]
fn what_is_expected_to_fail_has_to() {
    let case = select(&["smc/inquiry/device-type".to_owned()]).expect("a case")[0];
    let known = KnownFailure { id: case.id.to_owned(), reason: "it is a disk".to_owned() };
    let conditions = Conditions { expected: ExpectedSmcFailures { case: vec![known] }, ..Conditions::default() };
    let ours = InProcess::named("library-48").expect("it is built in");
    assert_eq!(run(case, &ours, &conditions).status, Status::Xpass);
    let planted = Planted { inner: ours, fault: FAULTS[0].2, nexuses: Rc::default() };
    assert_eq!(run(case, &planted, &conditions).status, Status::Xfail);
}

#[test]
fn a_target_that_is_gone_is_an_error_and_no_failure() {
    struct Gone;
    impl Connector for Gone {
        fn connect(&self) -> Result<Box<dyn Transport>, TransportError> {
            Err(TransportError::Unreachable("nobody is there".to_owned()))
        }

        fn lun(&self) -> u64 {
            0
        }
    }
    let case = cases::all().next().expect("a case");
    let entry = run(case, &Gone, &Conditions::default());
    assert_eq!(entry.status, Status::Error);
    assert!(entry.failure.is_some_and(|failure| failure.observed.contains("nobody is there")));
}

#[test]
fn nothing_is_moved_that_only_reads() {
    let conditions = Conditions { read_only: true, ..Conditions::default() };
    let ours = InProcess::named("library-48").expect("it is built in");
    let entries: Vec<_> = cases::all().map(|case| run(case, &ours, &conditions)).collect();
    let told = entries.iter().filter_map(|entry| entry.failure.as_ref()).flat_map(|failure| &failure.trace).count();
    assert_eq!(told, 0);
    assert!(entries.iter().filter(|entry| entry.status == Status::Skip).count() >= 15);
}
