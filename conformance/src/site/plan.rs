//! What goes on which page.

use super::draft::{PageDraft, PageMember, SitePart, file, folders};
use super::view_of;
use crate::case::{Case, CaseKind};
use crate::catalogue::function::Function;
use crate::catalogue::types::EnumerationKind;
use crate::catalogue::{RuleHome, RuleOf};
use crate::explain::{Explanation, Knowledge, SectionEntry};
use crate::find::{CatalogueItem, subjects};

/// The page of what is proven.
pub(super) const PROVEN: &str = "proven.html";

/// Every page of the site, in the order in which people come upon them.
pub(super) fn drafts(knowledge: &Knowledge<'_>, cases: &[Case], has_views: bool) -> Vec<PageDraft> {
    let scenarios: Vec<&Case> = cases.iter().filter(|case| case.kind == CaseKind::Scenario).collect();
    let plan = SitePlan { knowledge, scenarios, has_views };
    let mut drafts = vec![plan.beginning(), plan.rules(), plan.states(), plan.types(), plan.statuses(), plan.words()];
    drafts.extend([plan.list_of_decisions(), plan.list_of_scenarios()]);
    drafts.extend(plan.functions());
    drafts.extend(plan.remote_methods());
    drafts.extend(plan.machines());
    drafts.extend(plan.enumerations());
    drafts.extend(plan.structures());
    drafts.extend(plan.decisions());
    drafts.extend(plan.pages_of_scenarios());
    drafts
}

/// What pages are made of.
struct SitePlan<'s> {
    knowledge: &'s Knowledge<'s>,
    scenarios: Vec<&'s Case>,
    has_views: bool,
}

impl SitePlan<'_> {
    /// The page that everything begins with: the functions, group by group.
    fn beginning(&self) -> PageDraft {
        let catalogue = self.knowledge.catalogue;
        let lead = "What is documented of the Removable Storage Manager API, in our words; what was chosen where documents disagree; and the \
                    scenarios that show it.";
        let mut told = Explanation::new("Removable Storage Manager", "reference", lead);
        let of_group = |functions: &[Function]| functions.iter().map(|function| self.line_of(function)).collect::<Vec<_>>();
        for group in catalogue.functions.chunk_by(|one, next| one.group == next.group) {
            told.section(group.first().map_or("", |first| &first.group).to_owned(), of_group(group));
        }
        told.section("callbacks of media label libraries", of_group(&catalogue.callbacks));
        let methods = catalogue.remote_methods.iter();
        told.section(
            "only in the remote protocol",
            methods.map(|method| SectionEntry::keyed(&method.name, &method.summary).about(&method.name)),
        );
        PageDraft::list(SitePart::Functions, told)
    }

    /// A function in a line: what it does, and how much of it no scenario shows that should.
    fn line_of(&self, function: &Function) -> SectionEntry {
        let returns = function.returns.iter().filter(|row| row.stance.is_raised()).map(|row| format!("{}/{}", function.name, row.name));
        let ids = returns.chain(function.rules.iter().filter(|rule| rule.why.is_none()).map(|rule| rule.id.clone()));
        let open = if function.has_stance() { ids.filter(|id| self.knowledge.is_open(id)).count() } else { 0 };
        let state = if open == 0 { String::new() } else { format!("{open} open") };
        SectionEntry { state, marked: open > 0, ..SectionEntry::keyed(&function.name, &function.summary).about(&function.name) }
    }

    fn functions(&self) -> impl Iterator<Item = PageDraft> {
        let functions = self.knowledge.catalogue.functions.iter().chain(&self.knowledge.catalogue.callbacks);
        functions.map(|function| {
            let mut told = self.knowledge.subject(CatalogueItem::Function(function));
            told.section("scenarios", self.lines_of(|folder| folder.ends_with(&format!("/{}", function.name))));
            let rows = self.knowledge.catalogue.rows().filter(|row| row.function.name == function.name);
            let rows = rows.map(|row| self.member(row.id(), CatalogueItem::Row(row)));
            let rules = self.rules_of(|rule| matches!(rule.home, RuleHome::Function(home) if home.name == function.name));
            PageDraft::new(&function.name, format!("functions/{}.html", file(&function.name)), SitePart::Functions, told)
                .with(rows.chain(rules))
        })
    }

    fn remote_methods(&self) -> impl Iterator<Item = PageDraft> {
        self.knowledge.catalogue.remote_methods.iter().map(|method| {
            let told = self.knowledge.subject(CatalogueItem::RemoteMethod(method));
            let rules = self.rules_of(|rule| matches!(rule.home, RuleHome::RemoteMethod(home) if home.name == method.name));
            PageDraft::new(&method.name, format!("functions/{}.html", file(&method.name)), SitePart::Functions, told).with(rules)
        })
    }

    /// The rules of no single function, area by area.
    fn rules(&self) -> PageDraft {
        let mut told = Explanation::new("Rules", "reference", "What holds for every function, and what holds in the model, area by area.");
        let all: Vec<RuleOf<'_>> = self.knowledge.catalogue.rules().collect();
        for rules in all.chunk_by(|one, next| area(*one) == area(*next)) {
            if let Some(area) = rules.first().and_then(|rule| area(*rule)) {
                told.section(area.to_owned(), rules.iter().map(|rule| self.knowledge.rule_line(rule.id, rule.text)));
            }
        }
        PageDraft::list(SitePart::Rules, told).with(self.rules_of(|rule| area(*rule).is_some()))
    }

    /// The state machines, and why operators are asked for something.
    fn states(&self) -> PageDraft {
        let model = &self.knowledge.catalogue.model;
        let mut told =
            Explanation::new("States", "reference", "The states that objects go through, and when operators are asked for something.");
        told.section(
            "state machines",
            model.machines.iter().map(|machine| {
                SectionEntry::keyed(&machine.id, &format!("the states of a {}: {}", machine.object, machine.enumeration)).about(&machine.id)
            }),
        );
        let cases = model.operator_requests.iter();
        told.section("reasons for operator requests", cases.map(|case| SectionEntry::keyed(&case.id, &case.when).about(&case.id)));
        let members = model.operator_requests.iter().map(|case| self.member(case.id.clone(), CatalogueItem::OperatorRequest(case)));
        PageDraft::list(SitePart::States, told).with(members)
    }

    fn machines(&self) -> impl Iterator<Item = PageDraft> {
        self.knowledge.catalogue.model.machines.iter().map(|machine| {
            let told = self.knowledge.subject(CatalogueItem::Machine(machine));
            PageDraft::new(&machine.id, format!("states/{}.html", file(&machine.id)), SitePart::States, told)
        })
    }

    /// Enumerations and structures, each with a page of its own; media types, bounds and disagreements here.
    fn types(&self) -> PageDraft {
        let types = &self.knowledge.catalogue.types;
        let lead = "Enumerations, structures, media types and bounds, and where documents disagree about them.";
        let mut told = Explanation::new("Types", "reference", lead);
        for (kind, heading) in [
            (EnumerationKind::Enum, "enumerations"),
            (EnumerationKind::Flags, "sets of flags"),
            (EnumerationKind::Define, "groups of constants"),
            (EnumerationKind::Concept, "ideas of the documents"),
        ] {
            let enums = types.enums.iter().filter(|of| of.kind == kind);
            told.section(heading, enums.map(|of| SectionEntry::keyed(&of.name, &of.summary).about(&of.name)));
        }
        told.section("structures", types.structs.iter().map(|of| SectionEntry::keyed(&of.name, &of.summary).about(&of.name)));
        let media = types.media_types.iter();
        told.section(
            "media types",
            media.clone().map(|of| SectionEntry::keyed(&of.name, &format!("{}, {}", of.value, of.class)).about(&of.name)),
        );
        let limits = types.limits.iter();
        told.section(
            "bounds",
            limits.clone().map(|of| SectionEntry::keyed(&of.name, &format!("{}: {}", of.value, of.meaning)).about(&of.name)),
        );
        let disagreements = types.contradictions.iter();
        told.section("disagreements", disagreements.clone().map(|of| SectionEntry::keyed(&of.id, &of.text).about(&of.id)));
        let members = media.map(|of| self.member(of.name.clone(), CatalogueItem::MediaType(of)));
        let members = members.chain(limits.map(|of| self.member(of.name.clone(), CatalogueItem::Limit(of))));
        let members = members.chain(disagreements.map(|of| self.member(of.id.clone(), CatalogueItem::Contradiction(of))));
        PageDraft::list(SitePart::Types, told).with(members.collect::<Vec<_>>())
    }

    fn enumerations(&self) -> impl Iterator<Item = PageDraft> {
        self.knowledge.catalogue.types.enums.iter().map(|of| {
            let values = of.values.iter().map(|value| self.member(value.name.clone(), CatalogueItem::Value(of, value)));
            let told = self.knowledge.subject(CatalogueItem::Enumeration(of));
            PageDraft::new(&of.name, format!("types/{}.html", file(&of.name)), SitePart::Types, told).with(values)
        })
    }

    fn structures(&self) -> impl Iterator<Item = PageDraft> {
        self.knowledge.catalogue.types.structs.iter().map(|of| {
            let told = self.knowledge.subject(CatalogueItem::Structure(of));
            PageDraft::new(&of.name, format!("types/{}.html", file(&of.name)), SitePart::Types, told)
        })
    }

    fn statuses(&self) -> PageDraft {
        let mut told = Explanation::new("Statuses", "reference", "What functions return and requests keep, each with who returns it.");
        let statuses = subjects(self.knowledge.catalogue).filter(|(_, subject)| matches!(subject, CatalogueItem::Status(_)));
        let members: Vec<PageMember> = statuses.map(|(name, subject)| self.member(name, subject)).collect();
        told.section(
            "by name",
            members.iter().map(|member| SectionEntry::keyed(&member.name, &member.explanation.lead).about(&member.name)),
        );
        PageDraft::list(SitePart::Statuses, told).with(members)
    }

    /// What failures and traces print, and no document defines as such.
    fn words(&self) -> PageDraft {
        let lead =
            "What failures, traces and reports print, and no document defines as such: each with what it means and what to do about it.";
        let mut told = Explanation::new("Words", "reference", lead);
        let mut members = Vec::new();
        for (kind, words) in self.knowledge.words() {
            told.section(kind, words.iter().map(|word| SectionEntry::keyed(&word.title, &word.lead).about(&word.title)));
            members.extend(words.into_iter().map(|explanation| {
                let name = explanation.title.clone();
                PageMember { anchor: file(&name).into_owned(), name, explanation }
            }));
        }
        PageDraft::list(SitePart::Words, told).with(members)
    }

    fn list_of_decisions(&self) -> PageDraft {
        let lead = "What was chosen where documents disagree or are silent, and in how this engine is built. Each is made once and cited by its number.";
        let mut told = Explanation::new("Decisions", "reference", lead);
        let decisions = self.knowledge.decisions.iter();
        told.section("by number", decisions.map(|of| SectionEntry::keyed(&of.name(), &of.title).about(of.name())));
        PageDraft::list(SitePart::Decisions, told)
    }

    fn decisions(&self) -> impl Iterator<Item = PageDraft> {
        self.knowledge.decisions.iter().map(|of| {
            let name = of.name();
            PageDraft::new(&name, format!("decisions/{name}.html"), SitePart::Decisions, self.knowledge.decision(of))
        })
    }

    fn list_of_scenarios(&self) -> PageDraft {
        let mut told = Explanation::new("Scenarios", "reference", "The truth that engines are held to, folder by folder.");
        let folders: Vec<&str> = self.scenarios.iter().map(|case| folder(&case.id)).collect();
        for folder in folders.chunk_by(|one, next| one == next).filter_map(|same| same.first()) {
            told.section((*folder).to_owned(), self.lines_of(|other| other == *folder));
        }
        PageDraft::list(SitePart::Scenarios, told)
    }

    /// The scenarios of some folders, a line each.
    fn lines_of(&self, is_meant: impl Fn(&str) -> bool) -> Vec<SectionEntry> {
        let meant = self.scenarios.iter().filter(|case| is_meant(folder(&case.id)));
        meant.map(|case| SectionEntry::keyed(case.id.rsplit('/').next().unwrap_or_default(), &case.title).about(path(case))).collect()
    }

    fn pages_of_scenarios(&self) -> impl Iterator<Item = PageDraft> {
        self.scenarios.iter().map(|case| {
            let mut told = self.knowledge.case(case);
            told.section("to look at its run", [SectionEntry::text(format!("rsmlab view {}", path(case)))]);
            let listing = case.scenario().map(|loaded| loaded.text.to_string());
            let page = format!("scenarios/{}.html", folders(&case.id));
            PageDraft {
                listing,
                view: self.has_views.then(|| view_of(case)),
                ..PageDraft::new(path(case), page, SitePart::Scenarios, told)
            }
        })
    }

    fn rules_of(&self, is_meant: impl Fn(&RuleOf<'_>) -> bool) -> Vec<PageMember> {
        let rules = self.knowledge.catalogue.rules().filter(is_meant);
        rules.map(|rule| self.member(rule.id.to_owned(), CatalogueItem::Rule(rule))).collect()
    }

    fn member(&self, name: String, subject: CatalogueItem<'_>) -> PageMember {
        // The page of a function has its returns by their statuses.
        let anchor = if let CatalogueItem::Row(row) = subject { file(&row.row.name) } else { file(&name) };
        PageMember { anchor: anchor.into_owned(), explanation: self.knowledge.subject(subject), name }
    }
}

/// What a rule of no single function is about.
fn area(rule: RuleOf<'_>) -> Option<&str> {
    match rule.home {
        RuleHome::Everywhere => Some("every function"),
        RuleHome::Model { area, .. } => Some(area),
        RuleHome::Function(_) | RuleHome::RemoteMethod(_) => None,
    }
}

/// The folder of a case.
fn folder(id: &str) -> &str {
    id.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The name of the scenario that a case is.
fn path(case: &Case) -> &str {
    case.scenario().map_or("", |loaded| &loaded.path)
}
