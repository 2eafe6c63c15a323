//! Serves a made-up library over iSCSI, for real clients to be tried against, until its input ends.
//!
//!     cargo run -p rsmlab-front --example iscsi_serve 127.0.0.1:3260 [USER SECRET [TARGET-USER TARGET-SECRET]]

#![expect(clippy::print_stdout, reason = "it is a program")]

#[path = "../tests/iscsi/fake.rs"]
mod fake;

use std::io::Read;
use std::sync::Arc;

use rsmlab_front::iscsi::config::{Authentication, Credentials, ServerConfig};
use rsmlab_front::iscsi::{Server, ServerError};

fn main() -> Result<(), ServerError> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let credentials = |at: usize| Some(Credentials::new(arguments.get(at)?, arguments.get(at + 1)?));
    let authentication = match credentials(1) {
        None => Authentication::None,
        Some(initiator) => Authentication::Chap { initiator, target: credentials(3) },
    };
    let address = arguments.first().and_then(|address| address.parse().ok()).unwrap_or_else(|| ([127, 0, 0, 1], 3260).into());
    let config = ServerConfig { authentication, ..ServerConfig::new("iqn.2026-11.lab.rsm:library") };
    let service = Arc::new(fake::Fake::default());
    let server = Server::bind(address, config, Arc::<fake::Fake>::clone(&service))?;
    println!("iscsi://{}/iqn.2026-11.lab.rsm:library", server.local_addr());
    // Whatever comes in is of no interest; its end is.
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
    server.stop();
    for heard in service.heard() {
        println!("{heard:?}");
    }
    Ok(())
}
