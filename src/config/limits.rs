//! The numbers beyond which rules speak.

/// Declares the limits: field, key in the configuration, usual value, range.
macro_rules! limits {
    ($($(#[doc = $doc:literal])+ $field:ident: $type:ty = $usual:literal, $key:literal in $least:literal..=$most:literal;)+) => {
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
            /// Every limit: its key, the least and the most that can be set, and its usual value.
            pub const ALL: &[(&'static str, u32, u32, u32)] = &[$(($key, $least, $most, $usual)),+];

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
    approvals: usize = 4, "approval-chain" in 2..=100;
    /// From how many approvals on one way `approval-chain` is an error.
    approvals_error: usize = 7, "approval-chain-error" in 2..=100;
    /// How often the owner may change on the likeliest path (`hand-offs`).
    hand_offs: usize = 7, "hand-offs" in 0..=1000;
    /// How often the system may change on the likeliest path (`system-switching`).
    system_switches: usize = 5, "system-switches" in 0..=1000;
    /// How many nodes a variant may have (`oversized-process`).
    nodes: usize = 50, "process-size" in 1..=1_000_000;
    /// How many branches a decision or a fork may have (`many-branches`).
    branches: usize = 7, "branches" in 2..=1000;
    /// The share of a step's duration that may be waiting (`waiting-dominates`).
    waiting: u32 = 90, "waiting-share" in 1..=100;
    /// The least share of the cycle time that should be work (`low-efficiency`).
    efficiency: u32 = 10, "efficiency" in 0..=100;
    /// The share of the expected cost that may be rework (`rework-cost`).
    rework: u32 = 20, "rework-share" in 0..=100;
    /// From which utilisation on `overloaded-role` warns.
    utilisation: u32 = 85, "utilisation" in 1..=100;
    /// How many of the cases should keep an SLA (`limit-contradicts-probability`, `sla-likelihood`).
    sla_target: u32 = 95, "sla-target" in 1..=100;
    /// After how many months a process should be reviewed (`review-due`).
    review_months: u32 = 12, "review-months" in 1..=1200;
}
