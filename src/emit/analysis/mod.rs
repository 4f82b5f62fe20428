//! The analysis of a variant as a page that a manager can read: figures with their names, limits, where the time goes, who is busy,
//! and what could not be judged. One page, laid out for the terminal or as Markdown; and the same as data.

pub(in crate::emit) mod figures;
pub mod json;
mod layout;
mod sections;

pub use layout::{human, markdown};
pub use sections::gap_text;

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

/// A page: a title and sections.
pub struct Page {
    pub(in crate::emit) title: String,
    pub(in crate::emit) sections: Vec<Section>,
}

pub(in crate::emit) struct Section {
    pub(in crate::emit) title: &'static str,
    pub(in crate::emit) parts: Vec<Part>,
}

pub(in crate::emit) enum Part {
    /// A sentence.
    Says(String),
    /// A table with its head; the first column on the left, the others on the right.
    Table(Vec<String>, Vec<Vec<String>>),
    /// Lengths of work and of waiting behind it; the head is that of the label and of the cells.
    Bars(Vec<String>, Vec<Bar>),
    /// A list.
    List(Vec<String>),
    /// A text of the language, line by line.
    Flow(String),
}

/// A bar of a chart: what it is about, work and waiting in the same unit, and what stands behind it.
pub(in crate::emit) struct Bar {
    label: String,
    work: f64,
    wait: f64,
    cells: Vec<String>,
}

/// The page about a variant.
#[must_use]
pub fn page(subject: Subject, lang: Lang) -> Page {
    sections::page(subject, lang)
}
