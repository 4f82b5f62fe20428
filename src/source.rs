//! The texts under analysis: files, spans and positions.
//!
//! Guarantees: a [`Source`] is valid UTF-8 without a byte order mark, at most 4 GiB long. Nothing here knows the language.

use std::sync::{Arc, OnceLock};

use unicode_width::UnicodeWidthChar;

/// Identifies a source file within one analysis: 0 is the file asked for, the others came in by `use`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct FileId(pub u32);

/// A half-open range of bytes in one file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The smallest span that holds both. Both must be in the same file; if not, `self` is returned.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        if self.file != other.file {
            return self;
        }
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty span just before this one.
    #[must_use]
    pub fn before(self) -> Span {
        Span { end: self.start, ..self }
    }

    /// The empty span just after this one.
    #[must_use]
    pub fn after(self) -> Span {
        Span { start: self.end, ..self }
    }

    /// The span as a range of byte offsets.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A place as people count: both from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// One text with its name.
#[derive(Debug)]
pub struct Source {
    /// How messages name it; with `/`, relative to where the command was run.
    pub name: String,
    /// The whole text.
    pub text: String,
    lines: OnceLock<Vec<u32>>,
}

impl Source {
    /// Wraps a text. A byte order mark at its start is dropped.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Source {
        let mut text = text.into();
        if text.starts_with('\u{FEFF}') {
            text.drain(..'\u{FEFF}'.len_utf8());
        }
        Source { name: name.into(), text, lines: OnceLock::new() }
    }

    /// The byte offsets at which lines start. A line ends at LF, CR LF or a lone CR.
    pub fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let mut starts = vec![0];
            for (at, &byte) in bytes.iter().enumerate() {
                if byte == b'\n' || byte == b'\r' && bytes.get(at + 1) != Some(&b'\n') {
                    starts.push(offset(at + 1));
                }
            }
            starts
        })
    }

    /// The line of a byte offset, from 0.
    pub fn line_index(&self, at: u32) -> usize {
        self.line_starts().partition_point(|&start| start <= at) - 1
    }

    /// The bytes of a line, from 0, without its line end.
    pub fn line_span(&self, line: usize) -> std::ops::Range<usize> {
        let starts = self.line_starts();
        let start = starts[line] as usize;
        let end = starts.get(line + 1).map_or(self.text.len(), |&next| next as usize);
        start..start + self.text[start..end].trim_end_matches(['\n', '\r']).len()
    }

    /// The position of a byte offset.
    pub fn position(&self, at: u32) -> Position {
        let line = self.line_index(at);
        let start = self.line_starts()[line] as usize;
        let column = self.text[start..floor_boundary(&self.text, at as usize)].chars().count();
        Position { line: offset(line) + 1, column: offset(column) + 1 }
    }

    /// The column of a byte offset as most editors count it inside: from 1, in code units of UTF-16.
    pub fn utf16_column(&self, at: u32) -> u32 {
        let start = self.line_starts()[self.line_index(at)] as usize;
        let before = &self.text[start..floor_boundary(&self.text, at as usize)];
        offset(before.chars().map(char::len_utf16).sum()) + 1
    }

    /// The text of a span of this file.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }
}

/// The files of one analysis, in the order of their ids.
#[derive(Clone, Debug, Default)]
pub struct Sources(pub Vec<Arc<Source>>);

impl Sources {
    /// The file of that id.
    #[must_use]
    pub fn get(&self, id: FileId) -> &Source {
        &self.0[id.0 as usize]
    }

    /// Adds a file.
    pub fn add(&mut self, source: Arc<Source>) -> FileId {
        self.0.push(source);
        FileId(offset(self.0.len() - 1))
    }

    /// The text of a span.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).slice(span)
    }
}

/// A byte offset as it is stored. Texts of 4 GiB and more are refused before they get here.
#[must_use]
pub fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// How many terminal columns a text takes; control characters take none.
#[must_use]
pub fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_every_kind_of_line_end() {
        let source = Source::new("a", "\u{FEFF}一二\r\n三\r四\n");
        assert_eq!(source.position(3), Position { line: 1, column: 2 });
        assert_eq!(source.position(8), Position { line: 2, column: 1 });
        assert_eq!(source.position(12), Position { line: 3, column: 1 });
        assert_eq!(Source::new("a", "x\n𠮷野").utf16_column(6), 3);
        assert_eq!(source.line_span(0), 0..6);
        assert_eq!(source.line_span(1), 8..11);
    }
}
