//! See [`OVERWRITTEN_UNREAD`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::Unread;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{DataId, EdgeId, Home, NodeId, Variant};

crate::rule! {
    /// Data is written and written again before anybody has read it.
    ///
    /// The first version was work for nothing, or the step that uses it, or that continues it, does not say so. On no way from the first write to a second one
    /// does a step read the data, and the second does not read it either. It says nothing of data with `fields`, of which a step may write some only, of data
    /// that other processes of the file read, and where steps that run at the same time read it.
    /// ---
    /// 单据写了一遍，还没有人用就又重写。
    ///
    /// 前一遍白写了；或者用到它、在它基础上继续填写的环节没有写明“输入”。从第一次输出到第二次输出的每条路径上都没有环节读取它，第二个环节自己也不读取。有“字段”的单据（环节可能只写其中几项）、同一文件中其他流程要用的单据，以及同时进行的环节读取的单据，不在此列。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   role 客服
    ///   data 工单 { deliverable: yes }
    ///   as-is {
    ///     task 登记投诉 { owner: 客服; out: 工单; time: 5m }
    ///     task 补录信息 { owner: 客服; out: 工单; time: 5m }
    ///     start -> 登记投诉 -> 补录信息 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   role 客服
    ///   data 工单 { deliverable: yes }
    ///   as-is {
    ///     task 登记投诉 { owner: 客服; out: 工单; time: 5m }
    ///     task 补录信息 { owner: 客服; in: 工单; out: 工单; time: 5m }
    ///     start -> 登记投诉 -> 补录信息 -> end
    ///   }
    /// }
    /// ```
    OVERWRITTEN_UNREAD = "F606" "overwritten-unread" Info
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let (variant, graph) = (context.variant, &context.graph);
    if variant.calls_outside(context.model) || variant.nodes.iter().any(|node| node.broken) {
        return;
    }
    let mut read: Vec<DataId> = variant.reads().filter_map(|(_, data)| data.id).collect();
    read.sort_unstable();
    let kept = |id: DataId| {
        let data = context.data(id);
        data.deliverable || data.archive || data.keep_for.is_some()
    };
    // What nobody reads at all is another finding.
    let used = |id: DataId| read.binary_search(&id).is_ok() || kept(id);
    let judged = |id: DataId| context.data(id).fields.is_empty() && used(id) && !read_elsewhere(context, id);
    let all = context.access();
    let data: Vec<DataId> = all.iter().filter(|(id, access)| access.writers.len() > 1 && judged(**id)).map(|(id, _)| *id).collect();
    if data.is_empty() {
        return;
    }
    let fact = |id: Option<DataId>| id.and_then(|id| data.binary_search(&id).ok());
    let reads = |id: NodeId| {
        let node = variant.node(id);
        let condition = |edge: &EdgeId| variant.edge(*edge).condition.as_ref().map(|condition| condition.data);
        let conditions = graph.leaving(id).iter().filter_map(condition);
        let own = node.inputs.iter().chain(&node.of).chain(&node.optional).copied();
        own.chain(conditions).filter_map(|data| fact(data.id)).collect::<Vec<_>>()
    };
    let writes = |id: NodeId| variant.node(id).outputs.iter().filter_map(|data| fact(data.id)).collect::<Vec<_>>();
    let last: Vec<usize> = (0..data.len()).filter(|&fact| kept(data[fact])).collect();
    let unread = Unread::find(graph, data.len(), &reads, &writes, &last);
    for (number, &id) in data.iter().enumerate() {
        let access = &all[&id];
        for &first in access.writers.iter().filter(|&&writer| unread.never_read(number, writer)) {
            // A decision reads what its step has written.
            if reads(first).contains(&number) && !variant.node(first).inputs.iter().any(|data| data.id == Some(id)) {
                continue;
            }
            let beside = context.concurrency().with(first);
            if access.readers.iter().any(|(reader, _)| beside.binary_search(reader).is_ok()) {
                continue;
            }
            let Some(second) = next_writer(context, first, &access.writers) else { continue };
            let node = variant.node(first);
            let (name, other, what) = (shown(node.shown()), shown(variant.node(second).shown()), shown(context.data_name(id)));
            let span = node.outputs.iter().find(|written| written.id == Some(id)).map_or(node.title.span, |written| written.span);
            let finding = Diagnostic::new(
                &OVERWRITTEN_UNREAD,
                span,
                both!(
                    "`{name}` writes `{what}`, and `{other}` writes it again before anybody reads it",
                    "“{name}”输出的“{what}”还没有人用，“{other}”又重写了一遍"
                ),
                both!(
                    "if the second continues the first, let it read it: `in: {what}`; otherwise write it once",
                    "如果是在前一份上继续填写，请写“输入：{what}”；否则只写一次"
                ),
            );
            found.push(finding.related(variant.node(second).title.span, both!("written again here", "在这里重写")));
        }
    }
}

/// The next step behind a node that writes the same.
fn next_writer(context: &VariantContext, from: NodeId, writers: &[NodeId]) -> Option<NodeId> {
    let graph = &context.graph;
    let mut seen = vec![false; graph.len()];
    let mut queue: std::collections::VecDeque<NodeId> = graph.successors(from).collect();
    while let Some(id) = queue.pop_front() {
        if id != from && writers.binary_search(&id).is_ok() {
            return Some(id);
        }
        if !std::mem::replace(&mut seen[id.index()], true) {
            queue.extend(graph.successors(id));
        }
    }
    None
}

/// Whether another process may read it: one of the file that can see it, or the one that calls this process.
fn read_elsewhere(context: &VariantContext, id: DataId) -> bool {
    let others = context.model.processes.iter().filter(|process| !std::ptr::eq(*process, context.process));
    let shared = !matches!(context.data(id).home, Some(Home::Process(_)));
    shared && others.flat_map(|process| &process.variants).flat_map(Variant::reads).any(|(_, data)| data.id == Some(id))
}
