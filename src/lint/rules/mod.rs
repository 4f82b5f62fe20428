//! THE list of rules, in the order of their codes. To add a rule: write its file here, name it below, and give it a line in the list.

mod approval_after_superior;
mod approval_chain;
mod approval_limit_exceeded;
mod approval_limit_gap;
mod approval_limit_overlap;
mod approval_of_approval;
mod clock_mismatch;
mod control_bypass;
mod control_removed;
mod control_too_late;
mod cost_over_budget;
mod dead_end;
mod deadlock;
mod deliverable_lost;
mod dominated_approval;
mod duplicate_edge;
mod duplicate_entry;
mod duplicate_label;
mod duplicate_parallel_approval;
mod duties_merged;
mod escalation_cycle;
mod escalation_downward;
mod escalation_late;
mod external_owner;
mod hand_off_without_data;
mod hand_offs;
pub(super) mod implicit_split;
mod input_unavailable;
mod jump_into_parallel;
mod knock_out_order;
mod lack_of_synchronization;
mod limit_contradicts_probability;
mod livelock;
mod lost_update;
mod low_efficiency;
mod many_branches;
mod milestone_breach;
mod missing_branch;
mod missing_end;
mod missing_input;
mod missing_owner;
mod missing_purpose;
mod missing_rate;
pub(super) mod missing_start;
mod missing_time;
mod mixed_script;
mod never_runs;
mod no_archive;
mod no_audit_trail;
mod no_deputy;
mod no_reject_path;
mod obligation_lost;
mod open_branch;
mod overloaded_role;
mod oversized_process;
mod overwritten_unread;
mod owner_is_everyone;
mod owner_is_person;
mod parallel_same_person;
mod partly_redundant_approval;
mod ping_pong;
mod probabilities;
mod race;
mod redundant_approval;
mod regression;
mod response_breach;
mod review_due;
mod rework_cost;
mod rubber_stamp;
mod same_outcome;
mod segregation_of_duties;
mod self_approval;
mod self_loop;
mod several_owners;
mod several_starts;
mod shifted_work;
mod silent_rejection;
mod silent_weakening;
mod sla_always_breached;
mod sla_breach;
mod sla_child_greater;
mod sla_expected_breach;
mod sla_likelihood;
mod sla_overcommitted;
mod sla_unbounded;
mod sla_without_escalation;
mod sla_worst_breach;
mod stale_approval;
mod superfluous_gateway;
mod suspicious_duration;
mod synonyms;
mod system_switching;
mod todo;
mod unbounded_loop;
mod uncontrolled_risk;
mod understaffed_control;
mod unexplained_gain;
mod unlabelled_branch;
mod unmatched_node;
mod unreachable_node;
mod unstaffed_role;
mod unused_output;
mod unused_role;
mod unused_system;
mod vague_label;
mod waiting_dominates;

use super::change::{ChangeContext, Remark};
use super::context::{FileContext, ProcessContext, VariantContext};
use super::suppress;
use crate::config::rules as config;
use crate::diagnostic::Diagnostic;
use crate::model::rules as names;
use crate::rule::Rule;
use crate::syntax::rules as syntax;

/// What a rule looks at.
#[derive(Clone, Copy)]
pub enum Check {
    /// Nothing here: the parser or the resolver reports it.
    Elsewhere,
    /// A whole file.
    File(fn(&FileContext, &mut Vec<Diagnostic>)),
    /// A process.
    Process(fn(&ProcessContext, &mut Vec<Diagnostic>)),
    /// A variant, node by node: also where a syntax error hides part of it.
    Variant(fn(&VariantContext, &mut Vec<Diagnostic>)),
    /// The whole graph of a variant.
    Graph(fn(&VariantContext, &mut Vec<Diagnostic>)),
    /// A change: from the as-is to a to-be, or from the old text to the new one.
    Change(fn(&ChangeContext, &mut Vec<Remark>)),
}

use Check::{Change, Elsewhere, File, Graph, Process, Variant};

/// Every rule and what it looks at.
pub static RULES: &[(&Rule, Check)] = &[
    (&syntax::UNEXPECTED, Elsewhere),
    (&syntax::MISSING_BRACE, Elsewhere),
    (&syntax::STRAY_BRACE, Elsewhere),
    (&syntax::QUOTE, Elsewhere),
    (&syntax::UNKNOWN_KEYWORD, Elsewhere),
    (&syntax::UNKNOWN_KEY, Elsewhere),
    (&syntax::DUPLICATE_KEY, Elsewhere),
    (&syntax::BAD_VALUE, Elsewhere),
    (&syntax::BAD_NUMBER, Elsewhere),
    (&syntax::BARE_NUMBER, Elsewhere),
    (&syntax::MISPLACED, Elsewhere),
    (&syntax::HIDDEN_CHARACTER, Elsewhere),
    (&syntax::ENCODING, Elsewhere),
    (&syntax::TOO_LARGE, Elsewhere),
    (&syntax::MISSING_SEPARATOR, Elsewhere),
    (&syntax::HIDDEN_IN_LABEL, Elsewhere),
    (&config::BAD_CONFIGURATION, Elsewhere),
    (&suppress::INVALID_ALLOW, Elsewhere),
    (&suppress::UNUSED_ALLOW, Elsewhere),
    (&suppress::EXPIRED_ALLOW, Elsewhere),
    (&names::UNKNOWN_NAME, Elsewhere),
    (&names::AMBIGUOUS_NAME, Elsewhere),
    (&names::DUPLICATE_NAME, Elsewhere),
    (&names::UNDECLARED_NODE, Elsewhere),
    (&names::CHANGE_DOES_NOT_FIT, Elsewhere),
    (&names::UNUSABLE_FILE, Elsewhere),
    (&names::MISPLACED_BRANCH, Elsewhere),
    (&names::CALENDAR_WITHOUT_HOURS, Elsewhere),
    (&missing_start::MISSING_START, Graph(missing_start::check)),
    (&missing_end::MISSING_END, Graph(missing_end::check)),
    (&unreachable_node::UNREACHABLE_NODE, Graph(unreachable_node::check)),
    (&dead_end::DEAD_END, Graph(dead_end::check)),
    (&implicit_split::IMPLICIT_SPLIT, Graph(implicit_split::check)),
    (&superfluous_gateway::SUPERFLUOUS_GATEWAY, Graph(superfluous_gateway::check)),
    (&self_loop::SELF_LOOP, Graph(self_loop::check)),
    (&duplicate_edge::DUPLICATE_EDGE, Graph(duplicate_edge::check)),
    (&probabilities::PROBABILITIES, Graph(probabilities::check)),
    (&missing_branch::MISSING_BRANCH, Graph(missing_branch::check)),
    (&unbounded_loop::UNBOUNDED_LOOP, Graph(unbounded_loop::check)),
    (&deadlock::DEADLOCK, Graph(deadlock::check)),
    (&lack_of_synchronization::LACK_OF_SYNCHRONIZATION, Graph(lack_of_synchronization::check)),
    (&livelock::LIVELOCK, Graph(livelock::check)),
    (&never_runs::NEVER_RUNS, Graph(never_runs::check)),
    (&open_branch::OPEN_BRANCH, Graph(open_branch::check)),
    (&jump_into_parallel::JUMP_INTO_PARALLEL, Graph(jump_into_parallel::check)),
    (&missing_owner::MISSING_OWNER, Variant(missing_owner::check)),
    (&names::UNKNOWN_OWNER, Elsewhere),
    (&owner_is_person::OWNER_IS_PERSON, File(owner_is_person::check)),
    (&names::OWNER_IS_EVERYONE, Process(owner_is_everyone::check)),
    (&several_owners::SEVERAL_OWNERS, Variant(several_owners::check)),
    (&unstaffed_role::UNSTAFFED_ROLE, Variant(unstaffed_role::check)),
    (&understaffed_control::UNDERSTAFFED_CONTROL, Variant(understaffed_control::check)),
    (&external_owner::EXTERNAL_OWNER, Variant(external_owner::check)),
    (&hand_offs::HAND_OFFS, Graph(hand_offs::check)),
    (&ping_pong::PING_PONG, Graph(ping_pong::check)),
    (&hand_off_without_data::HAND_OFF_WITHOUT_DATA, Graph(hand_off_without_data::check)),
    (&unused_role::UNUSED_ROLE, File(unused_role::check)),
    (&no_deputy::NO_DEPUTY, Variant(no_deputy::check)),
    (&redundant_approval::REDUNDANT_APPROVAL, Graph(redundant_approval::check)),
    (&partly_redundant_approval::PARTLY_REDUNDANT_APPROVAL, Graph(partly_redundant_approval::check)),
    (&approval_after_superior::APPROVAL_AFTER_SUPERIOR, Graph(approval_after_superior::check)),
    (&approval_of_approval::APPROVAL_OF_APPROVAL, Graph(approval_of_approval::check)),
    (&dominated_approval::DOMINATED_APPROVAL, Graph(dominated_approval::check)),
    (&duplicate_parallel_approval::DUPLICATE_PARALLEL_APPROVAL, Graph(duplicate_parallel_approval::check)),
    (&approval_chain::APPROVAL_CHAIN, Graph(approval_chain::check)),
    (&no_reject_path::NO_REJECT_PATH, Graph(no_reject_path::check)),
    (&same_outcome::SAME_OUTCOME, Graph(same_outcome::check)),
    (&silent_rejection::SILENT_REJECTION, Graph(silent_rejection::check)),
    (&rubber_stamp::RUBBER_STAMP, Graph(rubber_stamp::check)),
    (&approval_limit_gap::APPROVAL_LIMIT_GAP, Graph(approval_limit_gap::check)),
    (&approval_limit_overlap::APPROVAL_LIMIT_OVERLAP, Graph(approval_limit_overlap::check)),
    (&approval_limit_exceeded::APPROVAL_LIMIT_EXCEEDED, Graph(approval_limit_exceeded::check)),
    (&self_approval::SELF_APPROVAL, Graph(self_approval::check)),
    (&segregation_of_duties::SEGREGATION_OF_DUTIES, Graph(segregation_of_duties::check)),
    (&uncontrolled_risk::UNCONTROLLED_RISK, Graph(uncontrolled_risk::check)),
    (&control_bypass::CONTROL_BYPASS, Graph(control_bypass::check)),
    (&control_too_late::CONTROL_TOO_LATE, Graph(control_too_late::check)),
    (&stale_approval::STALE_APPROVAL, Graph(stale_approval::check)),
    (&sla_breach::SLA_BREACH, Variant(sla_breach::check)),
    (&sla_always_breached::SLA_ALWAYS_BREACHED, Graph(sla_always_breached::check)),
    (&sla_expected_breach::SLA_EXPECTED_BREACH, Graph(sla_expected_breach::check)),
    (&sla_worst_breach::SLA_WORST_BREACH, Graph(sla_worst_breach::check)),
    (&sla_unbounded::SLA_UNBOUNDED, Graph(sla_unbounded::check)),
    (&limit_contradicts_probability::LIMIT_CONTRADICTS_PROBABILITY, Graph(limit_contradicts_probability::check)),
    (&sla_likelihood::SLA_LIKELIHOOD, Graph(sla_likelihood::check)),
    (&sla_overcommitted::SLA_OVERCOMMITTED, Graph(sla_overcommitted::check)),
    (&sla_child_greater::SLA_CHILD_GREATER, Variant(sla_child_greater::check)),
    (&sla_without_escalation::SLA_WITHOUT_ESCALATION, Variant(sla_without_escalation::check)),
    (&escalation_cycle::ESCALATION_CYCLE, Variant(escalation_cycle::check)),
    (&escalation_late::ESCALATION_LATE, Variant(escalation_late::check)),
    (&escalation_downward::ESCALATION_DOWNWARD, Variant(escalation_downward::check)),
    (&response_breach::RESPONSE_BREACH, Graph(response_breach::check)),
    (&milestone_breach::MILESTONE_BREACH, Graph(milestone_breach::check)),
    (&clock_mismatch::CLOCK_MISMATCH, Variant(clock_mismatch::check)),
    (&missing_time::MISSING_TIME, Variant(missing_time::check)),
    (&parallel_same_person::PARALLEL_SAME_PERSON, Graph(parallel_same_person::check)),
    (&waiting_dominates::WAITING_DOMINATES, Graph(waiting_dominates::check)),
    (&low_efficiency::LOW_EFFICIENCY, Graph(low_efficiency::check)),
    (&suspicious_duration::SUSPICIOUS_DURATION, Variant(suspicious_duration::check)),
    (&missing_input::MISSING_INPUT, Graph(missing_input::check)),
    (&unused_output::UNUSED_OUTPUT, Graph(unused_output::check)),
    (&lost_update::LOST_UPDATE, Graph(lost_update::check)),
    (&race::RACE, Graph(race::check)),
    (&duplicate_entry::DUPLICATE_ENTRY, Variant(duplicate_entry::check)),
    (&overwritten_unread::OVERWRITTEN_UNREAD, Graph(overwritten_unread::check)),
    (&names::UNKNOWN_SYSTEM, Elsewhere),
    (&unused_system::UNUSED_SYSTEM, File(unused_system::check)),
    (&system_switching::SYSTEM_SWITCHING, Graph(system_switching::check)),
    (&no_audit_trail::NO_AUDIT_TRAIL, Variant(no_audit_trail::check)),
    (&no_archive::NO_ARCHIVE, Graph(no_archive::check)),
    (&missing_rate::MISSING_RATE, Process(missing_rate::check)),
    (&cost_over_budget::COST_OVER_BUDGET, Graph(cost_over_budget::check)),
    (&rework_cost::REWORK_COST, Graph(rework_cost::check)),
    (&knock_out_order::KNOCK_OUT_ORDER, Graph(knock_out_order::check)),
    (&overloaded_role::OVERLOADED_ROLE, Graph(overloaded_role::check)),
    (&oversized_process::OVERSIZED_PROCESS, Graph(oversized_process::check)),
    (&many_branches::MANY_BRANCHES, Graph(many_branches::check)),
    (&several_starts::SEVERAL_STARTS, Graph(several_starts::check)),
    (&duplicate_label::DUPLICATE_LABEL, Graph(duplicate_label::check)),
    (&unlabelled_branch::UNLABELLED_BRANCH, Graph(unlabelled_branch::check)),
    (&vague_label::VAGUE_LABEL, Variant(vague_label::check)),
    (&mixed_script::MIXED_SCRIPT, Process(mixed_script::check)),
    (&synonyms::SYNONYMS, File(synonyms::check)),
    (&todo::TODO, File(todo::check)),
    (&missing_purpose::MISSING_PURPOSE, Process(missing_purpose::check)),
    (&review_due::REVIEW_DUE, Process(review_due::check)),
    (&control_removed::CONTROL_REMOVED, Change(control_removed::check)),
    (&duties_merged::DUTIES_MERGED, Change(duties_merged::check)),
    (&deliverable_lost::DELIVERABLE_LOST, Change(deliverable_lost::check)),
    (&obligation_lost::OBLIGATION_LOST, Change(obligation_lost::check)),
    (&input_unavailable::INPUT_UNAVAILABLE, Change(input_unavailable::check)),
    (&silent_weakening::SILENT_WEAKENING, Change(silent_weakening::check)),
    (&regression::REGRESSION, Change(regression::check)),
    (&unmatched_node::UNMATCHED_NODE, Change(unmatched_node::check)),
    (&unexplained_gain::UNEXPLAINED_GAIN, Change(unexplained_gain::check)),
    (&shifted_work::SHIFTED_WORK, Change(shifted_work::check)),
];

/// The rules alone.
#[must_use]
pub fn all() -> Vec<&'static Rule> {
    RULES.iter().map(|(rule, _)| *rule).collect()
}

/// The rule of that code or name, whatever the case.
#[must_use]
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    let wanted = code_or_name.trim();
    RULES.iter().map(|(rule, _)| *rule).find(|rule| rule.code.eq_ignore_ascii_case(wanted) || rule.name.eq_ignore_ascii_case(wanted))
}
