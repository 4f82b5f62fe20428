//! A finding as plain data. Rendering is `report/`'s business.

use std::cmp::Ordering;

use crate::lang::Text;
use crate::rule::{Level, Rule};
use crate::source::Span;

/// One finding.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The rule that was broken.
    pub rule: &'static Rule,
    /// How bad it is here.
    pub level: Level,
    /// States the fact and names what the user typed.
    pub message: Text,
    /// Where.
    pub span: Span,
    /// The variant it is about: its header and its name. Names, syntax and what concerns a whole process are about none.
    pub variant: Option<Label>,
    /// What to say at that place, if more than the message is needed.
    pub note: Option<Text>,
    /// The other ends of the story.
    pub related: Vec<Label>,
    /// What to do next; never empty.
    pub help: Text,
    /// How to mend it, if that is certain enough to be written down.
    pub fix: Option<Fix>,
    /// The to-bes in which a finding of the as-is still stands, as labels at their headers.
    pub still_in: Vec<Label>,
    /// An as-is finding of a process that has a to-be: shown, but it never fails the check.
    pub to_be_mended: bool,
    /// A trade-off that the process accepts: it stays at the level of an info.
    pub accepted: bool,
}

/// A further place that belongs to a finding.
#[derive(Clone, Debug)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there.
    pub text: Text,
}

/// A change of the text that mends a finding.
#[derive(Clone, Debug)]
pub struct Fix {
    /// What it does.
    pub title: Text,
    /// The edits, in text order, not overlapping.
    pub edits: Vec<Edit>,
    /// Whether it may be applied without being read.
    pub safety: Safety,
}

/// Whether a fix can be applied blindly.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Safety {
    /// The meaning intended is certain.
    Safe,
    /// A person should look at it.
    Unsafe,
}

/// Replaces a span by a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// What to replace; empty to insert.
    pub span: Span,
    /// What to put there.
    pub text: String,
}

impl Diagnostic {
    /// A finding of a rule at its usual level.
    #[must_use]
    pub fn new(rule: &'static Rule, span: Span, message: Text, help: Text) -> Diagnostic {
        Diagnostic {
            rule,
            level: rule.level,
            message,
            span,
            variant: None,
            note: None,
            related: Vec::new(),
            help,
            fix: None,
            still_in: Vec::new(),
            to_be_mended: false,
            accepted: false,
        }
    }

    /// At another level than the rule's.
    #[must_use]
    pub fn at_level(mut self, level: Level) -> Diagnostic {
        self.level = level;
        self
    }

    /// Says something at the place itself.
    #[must_use]
    pub fn note(mut self, text: Text) -> Diagnostic {
        self.note = Some(text);
        self
    }

    /// Points to a further place.
    #[must_use]
    pub fn related(mut self, span: Span, text: Text) -> Diagnostic {
        self.related.push(Label { span, text });
        self
    }

    /// Offers edits that are certain.
    #[must_use]
    pub fn safe_fix(self, title: Text, edits: Vec<Edit>) -> Diagnostic {
        self.fix(title, edits, Safety::Safe)
    }

    /// Offers edits that a person should look at.
    #[must_use]
    pub fn unsafe_fix(self, title: Text, edits: Vec<Edit>) -> Diagnostic {
        self.fix(title, edits, Safety::Unsafe)
    }

    fn fix(mut self, title: Text, mut edits: Vec<Edit>, safety: Safety) -> Diagnostic {
        edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
        self.fix = Some(Fix { title, edits, safety });
        self
    }

    /// The other ends of the story, and the to-bes in which it goes on.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        self.related.iter().chain(&self.still_in)
    }

    /// The order in which findings are shown: by file, place, code, message.
    #[must_use]
    pub fn order(&self, other: &Diagnostic) -> Ordering {
        let key = |d: &Diagnostic| (d.span.file, d.span.start, d.span.end, d.rule.code);
        key(self).cmp(&key(other)).then_with(|| self.message.en.cmp(&other.message.en))
    }
}

impl Edit {
    /// Replaces a span.
    #[must_use]
    pub fn replace(span: Span, text: impl Into<String>) -> Edit {
        Edit { span, text: text.into() }
    }

    /// Removes a span.
    #[must_use]
    pub fn remove(span: Span) -> Edit {
        Edit { span, text: String::new() }
    }
}

/// Applies the edits of one file to its text. Edits that overlap an earlier one are left out.
#[must_use]
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        let range = edit.span.range();
        if range.start < done {
            continue;
        }
        out.push_str(&text[done..range.start]);
        out.push_str(&edit.text);
        done = range.end;
    }
    out.push_str(&text[done..]);
    out
}
