//! Which rows belong to which step.

use super::layout::Layout;
use super::table::Table;
use crate::both;
use crate::lang::{Text, shown};

/// What the first words below a table are that is no step.
const FOOTERS: [&str; 22] = [
    "合计",
    "总计",
    "小计",
    "共计",
    "备注",
    "注",
    "说明",
    "填表人",
    "填写人",
    "制表人",
    "制表",
    "编制人",
    "编制",
    "审核人",
    "审批人",
    "批准人",
    "日期",
    "填表日期",
    "total",
    "subtotal",
    "note",
    "notes",
];

/// What a line of signatures or remarks is called in English, always with a colon.
const SIGNED: [&str; 7] = ["prepared by", "approved by", "reviewed by", "date", "remarks", "signature", "author"];

/// A step: its name and its rows.
#[derive(Debug)]
pub(super) struct Step {
    /// As it was typed, on one line.
    pub(super) label: String,
    /// Its rows, from the first.
    pub(super) rows: Vec<usize>,
}

/// The steps of a table, in order.
pub(super) fn steps(table: &Table, layout: &Layout, notes: &mut Vec<Text>) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let end = end(table, layout);
    let mut left_out = Vec::new();
    for row in layout.first..table.rows() {
        if table.row(row).iter().all(String::is_empty) {
            continue;
        }
        let label = table.value(row, layout.step);
        let number = row + 1;
        let begins = table.merge(row, layout.step).is_none_or(|merge| merge.top == row);
        if row >= end || is_footer(table, layout, row) {
            left_out.push(number.to_string());
        } else if label == table.heading(layout.header, layout.step) {
            // The headings again, on the next page.
        } else if !label.is_empty() && begins {
            let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
            steps.push(Step { label, rows: vec![row] });
        } else if has_values(table, layout, row) {
            match steps.last_mut() {
                Some(step) => {
                    if label.is_empty() {
                        let name = shown(&step.label);
                        notes.push(both!(
                            "row {number} names no step and was taken as part of `{name}`",
                            "第 {number} 行没有环节名称，已并入上一环节“{name}”"
                        ));
                    }
                    step.rows.push(row);
                }
                None => left_out.push(number.to_string()),
            }
        }
    }
    if !left_out.is_empty() {
        let [en, zh] = [", ", "、"].map(|comma| left_out.join(comma));
        notes.push(both!("rows that are no steps were left out: {en}", "以下各行不是环节，未导入：第 {zh} 行"));
    }
    steps
}

/// Where the remarks and signatures below the table begin.
fn end(table: &Table, layout: &Layout) -> usize {
    let mut end = table.rows();
    for row in (layout.first..table.rows()).rev() {
        let blank = table.row(row).iter().all(String::is_empty);
        if !blank && !is_remark(table, layout, row) && !is_footer(table, layout, row) {
            break;
        }
        end = row;
    }
    end
}

/// A row that only looks like a remark where nothing follows: all its text is in one cell merged over the columns.
fn is_remark(table: &Table, layout: &Layout, row: usize) -> bool {
    let first = (0..table.width()).find(|&column| !table.value(row, column).is_empty());
    first.is_some_and(|first| spans_all(table, layout, row, first))
}

/// A sum, a remark or a line of signatures, by its first word; a title between the steps, by being one cell over all columns.
fn is_footer(table: &Table, layout: &Layout, row: usize) -> bool {
    let Some(first) = (0..table.width()).find(|&column| !table.value(row, column).is_empty()) else { return false };
    if spans_all(table, layout, row, first) {
        return true;
    }
    if first > layout.step {
        return false;
    }
    let text = table.value(row, if table.value(row, layout.step).is_empty() { first } else { layout.step }).to_lowercase();
    let (word, colon) = match text.split_once([':', '：']) {
        Some((word, _)) => (word.trim(), true),
        None => (text.trim(), false),
    };
    let filled = layout.columns.iter().enumerate().filter(|(at, head)| head.column.is_some() && !table.value(row, *at).is_empty()).count();
    // `备注` alone may be a step if it has an owner and a time; `备注：…` is none.
    let sum = matches!(word, "合计" | "总计" | "小计" | "共计" | "total" | "subtotal");
    FOOTERS.contains(&word) && (colon || sum || filled <= 2) || colon && SIGNED.contains(&word)
}

/// Whether one cell is merged over the step's column and most of what the table holds.
fn spans_all(table: &Table, layout: &Layout, row: usize, column: usize) -> bool {
    let known = layout.columns.iter().enumerate().filter(|(_, head)| head.column.is_some()).map(|(at, _)| at);
    table.merge(row, column).is_some_and(|merge| {
        let inside = known.clone().filter(|at| (merge.left..=merge.right).contains(at)).count();
        let over_step = (merge.left..=merge.right).contains(&layout.step);
        over_step && inside > 1 && inside * 2 > known.count()
    })
}

fn has_values(table: &Table, layout: &Layout, row: usize) -> bool {
    layout.columns.iter().enumerate().any(|(at, head)| at != layout.step && !head.text.is_empty() && !table.value(row, at).is_empty())
}
