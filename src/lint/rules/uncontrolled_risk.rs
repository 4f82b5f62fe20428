//! See [`UNCONTROLLED_RISK`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::lint::controls::{Exposure, Exposures};
use crate::model::NodeId;

crate::rule! {
    /// A risk threatens a step, and nothing controls it.
    ///
    /// The risk names what it `protects`, and either no `control`, or only nodes that this flow does not have or no case gets to. So everybody believes
    /// that the risk is taken care of, and nobody does it. Where the flow has a control that can be passed by, that is `control-bypass`.
    ///
    /// It says nothing of a risk that protects nothing in this flow, nor where a control is a name that leads nowhere: that is reported there.
    /// ---
    /// 某个环节有风险，却没有任何控制。
    ///
    /// 风险写明了“保护”的环节，但没有写“控制”，或者写的控制点在这个流程中不存在、走不到。大家都以为有人把关，其实没有。流程中有控制点、只是可以绕过的，见“control-bypass”。
    ///
    /// 以下情况不报告：风险保护的环节不在这个流程中；控制点的名称写错（在该处报告）。
    /// ---
    /// ```flow bad
    /// process p "付款" {
    ///   role 会计
    ///   role 出纳
    ///   data 付款单 { deliverable: yes }
    ///   risk 重复付款 { protects: 付款 }
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 付款单; time: 5m }
    ///     task 付款 { owner: 出纳; in: 付款单; time: 5m }
    ///     start -> 填单 -> 付款 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "付款" {
    ///   role 会计
    ///   role 出纳
    ///   data 付款单 { deliverable: yes }
    ///   risk 重复付款 { control: 查重; protects: 付款 }
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 付款单; time: 5m }
    ///     task 查重 { owner: 会计; in: 付款单; time: 5m }
    ///     task 付款 { owner: 出纳; in: 付款单; time: 5m }
    ///     start -> 填单 -> 查重 -> 付款 -> end
    ///   }
    /// }
    /// ```
    UNCONTROLLED_RISK = "F417" "uncontrolled-risk" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let Some(exposures) = Exposures::find(context) else { return };
    for exposure in exposures.all.iter().filter(|exposure| exposure.controls.is_empty()) {
        let misspelt = exposure.own && exposure.risk.controls.iter().any(|name| !context.is_known(name));
        if let Some(&protected) = exposure.protects.iter().find(|id| !context.variant.node(**id).broken)
            && !misspelt
        {
            found.push(finding(context, exposure, protected));
        }
    }
}

fn finding(context: &VariantContext, exposure: &Exposure, protected: NodeId) -> Diagnostic {
    let variant = context.variant;
    let (name, risk) = (shown(variant.node(protected).shown()), shown(exposure.risk.title.shown()));
    let here = variant.node(protected).title.span;
    let (message, help) = match exposure.risk.controls.first() {
        None => (
            both!("nothing controls the risk `{risk}` of `{name}`", "“{name}”有风险“{risk}”，没有任何控制"),
            both!("name the node that controls it in the risk: `control: NODE`", "在风险中写明由哪个节点控制：“控制：节点”"),
        ),
        Some(control) => {
            let control = shown(control);
            (
                both!(
                    "nothing controls the risk `{risk}` of `{name}`: no case gets to `{control}`",
                    "“{name}”有风险“{risk}”，但流程中走不到控制点“{control}”"
                ),
                both!(
                    "put `{control}` before `{name}`, or name another control in the risk",
                    "把“{control}”放到“{name}”之前，或在风险中写明别的控制点"
                ),
            )
        }
    };
    // The change that took the control out.
    let taken = variant.changes.iter().find(|change| change.nodes.iter().any(|name| exposure.risk.controls.contains(name)));
    let mut finding = Diagnostic::new(&UNCONTROLLED_RISK, taken.map_or(here, |change| change.span), message, help);
    if taken.is_some() {
        finding = finding.related(here, both!("what the risk threatens", "有风险的环节"));
    }
    let declared = exposure.risk.title.span;
    if declared.file == here.file { finding.related(declared, both!("the risk", "风险在此声明")) } else { finding }
}
