//! What the rules about approvals ask of a variant.

use std::collections::BTreeMap;

use super::VariantContext;
use crate::ast::Mode;
use crate::graph::Standing;
use crate::lang::Text;
use crate::model::{DataId, Edge, EdgeKind, NodeId, NodeKind, RoleId};

impl VariantContext<'_> {
    /// Which approvals stand where.
    pub fn standing(&self) -> &Standing {
        self.standing.get_or_init(|| Standing::find(&self.graph, self.concurrency()))
    }

    /// The data that an approval decides on; `None` if it is not said, or not all of it is known.
    pub fn decided_on(&self, id: NodeId) -> Option<Vec<DataId>> {
        let data: Option<Vec<DataId>> = self.variant.node(id).subject().iter().map(|data| data.id).collect();
        data.filter(|data| !data.is_empty())
    }

    /// Whether whoever approves at `b` has approved at `a`: all of b's approvers took part in a, where all had to.
    pub fn same_approvers(&self, a: NodeId, b: NodeId) -> bool {
        let (Some(first), Some(second)) = (self.performers(a), self.performers(b)) else { return false };
        if second.is_empty() {
            return false;
        }
        let everyone = matches!(self.variant.node(a).mode, None | Some(Mode::All | Mode::InTurn)) || first.len() == 1;
        let same_way = first == second && self.variant.node(a).mode == self.variant.node(b).mode;
        same_way || everyone && second.iter().all(|role| first.contains(role))
    }

    /// Whether the one approver of `a` stands above each approver of `b` by the chain of `reports`.
    pub fn is_above(&self, a: NodeId, b: NodeId) -> bool {
        let (Some(first), Some(second)) = (self.performers(a), self.performers(b)) else { return false };
        let [boss] = first.as_slice() else { return false };
        !second.is_empty() && second.iter().all(|&role| self.superiors(role).contains(boss))
    }

    /// The roles above a role; a circle of `reports` ends where it began.
    pub fn superiors(&self, role: RoleId) -> Vec<RoleId> {
        let mut above = Vec::new();
        let mut at = role;
        while let Some(next) = self.model.roles[at.index()].reports.and_then(|reports| reports.id) {
            if above.contains(&next) || next == role {
                break;
            }
            above.push(next);
            at = next;
        }
        above
    }

    /// Whether `b`, which decides on this data, only repeats `a`: the same people look at the same thing, with nothing new to see.
    pub fn repeats(&self, a: NodeId, b: NodeId, data: &[DataId]) -> bool {
        self.same_review(a, b) && !self.new_evidence(a, b) && !self.other_tier(a, b, data)
    }

    /// Whether the same people look at the same thing in two approvals, and need not be different ones.
    pub fn same_review(&self, a: NodeId, b: NodeId) -> bool {
        !self.variant.node(a).broken && self.same_approvers(a, b) && self.same_look(a, b) && !self.other_person(a, b)
    }

    /// Where a case goes that an approval has approved.
    pub fn approved_targets(&self, id: NodeId) -> Vec<NodeId> {
        let edges = self.graph.leaving(id).iter().map(|&edge| self.variant.edge(edge));
        edges.filter(|edge| edge.kind == EdgeKind::Approved).map(|edge| edge.to).collect()
    }

    /// How many cases an approval rejects, in billionths; `None` if that is not known, or it does not reject itself.
    pub fn rejects(&self, id: NodeId) -> Option<i64> {
        let edges: Vec<&Edge> = self.graph.leaving(id).iter().map(|&edge| self.variant.edge(edge)).collect();
        let mut rejections = edges.iter().filter(|edge| edge.kind == EdgeKind::Rejected).peekable();
        rejections.peek()?;
        let said: Option<i64> = rejections.map(|edge| edge.probability.map(|share| share.billionths)).sum();
        // Where only the rest is said, what is approved tells how many are rejected.
        let rest = || {
            let mut others = edges.iter().filter(|edge| edge.kind != EdgeKind::Rejected);
            let taken: Option<i64> = others.try_fold(0, |sum, edge| Some(sum + edge.probability?.billionths));
            taken.map(|taken| 1_000_000_000 - taken)
        };
        said.or_else(rest).filter(|share| (0..=1_000_000_000).contains(share))
    }

    /// The nodes that write some data, by the data.
    pub fn writers(&self) -> BTreeMap<DataId, Vec<NodeId>> {
        let mut writers: BTreeMap<DataId, Vec<NodeId>> = BTreeMap::new();
        for (id, written) in self.variant.writes() {
            if let Some(data) = written.id {
                writers.entry(data).or_default().push(id);
            }
        }
        writers
    }

    /// The approvals that may be judged: not touched by an error, and it is known what they decide on.
    pub fn judged_approvals(&self) -> Vec<(NodeId, Vec<DataId>)> {
        let approvals = self.nodes().filter(|(_, node)| node.kind == NodeKind::Approval);
        approvals.filter_map(|(id, _)| Some((id, self.decided_on(id)?))).collect()
    }

    /// Whether two approvals look at the same thing, and neither has a term: where one has, it matters how fresh it is.
    pub fn same_look(&self, a: NodeId, b: NodeId) -> bool {
        let (first, second) = (self.variant.node(a), self.variant.node(b));
        first.aspect == second.aspect && first.valid.is_none() && second.valid.is_none()
    }

    /// Whether two nodes of one role are done by different people: it is said, and there can be several.
    pub fn other_person(&self, a: NodeId, b: NodeId) -> bool {
        let several = self.performers(b).is_none_or(|roles| roles.iter().any(|id| self.model.roles[id.index()].staff != Some(1)));
        several && (self.variant.node(b).distinct || self.separated(a, b))
    }

    /// Whether a declared duty rule separates two nodes.
    pub fn separated(&self, a: NodeId, b: NodeId) -> bool {
        let named = |id: NodeId, names: &[String]| names.iter().any(|name| self.variant.node(id).answers_to(name));
        self.process.duties.iter().any(|duty| duty.separate && named(a, &duty.nodes) && named(b, &duty.nodes))
    }

    /// Whether `b` reads something that `a` did not have.
    pub fn new_evidence(&self, a: NodeId, b: NodeId) -> bool {
        let first = self.variant.node(a);
        let had =
            |id| first.inputs.iter().chain(first.subject()).chain(&first.outputs).chain(&first.optional).any(|data| data.id == Some(id));
        self.variant.node(b).inputs.iter().any(|data| data.id.is_none_or(|id| !had(id)))
    }

    /// Whether between two approvals a decision on their data lets only some cases through to the second: another amount tier.
    pub fn other_tier(&self, a: NodeId, b: NodeId, data: &[DataId]) -> bool {
        let on_data = |edge: &Edge| edge.condition.as_ref().is_some_and(|condition| condition.data.id.is_some_and(|id| data.contains(&id)));
        if !self.variant.edges.iter().any(on_data) {
            return false;
        }
        let between = self.graph.walk_between(&self.approved_targets(a), b, a);
        let inside = |id: NodeId| between[id.index()];
        self.variant
            .edges
            .iter()
            .filter(|edge| on_data(edge) && inside(edge.from) && edge.from != b)
            .any(|edge| self.graph.leaving(edge.from).iter().any(|&other| !inside(self.variant.edge(other).to)))
    }

    /// How people call the approver of a node.
    pub fn approver_name(&self, id: NodeId) -> &str {
        self.performers(id).and_then(|roles| roles.first().map(|&role| self.role_name(role))).unwrap_or_default()
    }

    /// Data objects in a sentence.
    pub fn data_names(&self, data: &[DataId]) -> Text {
        let names = |quote: (&str, &str), glue: &str| {
            let names = data.iter().map(|&id| format!("{}{}{}", quote.0, crate::lang::shown(self.data_name(id)), quote.1));
            names.collect::<Vec<_>>().join(glue)
        };
        Text { en: names(("`", "`"), ", "), zh: names(("“", "”"), "、") }
    }

    /// Whether a milestone, a duty rule, a risk or a role names a node.
    pub fn is_named(&self, name: &str) -> bool {
        let is = |other: &String| other == name;
        self.process.milestones.iter().any(|milestone| milestone.node == name)
            || self.process.duties.iter().any(|duty| duty.nodes.iter().any(is))
            || self.process.risks.iter().chain(&self.model.risks).any(|risk| risk.controls.iter().chain(&risk.protects).any(is))
            || self.model.roles.iter().any(|role| role.chosen_by.as_deref() == Some(name))
    }
}
