//! The words of a statement as they are written: marks in ASCII, values and texts as their author wrote them.

use std::borrow::Cow;
use std::ops::Range;

use super::Style;
use super::columns::Anchor;
use super::is_blank;
use crate::source::{Source, offset};
use crate::syntax::keywords::{Keyword, Shape, is};
use crate::syntax::tree::{Head, Statement, Token, TokenKind, Tree};

/// What may begin a branch and is neither its label nor its condition.
const OUTCOMES: [Keyword; 4] = [Keyword::Timeout, Keyword::Else, Keyword::Approved, Keyword::Rejected];

/// Writes the words of statements.
pub(super) struct Words<'a> {
    pub(super) source: &'a Source,
    pub(super) tree: &'a Tree,
    pub(super) style: Style,
}

/// A word, and where it stood.
pub(super) struct Word<'a> {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) text: Cow<'a, str>,
    /// No blank stands before it.
    pub(super) glued: bool,
    pub(super) anchor: Option<Anchor>,
}

impl<'a> Words<'a> {
    /// What stands before the block of a statement.
    pub(super) fn head(&self, statement: &Statement, parent: Option<Keyword>) -> Vec<Word<'a>> {
        let tokens = self.tree.tokens(&statement.head);
        let spellings = self.spellings(statement, parent);
        let verbatim = self.verbatim(statement, parent, tokens).filter(|range| self.on_one_line(&tokens[range.clone()]));
        let attribute = matches!(statement.kind, Head::Attribute(_));
        let mut words = Vec::with_capacity(tokens.len() + 1);
        let mut at = 0;
        for (token, spelling) in tokens.iter().zip(spellings) {
            let inside = verbatim.as_ref().is_some_and(|range| range.contains(&at));
            if !inside || verbatim.as_ref().is_some_and(|range| range.start == at) {
                let last = verbatim.as_ref().filter(|_| inside).map_or(token, |range| &tokens[range.end - 1]);
                let text =
                    if inside { self.slice(token.start, last.end).into() } else { self.marked(*token, attribute && tokens.len() == 3) };
                let text = spelling.map_or(text, Cow::Owned);
                let glued = self.glued(tokens, at, attribute);
                words.push(Word { start: token.start, end: last.end, text, glued, anchor: self.anchor(statement, parent, tokens, at) });
            }
            at += 1;
        }
        words.retain(|word| !word.text.is_empty());
        self.text(statement, &mut words);
        let behind = self.tree.tokens(&statement.tail).first().map(|first| first.start);
        self.because(statement.because.filter(|because| behind.is_none_or(|behind| because.0 < behind)), &mut words);
        words
    }

    /// What stands behind the block of a statement.
    pub(super) fn tail(&self, statement: &Statement) -> Vec<Word<'a>> {
        let tokens = self.tree.tokens(&statement.tail);
        let mut words: Vec<Word> = (0..tokens.len())
            .map(|at| {
                let token = tokens[at];
                let (text, glued) = (self.marked(token, false), self.glued(tokens, at, false));
                Word { start: token.start, end: token.end, text, glued: glued && at > 0, anchor: None }
            })
            .collect();
        let Some(reason) = statement.because.filter(|because| tokens.first().is_some_and(|first| first.start < because.0)) else {
            return words;
        };
        if self.style.keywords != super::Keywords::Keep
            && let Some(at) = self.because_at(statement.because, tokens)
        {
            words[at].text = self.keyword(Keyword::Because).into();
        }
        self.because(Some(reason), &mut words);
        words
    }

    /// Whether a branch is led by a condition, which is written in the drawing as it stands.
    pub(super) fn is_condition(&self, head: &[Token]) -> bool {
        let head = &head[..self.percent(head).unwrap_or(head.len())];
        let compared = head.iter().any(|token| matches!(token.kind, TokenKind::Compare | TokenKind::Dot));
        let worded = || {
            let plain = |token: &Token| !matches!(token.kind, TokenKind::String | TokenKind::Comma);
            head[0].kind == TokenKind::Word && head.iter().all(plain) && !OUTCOMES.iter().any(|&keyword| self.is(head[0], keyword))
        };
        compared || head.len() > 1 && worded()
    }

    pub(super) fn is(&self, token: Token, keyword: Keyword) -> bool {
        token.kind == TokenKind::Word && is(self.text_of(token), keyword)
    }

    pub(super) fn text_of(&self, token: Token) -> &'a str {
        self.slice(token.start, token.end)
    }

    /// Whether its author put more blanks before a place than one.
    pub(super) fn is_wide(&self, at: u32) -> bool {
        self.source.text[..at as usize].chars().rev().take(2).filter(|&c| is_blank(c)).count() == 2
    }

    pub(super) fn slice(&self, start: u32, end: u32) -> &'a str {
        &self.source.text[start as usize..end as usize]
    }

    fn on_one_line(&self, tokens: &[Token]) -> bool {
        let ends = tokens.first().zip(tokens.last());
        ends.is_some_and(|(first, last)| !self.slice(first.start, last.end).contains(['\n', '\r']))
    }

    // ---------- What stays as it is

    /// The tokens that are one value, and are kept with all that is between them.
    fn verbatim(&self, statement: &Statement, parent: Option<Keyword>, tokens: &[Token]) -> Option<Range<usize>> {
        let range = match statement.kind {
            Head::Attribute(Some(key)) => {
                let quantity = matches!(
                    key.shape(),
                    Shape::Duration
                        | Shape::Count
                        | Shape::Money
                        | Shape::CostRate
                        | Shape::ArrivalRate
                        | Shape::Quantity
                        | Shape::Comparison
                        | Shape::Schedule
                        | Shape::YesOrText
                        | Shape::Mode
                );
                let single = tokens.len() == 3 && matches!(tokens[2].kind, TokenKind::Dash | TokenKind::String | TokenKind::Word);
                if quantity && !single { 2..tokens.len() } else { 0..0 }
            }
            Head::Declaration(Keyword::Revision) => self.revision(tokens)..tokens.len(),
            Head::Flow if parent.is_some_and(|parent| !parent.is_variant()) => {
                let arrow = tokens.iter().position(|token| token.kind == TokenKind::Arrow)?;
                let head = &tokens[..arrow];
                if head.is_empty() || !self.is_condition(head) { 0..0 } else { 0..self.percent(head).unwrap_or(arrow) }
            }
            _ => 0..0,
        };
        (!range.is_empty()).then_some(range)
    }

    /// Where the text of a revision begins: behind its version, date and author.
    fn revision(&self, tokens: &[Token]) -> usize {
        let kind = |at: usize| tokens.get(at).map(|token| token.kind);
        let mut at = if kind(1) == Some(TokenKind::Colon) { 3 } else { 2 };
        let odd_date = kind(at) == Some(TokenKind::Word) && kind(at + 1) == Some(TokenKind::String);
        at += usize::from(kind(at) == Some(TokenKind::Quantity) || odd_date);
        (at + usize::from(kind(at) == Some(TokenKind::String))).min(tokens.len())
    }

    /// The probability at the end of what stands before an arrow.
    fn percent(&self, head: &[Token]) -> Option<usize> {
        let is_sign = |text: &str| matches!(text, "%" | "％");
        let (last, before) = head.split_last()?;
        let at = if is_sign(self.text_of(*last)) { before.len().checked_sub(1)? } else { before.len() };
        let number = head[at].kind == TokenKind::Quantity && self.text_of(*last).ends_with(['%', '％']);
        let compared = at.checked_sub(1).is_some_and(|at| head[at].kind == TokenKind::Compare);
        (number && !compared).then_some(at)
    }

    /// `key: text`; a text over several lines has each on a line of its own.
    fn text(&self, statement: &Statement, words: &mut Vec<Word<'a>>) {
        let Some((start, end)) = statement.text.filter(|(start, end)| start < end) else { return };
        let mut from = start;
        for line in self.slice(start, end).split_inclusive(['\n', '\r']) {
            let next = from + offset(line.len());
            let mark = line.trim_start_matches(is_blank);
            let begin = from + offset(line.len() - mark.len());
            let is_line = mark.starts_with(['|', '｜']);
            let comment = self.tree.comments.get(self.tree.comments.partition_point(|comment| comment.0 < begin));
            let cut = comment.filter(|comment| comment.0 < next && !is_line).map_or(next, |comment| comment.0);
            let text = self.slice(begin, cut).trim_end();
            if !text.is_empty() && (is_line || from == start) {
                let written = if is_line { text_line(text) } else { text.into() };
                let anchor = (from == start).then_some(Anchor::Value);
                words.push(Word { start: begin, end: begin + offset(text.len()), text: written, glued: false, anchor });
            }
            from = next;
        }
    }

    fn because(&self, reason: Option<(u32, u32)>, words: &mut Vec<Word<'a>>) {
        let Some((start, end)) = reason else { return };
        let at = words.partition_point(|word| word.end <= start);
        if let Some(keyword) = at.checked_sub(1) {
            words[keyword].anchor = Some(Anchor::Because);
            words[keyword].glued = false;
        }
        if start < end {
            words.insert(at, Word { start, end, text: self.slice(start, end).into(), glued: false, anchor: None });
        }
    }

    // ---------- Marks and blanks

    fn marked(&self, token: Token, only_value: bool) -> Cow<'a, str> {
        let text = self.text_of(token);
        match token.kind {
            TokenKind::Comma => ",".into(),
            TokenKind::Colon => ":".into(),
            TokenKind::Arrow => "->".into(),
            TokenKind::Dash if only_value => "-".into(),
            TokenKind::String => quoted(text),
            TokenKind::TextLine => text_line(text.trim_end_matches(is_blank)),
            _ => text.into(),
        }
    }

    /// Whether a token is written without a blank before it. Where it is not known what the tokens are, as it was.
    fn glued(&self, tokens: &[Token], at: usize, attribute: bool) -> bool {
        let Some(before) = at.checked_sub(1).map(|before| tokens[before]) else { return true };
        let wordlike = |kind: TokenKind| matches!(kind, TokenKind::Word | TokenKind::Quantity | TokenKind::String);
        match (before.kind, tokens[at].kind) {
            (_, TokenKind::Comma) => true,
            (_, TokenKind::Colon) if attribute && at == 1 => true,
            (TokenKind::Colon, _) if attribute && at == 2 => false,
            (TokenKind::Comma | TokenKind::Arrow, _) | (_, TokenKind::Arrow) => false,
            (one, other) => before.end == tokens[at].start && !(wordlike(one) && wordlike(other)),
        }
    }

    /// The column that a token begins.
    fn anchor(&self, statement: &Statement, parent: Option<Keyword>, tokens: &[Token], at: usize) -> Option<Anchor> {
        match statement.kind {
            Head::Attribute(_) => (at == 2).then_some(Anchor::Value),
            Head::Declaration(keyword) if !keyword.is_change() => {
                let label = at == 2 && tokens[2].kind == TokenKind::String && tokens[1].kind == TokenKind::Word;
                label.then_some(Anchor::Label)
            }
            Head::Flow if parent.is_some_and(|parent| !parent.is_variant()) => {
                let arrow = tokens.iter().position(|token| token.kind == TokenKind::Arrow)?;
                if at == arrow {
                    Some(Anchor::Arrow)
                } else {
                    self.percent(&tokens[..arrow]).filter(|&percent| percent == at).map(|_| Anchor::Percent)
                }
            }
            _ => None,
        }
    }
}

/// A string between ASCII quotation marks, where that reads the same.
fn quoted(text: &str) -> Cow<'_, str> {
    let mut inside = text.chars();
    inside.next();
    inside.next_back();
    let inside = inside.as_str();
    if text.starts_with('"') || inside.contains(['"', '\\']) { text.into() } else { format!("\"{inside}\"").into() }
}

/// A line of a text with an ASCII mark and a blank behind it.
fn text_line(line: &str) -> Cow<'_, str> {
    let Some(text) = line.strip_prefix(['|', '｜']) else { return line.into() };
    let blank = if text.is_empty() || text.starts_with(['|', '｜']) || text.starts_with(is_blank) { "" } else { " " };
    format!("|{blank}{text}").into()
}
