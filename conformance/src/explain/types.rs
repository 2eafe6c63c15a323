//! Explaining enumerations and their values, structures, media types, bounds, and disagreements about types.

use super::model::transition;
use super::{Explanation, Knowledge, SectionEntry};
use crate::catalogue::types::{
    Contradiction, Enumeration, EnumerationKind, EnumerationValue, Limit, MediaType, ObjectKind, Structure, StructureMember,
};

impl Knowledge<'_> {
    /// An enumeration.
    pub(super) fn enumeration(&self, enumeration: &Enumeration) -> Explanation {
        let kind = match enumeration.kind {
            EnumerationKind::Enum => "enumeration",
            EnumerationKind::Flags => "set of flags",
            EnumerationKind::Define => "group of constants",
            EnumerationKind::Concept => "idea of the documents",
        };
        let mut explanation = Explanation::new(&enumeration.name, kind, &enumeration.summary);
        explanation.section("values", enumeration.values.iter().map(|value| SectionEntry::keyed(&value.name, &numbered(value))));
        explanation.section("note", enumeration.note.iter().map(SectionEntry::text));
        explanation.section("members that hold it", self.members_of(&enumeration.name));
        explanation.section("sources", self.sources(&enumeration.sources));
        explanation
    }

    /// A value of an enumeration: what it means, who takes it, and how an object comes into this state and leaves it.
    pub(super) fn value(&self, enumeration: &Enumeration, value: &EnumerationValue) -> Explanation {
        let mut explanation = Explanation::new(&value.name, format!("value of {}", enumeration.name), &format!("{}.", value.meaning));
        explanation.section("number", value.value.iter().map(|number| SectionEntry::text(number.to_string())));
        explanation.section("note", value.note.iter().map(SectionEntry::text));
        let functions = self.catalogue.functions.iter();
        let actions = functions.flat_map(|function| function.actions.iter().map(move |action| (function, action)));
        let actions = actions.filter(|(_, action)| action.name == value.name);
        explanation.section("as a parameter", actions.map(|(function, action)| SectionEntry::keyed(&function.name, &action.meaning)));
        let machines = self.catalogue.model.machines.iter();
        let transitions = machines.flat_map(|machine| &machine.transitions);
        let transitions = transitions.filter(|step| step.from == value.name || step.to == value.name);
        explanation.section("transitions", transitions.map(transition));
        let kinds = self.catalogue.types.object_kinds.iter().filter(|kind| kind.name == value.name);
        explanation.section("as an object kind", kinds.flat_map(object_kind));
        let cases = self.catalogue.model.operator_requests.iter().filter(|case| case.kind.contains(value.name.as_str()));
        explanation.section("posted", cases.map(|case| SectionEntry::keyed(&case.id, &format!("when {}", case.when))));
        let items = self.catalogue.model.work_items.iter().filter(|item| item.operation.contains(&value.name));
        explanation.section("work item of", items.map(|item| SectionEntry::keyed(&item.function, &item.follows)));
        explanation.section("decisions", self.decisions_about([value.name.as_str()].into_iter()));
        explanation.section("sources", self.sources(&value.sources));
        explanation
    }

    /// A structure.
    pub(super) fn structure(&self, structure: &Structure) -> Explanation {
        let mut explanation = Explanation::new(&structure.name, "structure", &structure.summary);
        explanation.section("members", structure.fields.iter().map(field));
        explanation.section("note", structure.note.iter().map(SectionEntry::text));
        explanation.section("sources", self.sources(&structure.sources));
        explanation
    }

    /// A media type.
    pub(super) fn media_type(&self, media_type: &MediaType) -> Explanation {
        let mut explanation =
            Explanation::new(&media_type.name, "media type", &format!("Number {}, {}.", media_type.value, media_type.class));
        explanation.section("writability", media_type.writability.iter().map(SectionEntry::text));
        explanation.section("sources", self.sources(&media_type.sources));
        explanation
    }

    /// A length or another bound.
    pub(super) fn limit(&self, limit: &Limit) -> Explanation {
        let mut explanation = Explanation::new(&limit.name, "bound", &format!("{}: {}.", limit.value, limit.meaning));
        explanation.section("sources", self.sources(&limit.sources));
        explanation
    }

    /// A disagreement about a type.
    pub(super) fn contradiction(&self, contradiction: &Contradiction) -> Explanation {
        let mut explanation = Explanation::new(&contradiction.id, "disagreement about a type", &contradiction.text);
        explanation.section("we take", [SectionEntry::text(&contradiction.recommended)]);
        explanation.section("decisions", self.decisions_about([contradiction.id.as_str()].into_iter()));
        explanation.section("sources", self.sources(&contradiction.sources));
        explanation
    }

    fn members_of(&self, enumeration: &str) -> Vec<SectionEntry> {
        let fields = self.catalogue.types.structs.iter().flat_map(|structure| structure.fields.iter().map(move |field| (structure, field)));
        let fields = fields.filter(|(_, field)| field.values.as_deref() == Some(enumeration));
        fields.map(|(structure, field)| SectionEntry::keyed(&format!("{}.{}", structure.name, field.name), &field.meaning)).collect()
    }
}

fn numbered(value: &EnumerationValue) -> String {
    value.value.map_or_else(|| value.meaning.clone(), |number| format!("{number}: {}", value.meaning))
}

fn field(field: &StructureMember) -> SectionEntry {
    let mut text = format!("{}: {}", field.kind, field.meaning);
    for (word, more) in [("values", &field.values), ("NULL means", &field.null_means), ("note", &field.note)] {
        if let Some(more) = more {
            text.push_str(&format!("; {word}: {more}"));
        }
    }
    if field.writable {
        text.push_str("; a caller may change it");
    }
    SectionEntry::keyed(&field.name, &text)
}

fn object_kind(kind: &ObjectKind) -> Vec<SectionEntry> {
    let list = |names: &[String]| names.join(", ");
    let entries = [
        ("described by", kind.info_struct.clone().unwrap_or_default()),
        ("protected by", kind.security_scope.clone().unwrap_or_default()),
        ("enumerated in", list(&kind.enumeration_containers)),
        ("a caller may change", list(&kind.writable_members)),
        ("functions", list(&kind.functions)),
        ("note", kind.note.clone().unwrap_or_default()),
    ];
    entries.into_iter().filter(|(_, text)| !text.is_empty()).map(|(key, text)| SectionEntry::keyed(key, &text)).collect()
}
