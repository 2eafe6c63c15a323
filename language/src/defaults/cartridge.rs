//! Data cartridges: what is not said of one follows from what is, in one way for texts and for programs.

use rsmlab_engine::record::state::SideState;

use super::{LabelKind, Surroundings, bar_code, label_id, side_state};
use crate::model::{BarCode, Cartridge, CartridgeKind, Label, MediaType, Name, PoolChoice, Record, RecordedAt, Side, Span, Whereabouts};

/// What is said of a data cartridge. All but its place can be left unsaid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidOfCartridge {
    /// Where it really is.
    pub at: Whereabouts,
    /// Where the database takes it to be; none if it does not know the cartridge.
    pub recorded: Option<RecordedAt>,
    /// Its type; that of where it is, or is taken to be.
    pub media_type: Option<MediaType>,
    /// The bar code on it; its name.
    pub bar_code: Option<BarCode>,
    /// What is written on its sides; what is written on media of its pool.
    pub label: Option<LabelKind>,
    /// The identifier on its first side; its name.
    pub label_id: Option<String>,
    /// What is said of each side, the first of them side 1; of those that are not there, nothing is.
    pub sides: Vec<SaidOfSide>,
    /// The pool that the database has it in; what its label makes of it.
    pub pool: Option<PoolChoice>,
    /// The bar code that the database has; the one on the cartridge.
    pub recorded_bar_code: Option<BarCode>,
    /// Whether it has been taken out of service.
    pub disabled: bool,
    /// Whether its sides are complete.
    pub complete: bool,
}

/// What is said of a side of a data cartridge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SaidOfSide {
    /// What is written on it; what is written on the others.
    pub label: Option<LabelKind>,
    /// The identifier on it.
    pub label_id: Option<String>,
    /// What the database takes it to hold; what follows from the pool.
    pub state: Option<SideState>,
}

impl SaidOfCartridge {
    /// Nothing is said but the place; the database takes it to be there.
    #[must_use]
    pub fn new(at: Whereabouts) -> Self {
        let recorded = super::recorded(&at);
        Self {
            at,
            recorded,
            media_type: None,
            bar_code: None,
            label: None,
            label_id: None,
            sides: Vec::new(),
            pool: None,
            recorded_bar_code: None,
            disabled: false,
            complete: false,
        }
    }

    /// The type of the cartridge.
    #[must_use]
    pub fn media_type(&self, around: Surroundings<'_>) -> MediaType {
        self.media_type.unwrap_or_else(|| around.media_type_of(&self.at, self.recorded.as_ref()))
    }

    /// The cartridge of this name; none if the database knows it and no pool takes media of its type.
    #[must_use]
    pub fn cartridge(self, name: Name, around: Surroundings<'_>) -> Option<Cartridge> {
        let media_type = self.media_type(around);
        let label = self.label.unwrap_or(LabelKind::in_pool(self.pool.as_ref()));
        let (mut said, mut first_id) = (self.sides.into_iter(), self.label_id);
        let (mut sides, mut states) = (Vec::new(), Vec::new());
        for number in 1..=around.sides(media_type, &self.at) {
            let side = said.next().unwrap_or_default();
            let id = side.label_id.or(first_id.take()).unwrap_or_else(|| label_id(&name, number.into()));
            sides.push(Side { label: side.label.unwrap_or(label).label(id) });
            states.push(side.state);
        }
        let record = match self.recorded {
            None => None,
            Some(at) => {
                let pool = self.pool.or_else(|| around.pool(media_type, label))?;
                let sides = states.into_iter().map(|state| state.unwrap_or(side_state(&pool, self.complete))).collect();
                let (bar_code, disabled) = (self.recorded_bar_code, self.disabled);
                Some(Record { at, pool: Some(pool), bar_code, cleans_left: None, disabled, sides })
            }
        };
        let bar_code = self.bar_code.unwrap_or_else(|| bar_code(&name));
        Some(Cartridge { span: Span::default(), name, kind: CartridgeKind::Data, media_type, at: self.at, bar_code, sides, record })
    }
}

impl Cartridge {
    /// A cleaner that can clean so often, of which nothing else is said but its place and where the database takes it to be.
    #[must_use]
    pub fn cleaner(name: Name, cleans_left: u32, at: Whereabouts, recorded: Option<RecordedAt>) -> Self {
        let record = recorded.map(|at| Record { at, pool: None, bar_code: None, cleans_left: None, disabled: false, sides: Vec::new() });
        Self {
            span: Span::default(),
            kind: CartridgeKind::Cleaner { cleans_left },
            media_type: MediaType::CLEANER,
            at,
            bar_code: bar_code(&name),
            sides: vec![Side { label: Label::Blank }],
            record,
            name,
        }
    }
}
