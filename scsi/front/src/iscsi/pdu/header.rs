//! The basic header segment: 48 bytes with fields at fixed places.

use crate::iscsi::serial::Serial;

/// A basic header segment (RFC 7143, 11.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Header(pub [u8; Self::LENGTH]);

impl Header {
    /// The length of a basic header segment in bytes.
    pub const LENGTH: usize = 48;

    /// A header of an opcode with every other field zero.
    #[must_use]
    pub const fn new(opcode: u8) -> Self {
        let mut bytes = [0; Self::LENGTH];
        bytes[0] = opcode;
        Self(bytes)
    }

    /// The opcode, without the immediate bit.
    #[must_use]
    pub const fn opcode(&self) -> u8 {
        self.0[0] & 0x3F
    }

    /// The I bit: the request has no place of its own in the order of commands.
    #[must_use]
    pub const fn immediate(&self) -> bool {
        self.0[0] & 0x40 != 0
    }

    /// TotalAHSLength, in bytes.
    #[must_use]
    pub fn extra_length(&self) -> usize {
        usize::from(self.0[4]) * 4
    }

    /// DataSegmentLength, without padding.
    #[must_use]
    pub fn data_length(&self) -> usize {
        let [_, _, _, _, _, high, middle, low, ..] = self.0;
        usize::from(high) << 16 | usize::from(middle) << 8 | usize::from(low)
    }

    pub(super) fn set_lengths(&mut self, extra: usize, data: usize) {
        debug_assert!(extra.is_multiple_of(4) && extra <= 255 * 4, "the additional header segments fit into TotalAHSLength");
        debug_assert!(data < 1 << 24, "the data segment fits into DataSegmentLength");
        let [_, high, middle, low] = u32::try_from(data).unwrap_or(u32::MAX).to_be_bytes();
        self.0[4] = u8::try_from(extra / 4).unwrap_or(u8::MAX);
        self.0[5..8].copy_from_slice(&[high, middle, low]);
    }

    fn get<const N: usize>(&self, at: usize) -> [u8; N] {
        let mut bytes = [0; N];
        bytes.copy_from_slice(&self.0[at..at + N]);
        bytes
    }

    fn put<const N: usize>(&mut self, at: usize, bytes: [u8; N]) {
        self.0[at..at + N].copy_from_slice(&bytes);
    }
}

/// A kind of field: how its value stands in a header. Places are constants of the tables in this folder, never what a peer says.
pub trait HeaderField {
    /// What the field says.
    type Value;

    /// Reads the field at a byte of a header.
    fn get(header: &Header, at: usize) -> Self::Value;

    /// Writes the field at a byte of a header.
    fn put(header: &mut Header, at: usize, value: &Self::Value);
}

macro_rules! whole_bytes {
    ($($number:ty),*) => {$(
        impl HeaderField for $number {
            type Value = Self;

            fn get(header: &Header, at: usize) -> Self {
                Self::from_be_bytes(header.get(at))
            }

            fn put(header: &mut Header, at: usize, value: &Self) {
                header.put(at, value.to_be_bytes());
            }
        }
    )*};
}
whole_bytes!(u8, u16, u32, u64);

impl<const N: usize> HeaderField for [u8; N] {
    type Value = Self;

    fn get(header: &Header, at: usize) -> Self {
        header.get(at)
    }

    fn put(header: &mut Header, at: usize, value: &Self) {
        header.put(at, *value);
    }
}

impl HeaderField for Serial {
    type Value = Self;

    fn get(header: &Header, at: usize) -> Self {
        Self(<u32 as HeaderField>::get(header, at))
    }

    fn put(header: &mut Header, at: usize, value: &Self) {
        <u32 as HeaderField>::put(header, at, &value.0);
    }
}

/// Some bits of a byte that are a number.
#[derive(Debug)]
pub struct Bits<const MASK: u8>;

impl<const MASK: u8> HeaderField for Bits<MASK> {
    type Value = u8;

    fn get(header: &Header, at: usize) -> u8 {
        (header.0[at] & MASK) >> MASK.trailing_zeros()
    }

    fn put(header: &mut Header, at: usize, value: &u8) {
        header.0[at] = header.0[at] & !MASK | (value << MASK.trailing_zeros()) & MASK;
    }
}

/// One bit of a byte.
#[derive(Debug)]
pub struct Bit<const MASK: u8>;

impl<const MASK: u8> HeaderField for Bit<MASK> {
    type Value = bool;

    fn get(header: &Header, at: usize) -> bool {
        header.0[at] & MASK != 0
    }

    fn put(header: &mut Header, at: usize, value: &bool) {
        header.0[at] = if *value { header.0[at] | MASK } else { header.0[at] & !MASK };
    }
}

/// A PDU whose header has an opcode of its own.
pub trait Pdu: Sized {
    /// The opcode.
    const OPCODE: u8;

    /// Reads the fields; the opcode has been looked at.
    fn read(header: &Header) -> Self;

    /// The header with these fields; lengths are filled in when the PDU is encoded.
    fn header(&self) -> Header;
}

/// A PDU as a table: each field with its kind and the byte it stands at.
macro_rules! pdu {
    (
        $(#[$about:meta])*
        $name:ident = $opcode:literal { $($(#[$field_about:meta])* $field:ident: $kind:ty => $at:literal,)* }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $($(#[$field_about])* pub $field: <$kind as $crate::iscsi::pdu::header::HeaderField>::Value,)*
        }

        impl $crate::iscsi::pdu::header::Pdu for $name {
            const OPCODE: u8 = $opcode;

            fn read(header: &$crate::iscsi::pdu::header::Header) -> Self {
                Self { $($field: <$kind as $crate::iscsi::pdu::header::HeaderField>::get(header, $at),)* }
            }

            fn header(&self) -> $crate::iscsi::pdu::header::Header {
                let mut header = $crate::iscsi::pdu::header::Header::new($opcode);
                $(<$kind as $crate::iscsi::pdu::header::HeaderField>::put(&mut header, $at, &self.$field);)*
                header
            }
        }
    };
}
pub(super) use pdu;
