//! 作业内容表: what is done at each step.

use super::writer::{Writer, text};
use crate::ast::quantity::Estimate;
use crate::emit::next::next as ways;
use crate::emit::page::Part;
use crate::model::{Node, NodeId, NodeKind};
use crate::syntax::keywords::Key;

/// One row per step, as the flow meets them.
pub(super) fn steps(writer: &Writer) -> Vec<Part> {
    let rows = writer.steps().map(|(id, node)| {
        [
            writer.step(id),
            who(writer, id, node),
            writer.words.systems(&node.systems),
            inputs(writer, node),
            action(writer, node),
            writer.words.data(&node.outputs),
            times(writer, node),
            next(writer, id),
            text(&node.texts, Key::Form),
        ]
    });
    let rows = rows.collect();
    writer.table(
        ["Step", "Role", "System", "Input", "What is done", "Output", "Time limit", "Next", "Form"],
        ["步骤", "岗位", "系统", "输入", "操作", "输出", "时限", "下一步骤", "表单"],
        rows,
    )
}

/// The owner, and who does it where that is somebody else.
fn who(writer: &Writer, id: NodeId, node: &Node) -> String {
    let words = writer.words;
    let owner = words.roles(writer.variant().owner(id));
    let by = writer.pair(writer.t("done by", "执行人"), &words.roles(&node.by));
    let approvers = writer.pair(writer.t("decided by", "审批人"), &words.approvers(node));
    Some(owner).filter(|owner| !owner.is_empty()).into_iter().chain(by).chain(approvers).collect::<Vec<_>>().join("\n")
}

fn inputs(writer: &Writer, node: &Node) -> String {
    let words = writer.words;
    let optional = words.data(&node.optional);
    let optional = if optional.is_empty() { optional } else { writer.t(format!("{optional} (if any)"), format!("{optional}（如有）")) };
    let decided: Vec<_> = node.of.iter().filter(|of| !node.inputs.iter().any(|input| input.id == of.id)).copied().collect();
    let lines = [words.data(&node.inputs), words.data(&decided), optional];
    lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// What is done: as the author says, else what the kind of the step says; then what is said and checked.
fn action(writer: &Writer, node: &Node) -> String {
    let words = writer.words;
    let said = text(&node.texts, Key::Action);
    let usual = match node.kind {
        _ if !said.is_empty() => said,
        NodeKind::Approval => {
            let subject = words.data(node.subject());
            let what = writer.t(format!("decide on {subject}"), format!("审批：{subject}"));
            if subject.is_empty() { writer.t("decide", "审批").to_owned() } else { what }
        }
        NodeKind::Decision => writer.t("decide which way the case goes", "判断").to_owned(),
        NodeKind::Wait => writer.t("wait", "等待").to_owned(),
        NodeKind::Notify => {
            let whom = words.roles(&node.to);
            writer.t(format!("tell {whom}").trim_end().to_owned(), format!("通知：{whom}"))
        }
        NodeKind::Call => {
            let called = node.calls.as_ref().map_or("", |(name, _)| words.callee(name));
            writer.t(format!("carry out the process {called}"), format!("执行子流程“{called}”"))
        }
        _ => String::new(),
    };
    let automated = node.automated.then(|| writer.t("done by the system", "系统自动完成").to_owned());
    let more = [
        (writer.t("points of decision", "审批要点"), node.aspect.clone().unwrap_or_default()),
        (writer.t("to be said", "话术"), text(&node.texts, Key::Script)),
        (writer.t("to be checked", "检查项"), text(&node.texts, Key::Checklist)),
        (writer.t("note", "备注"), text(&node.texts, Key::Note)),
    ];
    let more = more.iter().filter_map(|(name, value)| writer.pair(name, value));
    Some(usual).filter(|usual| !usual.is_empty()).into_iter().chain(automated).chain(more).collect::<Vec<_>>().join("\n")
}

/// The limit, then what it takes where that is known.
fn times(writer: &Writer, node: &Node) -> String {
    let words = writer.words;
    let takes = |estimate: &Estimate| estimate.most().is_none_or(|most| most.ms > 0);
    let estimate = |estimate: Option<Estimate>| estimate.filter(takes).map_or(String::new(), |some| words.estimate(Some(some)));
    let limit = node.sla.and_then(|sla| writer.pair(writer.t("limit", "时限"), &words.duration(sla.value)));
    // How long it lies about is a measurement, and no instruction.
    let work = writer.pair(writer.t("work", "参考用时"), &estimate(node.time));
    limit.into_iter().chain(work).collect::<Vec<_>>().join("\n")
}

fn next(writer: &Writer, id: NodeId) -> String {
    let ways = ways(writer.variant(), id, &writer.leaving, writer.words).into_iter().map(|way| {
        let to = writer.destination(way.node);
        // How many cases go which way is no instruction.
        let when: Vec<&str> = [way.said.as_str(), &way.max].into_iter().filter(|word| !word.is_empty()).collect();
        if when.is_empty() { to } else { writer.pair(&when.join(writer.t(", ", "，")), &to).unwrap_or_default() }
    });
    ways.collect::<Vec<_>>().join("\n")
}
