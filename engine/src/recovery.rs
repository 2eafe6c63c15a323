//! Whether a database can be true. It is looked through once before anything of it is believed.
//!
//! A database that contradicts itself is left as it is, for a tool that can read more out of it than this service; the service has
//! failed (D-099). What it takes to find that out grows with the number of its changes and with nothing else: no handle leads
//! further than there are records.

use crate::change::{Change, MediumField, ObjectRef};
use crate::id::Handle;
use crate::invariant::BrokenInvariant;
use crate::record::Place;
use crate::world::World;

/// A place is given out for something that appears, so none lies much further than there are changes.
const GAPS: usize = 4_096;

/// Looks through a database. What it comes to is the world of a service that has just read it.
///
/// # Errors
///
/// The first thing in it that cannot be true.
pub(crate) fn look_through(database: &[Change]) -> Result<World, BrokenInvariant> {
    let mut world = World::default();
    let furthest = database.len() + GAPS;
    for change in database {
        near_enough(change, furthest)?;
        let at = change.object();
        let there = world.guid(at).is_some();
        let appears = matches!(change, Change::Insert(_));
        let broken = |rule| BrokenInvariant { rule, of: world.name(at) };
        if appears && there {
            return Err(broken("no two records are of the same object"));
        }
        if !appears && !there {
            return Err(broken("a change is about an object that is there"));
        }
        world.apply(change.clone());
    }
    let inverses = put_right(&mut world);
    world.check_records()?;
    // It is not put right before that is written.
    inverses.into_iter().for_each(|inverse| world.take_back(inverse));
    Ok(world)
}

/// What a restart puts right is no contradiction: a cartridge whose place has been taken away is nowhere. Hands back what takes that back.
fn put_right(world: &mut World) -> Vec<Change> {
    let astray: Vec<_> =
        world.media.iter().filter(|(_, medium)| world.is_astray(medium)).map(|(at, medium)| (at, medium.library)).collect();
    let nowhere = |(medium, library)| world.apply(Change::Medium(medium, MediumField::Place(library, Place::Offline)));
    astray.into_iter().filter_map(nowhere).collect()
}

/// Whether a change speaks of nothing that no database of this length can have.
fn near_enough(change: &Change, furthest: usize) -> Result<(), BrokenInvariant> {
    let mut too_far = place(change.object()) > furthest;
    change.related(&mut |at| too_far |= place(at) > furthest);
    let rule = "no handle leads further than there are records";
    if too_far { Err(BrokenInvariant { rule, of: format!("a {}", change.object().kind()) }) } else { Ok(()) }
}

/// The place in its arena that a handle names.
fn place(at: ObjectRef) -> usize {
    let place = match at {
        ObjectRef::Computer => 0,
        ObjectRef::Library(at) => at.place(),
        ObjectRef::Changer(at) => at.place(),
        ObjectRef::Drive(at) => at.place(),
        ObjectRef::Slot(at) => at.place(),
        ObjectRef::Port(at) => at.place(),
        ObjectRef::Door(at) => at.place(),
        ObjectRef::MediaType(at) => at.place(),
        ObjectRef::Pool(at) => at.place(),
        ObjectRef::Medium(at) => at.place(),
        ObjectRef::Side(at) => at.place(),
        ObjectRef::LogicalMedium(at) => at.place(),
        ObjectRef::Request(at) => at.place(),
        ObjectRef::OperatorRequest(at) => at.place(),
    };
    place as usize
}
