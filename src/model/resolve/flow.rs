//! The edges: chains, branches, and what stands in a parallel block.

use super::node::blank;
use super::variant::Draft;
use super::{NODE, Resolver};
use crate::ast::{self, Branch, BranchKind, Chain, Name};
use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::shown;
use crate::model::rules::{MISPLACED_BRANCH, UNDECLARED_NODE};
use crate::model::{Condition, Edge, EdgeKind, NodeId, NodeKind, Origin, Title};
use crate::source::Span;
use crate::suggest;
use crate::syntax::keywords::Keyword;

impl Resolver<'_> {
    /// The branches of a node and of a parallel block.
    pub(in crate::model) fn flows_of(&mut self, draft: &mut Draft, id: NodeId, ast: &ast::Node) {
        for branch in &ast.branches {
            self.branch(draft, id, branch);
        }
        let Some(block) = draft.nodes[id.index()].block.filter(|_| draft.nodes[id.index()].kind == NodeKind::Fork) else { return };
        let join = draft.blocks[block].join;
        for chain in &ast.chains {
            let steps = self.steps(draft, chain);
            // `a, b` on one line are two branches; a chain is one.
            if chain.steps.len() == 1 {
                for &step in steps.iter().flatten() {
                    let exit = draft.exit(step);
                    draft.edges.push(edge(id, step, EdgeKind::Plain, chain.span, chain.span));
                    draft.edges.push(edge(exit, join, after(draft, exit), chain.span, chain.span));
                    draft.blocks[block].branches.push(vec![step]);
                }
                continue;
            }
            draft.blocks[block].branches.push(steps.iter().flatten().copied().collect());
            for &first in steps.first().into_iter().flatten() {
                draft.edges.push(edge(id, first, EdgeKind::Plain, chain.span, chain.span));
            }
            self.link(draft, &steps, chain, true);
            for &last in steps.last().into_iter().flatten() {
                let exit = draft.exit(last);
                draft.edges.push(edge(exit, join, after(draft, exit), chain.span, chain.span));
            }
        }
    }

    fn branch(&mut self, draft: &mut Draft, id: NodeId, branch: &Branch) {
        let kind = draft.nodes[id.index()].kind;
        let outcome = matches!(branch.kind, BranchKind::Approved | BranchKind::Rejected);
        if outcome && !(kind == NodeKind::Approval || draft.nodes[id.index()].is_block() || kind == NodeKind::Join) {
            let word = kind.name();
            self.found.push(Diagnostic::new(
                &MISPLACED_BRANCH,
                branch.span,
                both!("a {word} neither approves nor rejects", "只有审批才有通过和退回"),
                both!("make it an `approval`, or a `decision` with labelled branches", "请改为“审批”，或用“判断”写带标签的分支"),
            ));
            return;
        }
        let condition = match &branch.kind {
            BranchKind::Condition(condition) => Some(Condition {
                data: self.datum(&condition.data),
                field: condition.field.as_ref().map(|field| field.text.to_string()),
                comparison: condition.comparison,
                value: condition.value.clone(),
                text: condition.text.clone(),
            }),
            _ => None,
        };
        let steps = self.steps(draft, &branch.path);
        let exit = draft.exit(id);
        for &target in steps.first().into_iter().flatten() {
            let kind = match branch.kind {
                BranchKind::Plain if kind == NodeKind::Approval => EdgeKind::Approved,
                BranchKind::Plain | BranchKind::Condition(_) => EdgeKind::Branch,
                BranchKind::Else => EdgeKind::Else,
                BranchKind::Approved => EdgeKind::Approved,
                BranchKind::Rejected => EdgeKind::Rejected,
                BranchKind::Timeout(after) if draft.nodes[target.index()].kind == NodeKind::Notify => EdgeKind::Informs(after),
                BranchKind::Timeout(after) => EdgeKind::Timeout(after),
            };
            let span = branch.path.steps.first().and_then(|names| names.first()).map_or(branch.span, |name| name.span);
            let mut new = edge(exit, target, kind, span, branch.span);
            new.label = branch.label.as_ref().map(|label| label.text.to_string());
            new.condition.clone_from(&condition);
            new.probability = branch.probability;
            new.max = branch.path.max;
            draft.edges.push(new);
        }
        if steps.len() > 1 {
            self.link(draft, &steps, &branch.path, false);
        }
    }

    pub(super) fn chain(&mut self, draft: &mut Draft, chain: &Chain) {
        let steps = self.steps(draft, chain);
        self.link(draft, &steps, chain, true);
    }

    /// The nodes that a chain names. One that nobody declares is reported, once, and stands in as a task.
    fn steps(&mut self, draft: &mut Draft, chain: &Chain) -> Vec<Vec<NodeId>> {
        chain.steps.iter().map(|names| names.iter().map(|name| self.step(draft, name)).collect()).collect()
    }

    fn step(&mut self, draft: &mut Draft, name: &Name) -> NodeId {
        if let Some(id) = draft.names.find(name, &mut self.found) {
            return id;
        }
        if !self.known_missing(NODE, name) {
            let problem = self.undeclared(draft, name);
            self.note_missing(NODE, name, problem);
        }
        let id = NodeId::at(draft.nodes.len());
        let title = Title { name: name.text.to_string(), label: None, span: name.span, whole: name.span };
        let mut node = blank(NodeKind::Task, title, Origin::Undeclared);
        node.broken = true;
        draft.nodes.push(node);
        draft.names.declare(id, &name.text, None, name.span, &mut Vec::new());
        id
    }

    /// The finding about a node that nobody declares. It is declared as a task, unless a slip of the pen is more likely.
    fn undeclared(&mut self, draft: &mut Draft, name: &Name) -> Diagnostic {
        let near = if self.may_suggest() { draft.names.nearest(&name.text) } else { None };
        if let Some(near) = near.filter(|near| suggest::is_near_miss(&name.text, near)) {
            draft.misspelt = true;
            return draft.names.meant(&UNDECLARED_NODE, name, near);
        }
        let word = shown(&name.text).to_string();
        if self.scope.roles.has(name) {
            let message = both!("`{word}` is a role; a node stands here", "“{word}”是岗位，这里应写环节");
            return Diagnostic::new(
                &UNDECLARED_NODE,
                name.span,
                message,
                both!("name the node that the role does", "请写该岗位负责的环节"),
            );
        }
        let message = both!("there is no node `{word}`", "没有名为“{word}”的节点");
        let events = [Keyword::Start, Keyword::End].into_iter().flat_map(Keyword::all_spellings);
        if let Some(near) = suggest::nearest(&name.text, events) {
            let fix = vec![Edit::replace(name.span, near)];
            let problem = Diagnostic::new(&UNDECLARED_NODE, name.span, message, both!("did you mean `{near}`?", "是不是“{near}”？"));
            return problem.unsafe_fix(both!("write `{near}`", "改为“{near}”"), fix);
        }
        let problem = Diagnostic::new(&UNDECLARED_NODE, name.span, message, both!("declare it: `task {word}`", "请声明：任务 {word}"));
        let Some(anchor) = draft.anchor else { return problem };
        let keyword = if name.text.is_ascii() { Keyword::Task.en() } else { Keyword::Task.zh() };
        let declaration = format!("{keyword} {}\n    ", self.source.slice(name.span));
        problem.unsafe_fix(both!("declare it as a task", "声明为任务"), vec![Edit::replace(anchor.before(), declaration)])
    }

    /// The edges of a chain.
    fn link(&mut self, draft: &mut Draft, steps: &[Vec<NodeId>], chain: &Chain, limited: bool) {
        for (at, pair) in steps.windows(2).enumerate() {
            for &from in &pair[0] {
                for (which, &to) in pair[1].iter().enumerate() {
                    let exit = draft.exit(from);
                    let span = chain.steps[at + 1].get(which).map_or(chain.span, |name| name.span);
                    let mut new = edge(exit, to, after(draft, exit), span, chain.span);
                    // `max` stands behind the last step; a branch keeps it for its own edge.
                    new.max = chain.max.filter(|_| limited && at + 2 == steps.len());
                    draft.edges.push(new);
                }
            }
        }
    }
}

/// The kind of edge that a chain draws from a node.
pub(in crate::model) fn after(draft: &Draft, from: NodeId) -> EdgeKind {
    match draft.nodes[from.index()].kind {
        NodeKind::Approval => EdgeKind::Approved,
        NodeKind::Decision => EdgeKind::Branch,
        _ => EdgeKind::Plain,
    }
}

pub(in crate::model) fn edge(from: NodeId, to: NodeId, kind: EdgeKind, span: Span, statement: Span) -> Edge {
    Edge { from, to, kind, label: None, condition: None, probability: None, max: None, span, statement, changed_by: None }
}
