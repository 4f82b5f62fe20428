//! See [`KNOCK_OUT_ORDER`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::Graph;
use crate::lang::shown;
use crate::lint::{VariantContext, with_nodes};
use crate::model::{EdgeKind, NodeId, NodeKind};

crate::rule! {
    /// Checks that do not need one another stand in an order that costs more than it must.
    ///
    /// A check that is quick and rejects often should come first, so that the slow ones see fewer cases: in ascending order of hands-on time over the probability
    /// to reject. Judged for approvals in a direct row that reject to the same place, of which none reads what another writes, none is above another by the chain
    /// of `reports`, and none is a control (`required`, `keep`, the control of a risk). It says nothing where a time or a probability is unknown.
    /// ---
    /// 互不依赖的几道审核，先后顺序不够省。
    ///
    /// 耗时短、退回多的审核应放在前面，让后面费时的审核少看一些单子：按“耗时 ÷ 退回概率”从小到大排列。只对直接相连、退回到同一处的审批判断；它们之间没有单据依赖，没有上下级关系，也都不是控制点。耗时或概率未知时不报告。
    /// ---
    /// ```flow bad
    /// process p "合同" {
    ///   role 申请人
    ///   role 法务
    ///   role 财务
    ///   data 合同 { deliverable: yes }
    ///   as-is {
    ///     task 起草合同 { owner: 申请人; out: 合同; time: 1h }
    ///     approval 条款审查 { owner: 法务; of: 合同; aspect: 条款; time: 1h; rejected 5% -> 起草合同 max 1 }
    ///     approval 金额核对 { owner: 财务; of: 合同; aspect: 金额; time: 5m; rejected 10% -> 起草合同 max 1 }
    ///     start -> 起草合同 -> 条款审查 -> 金额核对 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "合同" {
    ///   role 申请人
    ///   role 法务
    ///   role 财务
    ///   data 合同 { deliverable: yes }
    ///   as-is {
    ///     task 起草合同 { owner: 申请人; out: 合同; time: 1h }
    ///     approval 条款审查 { owner: 法务; of: 合同; aspect: 条款; time: 1h; rejected 5% -> 起草合同 max 1 }
    ///     approval 金额核对 { owner: 财务; of: 合同; aspect: 金额; time: 5m; rejected 10% -> 起草合同 max 1 }
    ///     start -> 起草合同 -> 金额核对 -> 条款审查 -> end
    ///   }
    /// }
    /// ```
    KNOCK_OUT_ORDER = "F704" "knock-out-order" Info
}

/// How many checks in a row are put in order.
const LONGEST: usize = 20;

/// A check: how long it takes at least and at most, how likely it rejects, and where that goes.
#[derive(Clone, Copy)]
struct Test {
    id: NodeId,
    time: (i128, i128),
    rejects: i128,
    to: NodeId,
    next: NodeId,
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let tests: Vec<Option<Test>> = context.variant.nodes().map(|(id, _)| test(context, id)).collect();
    let follows = |first: Test| {
        let second = tests[first.next.index()]?;
        (only_way(&context.graph, first.id, second.id) && independent(context, first, second)).then_some(second)
    };
    let mut begins = vec![true; tests.len()];
    tests.iter().flatten().filter_map(|&test| follows(test)).for_each(|test| begins[test.id.index()] = false);
    for &first in tests.iter().flatten().filter(|test| begins[test.id.index()]) {
        let mut row = vec![first];
        while let Some(next) =
            follows(row[row.len() - 1]).filter(|next| row.len() < LONGEST && row.iter().all(|&test| independent(context, test, *next)))
        {
            row.push(next);
        }
        if row.windows(2).any(|pair| better(pair[1], pair[0])) {
            report(context, &row, found);
        }
    }
}

fn test(context: &VariantContext, id: NodeId) -> Option<Test> {
    let node = context.variant.node(id);
    if node.kind != NodeKind::Approval || node.broken || context.is_control(id) || node.within.is_some() {
        return None;
    }
    let time = node.time.and_then(|time| Some((i128::from(time.least().ms), i128::from(time.most()?.ms))))?;
    let (mut rejects, mut to, mut next) = (0, None, None);
    for edge in context.graph.leaving(id).iter().map(|&edge| context.variant.edge(edge)) {
        match edge.kind {
            EdgeKind::Rejected if to.is_none_or(|to| to == edge.to) => {
                rejects += i128::from(edge.probability?.billionths);
                to = Some(edge.to);
            }
            EdgeKind::Approved if next.is_none() => next = Some(edge.to),
            _ => return None,
        }
    }
    (rejects > 0).then_some(Test { id, time, rejects, to: to?, next: next? })
}

/// Whether a case gets to the second only from the first.
fn only_way(graph: &Graph, first: NodeId, second: NodeId) -> bool {
    let variant = graph.variant();
    matches!(graph.entering(second), [edge] if variant.edge(*edge).from == first)
}

/// Whether the order of two checks is free.
fn independent(context: &VariantContext, first: Test, second: Test) -> bool {
    let (a, b) = (context.variant.node(first.id), context.variant.node(second.id));
    let reads = b.inputs.iter().chain(&b.of).chain(&b.optional);
    let needs = reads.chain(&b.outputs).any(|data| a.outputs.iter().any(|written| written.id == data.id));
    let (Some(one), Some(other)) = (context.performers(first.id), context.performers(second.id)) else { return false };
    let ranked = one.iter().any(|&x| other.iter().any(|&y| context.outranks(x, y) || context.outranks(y, x)));
    first.to == second.to && !needs && !ranked && !one.is_empty() && !other.is_empty()
}

/// Whether the first of two checks should certainly come before the second.
fn better(a: Test, b: Test) -> bool {
    a.time.1 * b.rejects < b.time.0 * a.rejects
}

fn report(context: &VariantContext, row: &[Test], found: &mut Vec<Diagnostic>) {
    let mut order = row.to_vec();
    // A row is short; this is stable where the order of two is not certain.
    for end in (1..order.len()).rev() {
        for at in 0..end {
            if better(order[at + 1], order[at]) {
                order.swap(at, at + 1);
            }
        }
    }
    let name = |test: &Test| shown(context.variant.node(test.id).shown()).to_string();
    let arrows = order.iter().map(name).collect::<Vec<_>>();
    let (en, zh) = (arrows.join(" -> "), arrows.join(" → "));
    let (quick, slow) = row.windows(2).find(|pair| better(pair[1], pair[0])).map_or((row[0], row[0]), |pair| (pair[1], pair[0]));
    let (quick_name, slow_name) = (name(&quick), name(&slow));
    let node = context.variant.node(quick.id);
    let finding = Diagnostic::new(
        &KNOCK_OUT_ORDER,
        node.title.span,
        both!(
            "`{quick_name}` rejects more for the time it takes than `{slow_name}` before it, and does not need it",
            "“{quick_name}”用时少、退回多，却排在“{slow_name}”之后，而两者互不依赖"
        ),
        both!("turn them round: `{en}`", "调整先后：{zh}"),
    );
    found.push(with_nodes(finding, context.variant, &[slow.id], &both!("this could come later", "这一环节可以放到后面")));
}
