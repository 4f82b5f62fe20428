//! The truth about a text: its tokens, and its statements nested in blocks.
//!
//! Guarantees: statements are in text order, each before those in its block; every token, comment and brace of the text is
//! here, so that a formatter can write the text again. Nothing is guaranteed about meaning.

use std::ops::Range;

use super::keywords::{Key, Keyword};
use crate::source::{FileId, Span};

/// The kinds of token of `grammar/flow.pest`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenKind {
    /// A name or a keyword.
    Word,
    /// A number with all that is glued to it.
    Quantity,
    /// A string, closed as it was opened.
    String,
    /// A string whose quotes do not match.
    MixedString,
    /// A string that was not closed on its line.
    UnclosedString,
    /// A line of a text over several lines.
    TextLine,
    /// `:`
    Colon,
    /// `,` or `、`
    Comma,
    /// `->`
    Arrow,
    /// `<=` and its like.
    Compare,
    /// `-`
    Dash,
    /// `.`
    Dot,
    /// A parenthesis or a bracket.
    Paren,
    /// A character that means nothing.
    Junk,
}

/// A token: its kind and its bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// The kind.
    pub kind: TokenKind,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// What a statement is, as far as its first tokens tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Head {
    /// It begins with this keyword, which is its first token.
    Declaration(Keyword),
    /// `key: …`; the key, if it is known.
    Attribute(Option<Key>),
    /// It has an arrow: a chain or a branch.
    Flow,
    /// Anything else.
    Other,
}

/// Index of a statement in its tree.
pub type StatementIx = u32;

/// A statement: its own tokens, then its block if it has one, then what follows the block.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// What it is.
    pub kind: Head,
    /// Its tokens, before any block.
    pub head: Range<u32>,
    /// Its block.
    pub block: Option<Block>,
    /// Tokens after the block that belong to it: `because …`, `after x`.
    pub tail: Range<u32>,
    /// The statement after this one and all in its block.
    pub next: StatementIx,
    /// Free text from here to there, if the statement is `key: text`.
    pub text: Option<(u32, u32)>,
    /// The reason, if the statement or its tail has `because`: free text, or a string.
    pub because: Option<(u32, u32)>,
    /// A syntax error touches it: rules stay quiet about what it declares.
    pub broken: bool,
}

/// A block's braces. An empty span marks one that was not written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Block {
    /// `{`
    pub open: (u32, u32),
    /// `}`
    pub close: (u32, u32),
}

/// A parsed text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tree {
    /// Whose text it is.
    pub file: FileId,
    /// Every token of every statement, in text order.
    pub tokens: Vec<Token>,
    /// Every statement, each before those in its block.
    pub statements: Vec<Statement>,
    /// Every comment, in text order.
    pub comments: Vec<(u32, u32)>,
}

impl Tree {
    /// The statements at the top of the file.
    pub fn roots(&self) -> impl Iterator<Item = StatementIx> {
        self.siblings(0, crate::source::offset(self.statements.len()))
    }

    /// The statements in the block of a statement.
    pub fn children(&self, parent: StatementIx) -> impl Iterator<Item = StatementIx> {
        self.siblings(parent + 1, self.get(parent).next)
    }

    /// A statement.
    #[must_use]
    pub fn get(&self, at: StatementIx) -> &Statement {
        &self.statements[at as usize]
    }

    /// The tokens of a range.
    #[must_use]
    pub fn tokens(&self, range: &Range<u32>) -> &[Token] {
        &self.tokens[range.start as usize..range.end as usize]
    }

    /// A span of this file.
    #[must_use]
    pub fn span(&self, bytes: (u32, u32)) -> Span {
        Span { file: self.file, start: bytes.0, end: bytes.1 }
    }

    /// The whole statement, block and tail included.
    #[must_use]
    pub fn whole(&self, statement: &Statement) -> Span {
        let head = self.tokens(&statement.head);
        let start = head.first().map_or(0, |token| token.start);
        let mut end = head.last().map_or(start, |token| token.end);
        end = statement.text.map_or(end, |text| end.max(text.1));
        end = statement.block.map_or(end, |block| end.max(block.close.1));
        end = statement.because.map_or(end, |text| end.max(text.1));
        end = self.tokens(&statement.tail).last().map_or(end, |token| end.max(token.end));
        self.span((start, end))
    }

    fn siblings(&self, mut at: StatementIx, end: StatementIx) -> impl Iterator<Item = StatementIx> {
        std::iter::from_fn(move || {
            let here = at;
            (here < end).then(|| {
                at = self.get(here).next;
                here
            })
        })
    }
}
