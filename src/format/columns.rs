//! Lines with columns, and how these are lined up.

use std::collections::BTreeMap;

use crate::source::width;
use crate::syntax::keywords::{Key, Keyword};
use crate::syntax::tree::StatementIx;

/// What begins a column, from left to right.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Anchor {
    /// The label of a declaration.
    Label,
    /// A block on one line.
    Block,
    /// An attribute in it, by its number.
    Attribute(usize, Option<Key>),
    /// The value of an attribute that has a line of its own.
    Value,
    /// The probability of a branch.
    Percent,
    /// The arrow of a branch.
    Arrow,
    /// The reason of a change.
    Because,
    /// A comment behind a statement.
    Comment,
}

/// A part of a line that begins at an anchor.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) anchor: Option<Anchor>,
    pub(super) text: String,
    /// Its author put more blanks before it than one.
    pub(super) wide: bool,
    /// Blanks before it.
    gap: usize,
}

/// A line, or several that stay as they are.
#[derive(Debug)]
pub(super) struct Row {
    /// How many blocks it stands in.
    pub(super) depth: usize,
    /// A blank line stands before it.
    pub(super) blank: bool,
    /// It opens a block: no blank line follows.
    pub(super) opens: bool,
    /// What its statement declares or changes, so that like is lined up with like.
    pub(super) keyword: Option<Keyword>,
    /// The block in which it stands.
    pub(super) parent: Option<StatementIx>,
    pub(super) pieces: Vec<Piece>,
}

/// The lines of a text.
#[derive(Debug, Default)]
pub(super) struct Rows(pub(super) Vec<Row>);

impl Piece {
    pub(super) fn new(anchor: Option<Anchor>, text: String, wide: bool) -> Piece {
        let gap = if anchor == Some(Anchor::Comment) { 2 } else { 1 };
        Piece { anchor, text, wide, gap }
    }
}

impl Row {
    /// Columns without the indentation, with a single blank before each piece.
    pub(super) fn width(&self) -> usize {
        let texts: usize = self.pieces.iter().map(|piece| width(&piece.text)).sum();
        texts + self.pieces.len().saturating_sub(1)
    }

    /// Adds to its last piece.
    pub(super) fn push_str(&mut self, text: &str) {
        match self.pieces.last_mut() {
            Some(piece) => piece.text.push_str(text),
            None => self.pieces.push(Piece::new(None, text.to_owned(), false)),
        }
    }

    pub(super) fn has_comment(&self) -> bool {
        self.at(Anchor::Comment).is_some()
    }

    /// The piece that begins at an anchor; the first one is no column.
    fn at(&self, anchor: Anchor) -> Option<usize> {
        (1..self.pieces.len()).find(|&at| self.pieces[at].anchor == Some(anchor))
    }

    /// Columns before a piece.
    fn before(&self, at: usize) -> usize {
        let gaps: usize = self.pieces[1..at].iter().map(|piece| piece.gap).sum();
        gaps + self.pieces[..at].iter().map(|piece| width(&piece.text)).sum::<usize>()
    }
}

impl Rows {
    /// The text, with columns lined up.
    pub(super) fn text(mut self, end: &str) -> String {
        self.line_up();
        let mut text = String::new();
        for row in &self.0 {
            if row.blank {
                text.push_str(end);
            }
            text.extend(std::iter::repeat_n("  ", row.depth));
            for (at, piece) in row.pieces.iter().enumerate() {
                text.extend(std::iter::repeat_n(' ', if at == 0 { 0 } else { piece.gap }));
                text.push_str(&piece.text);
            }
            text.push_str(end);
        }
        text
    }

    /// Lines up columns from left to right.
    fn line_up(&mut self) {
        let mut columns: BTreeMap<Anchor, Vec<usize>> = BTreeMap::new();
        for (at, row) in self.0.iter().enumerate() {
            for anchor in row.pieces.iter().skip(1).filter_map(|piece| piece.anchor) {
                columns.entry(anchor).or_default().push(at);
            }
        }
        for (anchor, rows) in columns {
            for run in self.runs(anchor, &rows) {
                self.line_up_run(anchor, &run);
            }
        }
    }

    /// The rows that share a column: those that follow one another. Reasons of changes stand in one column per variant, since a longer
    /// change between two short ones is no reason to begin anew.
    fn runs(&self, anchor: Anchor, rows: &[usize]) -> Vec<Vec<usize>> {
        if anchor == Anchor::Because {
            let mut blocks: BTreeMap<Option<StatementIx>, Vec<usize>> = BTreeMap::new();
            for &at in rows {
                blocks.entry(self.0[at].parent).or_default().push(at);
            }
            return blocks.into_values().collect();
        }
        let like = |row: &Row, other: &Row| other.depth == row.depth && (anchor > Anchor::Value || other.keyword == row.keyword);
        let goes_on = |pair: &[usize]| pair[1] == pair[0] + 1 && !self.0[pair[1]].blank && like(&self.0[pair[0]], &self.0[pair[1]]);
        rows.chunk_by(|&one, &other| goes_on(&[one, other])).map(<[usize]>::to_vec).collect()
    }

    /// Values of attributes are always lined up; other columns where their author began to. A reason belongs to the column of reasons if
    /// its author set it apart.
    fn line_up_run(&mut self, anchor: Anchor, run: &[usize]) {
        let mut places: Vec<(usize, usize)> = run.iter().filter_map(|&at| self.0[at].at(anchor).map(|piece| (at, piece))).collect();
        let wide = |&(at, piece): &(usize, usize)| self.0[at].pieces[piece].wide;
        if anchor == Anchor::Because {
            places.retain(wide);
        }
        if places.len() < 2 || anchor != Anchor::Value && !places.iter().any(wide) {
            return;
        }
        let least = if matches!(anchor, Anchor::Because | Anchor::Comment) { 2 } else { 1 };
        let column = places.iter().map(|&(at, piece)| self.0[at].before(piece)).max().unwrap_or_default() + least;
        for (at, piece) in places {
            let gap = column - self.0[at].before(piece);
            self.0[at].pieces[piece].gap = gap;
        }
    }
}
