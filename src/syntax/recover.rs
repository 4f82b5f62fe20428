//! Where a lost brace belongs, and which of the doubled ones is too many.
//!
//! Where the braces of a text balance they are taken as they stand, unless a statement cannot stand where they put it and its
//! indentation says that it does not either. Where they do not balance, a block is closed early at a statement that cannot
//! stand in it or that is indented no deeper than its header, and a header without `{` is opened at a statement that only
//! makes sense inside; each at most as often as braces are missing.

use super::keywords::{self, Key, Keyword, place_of};
use super::nester::{Cut, Frame, Kind, Nester, Place, Rank};
use super::rules::{MISPLACED, MISSING_BRACE, STRAY_BRACE};
use super::tree::{Head, Statement, StatementIx, Token, TokenKind};
use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::shown;
use crate::source::{Span, offset};

/// How often a block that was closed too early is opened again.
const REOPENINGS: u32 = 64;

/// The words with which what follows the block of a change begins.
const BEHIND: [Keyword; 4] = [Keyword::Because, Keyword::Between, Keyword::After, Keyword::Before];

impl Nester<'_> {
    // ---------- A lost `}`

    /// Closes blocks in which this statement cannot stand, if closing braces are missing.
    pub(super) fn make_room(&mut self, head: Head, tokens: &[Token], place: Place, opens: bool) {
        while self.frames.len() > 1 {
            let top = *self.top();
            let misfit = match head {
                Head::Declaration(Keyword::Process) => top.rank >= Rank::Process,
                Head::Declaration(keyword) if keyword.is_variant() => top.rank >= Rank::Variant,
                Head::Declaration(_) => top.rank == Rank::Leaf && (opens || !self.fits_in_leaf(tokens, top)),
                Head::Attribute(Some(key)) => {
                    top.rank == Rank::Leaf && !self.key_fits(key, top) && self.frames.len() == 3 && key.fits(keywords::Place::Process)
                }
                _ => false,
            };
            let behind = top.rank == Rank::Leaf
                && self.owner().is_some_and(Keyword::is_change)
                && matches!(head, Head::Flow | Head::Other)
                && self.is_any(tokens[0], &BEHIND);
            let outside = self.frames[..self.frames.len() - 1].iter().any(|frame| stands_in(head, frame.rank));
            let outdented = outside && place.begins_line && place.line > top.line && top.indented() && place.indent <= top.indent;
            if !(misfit && outdented || behind || self.balance > 0 && (misfit || outdented)) {
                return;
            }
            self.close_unwritten();
        }
    }

    /// Closes the block of a header that lost both braces, where a `}` belongs to the block around it.
    pub(super) fn close_if_unopened(&mut self, place: Place) {
        let top = *self.top();
        let own = place.begins_line && place.indent == top.indent;
        if top.unopened.is_some() && self.balance > 0 && self.frames.len() > 2 && !own {
            self.close_unwritten();
        }
    }

    /// Whether what looks like a declaration is the name of a node in a parallel block, or an attribute without its colon.
    fn fits_in_leaf(&self, tokens: &[Token], frame: Frame) -> bool {
        let name = tokens.len() == 1 && self.owner() == Some(Keyword::Parallel);
        let labelled = tokens.iter().any(|token| token.kind == TokenKind::String);
        name || !labelled && keywords::key(self.text(tokens[0])).is_some_and(|key| self.key_fits(key, frame))
    }

    fn key_fits(&self, key: Key, frame: Frame) -> bool {
        frame.statement.is_none_or(|ix| match self.tree.get(ix).kind {
            Head::Declaration(keyword) => place_of(keyword).is_none_or(|place| key.fits(place)),
            _ => true,
        })
    }

    /// Closes the block at hand behind the statement before.
    pub(super) fn close_unwritten(&mut self) {
        self.balance -= i64::from(!self.top().paren);
        let end = self.previous.end;
        let span = self.last_character(end);
        let owner = self.top().statement.map(|ix| self.tree.get(ix));
        let name = owner.map(|statement| self.name_of(statement));
        let close = Edit::replace(span.after(), " }");
        match (self.top().unopened, name) {
            (Some(at), Some(name)) => {
                // Its `{` is missing too: one finding for both.
                let problem = &mut self.found[at];
                problem.message = both!("the braces around what belongs to `{name}` are missing", "“{name}”的内容没有放在花括号里");
                problem.help = both!("put `{{` before it and `}}` behind it", "请在内容前面写“{{”，后面写“}}”");
                if let Some(fix) = &mut problem.fix {
                    fix.title = both!("insert `{{` and `}}`", "插入“{{”和“}}”");
                    fix.edits.push(close);
                }
            }
            (_, name) => {
                let message = match name {
                    Some(name) => both!("the `}}` of `{name}` is missing", "“{name}”缺少结尾的“}}”"),
                    None => both!("a `}}` is missing", "缺少“}}”"),
                };
                let mut problem = Diagnostic::new(&MISSING_BRACE, span, message, both!("put `}}` after this", "请在这里之后加上“}}”"));
                if let Some(block) = owner.and_then(|statement| statement.block) {
                    problem = problem.related(self.span(block.open), both!("the block begins here", "从这里开始"));
                }
                self.found.push(problem.unsafe_fix(both!("insert `}}`", "插入“}}”"), vec![close]));
            }
        }
        self.pop((end, end));
        self.previous.kind = Kind::Close;
    }

    /// Closes what is open at the end of the text.
    pub(super) fn finish(&mut self) {
        let open = self.frames.len() - 1;
        if open == 1 {
            self.close_unwritten();
        }
        if open < 2 {
            return;
        }
        let end = self.previous.end;
        let span = self.last_character(end);
        let first = self.frames[1].statement.map_or(span, |ix| self.tree.whole(self.tree.get(ix)).before());
        let problem = Diagnostic::new(
            &MISSING_BRACE,
            span,
            both!("{open} blocks are not closed", "还有 {open} 处“{{”没有对应的“}}”"),
            both!("put the missing `}}` where each block ends", "请在每一块结束的地方补上“}}”"),
        );
        self.found.push(problem.related(first, both!("the outermost begins here", "最外面的一块从这里开始")));
        while self.frames.len() > 1 {
            self.pop((end, end));
        }
    }

    // ---------- A lost `{`

    /// Opens the block of the statement before, if `{` was lost and this statement can only stand inside.
    pub(super) fn open_if_lost(&mut self, head: Head, tokens: &[Token], place: Place, guessed: bool) {
        let top = *self.top();
        let Some(last) = top.last.filter(|_| matches!(self.previous.kind, Kind::Statement | Kind::Stop)) else { return };
        let statement = self.tree.get(last);
        let Head::Declaration(before) = statement.kind else { return };
        if statement.block.is_some() || top.rank == Rank::Leaf || self.frames.len() >= super::limits::DEPTH {
            return;
        }
        let broken = statement.broken;
        let header = self.place(self.start_of(last));
        let deeper = place.begins_line && place.line > header.line && place.indent > header.indent;
        let lost = self.balance < 0 || deeper;
        let in_process = |head: Head| match head {
            Head::Declaration(keyword) => !matches!(keyword, Keyword::Use | Keyword::Process),
            _ => true,
        };
        let in_variant = |head: Head| match head {
            Head::Declaration(keyword) => keyword.is_node() || keyword.is_change() || keyword == Keyword::Steps,
            _ => true,
        };
        let attribute = matches!(head, Head::Attribute(_)) && (top.rank == Rank::Variant || lost);
        let inside = match before {
            Keyword::Process => !broken && (in_process(head) && !guessed || lost),
            keyword if keyword.is_variant() => !broken && in_variant(head) && (!guessed || lost),
            Keyword::Parallel => lost && !matches!(head, Head::Declaration(_)) || attribute,
            keyword if keyword.is_node() || keyword.is_change() => attribute || lost && self.is_branch(head, tokens),
            keyword if keyword.is_resource() => match head {
                Head::Attribute(Some(key)) => attribute && place_of(before).is_some_and(|place| key.fits(place)),
                _ => false,
            },
            _ => false,
        };
        if inside {
            self.open_unwritten(last);
        }
    }

    /// Whether a flow looks like a branch of a node: it begins with a label, an outcome or a condition.
    fn is_branch(&self, head: Head, tokens: &[Token]) -> bool {
        let outcomes = [Keyword::Else, Keyword::Rejected, Keyword::Approved, Keyword::Timeout];
        let before_arrow = tokens.iter().take_while(|token| token.kind != TokenKind::Arrow);
        let marks = |token: &Token| matches!(token.kind, TokenKind::Compare | TokenKind::Dot | TokenKind::Quantity);
        head == Head::Flow
            && (tokens[0].kind == TokenKind::String || self.is_any(tokens[0], &outcomes) || before_arrow.into_iter().any(marks))
    }

    pub(super) fn open_unwritten(&mut self, owner: StatementIx) {
        self.balance += 1;
        let name = self.name_of(self.tree.get(owner));
        let end = self.previous.end;
        let span = self.tree.span((self.start_of(owner), end));
        let problem = Diagnostic::new(
            &MISSING_BRACE,
            span,
            both!("the `{{` of `{name}` is missing", "“{name}”后面缺少“{{”"),
            both!("put `{{` after it", "请在它后面加上“{{”"),
        );
        let unopened = self.found.len();
        self.found.push(problem.safe_fix(both!("insert `{{`", "插入“{{”"), vec![Edit::replace(span.after(), " {")]));
        let rank = self.rank_of(owner);
        self.push_frame(Some(owner), rank, (end, end));
        self.top_mut().unopened = Some(unopened);
    }

    // ---------- Parentheses in the place of braces

    // ---------- A lost header

    /// Opens a block for what stands in none, because a comment has swallowed the header: `# comment task x {`.
    pub(super) fn open_headless(&mut self, head: Head, tokens: &[Token]) {
        let rank = match (head, self.top().rank) {
            (Head::Attribute(Some(_)), Rank::Variant) => Rank::Leaf,
            (Head::Attribute(Some(key)), Rank::File | Rank::Process) if !key.fits(keywords::Place::Process) => Rank::Leaf,
            (Head::Flow, Rank::Process) => Rank::Variant,
            (Head::Declaration(keyword), Rank::Process) if keyword.is_node() || keyword.is_change() => Rank::Variant,
            _ => return,
        };
        let start = tokens[0].start;
        let gap = &self.source.text[self.previous.end.min(start) as usize..start as usize];
        let Some(brace) = gap.rfind(['{', '｛']).filter(|_| self.balance < 0) else { return };
        let hash = gap[..brace].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let hash = hash + gap[hash..brace].find(['#', '＃']).unwrap_or(0);
        let line = gap[hash..].lines().next().unwrap_or_default();
        let from = self.previous.end + offset(hash);
        self.report(
            &MISPLACED,
            (from, from + offset(line.len())),
            both!("a declaration stands in this comment", "这条注释里混进了一条声明"),
            both!("put the declaration on a line of its own", "请把声明另起一行"),
        );
        self.balance += 1;
        let place = self.place(start);
        self.frames.push(Frame::new(None, rank, place));
        self.top_mut().headless = true;
    }

    // ---------- A doubled `}`

    /// Opens a variant or a process again that a doubled `}` closed too early.
    pub(super) fn reopen_if_closed_early(&mut self, head: Head, tokens: &[Token], place: Place) {
        let wanted = match head {
            Head::Declaration(keyword) if keyword.is_node() || keyword.is_change() => Rank::Variant,
            Head::Flow => Rank::Variant,
            Head::Other if self.is_any(tokens[0], &BEHIND) => Rank::Variant,
            Head::Declaration(keyword) if keyword.is_variant() || keyword.is_process_line() => Rank::Process,
            Head::Attribute(_) => Rank::Process,
            _ => return,
        };
        let listed = matches!(head, Head::Attribute(_)) && keywords::statement(self.text(tokens[0])).is_some_and(Keyword::is_resource);
        while self.top().rank < wanted && self.reopened < REOPENINGS {
            let Some(ix) = self.top().closed else { return };
            let header = self.place(self.start_of(ix));
            let deeper = place.begins_line && place.indent > header.indent && !listed;
            let rank = self.rank_of(ix);
            let Some(block) = self.tree.get(ix).block.filter(|block| block.close.0 < block.close.1 && rank <= wanted) else { return };
            if self.balance >= 0 && !deeper {
                return;
            }
            self.reopened += 1;
            self.balance += 1;
            self.stray_close(block.close);
            let children: Vec<StatementIx> = self.tree.children(ix).collect();
            let closed = |child: &StatementIx| matches!(self.tree.get(*child).kind, Head::Declaration(keyword) if keyword.is_variant());
            let variant = children.iter().copied().rfind(|child| closed(child) && self.tree.get(*child).block.is_some());
            let last = self.top().last.filter(|&last| last != ix).or_else(|| children.last().copied());
            let previous = self.previous;
            self.push_frame(Some(ix), rank, block.open);
            self.previous = previous;
            let top = self.top_mut();
            (top.last, top.closed) = (last, variant);
        }
    }

    pub(super) fn stray_close(&mut self, brace: (u32, u32)) {
        let span = self.span(brace);
        let problem = Diagnostic::new(&STRAY_BRACE, span, both!("one `}}` too many", "多了一个“}}”"), both!("delete it", "请删去它"));
        self.found.push(problem.safe_fix(both!("delete it", "删去"), vec![Edit::remove(span)]));
    }

    // ---------- A lost line end

    /// Where another statement begins inside these tokens, because a line end, a `;` or a brace was lost.
    pub(super) fn another(&self, head: Head, tokens: &[Token], opens: bool) -> Option<(usize, Cut)> {
        let (declares, change) = match head {
            Head::Declaration(keyword) => {
                let block = keyword.is_node() || keyword.is_resource() || keyword.is_variant() || keyword == Keyword::Process;
                (block, keyword.is_change())
            }
            _ => (false, false),
        };
        if !self.may_cut || matches!(head, Head::Declaration(_)) && !declares && !change || head == Head::Other && !opens {
            return None;
        }
        let of_change = self.top().rank == Rank::Leaf
            && self.owner().is_some_and(Keyword::is_change)
            && matches!(head, Head::Attribute(_) | Head::Flow);
        for at in 1..tokens.len() {
            let token = tokens[at];
            if token.kind != TokenKind::Word {
                continue;
            }
            if of_change && at >= 2 && self.stands_behind(head, tokens, at) {
                return Some((at, Cut::Close));
            }
            if !matches!(head, Head::Attribute(_)) && self.because_in(&tokens[at..=at]).is_some() {
                return None;
            }
            let next = tokens.get(at + 1).map(|token| token.kind);
            let word = self.text(token);
            if next == Some(TokenKind::Colon) && keywords::key(word).is_some() {
                if (declares || change) && self.is_opening(tokens[at - 1]) {
                    return Some((at - 1, Cut::Paren));
                }
                if declares || change {
                    return Some((at, Cut::Block));
                }
                return (at >= 2).then_some((at, Cut::Separator));
            }
            let after_name =
                at >= 2 && !matches!(tokens[at - 1].kind, TokenKind::Comma | TokenKind::Arrow | TokenKind::Colon | TokenKind::Dot);
            let named = matches!(next, Some(TokenKind::Word | TokenKind::String));
            let begins = |keyword: Keyword| keyword.is_statement() && keyword != Keyword::Use && !(declares && keyword.is_change());
            let variant = matches!(head, Head::Declaration(keyword) if keyword.is_variant());
            if after_name && named && !change && !variant && keywords::statement(word).is_some_and(begins) {
                return Some((at, Cut::Separator));
            }
        }
        let last = tokens.len() - 1;
        (declares && !opens && last > 1 && self.is_opening(tokens[last])).then_some((last, Cut::Paren))
    }

    /// Whether the words from here on belong behind the block of the change, whose `}` was lost.
    fn stands_behind(&self, head: Head, tokens: &[Token], at: usize) -> bool {
        if self.because_in(&tokens[at..=at]).is_some() {
            return true;
        }
        let named = matches!(tokens.get(at + 1).map(|next| next.kind), Some(TokenKind::Word | TokenKind::String));
        let inserts = self.owner() == Some(Keyword::Insert) && self.balance > 0;
        inserts && named && head != Head::Attribute(Some(Key::Escalate)) && self.is_any(tokens[at], &BEHIND)
    }

    // ---------- Words and places

    /// How a message names a statement: its keyword and name.
    fn name_of(&self, statement: &Statement) -> String {
        let tokens = self.tree.tokens(&statement.head);
        let words = tokens.iter().filter(|token| token.kind != TokenKind::Colon).take(2).map(|&token| shown(self.text(token)).to_string());
        words.collect::<Vec<_>>().join(" ")
    }

    /// The last character before a place.
    fn last_character(&self, end: u32) -> Span {
        let start = self.source.text.floor_char_boundary(end.saturating_sub(1) as usize);
        self.span((offset(start), end))
    }
}

/// Whether a statement can stand in a block of that rank.
fn stands_in(head: Head, rank: Rank) -> bool {
    match (head, rank) {
        (Head::Other, _) | (_, Rank::Leaf | Rank::Any) => true,
        (Head::Flow, rank) => rank == Rank::Variant,
        (Head::Attribute(key), rank) => rank == Rank::Process && key.is_none_or(|key| key.fits(keywords::Place::Process)),
        (Head::Declaration(keyword), Rank::Variant) => keyword.is_node() || keyword.is_change(),
        (Head::Declaration(keyword), Rank::Process) => keyword.is_resource() || keyword.is_variant() || keyword.is_process_line(),
        (Head::Declaration(keyword), Rank::File) => keyword.is_resource() || matches!(keyword, Keyword::Use | Keyword::Process),
    }
}
