//! The one layout of a process: text to text, with the same meaning.
//!
//! What is written is read again and compared with what was read before (`same`): a statement that would read otherwise stays as its
//! author wrote it, and so does a line with an error. Nothing is reordered, and no comment is lost.

mod columns;
mod kept;
mod layout;
mod same;
mod spelling;
mod words;

use self::kept::Kept;
use self::same::Reading;
use crate::source::Source;

/// How the formatter writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Style {
    /// The language of keywords and keys.
    pub keywords: Keywords,
}

/// The language in which keywords and keys are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Keywords {
    /// Each as its author wrote it.
    #[default]
    Keep,
    /// English.
    En,
    /// Chinese.
    Zh,
}

/// Columns that a line has at most, where it can be broken; a Chinese character takes two.
const WIDTH: usize = 120;

/// Columns that a line with a whole node or role may have: such lines stand in rows like a table, and one on three lines tears it up.
const ROW_WIDTH: usize = 160;

/// How often statements that would read otherwise are left as they are before the whole text is.
const ATTEMPTS: usize = 8;

/// A text in the one layout. Line ends and a byte order mark stay as they are.
#[must_use]
pub fn format(text: &str, style: Style) -> String {
    let source = Source::new("", text);
    let mark = &text[..text.len() - source.text.len()];
    let before = Reading::of(&source);
    if before.unread {
        return text.to_owned();
    }
    let end = line_end(&source.text);
    let mut kept = Kept::of(&source, &before);
    let mut blamed = Vec::new();
    while blamed.len() < ATTEMPTS {
        let written = Source::new("", layout::rows(&source, &before.tree, &kept, style).text(end));
        let Some(statement) = before.difference(&source, &Reading::of(&written), &written) else {
            return format!("{mark}{}", written.text);
        };
        // Where the same statement differs again, what stands before it is to blame.
        let again = blamed.iter().filter(|&&other| other == statement).count();
        kept.keep(&source, &before.tree, statement.saturating_sub(again)..=statement);
        blamed.push(statement);
    }
    text.to_owned()
}

/// The line end that most lines of a text have.
fn line_end(text: &str) -> &'static str {
    let windows = text.matches("\r\n").count();
    let mac = text.matches('\r').count() - windows;
    let unix = text.matches('\n').count() - windows;
    match windows.max(mac).max(unix) {
        most if most == unix => "\n",
        most if most == windows => "\r\n",
        _ => "\r",
    }
}

/// Whether the grammar takes a character for a blank.
fn is_blank(c: char) -> bool {
    c == '\u{FEFF}' || c.is_whitespace() && !matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}
