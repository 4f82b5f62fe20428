//! From the tree to lines: one statement to a line, but for attributes that their author put on one; blocks on one line where they were
//! and fit.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::columns::{Anchor, Piece, Row, Rows};
use super::is_blank;
use super::kept::Kept;
use super::words::{Word, Words};
use super::{ROW_WIDTH, Style, WIDTH};
use crate::source::{Source, width};
use crate::syntax::keywords::Keyword;
use crate::syntax::tree::{Block, Head, Statement, StatementIx, Tree};

/// What belongs to no statement: a comment, or lines that stay as they are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Aside {
    start: u32,
    end: u32,
    kept: bool,
}

struct Layout<'a> {
    words: Words<'a>,
    kept: &'a Kept,
    asides: Peekable<IntoIter<Aside>>,
    rows: Rows,
    /// Where in the source what is written ends.
    end: u32,
}

/// Where a statement stands.
#[derive(Clone, Copy)]
struct Place {
    parent: Option<StatementIx>,
    /// What the parent declares.
    keyword: Option<Keyword>,
    depth: usize,
    /// The block was written on one line and is too long for one.
    spread: bool,
}

/// The lines of a text.
pub(super) fn rows(source: &Source, tree: &Tree, kept: &Kept, style: Style) -> Rows {
    let groups = kept.groups(source).map(|(start, end)| Aside { start, end, kept: true });
    let comments = tree.comments.iter().filter(|comment| !kept.holds(source, comment.0));
    let mut asides: Vec<Aside> = comments.map(|&(start, end)| Aside { start, end, kept: false }).chain(groups).collect();
    asides.sort_unstable();
    let words = Words { source, tree, style };
    let mut layout = Layout { words, kept, asides: asides.into_iter().peekable(), rows: Rows::default(), end: 0 };
    let top = Place { parent: None, keyword: None, depth: 0, spread: false };
    layout.block(&tree.roots().collect::<Vec<_>>(), top);
    layout.asides_before(u32::MAX, top);
    layout.rows
}

impl Layout<'_> {
    fn block(&mut self, mut children: &[StatementIx], place: Place) {
        while let Some((&first, rest)) = children.split_first() {
            let joined = if self.may_join(first, place) { 1 + self.joined(first, rest, place) } else { 1 };
            let (line, rest) = children.split_at(joined);
            if joined == 1 {
                self.statement(first, place)
            } else {
                self.line(line, place)
            }
            children = rest;
        }
    }

    // ---------- Several attributes on a line

    /// How many of the statements behind one stand on its line and stay there.
    fn joined(&self, first: StatementIx, rest: &[StatementIx], place: Place) -> usize {
        let mut line = self.line_of(self.start(first));
        rest.iter()
            .take_while(|&&next| {
                let goes_on = self.may_join(next, place) && self.line_of(self.start(next)) == line;
                line = self.line_of(self.start(next));
                goes_on
            })
            .count()
    }

    fn may_join(&self, at: StatementIx, place: Place) -> bool {
        let statement = self.words.tree.get(at);
        let (start, end) = self.bytes(statement);
        let simple = match statement.kind {
            Head::Attribute(_) => true,
            Head::Flow | Head::Other => !place.spread && place.keyword.is_some_and(has_attributes),
            Head::Declaration(_) => false,
        };
        simple && statement.block.is_none() && self.line_of(start) == self.line_of(end - 1) && !self.kept.holds(self.words.source, start)
    }

    /// Attributes on one line, or on as many as it takes.
    fn line(&mut self, statements: &[StatementIx], place: Place) {
        let room = WIDTH.saturating_sub(2 * place.depth);
        let texts: Vec<String> = statements.iter().map(|&at| self.one_line(at, place.keyword)).collect();
        let mut from = 0;
        while from < statements.len() {
            let mut columns = width(&texts[from]);
            let fits = |text: &&String| {
                columns += 2 + width(text);
                columns <= room
            };
            let more = texts[from + 1..].iter().take_while(fits).count();
            if more == 0 {
                self.statement(statements[from], place);
            } else {
                let (start, end) = (self.start(statements[from]), self.bytes(self.words.tree.get(statements[from + more])).1);
                self.asides_before(start, place);
                let row = self.row(start, place, texts[from..=from + more].join("; "));
                self.push(row, end);
            }
            from += more + 1;
        }
    }

    // ---------- A statement and its block

    fn statement(&mut self, at: StatementIx, place: Place) {
        let statement = self.words.tree.get(at);
        let start = self.start(at);
        self.asides_before(start, place);
        let mut header = None;
        if !self.kept.holds(self.words.source, start) {
            let words = self.words.head(statement, place.keyword);
            self.lines(&words, place, statement.kind, 1);
            header = self.rows.0.len().checked_sub(1);
        }
        let Some(block) = statement.block else {
            let tail = self.words.tail(statement);
            self.hanging(&tail, place, statement.kind);
            return;
        };
        let inner = Place { parent: Some(at), keyword: keyword(statement), depth: place.depth + 1, spread: false };
        self.asides_before(block.open.0, inner);
        let one_line = self.line_of(block.open.0) == self.line_of(block.close.1 - u32::from(block.close.1 > 0));
        if let Some(header) = header.filter(|_| one_line)
            && self.one_line_block(at, block, header, place)
        {
            return;
        }
        if let Some(header) = header {
            self.rows.0[header].opens = true;
            self.add(header, brace(self.words.slice(block.open.0, block.open.1)));
            self.end = block.open.1;
        }
        self.block(&self.words.tree.children(at).collect::<Vec<_>>(), Place { spread: one_line, ..inner });
        if block.close.0 < block.close.1 {
            self.asides_before(block.close.0, inner);
        }
        self.close(statement, block, place);
    }

    /// The closing brace, and what stands behind it.
    fn close(&mut self, statement: &Statement, block: Block, place: Place) {
        let tail = self.words.tail(statement);
        let mut below = tail.as_slice();
        if block.close.0 < block.close.1 && !self.kept.holds(self.words.source, block.close.0) {
            let mut row = self.row(block.close.0, place, brace(self.words.slice(block.close.0, block.close.1)).to_owned());
            row.blank = false;
            self.push(row, block.close.1);
            let line = self.line_of(block.close.0);
            let (here, rest) = tail.split_at(tail.iter().take_while(|word| self.line_of(word.start) == line).count());
            below = rest;
            if let Some(last) = here.last() {
                self.add(self.rows.0.len() - 1, &joined(here));
                self.end = last.end;
            }
        }
        self.hanging(below, place, statement.kind);
    }

    /// What goes on below a statement, one step further in.
    fn hanging(&mut self, words: &[Word], place: Place, kind: Head) {
        if words.first().is_some_and(|first| !self.kept.holds(self.words.source, first.start)) {
            self.lines(words, Place { depth: place.depth + 1, ..place }, kind, 0);
        }
    }

    /// A block on the line of its header, if it fits: only attributes and branches stand in it, and branches need a line more readily.
    fn one_line_block(&mut self, at: StatementIx, block: Block, header: usize, place: Place) -> bool {
        let tree = self.words.tree;
        let statement = tree.get(at);
        let keyword = keyword(statement);
        let children: Vec<StatementIx> = tree.children(at).collect();
        let simple = |&child: &StatementIx| tree.get(child).block.is_none() && tree.get(child).tail.is_empty();
        let written = block.open.0 < block.open.1 && block.close.0 < block.close.1;
        let balanced = brace(self.words.slice(block.open.0, block.open.1)) == "{";
        if !written || !balanced || !keyword.is_some_and(has_attributes) || !children.iter().all(simple) {
            return false;
        }
        let mut pieces = Vec::with_capacity(children.len().max(1));
        for (number, &child) in children.iter().enumerate() {
            let text = self.one_line(child, keyword);
            let open = if number == 0 { "{ " } else { "" };
            let close = if number + 1 == children.len() { " }" } else { ";" };
            let key = if let Head::Attribute(key) = tree.get(child).kind { key } else { None };
            let (anchor, from) = match number {
                0 => (Anchor::Block, block.open.0),
                _ => (Anchor::Attribute(number, key), self.start(child)),
            };
            pieces.push(Piece::new(Some(anchor), format!("{open}{text}{close}"), self.words.is_wide(from)));
        }
        if pieces.is_empty() {
            pieces.push(Piece::new(None, "{}".to_owned(), false));
        }
        let tail = self.words.tail(statement);
        let line = self.line_of(block.close.1 - 1);
        let here = tail.iter().take_while(|word| self.line_of(word.start) == line).count();
        let (here, below) = tail.split_at(here);
        let position = here.iter().take_while(|word| word.anchor != Some(Anchor::Because)).count();
        let texts: usize = pieces.iter().map(|piece| 1 + width(&piece.text)).sum();
        let behind = width(&joined(&here[..position])) + usize::from(position > 0);
        let branches = children.iter().any(|&child| tree.get(child).kind == Head::Flow);
        let room = if branches { WIDTH } else { ROW_WIDTH };
        let alone = header + 1 == self.rows.0.len() && !self.rows.0[header].has_comment();
        if !alone || 2 * place.depth + self.rows.0[header].width() + texts + behind > room {
            return false;
        }
        let row = &mut self.rows.0[header];
        row.pieces.extend(pieces);
        if position > 0 {
            row.push_str(" ");
            row.push_str(&joined(&here[..position]));
        }
        if let Some(because) = here.get(position) {
            let wide = self.words.is_wide(because.start);
            row.pieces.push(Piece::new(Some(Anchor::Because), joined(&here[position..]), wide));
        }
        self.end = here.last().map_or(block.close.1, |word| word.end);
        self.hanging(below, place, statement.kind);
        true
    }

    // ---------- Lines

    /// Words as lines: where their author began a new one, and before the arrows of a chain that is too long. All but the first stand
    /// some steps further in.
    fn lines(&mut self, words: &[Word], place: Place, kind: Head, steps: usize) {
        let mut rest = words;
        while let Some(first) = rest.first() {
            let line = self.line_of(first.start);
            let count = rest.iter().take_while(|word| self.line_of(word.start) == line).count();
            let (mut here, next) = rest.split_at(count);
            while !here.is_empty() {
                let begun = here[0].start > words[0].start;
                let depth = place.depth + if begun { steps } else { 0 };
                let (now, later) =
                    here.split_at(if kind == Head::Flow { fitting(here, WIDTH.saturating_sub(2 * depth)) } else { here.len() });
                let place = Place { depth, ..place };
                self.asides_before(now[0].start, place);
                let mut row = self.row(now[0].start, place, String::new());
                row.blank &= !begun;
                row.keyword = match kind {
                    Head::Declaration(keyword) => Some(keyword),
                    _ => None,
                };
                self.fill(&mut row, now);
                self.push(row, now[now.len() - 1].end);
                here = later;
            }
            rest = next;
        }
    }

    /// Puts words into the columns of a line.
    fn fill(&self, row: &mut Row, words: &[Word]) {
        row.pieces.clear();
        for (at, word) in words.iter().enumerate() {
            match word.anchor {
                _ if at == 0 => row.pieces.push(Piece::new(None, word.text.to_string(), false)),
                Some(anchor) => row.pieces.push(Piece::new(Some(anchor), word.text.to_string(), self.words.is_wide(word.start))),
                None => {
                    row.push_str(if word.glued { "" } else { " " });
                    row.push_str(&word.text);
                }
            }
        }
    }

    fn row(&self, start: u32, place: Place, text: String) -> Row {
        let above = self.rows.0.last();
        let apart = self.line_of(start) > self.line_of(self.end.saturating_sub(1)) + 1;
        let blank = apart && above.is_some_and(|row| !row.opens);
        let pieces = vec![Piece::new(None, text, false)];
        Row { depth: place.depth, blank, opens: false, keyword: None, parent: place.parent, pieces }
    }

    fn push(&mut self, row: Row, end: u32) {
        self.rows.0.push(row);
        self.end = end;
    }

    /// Adds to a line, before its comment.
    fn add(&mut self, row: usize, text: &str) {
        let row = &mut self.rows.0[row];
        let comment = if row.has_comment() { row.pieces.pop() } else { None };
        row.push_str(if text.is_empty() { "" } else { " " });
        row.push_str(text);
        row.pieces.extend(comment);
    }

    /// Writes the comments and the lines that stay as they are before a place.
    fn asides_before(&mut self, until: u32, place: Place) {
        while let Some(aside) = self.asides.next_if(|aside| aside.start <= until) {
            let text = self.words.slice(aside.start, aside.end);
            let behind = !aside.kept && self.end > 0 && self.line_of(aside.start) == self.line_of(self.end - 1);
            if behind && let Some(row) = self.rows.0.last_mut().filter(|row| !row.has_comment()) {
                let before = self.words.source.text[..aside.start as usize].chars().rev().take(3);
                let wide = before.filter(|&c| is_blank(c)).count() == 3;
                row.pieces.push(Piece::new(Some(Anchor::Comment), text.trim_end().to_owned(), wide));
                self.end = aside.end;
                continue;
            }
            let row = self.row(aside.start, place, text.trim_matches(is_blank).to_owned());
            self.push(row, aside.end);
        }
    }

    // ---------- Places

    /// A statement without a block, as one line.
    fn one_line(&self, at: StatementIx, parent: Option<Keyword>) -> String {
        joined(&self.words.head(self.words.tree.get(at), parent))
    }

    fn start(&self, at: StatementIx) -> u32 {
        self.bytes(self.words.tree.get(at)).0
    }

    /// A statement without its block.
    fn bytes(&self, statement: &Statement) -> (u32, u32) {
        let whole = self.words.tree.whole(statement);
        (whole.start, whole.end.max(whole.start + 1))
    }

    fn line_of(&self, at: u32) -> usize {
        self.words.source.line_index(at)
    }
}

/// How many words of a chain fit on a line that ends before an arrow.
fn fitting(words: &[Word], room: usize) -> usize {
    let arrow = |at: &usize| &*words[*at].text == "->" && words[*at].anchor.is_none();
    let all = words.len();
    let mut fits = 0;
    for end in (1..all).filter(arrow).chain([all]) {
        if fits > 0 && width(&joined(&words[..end])) > room {
            return fits;
        }
        fits = end;
    }
    all
}

/// Words with blanks between them.
fn joined(words: &[Word]) -> String {
    let mut text = String::new();
    for (at, word) in words.iter().enumerate() {
        text.push_str(if word.glued || at == 0 { "" } else { " " });
        text.push_str(&word.text);
    }
    text
}

fn keyword(statement: &Statement) -> Option<Keyword> {
    match statement.kind {
        Head::Declaration(keyword) => Some(keyword),
        _ => None,
    }
}

/// Whether attributes and branches stand in the block of what a keyword declares, and nothing else.
fn has_attributes(keyword: Keyword) -> bool {
    keyword.is_node() || keyword.is_resource() || keyword.is_change()
}

/// A brace in ASCII.
fn brace(text: &str) -> &str {
    match text {
        "｛" => "{",
        "｝" => "}",
        other => other,
    }
}
