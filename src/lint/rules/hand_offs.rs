//! See [`HAND_OFFS`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::lint::people::apart;
use crate::model::{NodeId, RoleId};

crate::rule! {
    /// The case changes hands more than seven times on its likeliest way.
    ///
    /// At each change it queues, and something is lost or asked again. Who works counts (`approvers`, `by`, else the owner): from one step to the
    /// next nobody is the same. Steps of systems and of external parties are passed over. The likeliest way follows the likeliest branches,
    /// without rework; unknown probabilities share what is left, and where all branches run it leads through the longest. It is said once for a
    /// variant.
    /// ---
    /// 在最可能的路径上，单子换手超过七次。
    ///
    /// 每换一次手就要排一次队，信息也会丢失或被重复询问。以实际办理的岗位计算（“审批人”“执行人”，否则为责任人）：前后两个环节没有共同的岗位，算一次换手；系统自动完成的和外部人员办理的环节不计。最可能的路径取概率最大的分支，不含返工；没有写的概率平分余下的部分；并行部分取最长的分支。每个版本只报告一次。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role a; role b
    ///   as-is {
    ///     task s1 { owner: a; time: 1h }
    ///     task s2 { owner: b; time: 1h }
    ///     task s3 { owner: a; time: 1h }
    ///     task s4 { owner: b; time: 1h }
    ///     task s5 { owner: a; time: 1h }
    ///     task s6 { owner: b; time: 1h }
    ///     task s7 { owner: a; time: 1h }
    ///     task s8 { owner: b; time: 1h }
    ///     task s9 { owner: a; time: 1h }
    ///     start -> s1 -> s2 -> s3 -> s4 -> s5 -> s6 -> s7 -> s8 -> s9 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role a; role b
    ///   as-is {
    ///     task s1 { owner: a; time: 5h }
    ///     task s2 { owner: b; time: 4h }
    ///     start -> s1 -> s2 -> end
    ///   }
    /// }
    /// ```
    HAND_OFFS = "F310" "hand-offs" Warning
}

/// How many hand-offs a finding shows.
const SHOWN: usize = 9;

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let limit = context.config.limits.hand_offs;
    let hands = hands(context);
    let count = hands.len().saturating_sub(1);
    if count <= limit {
        return;
    }
    let way: Vec<String> = hands.iter().take(SHOWN).map(|(_, roles)| context.first_role(roles)).collect();
    let more = if hands.len() > SHOWN { " → …" } else { "" };
    let way = format!("{}{more}", way.join(" → "));
    let mut finding = Diagnostic::new(
        &HAND_OFFS,
        context.variant.span,
        both!(
            "the case changes hands {count} times on its likeliest way, more than {limit}: {way}",
            "在最可能的路径上换手 {count} 次，超过 {limit} 次：{way}"
        ),
        both!(
            "give neighbouring steps to one role, put the steps of a role together, or drop a step",
            "把相邻环节交给同一岗位，把同一岗位的环节排在一起，或取消环节"
        ),
    );
    for (number, (id, _)) in hands.iter().enumerate().skip(1).take(SHOWN - 1) {
        let step = shown(context.variant.node(*id).shown());
        finding = finding
            .related(context.variant.node(*id).title.span, both!("hand-off {number}, to `{step}`", "第 {number} 次换手：到“{step}”"));
    }
    found.push(finding);
}

/// The steps of the likeliest way, each the last before others take over, with the people who do them.
pub(super) fn hands(context: &VariantContext) -> Vec<(NodeId, Vec<RoleId>)> {
    let mut hands: Vec<(NodeId, Vec<RoleId>)> = Vec::new();
    for &id in context.likeliest() {
        let Some(roles) = context.doers(id) else { continue };
        match hands.last_mut() {
            Some((_, before)) if !apart(before, &roles) => *before = roles,
            _ => hands.push((id, roles)),
        }
    }
    hands
}
