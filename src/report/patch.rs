//! The difference of two texts as a patch. `similar` is named here only.

use std::fmt::Write as _;

use similar::TextDiff;

use super::concise::file_name;
use crate::lang::is_hidden;

/// What a CI system obeys at the start of a line, or anywhere in it.
const COMMANDS: [&str; 4] = ["##[", "##vso[", "##teamcity[", "##debug"];

/// What makes one text of another, as a unified patch; nothing where they are the same. Of texts in which nothing is hidden it can be
/// applied; elsewhere what a terminal or a CI log would obey is shown as `U+001B`.
#[must_use]
pub fn patch(name: &str, old: &str, new: &str) -> String {
    let name = file_name(name);
    let diff = TextDiff::from_lines(old, new);
    let text = diff.unified_diff().context_radius(3).header(&name, &name).to_string();
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        visible(line, &mut out);
    }
    out
}

/// A line with nothing in it that is obeyed.
fn visible(line: &str, out: &mut String) {
    let (text, end) = line
        .strip_suffix("\r\n")
        .map(|text| (text, "\r\n"))
        .or_else(|| line.strip_suffix('\n').map(|text| (text, "\n")))
        .unwrap_or((line, ""));
    let command = text.len() - text.trim_start().len();
    for (at, c) in text.char_indices() {
        let hidden = c.is_control() && c != '\t' || is_hidden(c) || matches!(c, '\u{2028}' | '\u{2029}');
        let obeyed = at == command && text[at..].starts_with("::") || COMMANDS.iter().any(|command| text[at..].starts_with(command));
        if hidden || obeyed {
            // A String takes all that is written to it.
            let _ = write!(out, "U+{:04X}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out.push_str(end);
}
