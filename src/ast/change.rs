//! The changes of which a to-be `from as-is` is made.

use super::cursor::{Cursor, Lowering, is_name};
use super::{Header, Name, Node, Words};
use crate::both;
use crate::lang::shown;
use crate::source::Span;
use crate::syntax::keywords::{self, Keyword};
use crate::syntax::rules::{BAD_VALUE, UNEXPECTED};
use crate::syntax::tree::{Head, StatementIx, Token, TokenKind};

/// One change.
#[derive(Debug)]
pub struct Change<'s> {
    /// What it does.
    pub operation: Operation<'s>,
    /// Why.
    pub because: Option<Words<'s>>,
    /// The statement without its block.
    pub span: Span,
    /// The whole statement.
    pub whole: Span,
}

/// What a change does.
#[derive(Debug)]
pub enum Operation<'s> {
    /// `change x { … }`
    Change(Name<'s>, Box<Node<'s>>),
    /// `remove x`
    Remove(Vec<Name<'s>>),
    /// `merge a, b into c "…" { … }`
    Merge(Vec<Name<'s>>, Box<Node<'s>>),
    /// `split a into b, c`
    Split(Name<'s>, Vec<Header<'s>>),
    /// `insert task x { … } after y`
    Insert(Box<Node<'s>>, Position<'s>),
    /// `replace x with task y { … }`
    Replace(Name<'s>, Box<Node<'s>>),
    /// `parallelise a, b`
    Parallelise(Vec<Name<'s>>),
    /// `reassign x to role`
    Reassign(Vec<Name<'s>>, Name<'s>),
    /// `automate x by system`
    Automate(Name<'s>, Option<Name<'s>>),
    /// `reroute a -> b to c`
    Reroute(Name<'s>, Name<'s>, Name<'s>),
}

/// Where a node is inserted.
#[derive(Debug)]
pub enum Position<'s> {
    /// On all ways out of it.
    After(Name<'s>),
    /// On all ways into it.
    Before(Name<'s>),
    /// On the edges from one to the other.
    Between(Name<'s>, Name<'s>),
}

impl<'s> Lowering<'s> {
    /// Reads a change; one that makes no sense is reported and left out.
    pub(super) fn change(&mut self, at: StatementIx) -> Option<Change<'s>> {
        let tree = self.tree;
        let statement = tree.get(at);
        let mut tokens = tree.tokens(&statement.head).to_vec();
        let head_length = tokens.len();
        tokens.extend_from_slice(tree.tokens(&statement.tail));
        if let Some(because) = tokens.iter().position(|&token| self.is(Some(token), Keyword::Because)) {
            tokens.truncate(because);
        }
        let Head::Declaration(keyword) = statement.kind else { return None };
        self.unglue(keyword, &mut tokens);
        self.unglue_link(keyword, &mut tokens);
        let span = self.span_of(&tokens[..tokens.len().min(head_length)]);
        // `甲 改由 岗位`: the keyword may stand in the middle.
        if let Some(at) = tokens.iter().position(|&token| keywords::is(self.text(token), keyword)) {
            tokens[..=at].rotate_right(1);
        }
        let whole = tree.whole(statement);
        let because = statement.because.map(|bytes| self.free(bytes)).filter(|because| self.has_reason(because, span));
        let mut cursor = Cursor::new(&tokens);
        cursor.next();
        let known = self.found.len();
        let operation = self.operation(keyword, at, &mut cursor);
        self.declared_in_change();
        let stopped = cursor.peek().filter(|_| operation.is_some() || self.found.len() == known);
        if stopped.is_some() || operation.is_none() && self.found.len() == known {
            let (en, zh) = form(keyword);
            let word = shown(tokens.first().map_or("", |&token| self.text(token))).to_string();
            let help = both!("write `{en}`", "写成：{zh}");
            if let Some(token) = stopped {
                let found = shown(self.text(token)).to_string();
                let message = both!("`{word} …` cannot go on with `{found}`", "“{word}”的写法不对，问题出在“{found}”");
                self.report(&UNEXPECTED, self.span(token), message, help);
            } else {
                let last = tokens.last().map_or(span, |&token| self.span(token));
                let text = shown(self.source.slice(span)).to_string();
                self.report(&UNEXPECTED, last, both!("`{text}` is not complete", "“{text}”没有写完"), help);
            }
        }
        operation.map(|operation| Change { operation, because, span, whole })
    }

    /// Whether something stands behind `because`; nothing is reported.
    fn has_reason(&mut self, because: &Words, change: Span) -> bool {
        if because.text.is_empty() {
            let message = both!("`because` is not followed by a reason", "“因为”后面没有写理由");
            self.report(&BAD_VALUE, change, message, both!("write the reason, or leave `because` out", "请写出理由，或删去“因为”"));
        }
        !because.text.is_empty()
    }

    fn operation(&mut self, keyword: Keyword, at: StatementIx, cursor: &mut Cursor) -> Option<Operation<'s>> {
        Some(match keyword {
            Keyword::Change => {
                let name = self.one(cursor)?;
                let label = cursor.take(TokenKind::String).map(|token| self.label(token));
                let node = self.body(at, Keyword::Change, Some(name.clone()), label);
                Operation::Change(name, Box::new(node))
            }
            Keyword::Remove => Operation::Remove(self.several(cursor)?),
            Keyword::Merge => {
                let names = self.several(cursor)?;
                cursor.take_keyword(self, Keyword::Into)?;
                let keyword = self.node_keyword(cursor);
                let token = name_token(cursor)?;
                let name = self.declared(token);
                let label = cursor.take(TokenKind::String).map(|token| self.label(token));
                let node = self.body(at, keyword.unwrap_or(Keyword::Change), Some(name), label);
                Operation::Merge(names, Box::new(node))
            }
            Keyword::Split => {
                let name = self.one(cursor)?;
                cursor.take_keyword(self, Keyword::Into)?;
                let mut parts = Vec::new();
                while let Some(token) = name_token(cursor) {
                    let span = self.span(token);
                    let name = self.declared(token);
                    let label = cursor.take(TokenKind::String).map(|token| self.label(token));
                    parts.push(Header { keyword: Keyword::Task, name: Some(name), label, span, whole: span, broken: false });
                    if cursor.take(TokenKind::Comma).is_none() {
                        break;
                    }
                }
                (parts.len() > 1).then_some(Operation::Split(name, parts))?
            }
            Keyword::Insert => {
                let early = self.position(cursor);
                let node = self.new_node(at, cursor)?;
                let position = early.or_else(|| self.position(cursor))?;
                Operation::Insert(Box::new(node), position)
            }
            Keyword::Replace => {
                let name = self.one(cursor)?;
                cursor.take_keyword(self, Keyword::With)?;
                Operation::Replace(name, Box::new(self.new_node(at, cursor)?))
            }
            Keyword::Parallelise => Operation::Parallelise(self.several(cursor).filter(|names| names.len() > 1)?),
            Keyword::Reassign => {
                let names = self.several(cursor)?;
                let _ = cursor.take_keyword(self, Keyword::To).or_else(|| cursor.take_keyword(self, Keyword::By));
                Operation::Reassign(names, self.one(cursor)?)
            }
            Keyword::Automate => {
                let name = self.one(cursor)?;
                let system = cursor.take_keyword(self, Keyword::By).and_then(|_| self.one(cursor));
                Operation::Automate(name, system)
            }
            Keyword::Reroute => {
                let from = self.one(cursor)?;
                cursor.take(TokenKind::Arrow)?;
                let to = self.one(cursor)?;
                cursor.take_keyword(self, Keyword::To)?;
                Operation::Reroute(from, to, self.one(cursor)?)
            }
            _ => return None,
        })
    }

    /// `after x`, `before x`, `between a -> b`, `于 x 之后`, `在 x 之后`, `于 a → b 之间`
    fn position(&mut self, cursor: &mut Cursor) -> Option<Position<'s>> {
        if cursor.take_keyword(self, Keyword::After).is_some() {
            return Some(Position::After(self.one(cursor)?));
        }
        if cursor.take_keyword(self, Keyword::Before).is_some() {
            return Some(Position::Before(self.one(cursor)?));
        }
        cursor.take_keyword(self, Keyword::Between)?;
        let first = self.one(cursor)?;
        if cursor.take(TokenKind::Arrow).is_some() {
            let second = self.one(cursor)?;
            if cursor.peek().is_some_and(|token| self.text(token) == "之间") {
                cursor.next();
            }
            return Some(Position::Between(first, second));
        }
        if cursor.take_keyword(self, Keyword::After).is_some() {
            return Some(Position::After(first));
        }
        cursor.take_keyword(self, Keyword::Before).map(|_| Position::Before(first))
    }

    fn new_node(&mut self, at: StatementIx, cursor: &mut Cursor) -> Option<Node<'s>> {
        let keyword = self.node_keyword(cursor)?;
        let token = name_token(cursor)?;
        let name = self.declared(token);
        let label = cursor.take(TokenKind::String).map(|token| self.label(token));
        Some(self.body(at, keyword, Some(name), label))
    }

    fn node_keyword(&mut self, cursor: &mut Cursor) -> Option<Keyword> {
        let token = cursor.peek().filter(|token| token.kind == TokenKind::Word)?;
        let named = cursor.peek_at(1).is_some_and(|next| is_name(Some(next)));
        let keyword = keywords::statement(self.text(token)).filter(|keyword| keyword.is_node() && named)?;
        cursor.next();
        Some(keyword)
    }

    /// The node that a change's block describes.
    fn body(&mut self, at: StatementIx, keyword: Keyword, name: Option<Name<'s>>, label: Option<Words<'s>>) -> Node<'s> {
        let statement = self.tree.get(at);
        let whole = self.tree.whole(statement);
        let span = name.as_ref().map_or(whole, |name| name.span);
        let header = Header { keyword, name, label, span, whole, broken: statement.broken };
        self.node_body(at, header)
    }

    fn one(&mut self, cursor: &mut Cursor) -> Option<Name<'s>> {
        let token = cursor.peek().filter(|&token| is_name(Some(token)))?;
        cursor.next();
        Some(self.name(token))
    }

    fn several(&mut self, cursor: &mut Cursor) -> Option<Vec<Name<'s>>> {
        let mut names = vec![self.one(cursor)?];
        while cursor.take(TokenKind::Comma).is_some() {
            names.push(self.one(cursor)?);
        }
        Some(names)
    }

    /// The same for the word between the two parts of a change, `拆分 甲为 乙、丙`, `合并 甲、乙 为丙`, where it does not stand alone.
    fn unglue_link(&mut self, keyword: Keyword, tokens: &mut Vec<Token>) {
        let link = match keyword {
            Keyword::Merge | Keyword::Split => Keyword::Into,
            Keyword::Replace => Keyword::With,
            Keyword::Automate => Keyword::By,
            Keyword::Reroute => Keyword::To,
            _ => return,
        };
        if tokens.iter().any(|&token| self.is(Some(token), link)) {
            return;
        }
        let link = link.zh();
        let length = crate::source::offset(link.len());
        for at in 1..tokens.len() {
            let token = tokens[at];
            let text = self.text(token);
            if token.kind != TokenKind::Word || text.len() <= link.len() {
                continue;
            }
            let back = (at + 1 < tokens.len() && text.ends_with(link)).then(|| token.end - length);
            let front = (at > 1 && text.starts_with(link)).then(|| token.start + length);
            if let Some(cut) = back.or(front) {
                tokens[at].end = cut;
                tokens.insert(at + 1, Token { start: cut, ..token });
                return;
            }
        }
    }

    /// Chinese is written without blanks: `于审核之后`, `甲改由乙`, `在审核之后插入`. Cuts such words at the words of the change, and
    /// moves the keyword of `甲 改由 乙` to the front.
    fn unglue(&mut self, keyword: Keyword, tokens: &mut Vec<Token>) {
        let mut at = usize::from(tokens.first().is_some_and(|&first| keywords::is(self.text(first), keyword)));
        while at < tokens.len() {
            let token = tokens[at];
            let text = self.text(token);
            if token.kind == TokenKind::Word {
                let front = ["于", "在"].iter().find(|word| text.len() > word.len() && text.starts_with(**word));
                let in_front = at == 0 && keyword == Keyword::Insert;
                let ends: &[&str] = if in_front { &["之后", "之前", "之间", "后", "前"] } else { &["之后", "之前", "之间"] };
                let back = ends.iter().find(|word| text.len() > word.len() && text.ends_with(**word));
                if let Some(back) = back {
                    let cut = token.end - crate::source::offset(back.len());
                    tokens[at].end = cut;
                    tokens.insert(at + 1, Token { start: cut, ..token });
                }
                let known = tokens
                    .get(at + 1)
                    .is_some_and(|&next| matches!(next.kind, TokenKind::Arrow) || matches!(self.text(next), "之后" | "之前" | "后" | "前"));
                if let Some(front) = front.filter(|_| known) {
                    let cut = token.start + crate::source::offset(front.len());
                    let rest = Token { start: cut, ..tokens[at] };
                    tokens[at].end = cut;
                    tokens.insert(at + 1, rest);
                    at += 1;
                }
            }
            at += 1;
        }
    }
}

fn name_token(cursor: &mut Cursor) -> Option<Token> {
    let token = cursor.peek().filter(|&token| is_name(Some(token)))?;
    cursor.next();
    Some(token)
}

/// How a change is written.
fn form(keyword: Keyword) -> (&'static str, &'static str) {
    match keyword {
        Keyword::Change => ("change NODE { key: value }", "修改 节点 { 属性：值 }"),
        Keyword::Remove => ("remove NODE because REASON", "删除 节点 因为 理由"),
        Keyword::Merge => ("merge A, B into C \"LABEL\" { … }", "合并 甲、乙 为 丙 “标签” { … }"),
        Keyword::Split => ("split A into B, C", "拆分 甲 为 乙、丙"),
        Keyword::Insert => ("insert task NAME { … } after NODE", "插入 任务 名称 { … } 于 节点 之后"),
        Keyword::Replace => ("replace A with task B { … }", "替换 甲 为 任务 乙 { … }"),
        Keyword::Parallelise => ("parallelise A, B", "改为并行 甲、乙"),
        Keyword::Reassign => ("reassign NODE to ROLE", "改由 节点 到 岗位，或：节点 改由 岗位"),
        Keyword::Automate => ("automate NODE by SYSTEM", "自动化 节点 由 系统"),
        _ => ("reroute A -> B to C", "改接 甲 → 乙 到 丙"),
    }
}
