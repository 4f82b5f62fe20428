//! THE list of rules, in the order of their codes. To add a rule: write its file in `rules/`, and a line here.

use super::context::{FileContext, ProcessContext, VariantContext};
use super::rules;
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
}

use Check::{Elsewhere, File, Graph, Process, Variant};

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
    (&names::UNKNOWN_NAME, Elsewhere),
    (&names::AMBIGUOUS_NAME, Elsewhere),
    (&names::DUPLICATE_NAME, Elsewhere),
    (&names::UNDECLARED_NODE, Elsewhere),
    (&names::CHANGE_DOES_NOT_FIT, Elsewhere),
    (&names::UNUSABLE_FILE, Elsewhere),
    (&names::MISPLACED_BRANCH, Elsewhere),
    (&rules::missing_start::MISSING_START, Graph(rules::missing_start::check)),
    (&rules::missing_end::MISSING_END, Graph(rules::missing_end::check)),
    (&rules::unreachable_node::UNREACHABLE_NODE, Graph(rules::unreachable_node::check)),
    (&rules::dead_end::DEAD_END, Graph(rules::dead_end::check)),
    (&rules::implicit_split::IMPLICIT_SPLIT, Graph(rules::implicit_split::check)),
    (&rules::superfluous_gateway::SUPERFLUOUS_GATEWAY, Graph(rules::superfluous_gateway::check)),
    (&rules::self_loop::SELF_LOOP, Graph(rules::self_loop::check)),
    (&rules::duplicate_edge::DUPLICATE_EDGE, Graph(rules::duplicate_edge::check)),
    (&rules::probabilities::PROBABILITIES, Graph(rules::probabilities::check)),
    (&rules::missing_branch::MISSING_BRANCH, Graph(rules::missing_branch::check)),
    (&rules::unbounded_loop::UNBOUNDED_LOOP, Graph(rules::unbounded_loop::check)),
    (&rules::jump_into_parallel::JUMP_INTO_PARALLEL, Graph(rules::jump_into_parallel::check)),
    (&rules::missing_owner::MISSING_OWNER, Variant(rules::missing_owner::check)),
    (&names::UNKNOWN_OWNER, Elsewhere),
    (&names::OWNER_IS_EVERYONE, Process(rules::owner_is_everyone::check)),
    (&rules::several_owners::SEVERAL_OWNERS, Variant(rules::several_owners::check)),
    (&rules::unused_role::UNUSED_ROLE, File(rules::unused_role::check)),
    (&rules::redundant_approval::REDUNDANT_APPROVAL, Graph(rules::redundant_approval::check)),
    (&rules::approval_after_superior::APPROVAL_AFTER_SUPERIOR, Graph(rules::approval_after_superior::check)),
    (&rules::approval_chain::APPROVAL_CHAIN, Graph(rules::approval_chain::check)),
    (&rules::no_reject_path::NO_REJECT_PATH, Graph(rules::no_reject_path::check)),
    (&rules::self_approval::SELF_APPROVAL, Graph(rules::self_approval::check)),
    (&rules::sla_breach::SLA_BREACH, Variant(rules::sla_breach::check)),
    (&rules::sla_always_breached::SLA_ALWAYS_BREACHED, Graph(rules::sla_always_breached::check)),
    (&rules::sla_expected_breach::SLA_EXPECTED_BREACH, Graph(rules::sla_expected_breach::check)),
    (&rules::sla_worst_breach::SLA_WORST_BREACH, Graph(rules::sla_worst_breach::check)),
    (&rules::sla_unbounded::SLA_UNBOUNDED, Graph(rules::sla_unbounded::check)),
    (&rules::limit_contradicts_probability::LIMIT_CONTRADICTS_PROBABILITY, Graph(rules::limit_contradicts_probability::check)),
    (&rules::sla_overcommitted::SLA_OVERCOMMITTED, Graph(rules::sla_overcommitted::check)),
    (&rules::sla_child_greater::SLA_CHILD_GREATER, Variant(rules::sla_child_greater::check)),
    (&rules::sla_without_escalation::SLA_WITHOUT_ESCALATION, Variant(rules::sla_without_escalation::check)),
    (&rules::escalation_cycle::ESCALATION_CYCLE, Variant(rules::escalation_cycle::check)),
    (&rules::escalation_late::ESCALATION_LATE, Variant(rules::escalation_late::check)),
    (&rules::escalation_downward::ESCALATION_DOWNWARD, Variant(rules::escalation_downward::check)),
    (&rules::response_breach::RESPONSE_BREACH, Graph(rules::response_breach::check)),
    (&rules::milestone_breach::MILESTONE_BREACH, Graph(rules::milestone_breach::check)),
    (&rules::clock_mismatch::CLOCK_MISMATCH, Variant(rules::clock_mismatch::check)),
    (&rules::missing_time::MISSING_TIME, Variant(rules::missing_time::check)),
    (&rules::parallel_same_person::PARALLEL_SAME_PERSON, Graph(rules::parallel_same_person::check)),
    (&rules::waiting_dominates::WAITING_DOMINATES, Graph(rules::waiting_dominates::check)),
    (&rules::low_efficiency::LOW_EFFICIENCY, Graph(rules::low_efficiency::check)),
    (&rules::suspicious_duration::SUSPICIOUS_DURATION, Variant(rules::suspicious_duration::check)),
    (&rules::missing_input::MISSING_INPUT, Graph(rules::missing_input::check)),
    (&rules::unused_output::UNUSED_OUTPUT, Graph(rules::unused_output::check)),
    (&rules::lost_update::LOST_UPDATE, Graph(rules::lost_update::check)),
    (&rules::race::RACE, Graph(rules::race::check)),
    (&rules::duplicate_entry::DUPLICATE_ENTRY, Variant(rules::duplicate_entry::check)),
    (&rules::overwritten_unread::OVERWRITTEN_UNREAD, Graph(rules::overwritten_unread::check)),
    (&names::UNKNOWN_SYSTEM, Elsewhere),
    (&rules::unused_system::UNUSED_SYSTEM, File(rules::unused_system::check)),
    (&rules::no_audit_trail::NO_AUDIT_TRAIL, Variant(rules::no_audit_trail::check)),
    (&rules::no_archive::NO_ARCHIVE, Graph(rules::no_archive::check)),
    (&rules::missing_rate::MISSING_RATE, Process(rules::missing_rate::check)),
    (&rules::cost_over_budget::COST_OVER_BUDGET, Graph(rules::cost_over_budget::check)),
    (&rules::rework_cost::REWORK_COST, Graph(rules::rework_cost::check)),
    (&rules::knock_out_order::KNOCK_OUT_ORDER, Graph(rules::knock_out_order::check)),
    (&rules::overloaded_role::OVERLOADED_ROLE, Graph(rules::overloaded_role::check)),
];

/// The rule of that code or name, whatever the case.
#[must_use]
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    let wanted = code_or_name.trim();
    RULES.iter().map(|(rule, _)| *rule).find(|rule| rule.code.eq_ignore_ascii_case(wanted) || rule.name.eq_ignore_ascii_case(wanted))
}
