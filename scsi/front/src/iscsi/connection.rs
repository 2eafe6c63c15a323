//! One connection, from its login to its end. It has a thread that reads, and one that writes what is answered while the first waits.

use std::io;
use std::net::TcpStream;
use std::sync::Arc;

use thiserror::Error;

use super::chap::Challenge;
use super::config::ServerConfig;
use super::deadline::Deadline;
use super::full_feature::{Flow, FullFeature};
use super::input::{Incoming, Input, InputError};
use super::login::{Login, LoginFailure, LoginStep};
use super::output::Output;
use super::pdu::NO_TAG;
use super::pdu::frame::FrameError;
use super::pdu::request::{LoginRequest, RequestPdu};
use super::pdu::response::AsyncMessage;
use super::server::ServerState;
use super::session::Session;
use super::threads;
use super::window::Counters;
use super::wire::{Outgoing, Wire};

/// Why a connection ended otherwise than by a logout.
#[derive(Debug, Error)]
pub(super) enum BrokenConnection {
    #[error(transparent)]
    Input(#[from] InputError),
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("the login failed")]
    Login,
    #[error("there is no randomness for a challenge")]
    Random,
}

impl From<FrameError> for BrokenConnection {
    fn from(error: FrameError) -> Self {
        Self::Input(error.into())
    }
}

/// A connection whose login is over.
struct LoggedIn {
    input: Input,
    session: Arc<Session>,
    counters: Arc<Counters>,
    address: String,
}

/// Serves a connection until it ends.
pub(super) fn serve(stream: TcpStream, shared: &ServerState) -> Result<(), BrokenConnection> {
    let mut connection = log_in(stream, shared)?;
    let session = Arc::clone(&connection.session);
    let writer = threads::spawn("iscsi writer", {
        let session = Arc::clone(&session);
        move || session.output.write()
    });
    let served = match &writer {
        Ok(_) => full_feature(&mut connection, shared),
        Err(_) => Ok(()),
    };
    if shared.is_stopping() {
        session.output.push(Outgoing::status(&farewell(), Vec::new(), None));
    }
    // What was answered last, such as a logout, still goes out.
    let flushed = session.output.flush();
    shared.sessions.end(&session, &*shared.service);
    let joined = writer?.join();
    debug_assert!(joined.is_ok(), "the writer does not panic");
    served.and(flushed.map_err(BrokenConnection::from))
}

/// Asynchronous event 3: the target ends all connections of the session.
fn farewell() -> AsyncMessage {
    AsyncMessage { last: true, initiator_task_tag: NO_TAG, event: 3, ..AsyncMessage::default() }
}

fn log_in(stream: TcpStream, shared: &ServerState) -> Result<LoggedIn, BrokenConnection> {
    let ServerConfig { limits, timeouts, .. } = &shared.config;
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(timeouts.write))?;
    let address = stream.local_addr()?.to_string();
    let deadline = Deadline::after(timeouts.login);
    let mut input = Input::new(stream.try_clone()?);
    let mut login = Login::new(&shared.config, Challenge::random().map_err(|_| BrokenConnection::Random)?);

    let mut request = login_request(&mut input, deadline)?.ok_or(BrokenConnection::Login)?;
    let counters = Arc::new(Counters::new(request.0.cmd_sn, limits.commands));
    let output = Arc::new(Output::new(Wire::new(stream.try_clone()?, Arc::clone(&counters)), stream));
    let (mut response, data, established) = loop {
        match login.step(&request.0, &request.1) {
            Ok(LoginStep::Answer(response, data)) => output.send(Outgoing::status(&response, data, None))?,
            Ok(LoginStep::Done(response, data, established)) => break (response, data, *established),
            Err(failure) => return fail(&output, &request.0, failure),
        }
        request = match login_request(&mut input, deadline)? {
            Some(next) => next,
            None => return fail(&output, &request.0, LoginFailure::NotALogin),
        };
    };

    let parameters = established.parameters;
    let session = match shared.sessions.begin(established, Arc::clone(&output), &*shared.service) {
        Ok(session) => session,
        Err(failure) => return fail(&output, &request.0, failure),
    };
    response.tsih = session.tsih;
    let told = output.send(Outgoing::status(&response, data, None)).and_then(|()| input.set_patience(timeouts.silence));
    output.agree(&parameters);
    input.agree(parameters.framing());
    match told {
        Ok(()) => Ok(LoggedIn { input, session, counters, address }),
        Err(error) => {
            shared.sessions.end(&session, &*shared.service);
            Err(error.into())
        }
    }
}

/// The next login request, or nothing if another PDU comes.
fn login_request(input: &mut Input, deadline: Deadline) -> Result<Option<(LoginRequest, Vec<u8>)>, BrokenConnection> {
    input.set_patience(deadline.left().ok_or(BrokenConnection::Login)?)?;
    let Incoming::Frame(frame) = input.next()? else { return Err(BrokenConnection::Login) };
    Ok(match RequestPdu::read(&frame.header) {
        Some(RequestPdu::Login(request)) => Some((request, frame.data)),
        _ => None,
    })
}

fn fail(output: &Output, request: &LoginRequest, failure: LoginFailure) -> Result<LoggedIn, BrokenConnection> {
    output.send(Outgoing::status(&failure.response(request), Vec::new(), None))?;
    Err(BrokenConnection::Login)
}

fn full_feature(connection: &mut LoggedIn, shared: &ServerState) -> Result<(), BrokenConnection> {
    let LoggedIn { input, session, counters, address } = connection;
    let mut phase = FullFeature::new(shared, Arc::clone(session), Arc::clone(counters), address.clone());
    let mut asked = false;
    while !shared.is_stopping() {
        let mut next = match input.next() {
            Ok(Incoming::Frame(frame)) => Some(frame),
            Ok(Incoming::End) => return Ok(()),
            // A client that does not answer a ping either is gone.
            Ok(Incoming::Silence) if asked => return Ok(()),
            Ok(Incoming::Silence) => None,
            Err(error) => return Err(refuse(&phase, error).into()),
        };
        asked = next.is_none();
        session.output.attend();
        if asked {
            phase.ping();
        }
        // What has come together is answered together.
        while let Some(frame) = next {
            if phase.take(frame) == Flow::Ends {
                return Ok(());
            }
            next = input.buffered().map_err(|error| refuse(&phase, error.into()))?;
        }
        session.output.flush()?;
    }
    Ok(())
}

/// Tells the client what is wrong with its PDU, if there is a way to.
fn refuse(phase: &FullFeature<'_>, error: InputError) -> InputError {
    if let InputError::Frame(FrameError::DataDigest(header)) = &error {
        phase.reject_damaged(header);
    }
    error
}
