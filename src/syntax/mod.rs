//! Text to [`Tree`](tree::Tree): parsing that cannot fail.
//!
//! The grammar (`grammar/flow.pest`) knows tokens and statements and accepts every text; `nest` decides which block a
//! statement belongs to, also where a brace was lost (`recover`); `text` finds where a text without quotation marks ends. What
//! a statement means is decided in `ast/`.

mod grammar;
mod heads;
pub mod keywords;
mod limits;
mod nest;
mod nester;
mod parens;
mod recover;
pub mod rules;
mod text;
pub mod tree;

pub(crate) use heads::{glued_key, other_word};
pub(crate) use keywords::place_of;

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Source};

/// Parses a text. Never fails; what is wrong is in the findings.
#[must_use]
pub fn parse(file: FileId, source: &Source) -> (tree::Tree, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let parts = limits::readable(file, source, &mut found);
    let flat = grammar::read(&source.text, &parts);
    nest::nest(file, source, flat, found)
}
