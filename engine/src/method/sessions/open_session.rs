//! OpenNtmsSession: a program connects (`open-session.*`).

use std::sync::Arc;

use crate::call::{Answer, Caller};
use crate::guard::{Admitted, check};
use crate::id::{CallId, SessionHandle};
use crate::record::{Origin, Rights};
use crate::refusal::refusals;
use crate::turn::Turn;
use crate::world::live::{LiveChange, Session};

refusals! {
    NOT_CONNECTED: NotConnected = NotConnected, ["OpenNtmsSession/ERROR_NOT_CONNECTED"];
    NOT_READY: NotReady = NotReady, ["OpenNtmsSession/ERROR_NOT_READY"];
    OPTIONS_UNKNOWN: OptionsUnknown = InvalidParameter, ["OpenNtmsSession/ERROR_INVALID_PARAMETER"];
    NAME_MALFORMED: NameMalformed = InvalidComputername, ["OpenNtmsSession/ERROR_INVALID_COMPUTERNAME"];
    SERVER_ELSEWHERE: ServerElsewhere = NoNetwork, ["OpenNtmsSession/ERROR_NO_NETWORK"];
    RIGHT_MISSING: RightMissing = AccessDenied, ["OpenNtmsSession/ERROR_ACCESS_DENIED"];
    SESSIONS_FULL: SessionsFull = NotEnoughMemory, ["D-144"];
}

/// `NTMS_SESSION_QUERYEXPEDITE`, the one option there is.
const QUERY_EXPEDITE: u32 = 1;
/// Longest computer name (`NTMS_COMPUTERNAME_LENGTH`).
const COMPUTER_NAME_LENGTH: usize = 64;
/// Characters of `szApplication` (`NTMS_APPLICATIONNAME_LENGTH`), the zero that ends it among them.
const APPLICATION_NAME_LENGTH: usize = 64;

fn admit(turn: &Turn<'_>, caller: &Caller, server: Option<&str>, options: u32) -> Admitted<()> {
    check(options <= QUERY_EXPEDITE, &OPTIONS_UNKNOWN)?;
    let computer = turn.world().computer.as_ref();
    if let Some(name) = server {
        check(is_computer_name(name), &NAME_MALFORMED)?;
        // There is no network here: the only computer that can be reached is this one.
        check(computer.is_some_and(|computer| computer.name.eq_ignore_ascii_case(name.trim_start_matches('\\'))), &SERVER_ELSEWHERE)?;
    }
    let may_use = computer.is_some_and(|computer| computer.access.rights_of(&caller.user).includes(Rights::USE));
    check(caller.administrator || may_use, &RIGHT_MISSING)?;
    check(turn.world().live.sessions.len() < turn.config.limits.sessions as usize, &SESSIONS_FULL)
}

/// Whether a name could be that of a computer; two backslashes in front are allowed.
fn is_computer_name(name: &str) -> bool {
    let bare = name.strip_prefix("\\\\").unwrap_or(name);
    let allowed = |c: char| !c.is_whitespace() && !c.is_control() && !"\\/:*?\"<>|,".contains(c);
    !bare.is_empty() && bare.len() <= COMPUTER_NAME_LENGTH && bare.chars().all(allowed)
}

/// The name of an application as the records hold it: what is behind their end is cut off (D-175).
fn as_in_records(name: &Arc<str>) -> Arc<str> {
    match name.char_indices().nth(APPLICATION_NAME_LENGTH - 1) {
        Some((end, _)) => Arc::from(&name[..end]),
        None => Arc::clone(name),
    }
}

pub(crate) fn call(
    turn: &mut Turn<'_>,
    call: CallId,
    _session: Option<SessionHandle>,
    caller: &Caller,
    server: Option<&Arc<str>>,
    application: Option<&Arc<str>>,
    options: u32,
) -> Admitted<()> {
    admit(turn, caller, server.map(AsRef::as_ref), options)?;
    let handle = SessionHandle(turn.number());
    let origin = Origin {
        application: application.map_or_else(|| Arc::from("RSM"), as_in_records),
        user: caller.user.clone(),
        computer: caller.computer.clone(),
    };
    turn.live(LiveChange::Session(handle, Some(Session { origin, administrator: caller.administrator })));
    turn.reply(call, Ok(Answer::Session(handle)));
    Ok(())
}
