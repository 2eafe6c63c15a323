//! Lookup: which ids the names of a scenario stand for at this moment of its run.
//!
//! What the scenario put into the database has an id made from its name. What the engine made later is found on
//! record: a library by its address, a part by its number, a cartridge by what its record was made of. Bar codes and
//! labels do not tell, because two cartridges can have the same (D-092).

use std::collections::BTreeMap;

use rsmlab_engine::id::{CallId, ChannelHandle, Guid, LibraryRef, MediumRef, SessionHandle};
use rsmlab_engine::port::hardware::Label;
use rsmlab_engine::record::state::{LibraryKind, OperatorRequestKind, PoolKind};
use rsmlab_engine::record::{Library, Medium, OperatorRequest, Pool};
use rsmlab_engine::records::Records;

use super::build;
use super::calls::Calls;
use super::provenance::{Provenance, own_medium};
pub(super) use crate::checker::liveness::is_unanswered as is_open;
use crate::database::{id_of, root_pool};
use rsmlab_language::model::{self, Cartridge, MediaType, Name, Reference, Setup, SystemPool};
use rsmlab_sim::hardware::CartridgeId;

/// What a statement has named with `as=`.
#[derive(Clone, Copy, Debug)]
pub(super) enum NamedResult {
    /// A call, and with it what it brought.
    Call(CallId),
    /// An operator request.
    OperatorRequest(Guid),
}

/// Everything that names can refer to.
#[derive(Clone, Copy)]
pub(super) struct Lookup<'a> {
    pub setup: &'a Setup,
    pub records: &'a Records,
    pub calls: &'a Calls,
    pub provenance: &'a Provenance,
    pub made: &'a BTreeMap<Name, NamedResult>,
    /// The operator request that the operator is answering.
    pub at_hand: Option<Guid>,
}

/// An id that names nothing.
pub(super) fn unknown() -> Guid {
    id_of(&Reference::Unknown)
}

impl<'a> Lookup<'a> {
    /// The id of what is meant. A cartridge stands for its logical medium where that is wanted, else for the physical
    /// one. What has no object, or none any more, has the id it had in the database of the scenario.
    pub fn id(&self, reference: &Reference, logical: bool) -> Guid {
        self.find(reference, logical).unwrap_or_else(|| match reference {
            Reference::Cartridge(name) if logical => id_of(&Reference::LogicalMedium(name.clone())),
            Reference::Cartridge(name) => id_of(&Reference::PhysicalMedium(name.clone())),
            Reference::Cell(library, port, _) => id_of(&Reference::Port(library.clone(), *port)),
            Reference::SystemPool(pool, media_type) => id_of(&Reference::SystemPool(*pool, Some(self.pool_type(*media_type)))),
            Reference::RootPool => root_pool(),
            Reference::OperatorRequest(_) | Reference::Made(_) => unknown(),
            Reference::Nothing => Guid::NIL,
            Reference::Unknown
            | Reference::Offline
            | Reference::Computer
            | Reference::Database
            | Reference::Library(_)
            | Reference::Changer(_)
            | Reference::Transport(..)
            | Reference::Slot(..)
            | Reference::Drive(..)
            | Reference::Port(..)
            | Reference::Door(..)
            | Reference::Magazine(..)
            | Reference::Reader(_)
            | Reference::Floor(_)
            | Reference::PhysicalMedium(_)
            | Reference::LogicalMedium(_)
            | Reference::Side(..)
            | Reference::Pool(_)
            | Reference::MediaType(_) => id_of(reference),
        })
    }

    fn find(&self, reference: &Reference, logical: bool) -> Option<Guid> {
        let records = self.records;
        match reference {
            Reference::Unknown | Reference::Nothing | Reference::Database | Reference::Transport(..) => None,
            Reference::Magazine(..) | Reference::Reader(_) | Reference::Floor(_) => None,
            Reference::Offline => {
                records.libraries.values().find(|library| library.kind == LibraryKind::Offline).map(|library| library.guid)
            }
            Reference::Computer => records.computer.as_ref().map(|computer| computer.guid),
            Reference::Library(name) => self.library(name).map(|(_, library)| library.guid),
            Reference::Changer(name) => {
                let (at, _) = self.library(name)?;
                records.changers.values().find(|changer| changer.library == at).map(|changer| changer.guid)
            }
            Reference::Slot(name, number) => {
                let (at, _) = self.library(name)?;
                records.slots.values().find(|slot| slot.library == at && slot.number == *number).map(|slot| slot.guid)
            }
            Reference::Drive(name, number) => {
                let (at, _) = self.library(name)?;
                records.drives.values().find(|drive| drive.library == at && drive.number == *number).map(|drive| drive.guid)
            }
            Reference::Port(name, number) | Reference::Cell(name, number, _) => {
                let (at, _) = self.library(name)?;
                records.ports.values().find(|port| port.library == at && port.number == *number).map(|port| port.guid)
            }
            Reference::Door(name, number) => {
                let (at, _) = self.library(name)?;
                records.doors.values().find(|door| door.library == at && door.number == *number).map(|door| door.guid)
            }
            Reference::Cartridge(name) if logical => self.logical_medium(name),
            Reference::Cartridge(name) | Reference::PhysicalMedium(name) => self.medium(name).map(|(_, medium)| medium.guid),
            Reference::LogicalMedium(name) => self.logical_medium(name),
            Reference::Side(name, number) => {
                let (at, _) = self.medium(name)?;
                records.each_side_of(at).find(|side| side.number == *number).map(|side| side.guid)
            }
            Reference::Pool(name) => {
                let named = |pool: &&Pool| pool.kind == PoolKind::Application && *pool.name == *name.as_str();
                records.pools.values().find(named).map(|pool| pool.guid)
            }
            Reference::SystemPool(pool, media_type) => self.system_pool(*pool, self.pool_type(*media_type)),
            Reference::RootPool => {
                let root = |pool: &&Pool| pool.kind == PoolKind::Unknown && pool.parent.is_none();
                records.pools.values().find(root).map(|pool| pool.guid)
            }
            Reference::MediaType(media_type) => {
                records.media_types.values().find(|record| record.code == media_type.code()).map(|record| record.guid)
            }
            Reference::OperatorRequest(kind) => self.oldest(*kind).map(|request| request.guid),
            Reference::Made(name) => match self.made.get(name)? {
                NamedResult::Call(call) => self.calls.request_of(*call),
                NamedResult::OperatorRequest(request) => Some(*request),
            },
        }
    }

    /// The record of a library.
    fn library(&self, name: &Name) -> Option<(LibraryRef, &'a Library)> {
        let address = build::address(self.setup, name)?;
        self.records.libraries.iter().find(|(_, library)| library.address == Some(address))
    }

    /// The record of a cartridge: the one made with the scenario, else the last one that was made of it. Of one that nobody
    /// saw being made, its bar code and its labels have to tell, if no other cartridge can be meant.
    pub fn medium(&self, name: &Name) -> Option<(MediumRef, &'a Medium)> {
        let (number, cartridge) = (0..).map(CartridgeId).zip(&self.setup.cartridges).find(|(_, cartridge)| cartridge.name == *name)?;
        let made = || self.provenance.media_of(number).find_map(|made| self.records.medium(made));
        let shown = || {
            let of_nobody = self.records.media.iter().filter(|(_, medium)| self.provenance.cartridge_of(medium.guid).is_none());
            let shown = of_nobody.filter(|medium| self.shows(*medium, cartridge));
            only(shown).filter(|medium| only(self.shown_by(*medium)).is_some())
        };
        self.records.medium(own_medium(name)).or_else(made).or_else(shown)
    }

    /// The cartridge that a medium on record is.
    pub fn cartridge_of(&self, medium: Guid) -> Option<&'a Name> {
        let made_of = self.provenance.cartridge_of(medium).and_then(|number| self.setup.cartridges.get(number.index()));
        let shown = || only(self.shown_by(self.records.medium(medium)?));
        made_of.or_else(shown).map(|cartridge| &cartridge.name)
    }

    /// The cartridges without a record of their own whose bar code or label a record shows.
    fn shown_by(&self, medium: (MediumRef, &Medium)) -> impl Iterator<Item = &'a Cartridge> {
        let without = self.setup.cartridges.iter().filter(|cartridge| self.records.medium(own_medium(&cartridge.name)).is_none());
        without.filter(move |cartridge| self.shows(medium, cartridge))
    }

    /// Whether a record shows the bar code or a label of a cartridge.
    fn shows(&self, (at, medium): (MediumRef, &Medium), cartridge: &Cartridge) -> bool {
        let shows_bar_code = match &cartridge.bar_code {
            model::BarCode::Text(text) => medium.bar_code.as_deref() == Some(text),
            model::BarCode::None | model::BarCode::Unreadable => false,
        };
        let labels = || cartridge.sides.iter().zip(1..).filter_map(|(side, number)| Some((number, label_id(&side.label)?)));
        let shows_label = || {
            self.records.each_side_of(at).any(|side| match &side.label {
                Some(Label::Known { id, .. }) => labels().any(|(number, known)| number == side.number && *known == **id),
                Some(Label::Foreign | Label::Blank) | None => false,
            })
        };
        shows_bar_code || shows_label()
    }

    fn logical_medium(&self, name: &Name) -> Option<Guid> {
        let (at, _) = self.medium(name)?;
        let logical = self.records.each_side_of(at).find_map(|side| side.logical)?;
        self.records.logical.get(logical).map(|medium| medium.guid)
    }

    /// The type of a system pool that is named without one.
    fn pool_type(&self, media_type: Option<MediaType>) -> MediaType {
        let first = || self.setup.libraries.first().map_or(MediaType::LTO_ULTRIUM, |library| library.media_type);
        media_type.unwrap_or_else(first)
    }

    fn system_pool(&self, pool: SystemPool, media_type: MediaType) -> Option<Guid> {
        let kind = match pool {
            SystemPool::Free => PoolKind::Scratch,
            SystemPool::Import => PoolKind::Import,
            SystemPool::Unrecognized => PoolKind::Foreign,
        };
        let (type_handle, _) = self.records.media_types.iter().find(|(_, record)| record.code == media_type.code())?;
        self.records.pools.values().find(|pool| pool.kind == kind && pool.media_type == Some(type_handle)).map(|pool| pool.guid)
    }

    /// The oldest open operator request of a kind; the one at hand goes before.
    pub fn oldest(&self, kind: OperatorRequestKind) -> Option<&'a OperatorRequest> {
        let is_meant = move |request: &&OperatorRequest| request.kind == kind && is_open(request.state);
        let at_hand = self.at_hand.and_then(|guid| self.records.operator_request(guid)).filter(is_meant);
        at_hand.or_else(|| self.records.operator_requests.values().filter(is_meant).min_by_key(|request| request.submitted))
    }

    /// The call that a statement has named.
    pub fn call(&self, name: &Name) -> Option<CallId> {
        match self.made.get(name)? {
            NamedResult::Call(call) => Some(*call),
            NamedResult::OperatorRequest(_) => None,
        }
    }

    /// The session that a named call has opened.
    pub fn session(&self, name: &Name) -> Option<SessionHandle> {
        self.call(name).and_then(|call| self.calls.session_of(call))
    }

    /// The channel that a named call has opened.
    pub fn channel(&self, reference: &Reference) -> Option<ChannelHandle> {
        let Reference::Made(name) = reference else { return None };
        self.call(name).and_then(|call| self.calls.channel_of(call))
    }
}

/// The one thing there is; none if there are several.
fn only<T>(mut things: impl Iterator<Item = T>) -> Option<T> {
    let first = things.next();
    if things.next().is_some() { None } else { first }
}

fn label_id(label: &model::Label) -> Option<&str> {
    match label {
        model::Label::Known(id) => Some(id),
        model::Label::Blank | model::Label::Foreign | model::Label::Unreadable => None,
    }
}
