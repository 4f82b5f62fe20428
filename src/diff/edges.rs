//! What differs in the branches of steps that both versions have.

use rustc_hash::{FxHashMap, FxHashSet};

use super::changes::Change;
use super::facts::way_kind;
use super::topic::{Operation, Topic};
use super::{Matching, Side};
use crate::both;
use crate::lang::{Lang, Text, shown};
use crate::model::{Edge, EdgeKind, NodeId};
use crate::syntax::keywords::{self, Keyword};
use crate::wording::Wording;

/// The branches that are new, gone, lead elsewhere, or say something else. What a plain way leads to is told by the order of the steps.
pub(super) fn branch_changes(old: Side, new: Side, matching: &Matching, found: &mut Vec<Change>) {
    let mut before: FxHashMap<NodeId, Vec<&Edge>> = FxHashMap::default();
    for edge in old.variant.edges.iter().filter(|edge| is_branch(edge)) {
        before.entry(edge.from).or_default().push(edge);
    }
    let mut after: FxHashMap<NodeId, Vec<&Edge>> = FxHashMap::default();
    for edge in new.variant.edges.iter().filter(|edge| is_branch(edge)) {
        after.entry(edge.from).or_default().push(edge);
    }
    let branches = Branches { old, new, matching };
    for (was, is) in matching.pairs() {
        branches.compare(is, before.remove(&was).unwrap_or_default(), after.remove(&is).unwrap_or_default(), found);
    }
}

/// Whether two branches are one.
type Test<'t> = &'t dyn Fn(&Edge, &Edge) -> bool;

/// Whether an edge says more than what comes next.
fn is_branch(edge: &Edge) -> bool {
    !matches!(edge.kind, EdgeKind::Plain | EdgeKind::Approved) || edge.probability.is_some() || edge.max.is_some() || edge.label.is_some()
}

struct Branches<'m, 'a> {
    old: Side<'m>,
    new: Side<'m>,
    matching: &'a Matching,
}

impl Branches<'_, '_> {
    /// The branches of one step: first those that lead to the same place and say the same, then the same place, then the same words, then
    /// the only ones of their kind.
    fn compare(&self, from: NodeId, mut before: Vec<&Edge>, mut after: Vec<&Edge>, found: &mut Vec<Change>) {
        let same_kind = |a: &Edge, b: &Edge| way_kind(a.kind) == way_kind(b.kind);
        let same_words = |a: &Edge, b: &Edge| self.words(self.old, a, Lang::En)[0] == self.words(self.new, b, Lang::En)[0];
        let same_target = |a: &Edge, b: &Edge| self.leads_to(a.to, b.to);
        let tests: [Test; 4] = [
            &|a, b| same_kind(a, b) && same_target(a, b) && same_words(a, b),
            &|a, b| same_kind(a, b) && same_target(a, b),
            &|a, b| same_kind(a, b) && same_words(a, b),
            &same_kind,
        ];
        for (round, fits) in tests.iter().enumerate() {
            let mut rest = Vec::new();
            for edge in std::mem::take(&mut before) {
                let alone = round < 3 || after.iter().filter(|other| fits(edge, other)).count() == 1;
                match after.iter().position(|other| alone && fits(edge, other)) {
                    Some(at) => self.pair(from, edge, after.remove(at), found),
                    None => rest.push(edge),
                }
            }
            before = rest;
        }
        let name = shown(self.new.variant.node(from).shown());
        for edge in before {
            let (what, to) = (self.branch(self.old, edge), shown(self.old.variant.node(edge.to).shown()));
            let text = both!("`{name}`: the branch {} to `{to}` is gone", "“{name}”：去掉了通往“{to}”的分支{}"; what);
            let place = [Some(edge.span), Some(self.new.variant.node(from).title.span)];
            found.push(Change::about(Topic::Way, Operation::Removed, self.new.variant.node(from).shown(), text, place));
        }
        for edge in after {
            let (what, to) = (self.branch(self.new, edge), shown(self.new.variant.node(edge.to).shown()));
            let text = both!("`{name}`: a new branch {} to `{to}`", "“{name}”：新增通往“{to}”的分支{}"; what);
            found.push(Change::about(Topic::Way, Operation::Added, self.new.variant.node(from).shown(), text, [None, Some(edge.span)]));
        }
    }

    fn pair(&self, from: NodeId, old: &Edge, new: &Edge, found: &mut Vec<Change>) {
        let subject = self.new.variant.node(from).shown();
        let name = shown(subject);
        let place = [Some(old.span), Some(new.span)];
        let branch = self.branch(self.new, new);
        if !self.leads_to(old.to, new.to) {
            let [was, is] = [shown(self.old.variant.node(old.to).shown()), shown(self.new.variant.node(new.to).shown())];
            let text = both!("`{name}`: the branch {} leads to `{is}`, no longer to `{was}`", "“{name}”：分支{}改为通往“{is}”，原为“{was}”"; branch);
            found.push(Change::about(Topic::Way, Operation::Changed, subject, text, place));
        }
        let (before, after) = (self.both_words(self.old, old), self.both_words(self.new, new));
        let topics = [
            (Topic::Way, both!("label or condition", "标签或条件")),
            (Topic::Effort, both!("share", "比例")),
            (Topic::Promise, Text::default()),
        ];
        for (at, (topic, word)) in topics.into_iter().enumerate() {
            if before[at] == after[at] {
                continue;
            }
            let said = |text: &Text| if text.en.is_empty() { both!("none", "无") } else { plain(text) };
            let what = if at == 0 { Text::default() } else { spaced(&branch) };
            let (was, is) = (said(&before[at]), said(&after[at]));
            let text = both!("`{name}`: {}{}{} → {}", "“{name}”：{}{}{} → {}"; what, spaced(&word), was, is);
            let mut change = Change::about(topic, Operation::Changed, subject, text, place);
            (change.before, change.after) = (Some(was), Some(is));
            found.push(change);
        }
    }

    /// Whether a branch leads to the same place: to what the old target has become, or to that place over steps that are new, or where
    /// the old target led, if it is gone.
    fn leads_to(&self, old: NodeId, new: NodeId) -> bool {
        let was: FxHashSet<NodeId> = landing(self.old, old, &|id| !self.matching.later(id).is_empty())
            .into_iter()
            .flat_map(|id| self.matching.later(id).iter().copied())
            .collect();
        landing(self.new, new, &|id| !self.matching.earlier(id).is_empty()).iter().any(|id| was.contains(id))
    }

    fn words(&self, side: Side, edge: &Edge, lang: Lang) -> [String; 3] {
        // Which word for the outcome was typed does not matter either.
        let outcome = [Keyword::Rejected, Keyword::Approved, Keyword::Else];
        let plain = edge.label.as_ref().is_some_and(|label| outcome.iter().any(|&keyword| keywords::is(label, keyword)));
        let unnamed = Edge { label: edge.label.clone().filter(|_| !plain), ..edge.clone() };
        let [mut label, share, max] = Wording { model: side.model, lang }.edge(&unnamed);
        // How a condition is spelt does not matter.
        if let Some(condition) = edge.condition.as_ref().filter(|_| edge.label.is_none()) {
            label = Wording { model: side.model, lang }.condition(condition);
        }
        [label, share, max]
    }

    fn both_words(&self, side: Side, edge: &Edge) -> [Text; 3] {
        let (mut en, mut zh) = (self.words(side, edge, Lang::En), self.words(side, edge, Lang::Zh));
        std::array::from_fn(|at| Text { en: std::mem::take(&mut en[at]), zh: std::mem::take(&mut zh[at]) })
    }

    /// How a branch is called.
    fn branch(&self, side: Side, edge: &Edge) -> Text {
        let words = &self.both_words(side, edge)[0];
        if words.en.is_empty() { Text::default() } else { plain_quoted(words) }
    }
}

/// The first nodes behind one, itself included, of which something is known.
fn landing(side: Side, from: NodeId, known: &dyn Fn(NodeId) -> bool) -> Vec<NodeId> {
    let mut seen = FxHashSet::default();
    let mut stack = vec![from];
    let mut found = Vec::new();
    while let Some(id) = stack.pop() {
        if !seen.insert(id) {
            continue;
        }
        if known(id) {
            found.push(id);
        } else {
            stack.extend(side.variant.edges.iter().filter(|edge| edge.is_flow() && edge.from == id).map(|edge| edge.to));
        }
    }
    found
}

fn plain(text: &Text) -> Text {
    Text { en: shown(&text.en).to_string(), zh: shown(&text.zh).to_string() }
}

fn plain_quoted(text: &Text) -> Text {
    let (en, zh) = (shown(&text.en), shown(&text.zh));
    both!("`{en}`", "“{zh}”")
}

fn spaced(text: &Text) -> Text {
    if text.en.is_empty() { Text::default() } else { both!("{} ", "{} "; text) }
}
