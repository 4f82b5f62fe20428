//! See [`SLA_BREACH`].

use crate::ast::quantity::Duration;
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::rule::Level;
use crate::syntax::keywords::Key;

crate::rule! {
    /// A node takes longer than its SLA.
    ///
    /// `time` and `wait` together are over the limit: in the best case it is an error, only in the worst case a warning. Exactly the limit is
    /// kept. `normal` and `exp` have no longest value, so at worst they miss any limit.
    /// ---
    /// 节点所需时间超过了它的时限。
    ///
    /// “耗时”加“等待”超过时限：最好情况下也超过为错误，只在最坏情况下超过为警告。恰好等于时限不算超过。normal 和 exp 分布没有最大值，最坏情况总会超过。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   role 客服
    ///   as-is {
    ///     task 处理 { owner: 客服; time: 40m; wait: 1h; sla: 1h; remind: 45m }
    ///     start -> 处理 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   role 客服
    ///   as-is {
    ///     task 处理 { owner: 客服; time: 40m; wait: 20m; sla: 1h; remind: 45m }
    ///     start -> 处理 -> end
    ///   }
    /// }
    /// ```
    SLA_BREACH = "F501" "sla-breach" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for (id, node) in context.nodes() {
        let Some(sla) = node.sla else { continue };
        let clock = sla.value.clock;
        let (best, worst) = if node.is_block() {
            let Some(times) = context.block_time(id, clock) else { continue };
            times
        } else {
            let time = context.times(clock).of(id);
            (time.best, time.worst)
        };
        let endless = context.times(clock).of(id).endless;
        if worst <= sla.value.ms && !endless {
            continue;
        }
        let name = shown(node.shown());
        let limit = sla.value.text();
        let takes = Duration { ms: if best > sla.value.ms { best } else { worst }, clock }.text_beside(sla.value);
        let certain = best > sla.value.ms;
        let message = if certain {
            both!("`{name}` takes at least {}, over its SLA of {}", "“{name}”至少需要{}，超过时限{}"; takes, limit)
        } else if endless {
            both!("the time of `{name}` has no longest value, so it can miss its SLA of {}", "“{name}”的用时分布没有最大值，可能超过时限{}"; limit)
        } else {
            both!("`{name}` can take {}, over its SLA of {}", "“{name}”可能需要{}，超过时限{}"; takes, limit)
        };
        let mut finding = Diagnostic::new(
            &SLA_BREACH,
            sla.span,
            message,
            both!("shorten `time` or `wait`, or promise what can be kept", "缩短耗时或等待，或把时限改到能做到的水平"),
        );
        for (key, en, zh) in [(Key::Time, "hands-on time", "耗时"), (Key::Wait, "queue time", "等待时间")] {
            if node.has(key) {
                finding = finding.related(node.place(key), both!("{en}", "{zh}"));
            }
        }
        found.push(if certain { finding } else { finding.at_level(Level::Warning) });
    }
}
