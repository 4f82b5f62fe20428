//! The changes between two versions as a list that people and programs read.

use super::edges::branch_changes;
use super::facts::{Difference, differences};
use super::order::{Relation, moved};
use super::{Counterparts, Matching, Side};
use crate::both;
use crate::lang::{Lang, Text, shown};
use crate::model::NodeId;
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

/// What a change is about. The order is that in which a reviewer should read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Topic {
    /// Controls, approvers, duties, risks.
    Control,
    /// Which steps there are.
    Steps,
    /// Where a case goes, and in which order.
    Way,
    /// Who is accountable, who works, who is told.
    People,
    /// What is promised: limits, milestones, escalations, goals.
    Promise,
    /// How long things take, how often they happen, what they cost.
    Effort,
    /// Data and systems.
    Data,
    /// What is only said.
    Words,
}

/// What happened.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Operation {
    /// It is gone.
    Removed,
    /// It is new.
    Added,
    /// Several became one.
    Merged,
    /// One became several.
    Split,
    /// It is called otherwise.
    Renamed,
    /// It comes at another point of the flow.
    Moved,
    /// Something about it is different.
    Changed,
}

impl Topic {
    /// The heading.
    #[must_use]
    pub fn title(self) -> Text {
        match self {
            Topic::Control => both!("Controls and approvals", "控制与审批"),
            Topic::Steps => both!("Steps", "环节"),
            Topic::Way => both!("Order and branches", "顺序与分支"),
            Topic::People => both!("People", "岗位"),
            Topic::Promise => both!("Limits and goals", "时限与目标"),
            Topic::Effort => both!("Time, volume and cost", "用时、业务量与成本"),
            Topic::Data => both!("Data and systems", "单据与系统"),
            Topic::Words => both!("Wording", "文字说明"),
        }
    }

    /// The word in data.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Topic::Control => "control",
            Topic::Steps => "steps",
            Topic::Way => "way",
            Topic::People => "people",
            Topic::Promise => "promise",
            Topic::Effort => "effort",
            Topic::Data => "data",
            Topic::Words => "words",
        }
    }

    /// What an attribute is about.
    pub(super) fn of(key: Option<Key>) -> Topic {
        let Some(key) = key else { return Topic::Steps };
        match key {
            Key::Required
            | Key::Keep
            | Key::Preventive
            | Key::Detective
            | Key::Approvers
            | Key::Mode
            | Key::Of
            | Key::Aspect
            | Key::Valid
            | Key::Distinct
            | Key::Limit => Topic::Control,
            Key::Owner
            | Key::By
            | Key::To
            | Key::Consults
            | Key::Informs
            | Key::Automated
            | Key::Manual
            | Key::Responds
            | Key::Reports
            | Key::Deputy
            | Key::Dept
            | Key::Line
            | Key::Staff
            | Key::External
            | Key::ChosenBy => Topic::People,
            Key::Sla | Key::Response | Key::Hard | Key::Remind | Key::Escalate | Key::Clock | Key::Budget | Key::Target => Topic::Promise,
            Key::Time | Key::Wait | Key::Arrivals | Key::Cost | Key::Calendar => Topic::Effort,
            Key::In
            | Key::Out
            | Key::Optional
            | Key::System
            | Key::Process
            | Key::From
            | Key::Fields
            | Key::Deliverable
            | Key::Archive
            | Key::Personal
            | Key::KeepFor => Topic::Data,
            _ => Topic::Words,
        }
    }
}

impl Operation {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> Text {
        match self {
            Operation::Removed => both!("removed", "删除"),
            Operation::Added => both!("added", "新增"),
            Operation::Merged => both!("merged", "合并"),
            Operation::Split => both!("split", "拆分"),
            Operation::Renamed => both!("renamed", "改名"),
            Operation::Moved => both!("moved", "移动"),
            Operation::Changed => both!("changed", "变更"),
        }
    }
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
                    let mut change = Change::about(Topic::Steps, Operation::Removed, node.shown(), text, [place, None]);
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
                    let text = both!("{} `{name}` is new{}", "新增{}“{name}”{}"; kind(self.new, id), self.owner(id));
                    found.push(Change::about(Topic::Steps, Operation::Added, node.shown(), text, [None, place]));
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
                let place = |node: &crate::model::Node| Some(key.map_or(node.title.span, |key| node.place(key)));
                let values = [Text { en: en_before, zh: zh_before }, Text { en: en_after, zh: zh_after }];
                let mut change = Change::attribute(key, after.shown(), &word, values, [place(before), place(after)]);
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

fn kind(side: Side, id: NodeId) -> Text {
    let word = |lang| Wording { model: side.model, lang }.kind_of(side.variant.node(id)).to_owned();
    Text { en: word(Lang::En), zh: word(Lang::Zh) }
}
