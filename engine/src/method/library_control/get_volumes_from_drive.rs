//! GetVolumesFromDrive: the volume in a removable drive, by the device name of the drive (`get-volumes.*`, D-149).

use std::sync::Arc;

use crate::call::functions::Volume;
use crate::call::{Answer, Values};
use crate::change::ObjectRef;
use crate::guard::{Admitted, check, given};
use crate::id::{CallId, SessionHandle};
use crate::record::Drive;
use crate::record::media_type::is_optical;
use crate::refusal::refusals;
use crate::turn::Turn;
use crate::world::World;

refusals! {
    NAME_MISSING: NameMissing = InvalidParameter, ["get-volumes.any-system-error", "D-149"];
    DRIVE_UNKNOWN: DriveUnknown = InvalidDrive, ["get-volumes.any-system-error", "D-149"];
    NO_FILE_SYSTEM: NoFileSystem = NotSupported, ["get-volumes.any-system-error", "D-149"];
    NOTHING_MOUNTED: NothingMounted = NotReady, ["get-volumes.any-system-error", "D-149"];
}

/// What the system makes of a drive.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DriveDevice {
    /// A tape drive.
    Tape(usize),
    /// An optical drive.
    Disc(usize),
}

impl DriveDevice {
    fn name(self) -> String {
        match self {
            Self::Tape(number) => format!(r"\\.\tape{number}"),
            Self::Disc(number) => format!(r"\\.\cdrom{number}"),
        }
    }

    /// The letter with a colon: D for the first optical drive, none when they have run out.
    fn letter(self) -> Option<String> {
        let Self::Disc(number) = self else { return None };
        ('D'..='Z').nth(number).map(|letter| format!("{letter}:"))
    }
}

/// The drive with this device name. Tapes and discs are counted apart, in the order of the records.
fn find<'w>(world: &'w World, name: &str) -> Option<(DriveDevice, &'w Drive)> {
    let (mut tapes, mut discs) = (0.., 0..);
    let device = |drive: &Drive| {
        if is_optical(drive.media_type) { discs.next().map(DriveDevice::Disc) } else { tapes.next().map(DriveDevice::Tape) }
    };
    let mut devices = world.drives.iter().map(|(_, drive)| drive).scan(device, |device, drive| Some((device(drive)?, drive)));
    devices.find(|(device, _)| device.name().eq_ignore_ascii_case(name))
}

fn admit(world: &World, drive: Option<&Arc<str>>) -> Admitted<Volume> {
    let name = given(drive, &NAME_MISSING)?;
    let (device, drive) = given(find(world, name), &DRIVE_UNKNOWN)?;
    check(matches!(device, DriveDevice::Disc(_)), &NO_FILE_SYSTEM)?;
    let side = given(drive.side.and_then(|side| world.guid(ObjectRef::Side(side))), &NOTHING_MOUNTED)?;
    // One partition, so one name and one letter (`get-volumes.one-partition`).
    Ok(Volume { name: format!(r"\\?\Volume{{{side}}}\").into(), letter: device.letter().unwrap_or_default().into() })
}

pub(crate) fn call(turn: &mut Turn<'_>, call: CallId, _session: Option<SessionHandle>, drive: Option<&Arc<str>>) -> Admitted<()> {
    let volume = admit(turn.world(), drive)?;
    turn.reply(call, Ok(Answer::Values(Values::Volume(volume))));
    Ok(())
}
