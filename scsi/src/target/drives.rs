//! The drives of a target: logical units of their own, into which tapes come.

use std::hash::Hash;

use rsmlab_engine::port::hardware::SenseCode;
use rsmlab_engine::port::sense::DriveAlert;
use rsmlab_sim::fault::{FaultKind, FaultSite};
use rsmlab_sim::hardware::drive::{Drive, DriveState};
use rsmlab_sim::hardware::{CartridgeId, Hardware, Library};

use rsmlab_sim::stage::Stage;

use crate::answer::Sense;
use crate::cdb::Cdb;
use crate::drive::{DriveStep, DriveUnit, Medium};
use crate::nexus::Nexus;
use crate::tape::tapes::Tapes;
use crate::unit::Unit;

/// The drives, by number from 1.
#[derive(Clone, Debug)]
pub struct Drives {
    units: Vec<DriveUnit>,
    /// What was in each when it was looked at last.
    content: Vec<Option<CartridgeId>>,
    /// What was loaded in each then.
    loaded: Vec<Option<CartridgeId>>,
}

impl Drives {
    /// The drives of a library, in which nothing counts as loaded yet.
    pub fn of(library: &Library) -> Self {
        let count = library.drives.len();
        Self { units: vec![DriveUnit::default(); count], content: vec![None; count], loaded: vec![None; count] }
    }

    /// What decides how they go on.
    pub fn situation(&self) -> impl Hash + '_ {
        (&self.units, &self.content, &self.loaded)
    }

    /// The logical unit of a drive.
    pub fn unit(&mut self, number: u16) -> Option<&mut DriveUnit> {
        self.units.get_mut(usize::from(number.checked_sub(1)?))
    }

    /// A nexus is gone.
    pub fn leave(&mut self, nexus: Nexus) {
        self.units.iter_mut().for_each(|unit| unit.leave(nexus));
    }

    /// Has a drive carry a command of a nexus out with what is in it. `troubles` is what is wrong with both.
    ///
    /// # Errors
    /// What is wrong with the command, or in its way.
    pub fn execute(
        &mut self,
        (hardware, tapes): (&Hardware, &mut Tapes),
        library: &Library,
        number: u16,
        (nexus, cdb, data): (Nexus, &Cdb, &[u8]),
        troubles: Troubles,
    ) -> Result<DriveStep, Sense> {
        let drive = Unit::Drive(number).drive(library);
        let unit = self.unit(number);
        let (Some(unit), Some(drive)) = (unit, drive) else { return Err(crate::served::NO_SUCH_UNIT.into()) };
        let cartridge = drive.content.and_then(|id| Some((id, hardware.cartridge(id)?)));
        let medium = match (cartridge, drive.state) {
            (None, _) => Medium::Absent,
            (Some(_), DriveState::Unloaded) => Medium::Unthreaded,
            (Some(_), DriveState::Loading) => Medium::Loading,
            (Some(_), DriveState::Unloading) => Medium::Unloading,
            (Some(_), DriveState::Cleaning) => Medium::Cleaning,
            (Some((id, cartridge)), DriveState::Loaded) => {
                if let Some(sense) = troubles.spoil(cdb) {
                    return Err(sense.into());
                }
                let tape = tapes.tape(id, drive.side_up.max(1), cartridge);
                tape.write_protected = troubles.write_protected;
                Medium::Loaded(tape)
            }
        };
        unit.execute(nexus, medium, cdb, data)
    }

    /// Looks what is loaded in each drive, and says in which it is another tape than before.
    pub fn look(&mut self, hardware: &Hardware, tapes: &mut Tapes, library: &Library) -> Vec<u16> {
        let Self { units, content, loaded } = self;
        let mut changed = Vec::new();
        for ((((number, drive), unit), content), before) in (1..).zip(&library.drives).zip(units).zip(content).zip(loaded) {
            if std::mem::replace(content, drive.content) != drive.content {
                unit.changed();
            }
            let now = loaded_in(drive);
            if now == *before {
                continue;
            }
            if before.is_some() {
                unit.unloaded();
            }
            if let Some((id, cartridge)) = now.and_then(|id| Some((id, hardware.cartridge(id)?))) {
                unit.loaded(tapes.tape(id, drive.side_up.max(1), cartridge));
                changed.push(number);
            }
            *before = now;
        }
        changed
    }
}

/// What faults make of a drive and of the tape in it, while it is loaded.
#[derive(Clone, Copy, Debug, Default)]
pub struct Troubles {
    /// The tab of the cartridge keeps it from being written.
    write_protected: bool,
    /// What is written cannot be read.
    unreadable: bool,
    /// Nothing can be written.
    unwritable: bool,
}

impl Troubles {
    /// UNRECOVERED READ ERROR.
    const READ_ERROR: SenseCode = SenseCode::new(0x3, 0x11, 0x00);
    /// WRITE ERROR.
    const WRITE_ERROR: SenseCode = SenseCode::new(0x3, 0x0C, 0x00);

    /// The troubles of a drive with this in it.
    pub fn of(stage: &Stage<'_>, drive: FaultSite, cartridge: Option<CartridgeId>) -> Self {
        let of_drive = |alert| stage.faults.hold(stage.now, drive, FaultKind::Alert(alert));
        let protects = |id| stage.faults.hold(stage.now, FaultSite::Cartridge(id), FaultKind::Alert(DriveAlert::WriteProtected));
        let both = of_drive(DriveAlert::IoError);
        Self {
            write_protected: cartridge.is_some_and(protects),
            unreadable: both || of_drive(DriveAlert::ReadError),
            unwritable: both || of_drive(DriveAlert::WriteError),
        }
    }

    /// What keeps a command from reading or writing, if anything does.
    fn spoil(self, cdb: &Cdb) -> Option<SenseCode> {
        match cdb.operation() {
            READ | VERIFY => self.unreadable.then_some(Self::READ_ERROR),
            WRITE | WRITE_FILEMARKS | ERASE if !self.write_protected => self.unwritable.then_some(Self::WRITE_ERROR),
            _ => None,
        }
    }
}

/// READ(6).
const READ: u8 = 0x08;
/// WRITE(6).
const WRITE: u8 = 0x0A;
/// WRITE FILEMARKS(6).
const WRITE_FILEMARKS: u8 = 0x10;
/// VERIFY(6).
const VERIFY: u8 = 0x13;
/// ERASE(6).
const ERASE: u8 = 0x19;

/// What is loaded in a drive. What is being unloaded is, until it is: the drive may not let go of it.
fn loaded_in(drive: &Drive) -> Option<CartridgeId> {
    drive.content.filter(|_| matches!(drive.state, DriveState::Loaded | DriveState::Unloading))
}
