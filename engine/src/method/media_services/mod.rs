//! Media services: mount and dismount.

pub mod dismount_media;
pub mod mount_media;

use crate::change::ObjectRef;
use crate::guard::{Admitted, check, given};
use crate::id::{Guid, MediumRef, SideRef};
use crate::record::Place;
use crate::refusal::Refusal;
use crate::world::World;

/// The side that an id of a list means: a side itself, or the side of a logical medium that is mounted, else its first.
pub(crate) fn side_of(world: &World, guid: Guid, invalid: &'static Refusal) -> Admitted<SideRef> {
    match world.object(guid) {
        Some(ObjectRef::Side(side)) => Ok(side),
        Some(ObjectRef::LogicalMedium(logical)) => {
            let mut sides = world.index.of_logical.get(&logical).into_iter().flatten().copied();
            let first = sides.next().ok_or(invalid)?;
            Ok(std::iter::once(first).chain(sides).find(|side| is_mounted(world, *side)).unwrap_or(first))
        }
        Some(_) | None => Err(invalid),
    }
}

fn is_mounted(world: &World, side: SideRef) -> bool {
    match world.media[world.sides[side].medium].place {
        Place::Drive(drive) => world.drives[drive].side == Some(side),
        Place::Slot(_) | Place::Port(..) | Place::Transport | Place::Offline => false,
    }
}

/// The list of a call, as long as it says, and not empty.
pub(crate) fn counted<'a>(media: Option<&'a [Guid]>, count: u32, empty: &'static Refusal) -> Admitted<&'a [Guid]> {
    let list = given(media, empty)?.get(..count as usize);
    given(list.filter(|list| !list.is_empty()), empty)
}

/// The sides and cartridges that a list means, every cartridge only once.
pub(crate) fn resolved(world: &World, media: &[Guid], invalid: &'static Refusal) -> Admitted<Vec<(Guid, SideRef, MediumRef)>> {
    let mut list: Vec<(Guid, SideRef, MediumRef)> = Vec::with_capacity(media.len());
    for guid in media {
        let side = side_of(world, *guid, invalid)?;
        let medium = world.sides[side].medium;
        check(list.iter().all(|(_, _, other)| *other != medium), invalid)?;
        list.push((*guid, side, medium));
    }
    Ok(list)
}
