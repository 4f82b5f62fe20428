//! Steps that follow one another and could run at the same time: none needs what another makes, nothing is decided in between, and different people
//! do them.

use rustc_hash::FxHashSet;

use crate::both;
use crate::compare::Heuristic;
use crate::improve::fixed;
use crate::improve::view::{Candidate, Found, Gain, View};
use crate::lang::Text;
use crate::model::NodeId;

/// How many steps of a row are put into one group at most.
const WIDEST: usize = 8;

pub(super) fn find(view: &View) -> Vec<Found> {
    let mut found = Vec::new();
    for row in rows(view) {
        let groups = groups(view, &row);
        let mut grouped: FxHashSet<NodeId> = FxHashSet::default();
        for group in groups.into_iter().filter(|group| group.len() > 1) {
            grouped.extend(&group[..group.len() - 1]);
            found.push(candidate(view, &group));
        }
        let instant = |id: &NodeId| view.takes(*id) == Some((0, 0));
        for pair in row.windows(2).filter(|pair| !grouped.contains(&pair[0]) && !pair.iter().any(instant)) {
            if let Some(why) = apart(view, pair[0], pair[1]) {
                found.push(view.no(Heuristic::Parallelism, pair, what(view, pair), why));
            }
        }
    }
    found
}

/// Tasks that follow one another directly, as long as possible.
fn rows(view: &View) -> Vec<Vec<NodeId>> {
    let next = |id: NodeId| view.next_alone(id).filter(|&next| view.is_plain_task(next));
    let tasks: Vec<NodeId> = view.context.nodes().map(|(id, _)| id).filter(|&id| view.is_plain_task(id)).collect();
    let inner: FxHashSet<NodeId> = tasks.iter().filter_map(|&id| next(id)).collect();
    let mut rows = Vec::new();
    for &first in tasks.iter().filter(|id| !inner.contains(id)) {
        let mut row = vec![first];
        while let Some(id) = next(row[row.len() - 1]).filter(|id| !row.contains(id)) {
            row.push(id);
        }
        if row.len() > 1 {
            rows.push(row);
        }
    }
    rows
}

/// The row cut into groups whose steps can run at the same time, such that the sum of the longest of each is least; of equal ones, with the
/// smallest groups.
fn groups(view: &View, row: &[NodeId]) -> Vec<Vec<NodeId>> {
    let least: Vec<i64> = row.iter().map(|&id| view.takes(id).map_or(0, |(least, _)| least)).collect();
    // For each beginning of the row: its least time, and where its last group begins.
    let mut best: Vec<(i64, usize)> = vec![(0, 0)];
    for end in 1..=row.len() {
        let (mut longest, mut choice) = (0, None::<(i64, usize)>);
        for begin in (end.saturating_sub(WIDEST)..end).rev() {
            if row[begin + 1..end].iter().any(|&other| apart(view, row[begin], other).is_some()) {
                break;
            }
            longest = longest.max(least[begin]);
            let sum = best[begin].0 + longest;
            if choice.is_none_or(|(known, _)| sum < known) {
                choice = Some((sum, begin));
            }
        }
        best.push(choice.unwrap_or((0, end - 1)));
    }
    let (mut end, mut groups) = (row.len(), Vec::new());
    while end > 0 {
        let begin = best[end].1;
        groups.push(row[begin..end].to_vec());
        end = begin;
    }
    groups.reverse();
    groups
}

/// Why two steps of a row, the first before the second, cannot run at the same time.
fn apart(view: &View, first: NodeId, second: NodeId) -> Option<(&'static str, Text)> {
    view.conflict(first, second)
        .or_else(|| [first, second].into_iter().find_map(|id| view.pinned(id)))
        .or_else(|| goes_over(view, first, second))
        .or_else(|| same_people(view, first, second))
        .or_else(|| [first, second].into_iter().find_map(|id| undeclared(view, id)))
        .or_else(|| view.two_clocks(first, second))
        .or_else(|| nested(view, first))
}

/// A second look comes second, unless a duty rule says that both are looks of their own.
fn goes_over(view: &View, first: NodeId, second: NodeId) -> Option<(&'static str, Text)> {
    let (a, b) = (view.shown(first), view.shown(second));
    let why = || {
        both!(
            "`{b}` goes over again what comes before it, by its name, so it stays behind `{a}`",
            "“{b}”从名称看是对前面的复查，须在“{a}”之后"
        )
    };
    (fixed::goes_over_again(view.node(second)) && !view.context.separated(first, second)).then(|| ("order", why()))
}

/// Changes cannot put a parallel block into a branch of another one.
fn nested(view: &View, id: NodeId) -> Option<(&'static str, Text)> {
    let block = view.context.block_around(id)?;
    let (name, block) = (view.shown(id), view.shown(block.fork));
    let why = both!(
        "`{name}` is in a branch of `{block}` already: write the branches of `{block}` anew",
        "“{name}”已在“{block}”的一个分支中：请直接改写“{block}”的分支"
    );
    Some(("not-expressible", why))
}

fn same_people(view: &View, first: NodeId, second: NodeId) -> Option<(&'static str, Text)> {
    let context = &view.context;
    let by_system = |id: NodeId| view.node(id).automated;
    if by_system(first) || by_system(second) {
        return None;
    }
    let (a, b) = (view.shown(first), view.shown(second));
    let who = |id: NodeId| context.performers(id).filter(|roles| !roles.is_empty());
    let (Some(one), Some(other)) = (who(first), who(second)) else {
        let name = if who(first).is_none() { a } else { b };
        return Some(("people-unknown", both!("who does `{name}` is not known: declare `owner`", "“{name}”由谁办理不详：请写“责任人”")));
    };
    let role = one.iter().find(|role| other.contains(role))?;
    let role = crate::lang::shown(context.role_name(*role)).to_string();
    Some(("same-person", both!("{role} does both `{a}` and `{b}`", "“{a}”和“{b}”都由{role}办理，无法同时进行")))
}

/// What must be known of a step before it may run at the same time as others: what it reads, what it makes, and how long it takes.
fn undeclared(view: &View, id: NodeId) -> Option<(&'static str, Text)> {
    let (name, access) = (view.shown(id), &view.access[id.index()]);
    if access.reads.is_empty() || access.writes.is_empty() {
        let why = both!(
            "what `{name}` reads and makes is not declared, so nobody can tell what it depends on: declare `in` and `out`",
            "“{name}”没有写明输入和输出，无法判断它依赖什么：请写“输入”和“输出”"
        );
        return Some(("data-unknown", why));
    }
    match view.takes(id) {
        Some((0, _)) => Some((
            "no-time",
            both!("`{name}` may take no time, so nothing is certain to be saved", "“{name}”可能不占时间，并行不一定省时间"),
        )),
        Some(_) => None,
        None => Some((
            "time-unknown",
            both!("how long `{name}` takes is not known: declare `time` and `wait`", "“{name}”的用时不详：请写“耗时”和“等待”"),
        )),
    }
}

fn what(view: &View, ids: &[NodeId]) -> Text {
    both!("run {} at the same time", "{}同时进行"; view.listed(ids))
}

fn candidate(view: &View, group: &[NodeId]) -> Found {
    let nodes: Vec<_> = group.iter().map(|&id| view.node(id)).collect();
    let by_systems = group.iter().any(|&id| view.node(id).automated);
    let why = match (group.len(), by_systems) {
        (2, false) => both!("neither needs the other's result and different people do them", "互不需要对方的结果，且由不同岗位办理"),
        (2, true) => both!("neither needs the other's result", "互不需要对方的结果"),
        (_, false) => both!("none needs another's result and different people do them", "互不需要彼此的结果，且由不同岗位办理"),
        (_, true) => both!("none needs another's result", "互不需要彼此的结果"),
    };
    Found::Try(Candidate {
        heuristic: Heuristic::Parallelism,
        nodes: group.iter().map(|&id| view.name(id)).collect(),
        what: what(view, group),
        statements: vec![view.words.parallelise(&nodes, &why)],
        why,
        gain: Gain::Certain,
        line: view.line(group[0]),
    })
}
