//! The first line of a declaration: keyword, name, label.

use unicode_security::confusable_detection::skeleton;

use super::cursor::{Cursor, Lowering, is_name};
use super::{Header, Name, Words};
use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::{is_hidden, shown};
use crate::source::Span;
use crate::syntax::keywords::Keyword;
use crate::syntax::rules::{HIDDEN_CHARACTER, HIDDEN_IN_LABEL, UNEXPECTED};
use crate::syntax::tree::{StatementIx, Token, TokenKind};

impl<'s> Lowering<'s> {
    /// Reads the name and the label behind a keyword. The cursor stands behind the keyword and is left behind the label.
    pub(super) fn header(&mut self, keyword: Keyword, keyword_span: Span, at: StatementIx, cursor: &mut Cursor) -> Header<'s> {
        let statement = self.tree.get(at);
        let mut header =
            Header { keyword, name: None, label: None, span: keyword_span, whole: self.tree.whole(statement), broken: statement.broken };
        match cursor.peek() {
            token if is_name(token) && !(keyword.is_variant() && self.is(token, Keyword::From)) => {
                let token = cursor.next();
                header.name = token.map(|token| self.declared(token));
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

    /// What should not stand behind a header: an unquoted label, or anything else.
    pub(super) fn end_of_header(&mut self, header: &mut Header<'s>, cursor: &mut Cursor) {
        let Some(token) = cursor.peek() else { return };
        header.broken = true;
        let words: Vec<Token> = cursor
            .rest()
            .iter()
            .copied()
            .take_while(|token| matches!(token.kind, TokenKind::Word | TokenKind::Quantity | TokenKind::Paren))
            .collect();
        if header.label.is_none() && header.name.is_some() && token.kind == TokenKind::Word && words.len() == cursor.rest().len() {
            let span = self.span_of(&words);
            let text = self.source.slice(span);
            header.label = Some(Words { text: text.into(), span });
            let problem = Diagnostic::new(
                &UNEXPECTED,
                span,
                both!("the label `{}` has no quotation marks", "标签“{}”没有加引号", shown(text)),
                both!("a declaration is a keyword, a name and a label in quotation marks", "声明的写法是：关键字、名称、加引号的标签"),
            );
            self.found
                .push(problem.safe_fix(both!("put it in quotation marks", "加上引号"), vec![Edit::replace(span, format!("\"{text}\""))]));
        } else {
            let what = both!("`{{` or the end of the line", "“{{”或行末");
            let help = both!("write `KEYWORD NAME \"LABEL\" {{ … }}`", "写成：关键字 名称 “标签” {{ … }}");
            self.expected(Some(token), header.span, &what, help);
        }
        cursor.skip_all();
    }

    /// A name that is declared here: checked for characters that deceive.
    pub(super) fn declared(&mut self, token: Token) -> Name<'s> {
        let name = self.name(token);
        if !name.text.is_ascii() {
            self.check_name(&name);
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
        let latin = name.text.chars().any(|c| c.is_ascii_alphabetic());
        let foreign = |c: char| c.is_alphabetic() && !c.is_ascii() && !('\u{FF00}'..='\u{FFEF}').contains(&c);
        let alike = |c: char| foreign(c) && skeleton(c.encode_utf8(&mut [0; 4])).all(|twin| twin.is_ascii_alphabetic());
        let twin = name.text.chars().find(|&c| alike(c)).filter(|_| latin || name.text.chars().any(|c| foreign(c) && c >= '\u{2E80}'));
        let (message, help) = if let Some(c) = hidden {
            let code = c as u32;
            (
                both!(
                    "the name `{}` contains the invisible character U+{code:04X}",
                    "名称“{}”中有看不见的字符 U+{code:04X}",
                    shown(&name.text)
                ),
                both!("type the name again", "请重新输入名称"),
            )
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
    fn numbered(&mut self, token: Token) -> Name<'s> {
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
