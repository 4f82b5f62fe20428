//! The only file that names pest: its pairs become flat events once, and are dropped.

use std::ops::Range;

use pest::Parser;
use pest::iterators::Pair;
use pest_derive::Parser;

use super::tree::{Token, TokenKind};
use crate::source::offset;

#[derive(Parser)]
#[grammar = "../grammar/flow.pest"]
struct Flow;

/// How much text is read at once: pest needs many times its size.
const PIECE: usize = 1 << 18;

/// What the grammar found, in text order.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Flat {
    /// Statements and marks.
    pub(super) events: Vec<Event>,
    /// The tokens of the statements.
    pub(super) tokens: Vec<Token>,
    /// The comments.
    pub(super) comments: Vec<(u32, u32)>,
}

/// A statement or a mark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Event {
    /// A statement with its tokens.
    Statement { first: u32, last: u32 },
    /// `{`
    Open(u32, u32),
    /// `}`
    Close(u32, u32),
    /// `;` or `。`
    Stop(u32, u32),
}

/// Reads parts of a text, each of whole lines or within one. Offsets count from the start of the text.
pub(super) fn read(text: &str, parts: &[Range<usize>]) -> Flat {
    read_in_pieces(text, parts, PIECE)
}

fn read_in_pieces(text: &str, parts: &[Range<usize>], size: usize) -> Flat {
    let mut flat = Flat::default();
    let length: usize = parts.iter().map(ExactSizeIterator::len).sum();
    flat.tokens.reserve(length / 6);
    flat.events.reserve(length / 16);
    for part in parts {
        let (text, mut from) = (&text[..part.end], part.start);
        while from < part.end {
            let to = piece_end(text, from, size);
            read_piece(&text[..to], from, &mut flat);
            from = to;
        }
    }
    flat
}

/// No statement that a person writes has so many bytes.
const ENDLESS: usize = 1 << 20;

/// Where a piece ends that is at least `size` long: at a line end, if the next line cannot continue the statement before. Only
/// in a text that no person wrote is there no such line for long; then any will do.
fn piece_end(text: &str, from: usize, size: usize) -> usize {
    let mut at = text.floor_char_boundary(from.saturating_add(size));
    while let Some(found) = text[at..].find(['\n', '\r']) {
        at += found;
        at += if text[at..].starts_with("\r\n") { 2 } else { 1 };
        let next = text[at..].trim_start_matches([' ', '\t', '\u{3000}']).chars().next();
        let begins = next.is_some_and(|c| c.is_alphabetic() && !matches!(c, 'b' | '因' | '理') || matches!(c, '{' | '}'));
        if begins || at - from > size + ENDLESS {
            return at;
        }
    }
    text.len()
}

/// Reads what stands behind `from`. The grammar accepts every text; should pest refuse one all the same, it is one piece of junk.
fn read_piece(text: &str, from: usize, flat: &mut Flat) {
    let bytes = |pair: &Pair<Rule>| {
        let span = pair.as_span();
        (offset(from + span.start()), offset(from + span.end()))
    };
    let Ok(pairs) = Flow::parse(Rule::file, &text[from..]) else {
        let first = offset(flat.tokens.len());
        flat.tokens.push(Token { kind: TokenKind::Junk, start: offset(from), end: offset(text.len()) });
        flat.events.push(Event::Statement { first, last: first + 1 });
        return;
    };
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
            Rule::mark => flat.events.push(match pair.as_str() {
                "{" | "｛" => Event::Open(start, end),
                "}" | "｝" => Event::Close(start, end),
                _ => Event::Stop(start, end),
            }),
            Rule::comment => flat.comments.push((start, end)),
            _ => {}
        }
    }
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
    use std::slice;

    use super::*;

    /// Every token rule of `grammar/flow.pest`, and a text that only this grammar reads as that token. Were another grammar
    /// compiled, or did the file change without this table, the test would say so.
    const TOKENS: [(&str, &str, TokenKind); 18] = [
        ("word", "处理-投诉_2", TokenKind::Word),
        ("quantity", "2024年4月30日", TokenKind::Quantity),
        ("plain", r#""a \" b""#, TokenKind::String),
        ("full", "“甲“乙”丙”", TokenKind::String),
        ("twin", "”甲”", TokenKind::String),
        ("mixed", "“甲\"", TokenKind::MixedString),
        ("unclosed", "“甲 -> b", TokenKind::UnclosedString),
        ("text_line", "｜ a -> b; c", TokenKind::TextLine),
        ("colon", "﹕", TokenKind::Colon),
        ("comma", "、", TokenKind::Comma),
        ("arrow", "——》", TokenKind::Arrow),
        ("compare", "《＝", TokenKind::Compare),
        ("dash", "–", TokenKind::Dash),
        ("dot", "．", TokenKind::Dot),
        ("paren", "［", TokenKind::Paren),
        ("glued_hash", "", TokenKind::Junk),
        ("junk", "\u{1}", TokenKind::Junk),
        ("comment", "", TokenKind::Junk),
    ];

    #[test]
    fn the_grammar_compiled_is_the_one_in_grammar() {
        let grammar = include_str!("../../grammar/flow.pest");
        for (rule, text, kind) in TOKENS {
            let defined = grammar.lines().filter(|line| line.split_whitespace().next() == Some(rule) && line.contains(" = ")).count();
            assert_eq!(defined, 1, "grammar/flow.pest defines {rule}");
            if !text.is_empty() {
                let end = offset(text.len());
                assert_eq!(read(text, slice::from_ref(&(0..text.len()))).tokens, [Token { kind, start: 0, end }], "{rule}");
            }
        }
        let visible = grammar.lines().filter(|line| !line.starts_with("//") && line.contains(" = ") && !line.contains(" = _{"));
        let others = ["file", "statement", "mark"];
        for rule in visible.filter_map(|line| line.split_whitespace().next()) {
            assert!(others.contains(&rule) || TOKENS.iter().any(|(known, ..)| *known == rule), "{rule} is not in the table");
        }
    }

    #[test]
    fn a_text_read_in_pieces_is_the_text_read_at_once() {
        let text = "任务 a { b: “c” -> d # e\n}\r\nx\n  -> y\r# z\n\n   because w\n因为 v\n| t\n".repeat(7);
        let all = 0..text.len();
        let whole = read(&text, std::slice::from_ref(&all));
        for size in 30..120 {
            assert_eq!(read_in_pieces(&text, std::slice::from_ref(&all), size), whole, "{size}");
        }
    }
}
