//! A port session: what it is for, and how far it is.

use crate::id::{MediumRef, PortRef, SlotRef};
use crate::port::hardware::ElementStatus;
use crate::refusal::Refusal;
use crate::time::Instant;

phases! {
    /// How far a port session is.
    Phase {
        /// Not started.
        Queued = "queued",
        /// Cartridges are carried into the port.
        Filling = "filling",
        /// A cartridge for which no slot is free is unloaded, to be carried from its drive into the port.
        Unloading = "unloading",
        /// The port is being unlocked.
        Unlocking = "unlocking",
        /// The port is being pushed out.
        Extending = "extending",
        /// The port waits for people.
        Open = "open",
        /// The time is over and the port stands out where only a person can push it in.
        LeftOut = "left out",
        /// The port is being pulled in.
        Retracting = "retracting",
        /// The port is being locked.
        Locking = "locking",
        /// The library looks what is in the port.
        Looking = "looking",
        /// Cartridges are carried from the port to slots.
        Moving = "moving",
        /// Cartridges that nobody took are carried back.
        Returning = "returning",
        /// The port is being unlocked so that what found no slot can be taken out.
        Releasing = "releasing",
    }
}

/// What the port is opened for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PortPurpose {
    /// To take cartridges in; `many` opens the port again by itself.
    InjectMedia {
        /// Whether it is START_MANY.
        many: bool,
    },
    /// To take a cleaner with so many uses into the reserved slot.
    InjectCleaner(u32),
    /// To give these cartridges out.
    EjectMedia(Vec<MediumRef>),
    /// To give the cleaner out.
    EjectCleaner(MediumRef),
}

/// Why a session does not open the port again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PortEnd {
    /// The time is over; that is how a session usually ends.
    TimedOut,
    /// A STOP action named it.
    Stopped,
    /// It was cancelled.
    Cancelled,
}

/// An open port and what it is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PortSession {
    /// The port.
    pub port: PortRef,
    /// What it is opened for.
    pub errand: PortPurpose,
    /// Why it will not be opened again.
    pub end: Option<PortEnd>,
    /// Cells that can still be filled, the next one last.
    pub cells: Vec<u16>,
    /// What was seen in the port and is still there, the next to be carried away last.
    pub seen: Vec<ElementStatus>,
    /// Cartridges to be given out that have not been carried into the port, the next one last.
    pub pending: Vec<MediumRef>,
    /// How many cells in a row seemed to be empty when they were to be emptied.
    pub missed: usize,
    /// The slot that a cartridge is being carried to.
    pub target: Option<SlotRef>,
    /// Whether this session has taken in a cartridge.
    pub took_in: bool,
    /// Whether the last look found cartridges in the port.
    pub found: bool,
    /// Why it fails once what it cannot take in has been offered back.
    pub failed: Option<&'static Refusal>,
    /// Whether a RETRACT came while the port was on its way out.
    pub retract: bool,
    /// Whether somebody has pushed the port in since it was unlocked.
    pub pushed: bool,
    /// Until when the port may stand open, once it does.
    pub until: Option<Instant>,
    /// How far it is.
    pub phase: Phase,
}

impl PortSession {
    /// A session that has not been started.
    pub(crate) const fn new(port: PortRef, errand: PortPurpose) -> Self {
        Self {
            port,
            errand,
            end: None,
            cells: Vec::new(),
            seen: Vec::new(),
            pending: Vec::new(),
            missed: 0,
            target: None,
            took_in: false,
            found: false,
            failed: None,
            retract: false,
            pushed: false,
            until: None,
            phase: Phase::Queued,
        }
    }

    /// The cartridges it gives out.
    pub(crate) fn media(&self) -> &[MediumRef] {
        match &self.errand {
            PortPurpose::EjectMedia(media) => media,
            PortPurpose::EjectCleaner(cleaner) => std::slice::from_ref(cleaner),
            PortPurpose::InjectMedia { .. } | PortPurpose::InjectCleaner(_) => &[],
        }
    }

    /// The same without a cartridge that has been forgotten before it could be given out, if there are others to be: those go out, and it
    /// fails for this reason in the end.
    pub(crate) fn without(&self, forgotten: MediumRef, why: &'static Refusal) -> Option<Self> {
        let PortPurpose::EjectMedia(media) = &self.errand else { return None };
        let rest: Vec<MediumRef> = media.iter().copied().filter(|medium| *medium != forgotten).collect();
        (!rest.is_empty()).then(|| Self { errand: PortPurpose::EjectMedia(rest), failed: Some(why), ..self.clone() })
    }

    /// Whether it carries a medium out.
    pub(crate) fn ejects(&self, medium: MediumRef) -> bool {
        matches!(&self.errand, PortPurpose::EjectMedia(media) if media.contains(&medium))
    }

    /// Whether it leaves the port unlocked so that people can take out what is in it.
    pub(crate) fn is_offered(&self) -> bool {
        self.phase == Phase::Releasing && !self.pushed
    }

    pub(crate) const fn is_inject(&self) -> bool {
        match self.errand {
            PortPurpose::InjectMedia { .. } | PortPurpose::InjectCleaner(_) => true,
            PortPurpose::EjectMedia(_) | PortPurpose::EjectCleaner(_) => false,
        }
    }
}
