//! The two languages of everything a user reads.

use std::fmt;

/// The language of messages, pages and headings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

impl Lang {
    /// Reads a language name or a locale such as `zh_CN.UTF-8`; anything that does not begin with `zh` is English.
    #[must_use]
    pub fn from_locale(locale: &str) -> Lang {
        if locale.to_ascii_lowercase().starts_with("zh") { Lang::Zh } else { Lang::En }
    }

    /// Picks the text of this language.
    pub fn pick<T>(self, en: T, zh: T) -> T {
        match self {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }
}

/// A text in both languages. Made by [`both!`](crate::both), so that neither can be forgotten.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Text {
    /// English: lower case, no full stop.
    pub en: String,
    /// Simplified Chinese.
    pub zh: String,
}

impl Text {
    /// The text in one language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        lang.pick(&self.en, &self.zh)
    }
}

/// A word that stays as it is in both languages.
impl From<&str> for Text {
    fn from(word: &str) -> Text {
        Text { en: word.to_owned(), zh: word.to_owned() }
    }
}

/// `both!("english {x}", "中文{x}")`: the same message in both languages. Behind a semicolon stand texts that are themselves in both
/// languages, each put in in its own: `both!("takes {}", "需要{}"; duration.text())`.
#[macro_export]
macro_rules! both {
    ($en:literal, $zh:literal; $($text:expr),+) => {
        $crate::lang::Text { en: format!($en, $($text.en),+), zh: format!($zh, $($text.zh),+) }
    };
    ($en:literal, $zh:literal $(, $($arg:tt)*)?) => {
        $crate::lang::Text { en: format!($en $(, $($arg)*)?), zh: format!($zh $(, $($arg)*)?) }
    };
}

/// What an English noun ends in behind a count.
#[must_use]
pub fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// What a user typed, as it may stand in a message: a tab as a blank, other control characters, separators of lines, bidirectional and
/// zero-width controls made visible, and long texts shortened.
#[must_use]
pub fn shown(text: &str) -> Shown<'_> {
    Shown(text)
}

/// See [`shown`].
pub struct Shown<'a>(&'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (count, c) in self.0.chars().enumerate() {
            if count == 60 {
                return f.write_str("…");
            }
            match c {
                '\t' => f.write_str(" ")?,
                c if is_hidden(c) || c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => write!(f, "U+{:04X}", c as u32)?,
                c => write!(f, "{c}")?,
            }
        }
        Ok(())
    }
}

/// Zero-width and bidirectional controls: invisible, and able to make a text look like another.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{061C}' | '\u{FEFF}' | '\u{00AD}')
}
