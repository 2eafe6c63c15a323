//! The numbers and layouts of the catalogue are those of Windows, as windows-sys has them from its metadata.

mod constants;
mod layouts;

use std::collections::{BTreeMap, BTreeSet};

use rsmlab_conformance::catalogue::Catalogue;
use rsmlab_conformance::catalogue::row::StatusNumber;
use rsmlab_conformance::catalogue::types::{Structure, StructureMember};
use rsmlab_engine::status::Status;

use self::constants::asked;
use self::layouts::layouts;

/// The documented constants that windows-sys does not have; nothing but the documents stands behind their numbers.
const LACKING: &[&str] = &[
    // Statuses that winerror.h has no number for; each borrows one, and says whose.
    "ERROR_ALREADY_RESERVED",
    "ERROR_DUPLICATE_OMID",
    "ERROR_INVALID_PARTITION",
    "ERROR_INVALID_SLOT",
    "ERROR_NO_SLOT_RESERVED",
    "ERROR_NO_SLOT_SET",
    "ERROR_RPC_S_INVALID_BOUND",
    "ERROR_SLOT_EMPTY",
    "ERROR_SLOT_FULL",
    "ERROR_SLOT_NOT_PRESENT",
    // Options of library requests, which have no names in the header.
    "IMMEDIATE",
    "DEFERRED",
    "FORCEIMMEDIATE",
    "FORCEDEFERRED",
    "INJECTMANY",
    "FULL_INVENTORY",
    "SLOTS_ONLY",
    // Members whose bounds are given without a constant.
    "MaxExtendSecs",
    "MaxOpenSecs",
    // Second spellings of the documents.
    "NTMS_ERROR_ON_DUPLICATION",
    "NTMS_INJECT_START_MANY",
    "NTMS_PARTSTATE_NEW",
    // Masks that the header puts together from the three rights.
    "NTMS_GENERIC_READ",
    "NTMS_GENERIC_WRITE",
    "NTMS_GENERIC_EXECUTE",
    "NTMS_GENERIC_ALL",
];

/// The documented structures that windows-sys does not have: of the remote protocol only.
const WITHOUT_LAYOUT: &[&str] = &["RSM_MESSAGE", "SECURITY_ATTRIBUTES_NTMS"];

fn catalogue() -> Catalogue {
    Catalogue::load().expect("the catalogue is sound")
}

/// Every documented constant that a program could name, with its number. What has no number is an idea, and what has no
/// name of its own ("purge time default") is only described.
fn documented(catalogue: &Catalogue) -> Vec<(&str, i64)> {
    let types = &catalogue.types;
    let statuses = Status::ALL.iter().map(|status| (status.name(), i64::from(status.number())));
    let values = types.enums.iter().flat_map(|enumeration| &enumeration.values);
    let values = values.filter_map(|value| Some((value.name.as_str(), value.value?)));
    let limits = types.limits.iter().map(|limit| (limit.name.as_str(), i64::from(limit.value)));
    let media_types = types.media_types.iter().map(|media_type| (media_type.name.as_str(), i64::from(media_type.value)));
    let all = statuses.chain(values).chain(limits).chain(media_types);
    all.filter(|(name, _)| name.chars().all(|c| c.is_alphanumeric() || c == '_')).collect()
}

fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn windows_is_asked_about_every_documented_constant() {
    let catalogue = catalogue();
    let documented: BTreeSet<&str> = documented(&catalogue).into_iter().map(|(name, _)| name).collect();
    let asked: BTreeSet<&str> = asked().into_iter().map(|(name, _)| name).collect();
    assert_eq!(asked, documented, "the names in constants.rs are those of the catalogue and of `Status`");
}

#[test]
fn every_documented_number_is_that_of_windows() {
    let (catalogue, asked) = (catalogue(), asked().into_iter().collect::<BTreeMap<_, _>>());
    let there = documented(&catalogue).into_iter().filter_map(|(name, number)| Some((name, number, asked[name]?)));
    let wrong = there.filter(|(_, number, windows)| number != windows);
    none(&wrong.map(|(name, number, windows)| format!("{name} is {number} here and {windows} in Windows")).collect::<Vec<_>>());
}

#[test]
fn what_windows_lacks_is_known_by_name() {
    let lacking: BTreeSet<&str> = asked().into_iter().filter(|(_, number)| number.is_none()).map(|(name, _)| name).collect();
    assert_eq!(lacking, LACKING.iter().copied().collect());
}

/// A row that borrows a number says whose it is, and Windows has that one.
#[test]
fn every_borrowed_number_is_that_of_its_lender() {
    let (catalogue, asked) = (catalogue(), asked().into_iter().collect::<BTreeMap<_, _>>());
    let windows = |name: &str| asked.get(name).copied().flatten();
    let rpc = ("RPC_S_INVALID_BOUND", i64::from(windows_sys::Win32::System::Rpc::RPC_S_INVALID_BOUND));
    let mut wrong = Vec::new();
    for row in catalogue.rows() {
        let (lender, number) = match &row.row.number {
            StatusNumber::Win32(number) => (&row.row.name, number),
            StatusNumber::Alias { name, number } | StatusNumber::Nearest { name, number } => (name, number),
            StatusNumber::Handle(_) => continue,
        };
        let has = windows(lender).or_else(|| (lender == rpc.0).then_some(rpc.1));
        if has != Some(i64::from(*number)) {
            wrong.push(format!("{} has the number {number} of {lender}, and Windows has {has:?}", row.id()));
        }
    }
    none(&wrong);
}

/// Which form of a structure is laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Only,
    Ascii,
    Wide,
}

/// Size and alignment of a documented type on a 64-bit machine; a union takes the size that the catalogue gives.
fn measure(field: &StructureMember, structure: &Structure, form: Form) -> (usize, usize) {
    let (size, alignment) = match field.kind.as_str() {
        "BYTE" => (1, 1),
        "WCHAR" | "WORD" => (2, 2),
        "BOOL" | "DWORD" => (4, 4),
        "GUID" | "NTMS_GUID" => (16, 4),
        "SYSTEMTIME" => (16, 2),
        "BYTE*" | "HANDLE" | "LARGE_INTEGER" | "LPGUID" | "LPVOID" | "LPWSTR" => (8, 8),
        "TCHAR" if form == Form::Ascii => (1, 1),
        "TCHAR" => (2, 2),
        "union" => {
            let size = structure.computed_size.as_ref().and_then(|size| if form == Form::Ascii { size.union_a } else { size.union_w });
            (size.expect("the catalogue gives the size of the union") as usize, 8)
        }
        other => panic!("{}.{} has the type {other}, whose size nobody knows", structure.name, field.name),
    };
    (size * field.length.map_or(1, |length| length as usize), alignment)
}

/// Where the members lie when each comes at its natural alignment, and the size of the whole.
fn lay_out(structure: &Structure, form: Form) -> (Vec<(&str, usize)>, usize) {
    let (mut end, mut widest) = (0_usize, 1);
    let mut members = Vec::new();
    for field in &structure.fields {
        let (size, alignment) = measure(field, structure, form);
        let start = end.next_multiple_of(alignment);
        members.push((field.name.as_str(), start));
        (end, widest) = (start + size, widest.max(alignment));
    }
    (members, end.next_multiple_of(widest))
}

/// The forms of a structure, each with the size that the catalogue gives, where it gives one.
fn forms(structure: &Structure) -> Vec<(Form, Option<u32>)> {
    let size = structure.computed_size.as_ref();
    if structure.has_ansi_and_wide {
        vec![(Form::Ascii, size.and_then(|size| size.size_a)), (Form::Wide, size.and_then(|size| size.size_w))]
    } else {
        vec![(Form::Only, size.and_then(|size| size.size))]
    }
}

#[test]
fn every_documented_size_follows_from_the_members() {
    let catalogue = catalogue();
    let mut wrong = Vec::new();
    for structure in &catalogue.types.structs {
        for (form, documented) in forms(structure) {
            let (_, computed) = lay_out(structure, form);
            if documented.is_some_and(|size| size as usize != computed) {
                wrong.push(format!("{} is said to have {documented:?} bytes, and its members make {computed}", structure.name));
            }
        }
    }
    none(&wrong);
}

#[test]
fn every_layout_is_that_of_windows() {
    let (catalogue, layouts) = (catalogue(), layouts());
    let (mut wrong, mut without) = (Vec::new(), Vec::new());
    for structure in &catalogue.types.structs {
        let mut here = layouts.iter().filter(|layout| layout.name == structure.name).peekable();
        if here.peek().is_none() {
            without.push(structure.name.as_str());
        }
        for layout in here {
            let form = match layout.form.strip_prefix(structure.name.as_str()) {
                Some("A") => Form::Ascii,
                Some("W") => Form::Wide,
                Some(_) | None => Form::Only,
            };
            let (members, size) = lay_out(structure, form);
            let differ = members.iter().zip(&layout.members).filter(|(here, windows)| here != windows);
            wrong.extend(differ.map(|(here, windows)| format!("{}: {here:?} here, {windows:?} in Windows", layout.form)));
            if (members.len(), size) != (layout.members.len(), layout.size) {
                wrong.push(format!("{} has {size} bytes here and {} in Windows", layout.form, layout.size));
            }
        }
    }
    none(&wrong);
    without.sort_unstable();
    assert_eq!(without, WITHOUT_LAYOUT);
}
