//! Cartridges: what each really is, what the database believes of it, and how the two default to each other.

use rsmlab_engine::record::state::SideState;

use super::Reader;
use super::fields::{Fields, GivenValue};
use super::names::NamedThing;
use super::reference::ReferenceKind as Refers;
use crate::defaults::{self, SaidOfCartridge, SaidOfSide};
use crate::diagnose::Mistake;
use crate::grammar;
use crate::model::{
    BarCode, Cartridge, ElementPlace, MediaType, Name, PoolChoice, Record, RecordedAt, Reference, Span, Spot, SystemPool, Whereabouts,
};
use crate::tree::Node;
use crate::{vocabulary, words};
use rsmlab_sim::hardware::barcode;

/// What can be said of where the database takes a cartridge to be.
enum RecordedPlace {
    Nowhere,
    At(RecordedAt),
}

const VOLUME_TAG: &str = "a bar code has up to 32 printable ASCII characters and does not begin with a blank; \
                          a cartridge without one says bar-code=none";

/// What is said of the database's belief, and is a mistake when the database does not know the cartridge.
struct StatedBelief {
    pool: Option<PoolChoice>,
    bar_code: Option<BarCode>,
    cleans_left: Option<u32>,
    disabled: bool,
    complete: bool,
    said: Vec<(&'static str, Span)>,
}

impl Reader {
    /// A cartridge.
    pub fn cartridge(&mut self, node: &Node) -> Option<Cartridge> {
        let mut fields = self.shaped(node, "cartridge")?;
        let name = self.next(&mut fields, Self::own_name);
        let cleaner = self.may(&mut fields, "kind", |reader, given| reader.word(given, &[("data", false), ("cleaner", true)]));
        let cleaner = cleaner.unwrap_or(false);
        let places_said = [fields.has("at"), fields.has("recorded")];
        let at = self.may(&mut fields, "at", |reader, given| reader.home(given, cleaner)).map(in_a_cell);
        let recorded = self.may(&mut fields, "recorded", Self::recorded);
        let misplaced = places_said != [at.is_some(), recorded.is_some()];
        let at = at.unwrap_or(Whereabouts::Shelf);
        let recorded = match recorded {
            // A place that makes no sense has been reported; taken as known, it makes nothing else wrong.
            _ if misplaced => Some(RecordedAt::Offline),
            Some(RecordedPlace::Nowhere) => None,
            Some(RecordedPlace::At(at)) => Some(at),
            None => defaults::recorded(&at),
        };
        let mut said = SaidOfCartridge { recorded, ..SaidOfCartridge::new(at) };
        said.media_type = self.may(&mut fields, "media-type", Self::media_type);
        let bar_code_is_said = fields.has("bar-code");
        said.bar_code = self.may(&mut fields, "bar-code", Self::bar_code);
        if let Some(name) = name.as_ref().filter(|name| !bar_code_is_said && name.as_str().len() > barcode::LONGEST) {
            let message = format!("the name {name} is too long for a bar code");
            self.mistake(Mistake::new(fields.span, message, "what bar code has it?").help(VOLUME_TAG));
        }
        let name = name?;
        let cartridge = if cleaner {
            self.cleaner(node, &mut fields, name, said)
        } else {
            for property in ["cleans-left", "recorded-cleans-left"] {
                if let Some(given) = fields.take(property) {
                    self.only_for(&given, property, "a cleaner", "kind=cleaner");
                }
            }
            self.data(node, &mut fields, name, said)?
        };
        Some(Cartridge { span: fields.span, ..cartridge })
    }

    fn only_for(&mut self, given: &GivenValue<'_>, property: &str, what: &str, help: &str) {
        let mistake = Mistake::new(given.span, format!("only {what} has `{property}=`"), "means nothing here");
        self.mistake(mistake.help(format!("drop it, or say {help}")));
    }

    fn cleaner(&mut self, node: &Node, fields: &mut Fields<'_>, name: Name, said: SaidOfCartridge) -> Cartridge {
        for property in ["pool", "label", "label-id", "complete"] {
            if let Some(given) = fields.take(property) {
                self.only_for(&given, property, "a data cartridge", "kind=data");
            }
        }
        for (side, _) in self.held(node, grammar::CARTRIDGE) {
            let mistake = Mistake::new(super::fields::header(side), "a cleaner has no sides", "means nothing here");
            self.mistake(mistake);
        }
        let cleans_left =
            self.may(fields, "cleans-left", |reader, given| reader.number(given, 0, u32::MAX)).unwrap_or(defaults::CLEANS_LEFT);
        let StatedBelief { bar_code, cleans_left: recorded_cleans_left, disabled, said: believed, .. } = self.belief(fields);
        self.unrecorded(&believed, &name, said.recorded.is_none());
        let plain = Cartridge::cleaner(name, cleans_left, said.at, said.recorded);
        let record = plain.record.map(|record| Record { bar_code, cleans_left: recorded_cleans_left, disabled, ..record });
        let media_type = said.media_type.unwrap_or(plain.media_type);
        Cartridge { media_type, bar_code: said.bar_code.unwrap_or(plain.bar_code), record, ..plain }
    }

    fn data(&mut self, node: &Node, fields: &mut Fields<'_>, name: Name, mut said: SaidOfCartridge) -> Option<Cartridge> {
        said.label = self.may(fields, "label", |reader, given| reader.word(given, words::LABELS));
        said.label_id = self.may(fields, "label-id", Self::text);
        let mut belief = self.belief(fields);
        let media_type = said.media_type(self.surroundings());
        said.sides = self.sides(node, self.surroundings().sides(media_type, &said.at), &mut belief.said);
        self.unrecorded(&belief.said, &name, said.recorded.is_none());
        (said.pool, said.recorded_bar_code) = (belief.pool, belief.bar_code);
        (said.disabled, said.complete) = (belief.disabled, belief.complete);
        let cartridge = said.cartridge(name.clone(), self.surroundings());
        match cartridge.as_ref().map(|cartridge| cartridge.record.as_ref().and_then(|record| record.pool.as_ref())) {
            None => self.no_pool(fields.span, &name, media_type),
            Some(None) => {}
            Some(Some(pool)) => {
                self.fitting_pool(fields.span, pool, media_type);
                if belief.complete && matches!(pool, PoolChoice::System(_)) {
                    self.mistake(Mistake::new(fields.span, "only media of applications are complete", "in a system pool"));
                }
            }
        }
        cartridge
    }

    fn belief(&mut self, fields: &mut Fields<'_>) -> StatedBelief {
        let mut said = Vec::new();
        let mut note = |fields: &Fields<'_>, name| said.extend(fields.span_of(name).map(|span| (name, span)));
        note(fields, "pool");
        note(fields, "recorded-bar-code");
        note(fields, "recorded-cleans-left");
        note(fields, "disabled");
        note(fields, "complete");
        StatedBelief {
            pool: self.may(fields, "pool", Self::pool_choice),
            bar_code: self.may(fields, "recorded-bar-code", Self::recorded_bar_code),
            cleans_left: self.may(fields, "recorded-cleans-left", Self::recorded_cleans_left),
            disabled: self.may(fields, "disabled", Self::truth).unwrap_or(false),
            complete: self.may(fields, "complete", Self::truth).unwrap_or(false),
            said,
        }
    }

    /// What is believed of a cartridge that the database does not know.
    fn unrecorded(&mut self, said: &[(&'static str, Span)], name: &Name, unrecorded: bool) {
        for (property, span) in said.iter().filter(|_| unrecorded) {
            let message = format!("the database does not know {name}, so `{property}=` says nothing");
            let mistake = Mistake::new(*span, message, "a belief of the database");
            self.mistake(mistake.help("say where the database takes it to be, recorded=offline for example, or drop this"));
        }
    }

    /// What is said of each side, by number; what of it is a belief is noted.
    fn sides(&mut self, node: &Node, count: u8, believed: &mut Vec<(&'static str, Span)>) -> Vec<SaidOfSide> {
        let mut said = vec![SaidOfSide::default(); count.into()];
        let mut spans = vec![None; said.len()];
        for (node, shape) in self.held(node, grammar::CARTRIDGE) {
            let mut fields = self.fields(node, shape);
            let number: Option<usize> = self.next(&mut fields, |reader, given| reader.number(given, 1, count.into()));
            let label = self.may(&mut fields, "label", |reader, given| reader.word(given, words::LABELS));
            let label_id = self.may(&mut fields, "label-id", Self::text);
            believed.extend(fields.span_of("state").map(|span| ("state", span)));
            let state = self.may(&mut fields, "state", |reader, given| reader.documented(given, SideState::ALL, SideState::name));
            let Some(index) = number.map(|number| number - 1) else { continue };
            self.once(&fields, "side", &mut spans[index]);
            said[index] = SaidOfSide { label, label_id, state };
        }
        said
    }

    /// No pool is as the label of a cartridge would have it, and none is said.
    fn no_pool(&mut self, span: Span, name: &Name, media_type: MediaType) {
        let mistake = Mistake::new(span, format!("no pool takes {name}, of type {media_type}"), "not in a pool");
        self.mistake(mistake.help(format!("declare one, `pool Data-{media_type} media-type={media_type}`, or say pool=free")));
    }

    /// A pool holds media of one type.
    fn fitting_pool(&mut self, span: Span, pool: &PoolChoice, media_type: MediaType) {
        let PoolChoice::Application(name) = pool else { return };
        let Some(pool) = self.pools.iter().find(|pool| pool.name == *name && pool.media_type != media_type) else { return };
        let message = format!("the pool {name} holds {}, and this cartridge is {media_type}", pool.media_type);
        let mistake = Mistake::new(span, message, "does not fit its pool").other(pool.span, "declared here");
        self.mistake(mistake);
    }

    fn recorded(&mut self, given: &GivenValue<'_>) -> Option<RecordedPlace> {
        if given.value.as_string() == Some("none") {
            return Some(RecordedPlace::Nowhere);
        }
        let kinds = [&[Refers::Offline, Refers::Library], Refers::PLACES].concat();
        let reference = self.reference(given, &kinds)?;
        if let Some(place) = reference.place() {
            return Some(RecordedPlace::At(RecordedAt::Place(cell(place))));
        }
        let Reference::Library(library) = reference else { return Some(RecordedPlace::At(RecordedAt::Offline)) };
        if self.libraries.iter().any(|known| known.name == library && !known.lost) {
            let mistake = Mistake::new(given.span, format!("where in {library}?"), "a library is no place");
            let help = format!("say a place, {library}.slot.1 for example; only of a library with lost=#true is nothing else known");
            self.mistake(mistake.help(help));
            return None;
        }
        Some(RecordedPlace::At(RecordedAt::Library(library)))
    }

    fn bar_code(&mut self, given: &GivenValue<'_>) -> Option<BarCode> {
        let text = self.text(given)?;
        Some(match text.as_str() {
            "none" => BarCode::None,
            "unreadable" => BarCode::Unreadable,
            _ => BarCode::Text(self.volume_tag(given)?),
        })
    }

    /// A bar code on record, or none. Whether one can be read is seen on the cartridge.
    fn recorded_bar_code(&mut self, given: &GivenValue<'_>) -> Option<BarCode> {
        if given.value.as_string() == Some("none") { Some(BarCode::None) } else { self.volume_tag(given).map(BarCode::Text) }
    }

    fn recorded_cleans_left(&mut self, given: &GivenValue<'_>) -> Option<u32> {
        self.number_or_word(given, 0, u32::MAX.into(), &vocabulary::CLEANS)?.try_into().ok()
    }

    /// A text that can be a bar code, without the blanks that a volume tag is padded with.
    pub fn volume_tag(&mut self, given: &GivenValue<'_>) -> Option<String> {
        let text = self.text(given)?;
        let wrong = match barcode::volume_tag(&text) {
            // What is nothing everywhere else is no text here.
            Ok("nothing") => "says nothing".to_owned(),
            Ok(tag) => return Some(tag.to_owned()),
            Err(illegible) => illegible.to_string(),
        };
        let mistake = Mistake::new(given.span, format!("{} {wrong}", given.what), "no bar code");
        self.mistake(mistake.help(VOLUME_TAG));
        None
    }

    fn pool_choice(&mut self, given: &GivenValue<'_>) -> Option<PoolChoice> {
        let word = given.value.as_string();
        if let Some(pool) = SystemPool::ALL.into_iter().find(|pool| Some(pool.word()) == word) {
            return Some(PoolChoice::System(pool));
        }
        self.named(given, NamedThing::Pool).map(PoolChoice::Application)
    }

    /// Where a cartridge cannot be: where another is, or where nothing can be.
    pub fn crowding(&mut self) {
        let mut mistakes = Vec::new();
        for (index, cartridge) in self.cartridges.iter().enumerate() {
            let before = &self.cartridges[..index];
            if let Whereabouts::In(place) = &cartridge.at {
                let there = before.iter().find(|other| other.at == cartridge.at);
                mistakes.extend(there.map(|other| shared(cartridge, other, &format!("are both in {place}"))));
                mistakes.extend(self.absent(cartridge, place));
            }
            if let Some(RecordedAt::Place(place)) = cartridge.recorded_at() {
                let there = before.iter().find(|other| other.recorded_at() == cartridge.recorded_at());
                let there = there.filter(|other| other.at != cartridge.at);
                mistakes.extend(there.map(|other| shared(cartridge, other, &format!("are both recorded in {place}"))));
            }
        }
        self.mistakes.extend(mistakes);
    }

    /// A cartridge in a slot whose magazine is out.
    fn absent(&self, cartridge: &Cartridge, place: &ElementPlace) -> Option<Mistake> {
        let Spot::Slot(slot) = place.spot else { return None };
        let library = self.libraries.iter().find(|library| library.name == place.library)?;
        let magazine = library.magazines.get(usize::from(library.magazine_of(slot)?) - 1).filter(|magazine| magazine.out)?;
        let message = format!("{} cannot be in {place}: that magazine is out", cartridge.name);
        let mistake = Mistake::new(cartridge.span, message, "in a slot that is not there").other(magazine.span, "out");
        Some(mistake.help(format!("put it on the shelf, with recorded={place} if the database takes it to be there")))
    }
}

fn shared(cartridge: &Cartridge, other: &Cartridge, what: &str) -> Mistake {
    let message = format!("{} and {} {what}", other.name, cartridge.name);
    let mistake = Mistake::new(cartridge.span, message, "and this one").other(other.span, "this one");
    mistake.help("there is room for one; say another place for one of them")
}

/// A place with the cell of a port said: the first, if none was.
fn cell(place: ElementPlace) -> ElementPlace {
    let spot = match place.spot {
        Spot::Port(number, None) => Spot::Port(number, Some(1)),
        spot @ (Spot::Port(_, Some(_)) | Spot::Slot(_) | Spot::Drive(_) | Spot::Transport(_)) => spot,
    };
    ElementPlace { spot, ..place }
}

fn in_a_cell(at: Whereabouts) -> Whereabouts {
    match at {
        Whereabouts::Shelf | Whereabouts::Floor(_) => at,
        Whereabouts::In(place) => Whereabouts::In(cell(place)),
    }
}
