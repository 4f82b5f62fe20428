//! The numbers beyond which rules speak.

/// What can be said about a limit without a configuration.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Its key in the configuration.
    pub key: &'static str,
    /// What holds if nothing is said.
    pub usual: u32,
    /// The least that can be set.
    pub least: u32,
    /// The most that can be set.
    pub most: u32,
    /// The rule that it is for.
    pub rule: &'static str,
}

/// Declares the limits: field, type, usual value, key in the configuration, range, rule.
macro_rules! limits {
    ($($(#[doc = $doc:literal])+ $field:ident: $type:ty = $usual:literal, $key:literal in $least:literal..=$most:literal for $rule:literal;)+) => {
        /// The limits beyond which rules speak. Shares are in per cent.
        #[derive(Clone, PartialEq, Eq, Debug)]
        pub struct Limits {
            $($(#[doc = $doc])+ pub $field: $type,)+
        }

        impl Default for Limits {
            fn default() -> Limits {
                Limits { $($field: $usual,)+ }
            }
        }

        impl Limits {
            /// Every limit.
            pub const ALL: &[Limit] = &[$(Limit { key: $key, usual: $usual, least: $least, most: $most, rule: $rule }),+];

            /// Sets the limit of that key.
            pub(super) fn set(&mut self, key: &str, value: u32) {
                match key {
                    // A count is an index somewhere.
                    $($key => self.$field = <$type>::try_from(value).unwrap_or(<$type>::MAX),)+
                    _ => {}
                }
            }
        }
    };
}

limits! {
    /// From how many approvals on one way `approval-chain` warns.
    approvals: usize = 4, "approval-chain" in 2..=100 for "approval-chain";
    /// From how many approvals on one way `approval-chain` is an error.
    approvals_error: usize = 7, "approval-chain-error" in 2..=100 for "approval-chain";
    /// How often the owner may change on the likeliest path.
    hand_offs: usize = 7, "hand-offs" in 0..=1000 for "hand-offs";
    /// Up to how many minutes of work a step between two of another role is a short stay.
    short_stay: u32 = 15, "short-stay" in 1..=480 for "ping-pong";
    /// How often the system may change on the likeliest path.
    system_switches: usize = 5, "system-switches" in 0..=1000 for "system-switching";
    /// How many nodes a variant may have.
    nodes: usize = 50, "process-size" in 1..=1_000_000 for "oversized-process";
    /// How many branches a decision or a fork may have.
    branches: usize = 7, "branches" in 2..=1000 for "many-branches";
    /// Below which share of rejections an approval may be a rubber stamp.
    stamp_rejections: u32 = 1, "stamp-rejections" in 1..=100 for "rubber-stamp";
    /// Up to how many minutes of work an approval may be a rubber stamp.
    stamp_minutes: u32 = 1, "stamp-minutes" in 1..=480 for "rubber-stamp";
    /// The share of a step's duration that may be waiting.
    waiting: u32 = 90, "waiting-share" in 1..=100 for "waiting-dominates";
    /// The least share of the cycle time that should be work.
    efficiency: u32 = 10, "efficiency" in 0..=100 for "low-efficiency";
    /// The share of the expected cost that may be rework.
    rework: u32 = 20, "rework-share" in 0..=100 for "rework-cost";
    /// From which utilisation on `overloaded-role` warns.
    utilisation: u32 = 85, "utilisation" in 1..=100 for "overloaded-role";
    /// How many of the cases should keep an SLA.
    sla_target: u32 = 95, "sla-target" in 1..=100 for "limit-contradicts-probability";
    /// After how many months a process should be reviewed.
    review_months: u32 = 12, "review-months" in 1..=1200 for "review-due";
    /// By what share a change may shorten the mean cycle time without a reason.
    gain: u32 = 50, "unexplained-gain" in 1..=100 for "unexplained-gain";
    /// By what share a change may give a role more work.
    shift: u32 = 20, "shifted-work" in 0..=1000 for "shifted-work";
}
