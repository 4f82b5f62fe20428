//! See [`RUBBER_STAMP`].

use crate::ast::quantity::Estimate;
use crate::ast::quantity::{MINUTE, Percent};
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::NodeKind;
use crate::syntax::keywords::Key;

crate::rule! {
    /// An approval takes no more than a minute and rejects almost nothing.
    ///
    /// Fewer than one case in a hundred is rejected, and nobody can look at a case in that time: the signature is given unseen, and the case waits for
    /// it. How many are rejected and how long it takes must both be said.
    ///
    /// It says nothing of a control (`required`, `keep`, the control of a risk), of what a system checks (`automated`), and where the longest time is unknown.
    /// ---
    /// 审批用时不到一分钟，几乎从不退回。
    ///
    /// 退回的不到百分之一，而这么短的时间内也看不了什么：签字流于形式，单子却要排队等它。只有写明了退回比例和耗时才会判断。
    ///
    /// 以下情况不报告：控制点（“控制点”“保留”或风险的控制）、系统自动审核（“自动：是”）、最长耗时未知。
    /// ---
    /// ```flow bad
    /// process p "请假" {
    ///   role 申请人 { reports: 主管 }
    ///   role 主管
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 审批单 { owner: 主管; of: 申请单; time: 30s; rejected 0.5% -> 填写 max 1 }
    ///     start -> 填写 -> 审批单 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "请假" {
    ///   role 申请人 { reports: 主管 }
    ///   role 主管
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 审批单 { owner: 主管; of: 申请单; time: 10m; rejected 5% -> 填写 max 1 }
    ///     start -> 填写 -> 审批单 -> end
    ///   }
    /// }
    /// ```
    RUBBER_STAMP = "F411" "rubber-stamp" Info
}

/// Billionths of one per cent.
const PERCENT: i64 = 10_000_000;

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let limits = &context.config.limits;
    let (share, longest) = (i64::from(limits.stamp_rejections) * PERCENT, i64::from(limits.stamp_minutes) * MINUTE);
    for (id, node) in context.nodes().filter(|(_, node)| node.kind == NodeKind::Approval && !node.automated) {
        let Some(rejects) = context.rejects(id).filter(|&rejects| rejects < share) else { continue };
        let Some(most) = node.time.and_then(Estimate::most).filter(|most| most.ms <= longest) else { continue };
        if context.is_control(id) {
            continue;
        }
        let name = shown(node.shown());
        let percent = Percent { billionths: rejects };
        found.push(
            Diagnostic::new(
                &RUBBER_STAMP,
                node.title.span,
                both!("`{name}` takes {} and rejects {percent}: a signature given unseen", "“{name}”只用{}，退回只有 {percent}：签字流于形式"; most.text()),
                both!(
                    "make it a `notify`, or approve by sample; if a rule demands it, write `required: RULE`",
                    "改为“知会”或抽查；确有规定的，写“控制点：依据”"
                ),
            )
            .related(node.place(Key::Time), both!("the time it takes", "耗时")),
        );
    }
}
