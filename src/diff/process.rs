//! What differs in what is said about a whole process, and in the roles, systems and data that it uses.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::changes::{Change, sort};
use super::resources::resource_changes;
use super::topic::{Operation, Topic};
use super::{Counterparts, Matching, Side};
use crate::both;
use crate::lang::{Lang, Text, shown};
use crate::model::{Calendar, DutyRule, Goal, Model, Process, Risk, Variant};
use crate::source::Span;
use crate::syntax::keywords::Key;
use crate::wording::{self, Wording};

/// The changes of a process outside its graphs; the weightiest first. `pairs` are the variants that both have.
#[must_use]
pub fn process_changes(old: (&Model, &Process), new: (&Model, &Process), pairs: &[(&Variant, &Variant)]) -> Vec<Change> {
    let mut found = Vec::new();
    let mut now = FxHashMap::default();
    for &(before, after) in pairs {
        let sides = [(old, before), (new, after)].map(|((model, process), variant)| Side { model, process, variant });
        let matching = Matching::find(sides[0], sides[1], &Counterparts::find(sides[0], sides[1]));
        for (was, is) in matching.pairs() {
            now.entry(before.node(was).title.name.as_str()).or_insert(after.node(is).title.name.as_str());
        }
    }
    let whole = Whole { old, new, now: &now };
    whole.attributes(&mut found);
    whole.milestones(&mut found);
    whole.duties(&mut found);
    whole.risks(&mut found);
    whole.goals(&mut found);
    whole.calendar(&mut found);
    resource_changes(old, new, &mut found);
    sort(&mut found);
    found
}

/// Words in both languages.
pub(super) fn in_both(say: impl Fn(Lang) -> String) -> Text {
    Text { en: say(Lang::En), zh: say(Lang::Zh) }
}

/// `none` where nothing is said.
pub(super) fn or_none(text: Text) -> Text {
    if text.en.is_empty() { both!("none", "无") } else { text }
}

#[derive(Clone, Copy)]
struct Whole<'m> {
    old: (&'m Model, &'m Process),
    new: (&'m Model, &'m Process),
    /// What old nodes are called now, by name.
    now: &'m FxHashMap<&'m str, &'m str>,
}

impl Whole<'_> {
    /// What a node that the old text names is called now.
    fn now(self, name: &str) -> String {
        let meant = self.old.1.variants.iter().find_map(|variant| variant.node_named(name).map(|id| variant.node(id).title.name.as_str()));
        self.now.get(meant.unwrap_or(name)).map_or(name, |now| *now).to_owned()
    }

    /// The name of a node that the new text names, be it by its label.
    fn proper(self, name: &str) -> String {
        let named = self.new.1.variants.iter().find_map(|variant| variant.node_named(name).map(|id| &variant.node(id).title.name));
        named.map_or(name, |name| name.as_str()).to_owned()
    }

    /// What people read of a node that is named.
    fn label(self, name: &str) -> String {
        let find = |process: &Process| {
            let node = process.variants.iter().find_map(|variant| variant.node_named(name).map(|id| variant.node(id)));
            node.map(|node| wording::shown(&node.title).to_owned())
        };
        find(self.new.1).or_else(|| find(self.old.1)).unwrap_or_else(|| name.to_owned())
    }

    fn subject(self) -> String {
        wording::shown(&self.new.1.title).to_owned()
    }

    fn attributes(self, found: &mut Vec<Change>) {
        let subject = self.subject();
        let spans = [Some(self.old.1.title.span), Some(self.new.1.title.span)];
        let mut say = |key: Key, places: [Option<Span>; 2], words: &dyn Fn(Wording, &Process) -> String| {
            let of = |(model, process): (&Model, &Process)| in_both(|lang| words(Wording { model, lang }, process));
            let (before, after) = (of(self.old), of(self.new));
            if before != after {
                let word = in_both(|lang| Wording { model: self.new.0, lang }.key(key).to_owned());
                let places = [places[0].or(spans[0]), places[1].or(spans[1])];
                found.push(Change::attribute(Some(key), &subject, &word, [or_none(before), or_none(after)], places));
            }
        };
        let (old, new) = (self.old.1, self.new.1);
        say(Key::Owner, [None, None], &|words, process| words.roles(&process.owner));
        say(Key::Sla, [old.sla.map(|sla| sla.span), new.sla.map(|sla| sla.span)], &|words, process| {
            process.sla.map(|sla| words.duration(sla.value)).unwrap_or_default()
        });
        say(Key::Response, [old.response.map(|sla| sla.span), new.response.map(|sla| sla.span)], &|words, process| {
            process.response.map(|sla| words.duration(sla.value)).unwrap_or_default()
        });
        say(Key::Hard, [None, None], &|words, process| words.yes(process.hard).to_owned());
        say(Key::Arrivals, [None, None], &|words, process| process.arrivals.as_ref().map(|rate| words.rate(rate)).unwrap_or_default());
        say(Key::Budget, [None, None], &|words, process| process.budget.as_ref().map(|money| words.money(money)).unwrap_or_default());
        let mut keys: Vec<Key> = Vec::new();
        for text in old.texts.iter().chain(&new.texts) {
            if !keys.contains(&text.key) {
                keys.push(text.key);
            }
        }
        for key in keys {
            let place = |process: &Process| process.texts.iter().find(|text| text.key == key).map(|text| text.span);
            let text = |_: Wording, process: &Process| {
                let texts: Vec<&str> = process.texts.iter().filter(|text| text.key == key).map(|text| text.text.as_str()).collect();
                texts.join("\n")
            };
            say(key, [place(old), place(new)], &text);
        }
        if wording::shown(&old.title) != wording::shown(&new.title) {
            let (from, to) = (shown(wording::shown(&old.title)), shown(wording::shown(&new.title)));
            let text = both!("the process `{from}` is called `{to}` now", "流程“{from}”改名为“{to}”");
            found.push(Change::about(Topic::Words, Operation::Renamed, &subject, text, spans));
        }
    }

    /// Whatever stands in one list and not in the other.
    fn lists<T>(self, old: &[T], new: &[T], same: &dyn Fn(&T, &T) -> bool, mut say: impl FnMut(Operation, &T)) {
        let missing = |one: &T, others: &[T]| !others.iter().any(|other| same(one, other));
        old.iter().filter(|one| missing(one, new)).for_each(|one| say(Operation::Removed, one));
        new.iter().filter(|one| missing(one, old)).for_each(|one| say(Operation::Added, one));
        let _ = self;
    }

    fn milestones(self, found: &mut Vec<Change>) {
        let mut old = self.old.1.milestones.clone();
        for milestone in &mut old {
            milestone.node = self.now(&milestone.node);
        }
        let (old, new) = (&old, &self.new.1.milestones);
        let point = |done: bool| if done { both!("done", "完成") } else { both!("started", "启动") };
        self.lists(old, new, &|a, b| a.node == b.node && a.done == b.done, |operation, milestone| {
            let (name, limit) = (self.label(&milestone.node), milestone.limit.text());
            let name = shown(&name);
            let point = point(milestone.done);
            let (text, places) = if operation == Operation::Removed {
                (
                    both!("the milestone `{name}` {} within {} is gone", "取消里程碑：“{name}”{}，{}"; point, limit),
                    [Some(milestone.span), None],
                )
            } else {
                (both!("a new milestone: `{name}` {} within {}", "新增里程碑：“{name}”{}，{}"; point, limit), [None, Some(milestone.span)])
            };
            found.push(Change::about(Topic::Promise, operation, &self.label(&milestone.node), text, places));
        });
        for milestone in new {
            let Some(before) = old.iter().find(|before| before.node == milestone.node && before.done == milestone.done) else { continue };
            if before.limit != milestone.limit {
                let word = point(milestone.done);
                let word = both!("milestone ({})", "里程碑（{}）"; word);
                let values = [before.limit.text(), milestone.limit.text()];
                let places = [Some(before.span), Some(milestone.span)];
                found.push(Change::attribute(Some(Key::Sla), &self.label(&milestone.node), &word, values, places));
            }
        }
    }

    /// Duty rules, pair by pair: how they are grouped does not matter.
    fn duties(self, found: &mut Vec<Change>) {
        let pairs = |duties: &[DutyRule]| -> BTreeMap<(bool, String, String), Span> {
            let mut pairs = BTreeMap::new();
            for duty in duties {
                for (at, a) in duty.nodes.iter().enumerate() {
                    for b in &duty.nodes[at + 1..] {
                        let (first, second) = if a < b { (a, b) } else { (b, a) };
                        pairs.entry((duty.separate, first.clone(), second.clone())).or_insert(duty.span);
                    }
                }
            }
            pairs
        };
        let mut old = self.old.1.duties.clone();
        old.iter_mut().flat_map(|duty| &mut duty.nodes).for_each(|name| *name = self.now(name));
        let mut new = self.new.1.duties.clone();
        new.iter_mut().flat_map(|duty| &mut duty.nodes).for_each(|name| *name = self.proper(name));
        let (before, after) = (pairs(&old), pairs(&new));
        let all: BTreeSet<_> = before.keys().chain(after.keys()).collect();
        for pair in all.into_iter().filter(|pair| before.contains_key(*pair) != after.contains_key(*pair)) {
            let (first, second) = (self.label(&pair.1), self.label(&pair.2));
            let (a, b) = (shown(&first), shown(&second));
            let gone = before.contains_key(pair);
            let text = match (gone, pair.0) {
                (true, true) => both!("`{a}` and `{b}` need no longer be separated", "“{a}”与“{b}”不再要求职责分离"),
                (true, false) => both!("`{a}` and `{b}` need no longer be done by one person", "“{a}”与“{b}”不再要求同一人完成"),
                (false, true) => both!("`{a}` and `{b}` must be separated now", "“{a}”与“{b}”新增职责分离"),
                (false, false) => both!("`{a}` and `{b}` must be done by one person now", "“{a}”与“{b}”新增须由同一人完成"),
            };
            let operation = if gone { Operation::Removed } else { Operation::Added };
            found.push(Change::about(Topic::Control, operation, &first, text, [before.get(pair).copied(), after.get(pair).copied()]));
        }
    }

    fn risks(self, found: &mut Vec<Change>) {
        let all = |(model, process): (&'_ Model, &'_ Process)| -> Vec<Risk> { model.risks.iter().chain(&process.risks).cloned().collect() };
        let (old, new) = (all(self.old), all(self.new));
        let same = |a: &Risk, b: &Risk| a.title.name == b.title.name;
        self.lists(&old, &new, &same, |operation, risk| {
            let name = shown(wording::shown(&risk.title));
            let (text, places) = if operation == Operation::Removed {
                (both!("the risk `{name}` is gone", "取消风险“{name}”"), [Some(risk.title.span), None])
            } else {
                (both!("the risk `{name}` is new", "新增风险“{name}”"), [None, Some(risk.title.span)])
            };
            found.push(Change::about(Topic::Control, operation, wording::shown(&risk.title), text, places));
        });
        for risk in &new {
            let Some(before) = old.iter().find(|before| same(before, risk)) else { continue };
            let parts = [
                (both!("controls", "控制"), &before.controls, &risk.controls),
                (both!("protects", "影响"), &before.protects, &risk.protects),
            ];
            for (word, was, is) in parts {
                let was: Vec<String> = was.iter().map(|name| self.now(name)).collect();
                let is: Vec<String> = is.iter().map(|name| self.proper(name)).collect();
                let sorted = |names: &[String]| names.iter().cloned().collect::<BTreeSet<_>>();
                if sorted(&was) != sorted(&is) {
                    let labels = |names: &[String]| names.iter().map(|name| self.label(name)).collect::<Vec<_>>();
                    let say = |names: &[String]| or_none(in_both(|lang| labels(names).join(lang.pick(", ", "、"))));
                    let places = [Some(before.title.span), Some(risk.title.span)];
                    found.push(Change::attribute(Some(Key::Required), wording::shown(&risk.title), &word, [say(&was), say(&is)], places));
                }
            }
        }
    }

    fn goals(self, found: &mut Vec<Change>) {
        let same = |a: &Goal, b: &Goal| a.title.name == b.title.name;
        self.lists(&self.old.1.goals, &self.new.1.goals, &same, |operation, goal| {
            let name = shown(wording::shown(&goal.title));
            let (text, places) = if operation == Operation::Removed {
                (both!("the goal `{name}` is gone", "取消指标“{name}”"), [Some(goal.title.span), None])
            } else {
                (both!("the goal `{name}` is new", "新增指标“{name}”"), [None, Some(goal.title.span)])
            };
            found.push(Change::about(Topic::Promise, operation, wording::shown(&goal.title), text, places));
        });
        for goal in &self.new.1.goals {
            let Some(before) = self.old.1.goals.iter().find(|before| same(before, goal)) else { continue };
            let values = |words: Wording, goal: &Goal| {
                let quantity = |value: &Option<_>| value.as_ref().map(|value| words.quantity(value)).unwrap_or_default();
                let target = goal.target.as_ref().map(|target| words.target(target)).unwrap_or_default();
                [(Key::BeforeValue, quantity(&goal.before)), (Key::Target, target), (Key::AfterValue, quantity(&goal.after))]
            };
            let say = |lang| {
                let (was, is) = (values(Wording { model: self.old.0, lang }, before), values(Wording { model: self.new.0, lang }, goal));
                was.into_iter().zip(is)
            };
            for ((was, is), (was_zh, is_zh)) in say(Lang::En).zip(say(Lang::Zh)).filter(|((was, is), _)| was.1 != is.1) {
                let word = in_both(|lang| Wording { model: self.new.0, lang }.key(was.0).to_owned());
                let values = [or_none(Text { en: was.1, zh: was_zh.1 }), or_none(Text { en: is.1, zh: is_zh.1 })];
                let places = [Some(before.title.span), Some(goal.title.span)];
                found.push(Change::attribute(Some(Key::Target), wording::shown(&goal.title), &word, values, places));
            }
        }
    }

    /// Another calendar, or other hours and days in the same one.
    fn calendar(self, found: &mut Vec<Change>) {
        let of = |(model, process): (&'_ Model, &'_ Process)| -> Option<Calendar> {
            let id = model.calendar_of(process, None)?;
            Some(model.calendars[id.index()].clone())
        };
        let (before, after) = (of(self.old), of(self.new));
        let said = |calendar: &Option<Calendar>| -> Vec<String> {
            let entries = calendar.iter().flat_map(|calendar| &calendar.entries);
            entries.map(|entry| format!("{:?} {}", entry.key, entry.text)).collect()
        };
        let name = |calendar: &Option<Calendar>| {
            let name = calendar.as_ref().map(|calendar| wording::shown(&calendar.title).to_owned());
            or_none(in_both(|_| name.clone().unwrap_or_default()))
        };
        let place = |calendar: &Option<Calendar>| calendar.as_ref().map(|calendar| calendar.title.span);
        let places = [place(&before), place(&after)];
        if name(&before) != name(&after) {
            let word = in_both(|lang| Wording { model: self.new.0, lang }.key(Key::Calendar).to_owned());
            found.push(Change::attribute(Some(Key::Calendar), &self.subject(), &word, [name(&before), name(&after)], places));
        } else if said(&before) != said(&after) {
            let name = name(&after);
            let text = both!("the hours or days of the calendar `{}` are different", "日历“{}”的工作时间或节假日有改动"; name);
            found.push(Change::about(Topic::Effort, Operation::Changed, &name.en.clone(), text, places));
        }
    }
}
