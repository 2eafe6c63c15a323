//! What cannot be true of one machine: a robot that reaches no drive, addresses that overlap, flags that contradict the parts.

use std::ops::RangeInclusive;

use super::flag::RULES;
use super::read::{MatrixLine, PersonalityDraft};
use crate::diagnose::Mistake;
use crate::model::{LibraryType, Span};
use crate::parse::Reader;
use rsmlab_sim::hardware::make::{Clash, ElementType, Feature, Matrix};

impl PersonalityDraft<'_> {
    /// Everything that contradicts itself.
    pub fn check(&self, reader: &mut Reader) {
        match self.library.kind {
            LibraryType::Robotic => {
                self.elements(reader);
                self.addressing(reader);
                self.reach(reader);
                self.ways(reader);
                self.flags(reader);
            }
            LibraryType::Standalone => self.standalone(reader),
        }
    }

    /// A machine without slots or drives does nothing.
    fn elements(&self, reader: &mut Reader) {
        for (property, none) in [("slots", self.library.slots == 0), ("drives", self.library.drives.is_empty())] {
            if none {
                let span = self.said.span_of(property).unwrap_or(self.library.span);
                reader.mistake(Mistake::new(span, format!("a library with a robot has {property}"), "none"));
            }
        }
    }

    /// Without a changer there is nothing to address, to move or to promise.
    fn standalone(&self, reader: &mut Reader) {
        let addresses = self.addressed.map(|span| ("addresses", span));
        let features = self.features.first().map(|(_, span)| ("features", *span));
        let moves = self.moves.first().map(|way| ("move", way.span));
        let exchanges = self.exchanges.first().map(|way| ("exchange", way.span));
        for (what, span) in [addresses, features, moves, exchanges].into_iter().flatten() {
            let mistake = Mistake::new(span, format!("a stand-alone library has no `{what}`"), "speaks of a changer");
            reader.mistake(mistake.help("drop it: people load the drives, and no changer driver speaks of them"));
        }
    }

    fn addressing(&self, reader: &mut Reader) {
        let Some(addressed) = self.addressed else { return };
        let counts = self.library.counts();
        for kind in ElementType::ALL {
            match (counts.of(kind), self.addresses[kind.index()]) {
                (0, Some(span)) => {
                    let message = format!("a library without a {} has no address for it", kind.word());
                    reader.mistake(Mistake::new(span, message, "an address of nothing"));
                }
                (1.., None) => {
                    let message = format!("`addresses` does not say where the {}s begin", kind.word());
                    reader.mistake(Mistake::new(addressed, message, "incomplete").help(format!("say `{}=` too", kind.word())));
                }
                (0, None) | (1.., Some(_)) => {}
            }
        }
        // Where they end is known if their number is.
        if reader.is_uncounted() {
            return;
        }
        let at = |kind: ElementType| self.addresses[kind.index()];
        for clash in self.make.addresses.clashes(counts) {
            match clash {
                Clash::Overlap { first: (first, has), second: (second, wants) } => {
                    let (Some(here), Some(there)) = (at(second), at(first)) else { continue };
                    let message = format!("{}s and {}s share element addresses", first.word(), second.word());
                    let mistake = Mistake::new(here, message, addresses(second, &wants)).other(there, addresses(first, &has));
                    reader.mistake(mistake.help(format!("no address is in both if the {}s begin at {}", second.word(), has.end() + 1)));
                }
                Clash::Beyond(kind, range) => {
                    let Some(span) = at(kind) else { continue };
                    let message = format!("the last {} would have element address {}", kind.word(), range.end());
                    let mistake = Mistake::new(span, message, addresses(kind, &range));
                    reader.mistake(mistake.help(format!("addresses have 16 bits and end at {}: begin lower", u16::MAX)));
                }
            }
        }
    }

    /// A robot brings cartridges to drives, and takes them away again.
    fn reach(&self, reader: &mut Reader) {
        if self.garbled.ways {
            return;
        }
        let stores = [ElementType::Slot, ElementType::Port];
        let moves = self.make.moves;
        let span = self.moves.first().map_or(self.library.span, |way| way.span);
        if !stores.iter().any(|store| moves.allows(*store, ElementType::Drive)) {
            let mistake = Mistake::new(span, "no transport reaches a drive", "no `move` brings a cartridge to one");
            reader.mistake(mistake.help("say from where: move slot to=drive"));
        }
        if !stores.iter().any(|store| moves.allows(ElementType::Drive, *store)) {
            let mistake = Mistake::new(span, "no transport takes a cartridge out of a drive", "no `move` takes one away");
            reader.mistake(mistake.help("say where to: move drive to=slot"));
        }
    }

    /// Nothing moves to or from what is not there, and what is exchanged can also be moved.
    fn ways(&self, reader: &mut Reader) {
        for (word, way) in self.moves.iter().map(|way| ("move", way)).chain(self.exchanges.iter().map(|way| ("exchange", way))) {
            let counts = self.library.counts();
            let missing = std::iter::once(&way.from).chain(&way.to).find(|kind| counts.of(**kind) == 0);
            if let Some(missing) = missing {
                let message = format!("there is no {}, but `{word}` speaks of one", missing.word());
                reader.mistake(Mistake::new(way.span, message, "to or from nowhere"));
            }
        }
        for way in &self.exchanges {
            if let Some(to) = unmoved(way, self.make.moves) {
                let (from, to) = (way.from.word(), to.word());
                let mistake =
                    Mistake::new(way.span, format!("what cannot be moved from {from} to {to} cannot be exchanged"), "no such move");
                reader.mistake(mistake.help(format!("say `move {from} to={to}`, or drop this")));
            }
        }
    }

    /// What the changer says it can do is what it has.
    fn flags(&self, reader: &mut Reader) {
        for rule in RULES {
            let name = rule.feature.name;
            let said = self.features.iter().find(|(feature, _)| *feature == rule.feature).map(|(_, span)| *span);
            let garbled = self.garbled.ways && matches!(rule.feature, Feature::EXCHANGE | Feature::TRUE_EXCHANGE);
            match (said, (rule.holds)(&self.library, &self.make)) {
                _ if garbled => {}
                (Some(span), false) => {
                    let mistake = Mistake::new(span, format!("{name} needs {}", rule.needs), "contradicts the parts");
                    reader.mistake(match self.part(rule.feature) {
                        Some((span, label)) => mistake.other(span, label),
                        None => mistake.help("drop the flag, or give the machine what it speaks of"),
                    });
                }
                (None, true) if rule.both && !self.garbled.features => {
                    let (span, label) = self.part(rule.feature).unwrap_or((self.library.span, "here"));
                    let mistake = Mistake::new(span, format!("the machine has {}, but not the flag {name}", rule.needs), label);
                    reader.mistake(mistake.help(format!("say it: features {name}")));
                }
                (Some(_), true) | (None, _) => {}
            }
        }
    }

    /// The part that a flag speaks of, and what stands there.
    fn part(&self, feature: Feature) -> Option<(Span, &'static str)> {
        let property = |name| self.said.span_of(name).map(|span| (span, "said here"));
        match feature {
            Feature::BAR_CODE_SCANNER | Feature::VOLUME_IDENT => property("bar-codes"),
            Feature::MEDIUM_FLIP => property("sides"),
            Feature::KEYPAD => property("keypad"),
            Feature::EXCHANGE | Feature::TRUE_EXCHANGE => self.exchanges.first().map(|way| (way.span, "exchanges")),
            Feature::CARTRIDGE_MAGAZINE => self.library.magazines.first().map(|magazine| (magazine.span, "a magazine")),
            Feature::OPEN_IEPORT | Feature::CLOSE_IEPORT | Feature::IEPORT_USER_OPEN | Feature::IEPORT_USER_CLOSE => {
                self.library.ports.first().map(|port| (port.span, "a port"))
            }
            _ => None,
        }
    }
}

/// A destination of a line to which nothing can be moved from there.
fn unmoved(way: &MatrixLine, moves: Matrix) -> Option<ElementType> {
    way.to.iter().copied().find(|to| !moves.allows(way.from, *to))
}

/// "drives 500 to 571", "transport 1"
fn addresses(kind: ElementType, range: &RangeInclusive<u32>) -> String {
    let (first, last) = (range.start(), range.end());
    if first == last { format!("{} {first}", kind.word()) } else { format!("{}s {first} to {last}", kind.word()) }
}
