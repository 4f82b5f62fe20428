//! Chains and branches: everything with an arrow.

use super::cursor::{Cursor, EDGES, Lowering, is_name};
use super::quantity;
use super::{Chain, Name};
use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::shown;
use crate::source::Span;
use crate::syntax::keywords::Keyword;
use crate::syntax::rules::{BAD_NUMBER, MISSING_SEPARATOR, TOO_LARGE, UNEXPECTED};
use crate::syntax::tree::{Token, TokenKind};

impl<'s> Lowering<'s> {
    /// `a, b -> c -> d max 2`; where a line end was lost, several chains.
    pub(super) fn chains(&mut self, tokens: &[Token], out: &mut Vec<Chain<'s>>) {
        let mut cursor = Cursor::new(tokens);
        while !cursor.done() {
            let start = cursor.rest();
            let chain = self.chain(&mut cursor);
            if !chain.steps.is_empty() {
                out.push(chain);
            }
            let Some(token) = cursor.peek() else { return };
            let arrow = cursor.rest().iter().any(|token| token.kind == TokenKind::Arrow);
            if is_name(Some(token)) && arrow && cursor.rest().len() < start.len() {
                let span = self.span(token);
                let word = shown(self.text(token)).to_string();
                let before = cursor.previous().map_or(String::new(), |token| shown(self.text(token)).to_string());
                let problem = Diagnostic::new(
                    &MISSING_SEPARATOR,
                    span,
                    both!("an arrow is missing between `{before}` and `{word}`", "“{before}”和“{word}”之间缺少箭头"),
                    both!(
                        "put an arrow between them; if another chain begins here, put it on a line of its own",
                        "请在两者之间加箭头；如果是另一条流向，请另起一行"
                    ),
                );
                self.found.push(problem.unsafe_fix(both!("insert an arrow", "插入箭头"), vec![Edit::replace(span.before(), "-> ")]));
            } else {
                let what = both!("an arrow or the end of the line", "箭头或行末");
                let help = both!("a chain is names with arrows between them: `a -> b -> c`", "流向的写法是名称之间加箭头：甲 → 乙 → 丙");
                self.expected(Some(token), self.span(token), &what, help);
                return;
            }
        }
    }

    /// One chain, up to what does not belong to it.
    pub(super) fn chain(&mut self, cursor: &mut Cursor) -> Chain<'s> {
        let mut chain = Chain { steps: Vec::new(), max: None, span: cursor.peek().map_or(Span::default(), |token| self.span(token)) };
        loop {
            let step = self.step(cursor);
            let missing = step.is_empty();
            if !missing {
                chain.steps.push(step);
            }
            if missing {
                let what = both!("the name of a node", "节点名称");
                let help = if chain.steps.is_empty() {
                    both!("write the node from which the arrow comes", "请写出箭头从哪个节点出发")
                } else {
                    both!(
                        "write the node to which the arrow goes; a chain goes on in the next line if that line begins with the arrow",
                        "请写出箭头所指的节点；流向要换行时，把箭头写在下一行的开头"
                    )
                };
                let last = cursor.previous().map_or(chain.span, |token| self.span(token));
                self.expected(cursor.peek(), last, &what, help);
                if self.marks(cursor.rest()) > 0 {
                    cursor.next();
                    continue;
                }
                if cursor.kind() != Some(TokenKind::Arrow) {
                    cursor.skip_all();
                    break;
                }
            }
            let before = cursor.peek();
            chain.max = self.max(cursor);
            if chain.max.is_some() && cursor.kind() == Some(TokenKind::Arrow) {
                let span = before.map_or(chain.span, |token| self.span(token));
                let message = both!("`max` stands at the end of a chain", "“最多N次”要写在流向的末尾");
                let help = both!("end the chain here and go on in the next line", "请在这里结束这条流向，后面的另起一行");
                self.report(&UNEXPECTED, span, message, help);
            }
            if cursor.take(TokenKind::Arrow).is_none() && !self.mistyped_arrow(cursor) {
                break;
            }
        }
        if let Some(last) = cursor.previous() {
            chain.span = chain.span.to(self.span(last));
        }
        self.limit_edges(&mut chain);
        chain
    }

    /// Every name of a step leads to every name of the next: a few long lists are millions of edges.
    fn limit_edges(&mut self, chain: &mut Chain) {
        let edges = chain.steps.windows(2).map(|pair| pair[0].len().saturating_mul(pair[1].len())).fold(0, usize::saturating_add);
        if edges <= self.edges {
            self.edges -= edges;
            return;
        }
        chain.steps.truncate(1);
        self.report(
            &TOO_LARGE,
            chain.span,
            both!("the file has more than {EDGES} edges; this chain is left out", "文件中的流向超过 {EDGES} 条，这一条未读取"),
            both!("write shorter lists of names between the arrows", "请减少箭头两边的名称"),
        );
    }

    /// `>`, `-` or another mark that stands where an arrow was meant: between two names.
    fn mistyped_arrow(&mut self, cursor: &mut Cursor) -> bool {
        let marks = self.marks(cursor.rest());
        if marks == 0 {
            return false;
        }
        let span = self.span_of(&cursor.rest()[..marks]);
        self.not_an_arrow(span);
        for _ in 0..marks {
            cursor.next();
        }
        true
    }

    pub(super) fn not_an_arrow(&mut self, span: Span) {
        let text = shown(self.source.slice(span)).to_string();
        let problem =
            Diagnostic::new(&UNEXPECTED, span, both!("`{text}` is not an arrow", "“{text}”不是箭头"), both!("write `->`", "写成“→”或“->”"));
        self.found.push(problem.safe_fix(both!("write `->`", "改为“->”"), vec![Edit::replace(span, "->")]));
    }

    /// How many marks stand before the next name, where an arrow could stand: none, or up to three.
    pub(super) fn marks(&self, tokens: &[Token]) -> usize {
        let marks = tokens.iter().take_while(|token| self.is_mark(Some(**token))).count();
        if marks <= 3 && is_name(tokens.get(marks).copied()) { marks } else { 0 }
    }

    /// Whether a token is a mark that is neither a name nor a comma nor an arrow.
    pub(super) fn is_mark(&self, token: Option<Token>) -> bool {
        token.is_some_and(|token| match token.kind {
            TokenKind::Compare | TokenKind::Dash | TokenKind::Dot => true,
            TokenKind::Junk => matches!(
                self.text(token),
                "|" | "｜"
                    | "/"
                    | "\\"
                    | "~"
                    | "～"
                    | "+"
                    | "*"
                    | "·"
                    | "•"
                    | "←"
                    | "↓"
                    | "▶"
                    | "►"
                    | "➙"
                    | "➝"
                    | "⇨"
                    | "〉"
                    | "»"
            ),
            // What word processors make of `-->`.
            TokenKind::Word => self.text(token) == "à",
            _ => false,
        })
    }

    /// `a, b`
    fn step(&mut self, cursor: &mut Cursor) -> Vec<Name<'s>> {
        let mut names = Vec::new();
        loop {
            match cursor.peek() {
                token if is_name(token) && !(names.is_empty() && token.is_some_and(|token| self.is_max(token))) => {
                    if let Some(name) = self.odd_name(cursor, false) {
                        names.push(name);
                    } else if let Some(token) = cursor.next() {
                        names.push(self.name(token));
                    }
                }
                Some(token) if token.kind == TokenKind::Quantity => {
                    cursor.next();
                    names.push(self.numbered(token));
                }
                _ => return names,
            }
            let comma = cursor.kind() == Some(TokenKind::Comma);
            if !comma || cursor.peek_at(1).is_some_and(|token| self.is_max(token)) || !comma_list(cursor) {
                return names;
            }
            cursor.next();
        }
    }

    /// `max 2`, `最多2次`, with or without a comma before.
    fn max(&mut self, cursor: &mut Cursor) -> Option<u32> {
        let ahead = usize::from(cursor.kind() == Some(TokenKind::Comma));
        let token = cursor.peek_at(ahead).filter(|&token| self.is_max(token))?;
        for _ in 0..=ahead {
            cursor.next();
        }
        let text = self.text(token);
        let glued = text.trim_start_matches("最多").trim_start_matches("max");
        let number = if glued.len() < text.len() && !glued.is_empty() {
            (glued, self.span(token))
        } else {
            let Some(number) = cursor.take(TokenKind::Quantity) else {
                let what = both!("a number of times", "次数");
                let help = both!("write how often at most: `max 2`", "写出最多几次：最多2次");
                self.expected(cursor.peek(), self.span(token), &what, help);
                return None;
            };
            if cursor.peek().is_some_and(|token| self.text(token) == "次") {
                cursor.next();
            }
            (self.text(number), self.span(number))
        };
        if let Some(times) = ["一", "两", "二", "三"].iter().position(|times| number.0.strip_prefix(times) == Some("次")) {
            let meant = format!("最多{}次", [1, 2, 2, 3][times]);
            let (message, help) =
                (both!("the number is written in characters", "次数是用汉字写的"), both!("write `{meant}`", "写成：{meant}"));
            let problem = Diagnostic::new(&BAD_NUMBER, number.1, message, help);
            self.found.push(problem.safe_fix(both!("write `{meant}`", "改为“{meant}”"), vec![Edit::replace(number.1, meant)]));
            return None;
        }
        match quantity::count(number.0) {
            Ok(count) => Some(count),
            Err(fault) => {
                self.fault(number.1, fault);
                None
            }
        }
    }

    fn is_max(&self, token: Token) -> bool {
        let text = self.text(token);
        let number = |rest: &str| {
            matches!(rest, "一次" | "两次" | "二次" | "三次")
                || rest.is_empty()
                || rest.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c))
        };
        token.kind == TokenKind::Word && (self.is(Some(token), Keyword::Max) || text.strip_prefix("最多").is_some_and(number))
    }
}

/// Whether the comma at the cursor separates names of one step.
fn comma_list(cursor: &Cursor) -> bool {
    is_name(cursor.peek_at(1)) || cursor.peek_at(1).is_some_and(|token| token.kind == TokenKind::Quantity)
}
