//! A page as Markdown.

use std::fmt::Write;

use super::human::plain;
use super::{Cell, Columns, Page, Part, Picture, Table};
use crate::emit::markdown::escape;

/// The page as Markdown; a chart as a table of its numbers.
#[must_use]
pub fn markdown(page: &Page) -> String {
    let mut out = format!("# {}\n", escape(&page.title));
    for section in &page.sections {
        out.push('\n');
        if !section.title.is_empty() {
            let _ = write!(out, "## {}\n\n", escape(&section.title));
        }
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
                Part::Heading(text) => {
                    let _ = writeln!(out, "### {}\n", escape(text));
                }
                Part::Form(fields) => table(&mut out, &Table::of_form(fields)),
                Part::Picture(picture) => {
                    let _ = writeln!(out, "{}\n", image(picture));
                }
                Part::Table(grid) => table(&mut out, grid),
                Part::Bars(head, bars) => table(&mut out, &Table::of_bars(head, bars)),
            }
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
    }
    out
}

/// A drawing: the file that holds it, or else what it shows.
#[must_use]
pub fn image(picture: &Picture) -> String {
    let caption = escape(&picture.caption);
    picture.file.as_ref().map_or(caption.clone(), |file| format!("![{caption}](<{file}>)"))
}

fn table(out: &mut String, table: &Table) {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    out.push_str(&line(table.head.iter().map(|head| escape(head)).collect()));
    let rule = |column: usize| if column == 0 || table.columns == Columns::Texts { "---" } else { "---:" };
    let _ = writeln!(out, "| {} |", (0..table.head.len()).map(rule).collect::<Vec<_>>().join(" | "));
    for row in &table.rows {
        let blank = std::iter::repeat_n(String::new(), table.head.len().saturating_sub(row.len()));
        out.push_str(&line(row.iter().map(cell).chain(blank).collect()));
    }
    out.push('\n');
}

/// A cell; the best of its row is bold.
fn cell(cell: &Cell) -> String {
    let text = escape(&cell.text);
    if cell.best { format!("**{text}**") } else { text }
}
