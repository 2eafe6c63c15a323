//! The loom: broken pieces of code put into a file, each behind a switch, so that one build serves all of them.
//!
//! At a place there is then the code as it is and one or more that are broken, and the switch tells which is run. Within a broken piece nothing
//! else is switched, because only one is alive at a time. How places are found is a matter of those who break: [`crate::small`] finds the
//! smallest expression around a change that cargo-mutants knows, [`crate::counter`] the statements around a patch.

use std::ops::Range;

/// What makes a switch of a crate, a file of its own: which piece is alive is asked of the environment, once.
pub const SWITCH: &str = "\
//! Which broken piece is alive; none when nobody says.
use std::sync::OnceLock;
static ALIVE: OnceLock<u32> = OnceLock::new();
pub(crate) fn is(mutant: u32) -> bool {
    let alive = || std::env::var(\"RSMLAB_MUTANT\").ok().and_then(|number| number.parse().ok()).unwrap_or(0);
    *ALIVE.get_or_init(alive) == mutant
}
";

/// The variable of the environment that tells a woven program which piece is alive.
pub const ALIVE: &str = "RSMLAB_MUTANT";

/// How the ways at a place are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WeaveForm {
    /// The code is left out: the word `const` of a function, because no switch can be asked before there is an environment.
    Gone,
    /// The code is an expression, which may stand within another.
    Expression,
    /// The code is statements, or an expression that stands where brackets may not.
    Block,
    /// The code is the statements of a function, and what is broken returns before them.
    Before,
    /// The code is the statements of a function that returns a type without a name; these are the traits that it is known by.
    Boxed(String),
}

/// A place with the pieces that are switched there.
#[derive(Clone, Debug)]
pub struct WovenPlace {
    /// How they are written.
    pub form: WeaveForm,
    /// Where, in bytes.
    pub range: Range<usize>,
    /// The broken pieces by their numbers.
    pub pieces: Vec<(u32, String)>,
}

/// A file with all that was woven into it.
#[derive(Clone, Debug)]
pub struct Woven {
    /// The text.
    pub text: String,
    /// Where in the text the broken pieces stand, in bytes.
    pub places: Vec<(u32, Range<usize>)>,
}

/// Whether a range lies within another.
#[must_use]
pub fn within(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Adds a piece to the node of its place, or makes one.
pub fn add(nodes: &mut Vec<WovenPlace>, form: WeaveForm, range: Range<usize>, piece: (u32, String)) {
    match nodes.iter_mut().find(|node| node.form == form && node.range == range) {
        Some(node) => node.pieces.push(piece),
        None => nodes.push(WovenPlace { form, range, pieces: vec![piece] }),
    }
}

/// Weaves nodes into a source. Each of two that have something in common lies within the other.
#[must_use]
pub fn weave(source: &str, mut nodes: Vec<WovenPlace>) -> Woven {
    let is_of_a_body = |form: &WeaveForm| matches!(form, WeaveForm::Before | WeaveForm::Boxed(_));
    // An outer one before what is in it; a body before the expression that it consists of.
    nodes.sort_by_key(|node| (node.range.start, std::cmp::Reverse(node.range.end), !is_of_a_body(&node.form)));
    let mut loom = Loom { source, text: String::new(), places: Vec::new() };
    loom.weave(0..source.len(), &nodes);
    Woven { text: loom.text, places: loom.places }
}

/// The text as far as it is woven.
struct Loom<'s> {
    source: &'s str,
    text: String,
    places: Vec<(u32, Range<usize>)>,
}

impl Loom<'_> {
    /// Weaves a part of the source with the nodes that lie in it.
    fn weave(&mut self, part: Range<usize>, nodes: &[WovenPlace]) {
        let mut at = part.start;
        let mut rest = nodes;
        while let Some((node, more)) = rest.split_first() {
            let inner = more.iter().take_while(|inner| within(&inner.range, &node.range)).count();
            self.text.push_str(&self.source[at..node.range.start]);
            self.node(node, &more[..inner]);
            at = node.range.end;
            rest = &more[inner..];
        }
        self.text.push_str(&self.source[at..part.end]);
    }

    fn node(&mut self, node: &WovenPlace, inner: &[WovenPlace]) {
        let is_value = node.form == WeaveForm::Expression;
        let (open, before, after, close) = match &node.form {
            WeaveForm::Gone => return,
            WeaveForm::Expression if begins_with_a_block(&self.source[node.range.clone()]) => ("(".to_owned(), "{ (", ") }", ")"),
            WeaveForm::Expression => ("(".to_owned(), "{ ", " }", ")"),
            WeaveForm::Block => (String::new(), "{ ", " }", ""),
            WeaveForm::Before => (String::new(), "{ } ", "", ""),
            WeaveForm::Boxed(traits) => (format!("let woven: Box<dyn {traits}> = "), "{ Box::new({ ", " }) }", "; woven"),
        };
        self.text.push_str(&open);
        for (number, piece) in &node.pieces {
            self.text.push_str(&format!("if crate::mutant::is({number}) {{ "));
            let start = self.text.len();
            if is_value && begins_with_a_block(piece) {
                self.text.push_str(&format!("({piece})"))
            } else {
                self.text.push_str(piece)
            }
            self.places.push((*number, start..self.text.len()));
            self.text.push_str(" } else ");
        }
        self.text.push_str(before);
        self.weave(node.range.clone(), inner);
        self.text.push_str(after);
        self.text.push_str(close);
    }
}

/// Whether the first part of an expression would be taken for a statement at the beginning of a block: `if a { 1 } else { 0 } | 2`.
fn begins_with_a_block(expression: &str) -> bool {
    let expression = expression.trim_start();
    let word = expression.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
    expression.starts_with('{') || matches!(word, "if" | "match" | "loop" | "for" | "while" | "unsafe")
}
