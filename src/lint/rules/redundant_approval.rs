//! See [`REDUNDANT_APPROVAL`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lint::VariantContext;

crate::rule! {
    /// x
    REDUNDANT_APPROVAL = "F401" "redundant-approval" Warning
}

pub(in crate::lint) fn check(_context: &VariantContext, _found: &mut Vec<Diagnostic>) {
    let _ = both!("", "");
}
