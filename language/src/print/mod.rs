//! Printing: from a model to the text of a scenario file, in canonical layout.
//!
//! What is as its default is left out, except what names things: every library, pool and client is declared.

mod script;
mod scsi;
mod setup;

use rsmlab_engine::port::hardware::Numbers;
use rsmlab_engine::time::Millis;

use super::layout;
use super::model::{OnRequest, Scenario, Schedule, Span, Step};
use super::tree::{Above, Block, Entry, Literal, Node};
use super::words::Setting;

/// The text of a scenario. Reading it gives an equal scenario.
#[must_use]
pub fn print(scenario: &Scenario) -> String {
    let mut sections = setup::sections(scenario);
    sections.push(scenario.script.iter().map(|step| script::step(&step.what)).collect());
    let mut block = Block::default();
    for mut nodes in sections {
        if let Some(first) = nodes.first_mut() {
            first.above.push(Above::Blank);
        }
        block.nodes.append(&mut nodes);
    }
    layout::lay_out(&block)
}

/// The text of the statement or act that stands at a place of a scenario, as [`print()`] has it; none if none begins there.
#[must_use]
pub fn print_statement(scenario: &Scenario, at: Span) -> Option<String> {
    let acts = |step: &Step| match step {
        Step::Schedule(Schedule { acts, .. }) | Step::OnRequest(OnRequest { acts, .. }) => acts.clone(),
        Step::Do(_) | Step::Run(_) | Step::Expect(_) | Step::Check(_) | Step::Settle(_) => Vec::new(),
    };
    let stands_there = |span: Span| span.offset == at.offset;
    let node = scenario.script.iter().find_map(|step| {
        let held = || acts(&step.what).into_iter().find(|act| stands_there(act.span)).map(|held| script::act(&held.what));
        if stands_there(step.span) { Some(script::step(&step.what)) } else { held() }
    })?;
    Some(layout::lay_out(&Block { nodes: vec![node], ..Block::default() }).trim().to_owned())
}

impl Node {
    /// Adds an argument.
    fn argument(mut self, value: impl Into<Literal>) -> Self {
        self.entries.push(Entry::argument(value));
        self
    }

    /// Adds a property.
    fn with(mut self, name: &str, value: impl Into<Literal>) -> Self {
        self.entries.push(Entry::property(name, value));
        self
    }

    /// Adds a property if there is a value.
    fn maybe(self, name: &str, value: Option<impl Into<Literal>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Adds a property unless it is as its default.
    fn unless<T: PartialEq + Into<Literal>>(self, default: T, name: &str, value: T) -> Self {
        if value == default { self } else { self.with(name, value) }
    }

    /// Adds the first and the last of some numbers, if there are any.
    fn numbers(self, names: [&str; 2], numbers: Numbers) -> Self {
        let any = numbers.hold(numbers.first);
        self.maybe(names[0], any.then_some(numbers.first)).maybe(names[1], any.then_some(numbers.last))
    }

    /// Adds the settings that are not as their defaults.
    fn settings<Of, V: Copy + PartialEq + Into<Literal>>(self, table: &[Setting<Of, V>], mut own: Of, mut default: Of) -> Self {
        table.iter().fold(self, |node, (name, field)| node.unless(*field(&mut default), name, *field(&mut own)))
    }

    /// Adds what stands in its braces.
    fn holding(mut self, nodes: Vec<Node>) -> Self {
        self.block = Some(Block { nodes, ..Block::default() });
        self
    }

    /// Whether it says nothing but its name.
    fn is_bare(&self) -> bool {
        self.entries.is_empty()
    }
}

impl From<&str> for Literal {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Literal {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Literal {
    fn from(truth: bool) -> Self {
        Self::Truth(truth)
    }
}

impl From<Millis> for Literal {
    fn from(time: Millis) -> Self {
        Self::Text(time.to_string())
    }
}

macro_rules! numbers {
    ($($number:ty)*) => { $(
        impl From<$number> for Literal {
            fn from(number: $number) -> Self {
                Self::Integer(i128::from(number))
            }
        }
    )* };
}

numbers! { u8 u16 u32 u64 i64 }

impl From<usize> for Literal {
    fn from(number: usize) -> Self {
        Self::Integer(number as i128)
    }
}
