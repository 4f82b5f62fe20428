//! The lines that stay as they are: those with an error, and whole statements only.

use std::ops::{Range, RangeInclusive};

use super::is_blank;
use super::same::Reading;
use crate::source::{Source, offset};
use crate::syntax::tree::{Statement, Tree};

/// The lines that stay as they are.
pub(super) struct Kept {
    lines: Vec<bool>,
    /// Ranges of lines that stay together: a statement over several lines.
    together: Vec<Range<usize>>,
}

impl Kept {
    /// The lines on which an error stands, or something that was not read.
    pub(super) fn of(source: &Source, reading: &Reading) -> Kept {
        let tree = &reading.tree;
        let mut kept = Kept { lines: vec![false; source.line_starts().len()], together: together(source, tree) };
        for (start, end) in reading.errors().chain(unread(source, tree)) {
            kept.mark(source.line_index(start)..source.line_index(end.max(start + 1) - 1) + 1);
        }
        kept.complete();
        kept
    }

    /// Keeps statements, too.
    pub(super) fn keep(&mut self, source: &Source, tree: &Tree, statements: RangeInclusive<usize>) {
        for statement in statements.filter_map(|at| tree.statements.get(at)) {
            own_lines(source, tree, statement).for_each(|lines| self.mark(lines));
        }
        self.complete();
    }

    /// Whether the line of a byte stays as it is.
    pub(super) fn holds(&self, source: &Source, at: u32) -> bool {
        self.lines[source.line_index(at)]
    }

    /// The groups of such lines, each with its first and last byte.
    pub(super) fn groups<'a>(&'a self, source: &'a Source) -> impl Iterator<Item = (u32, u32)> + 'a {
        let mut at = 0;
        std::iter::from_fn(move || {
            at += self.lines[at..].iter().position(|&kept| kept)?;
            let together = &self.together[self.together.partition_point(|lines| lines.end <= at)..];
            let last = together.first().filter(|lines| lines.contains(&at)).map_or(at, |lines| lines.end - 1);
            let first = std::mem::replace(&mut at, last + 1);
            Some((offset(source.line_span(first).start), offset(source.line_span(last).end)))
        })
    }

    fn mark(&mut self, lines: Range<usize>) {
        let last = self.lines.len();
        self.lines[lines.start.min(last)..lines.end.min(last)].fill(true);
    }

    fn complete(&mut self) {
        for lines in &self.together {
            if self.lines[lines.clone()].contains(&true) {
                self.lines[lines.clone()].fill(true);
            }
        }
    }
}

/// The lines of what a statement says itself: before its block, and from the end of its block on.
fn own_lines(source: &Source, tree: &Tree, statement: &Statement) -> impl Iterator<Item = Range<usize>> {
    let head = tree.tokens(&statement.head);
    let tail = tree.tokens(&statement.tail);
    let start = head.first().map_or(0, |token| token.start);
    let mut end = head.last().map_or(start, |token| token.end);
    end = statement.text.map_or(end, |text| end.max(text.1));
    let mut last = tail.last().map(|token| token.end);
    if let Some(because) = statement.because {
        let behind = tail.first().is_some_and(|first| first.start <= because.0);
        let end = if behind { last.get_or_insert(0) } else { &mut end };
        *end = because.1.max(*end);
    }
    let closing = match statement.block {
        Some(block) => {
            end = end.max(block.open.1);
            Some((block.close.0, last.unwrap_or(0).max(block.close.1)))
        }
        None => last.map(|last| (end, last)),
    };
    let lines = |(start, end): (u32, u32)| source.line_index(start)..source.line_index(end.max(start + 1) - 1) + 1;
    std::iter::once((start, end)).chain(closing).map(lines)
}

/// Ranges of several lines that a statement binds together, in order and without overlaps.
fn together(source: &Source, tree: &Tree) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = tree.statements.iter().flat_map(|statement| own_lines(source, tree, statement)).collect();
    all.retain(|lines| lines.len() > 1);
    all.sort_by_key(|lines| lines.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for lines in all {
        match merged.last_mut().filter(|last| last.end > lines.start) {
            Some(last) => last.end = last.end.max(lines.end),
            None => merged.push(lines),
        }
    }
    merged
}

/// What stands between all that the tree holds and is neither a blank nor the end of a statement: braces that belong to nothing.
fn unread<'a>(source: &'a Source, tree: &'a Tree) -> impl Iterator<Item = (u32, u32)> + 'a {
    let mut spans: Vec<(u32, u32)> =
        tree.tokens.iter().map(|token| (token.start, token.end)).chain(tree.comments.iter().copied()).collect();
    for statement in &tree.statements {
        spans.extend(statement.text.into_iter().chain(statement.because));
        spans.extend(statement.block.into_iter().flat_map(|block| [block.open, block.close]));
    }
    spans.push((offset(source.text.len()), offset(source.text.len())));
    spans.sort_unstable();
    let mut done = 0;
    spans.into_iter().filter_map(move |(start, end)| {
        let from = done;
        done = end.max(done);
        let gap = source.text.get(from as usize..start as usize)?;
        let at = gap.find(|c: char| !is_blank(c) && !matches!(c, '\n' | '\r' | ';' | '；' | '。'))?;
        let last = gap.rfind(|c: char| !is_blank(c) && !matches!(c, '\n' | '\r')).unwrap_or(at);
        Some((from + offset(at), from + offset(last) + 1))
    })
}
