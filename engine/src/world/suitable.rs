//! Which drives of a library suit some work.

use super::World;
use crate::id::{DriveRef, LibraryRef, MediumRef};

/// Which drives of a library suit some work.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Suitable {
    /// This one.
    This(DriveRef),
    /// Those that take a medium of this type; all, if none does.
    Taking(Option<u32>),
    /// Those that take anything but these types.
    Untried(Vec<u32>),
}

impl Suitable {
    /// The drives that take a medium, as far as its record tells. One that no drive of the library takes fits none better than another:
    /// the drive it comes into says so (D-090).
    #[must_use]
    pub fn for_medium(world: &World, medium: MediumRef) -> Self {
        Self::Taking(world.media_types.get(world.media[medium].media_type).map(|media_type| media_type.code))
    }

    /// Says of each drive of a library whether it is one of them.
    pub fn among<'w>(&'w self, world: &'w World, library: LibraryRef) -> impl Fn(DriveRef) -> bool + 'w {
        let takes = move |drive: DriveRef, code: Option<u32>| Some(world.drives[drive].media_type) == code;
        let any = match self {
            Self::Taking(code) => world.parts(library).drives.iter().any(|drive| takes(*drive, *code)),
            Self::This(_) | Self::Untried(_) => false,
        };
        move |drive| match self {
            Self::This(this) => drive == *this,
            Self::Taking(code) => !any || takes(drive, *code),
            Self::Untried(tried) => !tried.contains(&world.drives[drive].media_type),
        }
    }
}
