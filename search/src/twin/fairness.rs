//! Fairness: of requests for the same thing, the first queued is the first begun, and none is passed over for ever.
//!
//! The same thing means: same library, operation, option and order number, and the very same objects. Mounts of one call
//! wait for each other and are left alone, and so are requests that go by a port, of which a library may have several.

use std::collections::BTreeMap;

use rsmlab_engine::change::{Change, Object, ObjectRef, RequestField};
use rsmlab_engine::id::{LibraryRef, RequestRef};
use rsmlab_engine::record::state::{Operation, RequestState};
use rsmlab_engine::record::{LibraryRequest, Subject};
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};

use super::scene::Scene;
use super::{Ledger, LedgerResult};

const IN_TURN: Promise = Promise("first-come-first-served");
const NOT_PASSED_OVER: Promise = Promise("nobody-is-passed-over");

/// How many later ones of its kind may be begun before a request.
const PATIENCE: u32 = 1_000;

/// A request that has not been begun.
#[derive(Clone)]
struct WaitingRequest {
    library: LibraryRef,
    operation: Operation,
    option: u32,
    order: u32,
    subject: Subject,
    sequence: u64,
    /// Whether it is one of a kind that is begun in turn.
    in_turn: bool,
    passed: u32,
}

/// The requests that wait for their turn.
#[derive(Clone, Default)]
pub(super) struct Fairness {
    waiting: BTreeMap<RequestRef, WaitingRequest>,
    /// Mounts that became durable in the present write so far: of one call, perhaps, if there are several.
    mounts: Vec<RequestRef>,
}

/// Whether nothing but the objects it is about decides when a request can be begun.
const fn is_begun_in_turn(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::Mount
            | Operation::Dismount
            | Operation::CleanDrive
            | Operation::Inventory
            | Operation::DoorAccess
            | Operation::ReserveCleaner
            | Operation::ReleaseCleaner
            | Operation::EnableLibrary
            | Operation::DisableLibrary
            | Operation::EnableDrive
            | Operation::DisableDrive
            | Operation::EnableMedia
            | Operation::DisableMedia
    )
}

impl Ledger for Fairness {
    fn change(&mut self, scene: &Scene, change: &Change) -> LedgerResult {
        match change {
            Change::Insert(Object::Request(at, request)) => {
                self.queued(*at, request);
                Ok(())
            }
            Change::Request(at, RequestField::State(state)) => match state {
                RequestState::Queued | RequestState::Waiting | RequestState::Deferred => Ok(()),
                RequestState::InProcess => self.begun(scene, *at),
                RequestState::Passed | RequestState::Failed | RequestState::Invalid | RequestState::Cancelled | RequestState::Stopped => {
                    self.waiting.remove(at);
                    Ok(())
                }
            },
            _ => Ok(()),
        }
    }

    fn settled(&mut self, _: &Scene) -> LedgerResult {
        self.mounts.clear();
        Ok(())
    }
}

/// Whether a mount is begun although its medium is in no drive's reach: its caller does not want people to be asked for it, and hears so. It
/// takes nothing that another waits for.
fn can_only_fail(scene: &Scene, begun: &WaitingRequest) -> bool {
    let medium = begun.subject.medium.and_then(|medium| scene.object(medium));
    let Some(ObjectRef::Medium(medium)) = medium.filter(|_| begun.operation == Operation::Mount) else { return false };
    scene.records.media.get(medium).is_some_and(|medium| medium.library != begun.library)
}

impl Fairness {
    fn queued(&mut self, at: RequestRef, request: &LibraryRequest) {
        let LibraryRequest { library, operation, option, order, subject, sequence, .. } = *request;
        let in_turn = is_begun_in_turn(operation);
        self.waiting.insert(at, WaitingRequest { library, operation, option, order, subject, sequence, in_turn, passed: 0 });
        if operation == Operation::Mount {
            self.mounts.push(at);
            if self.mounts.len() > 1 {
                for at in &self.mounts {
                    if let Some(waiting) = self.waiting.get_mut(at) {
                        waiting.in_turn = false;
                    }
                }
            }
        }
    }

    fn begun(&mut self, scene: &Scene, at: RequestRef) -> LedgerResult {
        // One that was begun before comes back from a wait for a transport.
        let Some(begun) = self.waiting.remove(&at) else { return Ok(()) };
        if can_only_fail(scene, &begun) {
            return Ok(());
        }
        let same_kind = |other: &WaitingRequest| {
            (other.library, other.operation, other.option, other.order) == (begun.library, begun.operation, begun.option, begun.order)
        };
        for earlier in self.waiting.values_mut().filter(|other| other.sequence < begun.sequence && same_kind(other)) {
            let operation = earlier.operation;
            if begun.in_turn && earlier.in_turn && earlier.subject == begun.subject {
                return Err(BrokenPromise::new(
                    IN_TURN,
                    format!("of two library requests ({operation}) for the same, the later is begun first"),
                ));
            }
            earlier.passed += 1;
            if earlier.passed > PATIENCE {
                return Err(BrokenPromise::new(
                    NOT_PASSED_OVER,
                    format!("a library request ({operation}) was passed over {PATIENCE} times"),
                ));
            }
        }
        Ok(())
    }
}
