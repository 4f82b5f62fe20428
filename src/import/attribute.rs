//! Texts as the language keeps them: in quotation marks, or line by line.

use std::fmt::Write;

use super::name::quoted;
use crate::lang::Lang;
use crate::syntax::keywords::Key;

/// The longest line of a text; a longer one is broken.
const LONGEST: usize = 800;

/// How far attributes of a node are set in.
const INDENT: &str = "      ";

/// The attributes of a node as they are written, one to a line.
#[derive(Default)]
pub(super) struct Attributes {
    lang: Lang,
    lines: String,
}

impl Attributes {
    pub(super) fn new(lang: Lang) -> Attributes {
        Attributes { lang, lines: String::new() }
    }

    pub(super) fn lines(&self) -> &str {
        &self.lines
    }

    /// `key: value`, the value as the language writes it.
    pub(super) fn plain(&mut self, key: Key, value: &str) {
        let key = self.lang.pick(key.en(), key.zh());
        // A String takes all that is written to it.
        let _ = writeln!(self.lines, "{INDENT}{key}: {value}");
    }

    /// `key: name, name`
    pub(super) fn names(&mut self, key: Key, names: &[&str]) {
        if !names.is_empty() {
            self.plain(key, &names.join(", "));
        }
    }

    /// `key: "text"`, or its lines, each behind `|`.
    pub(super) fn text(&mut self, key: Key, text: &str) {
        let lines = pieces(text);
        match lines.as_slice() {
            [] => {}
            [line] => self.plain(key, &quoted(line)),
            lines => {
                let key = self.lang.pick(key.en(), key.zh());
                let _ = writeln!(self.lines, "{INDENT}{key}:");
                for line in lines {
                    let _ = writeln!(self.lines, "{INDENT}  | {line}");
                }
            }
        }
    }

    /// What has no place in the language, as a comment. It always begins with the heading of its column, so that no cell is a
    /// suppression.
    pub(super) fn comment(&mut self, heading: &str, text: &str) {
        let heading = super::value::cut(heading, 60);
        for line in pieces(text) {
            let _ = writeln!(self.lines, "{INDENT}# [{heading}] {line}");
        }
    }
}

/// The lines of a text that are not empty, none too long to be read again.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let characters: Vec<char> = line.chars().collect();
        pieces.extend(characters.chunks(LONGEST).map(|piece| piece.iter().collect::<String>().trim().to_owned()));
    }
    pieces
}
