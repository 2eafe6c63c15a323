//! The matrix: every documented return and rule, our stance on it, how well the runs prove it, and by which scenarios.
//!
//! It is the one place where catalogue and coverage meet. Its JSON form is promised to scripts, [`golden`] is what is
//! kept in the repository and compared in review, and a page is for reading. [`results`] is the same of a report.

pub mod golden;
mod page;
mod proof;
pub mod results;
mod standing;
mod totals;

use std::borrow::Cow;
use std::collections::BTreeMap;

use rsmlab_counter::Clauses;
use serde::Serialize;
use serde::ser::Serializer;

pub use self::standing::Standing;
pub use self::totals::Totals;

use crate::catalogue::function::Function;
use crate::catalogue::row::Stance;
use crate::catalogue::{Catalogue, RowOf, RuleHome, RuleOf};
use crate::coverage::{Counter, Coverage, CoveringScenario, Evidence, Proof};

/// What stands beside everything that belongs to a function which the engine does not have.
const NO_FUNCTION: &str = "the engine does not have the function yet";
/// Every documented return and rule, and how well it is proven.
#[derive(Clone, Debug, Serialize)]
pub struct Matrix<'k> {
    /// Version of the JSON form.
    schema: u32,
    /// How many there are of each kind.
    pub totals: Totals,
    /// The returns, function by function.
    pub rows: Vec<MatrixRow<'k>>,
    /// The rules of the functions, function by function.
    pub rules: Vec<MatrixRule<'k>>,
    /// Rules of no single function: of callbacks, of remote methods, of every function, of the model.
    pub other_rules: Vec<MatrixRule<'k>>,
    /// What it was made of.
    #[serde(skip)]
    catalogue: &'k Catalogue,
}

/// A documented return.
#[derive(Clone, Debug, Serialize)]
pub struct MatrixRow<'k> {
    /// `InjectNtmsCleaner/ERROR_SLOT_FULL`
    pub id: String,
    /// Its function.
    pub function: &'k str,
    /// The status.
    pub status: &'k str,
    /// The word of our stance.
    pub stance: &'static str,
    /// How well it is proven.
    #[serde(flatten)]
    pub proven: Proven<'k>,
    /// The condition.
    #[serde(skip)]
    pub when: &'k str,
}

/// A documented rule.
#[derive(Clone, Debug, Serialize)]
pub struct MatrixRule<'k> {
    /// `inject-cleaner.door-no-inventory`
    pub id: &'k str,
    /// Its function, callback or remote method; absent when it belongs to none.
    pub function: Option<&'k str>,
    /// The statement.
    pub text: &'k str,
    /// How well it is proven.
    #[serde(flatten)]
    pub proven: Proven<'k>,
    /// How many of its parts are proven, of those that have engines which break them.
    #[serde(serialize_with = "clauses")]
    pub clauses: Clauses,
    /// The engines that are made to break it.
    #[serde(rename = "counter_engines")]
    pub counters: Vec<Counter>,
}

/// How well a return or rule is proven.
#[derive(Clone, Debug, Serialize)]
pub struct Proven<'k> {
    /// What the runs say.
    pub coverage: Proof,
    /// The scenarios behind that, the most telling first.
    pub scenarios: Vec<WitnessScenario<'k>>,
    /// Why it is neither asserted nor proven; absent when it is.
    pub why: Option<Cow<'k, str>>,
    /// Stance and coverage in one word.
    #[serde(skip)]
    pub standing: Standing,
}

/// A scenario that has to do with a return or rule; in JSON, its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WitnessScenario<'k> {
    /// Its file, as people would type it.
    pub path: &'k str,
    /// Its title.
    pub title: &'k str,
}

/// `{"proven": 1, "of": 2}`
fn clauses<S: Serializer>(Clauses { proven, of }: &Clauses, serializer: S) -> Result<S::Ok, S::Error> {
    BTreeMap::from([("proven", proven), ("of", of)]).serialize(serializer)
}

impl Serialize for WitnessScenario<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.path)
    }
}

/// What there is of one function.
#[derive(Clone, Copy, Debug)]
pub struct FunctionLine<'m, 'k> {
    /// The function.
    pub function: &'k Function,
    /// Its returns.
    pub rows: &'m [MatrixRow<'k>],
    /// Its rules.
    pub rules: &'m [MatrixRule<'k>],
}

impl<'k> Matrix<'k> {
    /// Joins what is documented with what the runs prove.
    #[must_use]
    pub fn of(catalogue: &'k Catalogue, coverage: &'k Coverage) -> Self {
        let rows: Vec<_> = catalogue.rows().map(|row| row_line(row, coverage)).collect();
        let of_function = |rule: &RuleOf<'_>| rule.function(catalogue).is_some();
        let (rules, others): (Vec<_>, Vec<_>) = catalogue.rules().partition(of_function);
        let [rules, other_rules] =
            [rules, others].map(|rules| rules.into_iter().map(|rule| rule_line(rule, catalogue, coverage)).collect::<Vec<_>>());
        let totals = Totals::of(catalogue, &rows, &rules, &other_rules);
        Self { schema: 1, totals, rows, rules, other_rules, catalogue }
    }

    /// The functions in the order of the catalogue, each with its returns and rules.
    pub fn functions(&self) -> impl Iterator<Item = FunctionLine<'_, 'k>> {
        let (mut rows, mut rules) = (&self.rows[..], &self.rules[..]);
        self.catalogue.functions.iter().map(move |function| {
            let (own_rows, other_rows) = rows.split_at(function.returns.len());
            let (own_rules, other_rules) = rules.split_at(function.rules.len());
            (rows, rules) = (other_rows, other_rules);
            FunctionLine { function, rows: own_rows, rules: own_rules }
        })
    }

    /// Everything in it, as id and how well it is proven.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Proven<'k>)> {
        let rows = self.rows.iter().map(|row| (row.id.as_str(), &row.proven));
        let rules = self.rules.iter().chain(&self.other_rules);
        rows.chain(rules.map(|rule| (rule.id, &rule.proven)))
    }

    /// One JSON document.
    ///
    /// # Panics
    ///
    /// Never: every part of it has a JSON form.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a matrix has a JSON form")
    }
}

fn row_line<'k>(row: RowOf<'k>, coverage: &'k Coverage) -> MatrixRow<'k> {
    let (id, stance) = (row.id(), &row.row.stance);
    let standing = Standing::of_row(stance, coverage.evidence(&id).proof());
    let why = match stance {
        Stance::Todo => Some(NO_FUNCTION.into()),
        Stance::Implemented | Stance::Environment | Stance::Alias { .. } | Stance::Variant { .. } | Stance::Unreachable { .. } => {
            stance.why().map(Cow::from)
        }
    };
    let proven = proven(&id, &row.function.name, standing, why, coverage);
    MatrixRow { id, function: &row.function.name, status: &row.row.name, stance: stance.word(), proven, when: &row.row.when }
}

fn rule_line<'k>(rule: RuleOf<'k>, catalogue: &Catalogue, coverage: &'k Coverage) -> MatrixRule<'k> {
    let (function, is_there) = match rule.home {
        RuleHome::Function(function) => (Some(function.name.as_str()), function.has_stance()),
        RuleHome::RemoteMethod(method) => (Some(method.name.as_str()), false),
        RuleHome::Everywhere | RuleHome::Model { .. } => (None, true),
    };
    let waits = rule.needs.and_then(|needs| catalogue.function(needs)).is_some_and(|needs| !needs.has_stance());
    let standing = Standing::of_rule(is_there && !waits, rule.why.is_some(), coverage.evidence(rule.id).proof());
    let why = rule.why.map(Cow::from).or_else(|| {
        let waits = waits.then(|| Cow::from(format!("it takes {}, which the engine does not have yet", rule.needs.unwrap_or_default())));
        if is_there { waits } else { Some(NO_FUNCTION.into()) }
    });
    let Evidence { clauses, counters, .. } = coverage.evidence(rule.id);
    let why = if standing == Standing::Claimed { Some(unproven(clauses, &counters).into()) } else { why };
    let proven = proven(rule.id, function.unwrap_or_default(), standing, why, coverage);
    MatrixRule { id: rule.id, function, text: rule.text, proven, clauses, counters }
}

/// Why a rule is claimed only.
fn unproven(Clauses { proven, of }: Clauses, counters: &[Counter]) -> String {
    let Some(missed) = counters.iter().find(|counter| counter.found_by.is_none()) else {
        return "no engine is made to break it, so nothing shows that a scenario would notice".to_owned();
    };
    let clauses = if of > 1 { format!("{proven} of {of} parts are proven; ") } else { String::new() };
    format!("{clauses}no scenario about it finds out `{}`: {}", missed.name, missed.says)
}

fn proven<'k>(id: &str, function: &str, standing: Standing, why: Option<Cow<'k, str>>, coverage: &'k Coverage) -> Proven<'k> {
    let why = match standing {
        Standing::Asserted | Standing::Proven => None,
        Standing::RaisedOnly | Standing::CitedOnly | Standing::Missing => Some(standing.meaning().into()),
        Standing::Claimed | Standing::Alias | Standing::Variant | Standing::Unreachable | Standing::Todo => why,
    };
    Proven { coverage: coverage.evidence(id).proof(), scenarios: witnesses(id, function, coverage), why, standing }
}

/// The scenarios behind the coverage of an id: first those that find out an engine, then those that say they are about it, among these the
/// function's own, and among these the ones that are about little else.
fn witnesses<'k>(id: &str, function: &str, coverage: &'k Coverage) -> Vec<WitnessScenario<'k>> {
    let Evidence { covered_by, raised_by, asserted_by, claimed_by, counters, .. } = coverage.evidence(id);
    let best = [&asserted_by, &claimed_by, &raised_by, &covered_by].into_iter().find(|paths| !paths.is_empty()).unwrap_or(&asserted_by);
    let mut scenarios: Vec<_> = best.iter().filter_map(|path| coverage.scenario(path)).collect();
    let is_own = |path: &str| path.split('/').any(|folder| folder == function);
    let finds = |path: &str| counters.iter().any(|counter| counter.found_by.as_deref() == Some(path));
    scenarios
        .sort_by_key(|scenario| (!finds(&scenario.path), !covered_by.contains(&scenario.path), !is_own(&scenario.path), scenario.claims));
    scenarios.into_iter().map(|CoveringScenario { path, title, .. }| WitnessScenario { path, title }).collect()
}
