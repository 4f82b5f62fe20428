//! See [`SILENT_REJECTION`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{EdgeId, EdgeKind, Node, NodeId, NodeKind};
use crate::syntax::keywords::Key;

crate::rule! {
    /// A rejection ends the case and nobody is told.
    ///
    /// Whoever asked waits for an answer that does not come, calls, and asks again. The way from the rejection to the end has no `notify`, no
    /// task and nobody to inform.
    ///
    /// Any work on the way counts as telling, so does `informs` of the approval or of what follows, and a text of the approval or a label that speaks of
    /// telling. It says nothing where a customer or supplier rejects (`external`), and nothing behind a fork.
    /// ---
    /// 退回后流程就结束了，没有告知任何人。
    ///
    /// 申请的人等不到答复，就会来电催问、重复申请。从退回到结束，没有“知会”，没有任务，也没有告知的对象。
    ///
    /// 途中有任何工作环节，审批或其后节点写了“告知”，或者文字、标签中提到通知、告知的，都算已告知。以下情况不报告：由客户、供应商等外部人员拒绝；分叉之后。
    /// ---
    /// ```flow bad
    /// process p "请假" {
    ///   role 申请人 { reports: 主管 }
    ///   role 主管
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 审批单 { owner: 主管; of: 申请单; time: 5m; rejected 5% -> 未批准 }
    ///     task 登记 { owner: 申请人; in: 申请单; time: 5m }
    ///     end 未批准
    ///     start -> 填写 -> 审批单 -> 登记 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "请假" {
    ///   role 申请人 { reports: 主管 }
    ///   role 主管
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 审批单 { owner: 主管; of: 申请单; time: 5m; rejected 5% -> 告知申请人 }
    ///     notify 告知申请人 { to: 申请人 }
    ///     task 登记 { owner: 申请人; in: 申请单; time: 5m }
    ///     end 未批准
    ///     start -> 填写 -> 审批单 -> 登记 -> end
    ///     告知申请人 -> 未批准
    ///   }
    /// }
    /// ```
    SILENT_REJECTION = "F410" "silent-rejection" Warning
}

/// Words for telling somebody.
const TELLS: [&str; 14] =
    ["告知", "通知", "知会", "告诉", "反馈", "回复", "答复", "短信", "邮件", "电话", "inform", "notif", "tell", "e-mail"];

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    // From which nodes a case comes to an end without anybody being told; found backwards, so that each is looked at once.
    let silent = silent_ends(context);
    for (id, node) in context.nodes() {
        let block = context.variant.blocks.iter().find(|block| block.join == id);
        let written = block.map_or(node, |block| context.variant.node(block.fork));
        if node.kind != NodeKind::Approval && block.is_none() || written.broken || tells(written) {
            continue;
        }
        let doers = context.performers(id).unwrap_or_default();
        if doers.iter().any(|role| context.model.roles[role.index()].external) {
            continue;
        }
        let ways = context.graph.leaving(id);
        // Where an approval leads to the same end, `same-outcome` speaks.
        let goes_on =
            |to: NodeId| ways.iter().map(|&at| context.variant.edge(at)).any(|edge| edge.kind != EdgeKind::Rejected && edge.to == to);
        for &at in ways {
            let edge = context.variant.edge(at);
            let speaks = edge.label.as_deref().is_some_and(speaks_of_telling);
            if edge.kind == EdgeKind::Rejected && silent[edge.to.index()] && !speaks && !goes_on(edge.to) {
                found.push(finding(context, written, at));
            }
        }
    }
}

fn silent_ends(context: &VariantContext) -> Vec<bool> {
    let (variant, graph) = (context.variant, &context.graph);
    let mut silent = vec![false; graph.len()];
    let mut stack: Vec<NodeId> = graph.ends().filter(|&id| !tells(variant.node(id))).collect();
    while let Some(id) = stack.pop() {
        if std::mem::replace(&mut silent[id.index()], true) {
            continue;
        }
        for &edge in graph.entering(id) {
            let before = variant.node(variant.edge(edge).from);
            let passes = matches!(before.kind, NodeKind::Decision | NodeKind::Wait);
            if passes && !tells(before) && !before.broken {
                stack.push(variant.edge(edge).from);
            }
        }
    }
    silent
}

/// Whether somebody learns of the case at a node.
fn tells(node: &Node) -> bool {
    let told = !node.informs.is_empty() || !node.to.is_empty() || !node.consults.is_empty();
    let texts = node.texts.iter().filter(|text| matches!(text.key, Key::Action | Key::Script | Key::Note | Key::Checklist));
    told || speaks_of_telling(node.shown()) || texts.into_iter().any(|text| speaks_of_telling(&text.text))
}

fn speaks_of_telling(text: &str) -> bool {
    let text = text.to_lowercase();
    TELLS.iter().any(|word| text.contains(word))
}

fn finding(context: &VariantContext, node: &Node, at: EdgeId) -> Diagnostic {
    let edge = context.variant.edge(at);
    let name = shown(node.shown());
    Diagnostic::new(
        &SILENT_REJECTION,
        edge.span,
        both!("what `{name}` rejects ends here, and nobody is told", "“{name}”退回之后就结束，没有告知任何人"),
        both!(
            "put a notice in between (`notify told {{ to: ROLE }}`), or add `informs: ROLE` to `{name}`",
            "中间加一个“知会”（写明“对象：岗位”），或在“{name}”中写“告知：岗位”"
        ),
    )
}
