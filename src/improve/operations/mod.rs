//! The operations, in the order in which they are tried. Each looks at a variant and says what might be done, and what looks like it and may not be.

mod approvals;
mod dead;
mod entry;
mod merge;
mod order;
mod parallel;

use super::view::{Found, View};

/// An operation.
pub(super) type Operation = fn(&View) -> Vec<Found>;

/// All of them: what is of no use goes first, so that what is left is put in order, run at the same time and put together.
pub(super) const ALL: [Operation; 6] = [dead::find, approvals::find, entry::find, order::find, parallel::find, merge::find];
