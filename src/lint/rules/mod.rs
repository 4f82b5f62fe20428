//! One file per rule: its page, its code, its check.

pub(super) mod approval_after_superior;
pub(super) mod approval_chain;
pub(super) mod missing_owner;
pub(super) mod missing_time;
pub(super) mod no_reject_path;
pub(super) mod owner_is_everyone;
pub(super) mod redundant_approval;
pub(super) mod self_approval;
pub(super) mod sla_always_breached;
pub(super) mod sla_breach;
pub(super) mod sla_expected_breach;
pub(super) mod sla_unbounded;
pub(super) mod sla_worst_breach;
