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

/// What a word leads to.
#[derive(Debug)]
struct Entry<I> {
    first: Holder<I>,
    /// Other things that answer to the same word by their labels.
    others: Vec<Holder<I>>,
}

#[derive(Debug)]
struct Holder<I> {
    id: I,
    span: Span,
    /// Reached by its name, not by its label.
    named: bool,
}

impl<I: Copy + PartialEq> Names<I> {
    pub(super) fn new(kind: Kind) -> Names<I> {
        Names { kind, map: FxHashMap::default(), words: Vec::new() }
    }

    /// Declares a name and its label. Two of the same name are an error at the second.
    pub(super) fn declare(&mut self, id: I, name: &str, label: Option<&str>, span: Span, found: &mut Vec<Diagnostic>) {
        let holder = Holder { id, span, named: true };
        match self.map.get_mut(name) {
            Some(entry) if entry.first.named => {
                found.push(duplicate(self.kind, name, span, entry.first.span));
                return;
            }
            Some(entry) => entry.others.push(std::mem::replace(&mut entry.first, holder)),
            None => self.enter(name, holder),
        }
        let Some(label) = label.filter(|&label| label != name) else { return };
        let holder = Holder { id, span, named: false };
        match self.map.get_mut(label) {
            Some(entry) => entry.others.push(holder),
            None => self.enter(label, holder),
        }
    }

    fn enter(&mut self, word: &str, first: Holder<I>) {
        self.map.insert(word.to_owned(), Entry { first, others: Vec::new() });
        self.words.push(word.to_owned());
    }

    /// Lets a word no longer lead to something that is gone.
    pub(super) fn forget(&mut self, id: I, word: &str) {
        let Some(entry) = self.map.get_mut(word) else { return };
        entry.others.retain(|other| other.id != id);
        if entry.first.id != id {
            return;
        }
        if entry.others.is_empty() {
            self.map.remove(word);
        } else {
            entry.first = entry.others.remove(0);
        }
    }

    /// Reports a name that is declared in another layer and also here.
    pub(super) fn refuse(&self, name: &Name, found: &mut Vec<Diagnostic>) {
        if let Some(entry) = self.map.get(&*name.text).filter(|entry| entry.first.named) {
            found.push(duplicate(self.kind, &name.text, name.span, entry.first.span));
        }
    }

    /// What a name leads to, without a word about it.
    pub(super) fn peek(&self, name: &str) -> Option<I> {
        self.map.get(name).map(|entry| entry.first.id)
    }

    /// What a name leads to; reports one that is ambiguous.
    pub(super) fn find(&self, name: &Name, found: &mut Vec<Diagnostic>) -> Option<I> {
        let entry = self.map.get(&*name.text)?;
        if let Some(other) = entry.others.first() {
            found.push(ambiguous(self.kind, name, entry.first.span, other.span));
        }
        Some(entry.first.id)
    }

    /// What a name leads to here, or else in an outer layer; reports one that means something in both.
    pub(super) fn find_before(&self, outer: &Names<I>, name: &Name, found: &mut Vec<Diagnostic>) -> Option<I> {
        if let (Some(here), Some(there)) = (self.map.get(&*name.text), outer.map.get(&*name.text)) {
            // Two of the same name were reported where the second is declared.
            if !(here.first.named && there.first.named) {
                found.push(ambiguous(self.kind, name, here.first.span, there.first.span));
                return Some(here.first.id);
            }
        }
        self.find(name, found).or_else(|| outer.find(name, found))
    }

    /// The nearest declared word.
    pub(super) fn nearest(&self, typed: &str) -> Option<&str> {
        // A namespace of thousands is searched only among words of similar length, which `nearest` checks first.
        suggest::nearest(typed, self.words.iter().map(String::as_str).filter(|&word| self.map.contains_key(word)))
    }

    /// The finding for a name that nothing has, with the word it was probably meant to be as a fix.
    pub(super) fn meant(&self, rule: &'static Rule, name: &Name, near: &str) -> Diagnostic {
        let (en, zh) = self.kind;
        let word = shown(&name.text).to_string();
        let why = if suggest::looks_like(&name.text, near) {
            both!("did you mean `{near}`? the two only look alike", "是不是“{near}”？两者只是看上去相同")
        } else {
            both!("did you mean `{near}`?", "是不是“{near}”？")
        };
        let quoted =
            if near.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) { near.to_owned() } else { format!("\"{near}\"") };
        let fix = vec![Edit::replace(name.span, quoted)];
        let problem = Diagnostic::new(rule, name.span, both!("there is no {en} `{word}`", "没有名为“{word}”的{zh}"), why);
        problem.unsafe_fix(both!("write `{near}`", "改为“{near}”"), fix)
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
