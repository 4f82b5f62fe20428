//! Text in Mermaid, so that nothing in it means anything.
//!
//! Mermaid reads a label several times: its lexer, its entities, Markdown, icons, formulas. What it would still find in the text
//! that is shown is taken apart by a space without width.

use std::fmt::Write as _;

use super::Labels;

/// Takes apart what Mermaid would read as its own.
const APART: char = '\u{200B}';

/// A text inside a quoted Mermaid label. White space of any kind becomes a blank, control characters and characters without
/// width are dropped, and what Mermaid would interpret is written so that it does not: once, in one pass.
#[must_use]
pub fn escape(text: &str, labels: Labels) -> String {
    let clean: String = text.chars().filter(|&c| !is_dropped(c)).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let clean = clean.trim();
    let mut out = String::with_capacity(clean.len() + 16);
    if clean.is_empty() {
        // An empty label is a parse error.
        push_apart(&mut out, labels);
    }
    for (at, c) in clean.char_indices() {
        let (before, rest) = (&clean[..at], &clean[at + c.len_utf8()..]);
        match labels {
            Labels::Entities => push_entity(&mut out, c, before, rest),
            Labels::Portable => push_look_alike(&mut out, c, before, rest),
        }
        if means_something(c, before, rest) {
            push_apart(&mut out, labels);
        }
    }
    out
}

fn push_apart(out: &mut String, labels: Labels) {
    match labels {
        Labels::Entities => out.push_str("#8203;"),
        Labels::Portable => out.push(APART),
    }
}

fn is_dropped(c: char) -> bool {
    c.is_control() && !c.is_whitespace() || matches!(c, APART | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

fn push_entity(out: &mut String, c: char, before: &str, rest: &str) {
    match c {
        '"' => out.push_str("#quot;"),
        '<' => out.push_str("#lt;"),
        '>' => out.push_str("#gt;"),
        '&' => out.push_str("#amp;"),
        ' ' if turns_direction(before, rest) => out.push_str("#nbsp;"),
        // A `:` after `style` or `classDef` costs the line its last semicolon.
        '#' | ';' | '\\' | '%' | '$' | '`' | ':' => push_number(out, c),
        c if is_list_mark(c, before, rest) => push_number(out, c),
        c => out.push(c),
    }
}

fn push_number(out: &mut String, c: char) {
    let _ = write!(out, "#{};", u32::from(c));
}

fn push_look_alike(out: &mut String, c: char, before: &str, rest: &str) {
    match c {
        '"' => out.push('”'),
        '<' => out.push('＜'),
        '>' => out.push('＞'),
        '&' => out.push('＆'),
        '#' => out.push('＃'),
        ';' => out.push('；'),
        '\\' => out.push('＼'),
        '`' => out.push('｀'),
        '%' if before.ends_with('%') || rest.starts_with('%') => out.push('％'),
        c if turns_direction(before, rest) && c == ' ' || is_list_mark(c, before, rest) => {
            out.push(APART);
            out.push(c);
        }
        c => out.push(c),
    }
}

/// Whether the text that is shown would mean something where `c` and the `rest` meet: a line break, a formula, an icon, or one
/// of the signs that Mermaid itself puts for `#` and `;`.
fn means_something(c: char, before: &str, rest: &str) -> bool {
    match c {
        '\\' => rest.starts_with('n'),
        '$' => rest.starts_with('$'),
        'ﬂ' => rest.starts_with('°'),
        '¶' => rest.starts_with('ß'),
        ':' => rest.starts_with("fa-") && ["fa", "fab", "fak", "fal", "far", "fas"].iter().any(|font| before.ends_with(font)),
        _ => false,
    }
}

/// Whether the blank between `before` and `rest` makes Mermaid take the whole line for `direction TB`.
fn turns_direction(before: &str, rest: &str) -> bool {
    let starts = |text: &str, word: &str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let ends =
        |text: &str, word: &str| text.len().checked_sub(word.len()).is_some_and(|at| text.get(at..).is_some_and(|end| starts(end, word)));
    let rest = rest.trim_start();
    ends(before, "direction") && ["TB", "TD", "BT", "LR", "RL"].iter().any(|way| starts(rest, way))
}

/// Whether a character at the start of a label makes a Markdown list of it, which some versions refuse to draw: `1. `, `- `.
fn is_list_mark(c: char, before: &str, rest: &str) -> bool {
    let ends = rest.is_empty() || rest.starts_with(' ');
    match c {
        '.' | ')' => ends && !before.is_empty() && before.bytes().all(|byte| byte.is_ascii_digit()),
        '-' | '+' | '*' => ends && before.is_empty(),
        _ => false,
    }
}

/// The title as a JSON string, which is YAML too. Only letters, digits and blanks stand as they are, so that no search of
/// Mermaid's for tags, directives or comments finds any. Entities do not work there: `<` is a look-alike.
pub(super) fn title(text: &str) -> String {
    let mut out = String::from("\"");
    let mut units = [0; 2];
    let clean: String = text.chars().filter(|&c| !is_dropped(c)).collect();
    for (at, c) in clean.char_indices() {
        match c {
            c if c.is_whitespace() => out.push(' '),
            '<' => out.push('＜'),
            c if c.is_alphanumeric() || matches!(c, '·' | '→' | '-' | '_' | '.' | ',' | '/' | '(' | ')') || is_wide_punctuation(c) => {
                out.push(c);
            }
            c if c as u32 > 0xFFFF => out.push(c),
            c => {
                for unit in c.encode_utf16(&mut units) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
        if matches!(c, 'ﬂ' | '¶') && means_something(c, &clean[..at], &clean[at + c.len_utf8()..]) {
            out.push(APART);
        }
    }
    out.push('"');
    out
}

fn is_wide_punctuation(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{3011}' | '\u{FF01}'..='\u{FF5E}' | '“' | '”' | '‘' | '’' | '…' | '—')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_mermaid_would_read_as_its_own_is_taken_apart() {
        for (text, entities, portable) in [
            ("C:\\new", "C#58;#92;#8203;new", "C:＼\u{200B}new"),
            ("a$$b", "a#36;#8203;#36;b", "a$\u{200B}$b"),
            ("ﬂ°°35¶ß", "ﬂ#8203;°°35¶#8203;ß", "ﬂ\u{200B}°°35¶\u{200B}ß"),
            ("fas:fa-x fa: fa", "fas#58;#8203;fa-x fa#58; fa", "fas:\u{200B}fa-x fa: fa"),
            ("Direction  lr", "Direction#nbsp; lr", "Direction\u{200B}  lr"),
            ("1. 一 - ", "1#46; 一 -", "1\u{200B}. 一 -"),
            ("100%% \"x\"", "100#37;#37; #quot;x#quot;", "100％％ ”x”"),
            (" \u{200B} ", "#8203;", "\u{200B}"),
        ] {
            assert_eq!(escape(text, Labels::Entities), entities);
            assert_eq!(escape(text, Labels::Portable), portable);
        }
    }

    #[test]
    fn a_title_has_no_tags_and_no_signs_of_mermaid_s_own() {
        assert_eq!(title("<b>ﬂ°¶ß"), "\"＜b\\u003eﬂ\u{200B}\\u00b0\\u00b6\u{200B}ß\"");
    }
}
