//! See [`NO_ARCHIVE`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::Facts;
use crate::lang::{Text, shown};
use crate::lint::VariantContext;
use crate::model::{DataId, Node, NodeId, NodeKind};

crate::rule! {
    /// A case can end without being archived, in a process where archiving matters.
    ///
    /// Either data has a term (`keep-for`) and nothing archives it: no `archive: yes`, and no step whose name says so reads it. Or there is such a step
    /// (归档, 存档, archive), and an end is reached on some way around it although the data that it archives is written. Data that is `archive: yes` is archived by
    /// itself. A process that says nothing of archiving is left in peace.
    /// ---
    /// 流程重视归档，但有的单子结束时没有归档。
    ///
    /// 一种是单据写了“保存期限”，却没有“归档：是”，也没有归档环节用到它。另一种是有归档环节（名称含“归档”“存档”），但它要归档的单据已经产生，却有路径绕过它直接结束。写了“归档：是”的单据视为自动归档。没有提到归档的流程不判断。
    /// ---
    /// ```flow bad
    /// process p "请假" {
    ///   role 申请人
    ///   role 主管
    ///   data 申请单
    ///   as-is {
    ///     task 填写申请 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 主管审批 { owner: 主管; of: 申请单; time: 5m; rejected -> 告知申请人 }
    ///     notify 告知申请人 { to: 申请人 }
    ///     task 归档 { owner: 申请人; in: 申请单; time: 1m }
    ///     end 未批准
    ///     start -> 填写申请 -> 主管审批 -> 归档 -> end
    ///     告知申请人 -> 未批准
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "请假" {
    ///   role 申请人
    ///   role 主管
    ///   data 申请单
    ///   as-is {
    ///     task 填写申请 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 主管审批 { owner: 主管; of: 申请单; time: 5m; rejected -> 告知申请人 }
    ///     notify 告知申请人 { to: 申请人 }
    ///     task 归档 { owner: 申请人; in: 申请单; time: 1m }
    ///     start -> 填写申请 -> 主管审批 -> 归档 -> end
    ///     告知申请人 -> 归档
    ///   }
    /// }
    /// ```
    NO_ARCHIVE = "F611" "no-archive" Info
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let variant = context.variant;
    let steps: Vec<(NodeId, &Node)> = variant.nodes().filter(|(_, node)| archives(node)).collect();
    // An end with that name archives the whole case.
    let everything = steps.iter().any(|(_, node)| node.kind == NodeKind::End || node.inputs.is_empty());
    let mut archived: Vec<DataId> = steps.iter().flat_map(|(_, node)| &node.inputs).filter_map(|data| data.id).collect();
    archived.sort_unstable();
    archived.dedup();
    terms(context, everything, &archived, found);

    let loose: Vec<DataId> = archived.into_iter().filter(|&data| !context.data(data).archive).collect();
    let Some(&(first, _)) = steps.iter().find(|(_, node)| node.kind != NodeKind::End).filter(|_| !loose.is_empty()) else { return };
    // The last fact: it was archived. The others: this data was written.
    let count = loose.len() + 1;
    let is_step = |id: NodeId| steps.binary_search_by_key(&id, |step| step.0).is_ok();
    let adds = |edge| {
        let from = variant.edge(edge).from;
        let written = variant.node(from).outputs.iter().filter_map(|data| loose.binary_search(&data.id?).ok());
        written.chain(is_step(from).then_some(count - 1)).collect()
    };
    let none = |_| Vec::new();
    let settle = |must| Facts { count, adds: &adds, groups: &[], removes: &none, must }.settle(&context.graph, context.concurrency());
    let (surely, perhaps) = (settle(true), settle(false));
    for end in context.graph.ends().filter(|&end| !is_step(end)) {
        let Some(fact) = (0..loose.len()).find(|&fact| perhaps.holds(fact, end)).filter(|_| !surely.holds(count - 1, end)) else {
            continue;
        };
        let node = variant.node(end);
        let (name, step, what) = (shown(node.shown()), shown(variant.node(first).shown()), shown(context.data_name(loose[fact])));
        let finding = Diagnostic::new(
            &NO_ARCHIVE,
            node.title.span,
            both!(
                "a case can end at `{name}` without `{step}`: `{what}` is not archived then",
                "单子可能不经过“{step}”就到“{name}”结束，此时“{what}”没有归档"
            ),
            both!("lead this way through `{step}`, too, or mark the data `archive: yes`", "让这条路径也经过“{step}”，或给单据写“归档：是”"),
        );
        found.push(finding.related(variant.node(first).title.span, both!("archived here", "在这里归档")));
    }
}

/// Data with a term that nothing archives, where a step first writes it.
fn terms(context: &VariantContext, everything: bool, archived: &[DataId], found: &mut Vec<Diagnostic>) {
    let mut reported: Vec<DataId> = Vec::new();
    for (_, written) in context.variant.writes() {
        let Some(id) = written.id.filter(|id| !everything && archived.binary_search(id).is_err() && !reported.contains(id)) else {
            continue;
        };
        let data = context.data(id);
        let Some(term) = data.keep_for.filter(|_| !data.archive) else { continue };
        reported.push(id);
        let (name, term): (String, Text) = (shown(context.data_name(id)).to_string(), term.text());
        found.push(Diagnostic::new(
            &NO_ARCHIVE,
            written.span,
            both!("`{name}` is to be kept for {}, but nothing archives it", "“{name}”要保存{}，但没有归档"; term),
            both!("mark it `archive: yes`, or name it in a step that archives", "给单据写“归档：是”，或在归档环节中写“输入：{name}”"),
        ));
    }
}

/// Whether a node is a step or an end that archives.
pub(super) fn archives(node: &Node) -> bool {
    (node.kind.is_work() || node.kind == NodeKind::End) && named_so(node)
}

fn named_so(node: &Node) -> bool {
    let name = node.shown().to_lowercase();
    ["归档", "存档", "歸檔", "存檔", "archiv"].iter().any(|word| name.contains(word)) || node.title.name.to_lowercase().contains("archiv")
}
