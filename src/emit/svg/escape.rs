//! Texts in XML.

use crate::lang::is_hidden;

/// A text as content or as a quoted attribute of XML. White space is a blank; what is no character of XML, and what is invisible and may
/// turn the direction of a text, is dropped. What joins characters stays: some scripts and emoji are written with it.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_whitespace() => out.push(if c == '\u{3000}' { c } else { ' ' }),
            '\u{FFFE}' | '\u{FFFF}' => {}
            '\u{200C}' | '\u{200D}' => out.push(c),
            c if c.is_control() || is_hidden(c) => {}
            c => out.push(c),
        }
    }
    out
}
