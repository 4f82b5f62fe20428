//! A comparison as a page that a manager can sign, as a table for a spreadsheet, and as data.

pub mod json;
mod page;
mod words;

pub use page::{page, sheet};
pub(super) use words::Words;

use crate::compare::Comparison;
use crate::model::Model;

/// What is shown.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The model.
    pub model: &'a Model,
    /// The comparison.
    pub comparison: &'a Comparison<'a>,
}
