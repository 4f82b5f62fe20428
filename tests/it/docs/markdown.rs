//! The fenced blocks and tables of a Markdown page, each with the comment before it that says what to do with it.

use std::ops::Range;
use std::path::PathBuf;

/// A page of the project.
pub(super) struct Page {
    /// Its path in the project.
    pub(super) path: &'static str,
    pub(super) text: String,
    pub(super) blocks: Vec<Block>,
}

/// A fenced block, or a table behind a comment.
pub(super) struct Block {
    /// What stands in `<!-- … -->` on the line before.
    pub(super) directive: Option<String>,
    /// What stands behind the backticks; `table` for a table.
    pub(super) info: String,
    /// The text, line end included.
    pub(super) text: String,
    /// The line on which the text begins, from 1.
    pub(super) line: usize,
    range: Range<usize>,
}

impl Page {
    pub(super) fn read(path: &'static str) -> Page {
        let text = std::fs::read_to_string(on_disk(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        let blocks = blocks(path, &text);
        Page { path, text, blocks }
    }

    /// Writes other texts in the place of some blocks.
    pub(super) fn write(&self, new: &[(usize, String)]) {
        let mut text = self.text.clone();
        for (at, body) in new.iter().rev() {
            text.replace_range(self.blocks[*at].range.clone(), body);
        }
        std::fs::write(on_disk(self.path), text).unwrap();
    }

    /// Where a block stands, for a message.
    pub(super) fn place(&self, at: usize) -> String {
        format!("{}:{}", self.path, self.blocks[at].line)
    }

    /// The blocks that begin with this word, with their numbers.
    pub(super) fn of_kind<'p>(&'p self, kind: &'p str) -> impl Iterator<Item = (usize, &'p Block)> {
        self.blocks.iter().enumerate().filter(move |(_, block)| block.info.split_whitespace().next() == Some(kind))
    }
}

impl Block {
    /// What stands behind a prefix in its comment.
    pub(super) fn asks(&self, prefix: &str) -> Option<&str> {
        self.directive.as_deref()?.strip_prefix(prefix).map(str::trim)
    }
}

/// A path of the project on the disk.
pub(super) fn on_disk(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn blocks(path: &str, text: &str) -> Vec<Block> {
    let mut lines: Vec<(usize, &str)> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        lines.push((start, line.trim_end_matches(['\n', '\r'])));
        start += line.len();
    }
    lines.push((start, ""));
    let mut blocks = Vec::new();
    let mut at = 0;
    while at + 1 < lines.len() {
        let line = lines[at].1;
        let directive = (at > 0).then(|| comment(lines[at - 1].1)).flatten();
        let fence = line.len() - line.trim_start_matches('`').len();
        let (first, last, info) = if fence >= 3 {
            let closes = |(_, line): &(usize, &str)| line.len() >= fence && line.chars().all(|c| c == '`');
            let length = lines[at + 1..].iter().position(closes).unwrap_or_else(|| panic!("{path}:{}: the block does not end", at + 1));
            (at + 1, at + 1 + length, &line[fence..])
        } else if line.starts_with('|') && directive.is_some() {
            let length = lines[at..].iter().position(|(_, line)| !line.starts_with('|')).unwrap_or_default();
            (at, at + length, "table")
        } else {
            at += 1;
            continue;
        };
        let range = lines[first].0..lines[last].0;
        let block = Block {
            directive: directive.map(str::to_owned),
            info: info.trim().to_owned(),
            text: text[range.clone()].to_owned(),
            line: first + 1,
            range,
        };
        blocks.push(block);
        at = last + 1;
    }
    blocks
}

fn comment(line: &str) -> Option<&str> {
    line.strip_prefix("<!--")?.strip_suffix("-->").map(str::trim)
}
