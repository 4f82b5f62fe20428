//! Sheets as one workbook of Excel. No cell is ever a formula.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, XlsxError};

use super::{Datum, Sheet, plain};

/// Characters that a cell holds at most, and those of a name.
const LONGEST: usize = 32_767;
const NAME: usize = 31;

/// How wide a column is at least and at most, in characters.
const WIDTHS: (usize, usize) = (10, 42);

/// The sheets as a workbook: the same bytes for the same sheets.
///
/// # Errors
/// When there is more than a workbook holds.
pub fn xlsx(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // Else the clock would be in it.
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    let cell = Format::new().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::Top);
    let head = cell.clone().set_bold().set_background_color("EEF2F6");
    let mut taken: Vec<String> = Vec::new();
    for sheet in sheets {
        let name = name(&sheet.name, &taken);
        taken.push(name.to_lowercase());
        let page = book.add_worksheet();
        page.set_name(&name)?.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_freeze_panes(1, 0)?;
        for (column, text) in (0_u16..).zip(&sheet.head) {
            let cells = sheet.rows.iter().filter_map(|row| row.get(usize::from(column)));
            let texts = cells.map(|(Datum::Text(text) | Datum::Number(text))| text.as_str()).chain([text.as_str()]);
            let widest = texts.flat_map(str::lines).map(unicode_width::UnicodeWidthStr::width).max().unwrap_or(0) + 2;
            #[allow(clippy::cast_precision_loss, reason = "at most 42")]
            page.set_column_width(column, widest.clamp(WIDTHS.0, WIDTHS.1) as f64)?;
            page.write_string_with_format(0, column, short(text), &head)?;
        }
        for (at, row) in (1_u32..).zip(&sheet.rows) {
            let last = u16::try_from(sheet.head.len().saturating_sub(1)).unwrap_or(u16::MAX);
            for (column, datum) in (0_u16..).zip(row) {
                if usize::from(column) + 1 == row.len() && column < last {
                    page.merge_range(at, column, at, last, "", &cell)?;
                }
                match (datum, number(datum)) {
                    (_, Some(number)) => page.write_number_with_format(at, column, number, &cell)?,
                    (Datum::Text(text) | Datum::Number(text), None) => page.write_string_with_format(at, column, short(text), &cell)?,
                };
            }
        }
    }
    book.save_to_buffer()
}

fn number(datum: &Datum) -> Option<f64> {
    match datum {
        Datum::Number(number) => number.parse().ok().filter(|number: &f64| number.is_finite()),
        Datum::Text(_) => None,
    }
}

/// A text of the length that a cell holds.
fn short(text: &str) -> String {
    let text = plain(text);
    // Excel counts in UTF-16.
    if text.encode_utf16().count() <= LONGEST { text } else { text.chars().take(LONGEST / 2 - 1).chain(['…']).collect() }
}

/// A name that Excel takes, and that no other sheet has.
fn name(wanted: &str, taken: &[String]) -> String {
    let plain: String = plain(wanted).chars().map(|c| if "[]:*?/\\\n'".contains(c) { ' ' } else { c }).collect();
    let plain = if plain.trim().is_empty() { "Sheet" } else { plain.trim() };
    let cut = |room: usize| {
        let mut length = 0;
        plain
            .chars()
            .take_while(|c| {
                length += c.len_utf16();
                length <= room
            })
            .collect::<String>()
    };
    let numbered = (2..).map(|count| {
        let end = format!(" {count}");
        cut(NAME - end.len()) + &end
    });
    let mut names = std::iter::once(cut(NAME)).chain(numbered);
    names.find(|name| !taken.contains(&name.to_lowercase())).unwrap_or_default()
}
