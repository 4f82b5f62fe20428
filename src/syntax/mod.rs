//! Text to [`Tree`](tree::Tree): parsing that cannot fail.
//!
//! The grammar (`grammar/flow.pest`) knows tokens and statements and accepts every text; `nest` decides which block a
//! statement belongs to, also where a brace was lost; what a statement means is decided in `ast/`.

mod grammar;
mod heads;
pub mod keywords;
mod nest;
pub mod rules;
pub mod tree;

pub(crate) use heads::glued_key;
pub(crate) use nest::place_of;

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Source};

/// Parses a text. Never fails; what is wrong is in the findings.
#[must_use]
pub fn parse(file: FileId, source: &Source) -> (tree::Tree, Vec<Diagnostic>) {
    let flat = grammar::read(&source.text);
    nest::nest(file, source, flat)
}
