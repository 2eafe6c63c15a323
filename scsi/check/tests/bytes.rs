//! Whatever a target answers, it is read in bounds.

use proptest::prelude::*;
use rsmlab_smc::element::{ChangerInventory, ElementStatus};
use rsmlab_smc::mode::{self, Capabilities, ElementAddresses};
use rsmlab_smc::sense::Sense;

/// A report of one storage element, as most changers give it.
const REPORT: [u8; 32] =
    [0x04, 0, 0, 1, 0, 0, 0, 24, 2, 0, 0, 16, 0, 0, 0, 16, 0x04, 0, 0x09, 0, 0, 0, 0, 0, 0, 0x80, 0x04, 0x05, 0, 0, 0, 0];

#[test]
fn a_report_is_read_and_a_cut_one_as_far_as_it_goes() {
    let status = ElementStatus::read(&REPORT).expect("a report");
    assert_eq!((status.first, status.count, status.byte_count), (0x400, 1, 24));
    let element = status.elements().next().expect("an element");
    assert_eq!((element.address, element.full, element.access, element.source), (0x400, true, true, Some(0x405)));
    let cut = &REPORT[..24];
    assert!(ElementStatus::read(cut).is_err());
    let gathered = ChangerInventory { elements: ElementStatus::gather(cut).elements().cloned().collect() };
    assert!(gathered.is_full(0x400));
    assert_eq!(ElementStatus::gather(&REPORT[..16]).elements().count(), 0);
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..300), head in 0_usize..32) {
        let _read = (ElementStatus::read(&bytes), ElementStatus::gather(&bytes));
        let damaged: Vec<u8> = REPORT.iter().take(head).chain(&bytes).copied().collect();
        let _read = (ElementStatus::read(&damaged), ElementStatus::gather(&damaged), Sense::read(&bytes));
        let _read = (mode::pages(&bytes), ElementAddresses::read(&bytes), Capabilities::read(&bytes));
        if let Some(addresses) = ElementAddresses::read(&bytes) {
            let _nowhere = addresses.nowhere();
        }
    }
}
