//! Tapes by cartridge, and the index of a tape.

use proptest::prelude::*;
use rsmlab_sim::hardware::barcode::Sticker;
use rsmlab_sim::hardware::cartridge::{Cartridge, CartridgeId, CartridgePurpose};

use super::index::{Index, Mark};
use super::tapes::{CAPACITY, Tapes, make};

fn cartridge(sticker: Sticker) -> Cartridge {
    Cartridge { name: "T1".into(), kind: CartridgePurpose::Data, media_type: 1, sticker, sides: Vec::new() }
}

#[test]
fn a_tape_is_made_once() {
    let mut tapes = Tapes::default();
    let cartridge = cartridge(Sticker::None);
    tapes.tape(CartridgeId(3), 1, &cartridge).write_record(0, b"abc").unwrap();
    assert_eq!(tapes.tape(CartridgeId(3), 1, &cartridge).end(), 1);
    assert_eq!(tapes.clone().tape(CartridgeId(3), 1, &cartridge).end(), 1);
    assert_eq!(tapes.tape(CartridgeId(4), 1, &cartridge).end(), 0);
    assert_eq!(tapes.tape(CartridgeId(3), 2, &cartridge).end(), 0);
    assert_eq!([3, 4].map(|id| tapes.tape(CartridgeId(id), 1, &cartridge).capacity()), [CAPACITY; 2]);
}

#[test]
fn a_bar_code_says_whether_a_cartridge_is_worm() {
    let worm = |tag: &str| make(&cartridge(Sticker::Text(tag.into())), 1000).worm;
    assert!(worm("A00001LV") && worm("A00001LT"));
    assert!(!worm("A00001L5") && !worm("VAULT") && !worm("00A00001LV"));
    let unread = make(&cartridge(Sticker::Unreadable), 1600);
    assert_eq!((unread.worm, unread.volume, &*unread.serial, unread.early_warning), (false, None, "T1", 100));
}

proptest! {
    /// The index says what a walk over the list says.
    #[test]
    fn an_index_is_a_list(objects in proptest::collection::vec(proptest::option::of(0..9_u64), 0..40), cut in 0..50_u64) {
        let mut index = Index::default();
        for object in &objects {
            match object {
                Some(length) => index.push_record(*length),
                None => index.push_filemarks(1),
            }
        }
        index.truncate(cut);
        let objects = &objects[..objects.len().min(usize::try_from(cut).unwrap())];
        prop_assert_eq!(index.end(), objects.len() as u64);
        prop_assert_eq!(index.data_end(), objects.iter().rposition(Option::is_some).map_or(0, |last| last as u64 + 1));
        for at in 0..=objects.len() {
            let (before, behind) = objects.split_at(at);
            let position = at as u64;
            let filemarks = before.iter().filter(|object| object.is_none()).count() as u64;
            let mark = Mark { records: position - filemarks, filemarks, bytes: before.iter().flatten().sum() };
            prop_assert_eq!((index.mark(position), mark.object()), (mark, position));
            prop_assert_eq!(index.is_filemark(position), behind.first() == Some(&None));
            prop_assert_eq!(index.filemark_after(position), behind.iter().position(Option::is_none).map(|on| position + on as u64));
            prop_assert_eq!(index.filemark_before(position), before.iter().rposition(Option::is_none).map(|at| at as u64));
        }
    }
}
