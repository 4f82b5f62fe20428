//! How alike two nodes are: their label, who does them, what they read and write.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::{Counterparts, Side};
use crate::model::{DataId, Node, NodeId, RoleId};

/// What the label counts, the owner, and the data; each is between 0 and 1.
const WEIGHTS: [f64; 3] = [0.6, 0.2, 0.2];

/// Compares nodes of two versions.
pub(super) struct Alike<'m> {
    pub(super) old: Side<'m>,
    pub(super) new: Side<'m>,
    counterparts: &'m Counterparts,
}

/// What of a node is compared, said in ids of the new version.
struct Look {
    node: usize,
    kind: u8,
    pairs: BTreeSet<[char; 2]>,
    owner: Vec<Option<RoleId>>,
    data: Vec<Option<DataId>>,
}

impl<'m> Alike<'m> {
    pub(super) fn new(old: Side<'m>, new: Side<'m>, counterparts: &'m Counterparts) -> Alike<'m> {
        Alike { old, new, counterparts }
    }

    /// The pairs, as places in the two lists, that are at least that much alike, with how much.
    pub(super) fn candidates(&self, old: &[NodeId], new: &[NodeId], least: f64) -> Vec<(usize, usize, f64)> {
        let role = |id: RoleId| self.counterparts.role(id);
        let data = |id: DataId| self.counterparts.data(id);
        let before: Vec<Look> = old.iter().enumerate().map(|(at, &id)| look(at, self.old, id, &role, &data)).collect();
        let after: Vec<Look> = new.iter().enumerate().map(|(at, &id)| look(at, self.new, id, &Some, &Some)).collect();
        // Labels that share no two letters in a row cannot be alike enough, so only the others are compared.
        let mut having: FxHashMap<[char; 2], Vec<usize>> = FxHashMap::default();
        for look in &after {
            for &pair in &look.pairs {
                having.entry(pair).or_default().push(look.node);
            }
        }
        let mut found = Vec::new();
        for a in &before {
            let mut others: Vec<usize> = a.pairs.iter().filter_map(|pair| having.get(pair)).flatten().copied().collect();
            others.sort_unstable();
            others.dedup();
            for b in others.into_iter().map(|at| &after[at]).filter(|b| b.kind == a.kind) {
                let score = score(a, b);
                if score >= least {
                    found.push((a.node, b.node, score));
                }
            }
        }
        found
    }
}

fn look(at: usize, side: Side, id: NodeId, role: &dyn Fn(RoleId) -> Option<RoleId>, data: &dyn Fn(DataId) -> Option<DataId>) -> Look {
    let node = side.variant.node(id);
    let mut owner: Vec<Option<RoleId>> = side.variant.owner(id).iter().map(|owner| owner.id.and_then(role)).collect();
    let read = node.inputs.iter().chain(&node.of).chain(&node.outputs);
    let mut both: Vec<Option<DataId>> = read.map(|item| item.id.and_then(data)).collect();
    owner.sort_unstable();
    both.sort_unstable();
    both.dedup();
    Look { node: at, kind: family(node), pairs: pairs(node.shown()), owner, data: both }
}

/// A task may become an approval or a call; an event never becomes a step.
fn family(node: &Node) -> u8 {
    use crate::model::NodeKind::{Approval, Call, Decision, End, Fork, Join, Notify, Start, Task, Wait};
    match node.kind {
        Task | Approval | Call => 0,
        Start => 1,
        End => 2,
        Decision => 3,
        Fork => 4,
        Join => 5,
        Wait => 6,
        Notify => 7,
    }
}

/// The pairs of neighbouring letters of a label, its ends included.
fn pairs(label: &str) -> BTreeSet<[char; 2]> {
    let letters: Vec<char> = label.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let ends = [letters.first(), letters.last()].map(|end| end.copied().unwrap_or(' '));
    letters.windows(2).map(|pair| [pair[0], pair[1]]).chain([['^', ends[0]], [ends[1], '$']]).collect()
}

/// Between 0 and 1: Dice's coefficient of the labels' letter pairs, the same owner, and the share of data in common. Where neither
/// says an owner, or neither says data, the label counts for it.
fn score(a: &Look, b: &Look) -> f64 {
    let common = a.pairs.intersection(&b.pairs).count();
    let label = ratio(2 * common, a.pairs.len() + b.pairs.len());
    let owner = if a.owner.is_empty() && b.owner.is_empty() { label } else { f64::from(u8::from(a.owner == b.owner)) };
    let shared = a.data.iter().filter(|data| data.is_some() && b.data.contains(data)).count();
    let data = match a.data.len() + b.data.len() - shared {
        0 => label,
        all => ratio(shared, all),
    };
    WEIGHTS[0] * label + WEIGHTS[1] * owner + WEIGHTS[2] * data
}

#[allow(clippy::cast_precision_loss, reason = "letters of a label")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}
