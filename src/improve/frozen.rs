//! What a proposal must not touch, looked up in the finished to-be and not in how it came about: required controls and the order around them, the last
//! control of each risk, declared duties, deliverables and archives, notices, legal texts.

use super::fixed;
use super::precedence::{Before, written};
use crate::both;
use crate::lang::{Text, shown};
use crate::lint::VariantContext;
use crate::model::{DataId, Node, NodeId, NodeKind, RoleId};

/// Why a to-be is refused: a word for programs, and the reason.
pub(super) type Loss = (&'static str, Text);

/// A variant with what is certain in it.
pub(super) struct Side<'a> {
    context: VariantContext<'a>,
    before: Before,
}

impl<'a> Side<'a> {
    pub(super) fn of(context: VariantContext<'a>) -> Side<'a> {
        let before = Before::find(&context.graph, context.concurrency());
        Side { context, before }
    }

    fn node(&self, id: NodeId) -> &'a Node {
        self.context.variant.node(id)
    }

    fn nodes(&self) -> impl Iterator<Item = (NodeId, &'a Node)> {
        self.context.variant.nodes().filter(|(id, node)| !node.is_block_join() && self.before.reached(*id))
    }
}

/// The as-is and a to-be made from it.
struct Pair<'s, 'a> {
    old: &'s Side<'a>,
    new: &'s Side<'a>,
    /// For each node of the as-is, the node that it is in the to-be.
    now: Vec<Option<NodeId>>,
}

/// What the as-is has and the to-be has not; `None` where nothing is lost.
pub(super) fn loss(old: &Side, new: &Side) -> Option<Loss> {
    let now = |id: NodeId, node: &Node| {
        let same = new.context.variant.nodes().find(|(_, other)| other.was == Some(id)).map(|(other, _)| other);
        same.or_else(|| new.context.variant.node_named(&node.title.name)).filter(|other| new.before.reached(*other))
    };
    let now = old.context.variant.nodes().map(|(id, node)| now(id, node)).collect();
    let pair = Pair { old, new, now };
    pair.controls()
        .or_else(|| pair.risks())
        .or_else(|| pair.duties())
        .or_else(|| pair.told())
        .or_else(|| pair.order())
        .or_else(|| pair.results())
        .or_else(|| pair.texts())
}

impl Pair<'_, '_> {
    fn now(&self, id: NodeId) -> Option<NodeId> {
        self.now[id.index()]
    }

    fn name(&self, id: NodeId) -> String {
        shown(self.old.node(id).shown()).to_string()
    }

    /// Every declared control is there, and still one.
    fn controls(&self) -> Option<Loss> {
        let mut controls = self.old.nodes().filter(|(_, node)| fixed::control(node).is_some());
        let (lost, _) = controls.find(|(id, node)| {
            let Some(now) = self.now(*id).map(|now| self.new.node(now)) else { return true };
            let keeps = |had: bool, has: bool| !had || has;
            let reason = node.required.as_ref().is_none_or(|reason| now.required.as_ref() == Some(reason));
            let others = keeps(node.keep, now.keep) && keeps(node.preventive, now.preventive) && keeps(node.detective, now.detective);
            !reason || !others || now.kind != node.kind
        })?;
        let name = self.name(lost);
        Some(("required-control", both!("the control `{name}` would be lost", "控制点“{name}”会丢失")))
    }

    /// Every risk that had a control has one, and stands behind it where it did.
    fn risks(&self) -> Option<Loss> {
        let context = &self.old.context;
        for risk in fixed::risks(context.model, context.process) {
            let controls = |side: &Side| -> Vec<NodeId> {
                side.nodes().filter(|(_, node)| risk.controls.iter().any(|name| node.answers_to(name))).map(|(id, _)| id).collect()
            };
            let (had, has) = (controls(self.old), controls(self.new));
            let covered = |side: &Side, controls: &[NodeId], at: NodeId| controls.iter().any(|&control| side.before.passed(control, at));
            let name = shown(risk.title.shown());
            if !had.is_empty() && has.is_empty() {
                return Some(("last-control", both!("the risk `{name}` would have no control", "风险“{name}”会失去全部控制")));
            }
            let ends = context.graph.ends();
            let protected = self.old.nodes().filter(|(_, node)| risk.protects.iter().any(|name| node.answers_to(name))).map(|(id, _)| id);
            let open = |at: &NodeId| {
                let before = covered(self.old, &had, *at);
                before && self.now(*at).is_some_and(|now| !covered(self.new, &has, now))
            };
            if protected.chain(ends).any(|at| open(&at)) {
                return Some((
                    "risk-control",
                    both!("the risk `{name}` would not be controlled on every way", "风险“{name}”会有路径绕过控制"),
                ));
            }
        }
        None
    }

    /// Duties that are apart stay apart, and those of one person together.
    fn duties(&self) -> Option<Loss> {
        let people = |side: &Side, id: NodeId| -> Vec<RoleId> { side.context.people_at(id) };
        for duty in &self.old.context.process.duties {
            let named = |name: &String| self.old.nodes().find(|(_, node)| node.answers_to(name)).map(|(id, _)| id);
            let nodes: Vec<NodeId> = duty.nodes.iter().filter_map(named).collect();
            for (at, &a) in nodes.iter().enumerate() {
                for &b in nodes[at + 1..].iter().filter(|b| **b != a) {
                    let shared = |one: &[RoleId], other: &[RoleId]| one.iter().any(|role| other.contains(role));
                    let (one, other) = (people(self.old, a), people(self.old, b));
                    let kept = self.now(a).zip(self.now(b)).is_some_and(|(now_a, now_b)| {
                        let (now_one, now_other) = (people(self.new, now_a), people(self.new, now_b));
                        if duty.separate {
                            now_a != now_b && (shared(&one, &other) || !shared(&now_one, &now_other))
                        } else {
                            one != other || now_one == now_other && now_one.is_empty() == one.is_empty()
                        }
                    });
                    if !kept {
                        let (a, b) = (self.name(a), self.name(b));
                        return Some(("duty", both!("the duty rule about `{a}` and `{b}` would be lost", "“{a}”与“{b}”的职责规则会失效")));
                    }
                }
            }
        }
        None
    }

    /// Whoever is told something is told it still, in every case.
    fn told(&self) -> Option<Loss> {
        let told = |node: &Node| -> Vec<RoleId> { node.to.iter().chain(&node.informs).filter_map(|role| role.id).collect() };
        let tells = |node: &Node| node.kind == NodeKind::Notify || node.responds || !told(node).is_empty();
        let reached = self.old.context.graph.reachable_from(self.old.context.graph.starts());
        let still = self.new.context.graph.reachable_from(self.new.context.graph.starts());
        let all = self.old.context.variant.nodes().filter(|(id, node)| reached[id.index()] && tells(node));
        for (id, node) in all {
            let same = |(_, other): &(NodeId, &Node)| other.was == Some(id) || other.answers_to(&node.title.name);
            let now = self.new.context.variant.nodes().find(same).filter(|(other, _)| still[other.index()]);
            let keeps = now.is_some_and(|(now_id, now)| {
                let roles = told(now);
                let ends = self.old.context.graph.ends().filter(|end| self.old.before.passed(id, *end));
                let always = |end: NodeId| self.now(end).is_none_or(|end| self.new.before.passed(now_id, end));
                told(node).iter().all(|role| roles.contains(role)) && (!node.responds || now.responds) && ends.into_iter().all(always)
            });
            if !keeps {
                let name = self.name(id);
                return Some(("notification", both!("what is told at `{name}` would be lost", "“{name}”的告知会丢失")));
            }
        }
        None
    }

    /// What came before a fixed step comes before it, what came behind it stays behind it; and behind an approval stays all but other approvals.
    fn order(&self) -> Option<Loss> {
        let context = &self.old.context;
        let is_fixed = |id: NodeId, node: &Node| {
            fixed::control(node).is_some()
                || node.distinct
                || fixed::outward(context.model, context.variant, id).is_some()
                || fixed::controls_a_risk(context.model, context.process, node)
        };
        let stays = |first: NodeId, at: NodeId| {
            let (Some(now_first), Some(now_at)) = (self.now(first), self.now(at)) else { return true };
            now_first == now_at || !self.old.before.passed(first, at) || self.new.before.passed(now_first, now_at)
        };
        for (id, node) in self.old.nodes() {
            let fixed = is_fixed(id, node);
            if !fixed && node.kind != NodeKind::Approval {
                continue;
            }
            for (other, beside) in self.old.nodes().filter(|(other, _)| *other != id && self.now(*other).is_some()) {
                let free = !fixed && beside.kind == NodeKind::Approval;
                if !(free || stays(id, other)) || fixed && !stays(other, id) {
                    let (a, b) = (self.name(id), self.name(other));
                    return Some(("order", both!("`{a}` and `{b}` would not come in their order any more", "“{a}”与“{b}”的先后会打乱")));
                }
            }
        }
        None
    }

    /// Deliverables and what is archived are written in every case in which they were, and can be wherever they could.
    fn results(&self) -> Option<Loss> {
        let context = &self.old.context;
        let lasting = |id: &DataId| {
            let data = context.data(*id);
            data.deliverable || data.archive || data.keep_for.is_some()
        };
        let mut data: Vec<DataId> = context.variant.writes().filter_map(|(_, data)| data.id).filter(lasting).collect();
        data.sort_unstable();
        data.dedup();
        for must in [true, false] {
            let [was, is] = [self.old, self.new].map(|side| written(&side.context.graph, side.context.concurrency(), &data, must));
            for end in context.graph.ends() {
                let Some(now) = self.now(end) else { continue };
                if let Some(lost) = (0..data.len()).find(|&fact| was.holds(fact, end) && !is.holds(fact, now)) {
                    let name = shown(context.data_name(data[lost])).to_string();
                    return Some((
                        "deliverable",
                        both!("`{name}` would not be there at the end of every case", "“{name}”会在部分单子办结时缺失"),
                    ));
                }
            }
        }
        None
    }

    /// What is said of steps that are there is said still.
    fn texts(&self) -> Option<Loss> {
        let (id, _) = self.old.nodes().find(|(id, node)| {
            self.now(*id).is_some_and(|now| {
                let now = self.new.node(now);
                node.texts.iter().any(|text| !now.texts.iter().any(|other| other.key == text.key && other.text == text.text))
            })
        })?;
        let name = self.name(id);
        Some(("text", both!("what is written about `{name}` would be lost", "“{name}”写明的内容会丢失")))
    }
}
