//! Approvals with what they look at, and what happens where something goes wrong: rejections, repetitions, timeouts, reminders, escalations.

use super::writer::Writer;
use crate::emit::page::Part;
use crate::model::{Edge, EdgeKind, Node, NodeId, NodeKind};
use crate::wording::escalate;

/// A table of the approvals and one of the exceptions.
pub(super) fn exceptions(writer: &Writer) -> Vec<Part> {
    let approvals = writer.below("Approvals", "审批", approvals(writer));
    approvals.into_iter().chain(writer.below("Exceptions", "异常处理", others(writer))).collect()
}

fn approvals(writer: &Writer) -> Vec<Part> {
    let words = writer.words;
    let rows = writer.steps().filter(|(_, node)| node.kind == NodeKind::Approval).map(|(id, node)| {
        let owner = words.roles(writer.variant().owner(id));
        let approvers = words.approvers(node);
        [
            writer.step(id),
            if approvers.is_empty() { owner } else { approvers },
            words.data(node.subject()),
            node.aspect.clone().unwrap_or_default(),
            conditions(writer, node),
        ]
    });
    let rows = rows.collect();
    writer.table(
        ["Approval", "Who decides", "On what", "Criteria", "Conditions"],
        ["审批环节", "审批人", "审批对象", "审批要点", "审批要求"],
        rows,
    )
}

/// The rule that demands it, how long it holds, and that it is another person.
fn conditions(writer: &Writer, node: &Node) -> String {
    let words = writer.words;
    let required = node.required.as_ref().map(|why| {
        let must = writer.t("may not be left out", "必经环节");
        why.as_ref().map_or(must.to_owned(), |why| writer.t(format!("{must}: {why}"), format!("{must}：{why}")))
    });
    let valid = node.valid.map(|valid| words.duration(valid));
    let valid = valid.map(|valid| writer.t(format!("valid for {valid}"), format!("有效期{valid}")));
    let distinct = node.distinct.then(|| writer.t("by another person than earlier approvals", "与之前的审批人不得为同一人").to_owned());
    [required, valid, distinct].into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// One row per exception, in the order of the steps.
fn others(writer: &Writer) -> Vec<Part> {
    let variant = writer.variant();
    let mut place = vec![0; variant.nodes.len()];
    for (at, id) in writer.order.iter().enumerate() {
        place[id.index()] = at;
    }
    let mut rows: Vec<(usize, [String; 3])> = Vec::new();
    let mut put = |at: NodeId, what: String, then: String| rows.push((place[at.index()], [writer.step(at), what, then]));
    for (drawn, edge) in writer.diagram.edges.iter().zip(&variant.edges) {
        // What leaves a parallel block leaves it from its join.
        let block = variant.blocks.iter().find(|block| block.join == edge.from).map(|block| block.fork);
        if let Some((what, then)) = exception(writer, edge, drawn.back) {
            put(block.unwrap_or(edge.from), what, then);
        }
    }
    for (at, node) in variant.nodes() {
        if let Some(after) = node.remind {
            let after = writer.words.duration(after);
            let what = writer.t(format!("not done after {after}"), format!("{after}未完成"));
            put(at, what, writer.t("a reminder goes out", "发出提醒").to_owned());
        }
        let escalations: Vec<String> = node.escalate.iter().map(|escalation| escalate(writer.words, escalation)).collect();
        if !escalations.is_empty() {
            let whom = writer.words.list(escalations.iter().map(String::as_str));
            let what = writer.t("takes too long", "超时未完成").to_owned();
            put(at, what, writer.t(format!("goes up to {whom}"), format!("升级：{whom}")));
        }
    }
    rows.sort_by_key(|(place, _)| *place);
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    writer.table(["Step", "Situation", "What happens"], ["环节", "情形", "处理"], rows)
}

/// What an edge says of an exception, and what happens then.
fn exception(writer: &Writer, edge: &Edge, back: bool) -> Option<(String, String)> {
    let to = writer.destination(edge.to);
    let [said, _, max] = writer.words.edge(edge);
    let most = if max.is_empty() { String::new() } else { writer.t(format!(", {max}"), format!("，{max}")) };
    let goes = writer.t(format!("goes to {to}{most}"), format!("转至“{to}”{most}"));
    let returns = writer.t(format!("goes back to {to}{most}"), format!("返回“{to}”{most}"));
    match edge.kind {
        EdgeKind::Rejected => Some((said, if back { returns } else { goes })),
        EdgeKind::Timeout(_) => Some((said, goes)),
        EdgeKind::Informs(_) => Some((said, writer.t(format!("{to}; the case stays where it is"), format!("执行“{to}”，原环节继续办理")))),
        _ if back => {
            let again = writer.t("to be done again", "需要重做").to_owned();
            Some((if said.is_empty() { again } else { said }, returns))
        }
        _ => None,
    }
}
