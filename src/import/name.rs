//! Names that the language reads as they were typed; where it could not, a number is the name and the words are its label.

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;

use super::value::cut;
use crate::ast::looks_latin;
use crate::syntax::keywords::{self, Keyword};

/// The longest name; what is longer becomes a label.
const LONGEST: usize = 40;

/// The longest label.
const LONGEST_LABEL: usize = 500;

/// Something that has a name.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// The name as it is written, with quotation marks where it needs them.
    pub(super) name: String,
    /// The label as it is written, where the name does not say it.
    pub(super) label: Option<String>,
}

impl Named {
    /// As it is declared.
    pub(super) fn declared(&self) -> String {
        self.label.as_ref().map_or_else(|| self.name.clone(), |label| format!("{} {label}", self.name))
    }
}

/// Names for these words, in order; `word` is what a name is made of where the words cannot be one. Equal words become different
/// things.
pub(super) fn names(words: &[String], word: &str) -> Vec<Named> {
    let words: Vec<String> = words.iter().map(|text| cut(&text.nfc().collect::<String>(), LONGEST_LABEL)).collect();
    let mut count: FxHashMap<&str, usize> = FxHashMap::default();
    for text in &words {
        *count.entry(text).or_default() += 1;
    }
    let mut taken: FxHashSet<String> = words.iter().cloned().collect();
    let mut next: FxHashMap<String, usize> = FxHashMap::default();
    let mut free = |base: &str| {
        let number = next.entry(base.to_owned()).or_default();
        loop {
            *number += 1;
            let name = format!("{base}_{number}");
            if taken.insert(name.clone()) {
                return name;
            }
        }
    };
    let named = words.iter().map(|text| {
        let single = count[text.as_str()] == 1;
        if single && fits(text) {
            return Named { name: if is_plain(text) { text.clone() } else { quoted(text) }, label: None };
        }
        let name = if fits(text) && is_plain(text) { free(text) } else { free(word) };
        Named { name, label: Some(quoted(text)) }
    });
    named.collect()
}

/// Whether a text can be a name, if need be in quotation marks.
fn fits(text: &str) -> bool {
    let is_event = [Keyword::Start, Keyword::End].into_iter().any(|keyword| keywords::is(text, keyword));
    !is_event && text.chars().count() <= LONGEST && !text.contains(['"', '\\', '\n']) && looks_latin(text).is_none()
}

/// Whether a name needs no quotation marks: it has only letters that are beyond doubt, and is no keyword.
fn is_plain(text: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphabetic() || matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}');
    keywords::of(text).is_empty() && text.starts_with(letter) && text.chars().all(|c| letter(c) || c.is_ascii_digit() || c == '_')
}

/// A text in quotation marks.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_words_where_they_can_be() {
        let words = ["审核", "付款（加急）", "审核", "结束", "审核_1", "说“好”", "a \"b\"", "owner", "cоde"].map(str::to_owned);
        let declared: Vec<String> = names(&words, "步骤").iter().map(Named::declared).collect();
        assert_eq!(
            declared,
            [
                "审核_2 \"审核\"",
                "\"付款（加急）\"",
                "审核_3 \"审核\"",
                "步骤_1 \"结束\"",
                "审核_1",
                "\"说“好”\"",
                "步骤_2 \"a \\\"b\\\"\"",
                "owner",
                "步骤_3 \"cоde\""
            ]
        );
    }
}
