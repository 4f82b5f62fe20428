//! A sheet as CSV (RFC 4180), as spreadsheets open it.

use super::{Datum, Sheet, plain};

/// The sheet as text; with a byte order mark, by which Excel knows that it is UTF-8.
#[must_use]
pub fn csv(sheet: &Sheet, bom: bool) -> String {
    let mut out = String::from(if bom { "\u{FEFF}" } else { "" });
    let head = sheet.head.iter().map(|head| text(head)).collect::<Vec<_>>();
    let blank = |row: &Vec<Datum>| std::iter::repeat_n(String::new(), sheet.head.len().saturating_sub(row.len()));
    let rows = sheet.rows.iter().map(|row| row.iter().map(field).chain(blank(row)).collect::<Vec<_>>());
    for row in std::iter::once(head).chain(rows) {
        out += &row.join(",");
        out += "\r\n";
    }
    out
}

fn field(datum: &Datum) -> String {
    match datum {
        Datum::Text(words) => text(words),
        Datum::Number(number) => number.clone(),
    }
}

/// A text that is no formula, whatever it begins with, and no more than one cell.
fn text(text: &str) -> String {
    let text = neutral(&plain(text));
    if text.contains(['"', ',', '\n', ';']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// A text that a spreadsheet would take for a formula gets an apostrophe; a dash alone is none.
fn neutral(text: &str) -> String {
    let first = text.trim_start_matches(|c: char| c.is_whitespace() || c == '"');
    let risky = first.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) && text != "-";
    if risky { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_a_formula_or_two_cells() {
        for (typed, written) in [
            ("=1+1", "'=1+1"),
            ("＝1+1", "'＝1+1"),
            (" @sum", "'@sum"),
            ("\t-2", "'-2"),
            ("\r\n+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("－5", "'－5"),
            ("-", "-"),
            ("a\"b", "\"a\"\"b\""),
            ("\"=1\"", "\"'\"\"=1\"\"\""),
            ("一，二", "一，二"),
            ("a,b\r\nc", "\"a,b\nc\""),
            ("\u{202E}=1", "'=1"),
        ] {
            assert_eq!(text(typed), written, "{typed:?}");
        }
        let sheet = Sheet { name: "x".to_owned(), head: vec!["=h".to_owned()], rows: vec![vec![Datum::Number("-5".to_owned())]] };
        assert_eq!(csv(&sheet, true), "\u{FEFF}'=h\r\n-5\r\n");
    }
}
