//! See [`OVERLOADED_ROLE`].

use std::collections::BTreeMap;

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::lint::figures::{percent, rounded};
use crate::measure::per_ms;
use crate::model::{NodeId, RoleId};
use crate::rule::Level;

crate::rule! {
    /// A role has more work from this process than its people can do.
    ///
    /// Hands-on time of all visits times `arrivals`, over what `staff` people work: from 85 % (a setting) on queues grow fast, a warning; from 100 % on they grow
    /// for ever, an error. A day counts 8 working hours, a week 5 days, a month 21.75. Only certain work counts: the shortest times, nothing of what is
    /// unknown, nothing where it is open who of several does it. Without `arrivals`, `staff` or the probabilities it says nothing.
    /// ---
    /// 岗位在这个流程中的工作量超过了人手。
    ///
    /// 各环节的耗时乘以平均次数，再乘以“业务量”，除以“人数”的可用工时：达到 85%（可设置）时积压会很快变长，为警告；达到 100% 时越积越多，为错误。一天按 8 个工时，一周按 5 天，一个月按 21.75 天。只计算确定的工作量：时间取最短的，未知的不计，几个岗位中不确定由谁来做的也不计。没有“业务量”“人数”或概率不全时不报告。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   arrivals: 400单/月
    ///   role 客服 { staff: 1 }
    ///   as-is {
    ///     task 回复客户 { owner: 客服; time: 30m }
    ///     start -> 回复客户 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   arrivals: 400单/月
    ///   role 客服 { staff: 2 }
    ///   as-is {
    ///     task 回复客户 { owner: 客服; time: 30m }
    ///     start -> 回复客户 -> end
    ///   }
    /// }
    /// ```
    OVERLOADED_ROLE = "F705" "overloaded-role" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let Some(arrivals) = context.process.arrivals.as_ref().map(per_ms) else { return };
    let limit = f64::from(context.config.limits.utilisation) / 100.0;
    let Some(visits) = context.visits() else { return };
    let mut work: BTreeMap<RoleId, Vec<(NodeId, f64)>> = BTreeMap::new();
    for (id, _) in context.nodes() {
        let time = context.worked(id).least * visits.of(id) * arrivals;
        for role in context.performers(id).filter(|_| time > 0.0 && context.all_work(id)).unwrap_or_default() {
            work.entry(role).or_default().push((id, time));
        }
    }
    for (role, mut work) in work {
        let Some(staff) = context.model.roles[role.index()].staff.filter(|&staff| staff > 0) else { continue };
        let people: f64 = work.iter().map(|(_, time)| time).sum();
        let used = people / f64::from(staff);
        if used < limit - 1e-9 {
            continue;
        }
        let (title, name) = (context.variant.title(), shown(context.role_name(role)).to_string());
        let (share, needed) = (percent(used), rounded(people, 1));
        let mut finding = Diagnostic::new(
            &OVERLOADED_ROLE,
            context.variant.span,
            both!(
                "{}: `{name}` is busy {share} of the time with this process: it takes {needed} people and there are {staff}",
                "{}：“{name}”的工作量达到人手的{share}：需要 {needed} 人，实有 {staff} 人";
                title
            ),
            both!(
                "shorten or automate the steps named here, move them to another role, or add people",
                "缩短或自动化所列环节，转给其他岗位，或增加人手"
            ),
        );
        work.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        for (id, time) in work.into_iter().take(3) {
            let (name, share) = (shown(context.variant.node(id).shown()), percent(time / people));
            finding = finding.related(context.variant.node(id).title.span, both!("`{name}` is {share} of it", "“{name}”占{share}"));
        }
        found.push(if used >= 1.0 - 1e-9 { finding.at_level(Level::Error) } else { finding });
    }
}
