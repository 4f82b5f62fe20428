//! Rows of text cells, some of them merged.

use rustc_hash::FxHashMap;

use super::COLUMNS;
use super::value::clean;

/// How many cells merges may cover in all: a damaged file has more.
const COVERED: usize = 4_000_000;

/// Merged cells: the rows and columns from the first to the last, counted from 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Merge {
    /// First row.
    pub top: usize,
    /// First column.
    pub left: usize,
    /// Last row.
    pub bottom: usize,
    /// Last column.
    pub right: usize,
}

/// A sheet, or a text with delimiters.
#[derive(Debug)]
pub struct Table {
    /// The name of the sheet.
    pub name: Option<String>,
    /// How many cells had characters that nobody sees.
    pub(super) cleaned: usize,
    cells: Vec<Vec<String>>,
    merges: FxHashMap<(usize, usize), Merge>,
    width: usize,
}

impl Table {
    /// A table of these cells. Characters that nobody sees are taken out.
    #[must_use]
    pub fn new(name: Option<String>, rows: Vec<Vec<String>>, merges: &[Merge]) -> Table {
        let mut cleaned = 0;
        let mut cells: Vec<Vec<String>> = rows;
        for row in &mut cells {
            row.truncate(COLUMNS);
            for cell in row {
                let (text, hidden) = clean(cell);
                cleaned += usize::from(hidden);
                *cell = text;
            }
        }
        let width = cells.iter().map(Vec::len).max().unwrap_or_default();
        let merges = covered(merges, cells.len(), width);
        Table { name, cleaned, cells, merges, width }
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.cells.len()
    }

    /// How many columns the widest row has.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The cells of a row as they were typed.
    pub(super) fn row(&self, row: usize) -> &[String] {
        self.cells.get(row).map_or(&[], Vec::as_slice)
    }

    /// What the cell says; for every cell of a merge, what its first one says.
    pub(super) fn heading(&self, row: usize, column: usize) -> &str {
        let (row, column) = self.merge(row, column).map_or((row, column), |merge| (merge.top, merge.left));
        self.typed(row, column)
    }

    /// What the cell says; what is merged over several rows is said in each, what is merged over several columns in the first.
    pub(super) fn value(&self, row: usize, column: usize) -> &str {
        match self.merge(row, column) {
            Some(merge) if merge.left != column => "",
            Some(merge) => self.typed(merge.top, column),
            None => self.typed(row, column),
        }
    }

    /// The merge that covers a cell.
    pub(super) fn merge(&self, row: usize, column: usize) -> Option<Merge> {
        self.merges.get(&(row, column)).copied()
    }

    fn typed(&self, row: usize, column: usize) -> &str {
        self.row(row).get(column).map_or("", String::as_str)
    }
}

/// Which merge covers a cell. Merges do not overlap; where a damaged file says so, the first counts.
fn covered(merges: &[Merge], rows: usize, width: usize) -> FxHashMap<(usize, usize), Merge> {
    let mut map = FxHashMap::default();
    let mut left = COVERED;
    for merge in merges.iter().filter(|merge| merge.top < rows && merge.left < width) {
        let merge = Merge { bottom: merge.bottom.min(rows - 1), right: merge.right.min(width - 1), ..*merge };
        if merge.bottom < merge.top || merge.right < merge.left {
            continue;
        }
        let Some(rest) = left.checked_sub((merge.bottom - merge.top + 1) * (merge.right - merge.left + 1)) else { break };
        left = rest;
        for row in merge.top..=merge.bottom {
            for column in merge.left..=merge.right {
                map.entry((row, column)).or_insert(merge);
            }
        }
    }
    map
}
