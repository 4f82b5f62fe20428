//! See [`NO_REJECT_PATH`].

use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{EdgeKind, NodeId, NodeKind, Title};
use crate::source::Span;
use crate::syntax::keywords::Key;

crate::rule! {
    /// An approval cannot reject.
    ///
    /// If the only outcome is yes it is no approval. Say where a rejection goes, or make it a `notify` if it is only for information (知会, 备案). A
    /// parallel block around the approval may carry the rejection.
    /// ---
    /// 审批没有退回的去向。
    ///
    /// 只能“同意”就不是审批。请写明退回到哪里；如果只是知会或备案，请改为“知会”。外层并行块可以统一写退回。
    /// ---
    /// ```flow bad
    /// process p "请假" {
    ///   role 申请人 { reports: 主管 }
    ///   role 主管 { reports: 经理 }
    ///   role 经理
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 审批单 { owner: 主管; of: 申请单; time: 5m }
    ///     start -> 填写 -> 审批单 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "请假" {
    ///   role 申请人 { reports: 主管 }
    ///   role 主管 { reports: 经理 }
    ///   role 经理
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 审批单 { owner: 主管; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     start -> 填写 -> 审批单 -> end
    ///   }
    /// }
    /// ```
    NO_REJECT_PATH = "F408" "no-reject-path" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let rejects = |id: NodeId| context.graph.leaving(id).iter().any(|&edge| context.variant.edge(edge).kind == EdgeKind::Rejected);
    for (id, node) in context.nodes().filter(|(_, node)| node.kind == NodeKind::Approval) {
        let around = context.blocks_around(id).any(|block| rejects(block.join));
        if rejects(id) || around {
            continue;
        }
        let name = shown(node.shown());
        let informs =
            ["知会", "备案", "通知", "告知", "阅知", "inform", "fyi"].iter().any(|word| node.shown().to_lowercase().contains(word));
        let help = if informs {
            both!("it reads like information: make it a `notify`", "看上去只是告知：请改为“知会”")
        } else {
            both!(
                "add `rejected -> NODE max N`, or make it a `notify` if it only informs",
                "加上“退回 → 节点，最多N次”；如果只是告知，请改为“知会”"
            )
        };
        let finding = Diagnostic::new(&NO_REJECT_PATH, node.title.span, both!("`{name}` cannot reject", "“{name}”没有退回的去向"), help);
        found.push(match as_notice(context, id).filter(|_| informs) {
            Some(edits) => finding.unsafe_fix(both!("make it a `notify`", "改为“知会”"), edits),
            None => finding,
        });
    }
}

/// The edits that make an approval a notice to its owner, where that loses nothing: it is no control, nothing in it but an approval can have, nothing
/// else names it, and no to-be is written as changes of it.
fn as_notice(context: &VariantContext, id: NodeId) -> Option<Vec<Edit>> {
    const APPROVAL_ONLY: [Key; 6] = [Key::Aspect, Key::Approvers, Key::Mode, Key::Valid, Key::Distinct, Key::By];
    let (variant, graph) = (context.variant, &context.graph);
    let node = variant.node(id);
    let Title { name, label, span, whole } = &node.title;
    let inside = |at: Span| at.file == whole.file && whole.start <= at.start && at.end <= whole.end;
    let branches = graph.leaving(id).iter().any(|&edge| inside(variant.edge(edge).span));
    // Behind a timeout a notice would no longer take the case.
    let timeouts = graph.entering(id).iter().any(|&edge| matches!(variant.edge(edge).kind, EdgeKind::Timeout(_)));
    let built_on = context.process.to_bes().any(|to_be| to_be.from_as_is);
    let special = APPROVAL_ONLY.iter().any(|key| node.has(*key)) || node.has(Key::Of) && node.has(Key::In);
    if context.is_control(id) || context.is_named(name) || branches || timeouts || built_on || special || !node.has(Key::Owner) {
        return None;
    }
    let chinese = !node.shown().is_ascii();
    let word = |en: &str, zh: &str| if chinese { zh.to_owned() } else { en.to_owned() };
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    let name = if plain { name.clone() } else { quoted(name) };
    let label = label.as_ref().map(|label| format!(" {}", quoted(label))).unwrap_or_default();
    let mut edits = vec![Edit::replace(*span, format!("{} {name}{label}", word("notify", "知会")))];
    for (key, at, _) in &node.places {
        match key {
            Key::Owner => edits.push(Edit::replace(*at, word("to", "对象"))),
            Key::Of => edits.push(Edit::replace(*at, word("in", "输入"))),
            _ => {}
        }
    }
    Some(edits)
}
