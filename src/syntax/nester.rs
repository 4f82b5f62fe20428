//! The state of nesting: the open blocks, where the reading stands, and what is read next.

use super::grammar::Event;
use super::keywords::{self, Key, Keyword};
use super::tree::{Head, StatementIx, Token, TokenKind, Tree};
use crate::diagnostic::Diagnostic;
use crate::lang::Text;
use crate::source::{Source, Span, offset};

pub(super) struct Nester<'s> {
    pub(super) source: &'s Source,
    pub(super) tree: Tree,
    pub(super) found: Vec<Diagnostic>,
    pub(super) frames: Vec<Frame>,
    /// Open braces that have no closing one, or, below 0, closing braces that have no open one, in the whole text.
    pub(super) balance: i64,
    pub(super) previous: Previous,
    /// Braces opened beyond the depth limit.
    pub(super) ignored: u32,
    /// What is to be read before the rest of the text, the last first.
    pub(super) pending: Vec<Stream>,
    /// How many bytes may still be read a second time, so that the time stays linear.
    pub(super) unread: usize,
    pub(super) reopened: u32,
    /// The text whose lines have lost their `|`, and the finding about them.
    pub(super) text_lines: Option<(StatementIx, usize)>,
    pub(super) suggestions: u32,
    /// Whether the statement at hand may be cut once more.
    pub(super) may_cut: bool,
    /// A line, the columns of its indentation, and where that ends.
    pub(super) indentation: (usize, usize, u32),
}

/// What the grammar found in a text or in a part of it, and how far it is read.
pub(super) struct Stream {
    pub(super) events: Vec<Event>,
    pub(super) tokens: Vec<Token>,
    pub(super) at: usize,
}

/// An open block.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    /// Whose block it is; `None` for the file and for a block that belongs to nothing.
    pub(super) statement: Option<StatementIx>,
    pub(super) rank: Rank,
    /// Columns before the header.
    pub(super) indent: usize,
    /// Line of the header.
    pub(super) line: usize,
    /// Something stands in the block on the line of its header.
    pub(super) inline: bool,
    /// Columns before the first statement that begins a line in the block.
    body: Option<usize>,
    /// The latest statement in it.
    pub(super) last: Option<StatementIx>,
    /// The latest process or variant in it that was closed.
    pub(super) closed: Option<StatementIx>,
    /// The finding that says that its `{` is missing.
    pub(super) unopened: Option<usize>,
    /// What it belongs to is not known: what stands in it is not judged.
    pub(super) headless: bool,
    /// Parentheses stand for its braces.
    pub(super) paren: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Rank {
    File,
    Process,
    Variant,
    Leaf,
    /// A block that belongs to nothing known: anything may stand in it.
    Any,
}

#[derive(Clone, Copy)]
pub(super) struct Previous {
    pub(super) end: u32,
    pub(super) line: usize,
    pub(super) kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Start,
    Statement,
    Open,
    Close,
    Stop,
}

/// Where something stands: its line, the columns of that line's indentation, and whether it begins the line.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) indent: usize,
    pub(super) begins_line: bool,
}

/// Why a statement is cut in two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Cut {
    /// The rest stands in a block whose `{` was lost.
    Block,
    /// The rest stands behind a block whose `}` was lost.
    Close,
    /// The rest stands in a block whose `{` was typed as a parenthesis, the first of its tokens.
    Paren,
    /// A line end or `;` was lost.
    Separator,
    /// The rest stands on a line of its own.
    Line,
}

impl Frame {
    pub(super) fn new(statement: Option<StatementIx>, rank: Rank, header: Place) -> Frame {
        let Place { line, indent, .. } = header;
        Frame {
            statement,
            rank,
            indent,
            line,
            inline: false,
            body: None,
            last: None,
            closed: None,
            unopened: None,
            headless: false,
            paren: false,
        }
    }

    /// Whether the indentation of its body says that the author indents.
    pub(super) fn indented(&self) -> bool {
        self.inline || self.body.is_some_and(|body| body > self.indent)
    }
}

impl Stream {
    pub(super) fn next(&self) -> Option<Event> {
        self.events.get(self.at).copied()
    }

    /// Open braces without a closing one, those that a lost quotation mark has swallowed included.
    pub(super) fn balance(&self, text: &str) -> i64 {
        let value = |event: &Event| match event {
            Event::Open(..) => 1,
            Event::Close(..) => -1,
            Event::Statement { .. } | Event::Stop(..) => 0,
        };
        let swallowed = self.tokens.iter().filter(|token| token.kind == TokenKind::UnclosedString);
        let events: i64 = self.events.iter().map(value).sum();
        events + swallowed.map(|token| braces(&text[token.start as usize..token.end as usize])).sum::<i64>()
    }
}

impl Nester<'_> {
    /// Where a byte stands.
    pub(super) fn place(&mut self, at: u32) -> Place {
        let line = self.line_of(at);
        if self.indentation.0 != line {
            let text = &self.source.text[self.source.line_span(line)];
            let blanks = &text[..text.len() - text.trim_start().len()];
            let column = |column: usize, c: char| match c {
                '\t' => column / 4 * 4 + 4,
                '\u{3000}' => column + 2,
                _ => column + 1,
            };
            let end = self.source.line_starts()[line] + offset(blanks.len());
            self.indentation = (line, blanks.chars().fold(0, column), end);
        }
        Place { line, indent: self.indentation.1, begins_line: at <= self.indentation.2 }
    }

    /// The line of an offset. Offsets mostly grow, so the search starts at the last one.
    pub(super) fn line_of(&self, at: u32) -> usize {
        let starts = self.source.line_starts();
        let mut line = self.previous.line;
        if starts[line] > at {
            return self.source.line_index(at);
        }
        while starts.get(line + 1).is_some_and(|&next| next <= at) {
            line += 1;
        }
        line
    }

    pub(super) fn note_indent(&mut self, place: Place) {
        let top = self.top_mut();
        if place.line == top.line && top.rank != Rank::File {
            top.inline = true;
        } else if place.begins_line && top.body.is_none() {
            top.body = Some(place.indent);
        }
    }

    pub(super) fn moved(&mut self, end: u32, kind: Kind) {
        let line = self.line_of(end.saturating_sub(1));
        self.previous = Previous { end, line, kind };
    }

    pub(super) fn report(&mut self, rule: &'static crate::rule::Rule, bytes: (u32, u32), message: Text, help: Text) {
        let span = self.span(bytes);
        self.found.push(Diagnostic::new(rule, span, message, help));
    }

    pub(super) fn is(&self, token: Token, keyword: Keyword) -> bool {
        token.kind == TokenKind::Word && keywords::is(self.text(token), keyword)
    }

    pub(super) fn is_any(&self, token: Token, keywords: &[Keyword]) -> bool {
        token.kind == TokenKind::Word && keywords::of(self.text(token)).iter().any(|keyword| keywords.contains(keyword))
    }

    pub(super) fn text(&self, token: Token) -> &str {
        &self.source.text[token.start as usize..token.end as usize]
    }

    pub(super) fn span(&self, bytes: (u32, u32)) -> Span {
        self.tree.span(bytes)
    }

    /// Where a statement starts.
    pub(super) fn start_of(&self, ix: StatementIx) -> u32 {
        self.tree.tokens[self.tree.get(ix).head.start as usize].start
    }

    /// The declaration whose block is open, if it is one.
    pub(super) fn owner(&self) -> Option<Keyword> {
        match self.tree.get(self.top().statement?).kind {
            Head::Declaration(keyword) => Some(keyword),
            _ => None,
        }
    }

    /// Whether a statement is an attribute that takes a text.
    pub(super) fn text_key(&self, head: Head) -> Option<Key> {
        match head {
            Head::Attribute(Some(key)) if key.is_text() => Some(key),
            _ => None,
        }
    }

    pub(super) fn top(&self) -> &Frame {
        &self.frames[self.frames.len() - 1]
    }

    pub(super) fn top_mut(&mut self) -> &mut Frame {
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }
}

/// Open braces without a closing one in a text that was not read.
pub(super) fn braces(text: &str) -> i64 {
    let value = |c| match c {
        '{' | '｛' => 1,
        '}' | '｝' => -1,
        _ => 0,
    };
    text.chars().map(value).sum()
}
