//! Who a logical unit is: the same in INQUIRY, in its pages and in the element descriptor of a drive.

use rsmlab_sim::hardware::Library;

use crate::text::padded;
use crate::unit::Unit;

/// The product identification of every drive.
const DRIVE: &str = "TAPE DRIVE";

/// Vendor, product and revision, in the lengths of the INQUIRY data.
#[must_use]
pub fn names(unit: Unit, library: &Library) -> Vec<u8> {
    let inquiry = &library.make.inquiry;
    let product = match unit {
        Unit::Changer => inquiry.product.as_str(),
        Unit::Drive(_) => DRIVE,
    };
    [padded(&inquiry.vendor, 8), padded(product, 16), padded(&inquiry.revision, 4)].concat()
}

/// The serial number: ten characters, which no other logical unit of a run has.
#[must_use]
pub fn serial(unit: Unit, library: &Library) -> String {
    format!("RL{:04X}{:04X}", library.address.0, ordinal(unit))
}

/// The designator of T10 vendor identification: vendor, product and serial number (SPC-4, 7.8.6.4), as identification descriptor.
#[must_use]
pub fn vendor_designator(unit: Unit, library: &Library) -> Vec<u8> {
    let name = [&names(unit, library)[..24], serial(unit, library).as_bytes()].concat();
    // Code set ASCII; of the logical unit, type 1.
    [vec![0x02, 0x01, 0x00, u8::try_from(name.len()).unwrap_or(u8::MAX)], name].concat()
}

/// The designator of NAA 3h, locally assigned (SPC-4, 7.8.6.6.4), as identification descriptor.
#[must_use]
pub fn naa_designator(unit: Unit, library: &Library) -> Vec<u8> {
    let name = [&[0x30, b'R', b'S', b'M'][..], &library.address.0.to_be_bytes(), &ordinal(unit).to_be_bytes()].concat();
    // Code set binary; of the logical unit, type 3.
    [vec![0x01, 0x03, 0x00, 8], name].concat()
}

const fn ordinal(unit: Unit) -> u16 {
    match unit {
        Unit::Changer => 0,
        Unit::Drive(number) => number,
    }
}
