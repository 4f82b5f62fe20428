//! One file per rule: its page, its code, its check.

pub(super) mod dead_end;
pub(super) mod duplicate_edge;
pub(super) mod implicit_split;
pub(super) mod missing_branch;
pub(super) mod missing_end;
pub(super) mod missing_input;
pub(super) mod missing_owner;
pub(super) mod missing_start;
pub(super) mod owner_is_everyone;
pub(super) mod probabilities;
pub(super) mod redundant_approval;
pub(super) mod self_loop;
pub(super) mod several_owners;
pub(super) mod superfluous_gateway;
pub(super) mod unbounded_loop;
pub(super) mod unreachable_node;
pub(super) mod unused_output;
pub(super) mod unused_role;
pub(super) mod unused_system;
