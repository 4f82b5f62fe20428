//! What is known about a variant before it is compared.

use crate::diagnostic::Diagnostic;
use crate::measure::Measures;
use crate::model::Variant;

/// A variant with what was measured and found.
pub struct Subject<'a> {
    /// The variant.
    pub variant: &'a Variant,
    /// What was measured of it.
    pub measures: &'a Measures,
    /// What was found about it.
    pub findings: Vec<&'a Diagnostic>,
}
