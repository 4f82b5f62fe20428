//! Reading `.xlsx`: sheet by sheet, cell by cell, within a budget. What a formula came to is read, the formula is not.

use std::io::{Cursor, Read};

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxError};

use crate::both;
use crate::import::{COLUMNS, Merge, READ, Table};
use crate::lang::{Text, shown};

/// How large the parts of a workbook may be in all once they are unpacked.
const UNPACKED: u64 = 256 << 20;

/// How many parts it may have.
const PARTS: usize = 10_000;

/// How many sheets are looked at.
const SHEETS: usize = 100;

/// How many characters the cells of the sheets may have in all.
const CHARACTERS: usize = 64 << 20;

/// The sheets, or the one of that name.
pub(super) fn tables(bytes: Vec<u8>, sheet: Option<&str>) -> Result<Vec<Table>, Text> {
    refuse_bombs(&bytes)?;
    let mut book: Xlsx<Cursor<Vec<u8>>> = Xlsx::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let names = book.sheet_names();
    let wanted: Vec<String> = match sheet {
        None => names.into_iter().take(SHEETS).collect(),
        Some(wanted) if names.iter().any(|name| name == wanted) => vec![wanted.to_owned()],
        Some(wanted) => {
            let known: Vec<String> = names.iter().take(20).map(|name| shown(name).to_string()).collect();
            let (wanted, [en, zh]) = (shown(wanted), [", ", "、"].map(|comma| known.join(comma)));
            return Err(both!("has no sheet `{wanted}`; its sheets: {en}", "没有工作表“{wanted}”；已有的工作表：{zh}"));
        }
    };
    let mut left = CHARACTERS;
    let mut tables = Vec::new();
    for name in wanted {
        // A sheet of charts has no cells.
        if let Some(table) = read_sheet(&mut book, name, &mut left)? {
            tables.push(table);
        }
    }
    Ok(tables)
}

fn read_sheet(book: &mut Xlsx<Cursor<Vec<u8>>>, name: String, left: &mut usize) -> Result<Option<Table>, Text> {
    let merges = match book.merge_cells_by_sheet_name(&name) {
        Ok(merges) => merges,
        Err(XlsxError::WorksheetNotFound(_)) => return Ok(None),
        Err(error) => return Err(unreadable(&error)),
    };
    let merges: Vec<Merge> = merges
        .iter()
        .map(|merge| Merge {
            top: merge.start.0 as usize,
            left: merge.start.1 as usize,
            bottom: merge.end.0 as usize,
            right: merge.end.1 as usize,
        })
        .collect();
    let mut cells = match book.worksheet_cells_reader(&name) {
        Ok(cells) => cells,
        Err(XlsxError::NotAWorksheet(_) | XlsxError::WorksheetNotFound(_)) => return Ok(None),
        Err(error) => return Err(unreadable(&error)),
    };
    let mut rows: Vec<Vec<String>> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(|error| unreadable(&error))? {
        let (row, column) = (cell.get_position().0 as usize, cell.get_position().1 as usize);
        let text = text(cell.get_value());
        if text.is_empty() || column >= COLUMNS {
            continue;
        }
        // One row too many says that there are too many.
        let row = row.min(READ - 1);
        *left = left.checked_sub(text.len()).ok_or_else(|| both!("is too large", "文件太大"))?;
        if rows.len() <= row {
            rows.resize(row + 1, Vec::new());
        }
        if rows[row].len() <= column {
            rows[row].resize(column + 1, String::new());
        }
        rows[row][column] = text;
    }
    Ok(Some(Table::new(Some(name), rows, &merges)))
}

/// What a cell says: a day as a date, a time of day or a span of time in seconds.
fn text(value: &DataRef) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTime(time) => day_or_time(time),
        DataRef::Bool(_) | DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn day_or_time(time: &ExcelDateTime) -> String {
    let days = time.as_f64();
    if time.is_duration() || (0.0..1.0).contains(&days) {
        return format!("{}s", (days * 86_400.0).round());
    }
    let (year, month, day, ..) = time.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}

/// Unpacks every part once, to count what comes out: what the file says about its own sizes may be wrong.
fn refuse_bombs(bytes: &[u8]) -> Result<(), Text> {
    let broken = |error: &dyn std::fmt::Display| both!("is damaged: {error}", "文件已损坏：{error}");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let mut left = UNPACKED;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| broken(&error))?;
        let out = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|error| broken(&error))?;
        if out > left || index >= PARTS {
            let limit = UNPACKED >> 20;
            return Err(both!("unpacks to more than {limit} MB and is not read", "解压后超过 {limit} MB，不予读取"));
        }
        left -= out;
    }
    Ok(())
}

fn unreadable(error: &XlsxError) -> Text {
    let why = error.to_string();
    let why = shown(&why);
    both!("cannot be read as a workbook: {why}", "无法作为 Excel 工作簿读取：{why}")
}
