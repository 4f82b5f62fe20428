//! Walking over the tokens of one statement, and saying what was expected where.

use std::borrow::Cow;

use rustc_hash::FxHashSet;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::{Name, Node, Words};
use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::{Text, is_hidden, shown};
use crate::rule::Rule;
use crate::source::{Source, Span};
use crate::suggest;
use crate::syntax::keywords::{self, Keyword};
use crate::syntax::rules::{BAD_NUMBER, HIDDEN_CHARACTER, QUOTE, UNEXPECTED};
use crate::syntax::tree::{StatementIx, Token, TokenKind, Tree};

use super::quantity::Fault;

/// What lowering one file needs: the text, its tree, and the findings so far.
pub(super) struct Lowering<'s> {
    pub(super) source: &'s Source,
    pub(super) tree: &'s Tree,
    pub(super) found: Vec<Diagnostic>,
    /// The names of the nodes that a variant declares, once they were asked for.
    pub(super) declared_in: (Option<StatementIx>, FxHashSet<&'s str>),
    suggestions: u32,
    /// Nodes declared in the parallel block at hand.
    pub(super) inner: Vec<Node<'s>>,
    /// How many more edges the chains of the file may have.
    pub(super) edges: usize,
}

/// How many edges the chains of a file may have: `a, b -> c, d` has four.
pub(super) const EDGES: usize = 200_000;

/// How many misspelt words of a file are looked up: each search takes time.
const SUGGESTIONS: u32 = 1000;

impl<'s> Lowering<'s> {
    pub(super) fn new(source: &'s Source, tree: &'s Tree) -> Lowering<'s> {
        Lowering {
            source,
            tree,
            found: Vec::new(),
            declared_in: (None, FxHashSet::default()),
            suggestions: SUGGESTIONS,
            inner: Vec::new(),
            edges: EDGES,
        }
    }

    /// The nearest of the words, unless too many were looked up already.
    pub(super) fn nearest(&mut self, typed: &str, words: impl IntoIterator<Item = &'static str>) -> Option<&'static str> {
        self.suggestions = self.suggestions.checked_sub(1)?;
        suggest::nearest(typed, words)
    }

    pub(super) fn text(&self, token: Token) -> &'s str {
        &self.source.text[token.start as usize..token.end as usize]
    }

    pub(super) fn span(&self, token: Token) -> Span {
        self.tree.span((token.start, token.end))
    }

    /// The span of several tokens; of nothing, where there are none.
    pub(super) fn span_of(&self, tokens: &[Token]) -> Span {
        let start = tokens.first().map_or(0, |token| token.start);
        let end = tokens.last().map_or(start, |token| token.end);
        self.tree.span((start, end))
    }

    pub(super) fn is(&self, token: Option<Token>, keyword: Keyword) -> bool {
        token.is_some_and(|token| token.kind == TokenKind::Word && keywords::is(self.text(token), keyword))
    }

    pub(super) fn report(&mut self, rule: &'static Rule, span: Span, message: Text, help: Text) {
        self.found.push(Diagnostic::new(rule, span, message, help));
    }

    /// "expected X, found Y" at a token, or "expected X after Y" behind the last one.
    pub(super) fn expected(&mut self, at: Option<Token>, last: Span, what: &Text, help: Text) {
        let diagnostic = match at {
            Some(token) if matches!(self.text(token), "#" | "＃") => {
                let span = self.span(token);
                let message = both!("`#` begins a comment only after a blank", "“#”前面有空格，后面的才是注释");
                let problem = Diagnostic::new(&UNEXPECTED, span, message, both!("put a blank before `#`", "请在“#”前面加一个空格"));
                problem.safe_fix(both!("insert a blank", "插入空格"), vec![Edit::replace(span.before(), " ")])
            }
            Some(token) if self.text(token).chars().all(is_hidden) => {
                let code = self.text(token).chars().next().map_or(0, u32::from);
                let span = self.span(token);
                let message = both!("an invisible character (U+{code:04X}) stands here", "这里有一个看不见的字符（U+{code:04X}）");
                let problem = Diagnostic::new(&HIDDEN_CHARACTER, span, message, both!("delete it", "请删去它"));
                problem.safe_fix(both!("delete it", "删去"), vec![Edit::remove(span)])
            }
            Some(token) => {
                let found = shown(self.text(token)).to_string();
                let message = Text {
                    en: format!("expected {}, found `{found}`", what.en),
                    zh: format!("此处应为{}，而不是“{found}”", what.zh),
                };
                Diagnostic::new(&UNEXPECTED, self.span(token), message, help)
            }
            None => {
                let before = shown(self.source.slice(last).trim()).to_string();
                let message =
                    Text { en: format!("expected {} after `{before}`", what.en), zh: format!("“{before}”之后缺少{}", what.zh) };
                Diagnostic::new(&UNEXPECTED, last, message, help)
            }
        };
        self.found.push(diagnostic);
    }

    /// Reports a number that cannot be read.
    pub(super) fn fault(&mut self, span: Span, fault: Fault) {
        let mut problem = Diagnostic::new(&BAD_NUMBER, span, fault.message, fault.help);
        if let Some(meant) = fault.meant {
            problem = problem.unsafe_fix(both!("write `{meant}`", "改为“{meant}”"), vec![Edit::replace(span, meant)]);
        }
        self.found.push(problem);
    }

    /// A word or a string as a name.
    pub(super) fn name(&mut self, token: Token) -> Name<'s> {
        let words = self.words(token);
        Name { text: normal(words.text), span: words.span }
    }

    /// A string, or a word where a string was meant, as a text.
    pub(super) fn words(&mut self, token: Token) -> Words<'s> {
        let text = self.text(token);
        let span = self.span(token);
        match token.kind {
            TokenKind::String => Words { text: unescape(inside(text)), span },
            TokenKind::MixedString => {
                let inner = inside(text);
                let problem = Diagnostic::new(
                    &QUOTE,
                    span,
                    both!("the two quotation marks do not match", "前后两个引号不成对"),
                    both!("use “…” or \"…\"", "请用“…”或 \"…\""),
                );
                let fix = vec![Edit::replace(span, format!("\"{inner}\""))];
                self.found.push(problem.safe_fix(both!("write both as `\"`", "都写成 \""), fix));
                Words { text: unescape(inner), span }
            }
            TokenKind::UnclosedString => {
                let skip = text.chars().next().map_or(0, char::len_utf8);
                Words { text: Cow::Borrowed(text[skip..].trim()), span }
            }
            _ => Words { text: Cow::Borrowed(text), span },
        }
    }

    /// Free text that the parser marked, which may be a string.
    pub(super) fn free(&self, bytes: (u32, u32)) -> Words<'s> {
        let span = self.tree.span(bytes);
        let text = &self.source.text[span.range()];
        if text.contains(['\n', '\r']) {
            return Words { text: lines_of(text).into(), span };
        }
        let quoted =
            ["\"", "“"].iter().zip(["\"", "”"]).any(|(open, close)| text.len() > 1 && text.starts_with(open) && text.ends_with(close));
        Words { text: if quoted { unescape(inside(text)) } else { Cow::Borrowed(text) }, span }
    }
}

/// The tokens of one statement, from left to right.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'t> {
    tokens: &'t [Token],
    at: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(tokens: &'t [Token]) -> Cursor<'t> {
        Cursor { tokens, at: 0 }
    }

    pub(super) fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).copied()
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<Token> {
        self.tokens.get(self.at + ahead).copied()
    }

    pub(super) fn kind(&self) -> Option<TokenKind> {
        self.peek().map(|token| token.kind)
    }

    pub(super) fn next(&mut self) -> Option<Token> {
        let token = self.peek();
        self.at += usize::from(token.is_some());
        token
    }

    pub(super) fn take(&mut self, kind: TokenKind) -> Option<Token> {
        self.peek().filter(|token| token.kind == kind).inspect(|_| self.at += 1)
    }

    pub(super) fn take_keyword(&mut self, lowering: &Lowering, keyword: Keyword) -> Option<Token> {
        self.peek().filter(|&token| lowering.is(Some(token), keyword)).inspect(|_| self.at += 1)
    }

    pub(super) fn rest(&self) -> &'t [Token] {
        &self.tokens[self.at..]
    }

    pub(super) fn done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// The token before the current one.
    pub(super) fn previous(&self) -> Option<Token> {
        self.at.checked_sub(1).map(|at| self.tokens[at])
    }

    /// Leaves out everything up to the end.
    pub(super) fn skip_all(&mut self) {
        self.at = self.tokens.len();
    }
}

/// Whether a token can be a name.
pub(super) fn is_name(token: Option<Token>) -> bool {
    token
        .is_some_and(|token| matches!(token.kind, TokenKind::Word | TokenKind::String | TokenKind::MixedString | TokenKind::UnclosedString))
}

/// A name in NFC.
fn normal(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return text;
    }
    Cow::Owned(text.nfc().collect())
}

/// A text over several lines without the marks at their starts, and without the comments between them.
fn lines_of(text: &str) -> String {
    let line = |line: &str| {
        let line = line.trim();
        match line.strip_prefix(['|', '｜']) {
            Some(text) => Some(text.trim().to_owned()),
            None => Some(line.split([' ', '\t']).take_while(|word| !word.starts_with(['#', '＃'])).collect::<Vec<_>>().join(" "))
                .filter(|line| !line.is_empty()),
        }
    };
    text.split(['\n', '\r']).filter_map(line).collect::<Vec<_>>().join("\n")
}

/// A string without its quotation marks.
fn inside(text: &str) -> &str {
    let mut chars = text.chars();
    chars.next();
    chars.next_back();
    chars.as_str()
}

/// `\"`, `\\` and `\n` resolved; any other backslash stays.
fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('n')) => {
                out.push('\n');
                chars.next();
            }
            ('\\', Some(&next @ ('"' | '\\' | '“' | '”'))) => {
                out.push(next);
                chars.next();
            }
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}
