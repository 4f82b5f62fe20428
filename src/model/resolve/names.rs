//! Looking up names: by name or label, with the nearest known word where there is none.

use rustc_hash::FxHashMap;

use crate::ast::Name;
use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::shown;
use crate::model::rules::{AMBIGUOUS_NAME, DUPLICATE_NAME};
use crate::rule::Rule;
use crate::source::Span;
use crate::suggest;

/// A kind of name, in both languages: `role`, 岗位.
pub(super) type Kind = (&'static str, &'static str);

/// One namespace.
#[derive(Debug)]
pub(super) struct Names<I> {
    kind: Kind,
    map: FxHashMap<String, Entry<I>>,
    /// In the order of declaration, for suggestions.
    words: Vec<String>,
}

#[derive(Debug)]
struct Entry<I> {
    id: I,
    span: Span,
    /// Another thing that answers to the same word.
    other: Option<Span>,
    /// Reached by its name, not only by its label.
    named: bool,
}

impl<I: Copy + PartialEq> Names<I> {
    pub(super) fn new(kind: Kind) -> Names<I> {
        Names { kind, map: FxHashMap::default(), words: Vec::new() }
    }

    /// Declares a name and its label. Two of the same name are an error at the second.
    pub(super) fn declare(&mut self, id: I, name: &str, label: Option<&str>, span: Span, found: &mut Vec<Diagnostic>) {
        if let Some(entry) = self.map.get_mut(name) {
            if entry.named {
                found.push(duplicate(self.kind, name, span, entry.span));
                return;
            }
            entry.other = Some(entry.span);
            *entry = Entry { id, span, other: entry.other, named: true };
        } else {
            self.map.insert(name.to_owned(), Entry { id, span, other: None, named: true });
            self.words.push(name.to_owned());
        }
        let Some(label) = label.filter(|&label| label != name) else { return };
        if let Some(entry) = self.map.get_mut(label) {
            entry.other.get_or_insert(span);
        } else {
            self.map.insert(label.to_owned(), Entry { id, span, other: None, named: false });
            self.words.push(label.to_owned());
        }
    }

    /// Reports a name that is declared in another layer and also here.
    pub(super) fn refuse(&self, name: &Name, found: &mut Vec<Diagnostic>) {
        if let Some(entry) = self.map.get(&*name.text).filter(|entry| entry.named) {
            found.push(duplicate(self.kind, &name.text, name.span, entry.span));
        }
    }

    /// What a name leads to, without a word about it.
    pub(super) fn peek(&self, name: &str) -> Option<I> {
        self.map.get(name).map(|entry| entry.id)
    }

    /// What a name leads to; reports one that is ambiguous.
    pub(super) fn find(&self, name: &Name, found: &mut Vec<Diagnostic>) -> Option<I> {
        let entry = self.map.get(&*name.text)?;
        if let Some(other) = entry.other {
            found.push(ambiguous(self.kind, name, entry.span, other));
        }
        Some(entry.id)
    }

    /// What a name leads to here, or else in an outer layer; reports one that means something in both.
    pub(super) fn find_before(&self, outer: &Names<I>, name: &Name, found: &mut Vec<Diagnostic>) -> Option<I> {
        if let (Some(here), Some(there)) = (self.map.get(&*name.text), outer.map.get(&*name.text)) {
            // Two of the same name were reported where the second is declared.
            if !(here.named && there.named) {
                found.push(ambiguous(self.kind, name, here.span, there.span));
                return Some(here.id);
            }
        }
        self.find(name, found).or_else(|| outer.find(name, found))
    }

    /// The nearest declared word.
    pub(super) fn nearest(&self, typed: &str) -> Option<&str> {
        // A namespace of thousands is searched only among words of similar length, which `nearest` checks first.
        suggest::nearest(typed, self.words.iter().map(String::as_str))
    }

    /// The finding for a name that nothing has, with the nearest as a fix.
    pub(super) fn unknown(&self, rule: &'static Rule, name: &Name, help: crate::lang::Text) -> (Diagnostic, Option<I>) {
        let (en, zh) = self.kind;
        let word = shown(&name.text).to_string();
        let problem = Diagnostic::new(rule, name.span, both!("there is no {en} `{word}`", "没有名为“{word}”的{zh}"), help);
        let Some(near) = self.nearest(&name.text) else { return (problem, None) };
        let why = if suggest::looks_like(&name.text, near) {
            both!("did you mean `{near}`? the two only look alike", "是不是“{near}”？两者只是看上去相同")
        } else {
            both!("did you mean `{near}`?", "是不是“{near}”？")
        };
        let quoted =
            if near.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) { near.to_owned() } else { format!("\"{near}\"") };
        let fix = vec![Edit::replace(name.span, quoted)];
        let problem = Diagnostic { help: why, ..problem }.unsafe_fix(both!("write `{near}`", "改为“{near}”"), fix);
        (problem, self.peek(near))
    }
}

fn ambiguous((en, zh): Kind, name: &Name, one: Span, other: Span) -> Diagnostic {
    let word = shown(&name.text).to_string();
    let problem = Diagnostic::new(
        &AMBIGUOUS_NAME,
        name.span,
        both!("`{word}` may mean two {en}s", "“{word}”可能指两个不同的{zh}"),
        both!("use the name that only one of them has", "请用只属于其中一个的名称"),
    );
    problem.related(one, both!("this one", "这一个")).related(other, both!("or this one", "或这一个"))
}

fn duplicate((en, zh): Kind, name: &str, second: Span, first: Span) -> Diagnostic {
    let problem = Diagnostic::new(
        &DUPLICATE_NAME,
        second,
        both!("there are two {en}s named `{}`", "有两个{zh}都叫“{}”", shown(name)),
        both!("give one of them another name", "给其中一个换个名称"),
    );
    problem.related(first, both!("the first is here", "第一个在这里"))
}
