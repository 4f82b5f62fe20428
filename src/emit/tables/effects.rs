//! 效果评估表: the goals before and after, and what people conclude.

use super::{Kind, Material, named, owned};
use crate::compare::{Comparison, Metric, Reached, Row};
use crate::emit::compare::Words;
use crate::emit::sheet::{Datum, Sheet};
use crate::lang::Lang;

/// What is shown where no goal is declared.
const USUAL: [Metric; 6] = [Metric::CycleTime, Metric::P95, Metric::Work, Metric::Wait, Metric::Efficiency, Metric::Cost];

pub(super) fn sheet(material: Material, compared: &Comparison, lang: Lang) -> Sheet {
    let (head, signed) = match lang {
        Lang::En => (
            ["Metric", "Before", "After", "Change", "Target reached"],
            ["Conclusion", "Suggestions", "Evaluated by", "Reviewed by", "Date"],
        ),
        Lang::Zh => (["评估指标", "优化前", "优化后", "变化率", "目标达成情况"], ["综合结论", "改进建议", "评估人", "审核人", "日期"]),
    };
    let words = Words { model: material.model, lang };
    let goals = compared.rows.iter().any(|row| row.goal.is_some());
    // What was worked out stands below what is declared, where the target is not reached by it.
    let contradicts = |row: &Row| {
        let declared = compared.rows.iter().find(|other| other.goal.is_some() && other.goal == row.beside);
        let reached = |row: &Row| row.cells.get(1).map(|cell| cell.reached);
        declared.is_some_and(|declared| reached(declared) != reached(row) && reached(row) != Some(Reached::Unknown))
    };
    let usual = |row: &Row| row.metric.as_ref().is_some_and(|metric| USUAL.contains(metric));
    let is_shown = |row: &&Row| if goals { row.goal.is_some() || contradicts(row) } else { usual(row) };
    let rows = compared.rows.iter().filter(is_shown).filter_map(|row| {
        let [before, after] = row.cells.as_slice() else { return None };
        let cells = [
            words.label(compared, row),
            words.value(&before.value),
            words.value(&after.value),
            words.change(&after.change),
            words.result(row, after),
        ];
        Some(cells.map(Datum::Text).to_vec())
    });
    // People write there.
    let signed = signed.iter().map(|&label| vec![Datum::from(label), Datum::from("")]);
    let rows = rows.chain(signed).collect();
    named(Kind::Effects, owned(head), rows, lang)
}
