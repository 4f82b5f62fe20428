//! See [`APPROVAL_LIMIT_EXCEEDED`].

use std::cell::OnceCell;

use rustc_hash::FxHashSet;

use crate::ast::quantity::{Decimal, Money};
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::Forward;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::lint::amounts::{Amount, Ceiling};
use crate::model::{DataId, NodeId};

crate::rule! {
    /// An approval gets larger amounts than its approver may approve.
    ///
    /// The role's `limit` says up to what amount it may approve, and the decisions on the way send larger ones. The signature is not valid then. Exactly the
    /// limit is allowed. Of several approvers the highest limit counts.
    ///
    /// It says nothing where no decision on the way asks for the amount, where the limit of one approver is not said or in another currency, and where another approval of
    /// the same data before, behind or beside it has a higher limit or none: that one has the last word.
    /// ---
    /// 到达审批的金额超过审批人的权限。
    ///
    /// 岗位的“审批权限”写明了最多能批多少，而前面的判断会把更大的金额送过来，这样的签字无效。正好等于权限是允许的。有几个审批人时，以最高的权限为准。
    ///
    /// 以下情况不报告：途中没有按金额判断；有审批人的权限没有写，或币种不同；同一单据在其前、其后或同时另有权限更高或不设权限的审批，由那里最终决定。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role 申请人
    ///   role 主管 { limit: 5000元 }
    ///   role 经理
    ///   data 单 { fields: 金额; deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 单; time: 5m }
    ///     decision 金额分档 {
    ///       单.金额 <= 10000元 -> 主管审批
    ///       单.金额 > 10000元 -> 经理审批
    ///     }
    ///     approval 主管审批 { owner: 主管; of: 单; time: 5m; rejected -> 填写 max 1 }
    ///     approval 经理审批 { owner: 经理; of: 单; time: 5m; rejected -> 填写 max 1 }
    ///     start -> 填写 -> 金额分档
    ///     主管审批, 经理审批 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role 申请人
    ///   role 主管 { limit: 5000元 }
    ///   role 经理
    ///   data 单 { fields: 金额; deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 单; time: 5m }
    ///     decision 金额分档 {
    ///       单.金额 <= 5000元 -> 主管审批
    ///       单.金额 > 5000元 -> 经理审批
    ///     }
    ///     approval 主管审批 { owner: 主管; of: 单; time: 5m; rejected -> 填写 max 1 }
    ///     approval 经理审批 { owner: 经理; of: 单; time: 5m; rejected -> 填写 max 1 }
    ///     start -> 填写 -> 金额分档
    ///     主管审批, 经理审批 -> end
    ///   }
    /// }
    /// ```
    APPROVAL_LIMIT_EXCEEDED = "F414" "approval-limit-exceeded" Error
}

/// How many different amounts of a process are followed through its flow.
const AMOUNTS: usize = 50;

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let approvals = context.judged_approvals();
    let mut reported: FxHashSet<NodeId> = FxHashSet::default();
    let forward = OnceCell::new();
    for amount in context.amounts().into_iter().take(AMOUNTS) {
        let limited: Vec<(NodeId, &Money)> = approvals
            .iter()
            .filter(|(id, data)| data.contains(&amount.data) && !reported.contains(id))
            .filter_map(|(id, _)| Some((*id, authority(context, *id, &amount)?)))
            .collect();
        if limited.is_empty() {
            continue;
        }
        let ceilings = context.ceilings(&amount);
        for (id, limit) in limited {
            let Some(ceiling) = ceilings[id.index()].filter(|ceiling| ceiling.exceeds(limit.amount)) else { continue };
            let forward = forward.get_or_init(|| Forward::find(&context.graph));
            if !is_decided_elsewhere(context, forward, (id, limit.amount), &approvals, &amount) {
                reported.insert(id);
                found.push(finding(context, id, ceiling, limit));
            }
        }
    }
}

/// Up to what amount the approvers of a node may approve; `None` if that is not known of all of them.
fn authority<'m>(context: &VariantContext<'m>, id: NodeId, amount: &Amount) -> Option<&'m Money> {
    let limits: Option<Vec<&Money>> =
        context.performers(id)?.into_iter().map(|role| context.model.roles[role.index()].limit.as_ref()).collect();
    let limits = limits?;
    let same = limits.iter().all(|limit| limit.currency == amount.currency);
    limits.into_iter().filter(|_| same).max_by(|a, b| a.amount.compare(b.amount))
}

/// Whether the same case also gets to an approval of the data with more authority, or with a limit that is not known.
fn is_decided_elsewhere(
    context: &VariantContext,
    forward: &Forward,
    (id, limit): (NodeId, Decimal),
    approvals: &[(NodeId, Vec<DataId>)],
    amount: &Amount,
) -> bool {
    let (before, after) = (forward.before(&context.graph, id), forward.after(&context.graph, id));
    let beside = context.concurrency().with(id);
    let mut others = approvals.iter().filter(|(other, data)| *other != id && data.contains(&amount.data)).map(|(other, _)| *other);
    others.any(|other| {
        let more = || authority(context, other, amount).is_none_or(|own| own.amount.compare(limit) == std::cmp::Ordering::Greater);
        let meets = before[other.index()] || after[other.index()] || beside.contains(&other);
        meets && more()
    })
}

fn finding(context: &VariantContext, id: NodeId, ceiling: Ceiling, limit: &Money) -> Diagnostic {
    let node = context.variant.node(id);
    let (name, role) = (shown(node.shown()), shown(context.approver_name(id)));
    let message = match ceiling {
        Ceiling::UpTo(most) => {
            let currency = &limit.currency;
            both!(
                "amounts up to {most} {currency} come to `{name}`, but {role} may approve {limit} at most",
                "“{name}”会收到 {most} {currency} 以内的金额，而{role}的审批权限只到 {limit}"
            )
        }
        Ceiling::Open => both!(
            "amounts without an upper limit come to `{name}`, but {role} may approve {limit} at most",
            "“{name}”会收到不封顶的金额，而{role}的审批权限只到 {limit}"
        ),
    };
    let help = both!(
        "send amounts over {limit} to a role with a higher `limit`, or raise the `limit` of {role}",
        "超过 {limit} 的金额交给“审批权限”更高的岗位，或提高{role}的“审批权限”"
    );
    Diagnostic::new(&APPROVAL_LIMIT_EXCEEDED, node.title.span, message, help)
}
