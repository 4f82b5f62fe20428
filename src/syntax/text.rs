//! Texts without quotation marks: where they end, and what was joined to them by a lost line end. And quotation marks that were
//! not closed.

use super::grammar::{self, Event};
use super::heads::infix;
use super::keywords::{self, Key, Keyword};
use super::nester::{Cut, Kind, Nester, Place, Rank, Stream, braces};
use super::rules::{QUOTE, UNEXPECTED};
use super::tree::{Head, StatementIx, Token, TokenKind};
use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::shown;
use crate::source::offset;

/// A text, and what of its statement stands behind it.
pub(super) struct Run {
    /// The text.
    pub(super) bytes: (u32, u32),
    /// Tokens that do not belong to it.
    pub(super) rest: Vec<Token>,
    /// Why they do not.
    pub(super) cut: Option<Cut>,
}

/// A quotation mark that was not closed on its line: its token ends where a statement could end.
pub(super) struct Unclosed {
    /// What of the line it had swallowed.
    pub(super) rest: (u32, u32),
    /// A `{` follows.
    pub(super) opens: bool,
    /// Tokens on the lines that continue the statement.
    pub(super) folded: Vec<Token>,
}

impl Nester<'_> {
    /// Whether the statement is `key: text without quotation marks`.
    pub(super) fn is_free_text(&self, head: Head, tokens: &[Token], opens: bool, stream: &Stream) -> bool {
        if self.text_key(head).is_none() {
            return false;
        }
        match tokens.get(2).map(|token| token.kind) {
            None => !opens,
            Some(TokenKind::TextLine | TokenKind::UnclosedString | TokenKind::MixedString) => false,
            Some(TokenKind::Dash) => tokens.len() > 3,
            Some(TokenKind::String) => self.goes_on(tokens, stream) && self.another(head, tokens, opens).is_none(),
            Some(_) => true,
        }
    }

    /// Whether more than the string at 2 is written on its line.
    fn goes_on(&self, tokens: &[Token], stream: &Stream) -> bool {
        let full_stop = matches!(stream.next(), Some(Event::Stop(start, _)) if self.source.text[start as usize..].starts_with('。'));
        let line = self.source.line_span(self.line_of(tokens[2].start));
        tokens.get(3).map_or(full_stop, |token| (token.start as usize) < line.end)
    }

    /// Where the reason of a change begins. `因为` needs no blank behind it.
    pub(super) fn reason_at(&self, head: Head, tokens: &mut Vec<Token>) -> Option<usize> {
        let takes = matches!(head, Head::Declaration(keyword) if keyword.is_change()) || head == Head::Attribute(Some(Key::Accept));
        let at = if takes { self.because_in(tokens)? } else { return None };
        self.split_because(tokens, at);
        Some(at)
    }

    pub(super) fn because_in(&self, tokens: &[Token]) -> Option<usize> {
        tokens
            .iter()
            .position(|&token| token.kind == TokenKind::Word && (self.is(token, Keyword::Because) || self.text(token).starts_with("因为")))
    }

    fn split_because(&self, tokens: &mut Vec<Token>, at: usize) {
        let word = tokens[at];
        if !self.is(word, Keyword::Because) {
            let cut = word.start + offset("因为".len());
            tokens[at].end = cut;
            tokens.insert(at + 1, Token { start: cut, ..word });
        }
    }

    /// `because …` and what follows the block of a change belong to the statement before.
    pub(super) fn attach_tail(&mut self, head: Head, tokens: &mut Vec<Token>, stream: &mut Stream) -> Option<Run> {
        let owner = self.top().last?;
        let statement = self.tree.get(owner);
        let takes = match statement.kind {
            Head::Declaration(keyword) => keyword.is_change(),
            Head::Other => statement.block.is_some(),
            _ => false,
        };
        if !takes {
            return None;
        }
        let because = self.because_in(tokens);
        let reason = because == Some(0) && statement.because.is_none();
        let same_line = self.line_of(tokens[0].start) == self.previous.line;
        let led = self.is_any(tokens[0], &[Keyword::Between, Keyword::After, Keyword::Before]);
        let position = self.previous.kind == Kind::Close && (same_line || led) && matches!(head, Head::Flow | Head::Other);
        let adjoins = statement.tail.is_empty() || statement.tail.end as usize == self.tree.tokens.len();
        if !adjoins || !(reason || position && statement.block.is_some()) {
            return None;
        }
        let mut run = Run { bytes: (0, 0), rest: Vec::new(), cut: None };
        if let Some(at) = because.filter(|_| statement.because.is_none()) {
            self.split_because(tokens, at);
            run = self.run_of_text(Head::Other, tokens, at + 1, stream);
            tokens.truncate(at + 1);
            self.tree.statements[owner as usize].because = Some(run.bytes);
        }
        self.report_unclosed(tokens);
        self.moved(run.bytes.1.max(tokens[tokens.len() - 1].end), Kind::Statement);
        let first = offset(self.tree.tokens.len());
        self.tree.tokens.extend_from_slice(tokens);
        let last = offset(self.tree.tokens.len());
        let statement = &mut self.tree.statements[owner as usize];
        let start = if statement.tail.is_empty() { first } else { statement.tail.start };
        statement.tail = start..last;
        Some(run)
    }

    /// Where a text ends that begins at `tokens[first]`: with its line, at `;`, at the `}` of its block or before a comment.
    /// Quoted parts, `。` and pairs of braces belong to it. What the grammar took for further statements is taken from the stream.
    pub(super) fn run_of_text(&mut self, head: Head, tokens: &[Token], first: usize, stream: &mut Stream) -> Run {
        let from = tokens[first - 1].end;
        let line_end = offset(self.source.line_span(self.line_of(from)).end);
        let mut end = from;
        let mut depth = 0;
        let mut piece = tokens[first..].to_vec();
        loop {
            let folded = piece.split_off(piece.partition_point(|token| token.start < line_end));
            let opens = matches!(stream.next(), Some(Event::Open(start, _)) if start < line_end && folded.is_empty());
            if let Some((at, cut)) = self.begins_in_text(head, &piece, opens) {
                let mut rest = piece.split_off(at);
                rest.extend(folded);
                end = piece.last().map_or(end, |last| last.end);
                return Run { bytes: self.trimmed(from, end), rest, cut: Some(cut) };
            }
            end = piece.last().map_or(end, |last| last.end);
            if !folded.is_empty() {
                return self.goes_on_below(head, from, end, &piece, folded);
            }
            piece.clear();
            match stream.next() {
                Some(Event::Open(start, after)) if start < line_end => {
                    depth += 1;
                    self.balance -= 1;
                    end = after;
                }
                Some(Event::Close(start, after)) if start < line_end && depth > 0 => {
                    depth -= 1;
                    self.balance += 1;
                    end = after;
                }
                Some(Event::Stop(start, after)) if start < line_end && self.source.text[start as usize..].starts_with('。') => end = after,
                Some(Event::Statement { first, last }) if stream.tokens[first as usize].start < line_end => {
                    piece.extend_from_slice(&stream.tokens[first as usize..last as usize]);
                    if let Some(unclosed) = self.cut_unclosed(&mut piece) {
                        self.read_later(unclosed.folded);
                        self.read_again(unclosed.rest);
                    }
                }
                _ => break,
            }
            stream.at += 1;
        }
        Run { bytes: self.trimmed(from, end), rest: Vec::new(), cut: None }
    }

    /// A text that ends with its line, where the statement does not: lines that begin with `|` belong to it, unless the text ends
    /// in a key that they belong to.
    fn goes_on_below(&self, head: Head, from: u32, end: u32, piece: &[Token], mut folded: Vec<Token>) -> Run {
        let lines = folded.iter().take_while(|token| token.kind == TokenKind::TextLine).count();
        let Some(last) = folded[..lines].last().filter(|_| self.text_key(head).is_some()) else {
            return Run { bytes: self.trimmed(from, end), rest: folded, cut: Some(Cut::Line) };
        };
        if let [before @ .., key, colon] = piece
            && colon.kind == TokenKind::Colon
            && keywords::key(self.text(*key)).is_some_and(Key::is_text)
        {
            let end = before.last().map_or(from, |last| last.end);
            let rest = [*key, *colon].into_iter().chain(folded).collect();
            return Run { bytes: self.trimmed(from, end), rest, cut: Some(Cut::Separator) };
        }
        let bytes = self.trimmed(from, last.end);
        Run { bytes, rest: folded.split_off(lines), cut: Some(Cut::Line) }
    }

    /// Where in a text another statement begins, because the line end or the `}` between them was lost.
    fn begins_in_text(&self, head: Head, piece: &[Token], opens: bool) -> Option<(usize, Cut)> {
        if !self.may_cut {
            return None;
        }
        let named = |at: usize| matches!(piece.get(at + 1).map(|next| next.kind), Some(TokenKind::Word | TokenKind::String));
        let keyword = |at: usize| keywords::statement(self.text(piece[at])).filter(|_| piece[at].kind == TokenKind::Word && named(at));
        let change = |at: usize| keyword(at).is_some_and(Keyword::is_change);
        let reason = self.text_key(head).is_none();
        if opens {
            // `…, 易出错 task next "…" {`: a declaration stands right before its block.
            let nearest = (piece.len().saturating_sub(3)..piece.len()).find(|&at| keyword(at).is_some());
            let earlier = nearest.filter(|_| reason).and_then(|nearest| (0..nearest).rev().find(|&at| change(at)));
            let longer = || (0..piece.len()).rev().find(|&at| reason && change(at));
            return earlier.or(nearest).or_else(longer).map(|at| (at, Cut::Separator));
        }
        let because = self.because_in(piece)?;
        if reason {
            // A second reason: the statement that it belongs to begins before it.
            let begins = |at: usize| change(at) || infix(self.text(piece[at + 1])).is_some();
            return (0..because).rev().find(|&at| at + 1 < piece.len() && begins(at)).map(|at| (at, Cut::Separator));
        }
        let owner = self.owner().filter(|keyword| keyword.is_change() && self.balance > 0)?;
        let places = [Keyword::Between, Keyword::After, Keyword::Before];
        let position = (0..because).find(|&at| owner == Keyword::Insert && self.is_any(piece[at], &places));
        Some((position.unwrap_or(because), Cut::Close))
    }

    /// A line of a longer text that has lost its `|`: it follows such a text, or a key without any, and is nothing else.
    pub(super) fn take_text_line(&mut self, head: Head, tokens: &[Token], place: Place, opens: bool, stream: &mut Stream) -> bool {
        let Some(ix) = self.top().last.filter(|_| self.previous.kind == Kind::Statement && !opens) else { return false };
        let before = self.tree.get(ix);
        let lines = self.tree.tokens(&before.head).last().is_some_and(|last| last.kind == TokenKind::TextLine);
        let nothing = before.text.is_some_and(|(start, end)| start == end);
        let continued = before.text.is_some_and(|(start, _)| self.line_of(start) > self.line_of(self.start_of(ix)));
        let goes_on = tokens.iter().any(|token| token.kind == TokenKind::TextLine);
        let plain = match head {
            Head::Other => true,
            Head::Flow => self.top().rank == Rank::Process || nothing && goes_on,
            Head::Attribute(None) => nothing && goes_on,
            Head::Attribute(Some(_)) | Head::Declaration(_) => false,
        };
        let follows = place.begins_line && place.line == self.previous.line + 1;
        if self.text_key(before.kind).is_none() || !(lines || nothing || continued) || !plain || !follows {
            return false;
        }
        let first = tokens[0];
        let line_end = offset(self.source.line_span(place.line).end);
        let mut end = tokens.iter().filter(|token| token.start < line_end).last().map_or(first.end, |token| token.end);
        let last = tokens[tokens.len() - 1].end;
        if first.kind != TokenKind::TextLine {
            end = self.rest_of_line(end, line_end, stream);
            self.report_text_line(ix, (first.start, end));
        }
        let end = end.max(last);
        self.tree.tokens.extend_from_slice(tokens);
        let tokens_end = offset(self.tree.tokens.len());
        let before = &mut self.tree.statements[ix as usize];
        before.broken |= first.kind != TokenKind::TextLine;
        before.head.end = tokens_end;
        if nothing || continued || end > last {
            let start = before.text.filter(|_| continued).map_or(first.start, |text| text.0);
            before.text = Some((start, end));
        }
        self.moved(end, Kind::Statement);
        true
    }

    /// Reports a line that has lost its `|`; several lines of one text together.
    fn report_text_line(&mut self, ix: StatementIx, bytes: (u32, u32)) {
        let span = self.span(bytes);
        let edit = Edit::replace(span.before(), "| ");
        if let Some((_, at)) = self.text_lines.filter(|(text, _)| *text == ix) {
            if let Some(fix) = &mut self.found[at].fix {
                fix.edits.push(edit);
            }
            return;
        }
        let word = shown(self.source.slice(span)).to_string();
        let problem = Diagnostic::new(
            &UNEXPECTED,
            span,
            both!(
                "`{word}` seems to belong to the text above, but does not begin with `|`",
                "“{word}”像是上面那段文字的一行，但开头没有“|”"
            ),
            both!("begin every line of a longer text with `|`", "多行文字的每一行都以“|”开头"),
        );
        self.text_lines = Some((ix, self.found.len()));
        self.found.push(problem.safe_fix(both!("insert `|`", "插入“|”"), vec![edit]));
    }

    /// Where the text of a line ends: what of it the grammar took for further statements is taken from the stream.
    fn rest_of_line(&mut self, mut end: u32, line_end: u32, stream: &mut Stream) -> u32 {
        let mut depth = 0;
        while let Some(event) = stream.next() {
            let (start, after) = match event {
                Event::Statement { first, last } => (stream.tokens[first as usize].start, stream.tokens[last as usize - 1].end),
                Event::Open(start, after) | Event::Close(start, after) | Event::Stop(start, after) => (start, after),
            };
            match event {
                _ if start >= line_end => break,
                Event::Open(..) => depth += 1,
                Event::Close(..) if depth == 0 => break,
                Event::Close(..) => depth -= 1,
                _ => {}
            }
            stream.at += 1;
            end = after;
        }
        self.balance -= depth;
        end
    }

    // ---------- Quotation marks

    /// Ends a string that was not closed where a statement could end. `None` if it ends there anyway.
    pub(super) fn cut_unclosed(&mut self, tokens: &mut Vec<Token>) -> Option<Unclosed> {
        let at = tokens.iter().position(|token| token.kind == TokenKind::UnclosedString)?;
        let token = tokens[at];
        let text = self.text(token);
        let body = text.chars().next().map_or(0, char::len_utf8);
        let cut = text[body..].find(['{', '｛', '}', '｝', ';', '；']).map_or(text.len(), |at| at + body);
        let opens = text[cut..].starts_with(['{', '｛']);
        let length = text[..cut].trim_end().len().max(body);
        let swallowed = cut < text.len();
        tokens[at].end = token.start + offset(length);
        swallowed.then(|| Unclosed { rest: (token.start + offset(cut), token.end), opens, folded: tokens.split_off(at + 1) })
    }

    /// Reports a quotation mark that was not closed, if there is one.
    pub(super) fn report_unclosed(&mut self, tokens: &[Token]) -> bool {
        let Some(token) = tokens.iter().find(|token| token.kind == TokenKind::UnclosedString) else { return false };
        let quote = if self.text(*token).starts_with(['“', '”', '‘']) { "”" } else { "\"" };
        let span = self.span((token.start, token.end));
        let problem = Diagnostic::new(
            &QUOTE,
            span,
            both!("this quotation mark is not closed on its line", "这个引号在本行内没有配对"),
            both!("put {quote} at the end of the quoted text", "请在引用的文字末尾补上 {quote}"),
        );
        self.found.push(problem.unsafe_fix(both!("insert {quote}", "补上 {quote}"), vec![Edit::replace(span.after(), quote)]));
        true
    }

    /// Reads what a lost quotation mark had swallowed, before the rest of the text. What was read again too often is taken as it is.
    pub(super) fn read_again(&mut self, (start, end): (u32, u32)) {
        let length = (end - start) as usize;
        let known = braces(&self.source.text[start as usize..end as usize]);
        let stream = if let Some(left) = self.unread.checked_sub(length) {
            self.unread = left;
            let flat = grammar::read(&self.source.text, std::slice::from_ref(&(start as usize..end as usize)));
            self.tree.comments.extend(flat.comments);
            Stream { events: flat.events, tokens: flat.tokens, at: 0 }
        } else {
            let token = Token { kind: TokenKind::Junk, start, end };
            Stream { events: vec![Event::Statement { first: 0, last: 1 }], tokens: vec![token], at: 0 }
        };
        self.balance += stream.balance(&self.source.text) - known;
        self.pending.push(stream);
    }

    /// Reads tokens as a statement of their own, before the rest of the text.
    pub(super) fn read_later(&mut self, tokens: Vec<Token>) {
        if !tokens.is_empty() {
            self.pending.push(Stream { events: vec![Event::Statement { first: 0, last: offset(tokens.len()) }], tokens, at: 0 });
        }
    }

    /// The bytes from here to there without the blanks around them.
    fn trimmed(&self, from: u32, end: u32) -> (u32, u32) {
        let text = &self.source.text[from as usize..end.max(from) as usize];
        let start = from + offset(text.len() - text.trim_start().len());
        (start, (from + offset(text.trim_end().len())).max(start))
    }
}
