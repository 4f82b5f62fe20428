//! What a terminal or the log of a CI service would obey, made inert: without loss where the format has escapes for it.
//!
//! GitHub's runner obeys `::command::` at the start of a line and `##[command]` anywhere in it; the agent of Azure Pipelines obeys
//! `##vso[…]` anywhere; TeamCity `##teamcity[…]`. A terminal obeys control characters, and the bidirectional ones show another text.

use std::borrow::Cow;
use std::fmt::Write;

use crate::lang::is_hidden;

/// Whether a character is not shown as itself, or is no character of XML 1.0.
fn is_active(c: char) -> bool {
    c.is_control() || is_hidden(c) || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Whether a text has such a character, other than those allowed. Most bytes begin none.
fn has_active(text: &str, allowed: &[char]) -> bool {
    let begins = |byte: u8| matches!(byte, 0..=0x1F | 0x7F | 0xC2 | 0xD8 | 0xE2 | 0xEF);
    let active = |c: char| is_active(c) && !allowed.contains(&c);
    text.bytes().enumerate().any(|(at, byte)| begins(byte) && text[at..].starts_with(active))
}

/// A text on one line, with a visible character for each that is not shown as itself.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if has_active(text, &[]) { text.chars().map(|c| if is_active(c) { '\u{FFFD}' } else { c }).collect() } else { text.into() }
}

/// Lines for a terminal or a log, in which no `##command[` is left; every column as it was.
#[must_use]
pub fn log(mut text: String) -> String {
    let mut from = 0;
    while let Some(found) = text[from..].find("##") {
        let second = from + found + 1;
        let word = text[second + 1..].trim_start_matches(|c: char| c.is_ascii_alphanumeric());
        if word.starts_with('[') {
            text.replace_range(second..=second, " ");
        }
        from = second;
    }
    text
}

/// JSON in which what is not shown as itself is written as an escape, and no two `#` stand together: the same values.
#[must_use]
pub fn json(text: String) -> String {
    // A line end is not part of a string here.
    if !text.contains("##") && !has_active(&text, &['\n']) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 64);
    let mut before = ' ';
    for c in text.chars() {
        if is_active(c) && c != '\n' || c == '#' && before == '#' {
            // A String takes all that is written to it.
            let _ = write!(out, "\\u{:04X}", c as u32);
            before = ' ';
        } else {
            out.push(c);
            before = c;
        }
    }
    out
}

/// XML in which no two `#` stand together: the same values.
#[must_use]
pub fn xml(text: &str) -> String {
    text.replace("##", "#&#35;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_of_logs_are_broken() {
        for (command, inert) in [
            ("a ##[error]x", "a # [error]x"),
            ("##vso[task.complete]", "# vso[task.complete]"),
            ("###[x]", "## [x]"),
            ("## heading [x]", "## heading [x]"),
            ("#", "#"),
            ("##", "##"),
        ] {
            assert_eq!(log(command.to_owned()), inert);
        }
    }

    #[test]
    fn every_active_character_is_found_by_its_first_byte() {
        for c in '\0'..=char::MAX {
            assert_eq!(has_active(&format!("字{c}"), &[]), is_active(c), "U+{:04X}", c as u32);
        }
    }

    #[test]
    fn values_stay_as_they_were() {
        let value = "##[x] ###\u{7F}\u{9B}\u{202E}\u{FFFE}\\#\"\u{1B}\n字";
        let written = json(serde_json::to_string(value).unwrap());
        assert!(!written.contains("##") && !written.contains(is_active), "{written}");
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), value);
        assert_eq!(xml("<a>###[x]</a>"), "<a>#&#35;#[x]</a>");
        assert_eq!(visible("a\u{202E}b\n"), "a\u{FFFD}b\u{FFFD}");
    }
}
