//! Which block a statement belongs to: a stack of open blocks.
//!
//! Where braces are lost or doubled, `recover` says where they belong; where a text without quotation marks ends, `text`.

use super::grammar::{Event, Flat};
use super::heads::{self, Surroundings};
use super::keywords::Keyword;
use super::limits::{DEPTH, STATEMENTS};
use super::nester::{Cut, Frame, Kind, Nester, Place, Previous, Rank, Stream};
use super::rules::{MISSING_SEPARATOR, STRAY_BRACE, TOO_LARGE};
use super::tree::{Block, Head, Statement, StatementIx, Token, TokenKind, Tree};
use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::shown;
use crate::source::{FileId, Source, Span, offset};

/// How often one line may be cut into several statements. A line with more has one finding anyway.
const CUTS: usize = 64;

/// How many misspelt words of a file are looked up.
const SUGGESTIONS: u32 = 1000;

/// Nests the statements of a text in their blocks.
pub(super) fn nest(file: FileId, source: &Source, flat: Flat, found: Vec<Diagnostic>) -> (Tree, Vec<Diagnostic>) {
    let tree = Tree {
        file,
        tokens: Vec::with_capacity(flat.tokens.len()),
        statements: Vec::with_capacity(flat.events.len().min(STATEMENTS)),
        comments: flat.comments,
    };
    let mut nester = Nester {
        source,
        tree,
        found,
        frames: vec![Frame::new(None, Rank::File, Place { line: 0, indent: 0, begins_line: true })],
        balance: 0,
        previous: Previous { end: 0, line: 0, kind: Kind::Start },
        ignored: 0,
        pending: Vec::new(),
        unread: source.text.len() + 4096,
        reopened: 0,
        text_lines: None,
        suggestions: SUGGESTIONS,
        may_cut: true,
        indentation: (usize::MAX, 0, 0),
    };
    nester.run(Stream { events: flat.events, tokens: flat.tokens, at: 0 });
    nester.finish();
    nester.tree.comments.sort_unstable();
    (nester.tree, nester.found)
}

/// What is known about a statement that is taken.
#[derive(Clone, Copy)]
struct Taking {
    place: Place,
    /// Its keyword had to be guessed.
    broken: bool,
    /// A `{` follows.
    opens: bool,
}

impl Nester<'_> {
    fn run(&mut self, text: Stream) {
        self.balance = text.balance(&self.source.text);
        let mut streams = vec![text];
        while let Some(mut stream) = streams.pop() {
            let Some(event) = stream.next() else { continue };
            stream.at += 1;
            match event {
                Event::Statement { first, last } => {
                    if self.tree.statements.len() >= STATEMENTS {
                        self.stop_reading(stream.tokens[first as usize]);
                        return;
                    }
                    let tokens = stream.tokens[first as usize..last as usize].to_vec();
                    self.statement(tokens, &mut stream);
                }
                Event::Open(start, end) => self.open(start, end),
                Event::Close(start, end) => self.close(start, end),
                Event::Stop(_, end) => self.moved(end, Kind::Stop),
            }
            streams.push(stream);
            streams.append(&mut self.pending);
        }
    }

    fn stop_reading(&mut self, token: Token) {
        self.report(
            &TOO_LARGE,
            (token.start, token.end),
            both!("the file has more than {STATEMENTS} statements; the rest is not read", "文件超过 {STATEMENTS} 条语句，其余部分未读取"),
            both!("split the file, one process in each", "请拆分文件，每个文件写一个流程"),
        );
        let end = self.previous.end;
        while self.frames.len() > 1 {
            self.pop((end, end));
        }
    }

    // ---------- Statements

    /// Takes a statement, which may turn out to be several.
    fn statement(&mut self, mut tokens: Vec<Token>, stream: &mut Stream) {
        let unclosed = self.cut_unclosed(&mut tokens);
        let mut closing = None;
        for cuts in 0.. {
            self.may_cut = cuts < CUTS;
            closing = closing.or_else(|| self.closing_paren(&mut tokens));
            if tokens.is_empty() {
                break;
            }
            let opens = matches!(stream.next(), Some(Event::Open(..))) || unclosed.as_ref().is_some_and(|cut| cut.opens);
            let around = Surroundings { opens, rank: self.top().rank, suggest: self.suggestions > 0 };
            let (head, problem) = heads::classify(self.tree.file, &self.source.text, &mut tokens, around);
            let guessed = problem.is_some() || head == Head::Other;
            self.suggestions = self.suggestions.saturating_sub(u32::from(guessed));
            let place = self.place(tokens[0].start);
            if self.take_text_line(head, &tokens, place, opens, stream) {
                break;
            }
            let broken = problem.is_some();
            self.found.extend(problem);
            self.make_room(head, &tokens, place, opens);
            self.open_if_lost(head, &tokens, place, broken);
            self.open_headless(head, &tokens);
            self.reopen_if_closed_early(head, &tokens, place);

            let (later, cut) = match self.attach_tail(head, &mut tokens, stream) {
                Some(run) => (run.rest, run.cut),
                None => self.take(head, &mut tokens, stream, Taking { place, broken, opens }),
            };
            match cut {
                Some(Cut::Close) => self.close_unwritten(),
                Some(Cut::Separator) => self.missing_separator(later[0]),
                _ => {}
            }
            tokens = later;
            if tokens.is_empty() {
                break;
            }
        }
        if let Some(paren) = closing {
            self.close_paren(paren);
        }
        if let Some(unclosed) = unclosed {
            self.read_later(unclosed.folded);
            self.read_again(unclosed.rest);
        }
    }

    /// Adds a statement to the tree. Returns what does not belong to it, and why.
    fn take(&mut self, head: Head, tokens: &mut Vec<Token>, stream: &mut Stream, taking: Taking) -> (Vec<Token>, Option<Cut>) {
        self.note_indent(taking.place);
        let mut broken = taking.broken;
        let (mut later, mut cut) = (Vec::new(), None);
        let (mut text, mut reason) = (None, None);
        if self.is_free_text(head, tokens, taking.opens, stream) {
            let run = self.run_of_text(head, tokens, 2, stream);
            tokens.truncate(2);
            text = Some(run.bytes);
            (later, cut) = (run.rest, run.cut);
        } else {
            if let Some((at, why)) = self.another(head, tokens, taking.opens) {
                later = tokens.split_off(at);
                cut = Some(why);
                broken |= why == Cut::Separator && tokens[tokens.len() - 1].kind == TokenKind::Comma;
            }
            if let Some(at) = self.reason_at(head, tokens) {
                // What was cut off stands between the reason and the rest of the stream.
                let mut nothing = Stream { events: Vec::new(), tokens: Vec::new(), at: 0 };
                let run = self.run_of_text(head, tokens, at + 1, if later.is_empty() { stream } else { &mut nothing });
                tokens.truncate(at + 1);
                reason = Some(run.bytes);
                cut = run.cut.or(cut);
                later.splice(0..0, run.rest);
            }
            broken |= self.report_unclosed(tokens);
        }
        let ix = self.push(head, tokens, text, reason, broken);
        let end = text.or(reason).map_or(0, |text| text.1);
        self.moved(end.max(tokens[tokens.len() - 1].end), Kind::Statement);
        match cut {
            Some(Cut::Block) => self.open_unwritten(ix),
            Some(Cut::Paren) => self.open_paren(ix, later.remove(0)),
            _ => {}
        }
        (later, cut)
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
            broken: broken || self.top().headless,
        });
        self.top_mut().last = Some(ix);
        ix
    }

    fn missing_separator(&mut self, token: Token) {
        let span = self.span((token.start, token.end));
        let word = shown(self.text(token)).to_string();
        let last = self.tree.tokens.last().copied().filter(|last| last.kind == TokenKind::Comma && last.end <= token.start);
        if let Some(comma) = last {
            let span = self.span((comma.start, comma.end));
            let problem = Diagnostic::new(
                &MISSING_SEPARATOR,
                span,
                both!("a comma stands before `{word}` where `;` is needed", "“{word}”前面应该用分号，不用逗号"),
                both!(
                    "commas separate the values of one attribute, `;` separates attributes",
                    "逗号和顿号隔开同一属性的几个值，分号隔开不同的属性"
                ),
            );
            let blank = self.source.text[comma.end as usize..].starts_with(' ');
            self.found.push(problem.safe_fix(both!("write `;`", "改为分号"), vec![Edit::replace(span, if blank { ";" } else { "; " })]));
            return;
        }
        let problem = Diagnostic::new(
            &MISSING_SEPARATOR,
            span,
            both!("another statement begins at `{word}`", "从“{word}”开始是另一条内容，前面缺少分号"),
            both!("put it on a line of its own, or `;` before it", "请另起一行，或在它前面加“；”"),
        );
        let end = self.previous.end.min(span.start);
        let gap = Span { start: end, ..span.before() };
        let blank = self.source.slice(gap).chars().all(char::is_whitespace);
        self.found
            .push(problem.safe_fix(both!("insert `;`", "插入分号"), vec![Edit::replace(if blank { gap } else { span.before() }, "; ")]));
    }

    // ---------- Blocks

    fn open(&mut self, start: u32, end: u32) {
        let top = *self.top();
        if self.previous.kind == Kind::Open && !top.inline && self.frames.len() > 1 && top.last.is_none() {
            self.balance -= 1;
            let span = self.span((start, end));
            let problem = Diagnostic::new(&STRAY_BRACE, span, both!("one `{{` too many", "多了一个“{{”"), both!("delete it", "请删去它"));
            self.found.push(problem.safe_fix(both!("delete it", "删去"), vec![Edit::remove(span)]));
            return;
        }
        if self.frames.len() >= DEPTH {
            self.ignored += 1;
            if self.ignored == 1 {
                self.report(
                    &TOO_LARGE,
                    (start, end),
                    both!("blocks are nested deeper than {DEPTH}", "花括号嵌套超过 {DEPTH} 层"),
                    both!("a process needs four levels; look for braces that are not closed", "一个流程只需要四层；请检查有没有漏写的“}}”"),
                );
            }
            return;
        }
        let owner = top.last.filter(|&ix| self.previous.kind == Kind::Statement && self.tree.get(ix).block.is_none());
        let rank = owner.map_or(Rank::Any, |ix| self.rank_of(ix));
        if rank == Rank::Any && !owner.is_some_and(|ix| self.tree.get(ix).kind == Head::Other) {
            self.report(
                &STRAY_BRACE,
                (start, end),
                both!("this `{{` belongs to no declaration", "这个“{{”前面没有声明"),
                both!("put what it describes before it, as in `task NAME {{`", "请在它前面写明描述的是什么，例如：任务 名称 {{"),
            );
        }
        self.push_frame(owner, rank, (start, end));
    }

    pub(super) fn push_frame(&mut self, owner: Option<StatementIx>, rank: Rank, braces: (u32, u32)) {
        let at = owner.map_or(braces.0, |ix| self.start_of(ix));
        let header = self.place(at);
        if let Some(ix) = owner {
            self.tree.statements[ix as usize].block = Some(Block { open: braces, close: (braces.1, braces.1) });
        }
        self.frames.push(Frame::new(owner, rank, header));
        self.moved(braces.1, Kind::Open);
    }

    fn close(&mut self, start: u32, end: u32) {
        if self.ignored > 0 {
            self.ignored -= 1;
            return;
        }
        let doubled = self.balance < 0 && self.previous.kind == Kind::Close && self.previous.end == start;
        let place = self.place(start);
        while place.begins_line && self.balance > 0 && self.frames.len() > 2 && self.top().indented() && place.indent < self.top().indent {
            self.close_unwritten();
        }
        self.close_if_unopened(place);
        if doubled || self.frames.len() == 1 {
            self.balance += 1;
            self.stray_close((start, end));
        } else {
            self.pop((start, end));
        }
        self.moved(end, Kind::Close);
    }

    pub(super) fn pop(&mut self, brace: (u32, u32)) {
        let Some(frame) = self.frames.pop() else { return };
        let next = offset(self.tree.statements.len());
        let Some(ix) = frame.statement else {
            self.top_mut().last = frame.last.or(self.top().last);
            return;
        };
        let statement = &mut self.tree.statements[ix as usize];
        statement.next = next;
        if let Some(block) = &mut statement.block {
            block.close = brace;
        }
        if matches!(frame.rank, Rank::Process | Rank::Variant) {
            self.top_mut().closed = Some(ix);
        }
    }

    /// The rank of a statement's block.
    pub(super) fn rank_of(&self, ix: StatementIx) -> Rank {
        match self.tree.get(ix).kind {
            Head::Declaration(Keyword::Process) => Rank::Process,
            Head::Declaration(keyword) if keyword.is_variant() => Rank::Variant,
            Head::Declaration(keyword) if keyword.is_node() || keyword.is_resource() || keyword.is_change() => Rank::Leaf,
            Head::Other if self.top().rank == Rank::Process => Rank::Variant,
            Head::Other if self.top().rank == Rank::Variant => Rank::Leaf,
            _ => Rank::Any,
        }
    }

    // ---------- Places

    // ---------- Small things
}
