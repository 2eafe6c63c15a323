//! The bench: a target with one nexus or several, in front of which a case stands.
//!
//! It writes down what is said to the target and by it, looks what is where, and puts back what a case has moved.

use rsmlab_scsi::cdb::Cdb;
use rsmlab_scsi::common::name_of;

use crate::case::{CaseResult, Stop, hex, hold};
use crate::cdb::{self, ReadElementStatus};
use crate::drive;
use crate::element::{self, ChangerInventory, Element, ElementStatus};
use crate::mode::{self, Capabilities, ElementAddresses};
use crate::sense::{Code, INVALID_FIELD, INVALID_OPERATION, Sense, UNIT_ATTENTION};
use crate::transport::{Connector, GOOD, Transport, TransportError, TransportReply};

/// A nexus of the bench.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Who(usize);

/// The nexus that is there from the beginning.
pub const FIRST: Who = Who(0);

/// More room than a command asks for, so that a target that does not keep to its allocation length is seen.
const SPARE: usize = 64;
/// The most room.
const MOST: usize = 1 << 24;
/// A target has no more unit attentions than that for a nexus.
const MOST_ATTENTIONS: usize = 16;

/// A target in front of which a case stands.
pub struct Bench<'c> {
    connector: &'c dyn Connector,
    nexuses: Vec<Option<Box<dyn Transport>>>,
    log: Vec<String>,
    carried: Vec<(u16, u16)>,
}

impl<'c> Bench<'c> {
    /// A bench with one nexus, which has heard of all that the target had to tell.
    ///
    /// # Errors
    ///
    /// [`Stop::Broken`] when the target cannot be spoken to.
    pub fn begin(connector: &'c dyn Connector) -> Result<Self, Stop> {
        let mut bench = Self { connector, nexuses: Vec::new(), log: Vec::new(), carried: Vec::new() };
        let who = bench.join()?;
        bench.settle(who)?;
        Ok(bench)
    }

    /// A further nexus, which has heard of nothing yet.
    ///
    /// # Errors
    ///
    /// [`Stop::Broken`] when the target does not let it in.
    pub fn join(&mut self) -> Result<Who, Stop> {
        self.nexuses.push(Some(self.connector.connect()?));
        let who = Who(self.nexuses.len() - 1);
        self.log.push(format!("nexus {} begins", who.0 + 1));
        Ok(who)
    }

    /// A nexus ends.
    pub fn leave(&mut self, who: Who) {
        if let Some(nexus) = self.nexuses.get_mut(who.0) {
            *nexus = None;
            self.log.push(format!("nexus {} ends", who.0 + 1));
        }
    }

    /// What was said to the target and by it.
    #[must_use]
    pub fn log(&self) -> &[String] {
        &self.log
    }

    /// The logical unit of the changer.
    #[must_use]
    pub fn lun(&self) -> u64 {
        self.connector.lun()
    }

    /// Sends a command of a nexus to a logical unit, once.
    ///
    /// # Errors
    ///
    /// [`Stop::Broken`] when there is no answer.
    pub fn send(&mut self, who: Who, lun: u64, cdb: &[u8]) -> Result<TransportReply, Stop> {
        let name = name_of(lun == self.connector.lun(), &Cdb::new(cdb)).unwrap_or("a command");
        self.log.push(format!("nexus {} to unit {lun}: {} ({name})", who.0 + 1, hex(cdb)));
        let nexus = self.nexuses.get_mut(who.0).and_then(Option::as_mut).ok_or(TransportError::Closed)?;
        let room = cdb::allocation(cdb).map_or(0, |allocation| allocation.saturating_add(SPARE).min(MOST));
        let reply = nexus.execute(lun, cdb, &[], room)?;
        self.log.push(format!("  {}", reply.words()));
        Ok(reply)
    }

    /// Sends a command of a nexus to the changer, and again after each unit attention.
    ///
    /// # Errors
    ///
    /// [`Stop::Broken`] when there is no answer.
    pub fn ask_as(&mut self, who: Who, cdb: &[u8]) -> Result<TransportReply, Stop> {
        self.ask_unit(who, self.connector.lun(), cdb)
    }

    /// The same to any logical unit.
    ///
    /// # Errors
    ///
    /// [`Stop::Broken`] when there is no answer.
    pub fn ask_unit(&mut self, who: Who, lun: u64, cdb: &[u8]) -> Result<TransportReply, Stop> {
        let mut reply = self.send(who, lun, cdb)?;
        for _ in 0..MOST_ATTENTIONS {
            if reply.code().is_none_or(|code| code.key != UNIT_ATTENTION) {
                break;
            }
            reply = self.send(who, lun, cdb)?;
        }
        Ok(reply)
    }

    /// Sends a command of the first nexus to the changer.
    ///
    /// # Errors
    ///
    /// [`Stop::Broken`] when there is no answer.
    pub fn ask(&mut self, cdb: &[u8]) -> Result<TransportReply, Stop> {
        self.ask_as(FIRST, cdb)
    }

    /// The data of a command that has to succeed.
    ///
    /// # Errors
    ///
    /// [`Stop::Failed`] if it does not.
    pub fn good(&mut self, cdb: &[u8]) -> Result<Vec<u8>, Stop> {
        let reply = self.ask(cdb)?;
        hold(reply.status == GOOD, "GOOD", reply.words())?;
        Ok(reply.data)
    }

    /// The data of a command that need not be served.
    ///
    /// # Errors
    ///
    /// [`Stop::Unsupported`] if it is not served, [`Stop::Failed`] if it fails otherwise.
    pub fn optional(&mut self, cdb: &[u8], what: &str) -> Result<Vec<u8>, Stop> {
        let reply = self.ask(cdb)?;
        if reply.code() == Some(INVALID_OPERATION) {
            return Err(Stop::Unsupported(format!("{what} is not served, and need not be")));
        }
        hold(reply.status == GOOD, "GOOD", reply.words())?;
        Ok(reply.data)
    }

    /// A command that has to be refused with a sense.
    ///
    /// # Errors
    ///
    /// [`Stop::Failed`] if it is not.
    pub fn refused(&mut self, cdb: &[u8], code: Code) -> Result<Sense, Stop> {
        let reply = self.ask(cdb)?;
        hold(reply.code() == Some(code), format!("CHECK CONDITION {code}"), reply.words())?;
        reply.said().ok_or_else(|| Stop::failed("sense data", reply.words()))
    }

    /// Lets a nexus hear of all that the changer has to tell it.
    ///
    /// # Errors
    ///
    /// [`Stop::Failed`] if there is no end of it.
    pub fn settle(&mut self, who: Who) -> CaseResult {
        for _ in 0..MOST_ATTENTIONS {
            let reply = self.send(who, self.connector.lun(), &cdb::test_unit_ready())?;
            if reply.code().is_none_or(|code| code.key != UNIT_ATTENTION) {
                return Ok(());
            }
        }
        Err(Stop::failed("each unit attention is told once", format!("{MOST_ATTENTIONS} unit attentions in a row")))
    }

    /// A mode page by MODE SENSE(6), or by MODE SENSE(10) where there is no other.
    ///
    /// # Errors
    ///
    /// [`Stop::Failed`] if it does not come, or not alone.
    pub fn mode_page(&mut self, code: u8) -> Result<Vec<u8>, Stop> {
        let reply = self.ask(&cdb::mode_sense_6(code, u8::MAX))?;
        let data = if reply.code() == Some(INVALID_OPERATION) {
            self.good(&cdb::mode_sense_10(code, u16::MAX))?.get(8..).map(<[u8]>::to_vec)
        } else {
            hold(reply.status == GOOD, format!("GOOD, with page {code:02X}h"), reply.words())?;
            reply.data.get(4..).map(<[u8]>::to_vec)
        };
        let data = data.unwrap_or_default();
        let wrong = |why: &str| Stop::failed(format!("page {code:02X}h and nothing else"), format!("{why} [{}]", hex(&data)));
        match mode::pages(&data).map_err(|why| wrong(&why))?.as_slice() {
            [page] if page.first().is_some_and(|first| first & 0x3F == code) => Ok(page.to_vec()),
            pages => Err(wrong(&format!("{} pages", pages.len()))),
        }
    }

    /// How the elements are numbered.
    ///
    /// # Errors
    ///
    /// [`Stop::Failed`] if the changer does not tell.
    pub fn addresses(&mut self) -> Result<ElementAddresses, Stop> {
        let page = self.mode_page(mode::ADDRESSES)?;
        ElementAddresses::read(&page).ok_or_else(|| Stop::failed("a page of 20 bytes", hex(&page)))
    }

    /// What is moved from where to where.
    ///
    /// # Errors
    ///
    /// [`Stop::Failed`] if the changer does not tell.
    pub fn capabilities(&mut self) -> Result<Capabilities, Stop> {
        let page = self.mode_page(mode::CAPABILITIES)?;
        Capabilities::read(&page).ok_or_else(|| Stop::failed("a page of 20 bytes", hex(&page)))
    }

    /// What a report says, as far as it can be read. Whether its lengths agree with one another is a case of its own.
    ///
    /// # Errors
    ///
    /// [`Stop::Failed`] if it does not come.
    pub fn report(&mut self, wanted: ReadElementStatus) -> Result<ElementStatus, Stop> {
        Ok(ElementStatus::gather(&self.good(&wanted.cdb())?))
    }

    /// What is where, with volume tags if there are any. Each type is asked for alone, as most hosts do.
    ///
    /// # Errors
    ///
    /// [`Stop::Failed`] if the changer does not tell.
    pub fn look(&mut self) -> Result<ChangerInventory, Stop> {
        let addresses = self.addresses()?;
        let mut elements = Vec::new();
        for (kind, _) in element::TYPES.into_iter().filter(|(kind, _)| addresses.of(*kind).1 > 0) {
            let plain = ReadElementStatus { kind, ..ReadElementStatus::ALL };
            let tagged = ReadElementStatus { volume_tags: true, ..plain };
            let reply = self.ask(&tagged.cdb())?;
            let status = match reply.code() {
                Some(INVALID_FIELD) => self.report(plain)?,
                _ => {
                    hold(reply.status == GOOD, "GOOD", reply.words())?;
                    ElementStatus::gather(&reply.data)
                }
            };
            elements.extend(status.pages.into_iter().flat_map(|page| page.elements));
        }
        Ok(ChangerInventory { elements })
    }

    /// The address of the first transport.
    ///
    /// # Errors
    ///
    /// [`Stop::Failed`] if the changer has none.
    pub fn transport(&mut self) -> Result<u16, Stop> {
        match self.addresses()?.of(element::TRANSPORT) {
            (_, 0) => Err(Stop::failed("a medium transport element", "page 1Dh names none")),
            (first, _) => Ok(first),
        }
    }

    /// The elements of a type that are full, or that are empty, without those with an exception. First come those that say that a
    /// transport can reach them, which some changers say of none. Cleaning cartridges are left alone.
    ///
    /// # Errors
    ///
    /// [`Stop::Failed`] if the changer does not tell what is where.
    pub fn usable(&mut self, kind: u8, full: bool) -> Result<Vec<Element>, Stop> {
        let ChangerInventory { mut elements } = self.look()?;
        elements.retain(|element| element.kind == kind && element.full == full && !element.exception && !element.holds_cleaner());
        elements.sort_by_key(|element| !element.access);
        Ok(elements)
    }

    /// A storage element with a cartridge.
    ///
    /// # Errors
    ///
    /// [`Stop::Skipped`] if there is none.
    pub fn tape(&mut self) -> Result<Element, Stop> {
        first(self.usable(element::STORAGE, true)?, "no storage element has a cartridge")
    }

    /// An empty storage element.
    ///
    /// # Errors
    ///
    /// [`Stop::Skipped`] if there is none.
    pub fn gap(&mut self) -> Result<u16, Stop> {
        first(self.usable(element::STORAGE, false)?, "no storage element is empty").map(|element| element.address)
    }

    /// An empty drive.
    ///
    /// # Errors
    ///
    /// [`Stop::Skipped`] if there is none.
    pub fn drive(&mut self) -> Result<u16, Stop> {
        first(self.usable(element::DRIVE, false)?, "no data transfer element is empty").map(|element| element.address)
    }

    /// Tries to move a cartridge. If it moves, it is put back when the case has ended.
    ///
    /// # Errors
    ///
    /// [`Stop::Broken`] when there is no answer.
    pub fn attempt(&mut self, from: u16, to: u16) -> Result<TransportReply, Stop> {
        let transport = self.transport()?;
        let reply = self.ask(&cdb::move_medium(transport, from, to))?;
        if reply.status == GOOD && from != to {
            self.remember(from, to);
        }
        Ok(reply)
    }

    /// Notes that a cartridge has moved, so that it is put back.
    pub fn remember(&mut self, from: u16, to: u16) {
        // One that is back at where it was needs no putting back.
        match self.carried.last() {
            Some(&(source, destination)) if (source, destination) == (to, from) => drop(self.carried.pop()),
            _ => self.carried.push((from, to)),
        }
    }

    /// Moves a cartridge, which has to succeed.
    ///
    /// # Errors
    ///
    /// [`Stop::Failed`] if it does not.
    pub fn carry(&mut self, from: u16, to: u16) -> CaseResult {
        let reply = self.attempt(from, to)?;
        hold(reply.status == GOOD, format!("GOOD for MOVE MEDIUM from {from} to {to}"), reply.words())
    }

    /// Has the drive at an address let go of what is in it, as hosts do before it is moved away.
    ///
    /// # Errors
    ///
    /// [`Stop::Broken`] when there is no answer.
    pub fn let_go(&mut self, address: u16) -> CaseResult {
        if let Some(lun) = drive::unit(self, address)? {
            self.ask_unit(FIRST, lun, &cdb::unload())?;
        }
        Ok(())
    }

    /// Puts every cartridge back to where it was found. Says what could not be put back.
    pub fn put_back(&mut self) -> Option<String> {
        if self.carried.is_empty() {
            return None;
        }
        self.log.push("what was moved is put back".to_owned());
        let mut left = None;
        while let Some((from, to)) = self.carried.pop() {
            let mut back = || {
                if self.addresses()?.kind_at(to) == Some(element::DRIVE) {
                    self.let_go(to)?;
                }
                let transport = self.transport()?;
                self.good(&cdb::move_medium(transport, to, from))
            };
            if back().is_err() {
                left.get_or_insert_with(|| format!("what was at {from} is still at {to}"));
            }
        }
        left
    }
}

fn first(elements: Vec<Element>, why: &str) -> Result<Element, Stop> {
    elements.into_iter().next().ok_or_else(|| Stop::Skipped(why.to_owned()))
}
