//! Who is responsible for what, and the responsibility matrix.

use std::collections::BTreeMap;

use super::writer::Writer;
use crate::emit::page::{Part, Table};
use crate::emit::tables::{Kind, letters, of_variant};
use crate::model::{NodeId, RoleId};
use crate::wording::shown;

/// How somebody takes part: the letter of the matrix, and what it is called.
const PARTS: [(char, [&str; 2]); 4] = [
    ('A', ["accountable for", "负责"]),
    ('R', ["carries out", "执行"]),
    ('C', ["is consulted at", "提供意见"]),
    ('I', ["is told at", "知会"]),
];

/// A row per role, then the matrix.
pub(super) fn roles(writer: &Writer) -> Vec<Part> {
    let taking_part: Vec<(NodeId, BTreeMap<RoleId, String>)> = writer.steps().map(|(id, _)| (id, letters(writer.variant(), id))).collect();
    let mut order: Vec<RoleId> = writer.subject.process.owner.iter().filter_map(|role| role.id).collect();
    let roles = || taking_part.iter().flat_map(|(_, letters)| letters);
    let working = roles().filter(|(_, letters)| letters.contains(['R', 'A'])).map(|(&role, _)| role);
    for role in working.chain(escalated(writer).map(|(role, _)| role)).chain(roles().map(|(&role, _)| role)) {
        if !order.contains(&role) {
            order.push(role);
        }
    }
    let rows: Vec<Vec<String>> = order.iter().map(|&role| row(writer, role, &taking_part)).collect();
    let legend = writer.t("R: carries it out. A: is accountable. C: is consulted. I: is told.", "R：执行；A：负责；C：提供意见；I：知会。");
    let mut matrix = of_variant(Kind::Raci, writer.subject.material(), writer.variant(), writer.words.lang).table();
    // Its rows are the steps in the same order; here they have numbers.
    for (row, (id, _)) in matrix.rows.iter_mut().zip(writer.steps()) {
        row[0].text = writer.step(id);
    }
    let parts = if roles().next().is_none() { Vec::new() } else { vec![Part::Says(legend.to_owned()), Part::Table(matrix)] };
    let table = (!rows.is_empty()).then(|| Part::Table(filled(&head(writer), &rows)));
    table.into_iter().chain(writer.below("Responsibility matrix", "责任矩阵", parts)).collect()
}

fn head(writer: &Writer) -> Vec<String> {
    let head = writer.t(
        ["Role", "Department", "Responsibility", "Reports to", "Deputy", "Approves up to"],
        ["岗位", "部门", "职责", "上级", "代理人", "审批权限"],
    );
    head.map(str::to_owned).into()
}

/// A table without the columns in which nothing stands.
fn filled(head: &[String], rows: &[Vec<String>]) -> Table {
    let has = |column: usize| rows.iter().any(|row| !row[column].is_empty());
    let kept: Vec<usize> = (0..head.len()).filter(|&column| has(column)).collect();
    let of = |row: &[String]| kept.iter().map(|&column| row[column].clone()).collect();
    Table::of_texts(of(head), rows.iter().map(|row| of(row)).collect())
}

/// Who is called when a step takes too long.
fn escalated(writer: &Writer) -> impl Iterator<Item = (RoleId, NodeId)> {
    writer.steps().flat_map(|(id, node)| node.escalate.iter().filter_map(move |escalation| Some((escalation.role.id?, id))))
}

fn row(writer: &Writer, id: RoleId, taking_part: &[(NodeId, BTreeMap<RoleId, String>)]) -> Vec<String> {
    let role = &writer.model().roles[id.index()];
    let mut lines: Vec<String> = Vec::new();
    if writer.subject.process.owner.iter().any(|owner| owner.id == Some(id)) {
        lines.push(writer.t("accountable for the whole process", "对整个流程负责").to_owned());
    }
    for (letter, [en, zh]) in PARTS {
        let has = |letters: &BTreeMap<RoleId, String>| {
            letters.get(&id).is_some_and(|letters| letters.contains(letter) && (letter != 'R' || !letters.contains('A')))
        };
        let steps: Vec<NodeId> = taking_part.iter().filter(|(_, letters)| has(letters)).map(|(id, _)| *id).collect();
        lines.extend(writer.pair(writer.t(en, zh), &writer.listed(&steps)));
    }
    let mut called: Vec<NodeId> = escalated(writer).filter(|(role, _)| *role == id).map(|(_, step)| step).collect();
    called.dedup();
    lines.extend(writer.pair(writer.t("steps in where these take too long", "超时升级处理"), &writer.listed(&called)));
    if let Some(chooses) = role.chosen_by.as_ref().and_then(|name| writer.variant().node_named(name)) {
        let step = writer.step(chooses);
        lines.push(writer.t(format!("who this is, is decided at {step}"), format!("具体人选在“{step}”时确定")));
    }
    let outside = role.external.then(|| writer.t("outside the organisation", "外部").to_owned());
    vec![
        shown(&role.title).to_owned(),
        role.dept.clone().or(outside).unwrap_or_default(),
        lines.join("\n"),
        role.reports.map_or(String::new(), |reports| writer.words.role(reports).to_owned()),
        role.deputy.map_or(String::new(), |deputy| writer.words.role(deputy).to_owned()),
        role.limit.as_ref().map_or(String::new(), |limit| writer.words.money(limit)),
    ]
}
