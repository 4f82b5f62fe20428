//! The changes of a to-be by the names of redesign heuristics.
//!
//! The names are those of Reijers and Liman Mansar, *Best practices in business process redesign: an overview and qualitative evaluation of successful
//! redesign heuristics*, Omega 33 (2005), 283–306, where a case is called an order. A change that is none of them has no name.

use crate::model::{Change, Model, Node, NodeId, NodeKind, Ref, RoleId, Variant};
use crate::syntax::keywords::Keyword;

/// A heuristic of redesign.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Heuristic {
    /// Eliminate unnecessary tasks.
    TaskElimination,
    /// Combine small tasks, and divide large ones into workable smaller ones.
    TaskComposition,
    /// Automate tasks.
    TaskAutomation,
    /// Let tasks run in parallel.
    Parallelism,
    /// Move tasks to more appropriate places.
    Resequencing,
    /// Checks in the order of least effort for most rejections.
    KnockOut,
    /// Let one person perform as many steps as possible of a case.
    CaseAssignment,
    /// Do not share responsibility for a task.
    SplitResponsibilities,
    /// Involve fewer departments and people.
    NumericalInvolvement,
    /// Divide a general task into alternative ones.
    Triage,
    /// Let workers decide themselves.
    Empower,
    /// Check what comes in and what goes out.
    ControlAddition,
    /// A standard interface with customers and partners.
    Interfacing,
    /// Bring new technology in.
    IntegralTechnology,
}

impl Heuristic {
    /// Its name in the literature, and in Chinese.
    #[must_use]
    pub fn name(self) -> (&'static str, &'static str) {
        match self {
            Heuristic::TaskElimination => ("task elimination", "取消环节"),
            Heuristic::TaskComposition => ("task composition", "环节合并与拆分"),
            Heuristic::TaskAutomation => ("task automation", "自动化"),
            Heuristic::Parallelism => ("parallelism", "并行办理"),
            Heuristic::Resequencing => ("resequencing", "调整顺序"),
            Heuristic::KnockOut => ("knock-out", "先易否决（省时且易否决的检查在前）"),
            Heuristic::CaseAssignment => ("case assignment", "一单到底（同一岗位连续办理）"),
            Heuristic::SplitResponsibilities => ("split responsibilities", "责任归一（避免共同负责）"),
            Heuristic::NumericalInvolvement => ("numerical involvement", "减少参与岗位"),
            Heuristic::Triage => ("triage", "分诊分流"),
            Heuristic::Empower => ("empower", "授权"),
            Heuristic::ControlAddition => ("control addition", "增加控制点"),
            Heuristic::Interfacing => ("interfacing", "统一对客户的接口"),
            Heuristic::IntegralTechnology => ("integral technology", "采用新技术"),
        }
    }
}

impl Heuristic {
    /// Its name for programs.
    #[must_use]
    pub fn word(self) -> String {
        self.name().0.replace(' ', "-")
    }
}

/// A change, as it was written, with the heuristics that it follows.
pub struct Step<'a> {
    /// The change.
    pub change: &'a Change,
    /// The nodes concerned, as people call them.
    pub nodes: Vec<&'a str>,
    /// The heuristics; none where it is none of them.
    pub heuristics: Vec<Heuristic>,
}

/// The changes that made a to-be of the as-is.
#[must_use]
pub fn steps<'a>(model: &Model, as_is: &'a Variant, to_be: &'a Variant) -> Vec<Step<'a>> {
    let of = Of { model, as_is, to_be };
    to_be
        .changes
        .iter()
        .map(|change| {
            let called = |name: &'a String| {
                let node = of.exactly(name).or_else(|| of.before(name)).or_else(|| of.after(name).map(|(_, node)| node));
                node.map_or(name.as_str(), |node| crate::wording::shown(&node.title))
            };
            let mut heuristics = of.heuristics(change);
            if change.operation == Keyword::Change.en() {
                // What another change made of the node is not said twice.
                let others = to_be.changes.iter().filter(|other| other.operation != change.operation && other.nodes == change.nodes);
                let told: Vec<Heuristic> = others.flat_map(|other| of.heuristics(other)).collect();
                heuristics.retain(|heuristic| !told.contains(heuristic));
            }
            Step { change, nodes: change.nodes.iter().map(called).collect(), heuristics }
        })
        .collect()
}

#[derive(Clone, Copy)]
struct Of<'m, 'a> {
    model: &'m Model,
    as_is: &'a Variant,
    to_be: &'a Variant,
}

impl<'a> Of<'_, 'a> {
    fn before(self, name: &str) -> Option<&'a Node> {
        self.as_is.node_named(name).map(|id| self.as_is.node(id))
    }

    /// The node of that name in the to-be, not one that took it over.
    fn exactly(self, name: &str) -> Option<&'a Node> {
        self.to_be.nodes.iter().find(|node| !node.is_block_join() && node.title.name == name)
    }

    fn after(self, name: &str) -> Option<(NodeId, &'a Node)> {
        let exact = self.to_be.nodes().find(|(_, node)| !node.is_block_join() && node.title.name == name);
        exact.or_else(|| self.to_be.node_named(name).map(|id| (id, self.to_be.node(id))))
    }

    fn heuristics(self, change: &Change) -> Vec<Heuristic> {
        let keyword = Keyword::ALL.iter().find(|keyword| keyword.en() == change.operation);
        let each = |of: &dyn Fn(&str) -> Vec<Heuristic>| {
            let mut all: Vec<Heuristic> = Vec::new();
            for heuristic in change.nodes.iter().flat_map(|name| of(name)) {
                if !all.contains(&heuristic) {
                    all.push(heuristic);
                }
            }
            all
        };
        match keyword {
            Some(Keyword::Remove) => vec![Heuristic::TaskElimination],
            Some(Keyword::Merge | Keyword::Split) => vec![Heuristic::TaskComposition],
            Some(Keyword::Parallelise) => vec![Heuristic::Parallelism],
            Some(Keyword::Automate) => vec![Heuristic::TaskAutomation],
            Some(Keyword::Reroute) => vec![Heuristic::Resequencing],
            Some(Keyword::Insert) => each(&|name| self.after(name).map(|(_, node)| self.added(node)).unwrap_or_default()),
            Some(Keyword::Reassign) => each(&|name| self.reassigned(name).into_iter().collect()),
            Some(Keyword::Change) => each(&|name| self.changed(name)),
            Some(Keyword::Replace) => self.replaced(change),
            _ => Vec::new(),
        }
    }

    /// What a new node is for.
    fn added(self, node: &Node) -> Vec<Heuristic> {
        let control = node.kind == NodeKind::Approval || node.required.is_some() || node.preventive || node.detective;
        let external = |role: &Ref<RoleId>| role.id.is_some_and(|id| self.model.roles[id.index()].external);
        match node.kind {
            _ if control => vec![Heuristic::ControlAddition],
            NodeKind::Decision => vec![Heuristic::Triage],
            NodeKind::Notify if node.to.iter().any(external) => vec![Heuristic::Interfacing],
            _ if node.automated => vec![Heuristic::TaskAutomation],
            _ => Vec::new(),
        }
    }

    /// Why somebody else does it: nobody alone did, or the new owner does what stands next to it, or works on the case anyway.
    fn reassigned(self, name: &str) -> Option<Heuristic> {
        let (id, _) = self.after(name)?;
        let before = self.as_is.node_named(name).map(|id| self.as_is.owner(id)).unwrap_or_default();
        let [owner] = self.to_be.owner(id) else { return None };
        if before.len() != 1 {
            return Some(Heuristic::SplitResponsibilities);
        }
        let owns = |other: NodeId| self.to_be.owner(other).iter().any(|role| role.id == owner.id);
        let beside = self.to_be.edges.iter().filter(|edge| edge.is_flow()).filter_map(|edge| match (edge.from == id, edge.to == id) {
            (true, false) => Some(edge.to),
            (false, true) => Some(edge.from),
            _ => None,
        });
        if beside.into_iter().any(owns) {
            return Some(Heuristic::CaseAssignment);
        }
        let involved = self.as_is.nodes().any(|(id, _)| self.as_is.owner(id).iter().any(|role| role.id == owner.id));
        involved.then_some(Heuristic::NumericalInvolvement)
    }

    /// What differs in a node says why.
    fn changed(self, name: &str) -> Vec<Heuristic> {
        let Some((id, after)) = self.after(name) else { return Vec::new() };
        let Some(before) = self.before(name) else { return Vec::new() };
        let owners = |roles: &[Ref<RoleId>]| roles.iter().map(|role| role.id).collect::<Vec<_>>();
        let old_owner = self.as_is.node_named(name).map(|id| owners(self.as_is.owner(id)));
        let others = old_owner.is_some_and(|old| old != owners(self.to_be.owner(id)));
        let by_itself = after.automated && !before.automated || before.manual && !after.manual;
        let system = |node: &Node| node.systems.iter().map(|system| system.id).collect::<Vec<_>>();
        let new_system = system(after).iter().any(|id| !system(before).contains(id));
        let guarded = |node: &Node| node.required.is_some() || node.preventive || node.detective;
        let decides = |node: &Node| node.approvers.len();
        [
            self.reassigned(name).filter(|_| others),
            by_itself.then_some(Heuristic::TaskAutomation),
            (new_system && !by_itself).then_some(Heuristic::IntegralTechnology),
            (guarded(after) && !guarded(before)).then_some(Heuristic::ControlAddition),
            (decides(after) < decides(before)).then_some(Heuristic::NumericalInvolvement),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// What takes the place of a node: a system, a decision, or a notice in the place of an approval.
    fn replaced(self, change: &Change) -> Vec<Heuristic> {
        let [old, new] = change.nodes.as_slice() else { return Vec::new() };
        let (Some(before), Some((_, after))) = (self.before(old), self.after(new)) else { return Vec::new() };
        match after.kind {
            _ if after.automated && !before.automated => vec![Heuristic::TaskAutomation],
            NodeKind::Decision if before.kind != NodeKind::Decision => vec![Heuristic::Triage],
            NodeKind::Notify | NodeKind::Task if before.kind == NodeKind::Approval => vec![Heuristic::Empower],
            NodeKind::Approval if before.kind != NodeKind::Approval => vec![Heuristic::ControlAddition],
            _ => Vec::new(),
        }
    }
}
