//! Which lane each node lies in.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::{Change, Diagram, Edge, Lane};
use crate::lang::Lang;
use crate::model::{Home, Model, NodeId, NodeKind, SystemId, Title, Variant};
use crate::wording::shown;

/// What the lanes of a drawing stand for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Lanes {
    /// Each role.
    #[default]
    Owner,
    /// Each department; a role that belongs to none keeps a lane of its own.
    Department,
    /// There are none.
    None,
}

impl Diagram {
    /// The same drawing with other lanes than those of the owners.
    #[must_use]
    pub fn with_lanes(mut self, lanes: Lanes) -> Diagram {
        let of: Vec<usize> = match lanes {
            Lanes::Owner => return self,
            Lanes::None => {
                self.name_owners();
                self.lanes.clear();
                self.nodes.iter_mut().for_each(|node| node.lane = None);
                return self;
            }
            Lanes::Department => {
                self.name_owners();
                let first =
                    |lane: &Lane| self.lanes.iter().position(|other| lane.department.is_some() && other.department == lane.department);
                self.lanes.iter().enumerate().map(|(at, lane)| first(lane).unwrap_or(at)).collect()
            }
        };
        let mut kept: Vec<usize> = of.clone();
        kept.sort_unstable();
        kept.dedup();
        for node in &mut self.nodes {
            node.lane = node.lane.and_then(|lane| kept.iter().position(|&at| at == of[lane]));
        }
        let merged = |at: &usize| {
            let lane = self.lanes[*at].clone();
            Lane { label: lane.department.clone().unwrap_or_else(|| lane.label.clone()), ..lane }
        };
        self.lanes = kept.iter().map(merged).collect();
        self
    }

    /// Where a lane is not that of the owner, the owner stands on the step.
    fn name_owners(&mut self) {
        let works = |kind: NodeKind| matches!(kind, NodeKind::Task | NodeKind::Approval | NodeKind::Wait | NodeKind::Call);
        for node in self.nodes.iter_mut().filter(|node| works(node.kind)) {
            if let Some(lane) = node.lane.map(|lane| &self.lanes[lane]).filter(|lane| !lane.missing) {
                node.details.insert(0, lane.label.clone());
            }
        }
    }
}

/// What a lane stands for. Names, not ids: a drawing may show two texts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Key<'m> {
    /// A role of that name and label is accountable.
    Role(&'m str, &'m str),
    /// A system does it by itself, and nobody answers for the system.
    System(&'m str, &'m str),
    /// An owner is named, but not declared.
    Unknown,
    /// Nobody is accountable.
    Nobody,
}

/// The lane that a node has by itself: that of its owner; work without one has a lane that says so.
pub(super) fn own<'m>(model: &'m Model, variant: &Variant, id: NodeId) -> Option<Key<'m>> {
    let node = variant.node(id);
    let owner = variant.owner(id);
    if let Some(role) = owner.iter().find_map(|owner| owner.id) {
        return Some(role_key(&model.roles[role.index()].title));
    }
    if !owner.is_empty() {
        return Some(Key::Unknown);
    }
    if node.automated {
        let system = node.systems.iter().find_map(|system| system.id);
        let answers = |system: SystemId| model.systems[system.index()].owner.and_then(|owner| owner.id);
        return system.map(|system| match answers(system) {
            Some(role) => role_key(&model.roles[role.index()].title),
            None => Key::System(&model.systems[system.index()].title.name, shown(&model.systems[system.index()].title)),
        });
    }
    node.kind.is_work().then_some(Key::Nobody)
}

fn role_key(title: &Title) -> Key<'_> {
    Key::Role(&title.name, shown(title))
}

/// Gives a node without a lane that of the node before it, since who has the case decides what comes next; the first nodes that
/// of the nearest around them. What goes back counts only then.
pub(super) fn spread(lanes: &mut [Option<Key>], edges: &[Edge], order: &[usize]) {
    let mut before = vec![Vec::new(); lanes.len()];
    for edge in edges.iter().filter(|edge| !edge.back && edge.change != Change::Removed) {
        before[edge.to].push(edge.from);
    }
    for &at in order {
        lanes[at] = lanes[at].or_else(|| before[at].iter().find_map(|&from| lanes[from]));
    }
    let mut around = vec![Vec::new(); lanes.len()];
    for edge in edges {
        around[edge.from].push(edge.to);
        around[edge.to].push(edge.from);
    }
    flood(lanes, &around);
}

fn flood(lanes: &mut [Option<Key>], next: &[Vec<usize>]) {
    let mut queue: VecDeque<usize> = (0..lanes.len()).filter(|&at| lanes[at].is_some()).collect();
    while let Some(at) = queue.pop_front() {
        for &other in &next[at] {
            if lanes[other].is_none() {
                lanes[other] = lanes[at];
                queue.push_back(other);
            }
        }
    }
}

/// The lanes in the order in which the roles are declared, those of used files and of the earlier text behind the file's own, then
/// systems, and what has no owner at the end; and for each node the index of its lane.
pub(super) fn collect(lang: Lang, models: &[&Model], keys: &[Option<Key>]) -> (Vec<Lane>, Vec<Option<usize>>) {
    let mut seen = FxHashMap::default();
    let mut used: Vec<Key> = keys.iter().flatten().copied().filter(|&key| seen.insert(key, 0).is_none()).collect();
    let roles = || models.iter().flat_map(|model| &model.roles);
    let found = |key: &Key| match key {
        Key::Role(name, _) => roles().position(|role| role.title.name == *name),
        _ => None,
    };
    used.sort_by_cached_key(|key| {
        let class = match key {
            Key::Role(..) => 0,
            Key::System(..) => 1,
            Key::Unknown => 2,
            Key::Nobody => 3,
        };
        let role = found(key);
        let used = role.and_then(|at| roles().nth(at)).is_some_and(|role| role.home == Home::Import);
        (class, used, role)
    });
    seen.extend(used.iter().copied().zip(0..));
    let department = |key: &Key| found(key).and_then(|at| roles().nth(at)).and_then(|role| role.dept.clone());
    let lanes = used.iter().map(|key| Lane { department: department(key), ..lane(lang, *key) }).collect();
    let places = keys.iter().map(|key| key.and_then(|key| seen.get(&key).copied())).collect();
    (lanes, places)
}

fn lane(lang: Lang, key: Key) -> Lane {
    let label = match key {
        Key::Role(_, label) | Key::System(_, label) => label,
        Key::Unknown => lang.pick("owner not declared", "责任人未声明"),
        Key::Nobody => lang.pick("no owner", "未指定责任人"),
    };
    Lane { label: label.to_owned(), missing: matches!(key, Key::Unknown | Key::Nobody), department: None }
}
