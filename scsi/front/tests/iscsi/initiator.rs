//! A small initiator: it says what it is told to say, right or wrong, and shows what comes back.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use rsmlab_front::iscsi::lun;
use rsmlab_front::iscsi::pdu::NO_TAG;
use rsmlab_front::iscsi::pdu::frame::{Decoded, Frame, Framing};
use rsmlab_front::iscsi::pdu::header::{Header, Pdu};
use rsmlab_front::iscsi::pdu::request::{
    DataOut, LoginRequest, LogoutRequest, ScsiCommand, TaskFunction, TaskManagementRequest, TextRequest,
};
use rsmlab_front::iscsi::pdu::response::{LoginResponse, Response, SequenceNumbers};
use rsmlab_front::iscsi::serial::Serial;
use rsmlab_front::iscsi::text::{self, Pair};

/// A name that tests log in with.
pub const NAME: &str = "iqn.2026-11.lab.rsm:test";
/// The name of the target.
pub const TARGET: &str = "iqn.2026-11.lab.rsm:library";

/// The initiator.
pub struct Initiator {
    stream: TcpStream,
    /// What was agreed about frames in both directions.
    pub framing: Framing,
    received: Vec<u8>,
    /// StatSN that is awaited, once there was one.
    stat_sn: Option<Serial>,
    /// The numbers of the last PDU that came.
    pub numbers: SequenceNumbers,
    /// CmdSN of the next request.
    pub cmd_sn: Serial,
    tag: u32,
    /// The part of the session's identity that the initiator chooses.
    pub isid: [u8; 6],
    /// The session to log in to.
    pub tsih: u16,
}

/// The end of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Its status.
    pub status: u8,
    /// What was read.
    pub data: Vec<u8>,
    /// Its sense data.
    pub sense: Vec<u8>,
    /// What was left over; negative when less came than was expected.
    pub residual: i64,
    /// The length and F bit of each Data-In PDU.
    pub pieces: Vec<(usize, bool)>,
}

impl Initiator {
    /// Connects, and says nothing yet.
    pub fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("the server listens");
        stream.set_nodelay(true).expect("a socket option");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a socket option");
        Self {
            stream,
            framing: Framing { longest: 1 << 24, ..Framing::default() },
            received: Vec::new(),
            stat_sn: None,
            numbers: SequenceNumbers::default(),
            // Numbers are to wrap around in every test.
            cmd_sn: Serial(u32::MAX - 1),
            tag: 0,
            isid: [0x80, 0, 0, 0, 0, 1],
            tsih: 0,
        }
    }

    /// Connects and logs in with some keys of the operational stage.
    pub fn log_in(address: SocketAddr, keys: &str) -> Self {
        Self::log_in_as(address, NAME, keys)
    }

    /// Connects and logs in by a name.
    pub fn log_in_as(address: SocketAddr, name: &str, keys: &str) -> Self {
        let mut initiator = Self::connect(address);
        let (response, pairs) = initiator.login(1, Some(3), &format!("InitiatorName={name} TargetName={TARGET} {keys}"));
        assert_eq!((response.status_class, response.transit), (0, true), "{pairs:?}");
        initiator.keep_to(&pairs);
        initiator
    }

    /// Takes over the digests that were agreed.
    pub fn keep_to(&mut self, pairs: &[Pair]) {
        let crc = |key| pairs.iter().any(|(name, value)| name == key && value == "CRC32C");
        self.framing.header_digest = crc("HeaderDigest");
        self.framing.data_digest = crc("DataDigest");
    }

    /// Sends a login request with keys, between which there is a space, and gives the response.
    pub fn login(&mut self, stage: u8, next: Option<u8>, keys: &str) -> (LoginResponse, Vec<Pair>) {
        self.try_login(stage, next, keys).expect("a login response")
    }

    /// As [`login`](Self::login), or nothing when the target has closed the connection.
    pub fn try_login(&mut self, stage: u8, next: Option<u8>, keys: &str) -> Option<(LoginResponse, Vec<Pair>)> {
        let (response, data) = self.login_bytes(stage, next, keys)?;
        Some((response, text::parse(&data).expect("a text")))
    }

    /// As [`try_login`](Self::try_login), the text as it came, which may be a part.
    pub fn login_bytes(&mut self, stage: u8, next: Option<u8>, keys: &str) -> Option<(LoginResponse, Vec<u8>)> {
        let request = LoginRequest {
            immediate: true,
            transit: next.is_some(),
            current_stage: stage,
            next_stage: next.unwrap_or(0),
            isid: self.isid,
            tsih: self.tsih,
            initiator_task_tag: 1,
            cid: 1,
            cmd_sn: self.cmd_sn,
            ..LoginRequest::default()
        };
        let text: Vec<u8> = keys.split_whitespace().flat_map(|pair| format!("{pair}\0").into_bytes()).collect();
        self.send(&request, &text);
        let (response, data) = self.receive()?;
        let Response::Login(response) = response else { panic!("a login is answered by {response:?}") };
        Some((response, data))
    }

    /// Sends a PDU.
    pub fn send(&mut self, pdu: &impl Pdu, data: &[u8]) {
        self.send_header(pdu.header(), &[], data);
    }

    /// Sends a PDU by its header.
    pub fn send_header(&mut self, header: Header, extra: &[u8], data: &[u8]) {
        let mut bytes = Vec::new();
        self.framing.encode(header, extra, data, &mut bytes);
        self.send_bytes(&bytes);
    }

    /// Sends bytes, whatever they are. A server that has gone is no mistake of the test.
    pub fn send_bytes(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes);
    }

    /// The next PDU, or nothing when the server has closed the connection.
    pub fn receive(&mut self) -> Option<(Response, Vec<u8>)> {
        let mut chunk = vec![0; 1 << 16];
        loop {
            match self.framing.decode(&self.received).expect("a frame") {
                Decoded::Whole(Frame { header, data, .. }, length) => {
                    self.received.drain(..length);
                    self.numbers = SequenceNumbers::read(&header);
                    let response = Response::read(&header).expect("a PDU of a target");
                    self.count(&response);
                    return Some((response, data));
                }
                Decoded::Part(_) => match self.stream.read(&mut chunk) {
                    Ok(0) => return None,
                    Ok(count) => self.received.extend_from_slice(&chunk[..count]),
                    Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => return None,
                    Err(error) => panic!("the server says nothing: {error}"),
                },
            }
        }
    }

    /// Holds StatSN to its rule: each status has the next number, and what has no status takes none.
    fn count(&mut self, response: &Response) {
        let takes = match response {
            Response::DataIn(pdu) => {
                if !pdu.has_status {
                    return;
                }
                true
            }
            Response::NopIn(pdu) => pdu.initiator_task_tag != NO_TAG,
            Response::ReadyToTransfer(_) => false,
            _ => true,
        };
        assert_eq!(self.numbers.stat_sn, self.stat_sn.unwrap_or(self.numbers.stat_sn), "StatSN of {response:?}");
        self.stat_sn = Some(if takes { self.numbers.stat_sn.next() } else { self.numbers.stat_sn });
    }

    /// CmdSN of a request, which the next one does not have.
    pub fn next_cmd_sn(&mut self) -> Serial {
        let cmd_sn = self.cmd_sn;
        self.cmd_sn = cmd_sn.next();
        cmd_sn
    }

    /// A tag that was not used before.
    pub fn next_tag(&mut self) -> u32 {
        self.tag += 1;
        self.tag
    }

    /// A command that is neither read nor write, with the next tag and CmdSN.
    pub fn command(&mut self, lun: u64, cdb: &[u8]) -> ScsiCommand {
        let mut block = [0; 16];
        block[..cdb.len()].copy_from_slice(cdb);
        let (cmd_sn, initiator_task_tag) = (self.next_cmd_sn(), self.next_tag());
        ScsiCommand { last: true, attribute: 1, lun: lun::encode(lun), initiator_task_tag, cmd_sn, cdb: block, ..ScsiCommand::default() }
    }

    /// Sends a command that is neither read nor write, and gives its tag.
    pub fn start(&mut self, lun: u64, cdb: &[u8]) -> u32 {
        let command = self.command(lun, cdb);
        self.send(&command, &[]);
        command.initiator_task_tag
    }

    /// Runs a command that is neither read nor write.
    pub fn run(&mut self, lun: u64, cdb: &[u8]) -> Ended {
        let tag = self.start(lun, cdb);
        self.end_of(tag)
    }

    /// Runs a command that reads.
    pub fn read(&mut self, lun: u64, cdb: &[u8], expected: u32) -> Ended {
        let command = ScsiCommand { read: true, expected_data_length: expected, ..self.command(lun, cdb) };
        self.send(&command, &[]);
        self.end_of(command.initiator_task_tag)
    }

    /// Runs a command that writes: `immediate` bytes with it, `unsolicited` bytes after it, the rest when it is asked for, in pieces.
    pub fn write(&mut self, lun: u64, cdb: &[u8], data: &[u8], immediate: usize, unsolicited: usize, piece: usize) -> Ended {
        let command = ScsiCommand {
            write: true,
            last: unsolicited == 0,
            expected_data_length: u32::try_from(data.len()).expect("a length"),
            ..self.command(lun, cdb)
        };
        let tag = command.initiator_task_tag;
        self.send(&command, &data[..immediate]);
        if unsolicited > 0 {
            self.data_out(tag, NO_TAG, &data[..immediate + unsolicited], immediate, piece);
        }
        loop {
            match self.receive().expect("an answer") {
                (Response::ReadyToTransfer(r2t), _) => {
                    assert_eq!((r2t.initiator_task_tag, r2t.lun), (tag, lun::encode(lun)));
                    let (from, length) = (r2t.buffer_offset as usize, r2t.desired_data_length as usize);
                    self.data_out(tag, r2t.target_transfer_tag, &data[..from + length], from, piece);
                }
                (response, data) => return ended(response, data, &mut Vec::new(), &mut Vec::new()).expect("the end of a write"),
            }
        }
    }

    /// Sends the data from an offset to its end, in pieces.
    pub fn data_out(&mut self, tag: u32, transfer_tag: u32, data: &[u8], from: usize, piece: usize) {
        let pieces = data[from..].len().div_ceil(piece);
        for (number, part) in data[from..].chunks(piece).enumerate() {
            let pdu = DataOut {
                last: number + 1 == pieces,
                initiator_task_tag: tag,
                target_transfer_tag: transfer_tag,
                data_sn: u32::try_from(number).expect("a number"),
                buffer_offset: u32::try_from(from + number * piece).expect("an offset"),
                ..DataOut::default()
            };
            self.send(&pdu, part);
        }
    }

    /// The end of a command, which is the next that ends.
    pub fn end_of(&mut self, tag: u32) -> Ended {
        let (mut data, mut pieces) = (Vec::new(), Vec::new());
        loop {
            let (response, segment) = self.receive().expect("an answer");
            let of = match &response {
                Response::Scsi(pdu) => pdu.initiator_task_tag,
                Response::DataIn(pdu) => pdu.initiator_task_tag,
                other => panic!("a command is answered by {other:?}"),
            };
            assert_eq!(of, tag, "the command that ends");
            if let Some(ended) = ended(response, segment, &mut data, &mut pieces) {
                return ended;
            }
        }
    }

    /// Manages tasks by an immediate request, and gives the code of the response; what ends before is passed to `between`.
    pub fn manage(&mut self, function: TaskFunction, lun: u64, referenced: u32, mut between: impl FnMut(Response)) -> u8 {
        let request = TaskManagementRequest {
            immediate: true,
            last: true,
            function: function.code(),
            lun: lun::encode(lun),
            initiator_task_tag: self.next_tag(),
            referenced_task_tag: referenced,
            cmd_sn: self.cmd_sn,
            ref_cmd_sn: Serial(self.cmd_sn.0.wrapping_sub(1)),
            ..TaskManagementRequest::default()
        };
        self.send(&request, &[]);
        loop {
            match self.receive().expect("a response").0 {
                Response::TaskManagement(response) => return response.response,
                other => between(other),
            }
        }
    }

    /// Sends a text, and gives the pairs of the answer.
    pub fn text(&mut self, keys: &str) -> Vec<Pair> {
        let (initiator_task_tag, cmd_sn) = (self.next_tag(), self.next_cmd_sn());
        let request = TextRequest { last: true, initiator_task_tag, target_transfer_tag: NO_TAG, cmd_sn, ..TextRequest::default() };
        self.send(&request, format!("{keys}\0").as_bytes());
        match self.receive() {
            Some((Response::Text(_), data)) => text::parse(&data).expect("a text"),
            other => panic!("a text is answered by {other:?}"),
        }
    }

    /// Logs out, and waits until the server has closed the connection.
    pub fn log_out(mut self) {
        let (initiator_task_tag, cmd_sn) = (self.next_tag(), self.next_cmd_sn());
        self.send(&LogoutRequest { last: true, initiator_task_tag, cid: 1, cmd_sn, ..LogoutRequest::default() }, &[]);
        let response = self.receive();
        assert!(matches!(&response, Some((Response::Logout(logout), _)) if logout.response == 0), "{response:?}");
        assert_eq!(self.receive(), None, "the connection is closed");
    }

    /// Dies: the connection ends in the middle of whatever it is at.
    pub fn die(self) {
        let _ = self.stream.shutdown(Shutdown::Both);
    }
}

/// Takes an answer in: data is put to what came before, and a status ends the command.
fn ended(response: Response, segment: Vec<u8>, data: &mut Vec<u8>, pieces: &mut Vec<(usize, bool)>) -> Option<Ended> {
    let residual = |over: bool, under: bool, count: u32| match (over, under) {
        (true, false) => i64::from(count),
        (false, true) => -i64::from(count),
        (false, false) => 0,
        (true, true) => panic!("both too much and too little"),
    };
    match response {
        Response::DataIn(pdu) => {
            assert_eq!((pdu.buffer_offset as usize, pdu.data_sn as usize), (data.len(), pieces.len()), "data comes in order");
            pieces.push((segment.len(), pdu.last));
            data.extend_from_slice(&segment);
            pdu.has_status.then(|| Ended {
                status: pdu.status,
                data: std::mem::take(data),
                sense: Vec::new(),
                residual: residual(pdu.overflow, pdu.underflow, pdu.residual_count),
                pieces: std::mem::take(pieces),
            })
        }
        Response::Scsi(pdu) => {
            assert_eq!(pdu.exp_data_sn as usize, pieces.len(), "ExpDataSN counts the Data-In PDUs");
            Some(Ended {
                status: pdu.status,
                data: std::mem::take(data),
                sense: segment.get(2..).map(<[u8]>::to_vec).unwrap_or_default(),
                residual: residual(pdu.overflow, pdu.underflow, pdu.residual_count),
                pieces: std::mem::take(pieces),
            })
        }
        other => panic!("a command is answered by {other:?}"),
    }
}
