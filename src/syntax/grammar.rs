//! The only file that names pest: its pairs become flat events once, and are dropped.

use pest::Parser;
use pest::iterators::Pair;
use pest_derive::Parser;

use super::tree::{Token, TokenKind};
use crate::source::offset;

#[derive(Parser)]
#[grammar = "../grammar/flow.pest"]
struct Flow;

/// What the grammar found, in text order.
#[derive(Debug, Default)]
pub(super) struct Flat {
    /// Statements and marks.
    pub(super) events: Vec<Event>,
    /// The tokens of the statements.
    pub(super) tokens: Vec<Token>,
    /// The comments.
    pub(super) comments: Vec<(u32, u32)>,
}

/// A statement or a mark.
#[derive(Clone, Copy, Debug)]
pub(super) enum Event {
    /// A statement with its tokens.
    Statement { first: u32, last: u32 },
    /// `{`
    Open(u32, u32),
    /// `}`
    Close(u32, u32),
    /// `;` or `。`
    Stop(u32, u32),
    /// A `#` that begins no comment, outside any statement.
    Hash(u32, u32),
}

/// Reads a text. The grammar accepts every text; should pest refuse one all the same, nothing is read.
pub(super) fn read(text: &str) -> Flat {
    let mut flat = Flat::default();
    let Ok(pairs) = Flow::parse(Rule::file, text) else {
        return flat;
    };
    flat.tokens.reserve(text.len() / 6);
    flat.events.reserve(text.len() / 16);
    for pair in pairs.flat_map(Pair::into_inner) {
        let (start, end) = bytes(&pair);
        match pair.as_rule() {
            Rule::statement => {
                let first = offset(flat.tokens.len());
                for token in pair.into_inner() {
                    let (start, end) = bytes(&token);
                    match kind(token.as_rule()) {
                        Some(kind) => flat.tokens.push(Token { kind, start, end }),
                        None => flat.comments.push((start, end)),
                    }
                }
                flat.events.push(Event::Statement { first, last: offset(flat.tokens.len()) });
            }
            Rule::open => flat.events.push(Event::Open(start, end)),
            Rule::close => flat.events.push(Event::Close(start, end)),
            Rule::stop => flat.events.push(Event::Stop(start, end)),
            Rule::comment => flat.comments.push((start, end)),
            Rule::glued_hash => flat.events.push(Event::Hash(start, end)),
            _ => {}
        }
    }
    flat
}

fn bytes(pair: &Pair<Rule>) -> (u32, u32) {
    let span = pair.as_span();
    (offset(span.start()), offset(span.end()))
}

/// The kind of a token; a comment within a statement has none.
fn kind(rule: Rule) -> Option<TokenKind> {
    Some(match rule {
        Rule::word => TokenKind::Word,
        Rule::quantity => TokenKind::Quantity,
        Rule::plain | Rule::full | Rule::twin => TokenKind::String,
        Rule::mixed => TokenKind::MixedString,
        Rule::unclosed => TokenKind::UnclosedString,
        Rule::text_line => TokenKind::TextLine,
        Rule::colon => TokenKind::Colon,
        Rule::comma => TokenKind::Comma,
        Rule::arrow => TokenKind::Arrow,
        Rule::compare => TokenKind::Compare,
        Rule::dash => TokenKind::Dash,
        Rule::dot => TokenKind::Dot,
        Rule::paren => TokenKind::Paren,
        Rule::comment => return None,
        _ => TokenKind::Junk,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_compiled_is_the_one_in_grammar() {
        let text = std::iter::repeat_n("任务 a { b: “c” -> d # e\n}", 3).collect::<String>();
        let flat = read(&text);
        assert_eq!(flat.comments.len(), 3);
        assert_eq!(include_str!("../../grammar/flow.pest").matches("glued_hash = ").count(), 1);
        assert!(flat.events.iter().any(|event| matches!(event, Event::Close(..))));
    }
}
