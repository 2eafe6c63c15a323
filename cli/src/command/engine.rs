//! `rsmlab engine`.

use std::io;
use std::path::Path;

use rsmlab_conformance::under_test::serve::{serve, serve_tcp};

use crate::arguments::EngineArguments;
use crate::exit::Exit;
use crate::print::{BAD, Printer};

/// Serves our engine over stdin and stdout, or to each client that calls a socket.
pub fn perform(arguments: &EngineArguments, printer: &mut Printer) -> Exit {
    let served = match (&arguments.unix, arguments.tcp) {
        (Some(path), _) => at_socket(path, printer),
        (None, Some(address)) => serve_tcp(address, |address| printer.tell(format_args!("serving on tcp:{address}"))),
        (None, None) => serve(io::stdin().lock(), io::stdout().lock()),
    };
    match served {
        Ok(()) => Exit::Held,
        // The suite has closed the pipe; that is how a conversation ends.
        Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => Exit::Held,
        Err(cause) => {
            printer.tell(format_args!("{BAD}error{BAD:#}: cannot serve: {cause}"));
            Exit::Mistakes
        }
    }
}

/// Serves each client that calls a socket in a file.
#[cfg(unix)]
fn at_socket(path: &Path, printer: &mut Printer) -> io::Result<()> {
    let listener = rsmlab_front::control::bind(path)?;
    printer.tell(format_args!("serving on unix:{}", path.display()));
    rsmlab_conformance::under_test::serve::serve_unix(&listener)
}

/// There are no such sockets here.
#[cfg(not(unix))]
fn at_socket(_path: &Path, _printer: &mut Printer) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "this system has no Unix sockets"))
}
