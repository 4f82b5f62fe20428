//! Where the headings of a table stand, and what its columns hold.

use super::heading::{Column, Head};
use super::language;
use super::table::Table;
use crate::both;
use crate::lang::{Lang, Text, shown};

/// In how many of the first rows the headings are looked for.
pub(super) const FIRST_ROWS: usize = 40;

/// What stands where.
#[derive(Debug)]
pub(super) struct Layout {
    /// The columns, from the left.
    pub(super) columns: Vec<Head>,
    /// The row of the headings; titles stand above.
    pub(super) header: usize,
    /// The first row below the headings.
    pub(super) first: usize,
    /// The column with the names of the steps.
    pub(super) step: usize,
    /// The language of the headings.
    pub(super) lang: Lang,
}

impl Layout {
    /// The first row that names a step and something else, perhaps together with the row below.
    pub(super) fn find(table: &Table) -> Option<Layout> {
        (0..table.rows().min(FIRST_ROWS)).find_map(|row| Layout::at(table, row))
    }

    fn at(table: &Table, row: usize) -> Option<Layout> {
        let two = sub_headings(table, row);
        let mut columns: Vec<Head> = (0..table.width()).map(|column| head(table, row, column, two)).collect();
        resolve(&mut columns);
        let step = columns.iter().position(|head| head.column == Some(Column::Step))?;
        let kinds = columns.iter().filter(|head| head.column.is_some_and(|column| column != Column::Number)).count();
        let lang = language(&columns[step].text);
        (kinds > 1).then_some(Layout { columns, header: row, first: row + 1 + usize::from(two), step, lang })
    }

    /// The columns that hold this.
    pub(super) fn of(&self, wanted: Column) -> Option<usize> {
        self.columns.iter().position(|head| head.column == Some(wanted))
    }

    /// Says which columns were not understood, and what was understood in a way that may surprise.
    pub(super) fn say(&self, notes: &mut Vec<Text>) {
        let unknown: Vec<String> = self.unknown().map(|(_, head)| shown(&head.text).to_string()).collect();
        if !unknown.is_empty() {
            let [en, zh] = [", ", "、"].map(|comma| unknown.join(comma));
            notes.push(both!(
                "columns that have no place in a process were kept as comments: {en}",
                "以下列在流程中没有对应的内容，已保留为注释：{zh}"
            ));
        }
        let as_owner = self.of(Column::Owner).map(|column| Head::read(&self.columns[column].text));
        if as_owner.is_some_and(|head| head.column == Some(Column::Department)) {
            notes.push(both!("there is no column of roles: the departments count as roles", "没有岗位列，已把部门当作岗位"));
        }
    }

    /// The columns with a heading that says nothing known.
    pub(super) fn unknown(&self) -> impl Iterator<Item = (usize, &Head)> {
        self.columns.iter().enumerate().filter(|(_, head)| head.column.is_none() && !head.text.is_empty())
    }
}

/// The heading of a column: its own words, or those of the two rows together, or with those of the group above it.
fn head(table: &Table, row: usize, column: usize, two: bool) -> Head {
    let upper = table.heading(row, column);
    let lower = if two { table.heading(row + 1, column) } else { "" };
    let (own, group) = match (lower, two) {
        ("", _) => (upper, if row > 0 && !two { group(table, row - 1, column) } else { "" }),
        (lower, _) if lower == upper => (upper, ""),
        (lower, _) => (lower, group(table, row, column)),
    };
    let head = Head::read(own);
    if head.column.is_some() || own.is_empty() || group.is_empty() {
        return head;
    }
    let joined = Head::read(&format!("{group}{own}"));
    if joined.column.is_some() { Head { text: head.text, ..joined } } else { head }
}

/// The group a column stands in: the nearest heading to its left, where several stand in that row.
fn group(table: &Table, row: usize, column: usize) -> &str {
    let several = table.row(row).iter().filter(|cell| !cell.is_empty()).count() > 1;
    (0..=column).rev().map(|column| table.heading(row, column)).find(|text| !text.is_empty()).filter(|_| several).unwrap_or_default()
}

/// Whether the row below belongs to the headings: the step's heading is merged over both or blank below, and most of what is new
/// in it are headings.
fn sub_headings(table: &Table, row: usize) -> bool {
    if row + 1 >= table.rows() {
        return false;
    }
    let (mut new, mut known) = (0, 0);
    for column in 0..table.width() {
        let (upper, lower) = (table.heading(row, column), table.heading(row + 1, column));
        let is_step = Head::read(upper).column == Some(Column::Step);
        if is_step && !lower.is_empty() && lower != upper {
            return false;
        }
        if lower.is_empty() || lower == upper {
            continue;
        }
        new += 1;
        let joined = Head::read(&format!("{}{lower}", group(table, row, column)));
        known += usize::from(Head::read(lower).column.is_some() || joined.column.is_some());
    }
    let step_above = (0..table.width()).any(|column| Head::read(table.heading(row, column)).column == Some(Column::Step));
    step_above && known > 0 && known * 2 > new
}

/// Decides what depends on the other columns, and lets no two columns hold the same.
fn resolve(columns: &mut [Head]) {
    let at = |columns: &[Head], wanted: Column| columns.iter().position(|head| head.column == Some(wanted));
    // `流程环节 | 操作步骤`: the second says how it is done.
    let mut steps = columns.iter_mut().filter(|head| head.column == Some(Column::Step)).skip(1);
    if let Some(second) = steps.next() {
        second.column = Some(Column::Action);
    }
    let (improve, role) = (at(columns, Column::Improve), at(columns, Column::Role));
    if at(columns, Column::By).is_some() {
        replace(columns, Column::Person, Column::Owner);
    } else if let Some(person) = at(columns, Column::Person) {
        // Behind the improvement stands who makes it; elsewhere who is accountable for the step.
        let improves = improve.is_some_and(|improve| improve < person);
        columns[person].column = Some(if improves { Column::By } else { Column::Owner });
        replace(columns, Column::Person, if improves { Column::Owner } else { Column::By });
    }
    if at(columns, Column::Owner).is_none() {
        let owner = if role.is_some() { Column::Role } else { Column::Department };
        replace(columns, owner, Column::Owner);
    }
    replace(columns, Column::Role, Column::Doer);
    if improve.is_none() {
        replace(columns, Column::Due, Column::Sla);
    }
    let mut known: Vec<Column> = Vec::new();
    for head in columns.iter_mut() {
        match head.column {
            Some(column) if known.contains(&column) && column != Column::Number => head.column = None,
            Some(column) => known.push(column),
            None => {}
        }
    }
}

/// The first column that holds the one holds the other.
fn replace(columns: &mut [Head], from: Column, to: Column) {
    if let Some(head) = columns.iter_mut().find(|head| head.column == Some(from)) {
        head.column = Some(to);
    }
}
