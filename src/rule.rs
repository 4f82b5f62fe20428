//! What a rule is: its code, its name, its level and its page. What it checks is in `lint/rules/`; what the parser and the
//! resolver report is a rule too, so that codes, pages and `explain` are one system.

use crate::lang::Lang;

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Level {
    /// Worth knowing.
    Info,
    /// Probably wrong.
    Warning,
    /// Cannot be right.
    Error,
}

impl Level {
    /// The level of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Level> {
        [Level::Info, Level::Warning, Level::Error].into_iter().find(|level| level.name() == name)
    }

    /// The name used in output for machines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }

    /// The name people read.
    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Level::Info => lang.pick("info", "提示"),
            Level::Warning => lang.pick("warning", "警告"),
            Level::Error => lang.pick("error", "错误"),
        }
    }
}

/// A rule's identity and page. Two rules are the same when their codes are.
#[derive(Debug)]
pub struct Rule {
    /// Family and number, such as `F301`; never reused.
    pub code: &'static str,
    /// Names the fault, readable after "allow".
    pub name: &'static str,
    /// The level of its findings; a rule may report some of them lower or higher, and says so on its page.
    pub level: Level,
    page: &'static str,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.code == other.code
    }
}

impl Eq for Rule {}

impl Rule {
    /// Used by [`rule!`](crate::rule).
    #[must_use]
    pub const fn new(code: &'static str, name: &'static str, level: Level, page: &'static str) -> Rule {
        Rule { code, name, level, page }
    }

    /// The page in one language, without its examples: first the sentence that says what is wrong, then why it matters.
    #[must_use]
    pub fn prose(&self, lang: Lang) -> String {
        let text = self.text();
        let mut parts = text.split("\n---\n");
        let (en, zh) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        lang.pick(en, zh).trim().to_owned()
    }

    /// The first paragraph of the page, on one line.
    #[must_use]
    pub fn summary(&self, lang: Lang) -> String {
        let prose = self.prose(lang);
        let glue = lang.pick(" ", "");
        prose.split("\n\n").next().unwrap_or_default().lines().collect::<Vec<_>>().join(glue)
    }

    /// The flow text that has the fault, if the page shows one.
    #[must_use]
    pub fn bad(&self) -> Option<String> {
        self.example("```flow bad\n")
    }

    /// The same, mended.
    #[must_use]
    pub fn good(&self) -> Option<String> {
        self.example("```flow good\n")
    }

    fn example(&self, fence: &str) -> Option<String> {
        let text = self.text();
        let (_, rest) = text.split_once(fence)?;
        rest.split_once("```").map(|(example, _)| example.to_owned())
    }

    /// The page without the blank that `///` leaves before each line.
    fn text(&self) -> String {
        self.page.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
    }
}

/// Declares a rule with its page:
///
/// ```text
/// rule! {
///     /// English: what is wrong, in one sentence.
///     ///
///     /// Why it matters.
///     /// ---
///     /// 中文：一句话说明问题。
///     ///
///     /// 为什么重要。
///     /// ---
///     /// ```flow bad
///     /// ```
///     /// ```flow good
///     /// ```
///     MISSING_OWNER = "F301" "missing-owner" Error
/// }
/// ```
#[macro_export]
macro_rules! rule {
    ($($(#[doc = $line:literal])+ $ident:ident = $code:literal $name:literal $level:ident)+) => {$(
        $(#[doc = $line])+
        #[allow(unreachable_pub, reason = "the rules of the parser and the resolver are public, those of the linter are reached through their list")]
        pub static $ident: $crate::rule::Rule = $crate::rule::Rule::new(
            $code,
            $name,
            $crate::rule::Level::$level,
            concat!($($line, "\n"),+),
        );
    )+};
}
