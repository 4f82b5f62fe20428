//! A table of steps, as people keep it in a spreadsheet, becomes a `.flow` text.
//!
//! Rows of text cells → [`layout`](self::layout) finds the row of headings and what each column holds → [`body`](self::body) finds
//! the rows of each step → [`write`](self::write) writes the process. What could not be taken over as it stands is in the notes;
//! nothing is guessed. Files are the business of the command line.

mod attribute;
mod body;
pub mod delimited;
mod heading;
mod layout;
mod name;
mod node;
mod table;
mod value;
mod write;

pub use table::{Merge, Table};

use crate::both;
use crate::lang::{Lang, Text, shown};
use layout::Layout;

/// How many rows a table may have below its headings.
const ROWS: usize = 10_000;

/// How many rows are read: the headings and what may stand above them, and one row that is too many.
pub const READ: usize = ROWS + layout::FIRST_ROWS + 2;

/// How many columns of a table are read.
pub const COLUMNS: usize = 200;

/// A process made from a table.
#[derive(Debug)]
pub struct Imported {
    /// The `.flow` text.
    pub text: String,
    /// How many steps it has.
    pub steps: usize,
    /// What was not taken over as it stands.
    pub notes: Vec<Text>,
}

/// Makes a process from the first of the tables that has headings. `origin` is the name of the file without its ending.
///
/// # Errors
/// When no table has headings, or none of its rows is a step.
pub fn import(tables: &[Table], origin: &str) -> Result<Imported, Text> {
    let found = tables.iter().find_map(|table| Layout::find(table).map(|layout| (table, layout)));
    let Some((table, layout)) = found else {
        return Err(no_headings(tables));
    };
    if table.rows() - layout.first > ROWS {
        return Err(both!(
            "the table has more than {ROWS} rows; no process has so many steps",
            "表格超过 {ROWS} 行；没有哪个流程有这么多环节，请检查是不是选错了表"
        ));
    }
    let mut notes = Vec::new();
    if tables.len() > 1
        && let Some(name) = &table.name
    {
        let name = shown(name);
        notes.push(both!("read from the sheet `{name}`; `--sheet` names another", "读取的是工作表“{name}”；要读别的表请用 --sheet"));
    }
    if table.cleaned > 0 {
        let count = table.cleaned;
        notes.push(both!("invisible characters were taken out of {count} cells", "已去掉 {count} 个单元格中看不见的字符"));
    }
    layout.say(&mut notes);
    let steps = body::steps(table, &layout, &mut notes);
    if steps.is_empty() {
        return Err(both!("there is no step below the headings", "表头下面没有任何环节"));
    }
    let text = write::process(table, &layout, &steps, origin, &mut notes);
    Ok(Imported { text, steps: steps.len(), notes })
}

/// How many columns of the text's first rows have headings: the right delimiter finds the most.
fn headings(table: &Table) -> usize {
    Layout::find(table).map_or(0, |layout| layout.columns.iter().filter(|head| head.column.is_some()).count())
}

fn no_headings(tables: &[Table]) -> Text {
    let first =
        tables.iter().find_map(|table| (0..table.rows()).map(|row| table.row(row)).find(|row| row.iter().any(|cell| !cell.is_empty())));
    let cells: Vec<String> =
        first.into_iter().flatten().filter(|cell| !cell.is_empty()).take(5).map(|cell| shown(cell).to_string()).collect();
    let expected = both!(
        "no row of headings was found: one column is called `step`, others `role`, `time`, `system`, `issue`, `improvement`",
        "没有找到表头：要有一列叫“流程环节”（或“步骤”“节点”），还要有“岗位”“耗时”“系统”“问题点”“改进方向”等列"
    );
    if cells.is_empty() {
        return both!("the table is empty", "表格是空的");
    }
    let [en, zh] = [", ", "、"].map(|comma| cells.join(comma));
    both!("{}; the first row says: {en}", "{}；第一行是：{zh}"; expected)
}

/// Whether a text is rather Chinese.
fn language(text: &str) -> Lang {
    if text.chars().any(|c| matches!(c, '\u{3400}'..='\u{9FFF}')) { Lang::Zh } else { Lang::En }
}
