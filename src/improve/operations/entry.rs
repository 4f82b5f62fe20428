//! Data that is typed in by hand into two systems: it is entered once, and the second system takes it over.

use crate::both;
use crate::compare::Heuristic;
use crate::improve::view::{Candidate, Found, Gain, View};
use crate::lang::Text;
use crate::model::{DataId, NodeId, NodeKind, SystemId};
use crate::syntax::keywords::Key;

pub(super) fn find(view: &View) -> Vec<Found> {
    let by_hand: Vec<NodeId> = view.context.nodes().filter(|(id, _)| enters_by_hand(view, *id)).map(|(id, _)| id).collect();
    let mut found = Vec::new();
    for &id in &by_hand {
        if let [one, other, ..] = systems(view, id)[..] {
            found.push(both_at_once(view, id, one, other));
        } else if let Some((first, data)) = repeated(view, id, &by_hand) {
            found.push(judge(view, first, id, data));
        }
    }
    found
}

fn enters_by_hand(view: &View, id: NodeId) -> bool {
    let node = view.node(id);
    node.kind == NodeKind::Task
        && node.manual
        && !node.automated
        && view.before.reached(id)
        && !node.outputs.is_empty()
        && !node.systems.is_empty()
}

fn systems(view: &View, id: NodeId) -> Vec<SystemId> {
    let mut systems: Vec<SystemId> = view.node(id).systems.iter().filter_map(|system| system.id).collect();
    systems.sort_unstable();
    systems.dedup();
    systems
}

/// The step that has certainly entered some of the same data by hand in another system, and that data.
fn repeated(view: &View, id: NodeId, by_hand: &[NodeId]) -> Option<(NodeId, DataId)> {
    let here = systems(view, id);
    by_hand.iter().copied().filter(|&first| view.before.passed(first, id)).find_map(|first| {
        let elsewhere = systems(view, first).iter().all(|system| !here.contains(system));
        let same = view.access[id.index()].writes.iter().find(|data| view.access[first.index()].writes.contains(data));
        same.copied().filter(|_| elsewhere).map(|data| (first, data))
    })
}

/// One step that enters in two systems: how its time divides is not known.
fn both_at_once(view: &View, id: NodeId, one: SystemId, other: SystemId) -> Found {
    let name = view.shown(id);
    let [one, other] = [one, other].map(|system| crate::lang::shown(view.context.system_name(system)).to_string());
    let what = both!("enter `{name}` once and let `{other}` take it over from `{one}`", "“{name}”只在“{one}”录一次，由“{other}”自动读取");
    let why = both!(
        "how much of the time of `{name}` goes into each system is not said: write it as two steps, one for each system",
        "“{name}”在两个系统中各花多少时间没有写明：请写成两个环节，各用一个系统"
    );
    view.no(Heuristic::TaskAutomation, &[id], what, ("division-unknown", why))
}

fn judge(view: &View, first: NodeId, second: NodeId, data: DataId) -> Found {
    let context = &view.context;
    let (node, name, data_name) = (view.node(second), view.shown(second), view.data(data));
    let system = systems(view, second)[0];
    let system_name = crate::lang::shown(context.system_name(system)).to_string();
    let what = both!(
        "enter `{data_name}` once: `{name}` becomes an automatic synchronisation by `{system_name}`",
        "“{data_name}”只录一次：“{name}”改为由“{system_name}”自动同步"
    );
    let no = |why: (&'static str, Text)| view.no(Heuristic::TaskAutomation, &[first, second], what.clone(), why);
    if let Some(why) = view.pinned(second) {
        return no(why);
    }
    if context.process.duties.iter().any(|duty| duty.nodes.iter().any(|name| node.answers_to(name))) {
        return no(("duty", both!("a duty rule names `{name}`, so somebody must do it", "职责规则点名“{name}”，须由人办理")));
    }
    let (had, here) = (&view.access[first.index()], &view.access[second.index()]);
    let own = |data: &&DataId| !had.writes.contains(*data) && !had.reads.contains(*data);
    if let Some(&new) = here.writes.iter().find(|data| !had.writes.contains(*data)).or_else(|| here.reads.iter().find(own)) {
        let new = view.data(new);
        return no((
            "more-data",
            both!("`{name}` also deals with `{new}`, which was not entered before", "“{name}”还涉及之前没有录入的“{new}”"),
        ));
    }
    let title = |id: DataId| context.data(id).title.as_ref().map_or("", |title| title.name.as_str());
    let inputs: Vec<&str> = here.writes.iter().map(|&id| title(id)).collect();
    let words = view.words;
    let mut attributes = vec![(Key::Owner, "-".to_owned()), (Key::In, words.list(&inputs))];
    if !node.by.is_empty() {
        attributes.insert(1, (Key::By, "-".to_owned()));
    }
    attributes.extend([(Key::Time, words.nothing()), (Key::Wait, words.nothing())]);
    let label = words.reasons().pick(format!("Synchronise {data_name} to {system_name}"), format!("{data_name}同步到{system_name}"));
    let first_name = view.shown(first);
    let why = both!("{data_name} has been entered in {first_name} already", "{first_name}时已经录入{data_name}，不再重复录入");
    let takes_over = both!("the system takes over what was entered", "由系统自动读取已录入的内容");
    let name = &context.model.systems[system.index()].title.name;
    Found::Try(Candidate {
        heuristic: Heuristic::TaskAutomation,
        nodes: vec![view.name(second)],
        what,
        statements: vec![words.automate(node, name, &why), words.change(node, &label, &attributes, &takes_over)],
        why,
        gain: if view.takes_something(second) { Gain::Certain } else { Gain::Measured },
        line: view.line(second),
    })
}
