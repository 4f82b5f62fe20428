//! See [`CONTROL_TOO_LATE`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::lint::controls::Exposures;
use crate::model::{NodeId, NodeKind};

crate::rule! {
    /// A preventive control comes after the step that it should prevent.
    ///
    /// What is paid cannot be unpaid: an approval behind it finds the error and prevents nothing. A control is preventive if it says `preventive: yes`. An
    /// approval that does not say `detective: yes` counts as well where no control of the risk can come before the step at all. A control that runs
    /// at the same time is too late, too.
    ///
    /// It says nothing of detective controls, which are meant to come afterwards, and nothing where on every way another control of the
    /// risk was passed before.
    /// ---
    /// 预防性控制放在了要保护的环节之后。
    ///
    /// 钱付出去就收不回来：之后再审批，只能发现错误，不能防止错误。写了“预防性：是”的是预防性控制；没有写“检查性：是”的审批，在该风险没有任何控制能先于该环节时，也算预防性控制。
    /// 与该环节同时进行的控制，同样太迟。
    ///
    /// 以下情况不报告：检查性控制（本来就在事后）；每条路径在此之前都已经过该风险的另一控制点。
    /// ---
    /// ```flow bad
    /// process p "付款" {
    ///   role 会计
    ///   role 主管
    ///   role 出纳
    ///   data 付款单 { deliverable: yes }
    ///   risk 错付 { control: 审核; protects: 付款 }
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 付款单; time: 5m }
    ///     task 付款 { owner: 出纳; in: 付款单; time: 5m }
    ///     approval 审核 { owner: 主管; of: 付款单; preventive: yes; time: 5m; rejected -> 填单 max 1 }
    ///     start -> 填单 -> 付款 -> 审核 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "付款" {
    ///   role 会计
    ///   role 主管
    ///   role 出纳
    ///   data 付款单 { deliverable: yes }
    ///   risk 错付 { control: 审核; protects: 付款 }
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 付款单; time: 5m }
    ///     approval 审核 { owner: 主管; of: 付款单; preventive: yes; time: 5m; rejected -> 填单 max 1 }
    ///     task 付款 { owner: 出纳; in: 付款单; time: 5m }
    ///     start -> 填单 -> 审核 -> 付款 -> end
    ///   }
    /// }
    /// ```
    CONTROL_TOO_LATE = "F419" "control-too-late" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let Some(exposures) = Exposures::find(context) else { return };
    for (risk, exposure) in exposures.all.iter().enumerate() {
        for &protected in &exposure.protects {
            // A way without any control is worse, and `control-bypass` says so.
            let settled = exposure.controls.contains(&protected)
                || exposures.controlled(risk, protected)
                || exposures.stays_uncontrolled(context, risk, protected);
            if settled || context.variant.node(protected).broken {
                continue;
            }
            let before = exposures.may_precede(context, risk, protected);
            let prevents = |id: NodeId| {
                let node = context.variant.node(id);
                !node.broken && (node.preventive || node.kind == NodeKind::Approval && !node.detective && !before)
            };
            let late = |id: &NodeId| prevents(*id) && exposures.is_late(context, *id, protected);
            if let Some(control) = exposure.controls.iter().copied().find(late) {
                let risk = shown(exposure.risk.title.shown()).to_string();
                found.push(finding(context, &risk, control, protected));
            }
        }
    }
}

fn finding(context: &VariantContext, risk: &str, control: NodeId, protected: NodeId) -> Diagnostic {
    let variant = context.variant;
    let (name, step) = (shown(variant.node(control).shown()), shown(variant.node(protected).shown()));
    let beside = context.concurrency().with(protected).contains(&control);
    let message = if beside {
        both!(
            "`{name}` runs at the same time as `{step}` and cannot prevent the risk `{risk}` there",
            "“{name}”与“{step}”同时进行，防止不了风险“{risk}”"
        )
    } else {
        both!("`{name}` comes after `{step}` and cannot prevent the risk `{risk}` there", "“{name}”在“{step}”之后，防止不了风险“{risk}”")
    };
    let help = both!(
        "put `{name}` before `{step}`; if it is to find errors afterwards, write `detective: yes`",
        "把“{name}”移到“{step}”之前；如果它是事后检查，写“检查性：是”"
    );
    Diagnostic::new(&CONTROL_TOO_LATE, variant.node(control).title.span, message, help)
        .related(variant.node(protected).title.span, both!("what it should protect", "要保护的环节"))
}
