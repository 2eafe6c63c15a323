//! The kernel's file system protocol, version 7: requests out of bytes, and replies into bytes.
//!
//! Nothing here acts. The structures are those of `linux/fuse.h`. The crates that speak this protocol leave out the argument of an ioctl,
//! which is the address of what a program wants done; so it is spoken here.

use thiserror::Error;

use super::bytes::{ByteWriter, Bytes};

/// The most bytes that a program writes or reads at once: what the kernel carries in one request.
pub const MOST_DATA: usize = 1 << 20;

/// The most bytes of a request: its data, and what stands before them.
pub const MOST_REQUEST: usize = MOST_DATA + 4096;

/// The node of the folder itself.
pub const ROOT: u64 = 1;

const MAJOR: u32 = 7;
/// What is asked of the kernel at least: Linux 4.20, the first that carries 256 pages in a request.
const LEAST_MINOR: u32 = 28;
/// What is spoken: files that are streams came with it.
const MINOR: u32 = 31;

/// What the two sides may agree upon at the start (`FUSE_INIT`).
mod agreed {
    /// Opening a file may cut it, without a request of its own.
    pub const ATOMIC_O_TRUNC: u32 = 1 << 3;
    /// A write may have more than a page.
    pub const BIG_WRITES: u32 = 1 << 5;
    /// The reply says how many pages a request may have.
    pub const MAX_PAGES: u32 = 1 << 22;
}

/// Who asks, and which object is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FuseHeader {
    /// The number of the request, which its reply bears.
    pub unique: u64,
    /// The node: [`ROOT`], or a file of it.
    pub node: u64,
    /// The user.
    pub user: u32,
    /// The thread. It is 0 when it cannot be seen from here.
    pub thread: u32,
}

/// A request of the kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FuseRequest<'a> {
    /// Who asks.
    pub header: FuseHeader,
    /// What is wanted.
    pub operation: Operation<'a>,
}

/// What the kernel wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation<'a> {
    /// Both sides say what they speak.
    Init(Init),
    /// Which node a name in a folder is.
    Lookup(&'a [u8]),
    /// The kernel forgets nodes. There is no reply.
    Forget,
    /// What there is to say of a node.
    GetAttributes,
    /// Length or times are to be changed, or, where `owner_or_mode`, what the owner decides.
    SetAttributes {
        /// Owner, group or permissions are among what is to be changed.
        owner_or_mode: bool,
    },
    /// A file is opened, with the flags of open(2).
    Open {
        /// The flags.
        flags: u32,
    },
    /// The folder is opened.
    OpenFolder,
    /// Names in the folder, from a place in their list.
    ReadFolder {
        /// How many have been read.
        offset: u64,
        /// How many bytes they may have.
        size: u32,
    },
    /// The folder is closed.
    ReleaseFolder,
    /// A read(2).
    Read {
        /// How many bytes are wanted.
        size: u32,
        /// The table of descriptors of the program.
        owner: u64,
    },
    /// A write(2).
    Write {
        /// What is written.
        data: &'a [u8],
        /// The table of descriptors of the program.
        owner: u64,
    },
    /// A close(2) of one descriptor of an open file.
    Flush {
        /// The table of descriptors in which it was.
        owner: u64,
    },
    /// The last descriptor of an open file is closed.
    Release,
    /// What is written shall be safe.
    Sync,
    /// What there is to say of the file system.
    StatFs,
    /// Whether a node may be used.
    Access,
    /// A thread that waits for a reply has got a signal. There is no reply.
    Interrupt {
        /// The request that it waits for.
        unique: u64,
    },
    /// An ioctl(2).
    Ioctl(Ioctl<'a>),
    /// The file system ends.
    Destroy,
    /// Names are to be made, changed or removed.
    Rearrange,
    /// What has no place here.
    Other,
}

/// What the kernel speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Init {
    /// The version.
    pub major: u32,
    /// Its minor number.
    pub minor: u32,
    /// How far it reads ahead.
    pub read_ahead: u32,
    /// What it offers.
    pub offered: u32,
}

/// An ioctl(2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ioctl<'a> {
    /// The number of the ioctl.
    pub command: u32,
    /// The argument, which mostly is an address in the memory of the program.
    pub argument: u64,
    /// The program has 32 bits, and its structures have another shape.
    pub compat: bool,
    /// What the kernel has fetched, for a number that says how much.
    pub input: &'a [u8],
    /// How much the kernel hands over, for a number that says how much.
    pub output: u32,
}

/// Bytes that are no request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("what came from the kernel is no request")]
pub struct Malformed {
    /// The number of the request, where there is as much of it.
    pub unique: Option<u64>,
}

impl<'a> FuseRequest<'a> {
    /// The request of these bytes.
    ///
    /// # Errors
    ///
    /// [`Malformed`] when they are cut off, or not as long as they say.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let (length, opcode, header, rest) = FuseHeader::parse(bytes).ok_or(Malformed { unique: None })?;
        let malformed = Malformed { unique: Some(header.unique) };
        if usize::try_from(length) != Ok(bytes.len()) {
            return Err(malformed);
        }
        let operation = Operation::parse(opcode, rest).ok_or(malformed)?;
        Ok(Self { header, operation })
    }
}

impl FuseHeader {
    fn parse(bytes: &[u8]) -> Option<(u32, u32, Self, Bytes<'_>)> {
        let mut from = Bytes::new(bytes);
        let (length, opcode, unique, node, user) = (from.u32()?, from.u32()?, from.u64()?, from.u64()?, from.u32()?);
        let _group = from.u32()?;
        let thread = from.u32()?;
        let _extensions = from.u32()?;
        Some((length, opcode, Self { unique, node, user, thread }, from))
    }
}

impl<'a> Operation<'a> {
    fn parse(opcode: u32, mut from: Bytes<'a>) -> Option<Self> {
        Some(match opcode {
            1 => Self::Lookup(from.rest().split_last().filter(|(end, _)| **end == 0)?.1),
            2 | 42 => Self::Forget,
            3 => Self::GetAttributes,
            // Mode, user and group are the lowest three of what may be valid.
            4 => Self::SetAttributes { owner_or_mode: from.u32()? & 0b111 != 0 },
            // SYMLINK, MKNOD, MKDIR, UNLINK, RMDIR, RENAME, LINK, CREATE, RENAME2, TMPFILE.
            6 | 8..=13 | 35 | 45 | 51 => Self::Rearrange,
            14 => Self::Open { flags: from.u32()? },
            15 => {
                from.skip(16)?;
                let size = from.u32()?;
                from.skip(4)?;
                Self::Read { size, owner: from.u64()? }
            }
            16 => {
                from.skip(16)?;
                let size = from.u32()?;
                from.skip(4)?;
                let owner = from.u64()?;
                from.skip(8)?;
                Self::Write { data: from.take(usize::try_from(size).ok()?)?, owner }
            }
            17 => Self::StatFs,
            18 => Self::Release,
            20 | 30 => Self::Sync,
            25 => {
                from.skip(16)?;
                Self::Flush { owner: from.u64()? }
            }
            26 => Self::Init(Init { major: from.u32()?, minor: from.u32()?, read_ahead: from.u32()?, offered: from.u32()? }),
            27 => Self::OpenFolder,
            28 => {
                from.skip(8)?;
                Self::ReadFolder { offset: from.u64()?, size: from.u32()? }
            }
            29 => Self::ReleaseFolder,
            34 => Self::Access,
            36 => Self::Interrupt { unique: from.u64()? },
            38 => Self::Destroy,
            39 => Self::Ioctl(Ioctl::parse(from)?),
            _ => Self::Other,
        })
    }
}

impl<'a> Ioctl<'a> {
    /// The structure is that of a program of 32 bits.
    const COMPAT: u32 = 1;

    fn parse(mut from: Bytes<'a>) -> Option<Self> {
        let _handle = from.u64()?;
        let (flags, command, argument, input, output) = (from.u32()?, from.u32()?, from.u64()?, from.u32()?, from.u32()?);
        let input = from.take(usize::try_from(input).ok()?)?;
        Some(Self { command, argument, compat: flags & Self::COMPAT != 0, input, output })
    }
}

/// What there is to say of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attributes {
    /// The node.
    pub node: u64,
    /// Kind and permissions.
    pub mode: u32,
    /// The owner.
    pub user: u32,
    /// The owner's group.
    pub group: u32,
}

impl Attributes {
    fn write(self, to: ByteWriter) -> ByteWriter {
        // Length, blocks and times are nothing; a block of the file system is a page.
        to.u64(self.node).zeroes(52).u32(self.mode).u32(1).u32(self.user).u32(self.group).u32(0).u32(4096).u32(0)
    }
}

/// The reply to `INIT`; none when the kernel is too old. A newer one hears the version that is spoken here, and asks again.
#[must_use]
pub fn init(asked: Init) -> Option<Vec<u8>> {
    if asked.major < MAJOR || asked.major == MAJOR && asked.minor < LEAST_MINOR {
        return None;
    }
    let pages = u16::try_from(MOST_DATA / 4096).unwrap_or(u16::MAX);
    let flags = asked.offered & (agreed::ATOMIC_O_TRUNC | agreed::BIG_WRITES | agreed::MAX_PAGES);
    let most = u32::try_from(MOST_DATA).unwrap_or(u32::MAX);
    let reply = ByteWriter::default().u32(MAJOR).u32(MINOR).u32(asked.read_ahead).u32(flags);
    // At most 16 requests in the background, crowded from 12; times of a nanosecond; no alignment; nothing of later versions.
    Some(reply.u16(16).u16(12).u32(most).u32(1).u16(pages).u16(0).zeroes(32).done())
}

/// The reply to `LOOKUP`. The kernel may keep neither the name nor what was said of it.
#[must_use]
pub fn entry(of: Attributes) -> Vec<u8> {
    of.write(ByteWriter::default().u64(of.node).zeroes(32)).done()
}

/// The reply to `GETATTR` and `SETATTR`.
#[must_use]
pub fn attributes(of: Attributes) -> Vec<u8> {
    of.write(ByteWriter::default().zeroes(16)).done()
}

/// The reply to `OPEN` of a file: nothing of it is kept in the page cache, and it has no position, so that no program takes it for a file
/// in which it can seek.
#[must_use]
pub fn opened_stream() -> Vec<u8> {
    const DIRECT_IO: u32 = 1;
    const NONSEEKABLE: u32 = 1 << 2;
    const STREAM: u32 = 1 << 4;
    ByteWriter::default().u64(0).u32(DIRECT_IO | NONSEEKABLE | STREAM).u32(0).done()
}

/// The reply to `OPENDIR`.
#[must_use]
pub fn opened_folder() -> Vec<u8> {
    ByteWriter::default().zeroes(16).done()
}

/// The reply to `READDIR`: as many of the names as there is room for. Each comes with its node, and with its kind as in the mode.
#[must_use]
pub fn names<'a>(list: impl Iterator<Item = (u64, u32, &'a str)>, offset: u64, size: u32) -> Vec<u8> {
    let room = usize::try_from(size).unwrap_or(MOST_DATA).min(MOST_DATA);
    let mut reply = Vec::new();
    for (at, (node, mode, name)) in (1u64..).zip(list) {
        if at <= offset {
            continue;
        }
        let length = u32::try_from(name.len()).unwrap_or(u32::MAX);
        let record = ByteWriter::default().u64(node).u64(at).u32(length).u32(mode >> 12).bytes(name.as_bytes());
        let mut record = record.done();
        record.resize(record.len().next_multiple_of(8), 0);
        if reply.len() + record.len() > room {
            break;
        }
        reply.append(&mut record);
    }
    reply
}

/// The reply to `WRITE`.
#[must_use]
pub fn written(count: u32) -> Vec<u8> {
    ByteWriter::default().u32(count).u32(0).done()
}

/// The reply to `IOCTL`: what ioctl(2) returns, and what the kernel hands over.
#[must_use]
pub fn ioctl(result: i32, output: &[u8]) -> Vec<u8> {
    ByteWriter::default().i32(result).zeroes(12).bytes(output).done()
}

/// The reply to `STATFS`: nothing to be filled.
#[must_use]
pub fn statfs() -> Vec<u8> {
    ByteWriter::default().zeroes(40).u32(4096).u32(255).u32(4096).zeroes(28).done()
}

/// What stands before a reply: its length, an error of errno(3) or 0, and the request that it answers.
#[must_use]
pub fn reply_header(unique: u64, error: i32, length: usize) -> [u8; 16] {
    let length = u32::try_from(length.saturating_add(16)).unwrap_or(u32::MAX);
    let mut header = [0; 16];
    header[..4].copy_from_slice(&length.to_ne_bytes());
    header[4..8].copy_from_slice(&error.saturating_neg().to_ne_bytes());
    header[8..].copy_from_slice(&unique.to_ne_bytes());
    header
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn request(opcode: u32, body: &[u8]) -> Vec<u8> {
        let length = 40 + u32::try_from(body.len()).unwrap();
        ByteWriter::default().u32(length).u32(opcode).u64(7).u64(3).u32(1000).u32(1000).u32(42).u32(0).bytes(body).done()
    }

    fn operation(bytes: &[u8]) -> Result<Operation<'_>, Malformed> {
        FuseRequest::parse(bytes).map(|request| request.operation)
    }

    #[test]
    fn requests_are_read() {
        let ioctl = ByteWriter::default().u64(0).u32(1).u32(0x2285).u64(0x7FFF_1234).u32(2).u32(48).bytes(&[8, 9]).done();
        let write = ByteWriter::default().u64(0).u64(0).u32(3).u32(0).u64(5).u64(0).bytes(b"abc").done();
        for (opcode, body, expected) in [
            (1, b"nst0\0".to_vec(), Operation::Lookup(b"nst0")),
            (4, 0b1000u32.to_ne_bytes().to_vec(), Operation::SetAttributes { owner_or_mode: false }),
            (4, 0b0100u32.to_ne_bytes().to_vec(), Operation::SetAttributes { owner_or_mode: true }),
            (8, vec![0; 20], Operation::Rearrange),
            (16, write, Operation::Write { data: b"abc", owner: 5 }),
            (15, ByteWriter::default().zeroes(16).u32(512).u32(2).u64(5).u64(0).done(), Operation::Read { size: 512, owner: 5 }),
            (25, ByteWriter::default().zeroes(16).u64(5).done(), Operation::Flush { owner: 5 }),
            (36, 9u64.to_ne_bytes().to_vec(), Operation::Interrupt { unique: 9 }),
            (39, ioctl, Operation::Ioctl(Ioctl { command: 0x2285, argument: 0x7FFF_1234, compat: true, input: &[8, 9], output: 48 })),
            (4711, vec![], Operation::Other),
        ] {
            let bytes = request(opcode, &body);
            assert_eq!(
                FuseRequest::parse(&bytes),
                Ok(FuseRequest { header: FuseHeader { unique: 7, node: 3, user: 1000, thread: 42 }, operation: expected })
            );
        }
    }

    #[test]
    fn what_is_cut_off_or_lies_about_its_length_is_malformed() {
        let with_number = Err(Malformed { unique: Some(7) });
        let lying_write = ByteWriter::default().u64(0).u64(0).u32(4).zeroes(20).bytes(b"abc").done();
        for bytes in [request(16, &lying_write), request(1, b"nst0"), request(1, b""), request(39, &[0; 31]), {
            let mut longer = request(17, &[]);
            longer.push(0);
            longer
        }] {
            assert_eq!(operation(&bytes), with_number);
        }
        assert_eq!(operation(&request(17, &[])[..39]), Err(Malformed { unique: None }));
    }

    #[test]
    fn replies_have_the_lengths_of_the_kernel() {
        let of = Attributes { node: 2, mode: 0o100_600, user: 0, group: 0 };
        let offered = Init { major: 7, minor: 45, read_ahead: 0, offered: u32::MAX };
        for (reply, length) in
            [(init(offered).unwrap(), 64), (entry(of), 128), (attributes(of), 104), (statfs(), 80), (opened_stream(), 16)]
        {
            assert_eq!(reply.len(), length);
        }
        assert_eq!(init(Init { minor: 27, ..offered }), None, "a kernel that is too old is told so");
    }

    #[test]
    fn names_come_in_pieces_that_fit() {
        let list = [(2, 0o100_600, "changer0"), (3, 0o100_600, "sg0"), (4, 0o100_600, "nst0")];
        let whole = names(list.into_iter(), 0, 4096);
        assert_eq!(whole.len(), 3 * 32);
        assert_eq!(names(list.into_iter(), 0, 95), whole[..64]);
        assert_eq!(names(list.into_iter(), 2, 95), whole[64..]);
        assert!(names(list.into_iter(), 3, 95).is_empty());
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_request_or_an_error(mut bytes in prop::collection::vec(any::<u8>(), 0..200), opcode in 0u32..60, honest: bool) {
            if honest && bytes.len() >= 8 {
                let length = u32::try_from(bytes.len()).unwrap();
                bytes[..4].copy_from_slice(&length.to_ne_bytes());
                bytes[4..8].copy_from_slice(&opcode.to_ne_bytes());
            }
            if let Err(malformed) = FuseRequest::parse(&bytes) {
                prop_assert_eq!(malformed.unique.is_some(), bytes.len() >= 40);
            }
        }
    }
}
