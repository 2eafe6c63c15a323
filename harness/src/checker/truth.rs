//! Records and truth: where the hardware has looked, what is on record must be what is there.

use std::collections::{BTreeMap, BTreeSet};

use rsmlab_engine::change::{Change, RequestField};
use rsmlab_engine::id::{CommandId, Guid};
use rsmlab_engine::port::hardware::{
    Access, Action, BarCode, Command, Completion, Element, ElementStatus, Gate, HardwareEvent, LibraryAddress, Outcome, Sense,
};
use rsmlab_engine::record::state::{DriveState, Operation, PortContent, RequestState, SlotState};
use rsmlab_engine::record::{LibraryRequest, Medium, Place, Port};
use rsmlab_engine::records::Records;
use thiserror::Error;

use super::tally::is_over;
use rsmlab_sim::fault::FaultSite;
use rsmlab_sim::hardware::{CartridgeId, Hardware, Spot, Sticker};

/// How an element truly was when an inventory or a move last told the engine of it.
///
/// A person, a fault or a robot nobody listened to may have changed it since; then nobody can blame the engine, and
/// the element is not compared until it is looked at again.
#[derive(Clone, Debug, Default)]
pub struct Looks {
    commands: BTreeMap<CommandId, Command>,
    seen: BTreeMap<(LibraryAddress, Element), SeenElement>,
    /// The elements of which a library has told the engine something wrong.
    misled: BTreeSet<(LibraryAddress, Element)>,
    /// The looks whose requests have ended.
    unasked: BTreeSet<CommandId>,
}

/// How the engine was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ToldBy {
    /// By a look, also by one whose request had ended before the look did.
    ByLook,
    /// By a move that ended well: the request behind it hears what became of the cartridge.
    ByMove,
}

/// How an element was, and what the engine was told of it.
#[derive(Clone, Copy, Debug)]
struct SeenElement {
    view: View,
    told: ToldBy,
    /// Whether the bar code of what is in it was told, too, here or where it came from. Who exchanges a cartridge whose bar code
    /// nobody reads is not found out.
    is_read: bool,
}

/// How an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct View {
    content: Option<CartridgeId>,
    reachable: bool,
}

impl View {
    fn of(hardware: &Hardware, address: LibraryAddress, element: Element) -> Option<Self> {
        let library = hardware.library(address)?;
        Some(Self { content: library.content(element)?, reachable: library.is_reachable(element) })
    }

    /// Whether this is what a library says. From memory it may say anything.
    fn is_told_by(self, hardware: &Hardware, address: LibraryAddress, status: &ElementStatus) -> bool {
        let has_access = hardware.library(address).is_some_and(|library| library.gives_access(status.element));
        let sticker = self.content.and_then(|id| hardware.cartridge(id)).map(|cartridge| &cartridge.sticker);
        let is_right = match &status.bar_code {
            BarCode::Text(told) => matches!(sticker, Some(Sticker::Text(text)) if text == told),
            BarCode::NotRead | BarCode::Unreadable => true,
        };
        status.accessible == has_access && (!self.reachable || status.full == self.content.is_some()) && is_right
    }
}

/// A place of which the record says something else than what is there.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the record of {place} is not what is there: {truth}, but on record {recorded}")]
pub struct Mistaken {
    /// The place.
    pub part: FaultSite,
    /// Its name.
    pub place: String,
    /// What is there.
    pub truth: String,
    /// What is on record.
    pub recorded: String,
}

impl Looks {
    /// A command is on its way. If the engine was not told what stands where a move begins, it counts as misled there.
    pub fn commanded(&mut self, hardware: &Hardware, command: &Command) {
        if let Action::Move { from, to, onward, .. } = command.action {
            for element in [from].into_iter().chain(onward.map(|_| to)) {
                let at = (command.library, element);
                let is_told = self.seen.get(&at).is_some_and(|seen| View::of(hardware, command.library, element) == Some(seen.view));
                if !is_told {
                    self.mislead(command.library, element);
                }
            }
        }
        self.commands.insert(command.id, command.clone());
    }

    /// A command has ended, and the engine has been told. Of a move that failed, the engine does not know where it ended.
    pub fn completed(&mut self, hardware: &Hardware, completion: &Completion) {
        let Some(Command { library, action, .. }) = self.commands.remove(&completion.command) else { return };
        let is_unasked = self.unasked.remove(&completion.command);
        match (action, &completion.result) {
            (Action::ReadElements(_), Ok(Outcome::Elements(elements))) if is_unasked => {
                for status in elements {
                    self.seen.remove(&(library, status.element));
                }
            }
            (Action::ReadElements(_), Ok(Outcome::Elements(elements))) => {
                for status in elements {
                    let truth = View::of(hardware, library, status.element);
                    if truth.is_some_and(|truth| truth.is_told_by(hardware, library, status)) {
                        let is_read = matches!(status.bar_code, BarCode::Text(_)) || self.has_read(hardware, library, status.element);
                        self.see(hardware, library, status.element, ToldBy::ByLook, is_read);
                    } else {
                        self.mislead(library, status.element);
                    }
                }
            }
            (Action::Move { from, to, onward, .. }, Ok(_)) => {
                // Whatever is taken for something else is so where it comes to, and what has been put in its place unseen is taken for it.
                let goes_on = self.misled.contains(&(library, to));
                let comes = self.misled.contains(&(library, from)) || self.is_another(hardware, library, from, to);
                let [was_read, goes_on_read] =
                    [from, to].map(|element| self.seen.get(&(library, element)).is_some_and(|seen| seen.is_read));
                let ends = [(from, false, false), (to, comes, was_read)].into_iter();
                for (element, is_misled, is_read) in ends.chain(onward.map(|onward| (onward, goes_on, goes_on_read))) {
                    let is_reachable = hardware.library(library).is_some_and(|library| library.is_reachable(element));
                    if is_misled {
                        self.mislead(library, element);
                    } else if !is_reachable {
                        // The magazine has lost its contact since the cartridge left it, and a move does not tell of that.
                        self.seen.remove(&(library, element));
                    } else {
                        self.see(hardware, library, element, ToldBy::ByMove, is_read);
                    }
                }
            }
            (Action::Move { from, to, onward, .. }, Err(_)) => {
                for element in [from, to].into_iter().chain(onward) {
                    self.seen.remove(&(library, element));
                }
            }
            // What does not go in a drive in which something else is than was told tells of it.
            (Action::Load(drive) | Action::Unload(drive) | Action::ReadLabel(drive) | Action::Clean(drive), Err(_)) => {
                let at = (library, Element::Drive(drive));
                let truth = View::of(hardware, library, at.1);
                if self.seen.get(&at).is_some_and(|seen| truth != Some(seen.view)) {
                    self.seen.remove(&at);
                }
            }
            (Action::Load(_) | Action::Unload(_) | Action::ReadLabel(_) | Action::Clean(_), Ok(_)) => {}
            (Action::SetAccess(Gate::Port(port), Access::Extend), Ok(_)) => self.went_out(library, port),
            (Action::ReadElements(_) | Action::Describe | Action::SetAccess(..), _) => {}
        }
    }

    /// What was in an element when the engine was last told of it; nothing if it was told of no cartridge.
    #[must_use]
    pub fn content(&self, library: LibraryAddress, element: Element) -> Option<CartridgeId> {
        self.seen.get(&(library, element))?.view.content
    }

    /// A library has said something unasked, and the engine has heard it: that a magazine was taken out tells of each of its slots
    /// that nobody gets at it any more; that a port is full, that there is something in one of its cells.
    pub fn heard(&mut self, hardware: &Hardware, sense: &Sense) {
        let Some(library) = hardware.library(sense.library) else { return };
        match sense.event {
            HardwareEvent::MagazineRemoved(number) => {
                for (slot, _) in (1..).zip(&library.slots).filter(|(_, slot)| slot.magazine == Some(number)) {
                    self.see(hardware, sense.library, Element::Slot(slot), ToldBy::ByLook, false);
                }
            }
            HardwareEvent::PortExtended(number) => self.went_out(sense.library, number),
            // It may have been taken away again before that was heard.
            HardwareEvent::PortFull(number) => {
                self.seen.retain(|(of, element), seen| {
                    let is_cell = *of == sense.library && matches!(element, Element::Port(port, _) if *port == number);
                    !is_cell || View::of(hardware, *of, *element) == Some(seen.view) && seen.view.content.is_some()
                });
            }
            // People have put something in. What a look saw there before says nothing of it.
            HardwareEvent::DriveLoaded(number) => {
                let drive = Element::Drive(number);
                if self.content(sense.library, drive) != hardware.content(sense.library, drive) {
                    self.seen.remove(&(sense.library, drive));
                }
            }
            _ => {}
        }
    }

    /// A port stands out. People may exchange what is in it, so that a bar code that was read there before says nothing any more.
    fn went_out(&mut self, library: LibraryAddress, port: u16) {
        for ((of, element), seen) in &mut self.seen {
            if *of == library && matches!(element, Element::Port(number, _) if *number == port) {
                seen.is_read = false;
            }
        }
    }

    /// Something is to be made durable: perhaps that an inventory is stopped.
    pub fn written(&mut self, changes: &[Change], records: &Records) {
        for change in changes {
            if let Change::Request(request, RequestField::State(RequestState::Stopped | RequestState::Cancelled)) = change {
                self.stopped(records.requests.get(*request), records);
            }
        }
    }

    /// A request is over: perhaps an inventory that was stopped before it began to look.
    pub fn finished(&mut self, request: Guid, state: RequestState, records: &Records) {
        if matches!(state, RequestState::Stopped | RequestState::Cancelled) {
            self.stopped(records.request(request), records);
        }
    }

    /// Nobody asks for what is being looked at any more once the inventory is stopped. The slots that were not marked for it stay
    /// on record as they were.
    fn stopped(&mut self, request: Option<&LibraryRequest>, records: &Records) {
        let inventory = request.filter(|request| request.operation == Operation::Inventory);
        let address = inventory.and_then(|request| records.libraries.get(request.library)?.address);
        let is_look = |command: &Command| Some(command.library) == address && matches!(command.action, Action::ReadElements(_));
        self.unasked.extend(self.commands.values().filter(|command| is_look(command)).map(|command| command.id));
    }

    /// The process is gone, and with it everything that was not durable.
    pub fn went_down(&mut self) {
        self.commands.clear();
        self.unasked.clear();
        self.seen.clear();
    }

    /// Whether the bar code of what is in an element was told when it came there or since.
    fn has_read(&self, hardware: &Hardware, library: LibraryAddress, element: Element) -> bool {
        // What was out of reach may have been anywhere since.
        let seen = self.seen.get(&(library, element)).filter(|seen| seen.is_read && seen.view.reachable);
        seen.is_some_and(|seen| hardware.content(library, element) == seen.view.content)
    }

    /// Whether what has come from one place to another is not what was last seen there.
    fn is_another(&self, hardware: &Hardware, library: LibraryAddress, from: Element, to: Element) -> bool {
        let seen = self.seen.get(&(library, from)).and_then(|seen| seen.view.content);
        seen.is_some_and(|seen| hardware.content(library, to).is_some_and(|came| came != seen))
    }

    fn mislead(&mut self, library: LibraryAddress, element: Element) {
        self.seen.remove(&(library, element));
        self.misled.insert((library, element));
    }

    fn see(&mut self, hardware: &Hardware, library: LibraryAddress, element: Element, told: ToldBy, is_read: bool) {
        self.misled.remove(&(library, element));
        self.seen.extend(View::of(hardware, library, element).map(|view| ((library, element), SeenElement { view, told, is_read })));
    }

    /// Compares every place that was looked at and has not changed since.
    ///
    /// # Errors
    /// The first place of which the record is wrong. A slot that the record itself calls in need of an inventory is
    /// not compared: there the engine claims nothing.
    pub fn compare(&self, hardware: &Hardware, records: &Records) -> Result<(), Mistaken> {
        self.compare_told(hardware, records, &[ToldBy::ByLook, ToldBy::ByMove])
    }

    /// Compares every place that a move came from or went to and that has not changed since.
    ///
    /// # Errors
    /// The first place of which the record is wrong.
    pub fn compare_moves(&self, hardware: &Hardware, records: &Records) -> Result<(), Mistaken> {
        self.compare_told(hardware, records, &[ToldBy::ByMove])
    }

    fn compare_told(&self, hardware: &Hardware, records: &Records, by: &[ToldBy]) -> Result<(), Mistaken> {
        let recorded = RecordedPlaces::new(records);
        for (&(address, element), seen) in self.seen.iter().filter(|(_, seen)| by.contains(&seen.told)) {
            let view = seen.view;
            let unchanged = View::of(hardware, address, element) == Some(view);
            let Some(recorded) = recorded.at(address, element).filter(|_| unchanged) else { continue };
            let of_medium = || recorded.wrong_medium(hardware, element, *seen, reads_bar_codes(hardware, address));
            if let Some(wrong) = recorded.wrong_state(view).or_else(of_medium).or_else(|| recorded.wrong_drive(view)) {
                let truth = match view.content {
                    _ if !view.reachable => "it is out of reach".to_owned(),
                    None => "it is empty".to_owned(),
                    Some(id) => format!("{} is in it", hardware.cartridge_name(id)),
                };
                return Err(Mistaken {
                    part: FaultSite::at(address, element),
                    place: hardware.name_of(Spot::In(address, element)),
                    truth,
                    recorded: wrong,
                });
            }
        }
        Ok(())
    }
}

impl Looks {
    /// Compares what is on record of every port of whose cells all were looked at and none has changed since, but for those in which
    /// work is under way.
    ///
    /// # Errors
    /// The first port that is full and called empty, or empty and called full.
    pub fn compare_ports(&self, hardware: &Hardware, records: &Records) -> Result<(), Mistaken> {
        let is_idle = |port: &&Port| records.requests.values().all(|request| request.library != port.library || is_over(request.state));
        for port in records.ports.values().filter(is_idle) {
            let Some(address) = records.libraries.get(port.library).and_then(|library| library.address) else { continue };
            let told = match port.content {
                PortContent::Full => true,
                PortContent::Empty => false,
                PortContent::Unknown => continue,
            };
            let cell = |cell| {
                let element = Element::Port(port.number, cell);
                let view = View::of(hardware, address, element).filter(|view| view.reachable)?;
                self.seen.get(&(address, element)).filter(|seen| seen.view == view).map(|_| view.content)
            };
            let Some(cells) = (1..=port.cells).map(cell).collect::<Option<Vec<_>>>() else { continue };
            let content = cells.into_iter().flatten().next();
            if content.is_some() != told {
                let truth = content.map_or_else(|| "it is empty".to_owned(), |id| format!("{} is in it", hardware.cartridge_name(id)));
                let place = hardware.name_of_gate(address, Gate::Port(port.number));
                let part = FaultSite::Port(address, port.number);
                return Err(Mistaken { part, place, truth, recorded: format!("it is {}", port.content) });
            }
        }
        Ok(())
    }
}

/// Whether a library request is to find out what is in a drive.
fn is_to_be_read(records: &Records, drive: Guid) -> bool {
    let reads = |operation| matches!(operation, Operation::Classify | Operation::ProcessOmid);
    records.requests.values().any(|request| request.subject.drive == Some(drive) && reads(request.operation) && !is_over(request.state))
}

fn reads_bar_codes(hardware: &Hardware, address: LibraryAddress) -> bool {
    hardware.library(address).is_some_and(|library| library.bar_code_reader)
}

/// What is on record of every place of the libraries that are on record.
struct RecordedPlaces<'a> {
    places: BTreeMap<(LibraryAddress, Element), OfPlace<'a>>,
}

/// What is on record of a place.
#[derive(Clone, Default)]
struct OfPlace<'a> {
    slot: Option<SlotState>,
    drive: Option<DriveState>,
    /// Whether what is in it is to be read, because nobody knows what it is.
    is_to_be_read: bool,
    media: Vec<&'a Medium>,
}

impl<'a> RecordedPlaces<'a> {
    fn new(records: &'a Records) -> Self {
        let mut places: BTreeMap<_, OfPlace<'a>> = BTreeMap::new();
        let address = |library| records.libraries.get(library).and_then(|library| library.address);
        for slot in records.slots.values() {
            if let Some(address) = address(slot.library) {
                places.insert((address, Element::Slot(slot.number)), OfPlace { slot: Some(slot.state), ..OfPlace::default() });
            }
        }
        for drive in records.drives.values() {
            if let Some(address) = address(drive.library) {
                let of_place =
                    OfPlace { drive: Some(drive.state), is_to_be_read: is_to_be_read(records, drive.guid), ..OfPlace::default() };
                places.insert((address, Element::Drive(drive.number)), of_place);
            }
        }
        for port in records.ports.values() {
            if let Some(address) = address(port.library) {
                places.extend((1..=port.cells).map(|cell| ((address, Element::Port(port.number, cell)), OfPlace::default())));
            }
        }
        for medium in records.media.values() {
            let element = match medium.place {
                Place::Slot(slot) => records.slots.get(slot).map(|slot| (slot.library, Element::Slot(slot.number))),
                Place::Drive(drive) => records.drives.get(drive).map(|drive| (drive.library, Element::Drive(drive.number))),
                Place::Port(port, cell) => records.ports.get(port).map(|port| (port.library, Element::Port(port.number, cell))),
                Place::Transport | Place::Offline => None,
            };
            let place = element.and_then(|(library, element)| Some((address(library)?, element)));
            if let Some(of_place) = place.and_then(|place| places.get_mut(&place)) {
                of_place.media.push(medium);
            }
        }
        Self { places }
    }

    fn at(&self, address: LibraryAddress, element: Element) -> Option<&OfPlace<'a>> {
        self.places.get(&(address, element))
    }
}

impl OfPlace<'_> {
    /// Whether the record itself says that it does not know.
    fn admits_doubt(&self) -> bool {
        self.is_to_be_read || matches!(self.slot, Some(SlotState::NeedsInventory | SlotState::Unknown))
    }

    /// What the state of a drive says that is not true, in words: only an empty one is dismounted.
    fn wrong_drive(&self, view: View) -> Option<String> {
        let state = self.drive.filter(|_| view.reachable)?;
        ((state == DriveState::Dismounted) == view.content.is_some()).then(|| format!("it is {state}"))
    }

    /// What the state of a slot says that is not true, in words.
    fn wrong_state(&self, view: View) -> Option<String> {
        let state = self.slot.filter(|_| !self.admits_doubt())?;
        let right = match view {
            View { reachable: false, .. } => SlotState::NotPresent,
            View { content: Some(_), .. } => SlotState::Full,
            View { content: None, .. } => SlotState::Empty,
        };
        (state != right).then(|| format!("it is {state}"))
    }

    /// What the place of the media says that is not true, in words. What is out of reach cannot be seen.
    fn wrong_medium(&self, hardware: &Hardware, element: Element, seen: SeenElement, reads_bar_codes: bool) -> Option<String> {
        let SeenElement { view, is_read, .. } = seen;
        if self.admits_doubt() || !view.reachable {
            return None;
        }
        let names = || self.media.iter().map(|medium| medium.name.as_ref()).collect::<Vec<_>>().join(" and ");
        match (view.content, self.media.as_slice()) {
            (None, []) => None,
            (None, [_, ..]) => Some(format!("{} is in it", names())),
            // What lies in a port and has not been taken in needs no record of its own.
            (Some(_), []) if matches!(element, Element::Port(..)) => None,
            (Some(_), []) => Some("no medium is in it".into()),
            (Some(_), [_, _, ..]) => Some(format!("{} are all in it", names())),
            // A bar code that two have stays with the record that had it first (D-071).
            (Some(id), [medium]) if medium.bar_code.is_none() && hardware.has_double(id) => None,
            (Some(id), [medium]) => {
                hardware.cartridge(id).filter(|_| reads_bar_codes).and_then(|cartridge| wrong_bar_code(medium, &cartridge.sticker, is_read))
            }
        }
    }
}

/// What the bar code on record says that the reader did not. Only what was read has to be on record.
fn wrong_bar_code(medium: &Medium, sticker: &Sticker, is_read: bool) -> Option<String> {
    match (sticker, &medium.bar_code) {
        (Sticker::Text(text), Some(recorded)) if text == recorded => None,
        (Sticker::Text(_), _) if !is_read => None,
        (Sticker::Text(_), None) => Some(format!("{} without a bar code is in it", medium.name)),
        (Sticker::Text(_), Some(recorded)) => Some(format!("the medium with bar code {recorded} is in it")),
        // A sticker that has come off does not make a medium another one.
        (Sticker::Unreadable | Sticker::None, _) => None,
    }
}
