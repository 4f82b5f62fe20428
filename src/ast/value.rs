//! The value of an attribute, read as its key asks for it.

use super::branch::compared;
use super::cursor::{Cursor, Lowering, is_name};
use super::quantity::{self, Clock, Duration, Estimate};
use super::{After, Escalation, Mode, Name, Value, Words, schedule};
use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::{Text, shown};
use crate::source::Span;
use crate::syntax::keywords::{Key, Keyword, Shape, is_unknown};
use crate::syntax::rules::{BAD_VALUE, BARE_NUMBER, UNEXPECTED};
use crate::syntax::tree::{Token, TokenKind};

/// What a distribution is written as.
const DISTRIBUTIONS: [(&str, usize); 3] = [("normal", 2), ("exp", 1), ("tri", 3)];

impl<'s> Lowering<'s> {
    pub(super) fn value(&mut self, key: Key, tokens: &[Token], text: Option<(u32, u32)>, span: Span) -> Value<'s> {
        let number = matches!(
            key.shape(),
            Shape::Duration | Shape::Count | Shape::Money | Shape::CostRate | Shape::ArrivalRate | Shape::Quantity | Shape::Comparison
        );
        let in_characters = if key.shape() == Shape::Duration { "一二两三四五六七八九十半" } else { "半" };
        if number && !self.source.slice(span).contains(|c: char| c.is_numeric() || in_characters.contains(c)) {
            return self.bad(key, span);
        }
        match key.shape() {
            Shape::Text | Shape::Metric => Value::Text(self.text_value(tokens, text)),
            Shape::Improve => self.improve(tokens, text),
            Shape::Schedule => self.schedule(key, span),
            Shape::Names => self.names(key, tokens).map_or(Value::Broken, Value::Names),
            Shape::Duration => self.estimate(key, tokens, span),
            Shape::Count => self.number(span, tokens, quantity::count, Value::Count),
            Shape::Money => self.number(span, tokens, quantity::money, Value::Money),
            Shape::CostRate | Shape::ArrivalRate => self.number(span, tokens, quantity::rate, Value::Rate),
            Shape::YesNo => self.yes(key, tokens).map_or(Value::Broken, Value::Yes),
            Shape::YesOrText => match tokens {
                [token] if self.is(Some(*token), Keyword::Yes) => Value::Yes(true),
                [token] if self.is(Some(*token), Keyword::No) => Value::Yes(false),
                _ => Value::Text(self.text_value(tokens, Some((span.start, span.end)))),
            },
            Shape::Mode => self.mode(tokens, span),
            Shape::Escalation => self.escalation(tokens, span),
            Shape::Clock => match tokens {
                [token] if self.is(Some(*token), Keyword::Running) => Value::Clock { running: true },
                [token] if self.is(Some(*token), Keyword::Paused) => Value::Clock { running: false },
                _ => self.bad(key, span),
            },
            Shape::Quantity => self.number(span, tokens, quantity::quantity, Value::Quantity),
            Shape::Comparison => {
                let (comparison, value) = compared(self.source.slice(span));
                match quantity::quantity(value) {
                    Ok(quantity) => Value::Comparison(comparison, quantity),
                    Err(fault) => {
                        self.fault(span, fault);
                        Value::Broken
                    }
                }
            }
            Shape::Accept => match tokens.first().copied() {
                Some(token) if is_name(Some(token)) => Value::Accept { code: self.name(token), because: None },
                _ => self.bad(key, span),
            },
        }
    }

    /// Free text, a string, or several lines that begin with `|`.
    fn text_value(&mut self, tokens: &[Token], text: Option<(u32, u32)>) -> Words<'s> {
        if let Some(first) = tokens.first().filter(|token| token.kind == TokenKind::TextLine) {
            let lines = tokens.iter().filter(|token| token.kind == TokenKind::TextLine);
            let lines: Vec<&str> = lines.map(|&token| self.text(token).trim_start_matches(['|', '｜']).trim()).collect();
            return Words { text: lines.join("\n").into(), span: self.span(*first).to(self.span_of(tokens)) };
        }
        match tokens.first().copied() {
            Some(token) if matches!(token.kind, TokenKind::String | TokenKind::MixedString | TokenKind::UnclosedString) => {
                if let Some(extra) = tokens.get(1).copied() {
                    let what = both!("the end of the line or `;`", "行末或“；”");
                    let help = both!("put the whole text in one pair of quotation marks", "把整段文字放在一对引号里");
                    self.expected(Some(extra), self.span(extra), &what, help);
                }
                self.words(token)
            }
            _ => self.free(text.unwrap_or_default()),
        }
    }

    fn improve(&mut self, tokens: &[Token], text: Option<(u32, u32)>) -> Value<'s> {
        let words = self.text_value(tokens, text);
        let (mut body, mut due) = (&*words.text, None);
        for mark in [" due ", " 期限 ", " 期限：", " 期限:"] {
            if let Some((before, after)) = body.rsplit_once(mark)
                && let Some(date) = quantity::date(after.trim())
            {
                due = Some(date);
                body = before.trim_end();
            }
        }
        let by = [" by ", " 由 "].iter().find_map(|mark| {
            let (before, after) = body.rsplit_once(mark)?;
            let role = after.trim();
            let single = !role.is_empty() && !role.contains(char::is_whitespace);
            single.then(|| (before.trim_end().len(), role.to_owned()))
        });
        let by = by.filter(|_| due.is_some());
        let (length, by) = by.map_or((body.len(), None), |(length, role)| (length, Some(Name { text: role.into(), span: words.span })));
        let text = Words { text: words.text[..length].to_owned().into(), span: words.span };
        Value::Improve { text, by, due }
    }

    /// Names separated by commas.
    fn names(&mut self, key: Key, tokens: &[Token]) -> Option<Vec<Name<'s>>> {
        let mut cursor = Cursor::new(tokens);
        let mut names = Vec::new();
        loop {
            match cursor.peek() {
                token if is_name(token) => {
                    cursor.next();
                    names.extend(token.map(|token| self.name(token)));
                }
                token => {
                    let what = Text { en: wanted(key).0.to_owned(), zh: wanted(key).1.to_owned() };
                    let help = both!(
                        "a name with blanks, marks or a leading digit stands in quotation marks",
                        "含有空格、符号或以数字开头的名称要加引号"
                    );
                    let last = cursor.previous().map_or(self.span_of(tokens), |token| self.span(token));
                    self.expected(token, last, &what, help);
                    return (!names.is_empty()).then_some(names);
                }
            }
            if cursor.done() {
                return Some(names);
            }
            if cursor.take(TokenKind::Comma).is_none() {
                let token = cursor.peek();
                let span = self.span_of(tokens);
                let what = both!("a comma or the end of the line", "顿号、逗号或行末");
                let help = both!(
                    "separate several names with commas; a name with blanks stands in quotation marks",
                    "几个名称之间用顿号隔开；名称中有空格时要加引号"
                );
                self.expected(token, span, &what, help);
                if let Some(token) = token.filter(|&token| is_name(Some(token)))
                    && let Some(found) = self.found.pop()
                {
                    let start = names.last().map_or(span.start, |name| name.span.end);
                    let gap = Span { start, end: token.start, ..span };
                    let comma = if self.text(token).is_ascii() { ", " } else { "、" };
                    self.found.push(found.unsafe_fix(both!("insert a comma", "插入顿号"), vec![Edit::replace(gap, comma)]));
                }
                return Some(names);
            }
        }
    }

    fn estimate(&mut self, key: Key, tokens: &[Token], span: Span) -> Value<'s> {
        if tokens.len() > 1 && tokens[0].kind == TokenKind::Word && tokens[1].kind == TokenKind::Paren {
            if !matches!(key, Key::Time | Key::Wait) {
                return self.bad(key, span);
            }
            return self.distribution(tokens, span);
        }
        if !self.plain_number(tokens, span) {
            return Value::Broken;
        }
        match quantity::estimate(self.source.slice(span)) {
            Ok((estimate, bare)) => {
                if bare && estimate.least().ms != 0 {
                    let text = self.source.slice(span);
                    let problem = Diagnostic::new(
                        &BARE_NUMBER,
                        span,
                        both!("`{}` has no unit and is read as minutes", "“{}”没有写单位，按分钟计算", shown(text)),
                        both!("write `{}m`", "写成“{}分钟”", shown(text)),
                    );
                    let unit = if self.speaks_chinese(span) { "分钟" } else { "m" };
                    self.found.push(problem.safe_fix(both!("add the unit", "加上单位"), vec![Edit::replace(span.after(), unit)]));
                }
                if matches!(key, Key::Time | Key::Wait) || matches!(estimate, Estimate::Fixed(_)) {
                    return Value::Duration(estimate);
                }
                self.bad(key, span)
            }
            Err(fault) => {
                self.fault(span, fault);
                Value::Broken
            }
        }
    }

    /// `normal(10m, 2m)`, `exp(10m)`, `tri(5m, 10m, 30m)`
    fn distribution(&mut self, tokens: &[Token], span: Span) -> Value<'s> {
        let name = self.text(tokens[0]);
        let text = self.source.slice(span);
        let inner = text[name.len()..].trim().trim_start_matches(['(', '（']).trim_end_matches([')', '）']);
        let arguments: Vec<&str> = inner.split([',', '，', '、']).map(str::trim).collect();
        let known = DISTRIBUTIONS.iter().find(|(known, count)| *known == name && *count == arguments.len());
        let mut values = Vec::new();
        for argument in &arguments {
            match quantity::duration(argument) {
                Ok((duration, _)) => values.push(duration),
                Err(fault) => {
                    self.fault(span, fault);
                    return Value::Broken;
                }
            }
        }
        let estimate = match (known, values.as_slice()) {
            (Some(("normal", _)), &[mean, deviation]) => Some(Estimate::Normal(mean, deviation)),
            (Some(("exp", _)), &[mean]) => Some(Estimate::Exponential(mean)),
            (Some(("tri", _)), &[low, mode, high]) if low <= mode && mode <= high => Some(Estimate::Triangular(low, mode, high)),
            _ => None,
        };
        let one_clock = values.windows(2).all(|pair| pair[0].clock == pair[1].clock);
        estimate.filter(|_| one_clock).map_or_else(
            || {
                self.report(
                    &BAD_VALUE,
                    span,
                    both!("`{}` is not a distribution", "“{}”不是可用的分布", shown(text)),
                    both!(
                        "write `normal(10m, 2m)`, `exp(10m)` or `tri(5m, 10m, 30m)`",
                        "写成 normal(10m, 2m)、exp(10m) 或 tri(5m, 10m, 30m)"
                    ),
                );
                Value::Broken
            },
            Value::Duration,
        )
    }

    fn number<T>(
        &mut self,
        span: Span,
        tokens: &[Token],
        read: fn(&str) -> Result<T, quantity::Fault>,
        wrap: fn(T) -> Value<'s>,
    ) -> Value<'s> {
        if !self.plain_number(tokens, span) {
            return Value::Broken;
        }
        match read(self.source.slice(span)) {
            Ok(value) => wrap(value),
            Err(fault) => {
                self.fault(span, fault);
                Value::Broken
            }
        }
    }

    /// Whether the tokens may be one number: no comma in it, no two numbers beside each other.
    fn plain_number(&mut self, tokens: &[Token], span: Span) -> bool {
        if let [.., last] = tokens
            && tokens.len() > 1
            && last.kind == TokenKind::Comma
        {
            let span = self.span(*last);
            let (message, help) = (both!("a comma at the end of the line", "行末多了一个逗号"), both!("delete it", "请删去它"));
            let problem = Diagnostic::new(&UNEXPECTED, span, message, help);
            self.found.push(problem.safe_fix(both!("delete it", "删去"), vec![Edit::remove(span)]));
            return false;
        }
        let comma = tokens.iter().any(|token| token.kind == TokenKind::Comma);
        let text = self.source.slice(span);
        let ends_digit = |token: Token| self.text(token).ends_with(|c: char| c.is_ascii_digit());
        let two =
            tokens.windows(2).any(|pair| pair[0].kind == TokenKind::Quantity && pair[1].kind == TokenKind::Quantity && ends_digit(pair[0]));
        if !comma && !two {
            return true;
        }
        let joined: String = text.chars().filter(|c| !matches!(c, ',' | '，' | '、' | ' ')).collect();
        let problem = Diagnostic::new(
            &crate::syntax::rules::BAD_NUMBER,
            span,
            both!("`{}` is not one number", "“{}”不是一个数", shown(text)),
            both!("write numbers without separators: `{joined}`", "数字中不写分隔符：{joined}"),
        );
        self.found.push(problem.unsafe_fix(both!("write `{joined}`", "改为“{joined}”"), vec![Edit::replace(span, joined)]));
        false
    }

    fn yes(&mut self, key: Key, tokens: &[Token]) -> Option<bool> {
        match tokens {
            [token] if self.is(Some(*token), Keyword::Yes) => Some(true),
            [token] if self.is(Some(*token), Keyword::No) => Some(false),
            _ => {
                self.bad(key, self.span_of(tokens));
                None
            }
        }
    }

    fn mode(&mut self, tokens: &[Token], span: Span) -> Value<'s> {
        let first = tokens.first().copied();
        for (keyword, mode) in [(Keyword::All, Mode::All), (Keyword::Any, Mode::Any), (Keyword::InTurn, Mode::InTurn)] {
            if tokens.len() == 1 && self.is(first, keyword) {
                return Value::Mode(mode);
            }
        }
        match quantity::count(self.source.slice(span)) {
            Ok(count) if count > 0 => Value::Mode(Mode::AtLeast(count)),
            _ => self.bad(Key::Mode, span),
        }
    }

    /// `lead after 4h, manager after sla + 30m`
    fn escalation(&mut self, tokens: &[Token], span: Span) -> Value<'s> {
        let mut list = Vec::new();
        for part in tokens.split(|token| token.kind == TokenKind::Comma) {
            let Some((&role, when)) = part.split_first().filter(|(role, _)| is_name(Some(**role))) else {
                return self.bad(Key::Escalate, span);
            };
            let role = self.name(role);
            let Some(after) = self.after(when) else {
                return self.bad(Key::Escalate, span);
            };
            list.push(Escalation { role, after });
        }
        Value::Escalation(list)
    }

    /// `after 4h`, `4小时后`, `sla + 30m`, `时限前30分钟`, or nothing: when the SLA has run out.
    fn after(&mut self, tokens: &[Token]) -> Option<After> {
        let mut cursor = Cursor::new(tokens);
        let _ = cursor.take_keyword(self, Keyword::After).or_else(|| cursor.take_keyword(self, Keyword::Between));
        let on_time = After::Sla { ms: 0, clock: Clock::Wall };
        if cursor.done() {
            return Some(on_time);
        }
        let text = self.source.slice(self.span_of(cursor.rest()));
        let lower = text.to_lowercase();
        let Some(sla) = Key::Sla.all_spellings().find(|spelling| lower.starts_with(spelling)) else {
            return duration_of(text).map(After::Arrival);
        };
        let rest = text.get(sla.len()..)?.trim_start();
        let signs: [(&[char], i64); 2] = [(&['-', '－', '前'], -1), (&['+', '＋', '后'], 1)];
        let signed = signs.iter().find_map(|(marks, sign)| rest.strip_prefix(*marks).map(|rest| (rest, *sign)));
        let (rest, sign) = signed.unwrap_or((rest, 1));
        if rest.trim().is_empty() {
            return Some(on_time);
        }
        duration_of(rest).map(|duration| After::Sla { ms: sign * duration.ms, clock: duration.clock })
    }

    pub(super) fn bad(&mut self, key: Key, span: Span) -> Value<'s> {
        let text = shown(self.source.slice(span)).to_string();
        let (en, zh) = (key.en(), key.zh());
        if is_unknown(self.source.slice(span)) {
            let message = both!("`{text}` is not a value of `{en}`", "“{text}”不能作为“{zh}”的值");
            self.report(
                &BAD_VALUE,
                span,
                message,
                both!("write `-` for what is not known, or leave the line out", "不知道就写“-”；没有就删去这一项"),
            );
            return Value::Broken;
        }
        let help = Text { en: format!("write {}", wanted(key).0), zh: format!("应写{}", wanted(key).1) };
        self.report(&BAD_VALUE, span, both!("`{text}` is not a value of `{en}`", "“{text}”不能作为“{zh}”的值"), help);
        Value::Broken
    }
}

fn duration_of(text: &str) -> Option<Duration> {
    let text = Keyword::After.all_spellings().find_map(|spelling| text.strip_suffix(spelling)).unwrap_or(text);
    quantity::duration(text.trim()).ok().map(|(duration, _)| duration)
}

/// What a key takes, in words.
pub(super) fn wanted(key: Key) -> (&'static str, &'static str) {
    match key.shape() {
        Shape::Text | Shape::Improve | Shape::Metric => ("a text", "文字"),
        Shape::Names => match key {
            Key::Owner | Key::By | Key::Consults | Key::Informs | Key::Reports | Key::Deputy | Key::Approvers | Key::To | Key::From => {
                ("the name of a role", "岗位名称")
            }
            Key::System => ("the name of a system", "系统名称"),
            Key::In | Key::Out | Key::Optional | Key::Of => ("the name of a data object", "单据名称"),
            Key::ChosenBy | Key::Was | Key::Control | Key::Protects => ("the name of a node", "节点名称"),
            _ => ("a name", "名称"),
        },
        Shape::Duration => ("a duration such as 30m or 3wd", "时长，如 30分钟、3个工作日"),
        Shape::Count => ("a whole number", "整数"),
        Shape::Money => ("an amount such as 5000元", "金额，如 5000元"),
        Shape::CostRate => ("money per time such as 60/h", "单位成本，如 80元/小时"),
        Shape::ArrivalRate => ("cases per time such as 120/month", "业务量，如 400单/月"),
        Shape::YesNo => ("yes or no", "是或否"),
        Shape::YesOrText => ("yes, or the reason", "是，或依据"),
        Shape::Mode => ("all, any, in-turn or a number", "会签、或签、依次或人数"),
        Shape::Escalation => ("a role and when, such as `lead after 4h`", "岗位和时间，如“客服主管 4小时后”"),
        Shape::Clock => ("running or paused", "继续或暂停"),
        Shape::Quantity => ("a quantity such as 48h, 75% or 80元", "数值，如 48小时、75%、80元"),
        Shape::Comparison => ("a target such as <= 24h", "目标，如 ≤ 24小时"),
        Shape::Accept => ("the name of a rule and `because …`", "规则名称和“因为……”"),
        Shape::Schedule => schedule::wanted(key),
    }
}
