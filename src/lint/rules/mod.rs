//! One file per rule: its page, its code, its check.

pub(super) mod missing_owner;
pub(super) mod owner_is_everyone;
pub(super) mod redundant_approval;
