//! A page laid out: for the terminal, and as Markdown.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::{Bar, Page, Part};
use crate::emit::markdown::escape;
use crate::lang::{is_hidden, shown};

/// Columns of the longest bar.
const LONGEST: f64 = 30.0;

/// The page for the terminal.
#[must_use]
pub fn human(page: &Page) -> String {
    let mut out = format!("{}\n", shown(&page.title));
    for section in &page.sections {
        let _ = writeln!(out, "\n{}", section.title);
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
                Part::Table(head, rows) => {
                    columns(&mut out, &std::iter::once(head).chain(rows).cloned().collect::<Vec<_>>());
                }
                Part::Bars(head, bars) => columns(&mut out, &drawn(head, bars)),
            }
        }
    }
    out
}

/// Nothing that a terminal obeys.
fn plain(text: &str) -> String {
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

/// Rows with aligned columns: the first on the left, bars and the second of two as well, the others on the right.
fn columns(out: &mut String, rows: &[Vec<String>]) {
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| shown(cell).to_string()).collect()).collect();
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count).map(width).collect();
    for row in &rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let blank = " ".repeat(widths[column] - cell.width());
            let left = column == 0 || count == 2 || cell.starts_with(['█', '░']);
            line += "  ";
            line += &if left { cell.clone() + &blank } else { blank + cell };
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

/// The page as Markdown; a chart as a table of its numbers.
#[must_use]
pub fn markdown(page: &Page) -> String {
    let mut out = format!("# {}\n", escape(&page.title));
    for section in &page.sections {
        let _ = write!(out, "\n## {}\n\n", section.title);
        for part in &section.parts {
            match part {
                Part::Says(text) => {
                    let _ = writeln!(out, "{}\n", escape(text));
                }
                Part::List(lines) => {
                    for line in lines {
                        let _ = writeln!(out, "- {}", escape(line));
                    }
                    out.push('\n');
                }
                Part::Flow(text) => {
                    let _ = writeln!(out, "```flow\n{}\n```\n", text.lines().map(plain).collect::<Vec<_>>().join("\n"));
                }
                Part::Table(head, rows) => table(&mut out, head, rows),
                Part::Bars(head, bars) => {
                    let row = |bar: &Bar| std::iter::once(bar.label.clone()).chain(bar.cells.iter().cloned()).collect();
                    table(&mut out, head, &bars.iter().map(row).collect::<Vec<Vec<String>>>());
                }
            }
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
    }
    out
}

fn table(out: &mut String, head: &[String], rows: &[Vec<String>]) {
    let line = |cells: &[String]| format!("| {} |\n", cells.iter().map(|cell| escape(cell)).collect::<Vec<_>>().join(" | "));
    out.push_str(&line(head));
    let rule: Vec<&str> = (0..head.len()).map(|column| if column == 0 { "---" } else { "---:" }).collect();
    let _ = writeln!(out, "| {} |", rule.join(" | "));
    for row in rows {
        out.push_str(&line(row));
    }
    out.push('\n');
}
