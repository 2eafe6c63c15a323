//! `like=`: what a library has from its personality, and what a scenario can make of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Reader;
use super::fields::{Fields, GivenValue};
use crate::beside::{Beside, FileBeside, is_file};
use crate::diagnose::Mistake;
use crate::grammar;
use crate::limits;
use crate::model::{Library, LibraryType, Span};
use crate::personality::{self, Personality, built_in};
use crate::tree::Block;
use crate::words;
use rsmlab_sim::hardware::make::{Clash, ElementType};

impl Reader {
    /// Reads the personality files that libraries are said to be like.
    pub fn read_machines(&mut self, document: &Block, beside: &Beside<'_>) {
        let libraries = document.nodes.iter().filter(|node| node.name() == grammar::LIBRARY_NODE.name);
        let mut machines = BTreeMap::new();
        for file in libraries.filter_map(|node| node.property("like")?.as_string()).filter(|like| is_file(like)) {
            if machines.contains_key(file) {
                continue;
            }
            let machine = if machines.len() < limits::MACHINES {
                machine(file, beside)
            } else {
                Err(NoMachine::Unread(format!("a scenario names {} personality files at most", limits::MACHINES)))
            };
            machines.insert(file.to_owned(), machine);
        }
        self.machines = Some(machines);
    }

    /// A personality, by its name or its file.
    pub fn personality(&mut self, given: &GivenValue<'_>) -> Option<Arc<Personality>> {
        let word = self.text(given)?;
        if is_file(&word) {
            return self.machine_of_file(given, &word);
        }
        let personality = built_in::named(&word);
        if personality.is_none() {
            let mistake = Mistake::new(given.span, format!("there is no personality `{word}`"), "unknown machine");
            self.mistake(mistake.fits(&word, built_in::names()));
        }
        personality
    }

    /// The personality of a file. Its mistakes are reported once, however many libraries are like it.
    fn machine_of_file(&mut self, given: &GivenValue<'_>, file: &str) -> Option<Arc<Personality>> {
        match self.machines.as_mut()?.get_mut(file)? {
            Ok(personality) => return Some(Arc::clone(personality)),
            Err(NoMachine::Unread(why)) => {
                let mistake = Mistake::new(given.span, why.clone(), "no machine");
                self.mistake(mistake.help("a personality file is named as it is found from the folder of the scenario"));
            }
            Err(NoMachine::Mistaken(mistakes)) => {
                let mistakes = std::mem::take(mistakes);
                self.mistakes.extend(mistakes);
            }
        }
        None
    }

    /// A library with a personality is of its kind; to say so again does no harm.
    pub fn kind_like(&mut self, fields: &mut Fields<'_>, like: Option<&Personality>) -> LibraryType {
        let span = fields.span_of("kind");
        let kind = self.may(fields, "kind", |reader, given| reader.word(given, words::LIBRARY_KINDS));
        let own = like.map(|personality| personality.library.kind);
        if let (Some(span), Some(like), Some(said)) = (span, like, kind)
            && said != like.library.kind
        {
            let is = words::word_for(words::LIBRARY_KINDS, &like.library.kind);
            self.mistake(Mistake::new(span, format!("{} is {is}", like.name()), "another kind of machine"));
        }
        own.or(kind).unwrap_or_default()
    }

    /// Takes away the parts of its personality that a library is without.
    pub fn without(&mut self, fields: &mut Fields<'_>, library: &mut Library) {
        let Some(given) = fields.take("without") else { return };
        if library.like.is_none() {
            let mistake = Mistake::new(given.span, "`without=` goes with `like=`", "nothing to leave out");
            return self.mistake(mistake.help("without a personality a library has no such parts unless it says them"));
        }
        for clear in self.words(&given, words::LEFT_OUT).unwrap_or_default() {
            clear(library);
        }
    }

    /// Whether what a scenario says of a library can be of its personality: slots are there, addresses suffice.
    pub fn fits_its_make(&mut self, library: &Library) {
        let Some(personality) = &library.like else { return self.numberable(library) };
        let (name, slots) = (personality.name(), library.slots);
        let beyond = library.magazines.iter().any(|magazine| magazine.last > slots);
        if beyond {
            let mistake = Mistake::new(library.span, format!("the magazines of {name} hold more than {slots} slots"), "too few slots");
            self.mistake(mistake.help("say what magazines there are instead, or without=magazine"));
        }
        if library.cleaner_slot.is_some_and(|slot| slot > slots) {
            let mistake = Mistake::new(library.span, format!("the cleaner slot of {name} is beyond {slots} slots"), "too few slots");
            self.mistake(mistake.help("say `cleaner-slot` with another number, or without=cleaner-slot"));
        }
        if library.kind == LibraryType::Robotic {
            self.addressable(library, personality);
        }
    }

    /// Every element of a library without a personality has an address of its own, from 1.
    fn numberable(&mut self, library: &Library) {
        let counts = library.counts();
        let elements: u32 = ElementType::ALL.into_iter().map(|kind| counts.of(kind)).sum();
        let most = u32::from(u16::MAX);
        if elements > most && !self.is_uncounted() {
            let mistake = Mistake::new(library.span, format!("the library has {elements} elements"), "too many");
            self.mistake(mistake.help(format!("element addresses have 16 bits: {most} transports, port cells, drives and slots together")));
        }
    }

    /// What a scenario adds to a library must fit between the addresses of its personality.
    fn addressable(&mut self, library: &Library, personality: &Personality) {
        let (counts, addresses) = (library.counts(), library.make().addresses);
        let Some(clash) = addresses.clashes(counts).into_iter().next() else { return };
        let kind = match clash {
            Clash::Overlap { first: (kind, _), .. } | Clash::Beyond(kind, _) => kind,
        };
        let what = if kind == ElementType::Port { "port cells" } else { &format!("{}s", kind.word()) };
        let message = format!("{} {what} of {} have no room in its element addresses", counts.of(kind), personality.name());
        let next = ElementType::ALL.into_iter().filter_map(|kind| addresses.range(kind, counts)).map(|range| *range.start());
        let end = next.filter(|start| *start > addresses.first(kind).into()).min().unwrap_or(u32::from(u16::MAX) + 1);
        let room = end - u32::from(addresses.first(kind));
        self.mistake(Mistake::new(library.span, message, "too many").help(format!("there is room for {room}")));
    }
}

/// Why a file gives no machine.
pub(super) enum NoMachine {
    /// It cannot be read.
    Unread(String),
    /// These things are wrong with it.
    Mistaken(Vec<Mistake>),
}

fn machine(file: &str, beside: &Beside<'_>) -> Result<Arc<Personality>, NoMachine> {
    let found = beside(file).map_err(NoMachine::Unread)?;
    let personality = personality::read(&found.name, &found.text).map_err(|wrong| NoMachine::Mistaken(wrong.mistakes))?;
    let file = FileBeside { name: file.to_owned(), text: found.text };
    Ok(Arc::new(Personality { file: Some(file), ..personality }))
}

impl Library {
    /// Parts that come from a personality stand where the library is declared.
    pub fn declared_at(mut self, span: Span) -> Self {
        self.span = span;
        self.ports.iter_mut().for_each(|port| port.span = span);
        self.doors.iter_mut().for_each(|door| door.span = span);
        self.magazines.iter_mut().for_each(|magazine| magazine.span = span);
        self
    }
}
