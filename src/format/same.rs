//! Whether two texts say the same: the same statements in the same blocks, the same comments, the same findings.

use std::borrow::Cow;

use crate::ast::lower;
use crate::diagnostic::Diagnostic;
use crate::rule::Level;
use crate::source::{FileId, Source};
use crate::syntax::keywords;
use crate::syntax::rules::TOO_LARGE;
use crate::syntax::tree::{Head, Statement, Token, TokenKind, Tree};
use crate::syntax::{self};

/// A text as it was read.
pub(super) struct Reading {
    pub(super) tree: Tree,
    findings: Vec<Diagnostic>,
    /// Parts of it were too large to be read.
    pub(super) unread: bool,
}

impl Reading {
    pub(super) fn of(source: &Source) -> Reading {
        let (tree, mut findings) = syntax::parse(FileId(0), source);
        findings.extend(lower(source, &tree).1);
        findings.sort_by(Diagnostic::order);
        let unread = findings.iter().any(|finding| *finding.rule == TOO_LARGE);
        Reading { tree, findings, unread }
    }

    /// Where the errors stand.
    pub(super) fn errors(&self) -> impl Iterator<Item = (u32, u32)> {
        self.findings.iter().filter(|finding| finding.level == Level::Error).map(|finding| (finding.span.start, finding.span.end))
    }

    /// The first statement that the other text does not say in the same way; the last one, if it differs behind it.
    pub(super) fn difference(&self, source: &Source, other: &Reading, written: &Source) -> Option<usize> {
        let (one, two) = (&self.tree, &other.tree);
        let pairs = one.statements.iter().zip(&two.statements);
        let differs = |(a, b): (&Statement, &Statement)| !Words { source, tree: one }.same(a, &Words { source: written, tree: two }, b);
        let last = one.statements.len().saturating_sub(1);
        let first = pairs.into_iter().position(differs);
        first.or_else(|| self.finding_that_differs(other).map(|at| at.min(last))).or_else(|| {
            let comments = |source: &Source, tree: &Tree| -> Vec<String> {
                tree.comments.iter().map(|&(start, end)| source.text[start as usize..end as usize].trim_end().to_owned()).collect()
            };
            (one.statements.len() != two.statements.len() || comments(source, one) != comments(written, two)).then_some(last)
        })
    }

    /// The statement at or before the first finding that only one of the two has.
    fn finding_that_differs(&self, other: &Reading) -> Option<usize> {
        let (one, two) = (self.places(), other.places());
        let at = one.iter().zip(&two).position(|(a, b)| a != b);
        at.or_else(|| (one.len() != two.len()).then_some(one.len().min(two.len())))
            .and_then(|at| [one.get(at), two.get(at)].into_iter().flatten().map(|(statement, _)| *statement).min())
    }

    /// Each finding: the statement at or before it, and its rule.
    fn places(&self) -> Vec<(usize, &'static str)> {
        let tree = &self.tree;
        let start = |statement: &Statement| tree.tokens(&statement.head).first().map_or(0, |token| token.start);
        let statement = |at: u32| tree.statements.partition_point(|statement| start(statement) <= at).saturating_sub(1);
        let mut places: Vec<(usize, &'static str)> =
            self.findings.iter().map(|finding| (statement(finding.span.start), finding.rule.code)).collect();
        places.sort_unstable();
        places
    }
}

/// The words of a text, in whatever language and with whatever marks they are written.
struct Words<'a> {
    source: &'a Source,
    tree: &'a Tree,
}

impl Words<'_> {
    fn same(&self, mine: &Statement, other: &Words, theirs: &Statement) -> bool {
        let written = |statement: &Statement| statement.block.map(|block| (block.open.0 < block.open.1, block.close.0 < block.close.1));
        let kind = match (mine.kind, theirs.kind) {
            // Which attribute it is, its words say: `岗位：甲` has the word of a key, `role: 甲` has not.
            (Head::Attribute(_), Head::Attribute(_)) => true,
            (one, other) => one == other,
        };
        kind && mine.next == theirs.next
            && mine.broken == theirs.broken
            && written(mine) == written(theirs)
            && alike(&self.tokens(mine, false), &other.tokens(theirs, false))
            && alike(&self.tokens(mine, true), &other.tokens(theirs, true))
            && self.texts(mine) == other.texts(theirs)
    }

    fn tokens(&self, statement: &Statement, tail: bool) -> Vec<Cow<'_, str>> {
        let range = if tail { &statement.tail } else { &statement.head };
        let mut words = Vec::with_capacity(range.len());
        for &token in self.tree.tokens(range) {
            let text = self.text(token);
            match token.kind {
                TokenKind::Word => word(text, &mut words),
                TokenKind::Comma => words.push(",".into()),
                TokenKind::Arrow => words.push("->".into()),
                TokenKind::Colon => words.push(":".into()),
                TokenKind::Dash => words.push("-".into()),
                TokenKind::String => words.push(format!("\"{}", inside(text)).into()),
                TokenKind::TextLine => words.push(text_line(text).into()),
                _ => words.push(text.into()),
            }
        }
        words
    }

    /// The texts of a statement, line by line.
    fn texts(&self, statement: &Statement) -> Vec<&str> {
        let texts = statement.text.into_iter().chain(statement.because);
        let slices = texts.map(|(start, end)| &self.source.text[start as usize..end as usize]);
        let lines = slices.flat_map(|text| text.split(['\n', '\r'])).map(text_line);
        lines.filter(|line| !line.is_empty()).collect()
    }

    fn text(&self, token: Token) -> &str {
        &self.source.text[token.start as usize..token.end as usize]
    }
}

/// A word; `最多2次` is `max 2`.
fn word<'a>(text: &'a str, words: &mut Vec<Cow<'a, str>>) {
    let times = text.strip_prefix("最多").map(|times| times.trim_end_matches('次'));
    if let Some(times) = times.filter(|times| times.bytes().all(|byte| byte.is_ascii_digit())) {
        words.push("max".into());
        words.extend((!times.is_empty()).then_some(times.into()));
    } else if text != "次" || words.len() < 2 || words[words.len() - 2] != "max" {
        words.push(text.into());
    }
}

/// Whether two lists of words are the same but for the language of keywords and keys.
fn alike(mine: &[Cow<str>], theirs: &[Cow<str>]) -> bool {
    let same = |(a, b): (&Cow<str>, &Cow<str>)| {
        a == b
            || keywords::of(a).iter().any(|keyword| keywords::of(b).contains(keyword))
            || keywords::key(a).is_some_and(|key| keywords::key(b) == Some(key))
    };
    mine.len() == theirs.len() && mine.iter().zip(theirs).all(same)
}

fn text_line(line: &str) -> &str {
    line.trim().trim_start_matches(['|', '｜']).trim()
}

/// A string without its quotation marks.
fn inside(text: &str) -> &str {
    let mut chars = text.chars();
    chars.next();
    chars.next_back();
    chars.as_str()
}
