//! The one-line statements: `use`, milestones, duty rules and revisions.

use super::cursor::{Cursor, Lowering, is_name};
use super::quantity::{self, Date};
use super::{Line, Name, Words};
use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::{Text, shown};
use crate::syntax::keywords::Keyword;
use crate::syntax::rules::UNEXPECTED;
use crate::syntax::tree::{StatementIx, TokenKind};

impl<'s> Lowering<'s> {
    /// `use "path.flow"`
    pub(super) fn use_line(&mut self, at: StatementIx) -> Option<Words<'s>> {
        let tree = self.tree;
        let tokens = tree.tokens(&tree.get(at).head);
        let path = tokens.get(1).copied();
        match path {
            Some(token) if tokens.len() == 2 && token.kind != TokenKind::Word && is_name(path) => return Some(self.words(token)),
            Some(token)
                if tokens.len() > 2 && matches!(token.kind, TokenKind::String | TokenKind::MixedString) && self.text(token).len() > 6 =>
            {
                let what = both!("the end of the line", "行末");
                self.expected(
                    tokens.get(2).copied(),
                    self.span(token),
                    &what,
                    both!("each file has a line of its own", "每个文件单独写一行“引用”"),
                );
                return Some(self.words(token));
            }
            _ => {}
        }
        let help = both!("write `use \"org.flow\"`", "写成：引用 “org.flow”");
        if path.is_none() {
            self.expected(None, self.span_of(tokens), &both!("a path in quotation marks", "加引号的文件路径"), help);
            return None;
        }
        // The quotation marks are missing or doubled: the path is read all the same, so that its names are known.
        let span = self.span_of(&tokens[1..]);
        let text = self.source.slice(span).trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”' | '＂' | '‘' | '’'));
        let problem = Diagnostic::new(
            &UNEXPECTED,
            span,
            both!("the path `{}` does not stand in one pair of quotation marks", "文件路径“{}”没有放在一对引号里", shown(text)),
            help,
        );
        self.found.push(problem.safe_fix(both!("write `\"{text}\"`", "改为 “{text}”"), vec![Edit::replace(span, format!("\"{text}\""))]));
        Some(Words { text: text.into(), span })
    }

    /// A milestone, a duty rule or a revision.
    pub(super) fn line(&mut self, keyword: Keyword, at: StatementIx) -> Option<Line<'s>> {
        let tree = self.tree;
        let statement = tree.get(at);
        let tokens = tree.tokens(&statement.head);
        let span = self.span_of(tokens);
        let mut cursor = Cursor::new(&tokens[1..]);
        cursor.take(TokenKind::Colon);
        match keyword {
            Keyword::Milestone => self.milestone(&mut cursor, span),
            Keyword::Revision => Some(self.revision(&mut cursor, span)),
            _ => {
                let names = self.name_list(&mut cursor)?;
                if names.len() < 2 {
                    let what = both!("two or more nodes", "两个或更多节点");
                    self.expected(None, span, &what, both!("separate them with commas: `sod: a, b`", "用顿号隔开：职责分离：甲、乙"));
                    return None;
                }
                Some(if keyword == Keyword::Sod { Line::Sod(names, span) } else { Line::Same(names, span) })
            }
        }
    }

    fn milestone(&mut self, cursor: &mut Cursor, span: crate::source::Span) -> Option<Line<'s>> {
        let help = || both!("write `milestone NODE started|done 1h`", "写成：里程碑 节点 完成 1小时（或“启动”）");
        let Some(node) = cursor.next().filter(|&token| is_name(Some(token))) else {
            self.expected(cursor.previous(), span, &both!("the name of a node", "节点名称"), help());
            return None;
        };
        let node = self.name(node);
        let done = if cursor.take_keyword(self, Keyword::Done).is_some() {
            true
        } else if cursor.take_keyword(self, Keyword::Started).is_some() {
            false
        } else {
            self.expected(cursor.peek(), span, &both!("`started` or `done`", "“启动”或“完成”"), help());
            return None;
        };
        let rest = cursor.rest();
        if rest.is_empty() {
            self.expected(None, span, &both!("a duration", "时长"), help());
            return None;
        }
        let at = self.span_of(rest);
        match quantity::duration(self.source.slice(at)) {
            Ok((limit, _)) => Some(Line::Milestone { node, done, limit, span }),
            Err(fault) => {
                self.fault(at, fault);
                None
            }
        }
    }

    /// `revision 1.2 2026-11-22 "author" text`; the version is as typed, the rest optional.
    fn revision(&mut self, cursor: &mut Cursor, span: crate::source::Span) -> Line<'s> {
        let version = cursor.next().map_or(String::new(), |token| self.text(token).to_owned());
        let mut date: Option<Date> = None;
        if let Some(token) = cursor.peek().filter(|token| token.kind == TokenKind::Quantity) {
            date = quantity::date(self.text(token));
            if date.is_none() {
                let help = both!("write `revision 1.2 2026-11-22 \"author\" text`", "写成：修订 1.2 2026-11-22 “修订人” 内容");
                self.expected(Some(token), span, &both!("a date", "日期"), help);
            }
            cursor.next();
        } else if cursor.kind() == Some(TokenKind::Word) && cursor.peek_at(1).is_some_and(|token| token.kind == TokenKind::String) {
            let help = both!("write `revision 1.2 2026-11-22 \"author\" text`", "写成：修订 1.2 2026-11-22 “修订人” 内容");
            self.expected(cursor.peek(), span, &both!("a date", "日期"), help);
            cursor.next();
        }
        let author = cursor.take(TokenKind::String).map(|token| self.words(token).text.into_owned());
        let text = cursor.rest();
        let text = if text.is_empty() { String::new() } else { self.free((text[0].start, self.span_of(text).end)).text.into_owned() };
        Line::Revision { version, date, author, text, span }
    }

    pub(super) fn name_list(&mut self, cursor: &mut Cursor) -> Option<Vec<Name<'s>>> {
        let mut names = Vec::new();
        while let Some(token) = cursor.next() {
            if !is_name(Some(token)) {
                let what = both!("a name", "名称");
                self.expected(Some(token), self.span(token), &what, both!("separate names with commas", "名称之间用顿号隔开"));
                return None;
            }
            names.push(self.name(token));
            if !cursor.done() && cursor.take(TokenKind::Comma).is_none() {
                let what = both!("a comma", "顿号或逗号");
                self.expected(cursor.peek(), self.span(token), &what, both!("separate names with commas", "名称之间用顿号隔开"));
                return Some(names);
            }
        }
        Some(names)
    }
}

impl Line<'_> {
    /// How a message names such a line.
    #[must_use]
    pub fn title(&self) -> Text {
        match self {
            Line::Milestone { .. } => both!("milestone", "里程碑"),
            Line::Sod(..) => both!("segregation of duties", "职责分离"),
            Line::Same(..) => both!("same person", "同一人"),
            Line::Revision { .. } => both!("revision", "修订"),
        }
    }
}
