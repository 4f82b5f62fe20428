//! Keywords and keys in another language. What cannot be said word by word stays as it is written: `甲 改由 乙`, `于 甲 之后`, and
//! `退回`, which is the label of its branch.

use super::words::Words;
use super::{Keywords, Style};
use crate::syntax::keywords::{self, Key, Keyword, Shape};
use crate::syntax::tree::{Head, Statement, Token, TokenKind};

/// How a token is written: `None` as it is, an empty text not at all.
pub(super) type Spelling = Option<String>;

impl Words<'_> {
    /// How the tokens before the block of a statement are written in the language wanted, one for each.
    pub(super) fn spellings(&self, statement: &Statement, parent: Option<Keyword>) -> Vec<Spelling> {
        let tokens = self.tree.tokens(&statement.head);
        let mut new = vec![None; tokens.len()];
        if self.style.keywords == Keywords::Keep {
            return new;
        }
        match statement.kind {
            Head::Attribute(key) => self.attribute(key, parent, tokens, &mut new),
            // A word alone in a block is the name of a node, and a nameless start or end is named by its word.
            Head::Declaration(keyword) if tokens.len() == 1 && !(keyword.is_variant() || statement.block.is_some()) => {}
            Head::Declaration(keyword) if self.is(tokens[0], keyword) => self.declaration(keyword, tokens, &mut new),
            Head::Flow if parent.is_some_and(|keyword| !keyword.is_variant()) => self.branch(tokens, &mut new),
            Head::Flow => self.times(tokens, 0, &mut new),
            _ => {}
        }
        if let Some(at) = self.because_at(statement.because, tokens) {
            new[at] = Some(self.keyword(Keyword::Because));
        }
        new
    }

    /// The word `because` among tokens, which stands right before the reason.
    pub(super) fn because_at(&self, reason: Option<(u32, u32)>, tokens: &[Token]) -> Option<usize> {
        let before = tokens.partition_point(|token| token.end <= reason.map_or(0, |reason| reason.0));
        before.checked_sub(1).filter(|&at| self.is(tokens[at], Keyword::Because))
    }

    pub(super) fn keyword(&self, keyword: Keyword) -> String {
        Style::pick(self.style, keyword.en(), keyword.zh())
    }

    fn attribute(&self, key: Option<Key>, parent: Option<Keyword>, tokens: &[Token], new: &mut [Spelling]) {
        let outside = parent.is_none_or(|parent| parent == Keyword::Process);
        let listed = |keyword: &Keyword| match parent {
            None => keyword.is_resource(),
            _ => keyword.is_process_line() || keyword.is_resource() && *keyword != Keyword::Calendar,
        };
        if let Some(keyword) = keywords::statement(self.text_of(tokens[0])).filter(|keyword| outside && listed(keyword)) {
            new[0] = Some(self.keyword(keyword));
            return;
        }
        let Some(key) = key else { return };
        new[0] = Some(Style::pick(self.style, key.en(), key.zh()));
        let values: &[Keyword] = match key.shape() {
            Shape::YesNo | Shape::YesOrText => &[Keyword::Yes, Keyword::No],
            Shape::Mode => &[Keyword::All, Keyword::Any, Keyword::InTurn],
            Shape::Clock => &[Keyword::Running, Keyword::Paused],
            _ => &[],
        };
        if let [_, _, value] = tokens {
            new[2] = values.iter().find(|&&keyword| self.is(*value, keyword)).map(|&keyword| self.keyword(keyword));
        }
    }

    fn declaration(&self, keyword: Keyword, tokens: &[Token], new: &mut [Spelling]) {
        new[0] = Some(self.keyword(keyword));
        match keyword {
            Keyword::ToBe => {
                if let [.., from, base] = tokens
                    && self.is(*from, Keyword::From)
                    && self.is(*base, Keyword::AsIs)
                {
                    let at = tokens.len() - 2;
                    (new[at], new[at + 1]) = (Some(self.keyword(Keyword::From)), Some(self.keyword(Keyword::AsIs)));
                }
            }
            Keyword::Milestone => self.link(&[Keyword::Started, Keyword::Done], tokens, new),
            Keyword::Merge | Keyword::Split => self.link(&[Keyword::Into], tokens, new),
            Keyword::Replace => self.link(&[Keyword::With], tokens, new),
            Keyword::Reassign | Keyword::Reroute => self.link(&[Keyword::To], tokens, new),
            Keyword::Automate => self.link(&[Keyword::By], tokens, new),
            Keyword::Insert => self.node_keyword(1, tokens, new),
            _ => {}
        }
    }

    /// The word between the parts of a statement: the first that follows a name. Behind it a node may be declared.
    fn link(&self, links: &[Keyword], tokens: &[Token], new: &mut [Spelling]) {
        for at in 2..tokens.len() {
            let follows_name = matches!(tokens[at - 1].kind, TokenKind::Word | TokenKind::String);
            if let Some(&link) = links.iter().find(|&&link| follows_name && self.is(tokens[at], link)) {
                new[at] = Some(self.keyword(link));
                if matches!(link, Keyword::Into | Keyword::With) {
                    self.node_keyword(at + 1, tokens, new);
                }
                return;
            }
        }
    }

    fn node_keyword(&self, at: usize, tokens: &[Token], new: &mut [Spelling]) {
        let Some(token) = tokens.get(at).filter(|token| token.kind == TokenKind::Word) else { return };
        let named = tokens.get(at + 1).is_some_and(|next| matches!(next.kind, TokenKind::Word | TokenKind::String));
        new[at] =
            keywords::statement(self.text_of(*token)).filter(|keyword| keyword.is_node() && named).map(|keyword| self.keyword(keyword));
    }

    fn branch(&self, tokens: &[Token], new: &mut [Spelling]) {
        let Some(arrow) = tokens.iter().position(|token| token.kind == TokenKind::Arrow) else { return };
        if arrow > 0 && !self.is_condition(&tokens[..arrow]) {
            let outcomes = [Keyword::Timeout, Keyword::Else, Keyword::Approved];
            new[0] = outcomes.iter().find(|&&keyword| self.is(tokens[0], keyword)).map(|&keyword| self.keyword(keyword));
        }
        self.times(tokens, arrow, new);
    }

    /// `max 2` and `最多2次` behind the names.
    fn times(&self, tokens: &[Token], from: usize, new: &mut [Spelling]) {
        for at in from + 1..tokens.len() {
            let word = self.text_of(tokens[at]);
            let glued = word.strip_prefix("最多").or_else(|| word.strip_prefix("max")).unwrap_or_default();
            let number = match tokens.get(at + 1) {
                _ if tokens[at].kind != TokenKind::Word => continue,
                Some(next) if self.is(tokens[at], Keyword::Max) && next.kind == TokenKind::Quantity => {
                    (new[at + 1], new[at]) = (Some(String::new()), None);
                    self.text_of(*next)
                }
                _ => glued,
            };
            let number = number.trim_end_matches('次');
            if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
                continue;
            }
            new[at] = Some(Style::pick(self.style, &format!("max {number}"), &format!("最多{number}次")));
            let behind = at + 1 + usize::from(new.get(at + 1).is_some_and(Option::is_some));
            if tokens.get(behind).is_some_and(|&token| self.text_of(token) == "次") {
                new[behind] = Some(String::new());
            }
        }
    }
}

impl Style {
    fn pick(self, en: &str, zh: &str) -> String {
        if self.keywords == Keywords::Zh { zh.to_owned() } else { en.to_owned() }
    }
}
