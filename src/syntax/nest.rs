//! Which block a statement belongs to: a stack of open blocks, and what to do where a brace was lost or doubled.
//!
//! Where the braces of a text balance they are taken as they stand, whatever the indentation. Where they do not, a block is
//! closed early at a statement that cannot stand in it or that is indented no deeper than its header, and a header without
//! `{` is opened at a statement that only makes sense inside; each at most as often as braces are missing.

use super::grammar::{self, Event, Flat};
use super::heads::{self, Surroundings};
use super::keywords::{self, Key, Keyword, Place};
use super::rules::{MISSING_BRACE, MISSING_SEPARATOR, QUOTE, STRAY_BRACE, TOO_LARGE, UNEXPECTED};
use super::tree::{Block, Head, Statement, StatementIx, Token, TokenKind, Tree};
use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::{Text, shown};
use crate::source::{FileId, Source, Span, offset};

/// How deep blocks may be nested.
const DEPTH: usize = 256;

/// How often a block that was closed too early is opened again.
const REOPENINGS: u32 = 64;

/// Nests the statements of a text in their blocks.
pub(super) fn nest(file: FileId, source: &Source, flat: Flat) -> (Tree, Vec<Diagnostic>) {
    let tree = Tree {
        file,
        tokens: Vec::with_capacity(flat.tokens.len()),
        statements: Vec::with_capacity(flat.events.len()),
        comments: flat.comments,
    };
    let mut nester = Nester {
        source,
        tree,
        found: Vec::new(),
        frames: vec![Frame { statement: None, rank: Rank::File, indent: 0, line: 0, inline: false, body: None, last: None }],
        balance: 0,
        previous: Previous { end: 0, line: 0, kind: Kind::Start },
        ignored: 0,
        doubled: None,
        reread: None,
        reopened: 0,
    };
    nester.run(&flat.events, &flat.tokens);
    nester.finish();
    nester.tree.comments.sort_unstable();
    (nester.tree, nester.found)
}

struct Nester<'s> {
    source: &'s Source,
    tree: Tree,
    found: Vec<Diagnostic>,
    frames: Vec<Frame>,
    /// Open braces that have no closing one, or, below 0, closing braces that have no open one, in the whole text.
    balance: i64,
    previous: Previous,
    /// Braces opened beyond the depth limit.
    ignored: u32,
    /// The latest `}` that stands right behind another.
    doubled: Option<(u32, u32)>,
    /// The line whose rest was last read a second time.
    reread: Option<usize>,
    reopened: u32,
}

/// An open block.
#[derive(Clone, Copy)]
struct Frame {
    /// Whose block it is; `None` for the file and for a block that belongs to nothing.
    statement: Option<StatementIx>,
    rank: Rank,
    /// Columns before the header.
    indent: usize,
    /// Line of the header.
    line: usize,
    /// Something stands in the block on the line of its header.
    inline: bool,
    /// Columns before the first statement that begins a line in the block.
    body: Option<usize>,
    /// The latest statement in it.
    last: Option<StatementIx>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    File,
    Process,
    Variant,
    Leaf,
    /// A block that belongs to nothing known: anything may stand in it.
    Any,
}

#[derive(Clone, Copy)]
struct Previous {
    end: u32,
    line: usize,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Start,
    Statement,
    Open,
    Close,
    Stop,
}

impl Frame {
    /// Whether the indentation of its body says that the author indents.
    fn indented(&self) -> bool {
        self.inline || self.body.is_some_and(|body| body > self.indent)
    }
}

impl Nester<'_> {
    fn run(&mut self, events: &[Event], tokens: &[Token]) {
        for event in events {
            match event {
                Event::Open(..) => self.balance += 1,
                Event::Close(..) => self.balance -= 1,
                _ => {}
            }
        }
        let mut at = 0;
        while let Some(&event) = events.get(at) {
            at += 1;
            match event {
                Event::Statement { first, last } => {
                    let opens = matches!(events.get(at), Some(Event::Open(..)));
                    at += self.statement(tokens[first as usize..last as usize].to_vec(), opens, &events[at..], tokens);
                }
                Event::Open(start, end) => self.open(start, end),
                Event::Close(start, end) => self.close(start, end),
                Event::Stop(_, end) => self.moved(end, Kind::Stop),
                Event::Hash(start, end) => {
                    self.report(
                        &UNEXPECTED,
                        (start, end),
                        both!("`#` begins a comment only after a blank", "“#”前面要有空格才是注释"),
                        both!("put a blank before it", "在它前面加一个空格"),
                    );
                }
            }
        }
    }

    // ---------- Statements

    /// Takes a statement, which may turn out to be several. Returns how many of the events that follow belong to its free text.
    fn statement(&mut self, mut tokens: Vec<Token>, mut opens: bool, following: &[Event], all: &[Token]) -> usize {
        let mut taken = 0;
        loop {
            let unclosed = tokens.iter().position(|token| token.kind == TokenKind::UnclosedString);
            let rest = unclosed.and_then(|at| self.cut_unclosed(&mut tokens[at]));
            opens |= rest.is_some_and(|(start, _)| self.source.text[start as usize..].starts_with(['{', '｛']));
            let in_leaf = self.top().rank == Rank::Leaf;
            let (head, problem) = heads::classify(self.tree.file, &self.source.text, &mut tokens, Surroundings { opens, in_leaf });
            let broken = problem.is_some() || unclosed.is_some();
            self.found.extend(problem);

            let start = tokens[0].start;
            let (line, indent, begins_line) = self.place(start);
            self.make_room(head, line, indent, begins_line);
            self.open_if_lost(head, &tokens);
            self.reopen_if_closed_early(head);
            if self.attach_tail(head, &tokens, following, all, &mut taken) {
                return taken;
            }
            self.note_indent(line, indent, begins_line);

            // What the statement is made of, and where another one begins inside it.
            let free = self.free_text(head, &tokens);
            let cut = if free { None } else { self.another(head, &tokens) };
            let mut later = cut.map(|(at, _)| tokens.split_off(at)).unwrap_or_default();
            let because = self.because_at(head, &tokens);
            let (mut text, mut reason) = (None, None);
            if free {
                let from = tokens[1].end;
                let (end, more, split) = self.free_end(from, &tokens, following, all);
                taken += more;
                text = Some(self.trimmed(from, end));
                if let Some(at) = split {
                    later = tokens.split_off(at);
                }
                tokens.truncate(2);
            } else if let Some(at) = because {
                let from = tokens[at].end;
                let (end, more, _) = self.free_end(from, &tokens, following, all);
                taken += more;
                reason = Some(self.trimmed(from, end));
                tokens.truncate(at + 1);
            }
            let ix = self.push(head, &tokens, text, reason, broken);
            let end = text.or(reason).map_or(tokens[tokens.len() - 1].end, |text| text.1.max(tokens[tokens.len() - 1].end));
            self.moved(end, Kind::Statement);

            if let Some((start, end)) = rest {
                self.read_rest(start, end);
                return taken;
            }
            match cut {
                Some((_, Cut::Block)) => self.open_unwritten(ix),
                Some((_, Cut::Separator)) => self.missing_separator(later[0]),
                None if later.is_empty() => return taken,
                None => self.missing_separator(later[0]),
            }
            tokens = later;
        }
    }

    fn push(&mut self, kind: Head, tokens: &[Token], text: Option<(u32, u32)>, because: Option<(u32, u32)>, broken: bool) -> StatementIx {
        let ix = offset(self.tree.statements.len());
        let first = offset(self.tree.tokens.len());
        self.tree.tokens.extend_from_slice(tokens);
        let last = offset(self.tree.tokens.len());
        self.tree.statements.push(Statement {
            kind,
            head: first..last,
            block: None,
            tail: last..last,
            next: ix + 1,
            text,
            because,
            broken,
        });
        self.top_mut().last = Some(ix);
        ix
    }

    /// `because …` and what follows the block of a change belong to the statement before.
    fn attach_tail(&mut self, head: Head, tokens: &[Token], following: &[Event], all: &[Token], taken: &mut usize) -> bool {
        let Some(owner) = self.top().last else { return false };
        let statement = self.tree.get(owner);
        let is_change = matches!(statement.kind, Head::Declaration(keyword) if keyword.is_change());
        let because = self.is(tokens[0], Keyword::Because);
        let same_line = self.previous.kind == Kind::Close && self.source.line_index(tokens[0].start) == self.previous.line;
        let position = is_change && same_line && !matches!(head, Head::Declaration(_));
        if !(because && statement.because.is_none() && is_change || position) {
            return false;
        }
        let mut tokens = tokens.to_vec();
        if let Some(at) = tokens.iter().position(|&token| self.is(token, Keyword::Because)) {
            let from = tokens[at].end;
            let (end, more, _) = self.free_end(from, &tokens, following, all);
            *taken += more;
            tokens.truncate(at + 1);
            let reason = self.trimmed(from, end);
            self.tree.statements[owner as usize].because = Some(reason);
            self.moved(reason.1.max(tokens[at].end), Kind::Statement);
        } else {
            self.moved(tokens[tokens.len() - 1].end, Kind::Statement);
        }
        let statement = &mut self.tree.statements[owner as usize];
        let first = offset(self.tree.tokens.len());
        if statement.tail.is_empty() {
            statement.tail = first..first;
        }
        self.tree.tokens.extend_from_slice(&tokens);
        self.tree.statements[owner as usize].tail.end = offset(self.tree.tokens.len());
        true
    }

    /// Where another statement begins inside these tokens, because a line end, a `;` or a `{` was lost.
    fn another(&self, head: Head, tokens: &[Token]) -> Option<(usize, Cut)> {
        let declares = matches!(head, Head::Declaration(keyword) if keyword.is_node() || keyword.is_resource() || keyword.is_variant() || keyword == Keyword::Process);
        let change = matches!(head, Head::Declaration(keyword) if keyword.is_change());
        if matches!(head, Head::Declaration(_)) && !declares && !change {
            return None;
        }
        for at in 1..tokens.len() {
            let token = tokens[at];
            if token.kind != TokenKind::Word {
                continue;
            }
            if self.is(token, Keyword::Because) && !matches!(head, Head::Attribute(_)) {
                return None;
            }
            let next = tokens.get(at + 1).map(|token| token.kind);
            let word = self.text(token);
            if next == Some(TokenKind::Colon) && keywords::key(word).is_some() {
                if declares || change {
                    return Some((at, Cut::Block));
                }
                return (at >= 2).then_some((at, Cut::Separator));
            }
            let after_name =
                at >= 2 && !matches!(tokens[at - 1].kind, TokenKind::Comma | TokenKind::Arrow | TokenKind::Colon | TokenKind::Dot);
            let named = matches!(next, Some(TokenKind::Word | TokenKind::String)) || next == Some(TokenKind::Quantity);
            let begins = |keyword: Keyword| keyword.is_statement() && keyword != Keyword::Use && !(declares && keyword.is_change());
            if after_name && named && !change && next != Some(TokenKind::Quantity) && keywords::statement(word).is_some_and(begins) {
                return Some((at, Cut::Separator));
            }
        }
        None
    }

    /// Whether the statement is `key: free text`.
    fn free_text(&self, head: Head, tokens: &[Token]) -> bool {
        let Head::Attribute(Some(key)) = head else { return false };
        let quoted = |token: &Token| {
            matches!(token.kind, TokenKind::String | TokenKind::MixedString | TokenKind::UnclosedString | TokenKind::TextLine)
        };
        key.is_text() && tokens.get(2).is_none_or(|token| !quoted(token)) && !(tokens.len() == 3 && tokens[2].kind == TokenKind::Dash)
    }

    /// Where the reason of a change begins.
    fn because_at(&self, head: Head, tokens: &[Token]) -> Option<usize> {
        let takes = matches!(head, Head::Declaration(keyword) if keyword.is_change()) || head == Head::Attribute(Some(Key::Accept));
        takes.then(|| tokens.iter().position(|&token| self.is(token, Keyword::Because))).flatten()
    }

    /// Where a free text ends that begins at `from`: at the line end, at `;`, at `}`, or before a comment. Returns how many
    /// following events lie in it, and at which of the tokens a declaration begins that was joined to it.
    fn free_end(&mut self, from: u32, tokens: &[Token], following: &[Event], all: &[Token]) -> (u32, usize, Option<usize>) {
        let line = self.source.line_span(self.source.line_index(from));
        let rest = &self.source.text[from as usize..line.end.max(from as usize)];
        let mut end = from + offset(rest.len());
        let mut blank = false;
        for (at, c) in rest.char_indices() {
            match c {
                ';' | '；' | '}' | '｝' => {
                    end = from + offset(at);
                    break;
                }
                '#' | '＃' if blank => {
                    end = from + offset(at);
                    break;
                }
                _ => blank = c.is_whitespace(),
            }
        }
        let mut taken = 0;
        for &event in following {
            let start = match event {
                Event::Statement { first, .. } => all[first as usize].start,
                Event::Open(start, _) | Event::Close(start, _) | Event::Stop(start, _) | Event::Hash(start, _) => start,
            };
            if start >= end {
                break;
            }
            if matches!(event, Event::Open(..)) {
                if let Some(split) = (taken == 0).then(|| self.joined(tokens)).flatten() {
                    return (tokens[split].start, 0, Some(split));
                }
                self.balance -= 1;
            }
            taken += 1;
        }
        // A quotation mark inside the text may have swallowed the line end: read what lies behind the text again.
        if let Some(last) = tokens.last().filter(|last| last.end > end && last.start < end)
            && last.end as usize <= line.end
        {
            self.moved(end, Kind::Statement);
            self.read_rest_later(end, offset(line.end));
        }
        (end, taken, None)
    }

    /// Where a declaration with a block begins at the end of these tokens: `…, 易出错 task next "…" {`.
    fn joined(&self, tokens: &[Token]) -> Option<usize> {
        let begins = |at: usize| {
            let named = tokens.get(at + 1).is_some_and(|next| matches!(next.kind, TokenKind::Word | TokenKind::String));
            named && tokens[at].kind == TokenKind::Word && keywords::statement(self.text(tokens[at])).is_some()
        };
        (tokens.len().saturating_sub(3).max(2)..tokens.len()).find(|&at| begins(at))
    }

    /// Ends a string that was not closed where a statement could end, and returns what of the line was not read.
    fn cut_unclosed(&mut self, token: &mut Token) -> Option<(u32, u32)> {
        let text = &self.source.text[token.start as usize..token.end as usize];
        let body = text.chars().next().map_or(0, char::len_utf8);
        let cut = text[body..].find(['{', '｛', '}', '｝', ';', '；']).map_or(text.len(), |at| at + body);
        let end = token.start + offset(text[..cut].trim_end().len());
        let whole = token.end;
        token.end = end.max(token.start + offset(body));
        let quote = if text.starts_with(['“', '”', '‘']) { "”" } else { "\"" };
        let span = self.span((token.start, token.end));
        let problem = Diagnostic::new(
            &QUOTE,
            span,
            both!("this quotation mark is not closed on its line", "引号没有在本行内结束"),
            both!("put `{quote}` at the end of the quoted text", "在引文末尾加上“{quote}”"),
        );
        self.found.push(problem.unsafe_fix(both!("insert `{quote}`", "插入 {quote}"), vec![Edit::replace(span.after(), quote)]));
        (cut < text.len()).then_some((token.start + offset(cut), whole))
    }

    /// Reads the rest of a line that a lost quotation mark had swallowed; once per line, so that the time stays linear.
    fn read_rest(&mut self, start: u32, end: u32) {
        let line = self.source.line_index(start);
        if self.reread == Some(line) {
            return;
        }
        self.reread = Some(line);
        let mut flat = grammar::read(&self.source.text[start as usize..end as usize]);
        for token in &mut flat.tokens {
            token.start += start;
            token.end += start;
        }
        for event in &mut flat.events {
            match event {
                Event::Open(from, to) | Event::Close(from, to) | Event::Stop(from, to) | Event::Hash(from, to) => {
                    *from += start;
                    *to += start;
                }
                Event::Statement { .. } => {}
            }
        }
        self.tree.comments.extend(flat.comments.iter().map(|&(from, to)| (from + start, to + start)));
        self.run(&flat.events, &flat.tokens);
    }

    fn read_rest_later(&mut self, start: u32, end: u32) {
        self.read_rest(start, end);
    }

    // ---------- Blocks

    fn open(&mut self, start: u32, end: u32) {
        if self.previous.kind == Kind::Open && !self.top().inline && self.frames.len() > 1 && self.top().last.is_none() {
            self.balance -= 1;
            let span = self.span((start, end));
            let problem = Diagnostic::new(&STRAY_BRACE, span, both!("one `{{` too many", "多了一个“{{”"), both!("delete it", "删去它"));
            self.found.push(problem.safe_fix(both!("delete it", "删去它"), vec![Edit::remove(span)]));
            return;
        }
        if self.frames.len() >= DEPTH {
            self.ignored += 1;
            if self.ignored == 1 {
                self.report(
                    &TOO_LARGE,
                    (start, end),
                    both!("blocks are nested deeper than {DEPTH}", "块的嵌套超过 {DEPTH} 层"),
                    both!("a process needs four levels; look for braces that are not closed", "流程只需要四层；请检查是否有未关闭的花括号"),
                );
            }
            return;
        }
        let owner = self.top().last.filter(|&ix| self.previous.kind == Kind::Statement && self.tree.get(ix).block.is_none());
        let rank = owner.map_or(Rank::Any, |ix| self.rank_of(ix));
        if rank == Rank::Any {
            self.report(
                &STRAY_BRACE,
                (start, end),
                both!("this `{{` belongs to no declaration", "这个“{{”不属于任何声明"),
                both!("put the name of what it describes before it, as in `task NAME {{`", "在它前面写明所描述的对象，例如：任务 名称 {{"),
            );
        }
        self.push_frame(owner, rank, (start, end));
    }

    fn push_frame(&mut self, owner: Option<StatementIx>, rank: Rank, braces: (u32, u32)) {
        let at = owner.map_or(braces.0, |ix| self.tree.tokens[self.tree.get(ix).head.start as usize].start);
        let (line, indent, _) = self.place(at);
        if let Some(ix) = owner {
            self.tree.statements[ix as usize].block = Some(Block { open: braces, close: (braces.1, braces.1) });
        }
        self.frames.push(Frame { statement: owner, rank, indent, line, inline: false, body: None, last: None });
        self.moved(braces.1, Kind::Open);
    }

    fn close(&mut self, start: u32, end: u32) {
        if self.ignored > 0 {
            self.ignored -= 1;
            return;
        }
        let (_, indent, begins_line) = self.place(start);
        while begins_line && self.balance > 0 && self.frames.len() > 2 && self.top().indented() && indent < self.top().indent {
            self.close_unwritten();
        }
        if self.previous.kind == Kind::Close && self.previous.end == start {
            self.doubled = Some((start, end));
        }
        if self.frames.len() == 1 {
            let (start, end) = self.doubled.take().unwrap_or((start, end));
            self.balance += 1;
            self.stray_close((start, end));
            self.moved(end, Kind::Close);
            return;
        }
        self.pop((start, end));
        self.moved(end, Kind::Close);
    }

    fn pop(&mut self, brace: (u32, u32)) {
        let Some(frame) = self.frames.pop() else { return };
        let next = offset(self.tree.statements.len());
        match frame.statement {
            Some(ix) => {
                let statement = &mut self.tree.statements[ix as usize];
                statement.next = next;
                if let Some(block) = &mut statement.block {
                    block.close = brace;
                }
            }
            None => self.top_mut().last = frame.last.or(self.top().last),
        }
    }

    /// Closes blocks in which this statement cannot stand, if closing braces are missing.
    fn make_room(&mut self, head: Head, line: usize, indent: usize, begins_line: bool) {
        while self.balance > 0 && self.frames.len() > 1 {
            let top = *self.top();
            let misfit = match head {
                Head::Declaration(Keyword::Process) => top.rank >= Rank::Process,
                Head::Declaration(keyword) if keyword.is_variant() => top.rank >= Rank::Variant,
                Head::Declaration(_) => top.rank == Rank::Leaf,
                Head::Attribute(Some(key)) => {
                    top.rank == Rank::Leaf && !self.key_fits(key, top) && self.frames.len() == 3 && key.fits(Place::Process)
                }
                _ => false,
            };
            let outdented = begins_line && line > top.line && top.indented() && indent <= top.indent;
            if !misfit && !outdented {
                return;
            }
            self.close_unwritten();
        }
    }

    fn key_fits(&self, key: Key, frame: Frame) -> bool {
        frame.statement.is_none_or(|ix| match self.tree.get(ix).kind {
            Head::Declaration(keyword) => place_of(keyword).is_none_or(|place| key.fits(place)),
            _ => true,
        })
    }

    fn close_unwritten(&mut self) {
        self.balance -= 1;
        let end = self.previous.end;
        let owner = self.top().statement;
        let span = self.span((end.saturating_sub(1), end));
        let span = Span { start: offset(self.source.text.floor_char_boundary(span.start as usize)), ..span };
        let (message, opened) = match owner.map(|ix| self.tree.get(ix)) {
            Some(statement) => {
                let name = self.header(statement);
                let open = statement.block.map(|block| self.span(block.open));
                (both!("the `}}` of `{name}` is missing", "“{name}”缺少结尾的“}}”"), open)
            }
            None => (both!("a `}}` is missing", "缺少“}}”"), None),
        };
        let mut problem = Diagnostic::new(&MISSING_BRACE, span, message, both!("put `}}` after this", "在此处之后加上“}}”"));
        if let Some(open) = opened {
            problem = problem.related(open, both!("the block begins here", "块从这里开始"));
        }
        self.found.push(problem.unsafe_fix(both!("insert `}}`", "插入“}}”"), vec![Edit::replace(span.after(), " }")]));
        self.pop((end, end));
    }

    /// Opens the block of the statement before, if `{` was lost and this statement can only stand inside.
    fn open_if_lost(&mut self, head: Head, tokens: &[Token]) {
        let top = *self.top();
        let Some(last) = top.last.filter(|_| matches!(self.previous.kind, Kind::Statement | Kind::Stop)) else { return };
        let Head::Declaration(before) = self.tree.get(last).kind else { return };
        if self.tree.get(last).block.is_some() || top.rank == Rank::Leaf {
            return;
        }
        let attribute = matches!(head, Head::Attribute(_));
        let branch = head == Head::Flow
            && (tokens[0].kind == TokenKind::String
                || tokens.iter().any(|token| token.kind == TokenKind::Compare)
                || tokens.get(1).is_some_and(|token| token.kind == TokenKind::Quantity)
                || [Keyword::Else, Keyword::Rejected, Keyword::Approved, Keyword::Timeout].iter().any(|&word| self.is(tokens[0], word)));
        let fits = match head {
            Head::Attribute(Some(key)) => {
                place_of(before).is_some_and(|place| key.fits(place)) && (top.rank == Rank::Variant || self.balance < 0)
            }
            _ => attribute && top.rank == Rank::Variant,
        };
        let inside = match before {
            Keyword::Process | Keyword::AsIs => true,
            Keyword::ToBe => !matches!(head, Head::Declaration(keyword) if keyword.is_variant() || keyword == Keyword::Process),
            Keyword::Parallel => self.balance < 0 && !matches!(head, Head::Declaration(_)),
            keyword if keyword.is_node() || keyword.is_change() => attribute && top.rank == Rank::Variant || branch && self.balance < 0,
            keyword if keyword.is_resource() => fits && self.balance < 0,
            _ => false,
        };
        if inside && self.frames.len() < DEPTH {
            self.open_unwritten(last);
        }
    }

    fn open_unwritten(&mut self, owner: StatementIx) {
        self.balance += 1;
        let statement = self.tree.get(owner);
        let name = self.header(statement);
        let end = self.previous.end;
        let span = self.tree.span((self.tree.tokens[statement.head.start as usize].start, end));
        let problem = Diagnostic::new(
            &MISSING_BRACE,
            span,
            both!("the `{{` of `{name}` is missing", "“{name}”之后缺少“{{”"),
            both!("put `{{` after it", "在其后加上“{{”"),
        );
        self.found.push(problem.safe_fix(both!("insert `{{`", "插入“{{”"), vec![Edit::replace(span.after(), " {")]));
        let rank = self.rank_of(owner);
        self.push_frame(Some(owner), rank, (end, end));
    }

    /// Opens a variant or a process again that a doubled `}` closed too early.
    fn reopen_if_closed_early(&mut self, head: Head) {
        if self.balance >= 0 || self.reopened >= REOPENINGS {
            return;
        }
        let wanted = match head {
            Head::Declaration(keyword) if keyword.is_node() || keyword.is_change() => Rank::Variant,
            Head::Flow => Rank::Variant,
            Head::Declaration(keyword) if keyword.is_variant() || keyword.is_process_line() => Rank::Process,
            Head::Attribute(_) => Rank::Process,
            _ => return,
        };
        while self.top().rank < wanted && self.balance < 0 {
            let closed = |ix: &StatementIx| self.tree.get(*ix).block.is_some_and(|block| block.close.0 < block.close.1);
            let Some(ix) = self.top().last.filter(closed) else { return };
            let rank = self.rank_of(ix);
            if !(rank == Rank::Process || rank == Rank::Variant) || rank > wanted {
                return;
            }
            let Some(block) = self.tree.get(ix).block else { return };
            self.reopened += 1;
            self.balance += 1;
            self.stray_close(block.close);
            let last = self.tree.children(ix).last();
            self.push_frame(Some(ix), rank, block.open);
            self.top_mut().last = last;
        }
    }

    fn stray_close(&mut self, brace: (u32, u32)) {
        let span = self.span(brace);
        let problem = Diagnostic::new(&STRAY_BRACE, span, both!("one `}}` too many", "多了一个“}}”"), both!("delete it", "删去它"));
        self.found.push(problem.safe_fix(both!("delete it", "删去它"), vec![Edit::remove(span)]));
    }

    fn finish(&mut self) {
        let open = self.frames.len() - 1;
        if open > 1 {
            let end = self.previous.end;
            let span =
                Span { start: offset(self.source.text.floor_char_boundary(end.saturating_sub(1) as usize)), ..self.span((end, end)) };
            let first = self.frames[1].statement.map_or(span, |ix| self.tree.whole(self.tree.get(ix)).before());
            let problem = Diagnostic::new(
                &MISSING_BRACE,
                span,
                both!("{open} blocks are not closed", "有 {open} 个块没有关闭"),
                both!("put the missing `}}` where each block ends", "在每个块结束处补上“}}”"),
            );
            self.found.push(problem.related(first, both!("the outermost begins here", "最外层的块从这里开始")));
            while self.frames.len() > 1 {
                self.pop((end, end));
            }
        } else if open == 1 {
            self.close_unwritten();
        }
    }

    // ---------- Small things

    fn missing_separator(&mut self, token: Token) {
        let span = self.span((token.start, token.end));
        let word = shown(self.text(token)).to_string();
        let problem = Diagnostic::new(
            &MISSING_SEPARATOR,
            span,
            both!("another statement begins at `{word}`", "“{word}”处开始了另一条语句"),
            both!("put it on a line of its own, or `;` before it", "另起一行，或在它前面加“；”"),
        );
        self.found.push(problem.safe_fix(both!("insert `;`", "插入“；”"), vec![Edit::replace(span.before(), "; ")]));
    }

    fn report(&mut self, rule: &'static crate::rule::Rule, bytes: (u32, u32), message: Text, help: Text) {
        let span = self.span(bytes);
        self.found.push(Diagnostic::new(rule, span, message, help));
    }

    /// How a message names a statement: its keyword and name.
    fn header(&self, statement: &Statement) -> String {
        let tokens = self.tree.tokens(&statement.head);
        let shown_tokens = tokens.iter().take(2).map(|&token| shown(self.text(token)).to_string());
        shown_tokens.collect::<Vec<_>>().join(" ")
    }

    fn rank_of(&self, ix: StatementIx) -> Rank {
        match self.tree.get(ix).kind {
            Head::Declaration(Keyword::Process) => Rank::Process,
            Head::Declaration(keyword) if keyword.is_variant() => Rank::Variant,
            Head::Declaration(keyword) if keyword.is_node() || keyword.is_resource() || keyword.is_change() => Rank::Leaf,
            Head::Other if self.top().rank == Rank::Process => Rank::Variant,
            Head::Other => Rank::Leaf,
            _ => Rank::Any,
        }
    }

    fn trimmed(&self, from: u32, end: u32) -> (u32, u32) {
        let text = &self.source.text[from as usize..end.max(from) as usize];
        let start = from + offset(text.len() - text.trim_start().len());
        (start, start + offset(text.trim().len()))
    }

    /// Line, columns before, and whether nothing but blanks stands before.
    fn place(&self, at: u32) -> (usize, usize, bool) {
        let line = self.line_of(at);
        let start = self.source.line_starts()[line] as usize;
        let before = &self.source.text[start..at as usize];
        let blanks = before.chars().take_while(|c| c.is_whitespace()).count();
        (line, blanks, before.trim_start().is_empty())
    }

    /// The line of an offset. Offsets mostly grow, so the search starts at the last one.
    fn line_of(&self, at: u32) -> usize {
        let starts = self.source.line_starts();
        let mut line = self.previous.line;
        if starts[line] > at {
            return self.source.line_index(at);
        }
        while starts.get(line + 1).is_some_and(|&next| next <= at) {
            line += 1;
        }
        line
    }

    fn note_indent(&mut self, line: usize, indent: usize, begins_line: bool) {
        let top = self.top_mut();
        if line == top.line && top.rank != Rank::File {
            top.inline = true;
        } else if begins_line && top.body.is_none() {
            top.body = Some(indent);
        }
    }

    fn moved(&mut self, end: u32, kind: Kind) {
        let line = self.line_of(end.saturating_sub(1));
        self.previous = Previous { end, line, kind };
    }

    fn is(&self, token: Token, keyword: Keyword) -> bool {
        token.kind == TokenKind::Word && keywords::is(self.text(token), keyword)
    }

    fn text(&self, token: Token) -> &str {
        &self.source.text[token.start as usize..token.end as usize]
    }

    fn span(&self, bytes: (u32, u32)) -> Span {
        self.tree.span(bytes)
    }

    fn top(&self) -> &Frame {
        &self.frames[self.frames.len() - 1]
    }

    fn top_mut(&mut self) -> &mut Frame {
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }
}

/// Why a statement is cut in two.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// The rest stands in a block whose `{` was lost.
    Block,
    /// A line end or `;` was lost.
    Separator,
}

/// Where the attributes of what a keyword declares stand.
pub(crate) fn place_of(keyword: Keyword) -> Option<Place> {
    Some(match keyword {
        Keyword::Process => Place::Process,
        Keyword::Role | Keyword::External => Place::Role,
        Keyword::System => Place::System,
        Keyword::Data => Place::Data,
        Keyword::Goal => Place::Goal,
        Keyword::Risk => Place::Risk,
        Keyword::Calendar => Place::Calendar,
        Keyword::Approval => Place::Approval,
        Keyword::Notify => Place::Notify,
        Keyword::Call => Place::Call,
        keyword if keyword.is_node() || keyword.is_change() => Place::Node,
        _ => return None,
    })
}
