//! What differs between two versions of a process: an as-is and its to-be, or the old text and the new one.
//!
//! Guarantees: every node of either version is matched with none, one or several of the other, and both directions agree; what is
//! matched for certain (`was`, a merge, the same name) is never given up for what merely looks alike. A difference carries the
//! words of both versions and both places. Nothing is said about whether a difference is good: that is for the rules.

mod alike;
mod assignment;
mod changes;
mod counterparts;
mod edges;
mod facts;
mod matching;
mod order;
mod process;
mod resources;
mod topic;

pub use changes::{Change, changes};
pub use counterparts::Counterparts;
pub(crate) use facts::{differences, way_kind};
pub use matching::Matching;
pub use order::{Moved, Order, Relation, moved};
pub use process::process_changes;
pub use topic::{Operation, Topic};

use crate::model::{Model, Process, Variant};

/// One version of a process: a variant, with the process and the model that hold it.
#[derive(Clone, Copy, Debug)]
pub struct Side<'m> {
    /// The model.
    pub model: &'m Model,
    /// The process.
    pub process: &'m Process,
    /// The variant.
    pub variant: &'m Variant,
}

impl Side<'_> {
    /// Whether both are variants of one process in one text.
    #[must_use]
    pub fn shares_text_with(self, other: Side) -> bool {
        std::ptr::eq(self.process, other.process)
    }
}
