//! What differs in the roles, systems and data that a process uses, also where another file declares them.

use std::collections::BTreeSet;

use super::Counterparts;
use super::changes::Change;
use super::process::{in_both, or_none};
use crate::both;
use crate::lang::Text;
use crate::model::{Data, DataId, Model, Node, Process, Role, RoleId, System, SystemId, TextAttribute, Title};
use crate::syntax::keywords::Key;
use crate::wording::{Wording, shown};

/// The changes of what the process refers to, be it through a superior or a deputy.
pub(super) fn resource_changes(old: (&Model, &Process), new: (&Model, &Process), found: &mut Vec<Change>) {
    let counterparts = Counterparts::of_processes(old, new);
    let used = Used::of(old.0, old.1);
    for (was, is) in counterparts.roles().filter(|(was, _)| used.roles.contains(was)) {
        if let Some(is) = is {
            let (was, is) = (&old.0.roles[was.index()], &new.0.roles[is.index()]);
            compare(&was.title, &is.title, |words, old_side| role(words, if old_side { was } else { is }), [old.0, new.0], found);
        }
    }
    for (was, is) in counterparts.systems().filter(|(was, _)| used.systems.contains(was)) {
        if let Some(is) = is {
            let (was, is) = (&old.0.systems[was.index()], &new.0.systems[is.index()]);
            compare(&was.title, &is.title, |words, old_side| system(words, if old_side { was } else { is }), [old.0, new.0], found);
        }
    }
    for (was, is) in counterparts.all_data().filter(|(was, _)| used.data.contains(was)) {
        let Some(is) = is else { continue };
        let (was, is) = (&old.0.data[was.index()], &new.0.data[is.index()]);
        if let (Some(before), Some(after)) = (&was.title, &is.title) {
            compare(before, after, |words, old_side| data(words, if old_side { was } else { is }), [old.0, new.0], found);
        }
    }
}

/// What the graphs of a process refer to.
struct Used {
    roles: BTreeSet<RoleId>,
    systems: BTreeSet<SystemId>,
    data: BTreeSet<DataId>,
}

impl Used {
    fn of(model: &Model, process: &Process) -> Used {
        let nodes = || process.variants.iter().flat_map(|variant| &variant.nodes);
        let systems: BTreeSet<SystemId> = nodes().flat_map(|node| &node.systems).filter_map(|system| system.id).collect();
        let reads = process.variants.iter().flat_map(|variant| variant.reads().chain(variant.writes()));
        let data: BTreeSet<DataId> = reads.filter_map(|(_, data)| data.id).collect();
        let mut roles: BTreeSet<RoleId> =
            nodes().flat_map(Node::roles).chain(process.owner.iter().copied()).filter_map(|role| role.id).collect();
        roles.extend(systems.iter().filter_map(|id| model.systems[id.index()].owner.and_then(|owner| owner.id)));
        let mut open: Vec<RoleId> = roles.iter().copied().collect();
        while let Some(id) = open.pop() {
            let role = &model.roles[id.index()];
            let next = [role.reports, role.deputy].into_iter().flatten().filter_map(|role| role.id);
            open.extend(next.filter(|&id| roles.insert(id)));
        }
        Used { roles, systems, data }
    }
}

/// An attribute and its words.
type Said = (Key, String);

fn compare(was: &Title, is: &Title, say: impl Fn(Wording, bool) -> Vec<Said>, models: [&Model; 2], found: &mut Vec<Change>) {
    let both_sides = |lang| {
        let before = say(Wording { model: models[0], lang }, true);
        let after = say(Wording { model: models[1], lang }, false);
        before.into_iter().zip(after)
    };
    let chinese = both_sides(crate::lang::Lang::Zh);
    let places = [Some(was.span), Some(is.span)];
    for (((key, before), (_, after)), ((_, before_zh), (_, after_zh))) in both_sides(crate::lang::Lang::En).zip(chinese) {
        if before != after {
            let word = in_both(|lang| Wording { model: models[1], lang }.key(key).to_owned());
            let values = [or_none(Text { en: before, zh: before_zh }), or_none(Text { en: after, zh: after_zh })];
            found.push(Change::attribute(Some(key), shown(is), &word, values, places));
        }
    }
    if shown(was) != shown(is) {
        let (from, to) = (crate::lang::shown(shown(was)), crate::lang::shown(shown(is)));
        let text = both!("`{from}` is called `{to}` now", "“{from}”改名为“{to}”");
        let mut change = Change::about(super::Topic::Words, super::Operation::Renamed, shown(is), text, places);
        change.before = Some(shown(was).into());
        change.after = Some(shown(is).into());
        found.push(change);
    }
}

fn role(words: Wording, role: &Role) -> Vec<Said> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        (Key::Dept, text(&role.dept)),
        (Key::Line, text(&role.line)),
        (Key::Staff, role.staff.map(|staff| staff.to_string()).unwrap_or_default()),
        (Key::Cost, role.cost.as_ref().map(|cost| words.rate(cost)).unwrap_or_default()),
        (Key::Limit, role.limit.as_ref().map(|limit| words.money(limit)).unwrap_or_default()),
        (Key::Reports, role.reports.map(|role| words.role(role).to_owned()).unwrap_or_default()),
        (Key::Deputy, role.deputy.map(|role| words.role(role).to_owned()).unwrap_or_default()),
        (Key::ChosenBy, text(&role.chosen_by)),
        (Key::External, words.yes(role.external).to_owned()),
        (Key::Note, joined(&role.texts)),
    ]
}

fn system(words: Wording, system: &System) -> Vec<Said> {
    vec![(Key::Owner, system.owner.map(|role| words.role(role).to_owned()).unwrap_or_default()), (Key::Note, joined(&system.texts))]
}

fn data(words: Wording, data: &Data) -> Vec<Said> {
    let mut fields = data.fields.clone();
    fields.sort_unstable();
    vec![
        (Key::From, words.roles(&data.from)),
        (Key::Fields, words.list(fields.iter().map(String::as_str))),
        (Key::Deliverable, words.yes(data.deliverable).to_owned()),
        (Key::Archive, words.yes(data.archive).to_owned()),
        (Key::Personal, words.yes(data.personal).to_owned()),
        (Key::KeepFor, data.keep_for.map(|time| words.duration(time)).unwrap_or_default()),
        (Key::Note, joined(&data.texts)),
    ]
}

fn joined(texts: &[TextAttribute]) -> String {
    texts.iter().map(|text| text.text.as_str()).collect::<Vec<_>>().join("\n")
}
