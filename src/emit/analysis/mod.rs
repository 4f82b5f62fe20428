//! The analysis of a variant as a page that a manager can read: figures with their names, limits, where the time goes, who is busy,
//! and what could not be judged. One page; and the same as data.

pub(in crate::emit) mod figures;
pub mod json;
mod sections;

pub use sections::gap_text;

use super::page::Page;
use crate::lang::Lang;
use crate::measure::Measures;
use crate::model::{Model, Process, Variant};

/// What is shown of a variant.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The model.
    pub model: &'a Model,
    /// The process.
    pub process: &'a Process,
    /// The variant.
    pub variant: &'a Variant,
    /// What was measured of it.
    pub measures: &'a Measures,
}

/// The page about a variant.
#[must_use]
pub fn page(subject: Subject, lang: Lang) -> Page {
    sections::page(subject, lang)
}
