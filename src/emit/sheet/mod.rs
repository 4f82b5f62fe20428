//! A table with its data, for spreadsheets, documents and the screen.

mod delimited;
mod xlsx;

pub use delimited::csv;
pub use xlsx::xlsx;

use super::page::{Cell, Columns, Page, Part, Section, Table};
use crate::lang::is_hidden;

/// A table.
#[derive(Clone, PartialEq, Debug)]
pub struct Sheet {
    /// What it is called.
    pub name: String,
    /// The names of its columns.
    pub head: Vec<String>,
    /// Its rows, as long as the head; the last cell of a shorter one takes the rest.
    pub rows: Vec<Vec<Datum>>,
}

/// What stands in a cell.
#[derive(Clone, PartialEq, Debug)]
pub enum Datum {
    /// A text, whatever it looks like.
    Text(String),
    /// A number as it is written, with a point.
    Number(String),
}

impl Sheet {
    /// The sheet as a page.
    #[must_use]
    pub fn page(&self) -> Page {
        Page { title: self.name.clone(), sections: vec![Section::new(String::new(), vec![Part::Table(self.table())])] }
    }

    /// The sheet as a table of a page.
    #[must_use]
    pub fn table(&self) -> Table {
        let text = |datum: &Datum| match datum {
            Datum::Text(text) | Datum::Number(text) => Cell::from(text.clone()),
        };
        let rows = self.rows.iter().map(|row| row.iter().map(text).collect()).collect();
        Table { head: self.head.clone(), rows, columns: Columns::Texts }
    }
}

impl From<&str> for Datum {
    fn from(text: &str) -> Datum {
        Datum::Text(text.to_owned())
    }
}

/// A text without what no cell shows: line ends are `\n`, a tab is a blank, and control characters and hidden ones go.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.trim().chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' | '\u{B}' | '\u{C}' => out.push(' '),
            // Joiners belong to words and emoji.
            c if c.is_control() || is_hidden(c) && !matches!(c, '\u{200C}' | '\u{200D}') => {}
            c if u32::from(c) & 0xFFFE == 0xFFFE => {}
            c => out.push(c),
        }
    }
    out
}
