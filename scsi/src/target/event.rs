//! The events of a library and of its drives, as logical units report them.

use rsmlab_engine::port::hardware::{Failure, HardwareEvent};

use super::Target;
use super::alert::Flag;
use super::attention::{LUNS_CHANGED, MEDIUM_CHANGED, PORT_ACCESSED};
use super::progress::flag_of;
use crate::host::Host;
use crate::nexus::Nexus;
use crate::unit::Unit;

impl Target {
    /// The library has said something, because of a command, a person, a fault or another host.
    pub(super) fn told(&mut self, host: &Host<'_, '_>, event: &HardwareEvent) {
        let Some(library) = host.library(self.library) else { return };
        let units: Vec<Unit> = Unit::built(library).collect();
        let has_power = library.ready;
        match event {
            // The sense of an opened door is no unit attention: it is told as long as the door is open.
            HardwareEvent::DoorOpened(_) => self.raise(Flag::SECURITY),
            HardwareEvent::DoorClosed(_) => {
                if library.doors.iter().all(|door| !door.open) {
                    self.state.alerts.lower(Flag::DOOR.0);
                }
                self.tell_changer(event);
            }
            HardwareEvent::MagazineRemoved(_) => {
                self.raise(Flag::MAGAZINE);
                self.tell_changer(event);
            }
            HardwareEvent::MagazineInserted(_) => {
                if library.magazines.iter().all(|magazine| magazine.obstacle().is_none()) {
                    self.state.alerts.lower(Flag::MAGAZINE.0);
                }
                self.tell_changer(event);
            }
            HardwareEvent::PortFull(_) => self.tell_changer(event),
            HardwareEvent::DriveRemoved(_) => {
                self.tell_changer(event);
                units.iter().for_each(|unit| self.state.tell(*unit, None, LUNS_CHANGED));
            }
            HardwareEvent::DriveInstalled(number) => {
                self.tell_changer(event);
                units.iter().for_each(|unit| self.state.tell(*unit, None, LUNS_CHANGED));
                // It has been without power.
                self.reset_unit(Unit::Drive(*number));
            }
            HardwareEvent::Reset => units.iter().for_each(|unit| self.reset_unit(*unit)),
            // A cut line alone leaves a library as it is; without power it forgets what nexuses wanted of it.
            HardwareEvent::Detached if has_power => {}
            HardwareEvent::Detached => units.iter().for_each(|unit| self.reset_unit(*unit)),
            HardwareEvent::Attached => {
                if !library.is_offline() {
                    self.state.alerts.lower(Flag::OFFLINE.0);
                }
                units.iter().for_each(|unit| self.state.start(*unit));
            }
            HardwareEvent::DriveAlert(number, alert) => {
                if let Some(drive) = self.drives.unit(*number) {
                    drive.alert(alert.flag());
                }
            }
            // It is seen, by whomever it was brought about.
            HardwareEvent::PortExtended(_) | HardwareEvent::PortRetracted(_) => {}
            HardwareEvent::DriveLoaded(_) | HardwareEvent::DriveEmptied(_) => {}
        }
    }

    fn tell_changer(&mut self, event: &HardwareEvent) {
        if let Some(code) = event.sense() {
            self.state.tell(Unit::Changer, None, code);
        }
    }

    fn raise(&mut self, flag: Flag) {
        self.state.alerts.raise(flag.0);
    }

    /// A command of anybody has failed in the library.
    pub(super) fn has_failed(&mut self, failure: Failure) {
        if let Some(flag) = Flag::of(failure) {
            self.raise(flag);
        }
    }

    /// A logical unit begins anew.
    pub(super) fn reset_unit(&mut self, unit: Unit) {
        self.state.reset(unit);
        if let Unit::Drive(number) = unit
            && let Some(drive) = self.drives.unit(number)
        {
            drive.reset();
        }
    }

    /// Looks what is loaded in each drive, and where the ports stand. Anybody may have brought that about: a command, a person, a drive by
    /// itself, another host of the library. Every nexus is told, but for the one for which it was done (SSC-3; SMC-3).
    pub(super) fn look_round(&mut self, host: &mut Host<'_, '_>, done_for: Option<Nexus>) {
        let Some(library) = host.hardware.library(self.library) else { return };
        let drives = library.drives.len();
        for number in self.drives.look(host.hardware, host.tapes, library) {
            self.state.tell(Unit::Drive(number), done_for, MEDIUM_CHANGED);
        }
        if self.ports.look(library) {
            self.state.tell(Unit::Changer, done_for, PORT_ACCESSED);
        }
        for number in (1..).take(drives) {
            let flag = host.hardware.take_failure_of_drive(self.library, number).and_then(flag_of);
            let is_clean = host.hardware.take_cleaning_of_drive(self.library, number);
            let Some(drive) = self.drives.unit(number) else { continue };
            if is_clean {
                drive.cleaned();
            }
            if let Some(flag) = flag {
                drive.alert(flag);
            }
        }
    }
}
