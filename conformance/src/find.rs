//! Finding what a name means, or what was probably meant.

use rsmlab_engine::status::Status;

use crate::catalogue::function::{Function, RemoteMethod};
use crate::catalogue::model::{OperatorRequestCase, StateMachine};
use crate::catalogue::types::{Contradiction, Enumeration, EnumerationValue, Limit, MediaType, Structure};
use crate::catalogue::{Catalogue, RowOf, RuleOf};

/// Something the catalogue knows by name.
#[derive(Clone, Copy, Debug)]
pub enum CatalogueItem<'c> {
    /// A function, or a callback.
    Function(&'c Function),
    /// A method of the remote protocol.
    RemoteMethod(&'c RemoteMethod),
    /// A documented return of a function.
    Row(RowOf<'c>),
    /// A rule.
    Rule(RuleOf<'c>),
    /// A status, wherever it is returned.
    Status(Status),
    /// An enumeration.
    Enumeration(&'c Enumeration),
    /// A value of an enumeration.
    Value(&'c Enumeration, &'c EnumerationValue),
    /// A structure.
    Structure(&'c Structure),
    /// A media type.
    MediaType(&'c MediaType),
    /// A length or another bound.
    Limit(&'c Limit),
    /// A state machine.
    Machine(&'c StateMachine),
    /// A reason for an operator request.
    OperatorRequest(&'c OperatorRequestCase),
    /// A place where documents disagree about a type.
    Contradiction(&'c Contradiction),
}

/// Everything that has a name, under that name.
pub fn subjects(catalogue: &Catalogue) -> impl Iterator<Item = (String, CatalogueItem<'_>)> {
    let functions =
        catalogue.functions.iter().chain(&catalogue.callbacks).map(|function| (function.name.clone(), CatalogueItem::Function(function)));
    let methods = catalogue.remote_methods.iter().map(|method| (method.name.clone(), CatalogueItem::RemoteMethod(method)));
    let statuses = Status::ALL.iter().map(|status| (status.name().to_owned(), CatalogueItem::Status(*status)));
    let rows = catalogue.rows().map(|row| (row.id(), CatalogueItem::Row(row)));
    let rules = catalogue.rules().map(|rule| (rule.id.to_owned(), CatalogueItem::Rule(rule)));
    let machines = catalogue.model.machines.iter().map(|machine| (machine.id.clone(), CatalogueItem::Machine(machine)));
    let requests = catalogue.model.operator_requests.iter().map(|case| (case.id.clone(), CatalogueItem::OperatorRequest(case)));
    functions.chain(methods).chain(statuses).chain(rows).chain(rules).chain(types_by_name(catalogue)).chain(machines).chain(requests)
}

fn types_by_name(catalogue: &Catalogue) -> impl Iterator<Item = (String, CatalogueItem<'_>)> {
    let types = &catalogue.types;
    let enums = types.enums.iter().map(|enumeration| (enumeration.name.clone(), CatalogueItem::Enumeration(enumeration)));
    let values = types
        .enums
        .iter()
        .flat_map(|enumeration| enumeration.values.iter().map(move |value| (value.name.clone(), CatalogueItem::Value(enumeration, value))));
    let structs = types.structs.iter().map(|structure| (structure.name.clone(), CatalogueItem::Structure(structure)));
    let media_types = types.media_types.iter().map(|media_type| (media_type.name.clone(), CatalogueItem::MediaType(media_type)));
    let limits = types.limits.iter().map(|limit| (limit.name.clone(), CatalogueItem::Limit(limit)));
    let contradictions = types.contradictions.iter().map(|entry| (entry.id.clone(), CatalogueItem::Contradiction(entry)));
    enums.chain(values).chain(structs).chain(media_types).chain(limits).chain(contradictions)
}

/// What `query` names; upper and lower case are the same, and `ERROR_` and `NTMS_` may be left out.
///
/// # Errors
///
/// The names most like it, the best first, when nothing has this name.
pub fn find<'c>(catalogue: &'c Catalogue, query: &str) -> Result<CatalogueItem<'c>, Vec<String>> {
    let query = query.trim();
    let exact = subjects(catalogue).find(|(name, _)| name == query);
    let found = exact.or_else(|| subjects(catalogue).find(|(name, _)| short(name) == short(query)));
    found.map(|(_, subject)| subject).ok_or_else(|| closest(query, subjects(catalogue).map(|(name, _)| name)))
}

/// The form under which names are compared: lower case, without the prefixes that everything has and without the
/// underscores on which documents disagree (`NTMS_INJECT_START_MANY`).
fn short(name: &str) -> String {
    let part = |part: &str| {
        let part = part.to_lowercase();
        part.strip_prefix("error_").or_else(|| part.strip_prefix("ntms_")).unwrap_or(&part).replace('_', "")
    };
    name.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// So much of a name is compared, in bytes. None is longer.
const LONGEST: usize = 128;

/// The names most like `query`, the best first; at most five.
pub fn closest(query: &str, names: impl Iterator<Item = String>) -> Vec<String> {
    let query: String = short(query.get(..LONGEST).unwrap_or(query)).chars().take(LONGEST).collect();
    let mut near: Vec<_> = names
        .map(|name| (strsim::normalized_damerau_levenshtein(&query, &short(&name)), name))
        .filter(|(likeness, _)| *likeness >= 0.6)
        .collect();
    near.sort_by(|(a, a_name), (b, b_name)| b.total_cmp(a).then_with(|| a_name.cmp(b_name)));
    near.dedup_by(|(_, a), (_, b)| a == b);
    // One that is far better than the rest is what was meant.
    let best = near.first().map_or(0.0, |(likeness, _)| *likeness);
    near.retain(|(likeness, _)| likeness + 0.05 >= best);
    near.into_iter().take(5).map(|(_, name)| name).collect()
}
