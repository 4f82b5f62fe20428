//! The changes between two versions as a list that people and programs read.

use super::edges::branch_changes;
use super::facts::{Difference, differences};
use super::order::{Relation, moved};
use super::topic::{Operation, Topic};
use super::{Counterparts, Matching, Side};
use crate::both;
use crate::lang::{Lang, Text, shown};
use crate::model::{EdgeKind, Node, NodeId, NodeKind};
use crate::source::Span;
use crate::syntax::keywords::Key;
use crate::wording::Wording;

/// One difference between two versions.
#[derive(Clone, Debug)]
pub struct Change {
    /// What it is about; the weightiest first.
    pub topic: Topic,
    /// What happened.
    pub operation: Operation,
    /// What it happened to, as people call it.
    pub subject: String,
    /// The attribute, where one differs.
    pub key: Option<Key>,
    /// Before, where there was something that can be said in a few words.
    pub before: Option<Text>,
    /// After.
    pub after: Option<Text>,
    /// All of it in a sentence.
    pub text: Text,
    /// The reason that the new version gives.
    pub because: Option<String>,
    /// Where it stood.
    pub old: Option<Span>,
    /// Where it stands.
    pub new: Option<Span>,
}

/// Up to how many characters a value is said in full.
const SHORT: usize = 40;

/// To how many other steps it is said how one stands now.
const RELATIONS: usize = 2;

impl Change {
    /// An attribute that differs: `“主管审批”：责任人 客服主管 → 客服专员`.
    pub(super) fn attribute(
        key: Option<Key>,
        subject: &str,
        word: &Text,
        [before, after]: [Text; 2],
        [old, new]: [Option<Span>; 2],
    ) -> Change {
        let name = shown(subject).to_string();
        let short =
            [&before, &after].iter().all(|text| text.en.chars().count().max(text.zh.chars().count()) <= SHORT && !text.en.contains('\n'));
        let text = if short {
            let (before, after) = (plain(&before), plain(&after));
            both!("`{name}`: {} {} → {}", "“{name}”：{} {} → {}"; word, before, after)
        } else {
            both!("`{name}`: {} is worded otherwise", "“{name}”：{}有改动"; word)
        };
        let (before, after) = (Some(before), Some(after));
        let subject = subject.to_owned();
        Change { topic: Topic::of(key), operation: Operation::Changed, subject, key, before, after, text, because: None, old, new }
    }

    /// A change that is told in a sentence. The places are where it stood and where it stands.
    #[must_use]
    pub fn about(topic: Topic, operation: Operation, subject: &str, text: Text, [old, new]: [Option<Span>; 2]) -> Change {
        Change { topic, operation, subject: subject.to_owned(), key: None, before: None, after: None, text, because: None, old, new }
    }

    /// Where it is sorted: by weight, then by where it stands, what is gone where it stood.
    fn order(&self) -> (Topic, Operation, Option<Span>, Option<Span>) {
        (self.topic, self.operation, self.new, self.old)
    }
}

/// A value as it may stand in a message.
fn plain(text: &Text) -> Text {
    Text { en: shown(&text.en).to_string(), zh: shown(&text.zh).to_string() }
}

/// The changes of the graph: its steps, their attributes, branches and order; the weightiest first.
#[must_use]
pub fn changes(old: Side, new: Side, matching: &Matching, counterparts: &Counterparts) -> Vec<Change> {
    let mut found = Vec::new();
    let between = Between { old, new, matching, counterparts };
    between.gone(&mut found);
    between.new_steps(&mut found);
    between.attributes(&mut found);
    between.moves(&mut found);
    branch_changes(old, new, matching, &mut found);
    for change in &mut found {
        let place = change.new.filter(|span| inside(*span, new.variant.whole));
        let made_by = place.and_then(|span| new.variant.changed_at(span));
        change.because = change.because.take().or_else(|| new.variant.changes.get(made_by?)?.because.clone());
    }
    sort(&mut found);
    found
}

/// The weightiest first.
pub(super) fn sort(changes: &mut [Change]) {
    changes.sort_by(|a, b| a.order().cmp(&b.order()).then_with(|| a.text.en.cmp(&b.text.en)));
}

fn inside(inner: Span, outer: Span) -> bool {
    inner.file == outer.file && outer.start <= inner.start && inner.end <= outer.end
}

struct Between<'m, 'a> {
    old: Side<'m>,
    new: Side<'m>,
    matching: &'a Matching,
    counterparts: &'a Counterparts,
}

impl Between<'_, '_> {
    fn gone(&self, found: &mut Vec<Change>) {
        for (id, node) in self.old.variant.nodes().filter(|(_, node)| !node.is_block_join()) {
            let place = Some(node.title.span);
            let name = shown(node.shown());
            let kind = kind(self.old, id);
            match self.matching.later(id) {
                [] => {
                    let text = both!("{} `{name}` is gone", "删除{}“{name}”"; kind);
                    let mut change = Change::about(weight(node), Operation::Removed, node.shown(), text, [place, None]);
                    let by = self.new.variant.changes.iter().find(|change| change.nodes.iter().any(|word| node.answers_to(word)));
                    if let Some(by) = by {
                        change.because.clone_from(&by.because);
                        change.new = Some(by.span);
                    }
                    found.push(change);
                }
                [_] => {}
                parts => {
                    let names = self.names(self.new, parts);
                    let text = both!("`{name}` was split into {}", "“{name}”拆分为{}"; names);
                    let first = self.new.variant.node(parts[0]).title.span;
                    found.push(Change::about(Topic::Steps, Operation::Split, node.shown(), text, [place, Some(first)]));
                }
            }
        }
    }

    fn new_steps(&self, found: &mut Vec<Change>) {
        for (id, node) in self.new.variant.nodes().filter(|(_, node)| !node.is_block_join()) {
            let place = Some(node.title.span);
            let name = shown(node.shown());
            match self.matching.earlier(id) {
                [] => {
                    let ways = self.ways(id);
                    let text = both!("{} `{name}` is new{}{}", "新增{}“{name}”{}{}"; kind(self.new, id), self.owner(id), ways);
                    found.push(Change::about(weight(node), Operation::Added, node.shown(), text, [None, place]));
                }
                [_] => {}
                parts => {
                    let names = self.names(self.old, parts);
                    let text = both!("{} became one: `{name}`{}", "{}合并为“{name}”{}"; names, self.owner(id));
                    let first = self.old.variant.node(parts[0]).title.span;
                    found.push(Change::about(Topic::Steps, Operation::Merged, node.shown(), text, [Some(first), place]));
                }
            }
        }
    }

    fn attributes(&self, found: &mut Vec<Change>) {
        for (was, is) in self.matching.pairs() {
            let (before, after) = (self.old.variant.node(was), self.new.variant.node(is));
            let said = |lang| differences((self.old, was), (self.new, is), self.counterparts, lang);
            let guess = self.matching.is_guess(is);
            for (en, zh) in said(Lang::En).into_iter().zip(said(Lang::Zh)) {
                let word = Text { en: en.word.to_owned(), zh: zh.word.to_owned() };
                let Difference { key, words: [en_before, en_after], .. } = en;
                let [zh_before, zh_after] = zh.words;
                let place = |node: &Node| Some(key.map_or(node.title.span, |key| node.place(key)));
                let values = [Text { en: en_before, zh: zh_before }, Text { en: en_after, zh: zh_after }];
                let mut change = Change::attribute(key, after.shown(), &word, values, [place(before), place(after)]);
                if key.is_none() && before.kind != after.kind {
                    change.topic = weight(before).min(weight(after));
                }
                if key.is_none() && before.kind == after.kind && before.shown() != after.shown() {
                    let (from, to) = (shown(before.shown()), shown(after.shown()));
                    change.operation = Operation::Renamed;
                    change.topic = Topic::Words;
                    change.text = if guess {
                        both!(
                            "`{from}` seems to be called `{to}` now; if so, write `was: {from}`",
                            "“{from}”似乎改名为“{to}”：如果是，请写“原名：{from}”"
                        )
                    } else {
                        both!("`{from}` is called `{to}` now", "“{from}”改名为“{to}”")
                    };
                }
                found.push(change);
            }
        }
    }

    fn moves(&self, found: &mut Vec<Change>) {
        for step in moved(self.old, self.new, self.matching) {
            let (before, after) = (self.old.variant.node(step.old), self.new.variant.node(step.new));
            let name = shown(after.shown());
            let said: Vec<Text> = step.to.iter().take(RELATIONS).map(|&(other, was, is)| self.relation(other, was, is)).collect();
            let [en, zh] = [Lang::En, Lang::Zh].map(|lang| {
                let words: Vec<&str> = said.iter().map(|text| text.get(lang)).collect();
                words.join(lang.pick("; ", "；"))
            });
            let text = both!("`{name}` comes at another point: {en}", "“{name}”的位置变了：{zh}");
            found.push(Change::about(Topic::Way, Operation::Moved, after.shown(), text, [Some(before.title.span), Some(after.title.span)]));
        }
    }

    fn relation(&self, other: NodeId, was: Relation, is: Relation) -> Text {
        let name = shown(self.new.variant.node(other).shown());
        let word = |relation: Relation| match relation {
            Relation::Before => both!("before `{name}`", "在“{name}”之前"),
            Relation::After => both!("after `{name}`", "在“{name}”之后"),
            Relation::Parallel => both!("in parallel with `{name}`", "与“{name}”并行"),
            Relation::Exclusive => both!("in other cases than `{name}`", "与“{name}”不在同一单中"),
        };
        both!("was {}, is {}", "原{}，现{}"; word(was), word(is))
    }

    /// Where the branches of a new node lead: `: “是” 30% → “经理审批”`.
    fn ways(&self, id: NodeId) -> Text {
        let variant = self.new.variant;
        let branches: Vec<_> =
            variant.edges.iter().filter(|edge| edge.from == id && !matches!(edge.kind, EdgeKind::Plain | EdgeKind::Approved)).collect();
        if branches.is_empty() {
            return Text::default();
        }
        let say = |lang: Lang| {
            let words = Wording { model: self.new.model, lang };
            let ways = branches.iter().map(|edge| {
                let to = shown(variant.node(edge.to).shown());
                let said = words.edge(edge).into_iter().filter(|part| !part.is_empty()).map(|part| shown(&part).to_string());
                format!("{} → {}", said.collect::<Vec<_>>().join(" "), lang.pick(format!("`{to}`"), format!("“{to}”")))
            });
            ways.collect::<Vec<_>>().join(lang.pick("; ", "；"))
        };
        let (en, zh) = (say(Lang::En), say(Lang::Zh));
        both!(": {en}", "：{zh}")
    }

    /// In brackets, who is accountable for a new node.
    fn owner(&self, id: NodeId) -> Text {
        let roles = |lang| Wording { model: self.new.model, lang }.roles(self.new.variant.owner(id));
        let (en, zh) = (roles(Lang::En), roles(Lang::Zh));
        let (en, zh) = (shown(&en).to_string(), shown(&zh).to_string());
        if en.is_empty() { Text::default() } else { both!(" ({en})", "（{zh}）") }
    }

    fn names(&self, side: Side, ids: &[NodeId]) -> Text {
        let names = |open: &str, close: &str, glue: &str| {
            let names = ids.iter().map(|&id| format!("{open}{}{close}", shown(side.variant.node(id).shown())));
            names.collect::<Vec<_>>().join(glue)
        };
        Text { en: names("`", "`", ", "), zh: names("“", "”", "、") }
    }
}

/// An approval or a declared control weighs more than another step.
fn weight(node: &Node) -> Topic {
    let control = node.kind == NodeKind::Approval || node.required.is_some() || node.preventive || node.detective;
    if control { Topic::Control } else { Topic::Steps }
}

fn kind(side: Side, id: NodeId) -> Text {
    let word = |lang| Wording { model: side.model, lang }.kind_of(side.variant.node(id)).to_owned();
    Text { en: word(Lang::En), zh: word(Lang::Zh) }
}
