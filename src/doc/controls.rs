//! Controls, risks, and what different people or one person must do.

use super::writer::{Writer, text};
use crate::emit::page::Part;
use crate::model::{Node, NodeId};
use crate::syntax::keywords::Key;
use crate::wording::shown;

/// A table of the controls, one of the risks, and the rules about people.
pub(super) fn controls(writer: &Writer) -> Vec<Part> {
    let controls = writer.steps().filter(|(id, node)| is_control(writer, *id, node)).map(|(id, node)| {
        let kinds = [(node.preventive, writer.t("preventive", "预防性")), (node.detective, writer.t("detective", "检查性"))];
        let kinds = kinds.into_iter().filter(|(is, _)| *is).map(|(_, kind)| kind);
        let risks: Vec<&str> =
            writer.risks().filter(|risk| writer.named(&risk.controls).contains(&id)).map(|risk| shown(&risk.title)).collect();
        [
            writer.step(id),
            writer.words.roles(writer.variant().owner(id)),
            writer.words.list(kinds),
            node.required.clone().flatten().unwrap_or_default(),
            writer.words.list(risks.into_iter()),
        ]
    });
    let controls = writer.table(
        ["Control", "Role", "Kind", "Demanded by", "Risk"],
        ["控制点", "岗位", "类型", "依据", "对应风险"],
        controls.collect(),
    );
    let risks = writer.risks().map(|risk| {
        let [controls, protects] = [&risk.controls, &risk.protects].map(|names| writer.listed(&writer.named(names)));
        [shown(&risk.title).to_owned(), protects, controls, text(&risk.texts, Key::Note)]
    });
    let risks = writer.table(["Risk", "Threatens", "Controlled by", "Note"], ["风险", "影响步骤", "控制措施", "备注"], risks.collect());
    controls
        .into_iter()
        .chain(writer.below("Risks", "风险", risks))
        .chain(writer.below("Rules about people", "不相容职责", duties(writer)))
        .collect()
}

/// Whether a step is a control: it is marked as one, must stay, or controls a risk.
fn is_control(writer: &Writer, id: NodeId, node: &Node) -> bool {
    let marked = node.required.is_some() || node.keep || node.preventive || node.detective;
    marked || writer.risks().any(|risk| writer.named(&risk.controls).contains(&id))
}

fn duties(writer: &Writer) -> Vec<Part> {
    let lines = writer.subject.process.duties.iter().filter_map(|duty| {
        let steps = writer.named(&duty.nodes);
        let listed = writer.listed(&steps);
        let said = if duty.separate {
            writer.t(format!("done by different people: {listed}"), format!("必须由不同的人办理：{listed}"))
        } else {
            writer.t(format!("done by one person: {listed}"), format!("必须由同一人办理：{listed}"))
        };
        (steps.len() > 1).then_some(said)
    });
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() { Vec::new() } else { vec![Part::List(lines)] }
}
