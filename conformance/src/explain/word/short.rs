//! Short forms and members: documented names as scenarios and traces write them.

use super::{Knowledge, Meaning, SectionEntry, key};

impl Knowledge<'_> {
    /// A documented name without what it begins with: `OMID`, `START`, `OPREQ_CLEANER`.
    pub(super) fn short_forms(&self, word: &str) -> Vec<Meaning> {
        let ending = format!("_{}", word.to_lowercase());
        let enums = self.catalogue.types.enums.iter();
        let values = enums.flat_map(|of| of.values.iter().map(move |value| (of, value)));
        let same: Vec<_> = values.filter(|(_, value)| value.name.to_lowercase().ends_with(&ending)).collect();
        if same.is_empty() {
            return Vec::new();
        }
        let told = same.iter().map(|(of, value)| SectionEntry::keyed(&value.name, &format!("{}: {}", of.name, value.meaning)));
        let sources = same.iter().flat_map(|(of, value)| value.sources.iter().chain(&of.sources));
        let lead =
            "A documented name without what it begins with, as scenarios and traces write it. A number after # counts those of a run.";
        vec![Meaning::new("short form", lead).with("stands for", told).documented(
            self.named_once(sources),
            "Which of them is meant, the place says: the parameter of the call, or the member of the record. Explain the full name for more.",
        )]
    }

    /// A member of a structure, or a parameter of a function.
    pub(super) fn members(&self, word: &str) -> Vec<Meaning> {
        let structs = self.catalogue.types.structs.iter();
        let fields = structs.flat_map(|of| of.fields.iter().map(move |field| (of, field)));
        let fields: Vec<_> = fields.filter(|(_, field)| key(&field.name) == key(word)).collect();
        let functions = self.catalogue.functions.iter().chain(&self.catalogue.callbacks);
        let parameters = functions.flat_map(|of| of.parameters.iter().map(move |parameter| (of, parameter)));
        let parameters: Vec<_> = parameters.filter(|(_, parameter)| key(&parameter.name) == key(word)).collect();
        let mut meanings = Vec::new();
        if !fields.is_empty() {
            let told = fields.iter().map(|(of, field)| {
                let values = field.values.as_ref().map(|values| format!("; values: {values}")).unwrap_or_default();
                SectionEntry::keyed(&of.name, &format!("{}: {}{values}", field.kind, field.meaning))
            });
            let sources = self.named_once(fields.iter().flat_map(|(of, _)| &of.sources));
            meanings.push(Meaning::new("member", "A member of a structure.").with("of", told).documented(
                sources,
                "A check can compare it: check SUBJECT MEMBER=VALUE. Explain the enumeration for the values it can have.",
            ));
        }
        if !parameters.is_empty() {
            let told = parameters
                .iter()
                .map(|(of, parameter)| SectionEntry::keyed(&of.name, &format!("{}: {}", parameter.kind, parameter.meaning)));
            let sources = self.named_once(parameters.iter().flat_map(|(of, _)| &of.sources));
            meanings.push(
                Meaning::new("parameter", "A parameter of a function.")
                    .with("of", told)
                    .documented(sources, "Explain the function: it tells what is refused of its parameters, and in which order."),
            );
        }
        meanings
    }
}
