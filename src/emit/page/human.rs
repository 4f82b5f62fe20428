//! A page laid out for the terminal.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::{Bar, Cell, Columns, Page, Part};
use crate::lang::{is_hidden, shown};

/// Columns of the longest bar.
const LONGEST: f64 = 30.0;

/// The page for the terminal.
#[must_use]
pub fn human(page: &Page) -> String {
    let mut out = format!("{}\n", shown(&page.title));
    for section in &page.sections {
        out.push('\n');
        if !section.title.is_empty() {
            let _ = writeln!(out, "{}", shown(&section.title));
        }
        for part in &section.parts {
            match part {
                Part::Says(text) => {
                    let _ = writeln!(out, "  {}", plain(text));
                }
                Part::List(lines) => {
                    for line in lines {
                        let _ = writeln!(out, "  - {}", plain(line));
                    }
                }
                Part::Flow(text) => {
                    for line in text.lines() {
                        let _ = writeln!(out, "{}", plain(line));
                    }
                }
                Part::Heading(text) => {
                    let _ = writeln!(out, "{}", shown(text));
                }
                Part::Form(fields) => {
                    let rows: Vec<Vec<String>> = fields.iter().map(|(name, value)| vec![name.clone(), value.clone()]).collect();
                    columns(&mut out, &rows, Columns::Texts);
                }
                Part::Picture(picture) => {
                    let _ = writeln!(out, "  [{}]", plain(&picture.caption));
                }
                Part::Table(table) => {
                    let rows = table.rows.iter().map(|row| row.iter().map(cell).collect());
                    let rows: Vec<Vec<String>> = std::iter::once(table.head.clone()).chain(rows).collect();
                    columns(&mut out, &rows, table.columns);
                }
                Part::Bars(head, bars) => columns(&mut out, &drawn(head, bars), Columns::Figures),
            }
        }
    }
    out
}

/// A cell; the best of its row has a star.
fn cell(cell: &Cell) -> String {
    if cell.best { format!("{} *", cell.text) } else { cell.text.clone() }
}

/// Nothing that a terminal obeys.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|&c| !c.is_control() && !is_hidden(c)).collect()
}

/// Bars as rows: the label, the bar, what stands behind it.
fn drawn(head: &[String], bars: &[Bar]) -> Vec<Vec<String>> {
    let longest = bars.iter().map(|bar| bar.work + bar.wait).fold(0.0, f64::max);
    let row = |bar: &Bar| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 30")]
        let cells = |amount: f64| (amount / longest * LONGEST).round() as usize;
        let whole = cells(bar.work + bar.wait).max(1);
        let work = cells(bar.work).min(whole);
        let line = "█".repeat(work) + &"░".repeat(whole - work);
        [bar.label.clone(), line].into_iter().chain(bar.cells.iter().cloned()).collect()
    };
    let mut rows = vec![head.to_vec()];
    // The chart says itself what its blocks are: the names of the columns of work and of waiting.
    let legend = head.get(3).zip(head.get(4)).map_or(String::new(), |(work, wait)| format!("█ {work} ░ {wait}"));
    rows[0].insert(1, legend);
    rows.extend(bars.iter().map(row));
    rows
}

/// Rows with aligned columns: of figures the first on the left, bars and the second of two as well, the others on the right; texts all on the left.
fn columns(out: &mut String, rows: &[Vec<String>], kind: Columns) {
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| shown(cell).to_string()).collect()).collect();
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count).map(width).collect();
    for row in &rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let blank = " ".repeat(widths[column] - cell.width());
            let left = kind == Columns::Texts || column == 0 || count == 2 || cell.starts_with(['█', '░']);
            line += "  ";
            line += &if left { cell.clone() + &blank } else { blank + cell };
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
}
