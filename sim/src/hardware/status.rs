//! Element status: what a changer would report of each of its elements, as of SMC READ ELEMENT STATUS.
//!
//! It is taken from the library as it is and changes nothing, so that a SCSI target can be put on top of the model: every
//! element with its address, its flags, the sense of its exception, the slot its cartridge came from, and its volume tag.

use std::sync::Arc;

use rsmlab_engine::port::hardware::{BarCode, Element, Exception, LibraryAddress, SenseCode};

use super::Hardware;
use super::barcode::Sticker;
use super::cartridge::{Cartridge, CartridgeId, CartridgePurpose};
use super::library::{Library, numbered};
use super::make::ElementType;
use super::port::Port;

/// The status of one element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementDescriptor {
    /// The element.
    pub element: Element,
    /// Its 16-bit address.
    pub address: u16,
    /// FULL: a cartridge is in it.
    pub full: bool,
    /// IMPEXP: a person put that cartridge there. Only for cells of ports.
    pub imported: bool,
    /// EXCEPT: something is out of order, and what.
    pub exception: Option<(Exception, SenseCode)>,
    /// ACCESS: a transport can reach it, and a drive has let go of what is in it. Never set for transports.
    pub accessible: bool,
    /// EXENAB: cartridges can be given out here, as its make has it. Only for cells of ports.
    pub exports: bool,
    /// INENAB: cartridges can be taken in here, as its make has it. Only for cells of ports.
    pub imports: bool,
    /// SVALID and the address of the slot from which a transport last took the cartridge.
    pub source: Option<u16>,
    /// INVERT: the cartridge was turned over on the way from that slot. It counts together with SVALID only.
    pub inverted: bool,
    /// What kind of cartridge it is, as far as its sticker or a drive tells.
    pub medium: Option<MediumKind>,
    /// PVOLTAG: the text of its bar code, as the reader has it.
    pub volume_tag: Option<Arc<str>>,
}

/// The medium type of an element descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediumKind {
    /// 1: it holds data.
    Data,
    /// 2: it cleans drives.
    Cleaning,
    /// 4: it can be written once.
    WriteOnce,
}

impl MediumKind {
    /// Every kind, by the word that scenarios have for it.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("data", Self::Data), ("cleaner", Self::Cleaning), ("write-once", Self::WriteOnce)];

    /// The word that scenarios have for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Cleaning => "cleaner",
            Self::WriteOnce => "write-once",
        }
    }

    /// What it is, in a sentence.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Data => "The cartridge holds data.",
            Self::Cleaning => "The cartridge cleans drives.",
            Self::WriteOnce => "The cartridge holds data, and what is written on it stays.",
        }
    }

    /// The code in a descriptor.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Data => 1,
            Self::Cleaning => 2,
            Self::WriteOnce => 4,
        }
    }
}

/// A flag of byte 2 of a descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ElementFlag {
    /// The name it has in SMC.
    pub name: &'static str,
    /// Its bit.
    pub bit: u8,
    /// What it means, in a sentence.
    pub meaning: &'static str,
}

/// The flags of byte 2 of a descriptor.
pub const FLAGS: &[ElementFlag] = &[
    ElementFlag { name: "FULL", bit: 0x01, meaning: "There is a cartridge in the element." },
    ElementFlag { name: "IMPEXP", bit: 0x02, meaning: "People have put the cartridge into the port, and not the robot." },
    ElementFlag { name: "EXCEPT", bit: 0x04, meaning: "Something is wrong with the element; the sense beside it says what." },
    ElementFlag { name: "ACCESS", bit: 0x08, meaning: "The robot can reach the element, and what is in it." },
    ElementFlag { name: "EXENAB", bit: 0x10, meaning: "The port lets cartridges out." },
    ElementFlag { name: "INENAB", bit: 0x20, meaning: "The port lets cartridges in." },
];

impl ElementDescriptor {
    /// Byte 2 of the descriptor: its [`FLAGS`].
    #[must_use]
    pub fn flags(&self) -> u8 {
        let on = [self.full, self.imported, self.exception.is_some(), self.accessible, self.exports, self.imports];
        FLAGS.iter().zip(on).filter(|(_, on)| *on).fold(0, |flags, (flag, _)| flags | flag.bit)
    }
}

/// Flags by their names, joined as scenarios have them; `nothing` when none is set.
#[must_use]
pub fn flag_names(flags: u8) -> String {
    let names: Vec<&str> = FLAGS.iter().filter(|flag| flags & flag.bit != 0).map(|flag| flag.name).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join("+") }
}

impl Hardware {
    /// The status of every element of a library, by address; nothing if there is no such library.
    #[must_use]
    pub fn element_status(&self, library: LibraryAddress) -> Vec<ElementDescriptor> {
        let Some(library) = self.library(library) else { return Vec::new() };
        let mut elements: Vec<_> = library.elements().map(|element| library.describe_element(&self.cartridges, element)).collect();
        elements.sort_by_key(|descriptor| descriptor.address);
        elements
    }

    /// The status of one element; nothing if there is no such element.
    #[must_use]
    pub fn status_of(&self, library: LibraryAddress, element: Element) -> Option<ElementDescriptor> {
        let library = self.library(library)?;
        library.content(element)?;
        Some(library.describe_element(&self.cartridges, element))
    }
}

impl Library {
    fn describe_element(&self, cartridges: &[Cartridge], element: Element) -> ElementDescriptor {
        let remembered = self.memory.as_ref().and_then(|memory| memory.get(&element)).cloned();
        let told_tag = remembered.as_ref().map(|status| status.bar_code.clone());
        let status = remembered.unwrap_or_else(|| self.look(cartridges, element));
        let content = self.content(element).flatten().filter(|_| status.full);
        let cartridge = content.and_then(|id| cartridges.get(id.index()));
        // What is remembered was read before.
        let is_unread = told_tag.is_none() && content.is_some_and(|id| self.unread.contains(&id));
        let exception = if is_unread { Some(Exception::LabelQuestionable) } else { status.exception };
        let cell = self.cell(element);
        let source = content.and_then(|id| self.source_of(id));
        let turned = matches!(element, Element::Drive(number) if numbered(&self.drives, number).is_some_and(|drive| drive.side_up > 1));
        ElementDescriptor {
            element,
            address: self.address_of(element),
            full: status.full,
            imported: status.full && cell.is_some_and(|(port, cell)| numbered(&port.brought, cell).copied().unwrap_or(false)),
            exception: exception.map(|exception| (exception, self.sense_of(element, exception))),
            accessible: status.accessible && !matches!(element, Element::Transport(_)),
            exports: cell.is_some() && ElementType::ALL.into_iter().any(|from| self.make.moves.allows(from, ElementType::Port)),
            imports: cell.is_some() && ElementType::ALL.into_iter().any(|to| self.make.moves.allows(ElementType::Port, to)),
            source,
            inverted: turned && source.is_some(),
            medium: cartridge.map(medium_kind),
            volume_tag: match told_tag {
                Some(BarCode::Text(text)) => Some(text),
                Some(BarCode::NotRead | BarCode::Unreadable) => None,
                None => cartridge.filter(|_| !is_unread && self.bar_code_reader && self.is_reachable(element)).and_then(tag_of),
            },
        }
    }

    /// The sense of what is out of order with an element. That of a slot tells whether its magazine is out, or only it.
    fn sense_of(&self, element: Element, exception: Exception) -> SenseCode {
        match self.obstacle(element) {
            Some(obstacle) if exception == Exception::SlotNotPresent => obstacle.sense(),
            Some(_) | None => exception.sense(),
        }
    }

    fn cell(&self, element: Element) -> Option<(&Port, u16)> {
        match element {
            Element::Port(number, cell) => Some((numbered(&self.ports, number)?, cell)),
            Element::Transport(_) | Element::Slot(_) | Element::Drive(_) => None,
        }
    }

    /// The address that its make gives to an element.
    #[must_use]
    pub fn address_of(&self, element: Element) -> u16 {
        self.make.addresses.of(element, self.ports.iter().map(|port| port.cells.len() as u16)).unwrap_or(u16::MAX)
    }

    fn source_of(&self, cartridge: CartridgeId) -> Option<u16> {
        self.origins.get(&cartridge).map(|slot| self.address_of(Element::Slot(*slot)))
    }
}

/// The text of the bar code on a cartridge.
fn tag_of(cartridge: &Cartridge) -> Option<Arc<str>> {
    match &cartridge.sticker {
        Sticker::Text(text) => Some(Arc::clone(text)),
        Sticker::Unreadable | Sticker::None => None,
    }
}

fn medium_kind(cartridge: &Cartridge) -> MediumKind {
    match cartridge.kind {
        CartridgePurpose::Cleaner { .. } => MediumKind::Cleaning,
        CartridgePurpose::Data if cartridge.is_written_once() => MediumKind::WriteOnce,
        CartridgePurpose::Data => MediumKind::Data,
    }
}
