//! A comparison as a page that a manager can sign, as a table for a spreadsheet, and as data.

pub mod json;
mod page;
mod words;

pub use page::{page, sheet};
pub(super) use words::Words;

use crate::compare::Comparison;
use crate::emit::page::Part;
use crate::lang::Lang;
use crate::model::{Model, Variant};

/// What a to-be changes, and why.
pub(crate) fn changes(model: &Model, comparison: &Comparison, to_be: &Variant, lang: Lang) -> Vec<Part> {
    page::changes(Subject { model, comparison }, to_be, Words { model, lang }).parts
}

/// What is shown.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The model.
    pub model: &'a Model,
    /// The comparison.
    pub comparison: &'a Comparison<'a>,
}
