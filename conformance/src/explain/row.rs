//! Explaining a documented return, and a status wherever it is returned.

use std::collections::BTreeSet;

use rsmlab_engine::function::Function;
use rsmlab_engine::method::{refusals, table};
use rsmlab_engine::port::hardware::{Exception, Failure};
use rsmlab_engine::refusal::Refusal;
use rsmlab_engine::status::Status;

use super::word::DOCUMENTED;
use super::{Explanation, Knowledge, SectionEntry, number};
use crate::catalogue::RowOf;
use crate::catalogue::function::{self as catalogue, DocumentedCheck};
use crate::catalogue::row::{Row, Stance, StatusNumber};

/// The section of the checks that documents name.
const DOCUMENTED_ORDER: &str = "documented order of checks";
/// The section of the checks that the engine makes.
pub(super) const IN_THE_ENGINE: &str = "order of checks in the engine";
/// The sections that tell of all checks of a function.
pub(crate) const BOTH_ORDERS: [&str; 2] = [DOCUMENTED_ORDER, IN_THE_ENGINE];

impl Knowledge<'_> {
    /// One return of one function.
    pub(super) fn row(&self, row: RowOf<'_>) -> Explanation {
        let RowOf { function, row: Row { name, when, sources, prose, stance, .. } } = row;
        let id = row.id();
        let kind = format!("return of {}", function.name);
        let mut explanation = Explanation::new(&id, kind, &format!("{name} when {when}."));
        explanation.section("stance", stance_entries(&function.name, stance));
        explanation.section("number", [SectionEntry::text(row_number(row.row))]);
        explanation.section("also known as", also_known_as(row));
        explanation.section("scenarios", self.scenarios(&id));
        explanation.section(DOCUMENTED_ORDER, order_of_checks(row));
        explanation.section(IN_THE_ENGINE, order_in_the_engine(function, |refusal| answers(refusal, row)));
        explanation.section("ends a request as", ends_a_request(row));
        let rules = function.rules.iter().filter(|rule| rule.text.contains(name.as_str()));
        explanation.section("rules that name it", rules.map(|rule| SectionEntry::keyed(&rule.id, &rule.text)));
        let conflicts = function.conflicts_about(name);
        explanation.section("disagreements", conflicts.flat_map(|conflict| disagreement(&conflict.text, &conflict.recommended)));
        explanation.section("decisions", self.decisions_about([id.as_str(), name].into_iter()));
        explanation.section("sources", self.sources(sources).into_iter().chain(self.sources(prose).into_iter().map(in_prose)));
        explanation
    }

    /// A status, with every function that returns it.
    pub(super) fn status(&self, status: Status) -> Explanation {
        let rows: Vec<_> = self.catalogue.rows().filter(|row| row.row.name == status.name()).collect();
        let lead = match rows.len() {
            0 => "No function returns it; hardware, or a request that ends, does.".to_owned(),
            1 => "One function returns it.".to_owned(),
            several => format!("{several} functions return it."),
        };
        let mut explanation = Explanation::new(status.name(), "status", &lead);
        explanation.section("number", [SectionEntry::text(number(status))]);
        let same = Status::ALL.iter().filter(|other| **other != status && other.number() == status.number());
        explanation.section("same number", same.map(|other| SectionEntry::keyed(other.name(), "tell them apart by name")));
        let kept = Failure::ALL.iter().filter(|failure| failure.status() == status || failure.changer_error() == Some(status));
        explanation.section("comes of", kept.map(|failure| SectionEntry::keyed(&format!("{failure:?}"), failure.meaning().trim())));
        let raised: BTreeSet<&str> = refusals().filter(|refusal| refusal.status == status).map(|refusal| refusal.name).collect();
        explanation.section("given for", raised.into_iter().map(SectionEntry::text));
        let told = Exception::ALL.iter().filter(|exception| exception.name() == status.name());
        explanation.section(
            "told of an element",
            told.map(|exception| SectionEntry::keyed(&exception.sense().to_string(), "the sense that says so")),
        );
        explanation.section("decisions", self.decisions_about([status.name()].into_iter()));
        let sources = self.named_once(rows.iter().flat_map(|row| &row.row.sources));
        let header = status.borrowed_from().is_none().then(|| SectionEntry::text("winerror.h"));
        explanation.section(DOCUMENTED, header.into_iter().chain(sources));
        explanation.section("returned by", rows.iter().map(|row| self.return_line(*row, &row.function.name)));
        explanation
    }

    /// A row in one line, under `key`.
    pub(super) fn return_line(&self, row: RowOf<'_>, key: &str) -> SectionEntry {
        let proof = if row.row.stance.is_raised() { self.proof(&row.id()) } else { "" };
        let state = match &row.row.stance {
            Stance::Implemented => proof.to_owned(),
            stance @ (Stance::Environment | Stance::Unreachable { .. } | Stance::Todo) if proof.is_empty() => stance.word().to_owned(),
            stance @ (Stance::Environment | Stance::Unreachable { .. } | Stance::Todo) => format!("{}, {proof}", stance.word()),
            stance @ (Stance::Alias { .. } | Stance::Variant { .. }) => {
                stance.of().map_or_else(|| stance.word().to_owned(), |of| format!("{} of {of}", stance.word()))
            }
        };
        let marked = row.row.stance.is_raised() && self.is_open(&row.id());
        SectionEntry { state, marked, ..SectionEntry::keyed(key, &row.row.when).about(row.id()) }
    }
}

fn row_number(row: &Row) -> String {
    // A name has one number wherever it is returned, whichever name another document has for the condition on one page.
    let ours = Status::from_name(&row.name).filter(|status| status.borrowed_from().is_some());
    let mut text = match &row.number {
        StatusNumber::Alias { name, number: alias } if ours.is_some_and(|status| status.number() != *alias) => {
            let ours = ours.map(number).unwrap_or_default();
            format!("{ours} (D-007); another document's word for the condition on this page, {name}, has {alias}")
        }
        StatusNumber::Win32(number) => format!("{number} in winerror.h"),
        StatusNumber::Alias { name, number } => {
            format!("{number}, that of {name}, another document's word for it; winerror.h has no such name")
        }
        StatusNumber::Nearest { name, number } => format!("{number}, that of {name}, the closest there is; winerror.h has no such name"),
        StatusNumber::Handle(value) => format!("the handle value {value} in place of a result; no status"),
    };
    if let Some(printed) = &row.hresult_as_printed {
        text.push_str(&format!(" (misprinted once as {printed})"));
    }
    text
}

fn in_prose(mut entry: SectionEntry) -> SectionEntry {
    entry.text.push_str(", in running text only");
    entry
}

fn stance_entries(function: &str, stance: &Stance) -> Vec<SectionEntry> {
    let meaning = match stance {
        Stance::Implemented => "The engine raises it on its own account.".to_owned(),
        Stance::Environment => "The engine raises it when the environment fails: database, memory, service or network.".to_owned(),
        Stance::Alias { of, why } => format!("The same condition as {function}/{of}. {why}"),
        Stance::Variant { of: Some(of), why } => {
            format!("Another documented reading, accepted from other implementations; this engine gives {function}/{of}. {why}")
        }
        Stance::Variant { of: None, why } => format!("Another documented reading, accepted from other implementations. {why}"),
        Stance::Unreachable { why } => format!("It cannot happen here. {why}"),
        Stance::Todo => "The engine does not have the function yet.".to_owned(),
    };
    vec![SectionEntry::keyed(stance.word(), &meaning)]
}

/// Rows of the function that stand for the same condition.
fn also_known_as(row: RowOf<'_>) -> impl Iterator<Item = SectionEntry> {
    let others = row.function.returns.iter().filter(move |other| other.stance.of() == Some(&row.row.name));
    others.map(|other| SectionEntry::keyed(&other.name, &format!("{}: {}", other.stance.word(), other.stance.why().unwrap_or_default())))
}

/// What documents say, and what to make of it.
pub(super) fn disagreement(text: &str, recommended: &str) -> [SectionEntry; 2] {
    [SectionEntry::text(text), SectionEntry::keyed("we take", recommended)]
}

/// The documented checks; those that give this status are marked.
fn order_of_checks(row: RowOf<'_>) -> Vec<SectionEntry> {
    let checks = row.function.validation_order.iter().enumerate();
    let entry = |(place, check): (usize, &DocumentedCheck)| {
        let text = format!("{}: {}", check.check, check.code);
        SectionEntry { marked: check.mentions(&row.row.name), ..SectionEntry::keyed(&format!("{}.", place + 1), &text) }
    };
    checks.map(entry).collect()
}

/// The refusals of the engine, in the order in which they are checked; some of them are marked.
pub(super) fn order_in_the_engine(function: &catalogue::Function, marked: impl Fn(&Refusal) -> bool) -> Vec<SectionEntry> {
    let refusals = engine_table(function).iter().enumerate();
    let entry = |(place, refusal): (usize, &&Refusal)| {
        let text = format!("{}: {}", refusal.name, refusal.status);
        SectionEntry { marked: marked(refusal), ..SectionEntry::keyed(&format!("{}.", place + 1), &text) }
    };
    refusals.map(entry).collect()
}

/// Refusals that answer the row after the call was admitted, by ending its request.
fn ends_a_request(row: RowOf<'_>) -> Vec<SectionEntry> {
    let later = refusals().filter(|refusal| answers(refusal, row) && !engine_table(row.function).contains(refusal));
    later.map(|refusal| SectionEntry::keyed(refusal.name, &refusal.rows.join(", "))).collect()
}

fn engine_table(function: &catalogue::Function) -> &'static [&'static Refusal] {
    Function::from_name(&function.name).map_or(&[], table)
}

fn answers(refusal: &Refusal, row: RowOf<'_>) -> bool {
    refusal.rows.contains(&row.id().as_str())
}
