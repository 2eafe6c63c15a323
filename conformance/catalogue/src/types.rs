//! Documented types: enumerations, structures, limits, media types, object kinds and remote interfaces.

use serde::Deserialize;

use super::source::Source;

/// Everything in `types/`; its files are read one by one and joined.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Types {
    /// Enumerations and flags.
    #[serde(rename = "enum")]
    pub enums: Vec<Enumeration>,
    /// Structures.
    #[serde(rename = "struct")]
    pub structs: Vec<Structure>,
    /// Structures of the first generation.
    #[serde(rename = "legacy_struct")]
    pub legacy_structs: Vec<LegacyStructure>,
    /// Lengths and other bounds.
    #[serde(rename = "limit")]
    pub limits: Vec<Limit>,
    /// Names of plain types.
    #[serde(rename = "typedef")]
    pub typedefs: Vec<Typedef>,
    /// Media types.
    #[serde(rename = "media_type")]
    pub media_types: Vec<MediaType>,
    /// What holds for every object kind.
    pub object_kind_common: Option<ObjectKindCommon>,
    /// Object kinds.
    #[serde(rename = "object_kind")]
    pub object_kinds: Vec<ObjectKind>,
    /// Remote interfaces.
    #[serde(rename = "interface")]
    pub interfaces: Vec<Interface>,
    /// Places where documents disagree about a type.
    #[serde(rename = "contradiction")]
    pub contradictions: Vec<Contradiction>,
}

impl Types {
    /// Adds what another file holds.
    pub(super) fn join(&mut self, more: Self) {
        self.enums.extend(more.enums);
        self.structs.extend(more.structs);
        self.legacy_structs.extend(more.legacy_structs);
        self.limits.extend(more.limits);
        self.typedefs.extend(more.typedefs);
        self.media_types.extend(more.media_types);
        self.object_kind_common = self.object_kind_common.take().or(more.object_kind_common);
        self.object_kinds.extend(more.object_kinds);
        self.interfaces.extend(more.interfaces);
        self.contradictions.extend(more.contradictions);
    }
}

/// An enumeration, a set of flags, or a group of constants.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enumeration {
    /// Documented name.
    pub name: String,
    /// How its values combine.
    pub kind: EnumerationKind,
    /// What it is for.
    pub summary: String,
    /// Documents that describe it.
    pub sources: Vec<Source>,
    /// The values.
    pub values: Vec<EnumerationValue>,
    /// A remark.
    pub note: Option<String>,
}

/// How the values of an enumeration combine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EnumerationKind {
    /// One at a time.
    Enum,
    /// Any set of them.
    Flags,
    /// Constants without a type of their own.
    Define,
    /// No type at all; an idea of the documents.
    Concept,
}

/// One value.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnumerationValue {
    /// Documented name.
    pub name: String,
    /// Its number, unless it is a concept.
    pub value: Option<i64>,
    /// What it means.
    pub meaning: String,
    /// Documents that use it.
    pub sources: Vec<Source>,
    /// A remark.
    pub note: Option<String>,
}

/// A structure.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Structure {
    /// Documented name.
    pub name: String,
    /// Whether there is an ASCII and a wide form.
    pub has_ansi_and_wide: bool,
    /// What it holds.
    pub summary: String,
    /// Documents that describe it.
    pub sources: Vec<Source>,
    /// The object kind it describes.
    pub object_kind: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// Its size.
    pub computed_size: Option<Size>,
    /// Its members.
    pub fields: Vec<StructureMember>,
}

/// The size of a structure in bytes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Size {
    /// When there is one form.
    pub size: Option<u32>,
    /// ASCII form.
    pub size_a: Option<u32>,
    /// Wide form.
    pub size_w: Option<u32>,
    /// The union in it, ASCII form.
    pub union_a: Option<u32>,
    /// The union in it, wide form.
    pub union_w: Option<u32>,
    /// What the figures rest on.
    pub basis: String,
}

/// A member of a structure.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StructureMember {
    /// Documented name.
    pub name: String,
    /// Documented type.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it holds.
    pub meaning: String,
    /// The enumeration its values come from.
    pub values: Option<String>,
    /// Number of elements.
    pub length: Option<u32>,
    /// The constant that gives it.
    pub length_const: Option<String>,
    /// A remark on the length.
    pub length_note: Option<String>,
    /// Whether a caller may change it.
    #[serde(default)]
    pub writable: bool,
    /// What a NULL id in it means.
    pub null_means: Option<String>,
    /// A remark.
    pub note: Option<String>,
}

/// A structure of the first generation, by its difference to today's.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegacyStructure {
    /// Documented name.
    pub name: String,
    /// The difference.
    pub difference: String,
    /// Documents that describe it.
    pub sources: Vec<Source>,
}

/// A length or another bound.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Documented name.
    pub name: String,
    /// The bound.
    pub value: u32,
    /// What it bounds.
    pub meaning: String,
    /// Documents that give it.
    pub sources: Vec<Source>,
}

/// A name of a plain type.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typedef {
    /// Documented name.
    pub name: String,
    /// What it stands for.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it means.
    pub meaning: String,
    /// Documents that give it.
    pub sources: Vec<Source>,
}

/// A media type.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediaType {
    /// Documented name.
    pub name: String,
    /// Its number.
    pub value: u32,
    /// Tape, disk, optical and so on.
    pub class: String,
    /// How often it can be written, where documented.
    pub writability: Option<String>,
    /// Documents that list it.
    pub sources: Vec<Source>,
}

/// What holds for every object kind.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectKindCommon {
    /// Functions that take any kind.
    pub functions: Vec<String>,
    /// A remark.
    pub note: String,
}

/// An object kind.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectKind {
    /// Documented name, a value of `NtmsObjectsTypes`.
    pub name: String,
    /// Its number.
    pub value: u32,
    /// The structure that describes it.
    pub info_struct: Option<String>,
    /// Whose descriptor is checked.
    pub security_scope: Option<String>,
    /// Kinds in which it can be enumerated.
    pub enumeration_containers: Vec<String>,
    /// Members that a caller may change.
    pub writable_members: Vec<String>,
    /// Functions that take it, beyond those for every kind.
    pub functions: Vec<String>,
    /// Documents that describe it.
    pub sources: Vec<Source>,
    /// A remark.
    pub note: Option<String>,
}

/// A remote interface.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interface {
    /// Documented name.
    pub name: String,
    /// Its UUID.
    pub uuid: String,
    /// Its version.
    pub version: String,
    /// Client or server.
    pub implemented_by: String,
    /// The interface it extends.
    pub inherits: String,
    /// Whether a server may lack it.
    pub optional: bool,
    /// Its methods.
    pub methods: Vec<Opnum>,
    /// Numbers that are not used.
    #[serde(default)]
    pub reserved_opnums: Vec<ReservedOpnum>,
    /// Documents that describe it.
    pub sources: Vec<Source>,
}

/// A method of a remote interface.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opnum {
    /// Operation number.
    pub opnum: u32,
    /// Method.
    pub name: String,
}

/// An operation number that is not used.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReservedOpnum {
    /// Operation number.
    pub opnum: u32,
    /// Why.
    pub note: String,
}

/// A place where documents disagree about a type.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contradiction {
    /// Stable id.
    pub id: String,
    /// What they say.
    pub text: String,
    /// What an implementation should make of it.
    pub recommended: String,
    /// The documents involved.
    pub sources: Vec<Source>,
}
