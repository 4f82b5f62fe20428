//! Text with delimiters: a comma, a semicolon or a tab.

use super::{READ, Table, headings};

/// What may stand between two cells.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// How many rows are looked at to find the delimiter.
const LOOKED_AT: usize = 60;

/// Reads the text with the delimiter that gives most headings; where none gives any, most cells in the first rows.
#[must_use]
pub fn table(text: &str) -> Table {
    let text = text.trim_start_matches('\u{FEFF}');
    let found = DELIMITERS.iter().rev().max_by_key(|&&delimiter| {
        let rows = rows(text, delimiter, LOOKED_AT);
        let cells = rows.iter().map(Vec::len).max().unwrap_or_default();
        (headings(&Table::new(None, rows, &[])), cells)
    });
    Table::new(None, rows(text, found.copied().unwrap_or(b','), READ), &[])
}

/// The rows as a spreadsheet counts them: empty lines are rows, line ends in quotation marks are none.
fn rows(text: &str, delimiter: u8, most: usize) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut line = 1;
    // The text is UTF-8 and rows may differ in length, so that no row fails.
    for record in reader.records().filter_map(Result::ok) {
        let begins = record.position().map_or(line, csv::Position::line);
        let empty = usize::try_from(begins.saturating_sub(line)).unwrap_or(usize::MAX);
        rows.extend(std::iter::repeat_n(Vec::new(), empty.min(most)));
        if rows.len() >= most {
            break;
        }
        let row: Vec<String> = record.iter().map(str::to_owned).collect();
        line = begins + 1 + row.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
        rows.push(row);
    }
    rows.truncate(most);
    rows
}
