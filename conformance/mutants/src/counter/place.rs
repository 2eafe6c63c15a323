//! The places of patches: the least around a change that can have a switch, so that who writes a patch need not think of one.
//!
//! An expression is only switched where it is a value: the body of an arm or a closure, a condition. Everything else is switched by statements:
//! one that binds no name alone, one that does with all that follow it in its block, because they need the name.

use std::ops::Range;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::loom::{WeaveForm, within};
use crate::syntax::{Returned, chains_let, returned};

/// The places of a file.
#[derive(Debug, Default)]
pub struct Places {
    blocks: Vec<CodeBlock>,
    values: Vec<Range<usize>>,
    functions: Vec<FunctionBody>,
    /// The words `const` of functions.
    pub constants: Vec<Range<usize>>,
}

/// Statements between braces.
#[derive(Debug)]
struct CodeBlock {
    statements: Vec<CodeStatement>,
}

/// A statement.
#[derive(Debug)]
struct CodeStatement {
    range: Range<usize>,
    /// Whether others may need what it declares.
    declares: bool,
}

/// A function with statements.
#[derive(Debug)]
struct FunctionBody {
    name: Range<usize>,
    body: Range<usize>,
    /// The traits of the type that it returns, if that has no name.
    traits: Option<String>,
}

impl Places {
    /// The places of a source.
    ///
    /// # Errors
    ///
    /// When it is no Rust.
    pub fn of(source: &str) -> syn::Result<Self> {
        let mut places = Self::default();
        places.visit_file(&syn::parse_file(source)?);
        Ok(places)
    }

    /// The least place around a change; none outside of functions.
    #[must_use]
    pub fn around(&self, change: &Range<usize>) -> Option<(WeaveForm, Range<usize>)> {
        let values = self.values.iter().filter(|value| within(change, value)).map(|value| (WeaveForm::Expression, value.clone()));
        let statements = self.blocks.iter().filter_map(|block| block.around(change)).map(|range| (WeaveForm::Block, range));
        let (form, range) = values.chain(statements).min_by_key(|(_, range)| range.len())?;
        // What a function returns has one type only in a box, if it has no name.
        let nameless = self
            .functions
            .iter()
            .filter(|function| form == WeaveForm::Block && function.body.end == range.end && within(&range, &function.body));
        let boxed = nameless.filter_map(|function| Some((WeaveForm::Boxed(function.traits.clone()?), function.body.clone()))).next_back();
        Some(boxed.unwrap_or((form, range)))
    }

    /// All that the function does whose name stands there.
    #[must_use]
    pub fn body(&self, name: &Range<usize>) -> Option<(WeaveForm, Range<usize>)> {
        let function = self.functions.iter().find(|function| function.name == *name)?;
        let form = function.traits.clone().map_or(WeaveForm::Block, WeaveForm::Boxed);
        Some((form, function.body.clone()))
    }

    fn function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        self.constants.extend(signature.constness.map(|word| word.span().byte_range()));
        if let Some(body) = body(block) {
            let traits = match returned(&signature.output) {
                Returned::Traits(traits) => Some(traits),
                Returned::Named | Returned::PartlyNamed => None,
            };
            self.functions.push(FunctionBody { name: signature.ident.span().byte_range(), body, traits });
        }
    }

    /// Notes an expression that is a value, unless it is a block, whose statements are places.
    fn value(&mut self, value: &syn::Expr) {
        if !matches!(value, syn::Expr::Block(_)) && !chains_let(value) {
            self.values.push(value.span().byte_range());
        }
    }
}

/// From the first statement of a block to the last.
fn body(block: &syn::Block) -> Option<Range<usize>> {
    let (first, last) = (block.stmts.first()?, block.stmts.last()?);
    Some(first.span().byte_range().start..last.span().byte_range().end)
}

impl CodeBlock {
    /// The statements around a change.
    fn around(&self, change: &Range<usize>) -> Option<Range<usize>> {
        let (first, last) = (self.statements.first()?, self.statements.last()?);
        let is_touched = |statement: &&CodeStatement| statement.range.start < change.end && change.start < statement.range.end;
        if !within(change, &(first.range.start..last.range.end)) {
            return None;
        }
        let mut touched = self.statements.iter().filter(is_touched);
        let begin = touched.next()?;
        let is_alone = touched.next().is_none() && within(change, &begin.range) && !begin.declares;
        // A change may begin with what is said before the first of them.
        Some(if is_alone { begin.range.clone() } else { begin.range.start.min(change.start)..last.range.end })
    }
}

impl<'ast> Visit<'ast> for Places {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.function(&function.sig, &function.block);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.function(&function.sig, &function.block);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        if let Some(block) = &function.default {
            self.function(&function.sig, block);
        }
        visit::visit_trait_item_fn(self, function);
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        let statement = |statement: &syn::Stmt| CodeStatement {
            range: statement.span().byte_range(),
            declares: matches!(statement, syn::Stmt::Local(_) | syn::Stmt::Item(_)),
        };
        self.blocks.push(CodeBlock { statements: block.stmts.iter().map(statement).collect() });
        visit::visit_block(self, block);
    }

    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        self.value(&closure.body);
        visit::visit_expr_closure(self, closure);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        self.value(&arm.body);
        visit::visit_arm(self, arm);
    }

    fn visit_expr_if(&mut self, choice: &'ast syn::ExprIf) {
        self.value(&choice.cond);
        visit::visit_expr_if(self, choice);
    }
}
