//! Element status data (SMC-3, 6.11): a header, a page for each type of element, and a descriptor for each element.

use rsmlab_engine::port::hardware::Element;
use rsmlab_sim::hardware::make::ElementType;
use rsmlab_sim::hardware::status::ElementDescriptor;

use super::address::code_of_type;
use crate::common::identity;
use crate::served::CommandContext;
use crate::text::padded;
use crate::unit::Unit;

/// What a report has besides what every report has.
#[derive(Clone, Copy, Debug)]
pub struct ReportForm {
    /// VOLTAG: the volume tags.
    pub volume_tags: bool,
    /// DVCID: who the drives are.
    pub identifiers: bool,
    /// The send action code of the search that it is the result of.
    pub send_action: u8,
}

/// Address, flags, sense and source.
const FIXED: usize = 12;
/// Volume identification, two bytes reserved and the sequence number.
const VOLUME_TAG: usize = 36;
const VOLUME_IDENTIFICATION: usize = 32;
/// The head of an identifier, which is there also when no identifier is.
const IDENTIFIER: usize = 4;

/// The status of these elements, which come by address. The header counts all of them, whatever is cut off afterwards.
pub fn report(call: &CommandContext<'_>, elements: impl Iterator<Item = Element>, form: ReportForm) -> Vec<u8> {
    let mut elements = elements.peekable();
    let (mut pages, mut count, mut lowest) = (Vec::new(), 0_u16, 0);
    while let Some(first) = elements.peek().copied() {
        let kind = ElementType::of(first);
        let start = pages.len();
        let length = descriptor_length(call, kind, form);
        // The page header, written when the page is.
        pages.extend([0; 8]);
        while let Some(element) = elements.next_if(|element| ElementType::of(*element) == kind) {
            let Some(status) = call.hardware.status_of(call.library.address, element) else { continue };
            if count == 0 {
                lowest = status.address;
            }
            count = count.saturating_add(1);
            describe(&mut pages, call, &status, form);
        }
        let bytes = pages.len() - start - 8;
        let [high, low] = u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes();
        let [one, two, three] = three_bytes(bytes);
        let tags = if form.volume_tags { 0x80 } else { 0x00 };
        if let Some(head) = pages.get_mut(start..start + 8) {
            head.copy_from_slice(&[code_of_type(kind), tags, high, low, 0, one, two, three]);
        }
    }
    let mut data = Vec::with_capacity(8 + pages.len());
    data.extend(lowest.to_be_bytes());
    data.extend(count.to_be_bytes());
    data.push(form.send_action);
    data.extend(three_bytes(pages.len()));
    data.extend(pages);
    data
}

fn three_bytes(length: usize) -> [u8; 3] {
    let [_, one, two, three] = u32::try_from(length).unwrap_or(u32::MAX).min(0x00FF_FFFF).to_be_bytes();
    [one, two, three]
}

/// How long a descriptor is. Those of one page are of one length; so are the identifiers of drives.
fn descriptor_length(call: &CommandContext<'_>, kind: ElementType, form: ReportForm) -> usize {
    let identifier = if kind == ElementType::Drive && form.identifiers { identifier(call, 1).len() } else { IDENTIFIER };
    FIXED + if form.volume_tags { VOLUME_TAG } else { 0 } + identifier
}

fn identifier(call: &CommandContext<'_>, drive: u16) -> Vec<u8> {
    identity::vendor_designator(Unit::Drive(drive), call.library)
}

fn describe(page: &mut Vec<u8>, call: &CommandContext<'_>, status: &ElementDescriptor, form: ReportForm) {
    page.extend(status.address.to_be_bytes());
    let (asc, ascq) = status.exception.map_or((0, 0), |(_, sense)| (sense.asc, sense.ascq));
    page.extend([status.flags(), 0, asc, ascq, 0, 0, 0]);
    let source = if status.source.is_some() { 0x80 } else { 0 };
    let inverted = if status.inverted { 0x40 } else { 0 };
    page.push(source | inverted | status.medium.map_or(0, |medium| medium.code()));
    page.extend(status.source.unwrap_or(0).to_be_bytes());
    if form.volume_tags {
        // An element without a legible tag has zeroes, and not blanks (SMC-3, 4.4.4).
        let tag = status.volume_tag.as_ref().map_or_else(|| vec![0; VOLUME_IDENTIFICATION], |tag| padded(tag, VOLUME_IDENTIFICATION));
        page.extend(tag);
        page.extend([0; VOLUME_TAG - VOLUME_IDENTIFICATION]);
    }
    match status.element {
        Element::Drive(number) if form.identifiers => page.extend(identifier(call, number)),
        Element::Drive(_) | Element::Slot(_) | Element::Port(..) | Element::Transport(_) => page.extend([0; IDENTIFIER]),
    }
}
