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
    (&rules::partly_redundant_approval::PARTLY_REDUNDANT_APPROVAL, Graph(rules::partly_redundant_approval::check)),
    (&rules::approval_after_superior::APPROVAL_AFTER_SUPERIOR, Graph(rules::approval_after_superior::check)),
    (&rules::approval_of_approval::APPROVAL_OF_APPROVAL, Graph(rules::approval_of_approval::check)),
    (&rules::dominated_approval::DOMINATED_APPROVAL, Graph(rules::dominated_approval::check)),
    (&rules::duplicate_parallel_approval::DUPLICATE_PARALLEL_APPROVAL, Graph(rules::duplicate_parallel_approval::check)),
    (&rules::approval_chain::APPROVAL_CHAIN, Graph(rules::approval_chain::check)),
    (&rules::no_reject_path::NO_REJECT_PATH, Graph(rules::no_reject_path::check)),
    (&rules::same_outcome::SAME_OUTCOME, Graph(rules::same_outcome::check)),
    (&rules::silent_rejection::SILENT_REJECTION, Graph(rules::silent_rejection::check)),
    (&rules::rubber_stamp::RUBBER_STAMP, Graph(rules::rubber_stamp::check)),
    (&rules::approval_limit_gap::APPROVAL_LIMIT_GAP, Graph(rules::approval_limit_gap::check)),
    (&rules::approval_limit_overlap::APPROVAL_LIMIT_OVERLAP, Graph(rules::approval_limit_overlap::check)),
    (&rules::approval_limit_exceeded::APPROVAL_LIMIT_EXCEEDED, Graph(rules::approval_limit_exceeded::check)),
    (&rules::self_approval::SELF_APPROVAL, Graph(rules::self_approval::check)),
    (&rules::segregation_of_duties::SEGREGATION_OF_DUTIES, Graph(rules::segregation_of_duties::check)),
    (&rules::uncontrolled_risk::UNCONTROLLED_RISK, Graph(rules::uncontrolled_risk::check)),
    (&rules::control_bypass::CONTROL_BYPASS, Graph(rules::control_bypass::check)),
    (&rules::control_too_late::CONTROL_TOO_LATE, Graph(rules::control_too_late::check)),
    (&rules::stale_approval::STALE_APPROVAL, Graph(rules::stale_approval::check)),
    (&rules::sla_breach::SLA_BREACH, Variant(rules::sla_breach::check)),
    (&rules::sla_always_breached::SLA_ALWAYS_BREACHED, Graph(rules::sla_always_breached::check)),
    (&rules::sla_expected_breach::SLA_EXPECTED_BREACH, Graph(rules::sla_expected_breach::check)),
    (&rules::sla_worst_breach::SLA_WORST_BREACH, Graph(rules::sla_worst_breach::check)),
    (&rules::sla_unbounded::SLA_UNBOUNDED, Graph(rules::sla_unbounded::check)),
    (&rules::clock_mismatch::CLOCK_MISMATCH, Variant(rules::clock_mismatch::check)),
    (&rules::missing_time::MISSING_TIME, Variant(rules::missing_time::check)),
    (&rules::missing_input::MISSING_INPUT, Graph(rules::missing_input::check)),
    (&rules::unused_output::UNUSED_OUTPUT, Graph(rules::unused_output::check)),
    (&names::UNKNOWN_SYSTEM, Elsewhere),
    (&rules::unused_system::UNUSED_SYSTEM, File(rules::unused_system::check)),
];

/// The rule of that code or name, whatever the case.
#[must_use]
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    let wanted = code_or_name.trim();
    RULES.iter().map(|(rule, _)| *rule).find(|rule| rule.code.eq_ignore_ascii_case(wanted) || rule.name.eq_ignore_ascii_case(wanted))
}
