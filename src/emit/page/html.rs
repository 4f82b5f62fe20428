//! Pages as one HTML document that stands alone: no script, nothing is loaded, and it can be printed and signed.

use std::fmt::Write;

use super::{Bar, Cell, Columns, Page, Part, Table};
use crate::lang::{Lang, is_hidden};

/// Nothing runs and nothing is fetched; only the style of the document itself holds.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const STYLE: &str = include_str!("page.css");

/// How wide the chart is drawn, and how high a bar is.
const CHART: (f64, f64) = (240.0, 12.0);

/// The pages as a document.
#[must_use]
pub fn html(pages: &[Page], lang: Lang) -> String {
    let title = pages.first().map_or(String::new(), |page| escape(&page.title).replace("<br>", " "));
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        lang.pick("en", "zh-CN"),
    );
    for page in pages {
        // A String takes all that is written to it.
        let _ = writeln!(out, "<article>\n<h1>{}</h1>", escape(&page.title));
        for section in &page.sections {
            out.push_str("<section>\n");
            if !section.title.is_empty() {
                let _ = writeln!(out, "<h2>{}</h2>", escape(&section.title));
            }
            for part in &section.parts {
                write_part(&mut out, part);
            }
            out.push_str("</section>\n");
        }
        out.push_str("</article>\n");
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn write_part(out: &mut String, part: &Part) {
    match part {
        Part::Says(text) => {
            let _ = writeln!(out, "<p>{}</p>", escape(text));
        }
        Part::List(lines) => {
            out.push_str("<ul>\n");
            for line in lines {
                let _ = writeln!(out, "<li>{}</li>", escape(line));
            }
            out.push_str("</ul>\n");
        }
        Part::Flow(text) => {
            let lines: Vec<String> = text.lines().map(escape_line).collect();
            let _ = writeln!(out, "<pre>{}</pre>", lines.join("\n"));
        }
        Part::Heading(text) => {
            let _ = writeln!(out, "<h3>{}</h3>", escape(text));
        }
        Part::Form(fields) => table(out, &Table::of_form(fields), &[]),
        Part::Picture(picture) => {
            let _ = writeln!(out, "<figure>\n{}<figcaption>{}</figcaption>\n</figure>", picture.svg, escape(&picture.caption));
        }
        Part::Table(grid) => table(out, grid, &[]),
        Part::Bars(head, bars) => table(out, &Table::of_bars(head, bars), bars),
    }
}

/// A table; with bars, each behind the label of its row.
fn table(out: &mut String, table: &Table, bars: &[Bar]) {
    let class = |column: usize| if column > 0 && table.columns == Columns::Figures { " class=\"figure\"" } else { "" };
    out.push_str("<table>\n<thead><tr>");
    for (column, head) in table.head.iter().enumerate() {
        let _ = write!(out, "<th scope=\"col\"{}>{}</th>", class(column), escape(head));
        if column == 0 && !bars.is_empty() {
            out.push_str("<th></th>");
        }
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    let longest = bars.iter().map(|bar| bar.work + bar.wait).fold(0.0, f64::max);
    for (at, row) in table.rows.iter().enumerate() {
        out.push_str("<tr>");
        for (column, cell) in row.iter().enumerate() {
            let rest = if column + 1 == row.len() { table.head.len().saturating_sub(column) } else { 1 };
            let span = if rest > 1 { format!(" colspan=\"{rest}\"") } else { String::new() };
            write_cell(out, cell, column, &(class(column).to_owned() + &span));
            if let (0, Some(bar)) = (column, bars.get(at)) {
                write_bar(out, bar, longest);
            }
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}

fn write_cell(out: &mut String, cell: &Cell, column: usize, class: &str) {
    let text = escape(&cell.text);
    let _ = match (column, cell.best) {
        (0, _) => write!(out, "<th scope=\"row\">{text}</th>"),
        (_, true) => write!(out, "<td{class}><strong>{text}</strong></td>"),
        (_, false) => write!(out, "<td{class}>{text}</td>"),
    };
}

fn write_bar(out: &mut String, bar: &Bar, longest: f64) {
    let (width, height) = CHART;
    let [work, whole] = [bar.work, bar.work + bar.wait].map(|amount| (amount / longest * width).round());
    let _ = write!(
        out,
        "<td><svg width=\"{width}\" height=\"{height}\" aria-hidden=\"true\"><rect class=\"wait\" width=\"{whole}\" height=\"{height}\"/>\
         <rect class=\"work\" width=\"{work}\" height=\"{height}\"/></svg></td>"
    );
}

/// A line as HTML shows it, its indentation kept.
fn escape_line(line: &str) -> String {
    let text = line.trim_start();
    " ".repeat(line.len() - text.len()) + &escape(text)
}

/// Text as HTML shows it, in an element or in a quoted attribute: nothing in it is markup, and line ends are kept.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.trim().chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push_str("<br>"),
            '\t' | '\u{B}' | '\u{C}' => out.push(' '),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Joiners belong to words and emoji; the other hidden characters only mislead. What is no character of HTML goes too.
            c if c.is_control() || is_hidden(c) && !matches!(c, '\u{200C}' | '\u{200D}') => {}
            '\u{FDD0}'..='\u{FDEF}' => {}
            c if u32::from(c) & 0xFFFE == 0xFFFE => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        assert_eq!(escape("<b title='x'>\"&amp;\"</b>"), "&lt;b title=&#39;x&#39;&gt;&quot;&amp;amp;&quot;&lt;/b&gt;");
        assert_eq!(escape("</style><script>"), "&lt;/style&gt;&lt;script&gt;");
        assert_eq!(escape(" 一\r\n二\t三\u{202E}\u{0}\u{FFFF} "), "一<br>二 三");
    }
}
