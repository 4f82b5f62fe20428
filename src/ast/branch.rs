//! Branches: label or condition, probability, arrow, target.

use super::cursor::{Cursor, Lowering, is_name};
use super::quantity;
use super::{Branch, BranchKind, Comparison, Condition, Operand};
use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::shown;
use crate::source::Span;
use crate::syntax::keywords::Keyword;
use crate::syntax::rules::{BAD_NUMBER, UNEXPECTED};
use crate::syntax::tree::{Token, TokenKind};

impl<'s> Lowering<'s> {
    /// A way out, as it is written in a node: an optional label or condition, a probability, an arrow, a target.
    pub(super) fn branch(&mut self, tokens: &[Token]) -> Option<Branch<'s>> {
        let arrow = tokens.iter().position(|token| token.kind == TokenKind::Arrow)?;
        let span = self.span_of(tokens);
        let (mut head, rest) = (&tokens[..arrow], &tokens[arrow + 1..]);
        if let Some((noise, meant)) = head
            .split_first()
            .filter(|(first, rest)| !rest.is_empty() && matches!(self.text(**first), "if" | "when" | "如果" | "若" | "当"))
        {
            let span = self.span(*noise);
            let word = self.text(*noise);
            let problem = Diagnostic::new(
                &UNEXPECTED,
                span,
                both!("a branch begins with its label or its condition, without `{word}`", "分支直接写标签或条件，不写“{word}”"),
                both!("delete `{word}`", "请删去“{word}”"),
            );
            self.found.push(problem.safe_fix(both!("delete it", "删去"), vec![Edit::remove(span.to(self.span(meant[0]).before()))]));
            head = meant;
        }
        let probability = self.probability(&mut head);
        let mut cursor = Cursor::new(head);
        let mut label = None;
        let kind = if cursor.take_keyword(self, Keyword::Timeout).is_some() {
            BranchKind::Timeout(self.timeout(&mut cursor, span)?)
        } else if head.len() > 1 && self.is_condition(head) {
            let condition = self.condition(head)?;
            cursor.skip_all();
            BranchKind::Condition(condition)
        } else if cursor.take_keyword(self, Keyword::Else).is_some() {
            BranchKind::Else
        } else if cursor.take_keyword(self, Keyword::Approved).is_some() {
            BranchKind::Approved
        } else if let Some(token) = cursor.take_keyword(self, Keyword::Rejected) {
            // 驳回, 否决 and 退回 are all rejections; the word chosen is what the diagram shows.
            label = Some(self.words(token)).filter(|words| !words.text.is_ascii());
            BranchKind::Rejected
        } else {
            BranchKind::Plain
        };
        if is_name(cursor.peek())
            && let Some(token) = cursor.next()
        {
            label = Some(self.label(token));
        }
        if let Some(token) = cursor.peek() {
            let what = both!("an arrow", "箭头");
            let help = both!("put a label of several words in quotation marks", "由几个词组成的标签要加引号");
            self.expected(Some(token), self.span(token), &what, help);
        }
        let mut target = Cursor::new(rest);
        let path = self.chain(&mut target);
        if let Some(token) = target.peek() {
            let what = both!("the end of the line", "行末");
            let help = both!("each branch stands on a line of its own", "每个分支各占一行");
            self.expected(Some(token), self.span(token), &what, help);
        }
        (!path.steps.is_empty()).then_some(Branch { kind, label, probability, path, span })
    }

    /// Takes a percentage off the end of a branch's head.
    fn probability(&mut self, head: &mut &[Token]) -> Option<quantity::Percent> {
        let mut tokens = *head;
        let mut sign = false;
        if let Some((last, before)) = tokens.split_last()
            && matches!(self.text(*last), "%" | "％")
        {
            tokens = before;
            sign = true;
        }
        let (last, before) = tokens.split_last()?;
        let text = self.text(*last);
        let bare =
            !sign && !before.is_empty() && !text.ends_with(['%', '％']) && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let compared = before.iter().any(|token| matches!(token.kind, TokenKind::Compare | TokenKind::Dot))
            || before.first().is_some_and(|first| self.is(Some(*first), Keyword::Timeout));
        if last.kind != TokenKind::Quantity || !(sign || text.ends_with(['%', '％'])) && (!bare || compared) {
            return None;
        }
        // `单.比例 > 20% → x` is a condition, not a probability.
        if before.last().is_some_and(|token| token.kind == TokenKind::Compare) {
            return None;
        }
        if bare {
            let span = self.span(*last);
            // `0.9` is meant as a share of one.
            let share = quantity::percent(&format!("{text}%")).ok().filter(|percent| percent.billionths < 10_000_000 && text.contains('.'));
            let meant = share.map_or(format!("{text}%"), |share| quantity::Percent { billionths: share.billionths * 100 }.to_string());
            let problem = Diagnostic::new(
                &BAD_NUMBER,
                span,
                both!("the probability `{text}` has no percent sign", "概率“{text}”缺少百分号"),
                both!("write `{meant}`", "写成“{meant}”"),
            );
            let (title, fix) = (both!("write `{meant}`", "改为“{meant}”"), vec![Edit::replace(span, meant.clone())]);
            self.found.push(if meant.starts_with(text) { problem.safe_fix(title, fix) } else { problem.unsafe_fix(title, fix) });
            sign = true;
        }
        *head = before;
        let negative = before.last().is_some_and(|token| token.kind == TokenKind::Dash);
        let text = format!("{}{text}{}", if negative { "-" } else { "" }, if sign { "%" } else { "" });
        if negative {
            *head = &before[..before.len() - 1];
        }
        match quantity::percent(&text) {
            Ok(percent) if percent.billionths > 1_000_000_000 => {
                let shown = shown(&text).to_string();
                self.report(
                    &BAD_NUMBER,
                    self.span(*last),
                    both!("a probability of `{shown}` is more than 100 %", "概率“{shown}”超过了 100%"),
                    both!("the branches of a node add up to 100 %", "同一节点各分支的概率合计为 100%"),
                );
                None
            }
            Ok(percent) => Some(percent),
            Err(fault) => {
                self.fault(self.span(*last), fault);
                None
            }
        }
    }

    fn timeout(&mut self, cursor: &mut Cursor, span: Span) -> Option<quantity::Duration> {
        let tokens = cursor.rest();
        let number: Vec<Token> =
            tokens.iter().copied().take_while(|token| matches!(token.kind, TokenKind::Quantity | TokenKind::Word)).collect();
        if number.is_empty() {
            let what = both!("a duration", "时长");
            self.expected(cursor.peek(), span, &what, both!("write after how long: `timeout 2d -> x`", "写出多久之后：超时 2天 → 某节点"));
            return None;
        }
        for _ in &number {
            cursor.next();
        }
        let at = self.span_of(&number);
        match quantity::duration(self.source.slice(at)) {
            Ok((duration, _)) => Some(duration),
            Err(fault) => {
                self.fault(at, fault);
                None
            }
        }
    }

    fn is_condition(&self, head: &[Token]) -> bool {
        head.iter().any(|token| matches!(token.kind, TokenKind::Compare | TokenKind::Dot))
            || head[0].kind == TokenKind::Word && worded(self.source.slice(self.span_of(&head[1..]))).is_some()
    }

    /// `data.field <= 5000元`, `金额 5000元以下`
    fn condition(&mut self, head: &[Token]) -> Option<Condition<'s>> {
        let span = self.span_of(head);
        let text = self.source.slice(span).to_owned();
        let mut cursor = Cursor::new(head);
        let data = cursor.next().filter(|&token| is_name(Some(token)));
        let field = cursor.take(TokenKind::Dot).and_then(|_| cursor.next()).filter(|&token| is_name(Some(token)));
        let compare = cursor.take(TokenKind::Compare);
        let rest = cursor.rest();
        let (Some(data), false) = (data, rest.is_empty()) else {
            let what = both!("a condition", "条件");
            let help = both!("write `DATA.FIELD <= VALUE`", "写成：单据.字段 ≤ 数值");
            self.expected(None, span, &what, help);
            return None;
        };
        let value = self.source.slice(self.span_of(rest)).trim();
        let (comparison, operand) = match (compare, worded(value)) {
            (Some(token), _) => (comparison(self.text(token)), value),
            (None, Some((comparison, value))) => (comparison, value),
            (None, None) => {
                let what = both!("a comparison", "比较符号");
                let help = both!("write `<=`, `>=`, `<`, `>` or `=` before the value", "在数值前写 ≤、≥、<、> 或 =");
                self.expected(rest.first().copied(), span, &what, help);
                return None;
            }
        };
        let value = if operand.starts_with(|c: char| c.is_numeric() || matches!(c, '-' | '¥' | '￥' | '$')) {
            match quantity::quantity(operand) {
                Ok(quantity) => Operand::Quantity(quantity),
                Err(fault) => {
                    self.fault(self.span_of(rest), fault);
                    return None;
                }
            }
        } else {
            Operand::Text(self.free((self.span_of(rest).start, self.span_of(rest).end)).text.into_owned())
        };
        let data = self.name(data);
        let field = field.map(|field| self.name(field));
        Some(Condition { data, field, comparison, value, text })
    }

    /// A branch whose arrow is only a part of one, `"是" 30% > x`, with an arrow in its place.
    pub(super) fn with_arrow(&mut self, tokens: &[Token]) -> Option<Vec<Token>> {
        let at = tokens.iter().rposition(|token| matches!(token.kind, TokenKind::Compare | TokenKind::Dash)).filter(|&at| at > 0)?;
        let first =
            tokens[..at].iter().rposition(|token| !matches!(token.kind, TokenKind::Compare | TokenKind::Dash)).map_or(at, |last| last + 1);
        if !is_name(tokens.get(at + 1).copied()) || first == 0 || tokens[first - 1].kind == TokenKind::Dot {
            return None;
        }
        self.not_an_arrow(self.span_of(&tokens[first..=at]));
        let mut meant = tokens.to_vec();
        meant.splice(first..=at, [Token { kind: TokenKind::Arrow, start: tokens[first].start, end: tokens[at].end }]);
        Some(meant)
    }

    /// A branch without its arrow, `"是" 30% 付款`, with one in its place.
    pub(super) fn without_arrow(&mut self, tokens: &[Token]) -> Option<Vec<Token>> {
        let (last, before) = tokens.split_last().filter(|(last, before)| is_name(Some(**last)) && !before.is_empty())?;
        let outcome = [Keyword::Rejected, Keyword::Approved, Keyword::Timeout, Keyword::Else]
            .iter()
            .any(|&keyword| self.is(before.first().copied(), keyword));
        let marked = before.iter().any(|token| matches!(token.kind, TokenKind::Quantity | TokenKind::Compare));
        if !outcome && !marked && before[0].kind != TokenKind::String {
            return None;
        }
        let gap = self.span(*last).before();
        let word = shown(self.text(*last)).to_string();
        let problem = Diagnostic::new(
            &UNEXPECTED,
            self.span(*last),
            both!("the arrow before `{word}` is missing", "“{word}”前面缺少箭头"),
            both!("write `LABEL 30% -> NODE`", "写成：标签 30% → 节点"),
        );
        self.found.push(problem.safe_fix(both!("insert an arrow", "插入箭头"), vec![Edit::replace(gap, "-> ")]));
        let mut meant = tokens.to_vec();
        meant.insert(before.len(), Token { kind: TokenKind::Arrow, start: last.start, end: last.start });
        Some(meant)
    }

    /// A branch with a colon for its arrow, `是：付款`, with an arrow in its place.
    pub(super) fn branch_with_colon(&mut self, tokens: &[Token], decision: bool) -> Option<Vec<Token>> {
        let outcome =
            [Keyword::Rejected, Keyword::Approved, Keyword::Else].iter().any(|&keyword| self.is(tokens.first().copied(), keyword));
        let colon = self.span(tokens[1]);
        if outcome && tokens.iter().any(|token| token.kind == TokenKind::Arrow) {
            let problem = Diagnostic::new(
                &UNEXPECTED,
                colon,
                both!("no colon stands in a branch", "分支里不写冒号"),
                both!("write `rejected 10% -> NODE`", "写成：退回 10% → 节点"),
            );
            self.found.push(problem.safe_fix(both!("replace the colon by a blank", "把冒号改为空格"), vec![Edit::replace(colon, " ")]));
            return Some(tokens.iter().copied().filter(|token| token.start != tokens[1].start).collect());
        }
        if !(decision || outcome) || !is_name(tokens.get(2).copied()) {
            return None;
        }
        let problem = Diagnostic::new(
            &UNEXPECTED,
            colon,
            both!("a branch is written with an arrow, not with a colon", "分支用箭头，不用冒号"),
            both!("write `LABEL -> NODE`", "写成：标签 → 节点"),
        );
        self.found.push(problem.safe_fix(both!("write `->`", "改为“->”"), vec![Edit::replace(colon, " -> ")]));
        let mut meant = tokens.to_vec();
        meant[1].kind = TokenKind::Arrow;
        Some(meant)
    }

    /// A statement in a node that is neither an attribute nor a branch.
    pub(super) fn no_branch(&mut self, tokens: &[Token]) {
        let span = self.span_of(tokens);
        let text = shown(self.source.slice(span)).to_string();
        self.report(
            &UNEXPECTED,
            span,
            both!("`{text}` is neither an attribute nor a branch", "看不懂“{text}”：既不是属性，也不是分支"),
            both!("write `KEY: VALUE`, or `\"LABEL\" -> NODE`", "属性写成“属性：值”，分支写成“标签 → 节点”"),
        );
    }
}

fn comparison(sign: &str) -> Comparison {
    let or_equal = sign.ends_with(['=', '＝']) && sign.chars().count() > 1;
    match sign.chars().next() {
        Some('≤') => Comparison::AtMost,
        Some('≥') => Comparison::AtLeast,
        Some('<' | '＜' | '《') => {
            if or_equal {
                Comparison::AtMost
            } else {
                Comparison::Less
            }
        }
        Some('>' | '＞' | '》') => {
            if or_equal {
                Comparison::AtLeast
            } else {
                Comparison::More
            }
        }
        _ => Comparison::Equal,
    }
}

/// A comparison in words, and the value: `5000元以下` and `以上` include the number, `不满` and `超过` exclude it.
pub(super) fn worded(text: &str) -> Option<(Comparison, &str)> {
    let text = text.trim();
    for (word, comparison) in [
        ("不超过", Comparison::AtMost),
        ("不少于", Comparison::AtLeast),
        ("不低于", Comparison::AtLeast),
        ("不满", Comparison::Less),
        ("低于", Comparison::Less),
        ("少于", Comparison::Less),
        ("超过", Comparison::More),
        ("高于", Comparison::More),
        ("大于", Comparison::More),
        ("小于", Comparison::Less),
        ("等于", Comparison::Equal),
    ] {
        if let Some(value) = text.strip_prefix(word) {
            return Some((comparison, value.trim()));
        }
    }
    for (word, comparison) in [("以下", Comparison::AtMost), ("以内", Comparison::AtMost), ("以上", Comparison::AtLeast)] {
        if let Some(value) = text.strip_suffix(word) {
            return Some((comparison, value.trim()));
        }
    }
    None
}

/// Reads a comparison sign or word and the value behind it.
pub(super) fn compared(text: &str) -> (Comparison, &str) {
    let text = text.trim();
    let signs = text.trim_start_matches(['<', '>', '=', '≤', '≥', '＜', '＞', '＝', '《', '》']);
    if signs.len() < text.len() {
        return (comparison(&text[..text.len() - signs.len()]), signs.trim());
    }
    worded(text).unwrap_or((Comparison::Equal, text))
}
