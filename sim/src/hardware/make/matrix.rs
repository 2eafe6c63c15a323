//! Move and exchange matrices: from which type of element to which a transport carries cartridges.

use super::ElementType;

/// For each type of element as the source, the types that can be the destination.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Matrix {
    /// By source; the bits are those of [`ElementType::bit`].
    rows: [u8; 4],
}

impl Matrix {
    /// Nothing goes anywhere.
    pub const NONE: Self = Self { rows: [0; 4] };
    /// Everything goes everywhere.
    pub const ALL: Self = Self { rows: [0xf; 4] };

    /// Lets cartridges go from one type of element to another.
    pub const fn allow(&mut self, from: ElementType, to: ElementType) {
        self.rows[from.index()] |= to.bit();
    }

    /// Whether cartridges can go from one type of element to another.
    #[must_use]
    pub const fn allows(self, from: ElementType, to: ElementType) -> bool {
        self.row(from) & to.bit() != 0
    }

    /// The destinations from a source, as `GET_CHANGER_PARAMETERS` has them: transport 1, slot 2, port 4, drive 8.
    #[must_use]
    pub const fn row(self, from: ElementType) -> u8 {
        self.rows[from.index()]
    }

    /// Whether nothing goes anywhere.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::NONE
    }

    /// The destinations from a source.
    pub fn destinations(self, from: ElementType) -> impl Iterator<Item = ElementType> {
        ElementType::ALL.into_iter().filter(move |to| self.allows(from, *to))
    }
}
