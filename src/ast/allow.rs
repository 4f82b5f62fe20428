//! `# allow: RULE because "…" until DATE`: comments that hide findings, and what each of them is about.

use super::cursor::Lowering;
use super::quantity::{self, Date};
use crate::source::{Source, Span, offset};
use crate::syntax::keywords::{self, Keyword};
use crate::syntax::tree::{Statement, StatementIx, Tree};

/// `# allow: RULE because "…" until DATE`
#[derive(Clone, Debug)]
pub struct Allow {
    /// The rule's code or name, as typed.
    pub rule: String,
    /// Why.
    pub because: Option<String>,
    /// Until when.
    pub until: Until,
    /// The comment.
    pub span: Span,
    /// What it is about: the statement whose line it ends, or else the one that comes next in its block, or else the block around it.
    /// At the head of the file, with a blank line behind, it is about the whole file.
    pub target: Span,
}

/// How long a finding is allowed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Until {
    /// For good.
    Ever,
    /// Up to and including that day.
    Day(Date),
    /// What stands there is no day.
    NoDay(String),
}

impl Until {
    /// The last day, if there is one.
    #[must_use]
    pub fn day(&self) -> Option<Date> {
        if let Until::Day(date) = self { Some(*date) } else { None }
    }
}

impl Lowering<'_> {
    /// The comments that hide findings.
    pub(super) fn allows(&mut self) -> Vec<Allow> {
        let mut targets: Option<Targets> = None;
        let mut allows = Vec::new();
        for &bytes in &self.tree.comments {
            let span = self.tree.span(bytes);
            let text = self.source.slice(span).trim_start_matches(['#', '＃']).trim();
            if let Some(rest) = after_allow(text) {
                let target = targets.get_or_insert_with(|| Targets::new(self.tree, self.source)).of(bytes);
                allows.push(read(rest, span, target));
            }
        }
        allows
    }
}

/// What follows `allow:`; the colon may be missing where a code of a rule follows.
fn after_allow(text: &str) -> Option<&str> {
    if let Some((word, rest)) = text.split_once([':', '：'])
        && keywords::is(word.trim(), Keyword::Allow)
    {
        return Some(rest);
    }
    let rest = Keyword::Allow.all_spellings().find_map(|spelling| {
        text.get(..spelling.len()).filter(|word| word.eq_ignore_ascii_case(spelling)).map(|word| &text[word.len()..])
    })?;
    let code = rest.trim_start();
    let is_code = code.starts_with(['F', 'f']) && code.bytes().skip(1).take_while(u8::is_ascii_digit).count() == 3;
    is_code.then_some(code)
}

fn read(text: &str, span: Span, target: Span) -> Allow {
    let (mut before, mut until) = (text, Until::Ever);
    if let Some((rest, day)) = cut(text, &["until ", "至"]) {
        let day = day.trim_end_matches(['。', '.']);
        let rest = rest.trim_end();
        match quantity::date(day) {
            Some(date) => (before, until) = (rest, Until::Day(date)),
            // A word of its own is meant as the date, and an exception without an end would be a surprise; 直至招到人 is a reason.
            None if text[rest.len()..].starts_with(char::is_whitespace) => (before, until) = (rest, Until::NoDay(day.to_owned())),
            None => {}
        }
    }
    let marks = |c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”' | '；' | ';' | '，' | ',' | '：' | ':' | '。');
    let (rule, because) = first_cut(before, &["because", "因为", "理由", "原因"]).map_or((before, ""), |(rule, because)| (rule, because));
    let because = Some(because.trim_matches(marks)).filter(|because| !because.is_empty()).map(str::to_owned);
    Allow { rule: rule.trim_matches(marks).to_owned(), because, until, span, target }
}

/// What stands before and behind the last of some words.
fn cut<'t>(text: &'t str, words: &[&str]) -> Option<(&'t str, &'t str)> {
    let cuts = words.iter().filter_map(|word| text.rsplit_once(word));
    cuts.max_by_key(|(before, _)| before.len()).map(|(before, behind)| (before.trim_end(), behind.trim()))
}

/// What stands before and behind the first of some words.
fn first_cut<'t>(text: &'t str, words: &[&str]) -> Option<(&'t str, &'t str)> {
    words.iter().filter_map(|word| text.split_once(word)).min_by_key(|(before, _)| before.len())
}

/// Finds what a comment is about.
struct Targets<'t> {
    tree: &'t Tree,
    source: &'t Source,
    /// The whole of each statement.
    wholes: Vec<Span>,
    /// The statement in whose block each one stands.
    parents: Vec<Option<StatementIx>>,
}

impl<'t> Targets<'t> {
    fn new(tree: &'t Tree, source: &'t Source) -> Targets<'t> {
        let mut parents = vec![None; tree.statements.len()];
        for at in 0..offset(tree.statements.len()) {
            for child in tree.children(at) {
                parents[child as usize] = Some(at);
            }
        }
        Targets { tree, source, wholes: tree.statements.iter().map(|statement| tree.whole(statement)).collect(), parents }
    }

    fn of(&self, comment: (u32, u32)) -> Span {
        let next = self.wholes.partition_point(|whole| whole.start < comment.0);
        let line = self.source.line_index(comment.0);
        let on_line = |at: u32| self.source.line_index(at) == line;
        let line_start = self.source.line_span(line).start;
        let before = &self.source.text[line_start..comment.0 as usize];
        if !before.trim().is_empty() && next > 0 {
            return self.whole(self.ended(offset(next - 1), on_line));
        }
        let around = next.checked_sub(1).and_then(|last| self.up(offset(last)).find(|&at| holds(self.tree.get(at), comment.0)));
        let close = around.and_then(|at| self.tree.get(at).block).map_or(u32::MAX, |block| block.close.0);
        match self.wholes.get(next) {
            Some(_) if next == 0 && self.stands_apart(line) => self.file(),
            Some(whole) if whole.start < close => *whole,
            _ => around.map_or_else(|| self.file(), |at| self.whole(at)),
        }
    }

    /// The statement whose line a comment ends, from the last one before it: the outermost that begins on the line, or whose block ends there.
    fn ended(&self, last: StatementIx, on_line: impl Fn(u32) -> bool) -> StatementIx {
        let begins = |at: &StatementIx| on_line(self.wholes[*at as usize].start);
        let closes = |at: &StatementIx| self.tree.get(*at).block.is_some_and(|block| on_line(block.close.0));
        self.up(last).filter(begins).last().or_else(|| self.up(last).filter(closes).last()).unwrap_or(last)
    }

    /// A statement and those around it.
    fn up(&self, at: StatementIx) -> impl Iterator<Item = StatementIx> {
        std::iter::successors(Some(at), |at| self.parents[*at as usize])
    }

    /// Whether the comments from a line on are followed by a blank line.
    fn stands_apart(&self, line: usize) -> bool {
        let mut lines = (line..self.source.line_starts().len()).map(|line| self.source.text[self.source.line_span(line)].trim());
        lines.find(|text| !text.starts_with(['#', '＃'])).is_none_or(str::is_empty)
    }

    fn whole(&self, at: StatementIx) -> Span {
        self.wholes[at as usize]
    }

    fn file(&self) -> Span {
        self.tree.span((0, offset(self.source.text.len())))
    }
}

fn holds(statement: &Statement, at: u32) -> bool {
    statement.block.is_some_and(|block| block.open.0 <= at && at <= block.close.0)
}
