//! See [`CONTROL_BYPASS`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::lint::controls::Exposures;
use crate::model::{EdgeId, EdgeKind, NodeId};

crate::rule! {
    /// A step that a risk threatens can be reached past its control.
    ///
    /// On at least one way the case gets to what the risk `protects` and comes to an end, and no `control` of the risk was passed before or
    /// after. The finding names such a way. An approval counts as passed only when it approves, and not when it times out. Where a risk
    /// has several controls any of them will do: each amount may have its own.
    ///
    /// It says nothing of a way on which a control follows later, as in an emergency that is checked afterwards; whether that comes too late is said by
    /// `control-too-late`. Nor where a control runs at the same time. Where no control is in the flow at all, that is `uncontrolled-risk`.
    /// ---
    /// 有风险的环节可以绕过控制点到达。
    ///
    /// 至少有一条路径，单子到达了风险“保护”的环节并走到结束，而前后都没有经过该风险的任何“控制”。问题中会列出这样一条路径。审批只有通过才算经过，超时不算。
    /// 一个风险有几个控制点时，经过其中任何一个即可：不同金额可以有不同的控制点。
    ///
    /// 以下情况不报告：之后补做控制的路径（如应急情况先处理、事后补审），是否太迟见“control-too-late”；控制点与该环节同时进行。流程中根本没有控制点的，见“uncontrolled-risk”。
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
    ///     decision 紧急吗 { "是" 10% -> 付款; "否" -> 审核 }
    ///     approval 审核 { owner: 主管; of: 付款单; time: 5m; rejected -> 填单 max 1 }
    ///     task 付款 { owner: 出纳; in: 付款单; time: 5m }
    ///     start -> 填单 -> 紧急吗
    ///     审核 -> 付款 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "付款" {
    ///   role 会计
    ///   role 主管
    ///   role 出纳
    ///   data 付款单 { deliverable: yes }
    ///   risk 错付 { control: 审核, 值班审核; protects: 付款 }
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 付款单; time: 5m }
    ///     decision 紧急吗 { "是" 10% -> 值班审核; "否" -> 审核 }
    ///     approval 审核 { owner: 主管; of: 付款单; time: 5m; rejected -> 填单 max 1 }
    ///     approval 值班审核 { owner: 主管; of: 付款单; time: 1m; rejected -> 填单 max 1 }
    ///     task 付款 { owner: 出纳; in: 付款单; time: 5m }
    ///     start -> 填单 -> 紧急吗
    ///     审核, 值班审核 -> 付款 -> end
    ///   }
    /// }
    /// ```
    CONTROL_BYPASS = "F418" "control-bypass" Error
}

/// How many turns of a way a finding shows.
const SHOWN: usize = 4;

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let Some(exposures) = Exposures::find(context) else { return };
    for (risk, exposure) in exposures.all.iter().enumerate().filter(|(_, exposure)| !exposure.controls.is_empty()) {
        for &protected in &exposure.protects {
            let is_control = exposure.controls.contains(&protected);
            if is_control || context.variant.node(protected).broken || exposures.controlled(risk, protected) {
                continue;
            }
            if exposures.stays_uncontrolled(context, risk, protected)
                && let Some(way) = exposures.way_past(context, risk, protected)
            {
                found.push(finding(context, &exposures, risk, protected, &way));
            }
        }
    }
}

fn finding(context: &VariantContext, exposures: &Exposures, number: usize, protected: NodeId, way: &[EdgeId]) -> Diagnostic {
    let (variant, exposure) = (context.variant, &exposures.all[number]);
    let (name, risk) = (shown(variant.node(protected).shown()), shown(exposure.risk.title.shown()));
    let path = context.way_text(way);
    let controls = context.node_names(&exposure.controls);
    let refused = exposures.refused(context, number, way).map(|(control, edge)| (control, variant.edge(edge).kind));
    let message = match refused {
        Some((control, kind)) => {
            let control = shown(variant.node(control).shown());
            let (what, what_zh) =
                if kind == EdgeKind::Rejected { ("has rejected the case", "退回") } else { ("has timed out", "超时") };
            both!(
                "`{name}` can be reached although `{control}` {what}, so nothing controls the risk `{risk}`: {path}",
                "“{control}”{what_zh}之后仍可到达“{name}”，风险“{risk}”失去控制：{path}"
            )
        }
        None => both!(
            "a case can pass `{name}` without {}, so nothing controls the risk `{risk}`: {path}",
            "单子可以不经过{}就走过“{name}”，风险“{risk}”失去控制：{path}"; controls
        ),
    };
    let help = match refused {
        Some(_) => both!(
            "lead this way elsewhere, or name in the risk what controls it here (`control: NODE`)",
            "这条路径请改到别处；如果这里另有控制，在风险中写明：“控制：节点”"
        ),
        None => both!(
            "lead this way through {} as well, or name in the risk what controls it here (`control: NODE`)",
            "让这条路径也经过{}；如果这里另有控制，在风险中写明：“控制：节点”"; controls
        ),
    };
    let here = variant.node(protected).title.span;
    let change = context.change_of(way);
    let mut finding = Diagnostic::new(&CONTROL_BYPASS, change.unwrap_or(here), message, help);
    if change.is_some() {
        finding = finding.related(here, both!("what the risk threatens", "有风险的环节"));
    }
    let turns = context.turns(way);
    for &edge in turns.iter().rev().take(SHOWN).rev() {
        finding = finding.related(variant.edge(edge).span, both!("the way that passes it by goes here", "绕过控制的路径从这里走"));
    }
    finding
}
