//! `insert`: a new node on some edges.

use super::Misfit;
use super::patch::Patch;
use crate::ast::{self, Position};
use crate::both;
use crate::lang::shown;
use crate::model::resolve::{Resolver, edge};
use crate::model::{EdgeKind, NodeId, NodeKind};
use crate::syntax::keywords::Keyword;

impl Resolver<'_> {
    pub(super) fn insert(&mut self, patch: &mut Patch, body: &ast::Node, position: &Position, index: usize) -> Result<Vec<String>, Misfit> {
        if body.header.keyword == Keyword::Parallel {
            return Err((
                body.header.span,
                both!("a parallel block cannot be inserted", "不能插入并行块"),
                both!("insert its nodes one after another, then `parallelise` them", "先逐个插入节点，再“改为并行”"),
            ));
        }
        let (edges, behind, into) = match position {
            Position::After(name) => {
                let id = self.there(patch, name)?;
                let exit = patch.draft.exit(id);
                let kind = patch.draft.nodes[exit.index()].kind;
                let edges: Vec<usize> = patch
                    .leaving(exit)
                    .into_iter()
                    .filter(|&at| matches!(patch.draft.edges[at].kind, EdgeKind::Plain | EdgeKind::Approved))
                    .collect();
                if edges.is_empty() || kind == NodeKind::Fork || kind == NodeKind::Decision {
                    let word = shown(&name.text);
                    return Err((
                        name.span,
                        both!("it is not clear on which way out of `{word}`", "不清楚要插在“{word}”的哪个出口"),
                        both!("write `between {word} -> NEXT`", "写成：于 {word} → 后一节点 之间"),
                    ));
                }
                (edges, exit, None)
            }
            Position::Before(name) => {
                let id = self.there(patch, name)?;
                let edges = patch.entering(id);
                if edges.is_empty() {
                    let word = shown(&name.text);
                    return Err((
                        name.span,
                        both!("nothing leads to `{word}`", "没有任何环节流向“{word}”"),
                        both!("name a node that is reached", "请写有流向进入的节点"),
                    ));
                }
                (edges, id, Some(id))
            }
            Position::Between(from, to) => {
                let (source, target) = (self.there(patch, from)?, self.there(patch, to)?);
                let exit = patch.draft.exit(source);
                let edges: Vec<usize> = patch.leaving(exit).into_iter().filter(|&at| patch.draft.edges[at].to == target).collect();
                if edges.is_empty() {
                    let (a, b) = (shown(&from.text), shown(&to.text));
                    return Err((
                        from.span.to(to.span),
                        both!("no edge goes from `{a}` to `{b}`", "没有从“{a}”到“{b}”的流向"),
                        both!("name two nodes that follow one another", "请写前后相接的两个节点"),
                    ));
                }
                (edges, exit, Some(target))
            }
        };
        let new = self.new_node(patch, body, &[], behind, index)?;
        let mut targets: Vec<NodeId> = edges.iter().map(|&at| patch.draft.edges[at].to).collect();
        targets.dedup();
        for at in edges {
            patch.redirect(at, new);
        }
        let span = body.header.span;
        let first = patch.draft.edges.len();
        self.flows_of(&mut patch.draft, new, body);
        patch.index_edges(first);
        let kind = patch.draft.nodes[new.index()].kind;
        let own_way = patch
            .leaving(new)
            .iter()
            .any(|&at| matches!(patch.draft.edges[at].kind, EdgeKind::Branch | EdgeKind::Else | EdgeKind::Approved | EdgeKind::Plain));
        if !own_way && kind != NodeKind::End {
            for target in into.map_or(targets, |target| vec![target]) {
                let way = if kind == NodeKind::Approval { EdgeKind::Approved } else { EdgeKind::Plain };
                patch.connect(edge(new, target, way, span, span));
            }
        }
        patch.drop_repetitions(new);
        if let Some(target) = into {
            patch.insert_in_blocks(new, target, behind);
        } else {
            patch.insert_in_blocks(new, new, behind);
        }
        Ok(vec![patch.name(new)])
    }
}

impl Patch<'_> {
    /// A node inserted next to one in a branch is in the branch, unless it went before a fork or behind a join.
    fn insert_in_blocks(&mut self, new: NodeId, target: NodeId, behind: NodeId) {
        for block in &mut self.draft.blocks {
            let join = block.join;
            for branch in &mut block.branches {
                if let Some(at) = branch.iter().position(|&id| id == behind && behind != join) {
                    branch.insert(at + usize::from(target != behind), new);
                } else if let Some(at) = branch.iter().position(|&id| id == target) {
                    branch.insert(at, new);
                }
            }
        }
    }
}
