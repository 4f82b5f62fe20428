//! What is refused before it is read, so that a damaged or hostile file costs no more than its size.

use std::ops::Range;

use super::rules::TOO_LARGE;
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Source, Span, offset};

/// The largest file that is read.
const FILE: usize = 64 << 20;

/// The longest line that is read.
const LINE: usize = 1 << 20;

/// The longest line that may have any number of quotation marks: each may make the grammar look to the end of the line.
const QUOTED_LINE: usize = 4 << 10;

/// How many quotation marks a longer line may have.
const QUOTES: usize = 256;

/// How many statements of a file are read.
pub(super) const STATEMENTS: usize = 1_000_000;

/// How deep blocks may be nested.
pub(super) const DEPTH: usize = 256;

/// The parts of a text that are read: all but the lines that are too long, which are reported.
pub(super) fn readable(file: FileId, source: &Source, found: &mut Vec<Diagnostic>) -> Vec<Range<usize>> {
    let text = source.text.as_str();
    if text.len() > FILE {
        let size = text.len() >> 20;
        found.push(Diagnostic::new(
            &TOO_LARGE,
            Span { file, start: 0, end: 0 },
            both!("the file has {size} MB and is not read", "文件有 {size} MB，不予读取"),
            both!("a process has some kilobytes; check whether this is the right file", "一个流程只有几十 KB，请检查是不是选错了文件"),
        ));
        return Vec::new();
    }
    let mut parts = Vec::new();
    let mut from = 0;
    for line in long_lines(text).filter(|line| too_long(&text[line.clone()])) {
        let start = text.ceil_char_boundary(line.start + 40).min(line.end);
        found.push(Diagnostic::new(
            &TOO_LARGE,
            Span { file, start: offset(line.start), end: offset(start) },
            both!("this line is too long to be read", "这一行太长，未读取"),
            both!("put each statement on a line of its own", "请把每条语句单独写成一行"),
        ));
        parts.push(from..line.start);
        from = line.end;
    }
    parts.push(from..text.len());
    parts
}

fn long_lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    let lines = text.split_inclusive(['\n', '\r']).map(move |line| {
        let start = at;
        at += line.len();
        start..start + line.trim_end_matches(['\n', '\r']).len()
    });
    lines.filter(|line| line.len() > QUOTED_LINE)
}

fn too_long(line: &str) -> bool {
    let quotes = || line.matches(['"', '“', '”', '＂', '‘', '’']).take(QUOTES + 1).count();
    line.len() > LINE || quotes() > QUOTES
}
