//! Ids: GUIDs for what the API names, small handles for where the engine keeps it.
//!
//! A GUID is resolved to a handle once, when a call is admitted. Everything behind that works on handles, which
//! index an arena directly; a handle is only meaningful inside the engine that made it and the store that keeps
//! its records.

use std::fmt;
use std::hash::{Hash, Hasher};

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The id of an object as the API shows it (`NTMS_GUID`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Guid(pub Uuid);

impl Guid {
    /// The all-zero id. It names nothing; some calls take it for "none" (`eject-media.start-batch-with-last-or-null`).
    pub const NIL: Self = Self(Uuid::nil());

    /// The id of something that has a name from outside the engine: same name, same id, in every run.
    #[must_use]
    #[allow(clippy::disallowed_methods, reason = "this is the one place that makes GUIDs from names")]
    pub fn from_name(name: &str) -> Self {
        Self(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()))
    }
}

/// A GUID is hashed as one number of 128 bits, as all that is given out in a run ([`hash_given_out`]).
impl Hash for Guid {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u128(self.0.as_u128());
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

/// Makes new GUIDs from a ChaCha stream of its own, so that a run can be repeated exactly.
#[derive(Clone, Debug)]
pub struct IdSource {
    stream: ChaCha8Rng,
}

impl IdSource {
    /// A source that yields the same ids for the same seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { stream: ChaCha8Rng::seed_from_u64(seed) }
    }

    /// The next id (version 4 layout).
    pub fn guid(&mut self) -> Guid {
        let mut bytes = [0; 16];
        self.stream.fill_bytes(&mut bytes);
        Guid(uuid::Builder::from_random_bytes(bytes).into_uuid())
    }
}

/// What every handle is: a place in the arena of its kind.
pub trait Handle: Copy + Ord {
    /// The handle of this place.
    fn at(place: u32) -> Self;
    /// The place.
    fn place(self) -> u32;
}

/// Hashes a number that was given out in a run: its kind above, the number below, as one number of 128 bits. Nothing else is
/// hashed as such a number. So a hasher that wants to know only where the same one stands again, and not which one it is, can
/// tell it from all others (as [`crate::engine::Engine::situation`] needs it).
pub fn hash_given_out(kind: u64, number: u64, state: &mut impl Hasher) {
    state.write_u128(u128::from(kind) << 64 | u128::from(number));
}

/// A handle type: an index into the arena of its kind.
macro_rules! handles {
    ($($(#[$doc:meta])* $name:ident)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl Handle for $name {
            fn at(place: u32) -> Self {
                Self(place)
            }

            fn place(self) -> u32 {
                self.0
            }
        }
    )* };
}

/// What is given out in a run is hashed with its kind.
macro_rules! given_out {
    ($($kind:literal $name:ident)*) => { $(
        impl Hash for $name {
            fn hash<H: Hasher>(&self, state: &mut H) {
                hash_given_out($kind, self.0.into(), state);
            }
        }
    )* };
}

/// What was there when the run began, and stays, is hashed as the place that it is.
macro_rules! there_from_the_start {
    ($($name:ident)*) => { $(
        impl Hash for $name {
            fn hash<H: Hasher>(&self, state: &mut H) {
                state.write_u32(self.0);
            }
        }
    )* };
}

handles! {
    /// A library.
    LibraryRef
    /// A changer (the robot of a library).
    ChangerRef
    /// A drive.
    DriveRef
    /// A storage slot.
    SlotRef
    /// An insert/eject port.
    PortRef
    /// A door.
    DoorRef
    /// A media type.
    MediaTypeRef
    /// A media pool.
    PoolRef
    /// A physical medium.
    MediumRef
    /// A side of a physical medium (partition).
    SideRef
    /// A logical medium.
    LogicalRef
    /// A library request (work item).
    RequestRef
    /// An operator request.
    OperatorRequestRef
}

/// Numbers that outlive nothing: they tie an answer to a question.
macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(pub u64);
    )* };
}

numbers! {
    /// An API call; chosen by the caller's side, echoed in the reply.
    CallId
    /// A session handle, as `OpenNtmsSession` returns it. Never given out twice in a run.
    SessionHandle
    /// A notification channel handle, as `OpenNtmsNotification` returns it. Never given out twice in a run.
    ChannelHandle
    /// A command to the hardware; echoed in its completion.
    CommandId
    /// A write to the store; echoed in its answer.
    WriteId
}

there_from_the_start! { LibraryRef ChangerRef DriveRef SlotRef PortRef DoorRef MediaTypeRef PoolRef LogicalRef }

given_out! {
    1 CallId
    2 SessionHandle
    3 ChannelHandle
    4 CommandId
    5 WriteId
    6 MediumRef
    7 SideRef
    8 RequestRef
    9 OperatorRequestRef
}
