//! What a statement is, from its first tokens: also when the keyword is misspelt, glued to the name or followed by a colon.

use super::keywords::{self, Key, Keyword};
use super::rules::{UNEXPECTED, UNKNOWN_KEYWORD};
use super::tree::{Head, Token, TokenKind};
use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::shown;
use crate::source::{FileId, Span};
use crate::suggest;

/// Where a statement stands, as far as recognising it needs to know.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Surroundings {
    /// A `{` follows.
    pub(super) opens: bool,
    /// It is inside a declaration, where only attributes, branches and names of nodes stand.
    pub(super) in_leaf: bool,
}

/// What a statement is, and what had to be repaired to see it. The tokens are changed so that the keyword stands first and alone.
pub(super) fn classify(file: FileId, text: &str, tokens: &mut Vec<Token>, around: Surroundings) -> (Head, Option<Diagnostic>) {
    let slice = |token: Token| &text[token.start as usize..token.end as usize];
    let span = |token: Token| Span { file, start: token.start, end: token.end };
    let kind = |at: usize| tokens.get(at).map(|token: &Token| token.kind);
    let has_arrow = tokens.iter().any(|token| token.kind == TokenKind::Arrow);
    let first = tokens[0];
    if first.kind != TokenKind::Word {
        return (if has_arrow { Head::Flow } else { Head::Other }, None);
    }
    let word = slice(first);
    let keyword = keywords::statement(word);
    match kind(1) {
        Some(TokenKind::Colon) => {
            let declares = keyword.filter(|keyword| {
                let header = keyword.is_node() || keyword.is_variant() || *keyword == Keyword::Process;
                header
                    && !around.in_leaf
                    && matches!(kind(2), Some(TokenKind::Word | TokenKind::String))
                    && (around.opens || tokens.len() == 3)
            });
            if let Some(keyword) = declares.filter(|_| around.opens || keywords::key(word).is_none()) {
                let colon = span(tokens.remove(1));
                let problem = Diagnostic::new(
                    &UNEXPECTED,
                    colon,
                    both!("no colon stands between `{word}` and the name", "“{word}”与名称之间不写冒号"),
                    both!("write `{word} NAME {{ … }}`", "写成：{word} 名称 {{ … }}"),
                );
                let fix = vec![Edit::replace(colon, " ")];
                return (Head::Declaration(keyword), Some(problem.safe_fix(both!("replace the colon by a blank", "把冒号改为空格"), fix)));
            }
            return (Head::Attribute(keywords::key(word)), None);
        }
        Some(TokenKind::Arrow | TokenKind::Dot | TokenKind::Compare) if has_arrow => return (Head::Flow, None),
        Some(TokenKind::Comma | TokenKind::Quantity) if has_arrow => return (Head::Flow, None),
        _ => {}
    }
    if let Some(keyword) = keyword {
        // Two words and an arrow inside a declaration: an unquoted label, not a declaration.
        let label = around.in_leaf && has_arrow && !keyword.is_change();
        return (if label { Head::Flow } else { Head::Declaration(keyword) }, None);
    }
    if let Some(keyword) = tokens.iter().skip(1).find_map(|&token| infix(slice(token)))
        && !around.in_leaf
    {
        return (Head::Declaration(keyword), None);
    }
    if has_arrow || starts_inner(word) {
        return (if has_arrow { Head::Flow } else { Head::Other }, None);
    }
    if matches!(kind(1), Some(TokenKind::Word | TokenKind::String)) && keywords::key(word).is_none() {
        if let Some(near) = suggest::nearest(word, statement_spellings()) {
            let problem = Diagnostic::new(
                &UNKNOWN_KEYWORD,
                span(first),
                both!("`{}` is not a keyword", "“{}”不是关键字", shown(word)),
                both!("did you mean `{near}`?", "是不是“{near}”？"),
            );
            let fix = vec![Edit::replace(span(first), near)];
            if let Some(keyword) = keywords::statement(near) {
                return (Head::Declaration(keyword), Some(problem.safe_fix(both!("write `{near}`", "改为“{near}”"), fix)));
            }
        }
    }
    let alone = tokens.len() == 1 || kind(1) == Some(TokenKind::String);
    if alone
        && (around.opens || !around.in_leaf)
        && let Some((keyword, spelling)) = glued(word)
    {
        let length = crate::source::offset(spelling.len());
        let name = Token { start: first.start + length, ..first };
        tokens[0].end = name.start;
        tokens.insert(1, name);
        let name = &word[spelling.len()..];
        let problem = Diagnostic::new(
            &UNKNOWN_KEYWORD,
            span(first),
            both!("`{}` is not a keyword", "“{}”不是关键字", shown(word)),
            both!("put a blank between `{spelling}` and `{}`", "在“{spelling}”与“{}”之间加一个空格", shown(name)),
        );
        let gap = Span { file, start: tokens[1].start, end: tokens[1].start };
        let fix = vec![Edit::replace(gap, " ")];
        return (Head::Declaration(keyword), Some(problem.safe_fix(both!("insert a blank", "插入空格"), fix)));
    }
    (Head::Other, None)
}

/// The changes whose Chinese keyword may stand behind what they change: `甲 改由 岗位`, `在 甲 之后 插入 任务 乙`.
fn infix(word: &str) -> Option<Keyword> {
    [Keyword::Reassign, Keyword::Parallelise, Keyword::Insert].into_iter().find(|&keyword| !word.is_ascii() && keywords::is(word, keyword))
}

/// The keyword that a word begins with, and its spelling, if something is left over: `任务填写申请`.
fn glued(word: &str) -> Option<(Keyword, &'static str)> {
    let mut best: Option<(Keyword, &'static str)> = None;
    for &keyword in Keyword::ALL.iter().filter(|keyword| keyword.is_node() || keyword.is_resource() || **keyword == Keyword::Process) {
        for spelling in keyword.all_spellings() {
            let longer = best.is_none_or(|(_, found)| spelling.len() > found.len());
            if longer && word.len() > spelling.len() && word.starts_with(spelling) {
                best = Some((keyword, spelling));
            }
        }
    }
    best
}

/// The key that a word begins with, and its spelling: `责任人申请人`, where the colon was lost.
pub(crate) fn glued_key(word: &str) -> Option<(Key, &'static str)> {
    let spellings = Key::ALL.iter().flat_map(|&key| key.all_spellings().map(move |spelling| (key, spelling)));
    let glued = spellings.filter(|(_, spelling)| !spelling.is_ascii() && word.len() > spelling.len() && word.starts_with(spelling));
    glued.max_by_key(|(_, spelling)| spelling.len())
}

/// Words that begin something inside a block or after one, never a declaration of their own.
fn starts_inner(word: &str) -> bool {
    const INNER: [Keyword; 14] = [
        Keyword::Because,
        Keyword::Into,
        Keyword::With,
        Keyword::After,
        Keyword::Before,
        Keyword::Between,
        Keyword::To,
        Keyword::By,
        Keyword::Approved,
        Keyword::Rejected,
        Keyword::Else,
        Keyword::Timeout,
        Keyword::Max,
        Keyword::From,
    ];
    INNER.iter().any(|&keyword| keywords::is(word, keyword))
}

fn statement_spellings() -> impl Iterator<Item = &'static str> {
    Keyword::ALL.iter().filter(|keyword| keyword.is_statement()).flat_map(|keyword| keyword.all_spellings())
}
