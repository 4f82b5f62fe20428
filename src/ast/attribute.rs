//! `key: value`, each value read as its key asks for it.

use rustc_hash::FxHashMap;

use super::cursor::{Cursor, Lowering, is_name};
use super::flow::compared;
use super::quantity::{self, Clock, Duration, Estimate};
use super::{After, Attribute, Escalation, Mode, Name, Value, Words};
use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::{Text, shown};
use crate::source::Span;
use crate::suggest;
use crate::syntax::keywords::{self, Key, Keyword, Place, Shape};
use crate::syntax::rules::{BAD_VALUE, BARE_NUMBER, DUPLICATE_KEY, UNEXPECTED, UNKNOWN_KEY};
use crate::syntax::tree::{StatementIx, Token, TokenKind};

/// What a distribution is written as.
const DISTRIBUTIONS: [(&str, usize); 3] = [("normal", 2), ("exp", 1), ("tri", 3)];

impl<'s> Lowering<'s> {
    /// Reads an attribute; one that is unknown or misplaced is reported and left out.
    pub(super) fn attribute(&mut self, at: StatementIx, places: &[Place]) -> Option<Attribute<'s>> {
        let tree = self.tree;
        let statement = tree.get(at);
        let tokens = tree.tokens(&statement.head);
        let key = self.key(tokens[0], places)?;
        let mut value_tokens = tokens.get(2..).unwrap_or_default();
        let mut text = statement.text;
        if let Some((first, rest)) = value_tokens.split_first().filter(|(first, _)| first.kind == TokenKind::Colon) {
            self.second_colon(self.span(*first));
            value_tokens = rest;
        }
        if let Some((start, end)) = text {
            let words = self.source.slice(tree.span((start, end)));
            if let Some(rest) = words.strip_prefix([':', '：']) {
                let after = end - crate::source::offset(rest.trim_start().len());
                let colon = start + crate::source::offset(words.len() - rest.len());
                self.second_colon(tree.span((start, colon)));
                text = Some((after, end));
            }
        }
        let known = self.found.len();
        let mut attribute = self.value_of(key, tokens[0], value_tokens, text, self.span(tokens[1]));
        if statement.broken && value_tokens.last().is_some_and(|last| last.kind == TokenKind::Comma) {
            // The comma before another attribute is reported already.
            self.found.truncate(known);
        }
        if let (Value::Accept { because, .. }, Some(reason)) = (&mut attribute.value, statement.because) {
            *because = Some(self.free(reason));
        }
        Some(attribute)
    }

    fn second_colon(&mut self, span: Span) {
        let problem = Diagnostic::new(&UNEXPECTED, span, both!("one colon too many", "多了一个冒号"), both!("delete it", "请删去它"));
        self.found.push(problem.safe_fix(both!("delete it", "删去"), vec![Edit::remove(span)]));
    }

    /// An attribute whose colon was lost: `owner agent`, `责任人申请人`.
    pub(super) fn attribute_without_colon(&mut self, tokens: &[Token], places: &[Place]) -> Option<Attribute<'s>> {
        let first = *tokens.first().filter(|token| token.kind == TokenKind::Word)?;
        let word = self.text(first);
        let fits = |key: &Key| places.iter().any(|&place| key.fits(place));
        let mut rest = tokens[1..].to_vec();
        let (key, key_token) = if let Some(key) = keywords::key(word).filter(fits).filter(|_| !rest.is_empty()) {
            (key, first)
        } else {
            let (key, spelling) = keywords_glued(word).filter(|(key, _)| fits(key))?;
            let split = first.start + crate::source::offset(spelling.len());
            let digit = word[spelling.len()..].starts_with(char::is_numeric);
            let kind = if digit { TokenKind::Quantity } else { TokenKind::Word };
            rest.insert(0, Token { kind, start: split, end: first.end });
            (key, Token { end: split, ..first })
        };
        let span = self.span(key_token);
        let word = self.text(key_token);
        // `=` or blanks may stand where the colon belongs.
        if rest.len() > 1 && matches!(self.text(rest[0]), "=" | "＝") {
            rest.remove(0);
        }
        let gap = Span { start: span.end, end: rest[0].start, ..span };
        let problem = Diagnostic::new(
            &UNEXPECTED,
            self.span(first),
            both!("the colon after `{word}` is missing", "“{word}”之后缺少冒号"),
            both!("write `{word}: VALUE`", "写成：{word}：值"),
        );
        self.found.push(problem.safe_fix(both!("insert the colon", "插入冒号"), vec![Edit::replace(gap, ": ")]));
        let text = key.is_text().then(|| (rest[0].start, rest[rest.len() - 1].end));
        let known = self.found.len();
        let attribute = self.value_of(key, key_token, &rest, text, span);
        self.found.truncate(known);
        Some(attribute)
    }

    fn key(&mut self, token: Token, places: &[Place]) -> Option<Key> {
        let word = self.text(token);
        let span = self.span(token);
        let fitting = |key: Key| places.iter().any(|&place| key.fits(place));
        let key = keywords::key(word);
        if let Some(key) = key.filter(|&key| fitting(key)) {
            return Some(key);
        }
        let place = places.first().copied().unwrap_or(Place::Node);
        let one = word.strip_suffix(['s', 'S']).and_then(keywords::statement).filter(|keyword| keyword.is_resource());
        if let Some(one) = one.filter(|_| places == [Place::Process]) {
            let one = one.en();
            let message = both!("`{}` is not an attribute of a process", "流程没有“{}”这个属性", shown(word));
            let problem = Diagnostic::new(&UNKNOWN_KEY, span, message, both!("did you mean `{one}`?", "是不是“{one}”？"));
            self.found.push(problem.safe_fix(both!("write `{one}`", "改为“{one}”"), vec![Edit::replace(span, one)]));
            return None;
        }
        let message = Text {
            en: format!("`{}` is not an attribute of {}", shown(word), place_name(place).0),
            zh: format!("{}没有“{}”这个属性", place_name(place).1, shown(word)),
        };
        let spellings = Key::ALL.iter().copied().filter(|&key| places.iter().any(|&place| key.fits(place))).flat_map(Key::all_spellings);
        let other = || keywords::other_key(word).filter(|&key| fitting(key)).map(|key| if word.is_ascii() { key.en() } else { key.zh() });
        let near = if key.is_some() { None } else { other().or_else(|| self.nearest(word, spellings)) };
        let mut known: Vec<&str> = Key::ALL.iter().copied().filter(|&key| fitting(key)).map(Key::en).collect();
        let mut known_zh: Vec<&str> = Key::ALL.iter().copied().filter(|&key| fitting(key)).map(Key::zh).collect();
        known.truncate(12);
        known_zh.truncate(12);
        let problem = Diagnostic::new(&UNKNOWN_KEY, span, message, Text::default());
        self.found.push(match near {
            Some(near) => {
                let problem = Diagnostic { help: both!("did you mean `{near}`?", "是不是“{near}”？"), ..problem };
                let (title, fix) = (both!("write `{near}`", "改为“{near}”"), vec![Edit::replace(span, near)]);
                if keywords::other_key(word).is_none() && suggest::is_slip(word, near) {
                    problem.safe_fix(title, fix)
                } else {
                    problem.unsafe_fix(title, fix)
                }
            }
            None => {
                let help = Text { en: format!("it can have {}…", known.join(", ")), zh: format!("可以写{}等", known_zh.join("、")) };
                Diagnostic { help, ..problem }
            }
        });
        None
    }

    fn value_of(&mut self, key: Key, key_token: Token, tokens: &[Token], text: Option<(u32, u32)>, colon: Span) -> Attribute<'s> {
        let key_span = self.span(key_token);
        let span = match text {
            Some(bytes) => self.tree.span(bytes),
            None if tokens.is_empty() => colon.after(),
            None => self.span_of(tokens),
        };
        let mut attribute = Attribute { key, key_span, value: Value::Broken, span };
        if text.is_some_and(|(start, end)| start == end) || text.is_none() && tokens.is_empty() {
            let word = self.text(key_token);
            let help = Text {
                en: format!("write {}, or `-` for unknown", wanted(key).0),
                zh: format!("写出{}；未知则写“-”", wanted(key).1),
            };
            self.report(&BAD_VALUE, key_span.to(colon), both!("`{word}` has no value", "“{word}”没有写值"), help);
            return attribute;
        }
        if tokens.len() == 1 && tokens[0].kind == TokenKind::Dash
            || text.is_some_and(|bytes| matches!(&*self.free(bytes).text, "-" | "－" | "—"))
        {
            attribute.value = Value::Unknown;
            return attribute;
        }
        attribute.value = self.value(key, tokens, text, span);
        attribute
    }

    fn value(&mut self, key: Key, tokens: &[Token], text: Option<(u32, u32)>, span: Span) -> Value<'s> {
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
            Shape::Schedule => Value::Text(Words { text: self.source.slice(span).into(), span }),
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
                    self.found.push(problem.safe_fix(both!("add the unit", "加上单位"), vec![Edit::replace(span.after(), "m")]));
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

    fn bad(&mut self, key: Key, span: Span) -> Value<'s> {
        let text = shown(self.source.slice(span)).to_string();
        let (en, zh) = (key.en(), key.zh());
        let help = Text { en: format!("write {}", wanted(key).0), zh: format!("应写{}", wanted(key).1) };
        self.report(&BAD_VALUE, span, both!("`{text}` is not a value of `{en}`", "“{text}”不能作为“{zh}”的值"), help);
        Value::Broken
    }

    /// Reports attributes given twice and keeps the first.
    pub(super) fn no_duplicates(&mut self, attributes: &mut Vec<Attribute<'s>>) {
        let mut first: FxHashMap<Key, Span> = FxHashMap::default();
        attributes.retain(|attribute| {
            let Some(&known) = first.get(&attribute.key).filter(|_| attribute.key != Key::Accept) else {
                first.insert(attribute.key, attribute.key_span);
                return true;
            };
            let word = self.source.slice(attribute.key_span);
            let problem = Diagnostic::new(
                &DUPLICATE_KEY,
                attribute.key_span,
                both!("`{word}` is given twice", "“{word}”写了两次"),
                both!("keep one of the two; several values stand in one line with commas", "只保留一处；有多个值时写在一行，用顿号隔开"),
            );
            self.found.push(problem.related(known, both!("the first is here", "第一次写在这里")));
            false
        });
    }
}

fn duration_of(text: &str) -> Option<Duration> {
    let text = Keyword::After.all_spellings().find_map(|spelling| text.strip_suffix(spelling)).unwrap_or(text);
    quantity::duration(text.trim()).ok().map(|(duration, _)| duration)
}

fn keywords_glued(word: &str) -> Option<(Key, &'static str)> {
    crate::syntax::glued_key(word)
}

fn place_name(place: Place) -> (&'static str, &'static str) {
    match place {
        Place::Process => ("a process", "流程"),
        Place::Role => ("a role", "岗位"),
        Place::System => ("a system", "系统"),
        Place::Data => ("a data object", "单据"),
        Place::Goal => ("a goal", "指标"),
        Place::Risk => ("a risk", "风险"),
        Place::Calendar => ("a calendar", "日历"),
        Place::Approval => ("an approval", "审批"),
        Place::Notify => ("a notify", "知会"),
        Place::Call => ("a call", "子流程"),
        Place::Node => ("this node", "此节点"),
    }
}

/// What a key takes, in words.
fn wanted(key: Key) -> (&'static str, &'static str) {
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
        Shape::Schedule => ("times or dates", "时间或日期"),
    }
}
