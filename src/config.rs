//! What a project may set: the limits of the rules, and what is known about the day.

use crate::ast::quantity::Date;

/// The settings of a run.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Config {
    /// The limits beyond which rules speak.
    pub limits: Limits,
    /// The day on which dates are judged. Without it nothing is overdue: no output depends on the clock unasked.
    pub today: Option<Date>,
}

/// The limits beyond which rules speak. Shares are in per cent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limits {
    /// From how many approvals on one way `approval-chain` warns.
    pub approvals: usize,
    /// From how many approvals on one way `approval-chain` is an error.
    pub approvals_error: usize,
    /// Below which share of rejections `rubber-stamp` speaks.
    pub stamp_rejections: u32,
    /// Up to how many minutes of work `rubber-stamp` speaks.
    pub stamp_minutes: u32,
    /// How often the owner may change on the likeliest path (`hand-offs`).
    pub hand_offs: usize,
    /// How often the system may change on the likeliest path (`system-switching`).
    pub system_switches: usize,
    /// How many nodes a variant may have (`oversized-process`).
    pub nodes: usize,
    /// How many branches a decision or a fork may have (`many-branches`).
    pub branches: usize,
    /// The share of a step's duration that may be waiting (`waiting-dominates`).
    pub waiting: u32,
    /// The least share of the cycle time that should be work (`low-efficiency`).
    pub efficiency: u32,
    /// The share of the expected cost that may be rework (`rework-cost`).
    pub rework: u32,
    /// From which utilisation on `overloaded-role` warns.
    pub utilisation: u32,
    /// How many of the cases should keep an SLA (`limit-contradicts-probability`, `sla-likelihood`).
    pub sla_target: u32,
    /// After how many months a process should be reviewed (`review-due`).
    pub review_months: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            approvals: 4,
            approvals_error: 7,
            stamp_rejections: 1,
            stamp_minutes: 1,
            hand_offs: 7,
            system_switches: 5,
            nodes: 50,
            branches: 7,
            waiting: 90,
            efficiency: 10,
            rework: 20,
            utilisation: 85,
            sla_target: 95,
            review_months: 12,
        }
    }
}
