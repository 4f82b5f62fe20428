//! See [`STALE_APPROVAL`].

use rustc_hash::FxHashMap;

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::{Facts, Settled};
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{DataId, EdgeKind, NodeId, NodeKind};
use crate::rule::Level;

crate::rule! {
    /// Data is changed after its approval and then used without being approved again.
    ///
    /// What is paid, signed or sent is then not what was approved. Every case has the approval behind it when it gets to the use, so the approval is
    /// meant to protect it; but on some way somebody writes the data in between, mostly in a rework that comes back behind the approval. If the
    /// approval is `required` it is an error.
    ///
    /// It says nothing where another approval decides on the data after the change, nor where some cases need no approval at all. Nor of data that three or
    /// more tasks write: that is a record which goes with the case (a ticket), and each step adds to it.
    /// ---
    /// 单据批准之后又被改动，没有重新审批就使用了。
    ///
    /// 这样付款、签署、发出的，就不是批准的那一份。到达使用环节的每一单都经过了审批，说明审批本是要把关的；但在某条路径上，其间有人改写了单据，常见的是退回修改之后绕过了审批。审批是“控制点”的，为错误。
    ///
    /// 以下情况不报告：改动之后又有别的审批；有些单子本来就不需要审批。有三个及以上任务填写的单据（如工单），是随单流转、逐步补充的记录，也不报告。
    /// ---
    /// ```flow bad
    /// process p "付款" {
    ///   role 会计
    ///   role 主管
    ///   role 出纳
    ///   data 付款单 { deliverable: yes }
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 付款单; time: 5m }
    ///     approval 审批 { owner: 主管; of: 付款单; time: 5m; rejected -> 填单 max 1 }
    ///     task 改账号 { owner: 会计; in: 付款单; out: 付款单; time: 5m }
    ///     task 付款 { owner: 出纳; in: 付款单; time: 5m }
    ///     start -> 填单 -> 审批 -> 改账号 -> 付款 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "付款" {
    ///   role 会计
    ///   role 主管
    ///   role 出纳
    ///   data 付款单 { deliverable: yes }
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 付款单; time: 5m }
    ///     task 改账号 { owner: 会计; in: 付款单; out: 付款单; time: 5m }
    ///     approval 审批 { owner: 主管; of: 付款单; time: 5m; rejected -> 填单 max 1 }
    ///     task 付款 { owner: 出纳; in: 付款单; time: 5m }
    ///     start -> 填单 -> 改账号 -> 审批 -> 付款 -> end
    ///   }
    /// }
    /// ```
    STALE_APPROVAL = "F420" "stale-approval" Warning
}

/// From how many tasks on that write it data is a record that goes with the case.
const RECORD: usize = 3;

/// An approval of a data object.
type Approved = (NodeId, DataId);

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let variant = context.variant;
    let mut approved: Vec<Approved> = Vec::new();
    for (id, data) in context.judged_approvals() {
        approved.extend(data.into_iter().map(|data| (id, data)));
    }
    // A change: who writes which data that somebody approves.
    let mut changes: Vec<(NodeId, DataId)> = Vec::new();
    let mut of_data: FxHashMap<DataId, Vec<usize>> = FxHashMap::default();
    for (at, &(_, data)) in approved.iter().enumerate() {
        of_data.entry(data).or_default().push(at);
    }
    for (&data, writers) in &context.writers() {
        let tasks: Vec<NodeId> = writers.iter().copied().filter(|&id| variant.node(id).kind != NodeKind::Approval).collect();
        if of_data.contains_key(&data) && tasks.len() < RECORD {
            changes.extend(tasks.into_iter().filter(|&id| !variant.node(id).broken).map(|id| (id, data)));
        }
    }
    changes.sort_unstable();
    if changes.is_empty() {
        return;
    }
    let standing = unchanged(context, &approved, &of_data);
    // For each change the approvals that it makes stale.
    let stale = |(writer, data): (NodeId, DataId)| {
        let stands = of_data[&data].iter().filter(|at| standing.holds(**at, writer));
        stands.map(|&at| approved[at].0).collect::<Vec<NodeId>>()
    };
    let changes: Vec<(NodeId, DataId, Vec<NodeId>)> =
        changes.into_iter().map(|change| (change.0, change.1, stale(change))).filter(|(.., stale)| !stale.is_empty()).collect();
    if changes.is_empty() {
        return;
    }
    let behind = not_approved_again(context, &changes, &of_data);
    let mut readers: FxHashMap<DataId, Vec<NodeId>> = FxHashMap::default();
    for (id, node) in context.nodes().filter(|(_, node)| node.kind != NodeKind::Approval) {
        for data in node.inputs.iter().chain(&node.optional).filter_map(|data| data.id) {
            readers.entry(data).or_default().push(id);
        }
    }
    for (at, (writer, data, stale)) in changes.iter().enumerate() {
        let users = readers.get(data).into_iter().flatten().copied();
        for user in users.filter(|user| user != writer && behind.holds(at, *user)) {
            let certain: Vec<NodeId> = context.standing().given_before(user).filter(|a| stale.contains(a)).collect();
            let required = certain.iter().find(|a| variant.node(**a).required.is_some());
            if let Some(&a) = required.or(certain.first()) {
                found.push(finding(context, a, (*writer, *data), user));
                break;
            }
        }
    }
}

/// Where an approval may have been given and the data not changed since.
fn unchanged(context: &VariantContext, approved: &[Approved], of_data: &FxHashMap<DataId, Vec<usize>>) -> Settled {
    let variant = context.variant;
    let mut facts_of: FxHashMap<NodeId, Vec<usize>> = FxHashMap::default();
    for (at, &(id, _)) in approved.iter().enumerate() {
        facts_of.entry(id).or_default().push(at);
    }
    let (groups, group_of) = grouped(of_data);
    let adds = |edge| {
        let edge = variant.edge(edge);
        if edge.kind == EdgeKind::Approved { facts_of.get(&edge.from).cloned().unwrap_or_default() } else { Vec::new() }
    };
    let removes = |id| variant.node(id).outputs.iter().filter_map(|data| group_of.get(&data.id?).copied()).collect();
    Facts { count: approved.len(), adds: &adds, groups: &groups, removes: &removes, must: false }
        .settle(&context.graph, context.concurrency())
}

/// Where a change may have been made and no approval of the data been asked since.
fn not_approved_again(
    context: &VariantContext,
    changes: &[(NodeId, DataId, Vec<NodeId>)],
    of_data: &FxHashMap<DataId, Vec<usize>>,
) -> Settled {
    let variant = context.variant;
    let mut made: FxHashMap<NodeId, Vec<usize>> = FxHashMap::default();
    let mut facts: FxHashMap<DataId, Vec<usize>> = of_data.keys().map(|&data| (data, Vec::new())).collect();
    for (at, (writer, data, _)) in changes.iter().enumerate() {
        made.entry(*writer).or_default().push(at);
        facts.entry(*data).or_default().push(at);
    }
    let (groups, group_of) = grouped(&facts);
    let adds = |edge| made.get(&variant.edge(edge).from).cloned().unwrap_or_default();
    let removes = |id| {
        let node = variant.node(id);
        let asked = if node.kind == NodeKind::Approval { node.subject() } else { &[] };
        asked.iter().filter_map(|data| group_of.get(&data.id?).copied()).collect()
    };
    Facts { count: changes.len(), adds: &adds, groups: &groups, removes: &removes, must: false }
        .settle(&context.graph, context.concurrency())
}

/// The facts of each data object as groups, and the group of each.
fn grouped(of_data: &FxHashMap<DataId, Vec<usize>>) -> (Vec<Vec<usize>>, FxHashMap<DataId, usize>) {
    let mut all: Vec<DataId> = of_data.keys().copied().collect();
    all.sort_unstable();
    let groups = all.iter().map(|data| of_data[data].clone()).collect();
    (groups, all.into_iter().enumerate().map(|(group, data)| (data, group)).collect())
}

fn finding(context: &VariantContext, a: NodeId, (writer, data): (NodeId, DataId), user: NodeId) -> Diagnostic {
    let variant = context.variant;
    let [first, changes, uses] = [a, writer, user].map(|id| shown(variant.node(id).shown()));
    let what = shown(context.data_name(data));
    let here = variant.node(writer).outputs.iter().find(|written| written.id == Some(data));
    let finding = Diagnostic::new(
        &STALE_APPROVAL,
        here.map_or(variant.node(writer).title.span, |written| written.span),
        both!(
            "`{changes}` can change `{what}` after `{first}` has approved it, and `{uses}` uses it without a new approval",
            "“{first}”通过之后，“{changes}”还可能改动“{what}”，未经重新审批就用于“{uses}”"
        ),
        both!(
            "lead it through `{first}` again, change it before, or let `{changes}` write something else",
            "改动之后再经过“{first}”，或改在审批之前，或让“{changes}”输出别的单据"
        ),
    )
    .related(variant.node(a).title.span, both!("approved here", "在此审批"))
    .related(variant.node(user).title.span, both!("used here", "在此使用"));
    if variant.node(a).required.is_some() { finding.at_level(Level::Error) } else { finding }
}
