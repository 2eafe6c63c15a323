//! What must hold between the entries of the catalogue, beyond the shape of each.

use std::collections::BTreeSet;

use super::function::Function;
use super::row::{Stance, StatusNumber};
use super::source::Source;
use super::{Catalogue, CatalogueMistake, files};

/// Everything that does not fit together.
pub(super) fn mistakes(catalogue: &Catalogue) -> Vec<CatalogueMistake> {
    let mut found = Contradictions::default();
    check_functions(catalogue, &mut found);
    check_rule_ids(catalogue, &mut found);
    check_sources(catalogue, &mut found);
    check_references(catalogue, &mut found);
    found.0
}

#[derive(Default)]
struct Contradictions(Vec<CatalogueMistake>);

impl Contradictions {
    fn wrong(&mut self, file: impl Into<String>, what: String) {
        self.0.push(CatalogueMistake { file: file.into(), what });
    }
}

/// Every function has one file, named after it and lying in its group's folder.
fn check_functions(catalogue: &Catalogue, found: &mut Contradictions) {
    for (function, file) in catalogue.functions.iter().zip(files::FUNCTIONS) {
        if file.path != path(function) {
            found.wrong(file.path, format!("`{}` of the group `{}` belongs in {}", function.name, function.group, path(function)));
        }
        check_rows(function, found);
        check_rule_prefixes(function, found);
    }
}

fn check_rows(function: &Function, found: &mut Contradictions) {
    let mut seen = BTreeSet::new();
    for row in &function.returns {
        if !seen.insert(row.name.as_str()) {
            found.wrong(path(function), format!("`{}` has two rows", row.name));
        }
        if let StatusNumber::Alias { number, .. } | StatusNumber::Nearest { number, .. } = &row.number
            && *number == 0
        {
            found.wrong(path(function), format!("`{}` borrows the number of success", row.name));
        }
        let Some(of) = row.stance.of() else { continue };
        match function.row(of).map(|target| &target.stance) {
            Some(Stance::Implemented | Stance::Environment) => {}
            Some(stance @ (Stance::Alias { .. } | Stance::Variant { .. } | Stance::Unreachable { .. } | Stance::Todo)) => {
                let word = stance.word();
                found.wrong(
                    path(function),
                    format!("`{}` stands for `{of}`, which is itself {word}; name the row that is raised", row.name),
                );
            }
            None => found.wrong(path(function), format!("`{}` stands for `{of}`, but {} has no such row", row.name, function.name)),
        }
    }
}

fn check_rule_prefixes(function: &Function, found: &mut Contradictions) {
    for rule in &function.rules {
        if rule.id.strip_prefix(&function.short).is_none_or(|rest| !rest.starts_with('.')) {
            found.wrong(path(function), format!("rule `{}` must begin with `{}.`", rule.id, function.short));
        }
    }
}

fn check_rule_ids(catalogue: &Catalogue, found: &mut Contradictions) {
    let mut seen = BTreeSet::new();
    for rule in catalogue.rules() {
        if !seen.insert(rule.id) {
            found.wrong("", format!("two rules have the id `{}`", rule.id));
        }
        if let Some(needs) = rule.needs
            && catalogue.function(needs).is_none()
        {
            found.wrong("", format!("rule `{}` needs `{needs}`, which is no function", rule.id));
        }
        if rule.needs.is_some() && rule.why.is_some() {
            found.wrong("", format!("rule `{}` cannot both wait for a function and be beyond every run; give `needs` or `why`", rule.id));
        }
    }
}

/// A source with a page names one of `model/sources.toml`.
fn check_sources(catalogue: &Catalogue, found: &mut Contradictions) {
    let pages: BTreeSet<_> = catalogue.model.pages.iter().map(|page| page.tag.as_str()).collect();
    let mut check = |id: &str, sources: &[Source]| {
        for source in sources.iter().filter(|source| source.page.is_some()) {
            if !pages.contains(source.to_string().as_str()) {
                found.wrong("model/sources.toml", format!("`{source}`, which `{id}` cites, is not listed"));
            }
        }
    };
    catalogue.rules().for_each(|rule| check(rule.id, rule.sources));
    for machine in &catalogue.model.machines {
        machine.transitions.iter().for_each(|transition| check(&machine.id, &transition.sources));
    }
    catalogue.model.work_items.iter().for_each(|item| check(&item.function, &item.sources));
    catalogue.model.operator_requests.iter().for_each(|case| check(&case.id, &case.sources));
    catalogue.model.verbs.iter().for_each(|verb| check(&verb.verb, &verb.sources));
}

/// Names of other entries lead somewhere.
fn check_references(catalogue: &Catalogue, found: &mut Contradictions) {
    let enumeration = |name: &str| catalogue.types.enums.iter().find(|enumeration| enumeration.name == name);
    for structure in &catalogue.types.structs {
        for field in &structure.fields {
            if let Some(values) = field.values.as_deref()
                && enumeration(values).is_none()
            {
                found.wrong(
                    "types/structs.toml",
                    format!("`{}.{}` takes values of `{values}`, which is not listed", structure.name, field.name),
                );
            }
        }
    }
    for machine in &catalogue.model.machines {
        let states: BTreeSet<_> = machine.states.iter().map(|state| state.name.as_str()).collect();
        for name in machine.transitions.iter().flat_map(|transition| [&transition.from, &transition.to]) {
            if !name.starts_with('(') && !states.contains(name.as_str()) {
                found.wrong("model/machines.toml", format!("`{}` moves through `{name}`, which is none of its states", machine.id));
            }
        }
    }
    for item in &catalogue.model.work_items {
        if catalogue.function(&item.function).is_none() && item.function.contains("Ntms") {
            found.wrong("model/requests.toml", format!("`{}` is no function", item.function));
        }
    }
}

/// Where a function's file belongs.
fn path(function: &Function) -> String {
    format!("functions/{}/{}.toml", function.group.replace(' ', "-"), function.name)
}
