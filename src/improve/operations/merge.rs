//! Neighbouring steps of one person in one system, between which a case only waits to be picked up again.

use crate::both;
use crate::compare::Heuristic;
use crate::improve::view::{Candidate, Found, Gain, View};
use crate::lang::{Lang, Text};
use crate::model::NodeId;
use crate::syntax::keywords::Key;

/// How many steps become one at most.
const LONGEST: usize = 4;

pub(super) fn find(view: &View) -> Vec<Found> {
    let mut found = Vec::new();
    let mut taken = vec![false; view.context.graph.len()];
    let fits = |pair: [NodeId; 2]| view.next_alone(pair[0]) == Some(pair[1]) && are_alike(view, pair);
    for (first, _) in view.context.nodes() {
        if taken[first.index()] || !view.is_plain_task(first) {
            continue;
        }
        let mut row = vec![first];
        while let Some(next) = view.next_alone(row[row.len() - 1]) {
            let pair = [row[row.len() - 1], next];
            if row.len() == LONGEST || row.contains(&next) || !view.is_plain_task(next) || !fits(pair) || !waits(view, next) {
                break;
            }
            if let Some(why) = row.iter().find_map(|&one| barred(view, one, next)) {
                found.push(view.no(Heuristic::TaskComposition, &pair, what(view, &pair), why));
                break;
            }
            row.push(next);
        }
        row.iter().skip(1).for_each(|id| taken[id.index()] = true);
        if row.len() > 1 {
            found.push(candidate(view, &row));
        }
    }
    found
}

/// Whether one person does both steps in the same system.
fn are_alike(view: &View, [a, b]: [NodeId; 2]) -> bool {
    let systems = |id: NodeId| {
        let mut systems: Vec<_> = view.node(id).systems.iter().filter_map(|system| system.id).collect();
        systems.sort_unstable();
        systems.dedup();
        systems
    };
    let people = |id: NodeId| view.context.performers(id).filter(|roles| roles.len() == 1);
    let owner = |id: NodeId| view.context.owner(id).first().and_then(|role| role.id);
    let by_hand = [a, b].iter().all(|&id| !view.node(id).automated && !view.node(id).paused && view.node(id).within.is_none());
    by_hand && people(a).is_some() && people(a) == people(b) && owner(a) == owner(b) && !systems(a).is_empty() && systems(a) == systems(b)
}

/// Whether a case certainly waits before a step.
fn waits(view: &View, id: NodeId) -> bool {
    view.node(id).wait.is_some_and(|wait| wait.most().is_some() && wait.least().ms > 0)
}

/// Why two such steps stay apart.
fn barred(view: &View, a: NodeId, b: NodeId) -> Option<(&'static str, Text)> {
    let (first, second) = (view.node(a), view.node(b));
    let (one, other) = (view.shown(a), view.shown(b));
    if view.context.separated(a, b) {
        return Some(("duty", both!("different people must do `{one}` and `{other}` (`sod`)", "“{one}”与“{other}”必须职责分离")));
    }
    let named = |id: NodeId| {
        let node = view.node(id);
        view.context.process.milestones.iter().any(|milestone| node.answers_to(&milestone.node))
    };
    if named(a) || named(b) {
        return Some(("milestone", both!("a milestone is measured at one of them", "其中有里程碑")));
    }
    if first.sla.is_some() != second.sla.is_some() {
        return Some(("limit", both!("only one of `{one}` and `{other}` has a limit of its own", "“{one}”和“{other}”只有一个有时限")));
    }
    if first.time.is_none() || second.time.is_none() || first.wait.is_none() {
        let name = if first.time.is_none() || first.wait.is_none() { one } else { other };
        return Some((
            "time-unknown",
            both!("how long `{name}` takes is not known: declare `time` and `wait`", "“{name}”的用时不详：请写“耗时”和“等待”"),
        ));
    }
    if let Some(why) = view.two_clocks(a, b) {
        return Some(why);
    }
    [a, b].into_iter().find_map(|id| view.pinned(id).filter(|why| why.0 != "people-unknown"))
}

fn what(view: &View, ids: &[NodeId]) -> Text {
    both!("do {} in one go", "{}一次办完"; view.listed(ids))
}

fn candidate(view: &View, row: &[NodeId]) -> Found {
    let nodes: Vec<_> = row.iter().map(|&id| view.node(id)).collect();
    let words = view.words;
    let first = nodes[0];
    let wait = first.places.iter().find(|place| place.0 == Key::Wait).map(|place| view.sources.slice(place.2).trim().to_owned());
    let attributes = vec![(Key::Wait, wait.unwrap_or_else(|| words.nothing()))];
    let names: Vec<&str> = nodes.iter().map(|node| node.title.name.as_str()).collect();
    let labelled = nodes.iter().any(|node| node.title.label.is_some());
    let label = joined(&nodes.iter().map(|node| node.shown()).collect::<Vec<_>>(), words.reasons());
    let plain = names.iter().all(|name| words.name(name) == **name);
    let name = if plain && names.iter().all(|name| name.is_ascii()) { names.join("_") } else { joined(&names, Lang::Zh) };
    let ascii_only = plain && names.iter().all(|name| name.is_ascii());
    let label = (labelled || ascii_only).then_some(label);
    let why = both!("one person does them in one system, so nothing needs to wait in between", "由同一人在同一系统办理，中间不必再排队");
    Found::Try(Candidate {
        heuristic: Heuristic::TaskComposition,
        nodes: row.iter().map(|&id| view.name(id)).collect(),
        what: what(view, row),
        statements: vec![words.merge(&nodes, (&name, label.as_deref()), &attributes, &why)],
        why,
        gain: Gain::Certain,
        line: view.line(row[0]),
    })
}

/// Labels as one: `Book the order and pay it`, 录入和核对.
fn joined(labels: &[&str], lang: Lang) -> String {
    if lang == Lang::Zh {
        let (last, rest) = labels.split_last().map_or(("", &[][..]), |(last, rest)| (*last, rest));
        return format!("{}和{last}", rest.join("、"));
    }
    let lower = |label: &str| {
        let mut chars = label.chars();
        let (first, second) = (chars.next().unwrap_or_default(), chars.clone().next().unwrap_or_default());
        if second.is_lowercase() { first.to_lowercase().chain(chars).collect() } else { label.to_owned() }
    };
    let mut parts: Vec<String> =
        labels.iter().enumerate().map(|(at, label)| if at == 0 { (*label).to_owned() } else { lower(label) }).collect();
    let last = parts.pop().unwrap_or_default();
    format!("{} and {last}", parts.join(", "))
}
