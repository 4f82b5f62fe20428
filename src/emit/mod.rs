//! Text for other tools: pure, deterministic functions from a diagram or a model to a `String`.
//!
//! Guarantees: whatever a label contains, the target shows that label and nothing else happens (`escape` of each target); ids
//! are generated, so no author's word is ever an id; the same input gives the same bytes. What a label cannot keep: control
//! characters, and where a target has no line breaks, line ends.

pub mod analysis;
pub(crate) mod changed;
pub mod compare;
pub mod dot;
pub mod improve;
pub mod json;
pub mod markdown;
pub mod mermaid;
mod names;
pub(crate) mod next;
pub mod page;
mod plan;
pub mod sheet;
pub mod svg;
pub mod tables;

pub use names::OutputNames;

use crate::lang::Text;

/// An emitted text, and what the reader of it should be told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Emitted {
    /// The text.
    pub text: String,
    /// What the target may refuse or draw badly.
    pub notes: Vec<Text>,
}
