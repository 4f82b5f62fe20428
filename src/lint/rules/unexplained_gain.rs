//! See [`UNEXPLAINED_GAIN`].

use crate::ast::quantity::Duration;
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lint::case::Case;
use crate::lint::{ChangeContext, Remark};
use crate::model::{NodeId, Variant};

crate::rule! {
    /// The mean cycle time falls by more than half, and nothing says how.
    ///
    /// The same steps in the same order, done by the same people, take less than half the time, and no change gives a reason. Perhaps a unit was mistyped, or a
    /// hope was written down as a fact. The limit can be configured (`unexplained-gain`).
    ///
    /// It says nothing where steps, ways, people or systems differ, or where any change says `because`. Only certain figures count.
    /// ---
    /// 平均周期缩短一半以上，却看不出原因。
    ///
    /// 环节、顺序、办理的人都没有变，用时却不到一半，修改也没有写理由：可能单位写错了，或者把期望当成了事实。界限可以配置（unexplained-gain）。
    ///
    /// 以下情况不报告：环节、路径、人员或系统有变化，或任何一条修改写了“因为”。只按确定的数值判断。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role 会计
    ///   data 报销单 { deliverable: yes }
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 报销单; time: 5m; wait: 0m }
    ///     task 登记 { owner: 会计; in: 报销单; time: 5m; wait: 8h }
    ///     start -> 填单 -> 登记 -> end
    ///   }
    ///   to-be from as-is {
    ///     change 登记 { wait: 1h }
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role 会计
    ///   data 报销单 { deliverable: yes }
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 报销单; time: 5m; wait: 0m }
    ///     task 登记 { owner: 会计; in: 报销单; time: 5m; wait: 8h }
    ///     start -> 填单 -> 登记 -> end
    ///   }
    ///   to-be from as-is {
    ///     change 登记 { wait: 1h } because 每小时集中登记一次
    ///   }
    /// }
    /// ```
    UNEXPLAINED_GAIN = "F909" "unexplained-gain" Info
}

pub(in crate::lint) fn check(change: &ChangeContext, found: &mut Vec<Remark>) {
    let (old, new) = (&change.old, &change.new);
    let clock = new.clock();
    let explained = new.variant.changes.iter().any(|change| change.because.is_some());
    if explained || old.clock() != clock || !is_same_flow(change) {
        return;
    }
    let Some((before, after)) = Case::of(old, clock).mean().zip(Case::of(new, clock).mean()) else { return };
    let limit = f64::from(new.config.limits.gain) / 100.0;
    let Some(after) = after.most.filter(|&after| after < before.least * (1.0 - limit) * (1.0 - 1e-6)) else { return };
    #[allow(clippy::cast_possible_truncation, reason = "2^53 ms are 285,000 years")]
    let time = |ms: f64| Duration { ms: (ms / 1000.0).round() as i64 * 1000, clock }.about();
    let (a, b) = (time(before.least), time(after));
    let message = both!(
        "the mean cycle time falls from {} to {}, although the flow is the same",
        "流程没有变化，平均周期却从{}降到{}"; a, b
    );
    let help = both!("say how: `because REASON` behind the change", "请写明怎样做到：在修改后面写“因为 理由”");
    let finding = Diagnostic::new(&UNEXPLAINED_GAIN, new.variant.span, message, help);
    found.push(finding.related(old.variant.span, both!("the version before", "原来的版本")).into());
}

/// Whether both versions have the same steps and ways, done by the same people in the same systems.
fn is_same_flow(change: &ChangeContext) -> bool {
    let (old, new) = (change.old.variant, change.new.variant);
    let pairs: Vec<(NodeId, NodeId)> = change.matching.pairs().collect();
    if pairs.len() != old.nodes.len() || pairs.len() != new.nodes.len() {
        return false;
    }
    let same = |&(was, is): &(NodeId, NodeId)| {
        let (a, b) = (old.node(was), new.node(is));
        let people = |id: NodeId| {
            let roles = change.old.performers(id)?;
            let mut roles: Vec<_> = roles.into_iter().map(|role| change.counterparts.role(role)).collect::<Option<_>>()?;
            roles.sort_unstable();
            Some(roles)
        };
        let mut before: Vec<_> = a.systems.iter().map(|system| system.id.and_then(|id| change.counterparts.system(id))).collect();
        let mut after: Vec<_> = b.systems.iter().map(|system| system.id).collect();
        before.sort_unstable();
        after.sort_unstable();
        a.kind == b.kind && a.automated == b.automated && people(was) == change.new.performers(is) && before == after
    };
    let heir = |id: NodeId| change.matching.heir(id);
    let ways = |variant: &Variant, to: &dyn Fn(NodeId) -> Option<NodeId>| {
        let mut ways: Vec<_> =
            variant.edges.iter().map(|edge| (to(edge.from), to(edge.to), crate::diff::way_kind(edge.kind), edge.probability)).collect();
        ways.sort_unstable();
        ways
    };
    pairs.iter().all(same) && ways(old, &heir) == ways(new, &Some)
}
