//! `rsmlab engine`.

use std::io;

use rsmlab_conformance::under_test::serve::{serve, serve_tcp, serve_unix};

use crate::arguments::EngineArguments;
use crate::exit::Exit;
use crate::print::{BAD, Printer};

/// Serves our engine over stdin and stdout, or to each client that calls a socket.
pub fn perform(arguments: &EngineArguments, printer: &mut Printer) -> Exit {
    let served = match (&arguments.unix, arguments.tcp) {
        (Some(path), _) => serve_unix(path, || printer.tell(format_args!("serving on unix:{}", path.display()))),
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
