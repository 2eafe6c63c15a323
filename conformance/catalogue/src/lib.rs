//! The catalogue: what the documents say about the API, our stance on each documented return, and the checks that follow.
//!
//! The files lie in `conformance/catalogue/`; its README is their schema. They are built into the program. [`Catalogue::load`] reads
//! them into types and checks them against each other, all mistakes at once. The crate knows no engine: what a
//! check expects is what the documents say.
//!
//! ```
//! let catalogue = rsmlab_catalogue::Catalogue::load().expect("the catalogue is sound");
//! let row = catalogue.row("InjectNtmsCleaner/ERROR_SLOT_FULL").expect("the page has it");
//! assert_eq!(row.function.group, "cleaner management");
//! ```

#![forbid(unsafe_code)]

pub mod check;
mod consistency;
mod files;
pub mod function;
pub mod model;
pub mod row;
pub mod source;
pub mod types;

use std::fmt;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use self::files::CatalogueFile;
use self::function::{Function, RemoteMethod, Rule};
use self::model::{Basis, Model};
use self::row::Row;
use self::source::Source;
use self::types::Types;

/// Everything the documents say, as data.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// The functions of the API, in the order of the conceptual list.
    pub functions: Vec<Function>,
    /// Callbacks that a media label library exports.
    pub callbacks: Vec<Function>,
    /// Methods of the remote protocol that are no functions of the API.
    pub remote_methods: Vec<RemoteMethod>,
    /// Rules that hold for every function.
    pub global_rules: Vec<Rule>,
    /// Enumerations, structures, limits, media types, object kinds, interfaces.
    pub types: Types,
    /// State machines, rules by area, work items, operator requests.
    pub model: Model,
}

/// Something wrong in a file of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("conformance/catalogue/{file}: {what}")]
pub struct CatalogueMistake {
    /// The file, below `conformance/catalogue/`.
    pub file: String,
    /// What is wrong, with the id of the entry.
    pub what: String,
}

/// All mistakes found in the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct CatalogueMistakes(pub Vec<CatalogueMistake>);

impl fmt::Display for CatalogueMistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the catalogue has {} mistake(s):", self.0.len())?;
        self.0.iter().try_for_each(|mistake| writeln!(f, "  {mistake}"))
    }
}

/// A documented return together with the function it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct RowOf<'c> {
    /// The function.
    pub function: &'c Function,
    /// The row.
    pub row: &'c Row,
}

impl RowOf<'_> {
    /// `InjectNtmsCleaner/ERROR_SLOT_FULL`
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}/{}", self.function.name, self.row.name)
    }
}

/// A rule together with where it stands.
#[derive(Clone, Copy, Debug)]
pub struct RuleOf<'c> {
    /// `inject-cleaner.door-no-inventory`
    pub id: &'c str,
    /// The statement.
    pub text: &'c str,
    /// Who says so.
    pub sources: &'c [Source],
    /// Where it stands.
    pub home: RuleHome<'c>,
    /// Why no run can show it, where none can.
    pub why: Option<&'c str>,
    /// A function without which no run can show it.
    pub needs: Option<&'c str>,
}

impl<'c> RuleOf<'c> {
    fn new(rule: &'c Rule, home: RuleHome<'c>) -> Self {
        let (why, needs) = (rule.why.as_deref(), rule.needs.as_deref());
        Self { id: &rule.id, text: &rule.text, sources: &rule.sources, home, why, needs }
    }

    /// The function that it is about, if it is one of those that programs call: callbacks are called by us.
    #[must_use]
    pub fn function(&self, catalogue: &'c Catalogue) -> Option<&'c Function> {
        if let RuleHome::Function(home) = self.home { catalogue.function(&home.name) } else { None }
    }
}

/// What a rule is about.
#[derive(Clone, Copy, Debug)]
pub enum RuleHome<'c> {
    /// One function or callback.
    Function(&'c Function),
    /// One method of the remote protocol.
    RemoteMethod(&'c RemoteMethod),
    /// Every function.
    Everywhere,
    /// An area of the model.
    Model {
        /// The area.
        area: &'c str,
        /// How well it is founded.
        basis: Basis,
    },
}

impl Catalogue {
    /// Reads and checks the catalogue that is built in.
    ///
    /// # Errors
    ///
    /// All mistakes of all files. The tests of this crate load it, so a released program never sees one.
    pub fn load() -> Result<Self, CatalogueMistakes> {
        let mut reader = CatalogueReader::default();
        let callbacks = reader.read::<Callbacks>(&files::CALLBACKS).unwrap_or_default();
        let remote_methods = reader.read::<RemoteMethods>(&files::REMOTE_METHODS).unwrap_or_default();
        let global_rules = reader.read::<GlobalRules>(&files::GLOBAL_RULES).unwrap_or_default();
        let mut catalogue = Self {
            functions: files::FUNCTIONS.iter().filter_map(|file| reader.read(file)).collect(),
            callbacks: callbacks.callback,
            remote_methods: remote_methods.remote_method,
            global_rules: global_rules.global_rule,
            types: Types::default(),
            model: Model::default(),
        };
        files::TYPES.iter().filter_map(|file| reader.read(file)).for_each(|part| catalogue.types.join(part));
        files::MODEL.iter().filter_map(|file| reader.read(file)).for_each(|part| catalogue.model.join(part));
        // What a file that cannot be read should have held would only look like further mistakes.
        if reader.mistakes.is_empty() {
            reader.mistakes = consistency::mistakes(&catalogue);
        }
        if reader.mistakes.is_empty() { Ok(catalogue) } else { Err(CatalogueMistakes(reader.mistakes)) }
    }

    /// The function with this documented name.
    #[must_use]
    pub fn function(&self, name: &str) -> Option<&Function> {
        self.functions.iter().find(|function| function.name == name)
    }

    /// Every documented return of every function.
    pub fn rows(&self) -> impl Iterator<Item = RowOf<'_>> {
        self.functions.iter().flat_map(|function| function.returns.iter().map(move |row| RowOf { function, row }))
    }

    /// The documented return with this id, `InjectNtmsCleaner/ERROR_SLOT_FULL`.
    #[must_use]
    pub fn row(&self, id: &str) -> Option<RowOf<'_>> {
        let (function, status) = id.split_once('/')?;
        let function = self.function(function)?;
        Some(RowOf { function, row: function.row(status)? })
    }

    /// Every rule: of functions, callbacks, remote methods, of all functions, of the model.
    pub fn rules(&self) -> impl Iterator<Item = RuleOf<'_>> {
        let functions = self.functions.iter().chain(&self.callbacks);
        let functions =
            functions.flat_map(|function| function.rules.iter().map(move |rule| RuleOf::new(rule, RuleHome::Function(function))));
        let methods = self.remote_methods.iter();
        let methods = methods.flat_map(|method| method.rules.iter().map(move |rule| RuleOf::new(rule, RuleHome::RemoteMethod(method))));
        let everywhere = self.global_rules.iter().map(|rule| RuleOf::new(rule, RuleHome::Everywhere));
        let model = self.model.rules.iter().map(|rule| RuleOf {
            id: &rule.id,
            text: &rule.text,
            sources: &rule.sources,
            home: RuleHome::Model { area: &rule.area, basis: rule.basis },
            why: rule.why.as_deref(),
            needs: rule.needs.as_deref(),
        });
        functions.chain(methods).chain(everywhere).chain(model)
    }

    /// The rule with this id, `inject-cleaner.door-no-inventory`.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<RuleOf<'_>> {
        self.rules().find(|rule| rule.id == id)
    }

    /// Whether a scenario may say that it covers this: the id of a row or a rule.
    #[must_use]
    pub fn can_be_covered(&self, id: &str) -> bool {
        self.row(id).is_some() || self.rule(id).is_some()
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Callbacks {
    callback: Vec<Function>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RemoteMethods {
    remote_method: Vec<RemoteMethod>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct GlobalRules {
    global_rule: Vec<Rule>,
}

/// Reads files and gathers what is wrong with them.
#[derive(Default)]
struct CatalogueReader {
    mistakes: Vec<CatalogueMistake>,
}

impl CatalogueReader {
    fn read<T: DeserializeOwned>(&mut self, file: &CatalogueFile) -> Option<T> {
        toml::from_str(file.text)
            .map_err(|wrong| self.mistakes.push(CatalogueMistake { file: file.path.to_owned(), what: wrong.to_string() }))
            .ok()
    }
}
