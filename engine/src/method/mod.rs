//! The methods: one file a documented function. On top stands the table of its refusals in the order in which they are
//! checked; then `admit`, which reads the world and decides; then what an admitted call does.

pub mod cleaner_management;
pub mod library_control;
pub mod media_services;
pub mod notifications;
pub mod object_information;
pub mod operator_requests;
pub mod sessions;

use crate::call::Method;
use crate::call::argument::ArgumentType;
use crate::call::functions::every_function;
use crate::function::Function;
use crate::guard::Admitted;
use crate::id::{CallId, SessionHandle};
use crate::operation;
use crate::refusal::{Refusal, refusals};
use crate::status::Status;
use crate::turn::Turn;
use crate::world::live::ServiceReadiness;

use media_services::mount_media;
use notifications::wait_for_notification;

/// Refusals of calls to functions whose own tables do not list the status.
pub(crate) mod common {
    use super::refusals;

    refusals! {
        NOT_CONNECTED: NotConnected = NotConnected, ["global.session-required"];
        NOT_READY: NotReady = NotReady, ["global.not-ready"];
        DATABASE_FAILED: DatabaseFailed = DatabaseFailure, ["model.database.atomic", "D-004"];
        DATABASE_FULL: DatabaseFull = DatabaseFull, ["model.database.atomic", "D-004"];
        NO_MEMORY: NoMemory = NotEnoughMemory, ["global.no-exceptions"];
    }
}

/// A program has made a call.
pub(crate) fn call(turn: &mut Turn<'_>, call: CallId, session: Option<SessionHandle>, method: &Method) {
    if let Err(refusal) = service_answers(turn.world().live.service, method.function()) {
        return turn.reply(call, Err(refusal));
    }
    let done = dispatch(turn, call, session, method);
    if let Err(refusal) = done {
        turn.reply(call, Err(refusal));
    }
}

/// Whether the service answers calls of this function now (`global.not-ready`, `open-session.allowed-while-not-ready`).
fn service_answers(service: ServiceReadiness, function: Function) -> Admitted<()> {
    match service {
        ServiceReadiness::Stopped => Err(not_connected(function)),
        ServiceReadiness::Loading => Err(refusal_for(function, Status::NotReady)),
        ServiceReadiness::Failed => Err(database_failed(function)),
        ServiceReadiness::Initializing if function == Function::OpenNtmsSession => Ok(()),
        ServiceReadiness::Initializing => Err(refusal_for(function, Status::NotReady)),
        ServiceReadiness::Ready => Ok(()),
    }
}

/// A call has waited as long as it wanted to.
pub(crate) fn give_up(turn: &mut Turn<'_>, call: CallId) {
    let Some(function) = turn.world().live.waits.get(&call).map(|wait| wait.function) else { return };
    if function == Function::MountNtmsMedia {
        mount_media::give_up(turn, call);
    } else {
        wait_for_notification::give_up(turn, call);
    }
}

/// Declares where each call goes, and where the refusals of each function stand, from `every_function`.
macro_rules! dispatch {
    ($(
        $function:ident $({ $($member:ident: $type:ty = $($field:expr),*;)+ })?
        in $group:ident::$method:ident
        $(, brings $brings:ident $(($values:ident))?)? $(, needs $needs:expr)? $(, queues $($operation:ident)+)? $(, is $($flag:ident)+)?;
    )*) => {
        fn dispatch(turn: &mut Turn<'_>, call: CallId, session: Option<SessionHandle>, method: &Method) -> Admitted<()> {
            match method {
                $(Method::$function $({ $($member),+ })? => $group::$method::call(turn, call, session, $($($member.lend()),+)?),)*
            }
        }

        /// The refusals of each function that can be called.
        const TABLES: &[(Function, &[&Refusal])] = &[$((Function::$function, $group::$method::TABLE),)*];
    };
}

every_function!(dispatch);

/// The refusals of a function, in the order in which they are checked. Empty for functions that are not there yet.
#[must_use]
pub fn table(function: Function) -> &'static [&'static Refusal] {
    TABLES.iter().find(|(known, _)| *known == function).map_or(&[], |(_, table)| table)
}

/// The refusal of a function with this status: its own if its page lists it, else the common one.
pub(crate) fn refusal_for(function: Function, status: Status) -> &'static Refusal {
    let own = table(function).iter().copied().find(|refusal| refusal.status == status);
    own.or_else(|| common::TABLE.iter().copied().find(|refusal| refusal.status == status)).unwrap_or(&common::NO_MEMORY)
}

/// What a function answers when the database cannot be read: that, where its page has a word for it (D-021).
fn database_failed(function: Function) -> &'static Refusal {
    let own = table(function).iter().copied().find(|refusal| refusal.status == Status::DatabaseFailure);
    own.unwrap_or_else(|| refusal_for(function, Status::NotReady))
}

/// What a function answers when there is no service to call.
pub(crate) fn not_connected(function: Function) -> &'static Refusal {
    let status = if function == Function::CloseNtmsSession { Status::ConnectionUnavail } else { Status::NotConnected };
    refusal_for(function, status)
}

/// Every refusal the engine can raise.
pub fn refusals() -> impl Iterator<Item = &'static Refusal> {
    let methods = Function::ALL.iter().flat_map(|function| table(*function));
    methods.chain(common::TABLE).chain(operation::refusals()).copied()
}
