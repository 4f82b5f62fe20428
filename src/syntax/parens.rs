//! Parentheses and brackets that were typed for braces.

use super::nester::{Kind, Nester};
use super::rules::UNEXPECTED;
use super::tree::{StatementIx, Token, TokenKind};
use crate::both;
use crate::diagnostic::{Diagnostic, Edit};

/// The parentheses that are typed for braces.
const OPENING: &[&str] = &["(", "（", "[", "［"];
const CLOSING: &[&str] = &[")", "）", "]", "］"];

impl Nester<'_> {
    /// Whether a token is an opening parenthesis or bracket.
    pub(super) fn is_opening(&self, token: Token) -> bool {
        self.is_paren(token, OPENING)
    }

    /// Opens the block of a header behind which a parenthesis stands: `任务 填写（责任人：申请人）`.
    pub(super) fn open_paren(&mut self, owner: StatementIx, paren: Token) {
        let bytes = (paren.start, paren.end);
        let span = self.span(bytes);
        let problem = Diagnostic::new(
            &UNEXPECTED,
            span,
            both!(
                "what belongs to a declaration stands in braces `{{ }}`, not in parentheses",
                "内容要放在花括号“{{ }}”里，不用圆括号或方括号"
            ),
            both!("write `{{` and `}}`", "请改为“{{”和“}}”"),
        );
        let at = self.found.len();
        self.found.push(problem.safe_fix(both!("write `{{` and `}}`", "改为“{{”和“}}”"), vec![Edit::replace(span, "{")]));
        let rank = self.rank_of(owner);
        self.push_frame(Some(owner), rank, bytes);
        let top = self.top_mut();
        (top.unopened, top.paren) = (Some(at), true);
    }

    /// Takes the parenthesis off that closes such a block.
    pub(super) fn closing_paren(&self, tokens: &mut Vec<Token>) -> Option<Token> {
        let count = |which: &[&str]| tokens.iter().filter(|token| self.is_paren(**token, which)).count();
        let closes = self.top().paren && tokens.last().is_some_and(|last| self.is_paren(*last, CLOSING));
        if closes && count(CLOSING) > count(OPENING) { tokens.pop() } else { None }
    }

    pub(super) fn close_paren(&mut self, paren: Token) {
        let bytes = (paren.start, paren.end);
        if !self.top().paren {
            self.read_later(vec![paren]);
            return;
        }
        let edit = Edit::replace(self.span(bytes), "}");
        if let Some(fix) = self.top().unopened.and_then(|at| self.found[at].fix.as_mut()) {
            fix.edits.push(edit);
        }
        self.pop(bytes);
        self.moved(paren.end, Kind::Close);
    }

    fn is_paren(&self, token: Token, which: &[&str]) -> bool {
        token.kind == TokenKind::Paren && which.contains(&self.text(token))
    }
}
