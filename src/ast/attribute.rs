//! `key: value`, each value read as its key asks for it.

use rustc_hash::FxHashMap;

use super::cursor::Lowering;
use super::value::wanted;
use super::{Attribute, Value};
use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::{Text, shown};
use crate::source::Span;
use crate::suggest;
use crate::syntax::keywords::{self, Key, Place};
use crate::syntax::other_word;
use crate::syntax::rules::{BAD_VALUE, DUPLICATE_KEY, UNEXPECTED, UNKNOWN_KEY};
use crate::syntax::tree::{StatementIx, Token, TokenKind};

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
        let several = word.strip_suffix(['s', 'S']).and_then(keywords::statement).map(|keyword| (keyword, keyword.en()));
        let one = several.or_else(|| other_word(word)).filter(|(keyword, _)| keyword.is_resource());
        if let Some((_, one)) = one.filter(|_| places == [Place::Process]) {
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
        let near = other().or_else(|| if key.is_some() { None } else { self.nearest(word, spellings) });
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

impl Lowering<'_> {
    /// Whether the key before a value is a Chinese word.
    pub(super) fn speaks_chinese(&self, value: Span) -> bool {
        let before = self.source.text[..value.start as usize].trim_end().trim_end_matches([':', '：', '﹕']).trim_end();
        before.ends_with(|c: char| c.is_alphabetic() && !c.is_ascii())
    }
}
