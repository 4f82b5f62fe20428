//! A variant as the operations look at it.

use super::dependencies::{Access, Conflict, access};
use super::fixed::{self, Outward};
use super::precedence::Before;
use super::words::Words;
use crate::ast::quantity::Clock;
use crate::both;
use crate::compare::Heuristic;
use crate::emit::improve::Rejected;
use crate::lang::{Text, shown};
use crate::lint::VariantContext;
use crate::model::{DataId, Node, NodeId, NodeKind, RoleId};
use crate::source::Sources;

/// A variant, and what is worked out of it once.
pub(super) struct View<'a> {
    pub(super) sources: &'a Sources,
    pub(super) words: Words,
    pub(super) context: VariantContext<'a>,
    pub(super) access: Vec<Access>,
    pub(super) before: Before,
}

/// A step that may be proposed: changes as text.
pub(super) struct Candidate {
    pub(super) heuristic: Heuristic,
    /// The names of the nodes concerned.
    pub(super) nodes: Vec<String>,
    /// What it does.
    pub(super) what: Text,
    /// Why it can be done.
    pub(super) why: Text,
    /// What is written.
    pub(super) statements: Vec<String>,
    pub(super) gain: Gain,
    /// Where it is about.
    pub(super) line: Option<usize>,
}

/// What a step gains, whatever the figures can tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Gain {
    /// It takes no time away, but what goes is of no use to anybody.
    Tidy,
    /// It takes away work or waiting that every case has which comes there.
    Certain,
    /// Only the figures can tell.
    Measured,
}

/// What an operation finds.
pub(super) enum Found {
    Try(Candidate),
    No(Rejected),
}

impl<'a> View<'a> {
    pub(super) fn of(sources: &'a Sources, words: Words, context: VariantContext<'a>) -> View<'a> {
        let before = Before::find(&context.graph, context.concurrency());
        View { sources, words, access: access(context.variant), before, context }
    }

    pub(super) fn node(&self, id: NodeId) -> &'a Node {
        self.context.variant.node(id)
    }

    pub(super) fn name(&self, id: NodeId) -> String {
        self.node(id).title.name.clone()
    }

    /// How people call a node.
    pub(super) fn shown(&self, id: NodeId) -> String {
        shown(self.node(id).shown()).to_string()
    }

    pub(super) fn data(&self, id: DataId) -> String {
        shown(self.context.data_name(id)).to_string()
    }

    /// The line on which a node is declared, if that is in the file itself.
    pub(super) fn line(&self, id: NodeId) -> Option<usize> {
        let span = self.node(id).title.span;
        (span.file.0 == 0).then(|| self.sources.get(span.file).line_index(span.start) + 1)
    }

    /// Names of nodes in a sentence.
    pub(super) fn listed(&self, ids: &[NodeId]) -> Text {
        self.context.node_names(ids)
    }

    pub(super) fn no(&self, heuristic: Heuristic, ids: &[NodeId], what: Text, (constraint, why): (&'static str, Text)) -> Found {
        let nodes = ids.iter().map(|&id| self.name(id)).collect();
        Found::No(Rejected { heuristic, nodes, what, constraint, why, line: ids.last().and_then(|&id| self.line(id)) })
    }

    /// Why a step stays where it is, whatever its neighbours are.
    pub(super) fn pinned(&self, id: NodeId) -> Option<(&'static str, Text)> {
        let node = self.node(id);
        if let Some(why) = fixed::control(node) {
            return Some(("required-control", why));
        }
        let context = &self.context;
        if fixed::controls_a_risk(context.model, context.process, node) {
            let name = self.shown(id);
            return Some((
                "risk-control",
                both!("`{name}` controls a risk, so it stays before what it protects", "“{name}”控制着风险，须在受保护的环节之前"),
            ));
        }
        if let Some(outward) = self.outward(id) {
            return Some(fixed::because(node, outward));
        }
        let chosen = |role: RoleId| context.model.roles[role.index()].chosen_by.as_ref();
        if context.performers(id).is_some_and(|roles| roles.iter().any(|&role| chosen(role).is_some())) {
            let name = self.shown(id);
            let why =
                both!("who does `{name}` is chosen in the case, so it may be anybody", "“{name}”由谁办理要在办理中才确定，可能是任何人");
            return Some(("people-unknown", why));
        }
        if context.model.roles.iter().any(|role| role.chosen_by.as_deref().is_some_and(|name| node.answers_to(name))) {
            let name = self.shown(id);
            return Some(("chooses-role", both!("`{name}` chooses who does later steps", "“{name}”决定后面由谁办理")));
        }
        None
    }

    pub(super) fn outward(&self, id: NodeId) -> Option<Outward> {
        fixed::outward(self.context.model, self.context.variant, id)
    }

    /// How long a visit takes at least and at most in milliseconds; `None` where that is not known, or has no longest value. Work counts on either clock.
    pub(super) fn takes(&self, id: NodeId) -> Option<(i64, i64)> {
        let (time, wait) = (self.node(id).time?, self.node(id).wait?);
        Some((time.least().ms + wait.least().ms, time.most()?.ms + wait.most()?.ms))
    }

    /// Why the times of two steps cannot be compared: they wait on different clocks.
    pub(super) fn two_clocks(&self, first: NodeId, second: NodeId) -> Option<(&'static str, Text)> {
        let clock = |id: NodeId| {
            let (time, wait) = (self.node(id).time?, self.node(id).wait?);
            let waits = wait.most().is_none_or(|most| most.ms > 0);
            if waits { Some(wait.clock()) } else { Some(time.clock()).filter(|clock| *clock == Clock::Working) }
        };
        let differ = clock(first).zip(clock(second)).is_some_and(|(one, other)| one != other);
        let (a, b) = (self.shown(first), self.shown(second));
        differ.then(|| ("two-clocks", both!("`{a}` and `{b}` are timed on two clocks", "“{a}”和“{b}”的计时方式不同")))
    }

    /// Whether taking the step away saves something in every case: a known time, or one that is not known and so is not nothing.
    pub(super) fn takes_something(&self, id: NodeId) -> bool {
        let node = self.node(id);
        let some =
            |estimate: Option<crate::ast::quantity::Estimate>| estimate.is_none_or(|time| time.most().is_none_or(|most| most.ms > 0));
        !node.automated && some(node.time) || node.time.is_none() || some(node.wait)
    }

    /// Why the data keeps two steps in their order.
    pub(super) fn conflict(&self, first: NodeId, second: NodeId) -> Option<(&'static str, Text)> {
        let (conflict, data) = self.access[first.index()].conflict(&self.access[second.index()])?;
        let (a, b, data) = (self.shown(first), self.shown(second), self.data(data));
        Some(match conflict {
            Conflict::Result => ("data-dependency", both!("`{b}` needs `{data}` from `{a}`", "“{b}”需要“{a}”输出的“{data}”")),
            Conflict::Overwrite => ("write-conflict", both!("`{a}` and `{b}` both write `{data}`", "“{a}”和“{b}”都要写“{data}”")),
            Conflict::Reread => ("write-conflict", both!("`{b}` changes `{data}`, which `{a}` reads", "“{b}”会改动“{a}”要用的“{data}”")),
        })
    }

    /// Whether a step is on its own between two plain edges: a task with one way out and nothing that fires.
    pub(super) fn is_plain_task(&self, id: NodeId) -> bool {
        let graph = &self.context.graph;
        self.node(id).kind == NodeKind::Task && graph.leaving(id).len() == 1 && graph.notices_of(id).is_empty() && self.before.reached(id)
    }

    /// The only node behind this one, if that has no other way in.
    pub(super) fn next_alone(&self, id: NodeId) -> Option<NodeId> {
        let graph = &self.context.graph;
        let [edge] = graph.leaving(id) else { return None };
        let to = self.context.variant.edge(*edge).to;
        (to != id && graph.entering(to).len() == 1).then_some(to)
    }
}
