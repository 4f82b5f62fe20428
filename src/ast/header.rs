//! The first line of a declaration: keyword, name, label.

use unicode_security::confusable_detection::skeleton;

use super::cursor::{Cursor, Lowering, is_name};
use super::{Header, Name, Words};
use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::{is_hidden, shown};
use crate::source::Span;
use crate::syntax::keywords::{self, Keyword};
use crate::syntax::rules::{HIDDEN_CHARACTER, HIDDEN_IN_LABEL, QUOTE, UNEXPECTED};
use crate::syntax::tree::{StatementIx, Token, TokenKind};

/// A letter that only looks Latin, in a name with Latin or Chinese letters.
pub(crate) fn looks_latin(name: &str) -> Option<char> {
    let latin = name.chars().any(|c| c.is_ascii_alphabetic());
    let foreign = |c: char| c.is_alphabetic() && !c.is_ascii() && !('\u{FF00}'..='\u{FFEF}').contains(&c);
    let alike = |c: char| foreign(c) && skeleton(c.encode_utf8(&mut [0; 4])).all(|twin| twin.is_ascii_alphabetic());
    name.chars().find(|&c| alike(c)).filter(|_| latin || name.chars().any(|c| foreign(c) && c >= '\u{2E80}'))
}

impl<'s> Lowering<'s> {
    /// Reads the name and the label behind a keyword. The cursor stands behind the keyword and is left behind the label.
    pub(super) fn header(&mut self, keyword: Keyword, keyword_span: Span, at: StatementIx, cursor: &mut Cursor) -> Header<'s> {
        let statement = self.tree.get(at);
        let mut header =
            Header { keyword, name: None, label: None, span: keyword_span, whole: self.tree.whole(statement), broken: statement.broken };
        match cursor.peek() {
            token if is_name(token) && !(keyword.is_variant() && token.is_some_and(|token| self.begins_from(token))) => {
                header.name = self.odd_name(cursor, true);
                header.broken |= header.name.is_some();
                if header.name.is_none() {
                    let token = cursor.next();
                    header.name = token.map(|token| self.declared(token));
                }
            }
            Some(token) if token.kind == TokenKind::Quantity => {
                cursor.next();
                header.name = Some(self.numbered(token));
                header.broken = true;
            }
            _ => {}
        }
        if header.name.as_ref().is_some_and(|name| self.source.slice(name.span).starts_with(['"', '“', '”', '＂', '‘'])) {
            // A quoted name alone is name and label at once.
        } else if matches!(cursor.kind(), Some(TokenKind::String | TokenKind::MixedString | TokenKind::UnclosedString)) {
            let token = cursor.next();
            header.label = token.map(|token| self.label(token));
        }
        let end = header.label.as_ref().map(|label| label.span).or(header.name.as_ref().map(|name| name.span));
        header.span = end.map_or(keyword_span, |end| keyword_span.to(end));
        header
    }

    /// `from`, `基于` or, without a blank, `基于现状`.
    fn begins_from(&self, token: Token) -> bool {
        let glued = |spelling: &str| self.text(token).strip_prefix(spelling).is_some_and(|rest| keywords::is(rest, Keyword::AsIs));
        self.is(Some(token), Keyword::From) || Keyword::From.all_spellings().any(glued)
    }

    /// What should not stand behind a header: an unquoted label, or anything else.
    pub(super) fn end_of_header(&mut self, header: &mut Header<'s>, cursor: &mut Cursor) {
        let Some(token) = cursor.peek() else { return };
        header.broken = true;
        let rest = cursor.rest();
        let words = rest.iter().take_while(|token| matches!(token.kind, TokenKind::Word | TokenKind::Quantity | TokenKind::Paren)).count();
        let unlabelled = header.label.is_none() && header.name.is_some() && token.kind == TokenKind::Word;
        if unlabelled && words == rest.len() {
            self.bare_label(header, rest);
        } else if unlabelled
            && words + 1 == rest.len()
            && rest[words].kind == TokenKind::UnclosedString
            && self.text(rest[words]).chars().count() == 1
        {
            let span = self.span_of(rest);
            let problem = Diagnostic::new(
                &QUOTE,
                span,
                both!("the opening quotation mark is missing", "缺少左引号"),
                both!("put it before `{}`", "请在“{}”前面补上", shown(self.text(token))),
            );
            let mark = if self.text(rest[words]) == "\"" { "\"" } else { "“" };
            self.found.push(problem.safe_fix(both!("insert {mark}", "补上 {mark}"), vec![Edit::replace(span.before(), mark)]));
        } else if token.kind == TokenKind::Colon && rest.len() == 1 {
            let span = self.span(token);
            let problem = Diagnostic::new(
                &UNEXPECTED,
                span,
                both!("no colon stands behind the name", "名称后面不写冒号"),
                both!("delete it", "请删去它"),
            );
            self.found.push(problem.safe_fix(both!("delete it", "删去"), vec![Edit::remove(span)]));
        } else if matches!(self.text(token), "'" | "’") {
            let span = self.span_of(rest);
            let text = self.source.slice(span).trim_matches(['\'', '’']).trim();
            let problem = Diagnostic::new(
                &QUOTE,
                span,
                both!("a label stands in double quotation marks", "标签要用双引号"),
                both!("write `\"{}\"`", "写成“{}”", shown(text)),
            );
            self.found.push(
                problem.safe_fix(both!("use double quotation marks", "改为双引号"), vec![Edit::replace(span, format!("\"{text}\""))]),
            );
        } else {
            let what = both!("`{{` or the end of the line", "“{{”或行末");
            let help = both!(
                "write `{} NAME \"LABEL\" {{ … }}`; a name with blanks or marks stands in quotation marks",
                "写成：{} 名称 “标签” {{ … }}；名称中有空格或符号时要加引号",
                shown(self.text_of(header.span))
            );
            self.expected(Some(token), header.span, &what, help);
        }
        cursor.skip_all();
    }

    /// The keyword of a header.
    fn text_of(&self, header: Span) -> &'s str {
        self.source.slice(header).split(char::is_whitespace).next().unwrap_or_default()
    }

    /// A label without quotation marks, or the rest of a name with blanks.
    fn bare_label(&mut self, header: &mut Header<'s>, words: &[Token]) {
        let span = self.span_of(words);
        let text = self.source.slice(span);
        header.label = Some(Words { text: text.into(), span });
        let name = header.name.as_ref().map_or(String::new(), |name| shown(&name.text).to_string());
        if header.keyword.is_resource() && words.len() > 1 {
            let (message, help) = (
                both!("commas are missing between `{name}` and `{}`", "“{name}”和“{}”之间缺少顿号", shown(text)),
                both!("separate names with commas; a label stands in quotation marks", "几个名称之间用顿号隔开；标签要加引号"),
            );
            self.found.push(Diagnostic::new(&UNEXPECTED, span, message, help));
            return;
        }
        let problem = Diagnostic::new(
            &UNEXPECTED,
            span,
            both!("`{}` behind the name `{name}` has no quotation marks", "名称“{name}”后面的“{}”没有加引号", shown(text)),
            both!(
                "a label stands in quotation marks; so does a name with a blank in it, as a whole",
                "标签要加引号；如果名称中有空格，就把整个名称放在引号里"
            ),
        );
        self.found
            .push(problem.unsafe_fix(both!("make it the label", "作为标签加上引号"), vec![Edit::replace(span, format!("\"{text}\""))]));
    }

    /// A name with marks in it, `付款（加急）`: it needs quotation marks. `None` if the next name has none.
    pub(super) fn odd_name(&mut self, cursor: &mut Cursor, dashes: bool) -> Option<Name<'s>> {
        let rest = cursor.rest();
        let belongs = |kind: TokenKind| match kind {
            TokenKind::Paren | TokenKind::Junk | TokenKind::Dot | TokenKind::Word | TokenKind::Quantity => true,
            kind => dashes && kind == TokenKind::Dash,
        };
        let glued = |pair: &&[Token]| pair[0].end == pair[1].start && belongs(pair[1].kind);
        let more = rest.windows(2).take_while(glued).count();
        if more == 0 || rest[0].kind != TokenKind::Word || self.text(rest[1]) == "#" {
            return None;
        }
        let span = self.span_of(&rest[..=more]);
        let (text, mark) = (self.source.slice(span), self.text(rest[1]));
        let problem = Diagnostic::new(
            &UNEXPECTED,
            span,
            both!("the name `{}` contains `{}`", "名称“{}”中有“{}”", shown(text), shown(mark)),
            both!(
                "put such a name in quotation marks; several names have commas between them",
                "这样的名称要加引号；如果是几个名称，用顿号隔开"
            ),
        );
        self.found.push(problem.safe_fix(both!("put it in quotation marks", "加上引号"), vec![Edit::replace(span, format!("\"{text}\""))]));
        for _ in 0..=more {
            cursor.next();
        }
        Some(Name { text: text.into(), span })
    }

    /// A name that is declared here: checked for characters that deceive.
    pub(super) fn declared(&mut self, token: Token) -> Name<'s> {
        let name = self.name(token);
        if !name.text.is_ascii() {
            self.check_name(&name);
        }
        if name.text.trim().is_empty() {
            self.report(
                &UNEXPECTED,
                name.span,
                both!("the name is empty", "名称是空的"),
                both!("write a name between the quotation marks", "请在引号里写出名称"),
            );
        }
        name
    }

    /// A label, checked for invisible characters.
    pub(super) fn label(&mut self, token: Token) -> Words<'s> {
        let words = self.words(token);
        if let Some(c) = words.text.chars().find(|&c| is_hidden(c) || c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            let code = c as u32;
            self.report(
                &HIDDEN_IN_LABEL,
                words.span,
                both!("the label contains the invisible character U+{code:04X}", "标签中有看不见的字符 U+{code:04X}"),
                both!("type the label again; diagrams leave the character out", "请重新输入标签；图中会略去该字符"),
            );
        }
        words
    }

    fn check_name(&mut self, name: &Name<'s>) {
        let hidden = name.text.chars().find(|&c| is_hidden(c));
        let twin = looks_latin(&name.text);
        let (message, help) = if let Some(c) = hidden {
            let code = c as u32;
            let message = both!(
                "the name `{}` contains the invisible character U+{code:04X}",
                "名称“{}”中有看不见的字符 U+{code:04X}",
                shown(&name.text)
            );
            let visible: String = self.source.slice(name.span).chars().filter(|&c| !is_hidden(c)).collect();
            let problem = Diagnostic::new(
                &HIDDEN_CHARACTER,
                name.span,
                message,
                both!("delete the character, or type the name again", "请删去这个字符，或重新输入名称"),
            );
            self.found.push(problem.safe_fix(both!("delete the character", "删去该字符"), vec![Edit::replace(name.span, visible)]));
            return;
        } else if let Some(c) = twin {
            let code = c as u32;
            (
                both!(
                    "in the name `{}`, `{c}` (U+{code:04X}) only looks like a Latin letter",
                    "名称“{}”中的“{c}”（U+{code:04X}）只是看上去像拉丁字母",
                    shown(&name.text)
                ),
                both!("type the name again with one keyboard layout", "请用同一种输入法重新输入名称"),
            )
        } else {
            return;
        };
        self.report(&HIDDEN_CHARACTER, name.span, message, help);
    }

    /// A name that begins with a digit and so needs quotation marks.
    pub(super) fn numbered(&mut self, token: Token) -> Name<'s> {
        let span = self.span(token);
        let text = self.text(token);
        let problem = Diagnostic::new(
            &UNEXPECTED,
            span,
            both!("the name `{}` begins with a digit", "名称“{}”以数字开头", shown(text)),
            both!("put such a name in quotation marks", "这样的名称要加引号"),
        );
        self.found.push(problem.safe_fix(both!("put it in quotation marks", "加上引号"), vec![Edit::replace(span, format!("\"{text}\""))]));
        Name { text: text.into(), span }
    }
}
