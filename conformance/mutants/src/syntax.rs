//! What of the syntax matters to a switch: its two ways have to have one type, and it may not stand among `let`s.

use syn::spanned::Spanned;
use syn::visit::Visit;

/// The type that a function returns.
#[derive(Clone, Debug)]
pub enum Returned {
    /// It has a name.
    Named,
    /// It is known by its traits only, these.
    Traits(String),
    /// A part of it has no name.
    PartlyNamed,
}

/// What a function with this signature returns.
#[must_use]
pub fn returned(output: &syn::ReturnType) -> Returned {
    let syn::ReturnType::Type(_, kind) = output else { return Returned::Named };
    match &**kind {
        syn::Type::ImplTrait(nameless) => Returned::Traits(traits(nameless)),
        kind if has_impl(kind) => Returned::PartlyNamed,
        _ => Returned::Named,
    }
}

/// The traits by which a type without a name is known, as those of a `dyn`; what it borrows is left for the compiler to see.
fn traits(nameless: &syn::TypeImplTrait) -> String {
    let traits = nameless.bounds.iter().filter(|bound| matches!(bound, syn::TypeParamBound::Trait(_)));
    traits.map(|bound| bound.span().source_text().unwrap_or_default()).chain(["'_".to_owned()]).collect::<Vec<_>>().join(" + ")
}

/// Whether a type has a part without a name.
fn has_impl(kind: &syn::Type) -> bool {
    struct Nameless(bool);
    impl Visit<'_> for Nameless {
        fn visit_type_impl_trait(&mut self, _: &syn::TypeImplTrait) {
            self.0 = true;
        }
    }
    let mut nameless = Nameless(false);
    nameless.visit_type(kind);
    nameless.0
}

/// Whether an operand makes its expression a chain of `let`.
#[must_use]
pub fn chains_let(operand: &syn::Expr) -> bool {
    match operand {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(binary) => chains_let(&binary.left) || chains_let(&binary.right),
        _ => false,
    }
}
