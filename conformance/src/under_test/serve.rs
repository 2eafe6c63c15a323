//! Serving: our own engine as a target, for others to hold theirs against, and for us to hold the protocol against.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};

use rsmlab_engine::limits::Config;
use rsmlab_harness::runner::{self, EngineUnderTest};
use rsmlab_language::limits;

use super::message::{Answer, Asked, Complaint, Done, Greeting, PROTOCOL, Print, Request, Reset, Step, our_functions};
use super::session::{decode, encode};
use super::wire::in_background;

/// Answers messages until there are no more, or one is too long to be read.
///
/// # Errors
///
/// What the system says when the streams fail.
pub fn serve(mut from: impl BufRead, mut to: impl Write) -> io::Result<()> {
    let mut server = EngineServer::default();
    loop {
        let mut line = Vec::new();
        let read = (&mut from).take(limits::MESSAGE_BYTES as u64).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(());
        }
        let is_whole = line.ends_with(b"\n");
        let line = line.strip_suffix(b"\n").unwrap_or(&line);
        let too_long = !is_whole && read == limits::MESSAGE_BYTES;
        let answer = if too_long {
            let message = format!("this message is longer than {}, and is not read to its end", limits::size(limits::MESSAGE_BYTES));
            Answer::Error(Complaint { seq: 0, message })
        } else {
            server.answer(line)
        };
        writeln!(to, "{}", encode(&answer))?;
        to.flush()?;
        if too_long {
            return Ok(());
        }
    }
}

/// Our engine, as one partner knows it.
#[derive(Default)]
pub struct EngineServer {
    engine: Option<Box<dyn EngineUnderTest>>,
}

impl EngineServer {
    /// The answer to a line, whatever it is.
    pub fn answer(&mut self, line: &[u8]) -> Answer {
        let text = str::from_utf8(line).map_err(|wrong| wrong.to_string());
        match text.and_then(decode::<Request>) {
            Ok(request) => answer(request, &mut self.engine),
            Err(wrong) => Answer::Error(Complaint { seq: 0, message: format!("this is no message of protocol {PROTOCOL}: {wrong}") }),
        }
    }
}

/// Serves each client that calls this address with an engine of its own, and never returns. `listening` hears the address,
/// with the port that the system has chosen when it was 0.
///
/// # Errors
///
/// What the system says when the address cannot be had.
pub fn serve_tcp(address: SocketAddr, listening: impl FnOnce(SocketAddr)) -> io::Result<()> {
    let listener = TcpListener::bind(address)?;
    listening(listener.local_addr()?);
    for stream in listener.incoming() {
        let stream = stream?;
        stream.set_nodelay(true)?;
        serve_one(stream.try_clone()?, stream);
    }
    Ok(())
}

/// Serves each client that calls this socket with an engine of its own, and never returns.
///
/// # Errors
///
/// What the system says when the socket fails.
#[cfg(unix)]
pub fn serve_unix(listener: &std::os::unix::net::UnixListener) -> io::Result<()> {
    for stream in listener.incoming() {
        let stream = stream?;
        serve_one(stream.try_clone()?, stream);
    }
    Ok(())
}

fn serve_one(from: impl Read + Send + 'static, to: impl Write + Send + 'static) {
    // A caller who hangs up in the middle of a line has nothing more to be told.
    in_background(move || drop(serve(BufReader::new(from), to)));
}

fn answer(request: Request, engine: &mut Option<Box<dyn EngineUnderTest>>) -> Answer {
    let seq = request.seq();
    match (request, engine.as_mut()) {
        (Request::Hello(_), _) => Answer::Hello(Greeting {
            seq,
            protocol: PROTOCOL,
            name: concat!("rsmlab ", env!("CARGO_PKG_VERSION")).to_owned(),
            functions: our_functions().map(|function| function.name().to_owned()).collect(),
            fingerprint: true,
        }),
        (Request::Reset(Reset { seed, limits, patience, .. }), _) => {
            *engine = Some(Box::new(runner::ours(Config { seed, limits, patience })));
            Answer::Ready(Asked { seq })
        }
        (Request::Step(_) | Request::Fingerprint(_), None) => {
            Answer::Error(Complaint { seq, message: "there was no `reset` before it, so there is no engine".to_owned() })
        }
        (Request::Step(Step { now, input, .. }), Some(engine)) => {
            let mut outputs = Vec::new();
            engine.step(now, input, &mut outputs);
            Answer::Done(Done { seq, outputs, deadline: engine.next_deadline(), idle: engine.is_idle() })
        }
        (Request::Fingerprint(_), Some(engine)) => {
            let value = engine.fingerprint().map_or_else(String::new, |fingerprint| format!("{fingerprint:016x}"));
            Answer::Fingerprint(Print { seq, value })
        }
    }
}
