//! How many commands a second go through one iSCSI connection over loopback, to a service that answers at once. One command at a time
//! cannot be quicker than a message and its echo, which are measured beside it.
//!
//!     cargo run --release -p rsmlab-front --example iscsi_speed [COMMANDS]
//!
//! or, with an address, to the changer of a library that is served there:
//!
//!     cargo run --release -- serve library-48 --iscsi 127.0.0.1:3260 --speed max &
//!     cargo run --release -p rsmlab-front --example iscsi_speed 100000 127.0.0.1:3260

#![expect(clippy::disallowed_types, clippy::disallowed_methods, reason = "it measures real time")]
#![expect(clippy::print_stdout, reason = "it is a program")]

#[path = "../tests/iscsi/fake.rs"]
mod fake;
#[allow(dead_code, reason = "it is made for tests")]
#[path = "../tests/iscsi/initiator.rs"]
mod initiator;

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use rsmlab_front::iscsi::{Server, ServerConfig};

use self::fake::{Fake, READ, WRITE};
use self::initiator::{Initiator, TARGET};

fn main() {
    let commands: u32 = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(100_000);
    measure_echo(commands);
    if let Some(address) = std::env::args().nth(2) {
        return measure_served(address.parse().expect("an address is HOST:PORT"), commands);
    }
    let service = Arc::new(Fake::deaf());
    let server = Server::bind(([127, 0, 0, 1], 0).into(), ServerConfig::new(TARGET), service).expect("a loopback address is free");
    for (what, keys) in [("without digests", ""), ("with digests", "HeaderDigest=CRC32C DataDigest=CRC32C")] {
        let mut initiator =
            Initiator::log_in(server.local_addr(), &format!("MaxRecvDataSegmentLength=262144 FirstBurstLength=262144 {keys}"));
        measure_ready(&mut initiator, commands, what);
        let data = vec![7; 256 * 1024];
        measure(&format!("write of 256 KiB, {what}"), commands / 100, || {
            let written = initiator.write(1, &[WRITE], &data, data.len(), 0, data.len());
            assert_eq!(written.status, 0, "it is written");
        });
        measure(&format!("read of 256 KiB, {what}"), commands / 100, || {
            let read = initiator.read(1, &[READ, 2, 0, 0, 0, 0, 4, 0, 0, 0], 256 * 1024);
            assert_eq!(read.data.len(), data.len(), "it is read");
        });
        initiator.log_out();
    }
    server.stop();
}

/// Measures what the machine alone takes: a message as long as a command's PDU, and its echo by another thread.
fn measure_echo(messages: u32) {
    const PDU: usize = 48;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a loopback address is free");
    let mut near = TcpStream::connect(listener.local_addr().expect("it is bound")).expect("somebody listens");
    let (mut far, _) = listener.accept().expect("somebody has connected");
    for end in [&near, &far] {
        end.set_nodelay(true).expect("a socket can send at once");
    }
    let echo = thread::spawn(move || {
        let mut message = [0; PDU];
        while far.read_exact(&mut message).is_ok() {
            far.write_all(&message).expect("the other end reads");
        }
    });
    let mut message = [0; PDU];
    measure("a message and its echo, one at a time", messages, || {
        near.write_all(&message).and_then(|()| near.read_exact(&mut message)).expect("it is echoed");
    });
    drop(near);
    echo.join().expect("it ends with its connection");
}

/// Measures a library that is served at an address.
fn measure_served(address: SocketAddr, commands: u32) {
    let mut initiator = Initiator::log_in(address, "");
    measure_ready(&mut initiator, commands, "served");
    initiator.log_out();
}

fn measure_ready(initiator: &mut Initiator, commands: u32, what: &str) {
    measure(&format!("TEST UNIT READY, one at a time, {what}"), commands, || {
        initiator.run(0, &[0; 6]);
    });
    let mut batches = commands / 32;
    measure(&format!("TEST UNIT READY, 32 at a time, {what}"), batches * 32, || {
        if batches > 0 {
            batches -= 1;
            let tags: Vec<u32> = (0..32).map(|_| initiator.start(0, &[0; 6])).collect();
            for tag in tags {
                initiator.end_of(tag);
            }
        }
    });
}

fn measure(what: &str, count: u32, mut act: impl FnMut()) {
    let begin = Instant::now();
    for _ in 0..count {
        act();
    }
    println!("{:>9.0} a second: {what}", f64::from(count) / begin.elapsed().as_secs_f64());
}
