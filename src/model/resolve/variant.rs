//! A variant written whole: its declarations, then its flows; matched with the as-is.

use super::names::Names;
use super::node::blank;
use super::{NODE, Resolver};
use crate::ast::{self, Chain, Item, Name};
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::model::rules::{AMBIGUOUS_NAME, CHANGE_DOES_NOT_FIT, DUPLICATE_NAME, MISPLACED_BRANCH, UNKNOWN_NAME};
use crate::model::{Block, Edge, Node, NodeId, NodeKind, Origin, Title, Variant, VariantKind};
use crate::source::Span;
use crate::syntax::keywords::{self, Keyword};

/// A variant in the making.
pub(in crate::model) struct Draft {
    pub(in crate::model) nodes: Vec<Node>,
    pub(in crate::model) edges: Vec<Edge>,
    pub(in crate::model) blocks: Vec<Block>,
    pub(super) names: Names<NodeId>,
    /// Where a declaration of an undeclared node would go: the start of the first chain.
    pub(super) anchor: Option<Span>,
    /// A flow probably names a node by another name than its own, which so seems cut off.
    pub(in crate::model) misspelt: bool,
}

impl Draft {
    pub(in crate::model) fn new() -> Draft {
        Draft { nodes: Vec::new(), edges: Vec::new(), blocks: Vec::new(), names: Names::new(NODE), anchor: None, misspelt: false }
    }

    /// Lets a node be found by its name and label.
    pub(in crate::model) fn know(&mut self, id: NodeId) {
        let title = &self.nodes[id.index()].title;
        self.names.declare(id, &title.name, title.label.as_deref(), title.span, &mut Vec::new());
    }

    /// Lets a node that is gone or changes its label no longer be found.
    pub(in crate::model) fn forget(&mut self, id: NodeId) {
        let title = &self.nodes[id.index()].title;
        for word in [&title.name].into_iter().chain(&title.label) {
            self.names.forget(id, word);
        }
    }

    /// The node that a name leads to; reports one that is ambiguous.
    pub(in crate::model) fn find(&self, name: &Name, found: &mut Vec<Diagnostic>) -> Option<NodeId> {
        self.names.find(name, found)
    }

    /// The declared node that answers to a word.
    pub(in crate::model) fn declared(&self, word: &str) -> Option<NodeId> {
        self.names.peek(word).filter(|id| self.nodes[id.index()].origin != Origin::Undeclared)
    }

    /// The node at which a flow leaves: the join of a parallel block.
    pub(in crate::model) fn exit(&self, id: NodeId) -> NodeId {
        let node = &self.nodes[id.index()];
        match node.block {
            Some(block) if node.kind == NodeKind::Fork => self.blocks[block].join,
            _ => id,
        }
    }
}

impl Resolver<'_> {
    /// Builds a variant that is written whole; its nodes are matched with the as-is by name and `was`.
    pub(super) fn variant(&mut self, ast: &ast::Variant, base: Option<&Variant>) -> Variant {
        let mut draft = Draft::new();
        let known = self.found.len();
        self.implied(&mut draft, ast, Keyword::Start);
        for item in &ast.items {
            match item {
                Item::Node(node) => self.declare_node(&mut draft, node),
                Item::Chain(chain) => {
                    draft.anchor.get_or_insert(chain.span);
                }
                Item::Change(change) => self.found.push(Diagnostic::new(
                    &CHANGE_DOES_NOT_FIT,
                    change.span,
                    both!("a change stands in a variant that is written whole", "整体写出的版本里出现了修改语句"),
                    both!("write `to-be from as-is {{ … }}` to describe changes", "要写修改，请用“优化后 基于 现状 {{ … }}”"),
                )),
            }
        }
        self.implied(&mut draft, ast, Keyword::End);
        let mut declared = 0;
        for item in &ast.items {
            match item {
                Item::Node(node) if node.header.name.is_some() => {
                    let id = self.nth_declared(&draft, &mut declared);
                    self.flows_of(&mut draft, id, node);
                }
                Item::Chain(chain) => self.chain(&mut draft, chain),
                _ => {}
            }
        }
        let mut variant = Variant {
            kind: if ast.header.keyword == Keyword::AsIs { VariantKind::AsIs } else { VariantKind::ToBe },
            name: ast.header.name.as_ref().map(|name| name.text.to_string()),
            span: ast.header.span,
            whole: ast.header.whole,
            from_as_is: ast.from.is_some(),
            incomplete: self.is_broken(ast.header.whole) || self.is_uncertain(known) || draft.misspelt,
            nodes: draft.nodes,
            edges: draft.edges,
            blocks: draft.blocks,
            changes: Vec::new(),
        };
        variant.note_blocks();
        if let Some(base) = base {
            self.match_with(&mut variant, base);
        }
        variant
    }

    /// The id of the next declared node, in text order.
    fn nth_declared(&self, draft: &Draft, from: &mut usize) -> NodeId {
        while draft.nodes[*from].origin != Origin::Declared {
            *from += 1;
        }
        *from += 1;
        NodeId::at(*from - 1)
    }

    /// `start` and `end` in a chain need no declaration.
    fn implied(&mut self, draft: &mut Draft, ast: &ast::Variant, keyword: Keyword) {
        let declared = |word: &str| {
            ast.items.iter().any(|item| matches!(item, Item::Node(node) if node.header.name.as_ref().is_some_and(|name| name.text == word)))
        };
        let in_chain = |chain: &Chain<'_>| {
            chain.steps.iter().flatten().find(|name| keywords::is(&name.text, keyword)).map(|name| (name.text.to_string(), name.span))
        };
        let mut named = None;
        for item in &ast.items {
            named = named.or_else(|| match item {
                Item::Chain(chain) => in_chain(chain),
                Item::Node(node) => node.branches.iter().find_map(|branch| in_chain(&branch.path)),
                Item::Change(_) => None,
            });
        }
        let Some((name, span)) = named.filter(|(name, _)| !declared(name)) else { return };
        let id = NodeId::at(draft.nodes.len());
        for spelling in keyword.all_spellings() {
            draft.names.declare(id, spelling, None, span, &mut Vec::new());
        }
        let kind = if keyword == Keyword::Start { NodeKind::Start } else { NodeKind::End };
        draft.nodes.push(blank(kind, Title { name, label: None, span, whole: span }, Origin::Implied));
    }

    /// Adds a declared node; a parallel block becomes a fork and a join.
    fn declare_node(&mut self, draft: &mut Draft, ast: &ast::Node) {
        let Some(name) = &ast.header.name else { return };
        let id = NodeId::at(draft.nodes.len());
        draft.names.declare(id, &name.text, ast.header.label.as_ref().map(|label| &*label.text), name.span, &mut self.found);
        let mut node = self.node(ast);
        if ast.header.keyword == Keyword::Parallel {
            let block = draft.blocks.len();
            node.block = Some(block);
            let mut join = blank(NodeKind::Join, node.title.clone(), Origin::BlockJoin);
            join.block = Some(block);
            join.broken = node.broken;
            draft.nodes.push(node);
            draft.nodes.push(join);
            draft.blocks.push(Block { fork: id, join: NodeId(id.0 + 1), branches: Vec::new() });
        } else {
            draft.nodes.push(node);
        }
    }

    /// Matches the nodes of a whole to-be with those of the as-is: by `was`, else by name.
    fn match_with(&mut self, variant: &mut Variant, base: &Variant) {
        let names: rustc_hash::FxHashMap<&str, NodeId> =
            base.nodes().filter(|(_, node)| !node.is_block_join()).map(|(id, node)| (node.title.name.as_str(), id)).collect();
        for index in 0..variant.nodes.len() {
            let node = &variant.nodes[index];
            if node.is_block_join() {
                continue;
            }
            let was = match &node.was_name {
                Some(was) => {
                    let old = names.get(was.value.as_str()).copied().or_else(|| base.node_named(&was.value));
                    if old.is_none() {
                        let word = shown(&was.value).to_string();
                        let near = crate::suggest::nearest(&was.value, base.nodes.iter().map(|node| node.title.name.as_str()));
                        let help = match near {
                            Some(near) => both!("did you mean `{near}`?", "是不是“{near}”？"),
                            None => both!("name the node as it is called in the as-is", "请写该节点在“现状”中的名称"),
                        };
                        self.found.push(Diagnostic::new(
                            &UNKNOWN_NAME,
                            was.span,
                            both!("the as-is has no node `{word}`", "“现状”中没有节点“{word}”"),
                            help,
                        ));
                    }
                    old
                }
                None => names.get(node.title.name.as_str()).copied().or_else(|| same_event(node, base)),
            };
            variant.nodes[index].was = was;
            let pair = was.and_then(|was| Some((variant.nodes[index].block?, base.node(was).block?)));
            if let Some((ours, theirs)) = pair {
                let join = variant.blocks[ours].join;
                variant.nodes[join.index()].was = Some(base.blocks[theirs].join);
            }
        }
    }

    /// Whether an edge or a node may be missing or in the wrong place, by what was found since: a name that may mean two things, or a
    /// branch that was left out.
    pub(in crate::model) fn is_uncertain(&self, known: usize) -> bool {
        let hides = |finding: &Diagnostic| [&AMBIGUOUS_NAME, &DUPLICATE_NAME, &MISPLACED_BRANCH].contains(&finding.rule);
        self.found[known..].iter().any(hides)
    }

    /// Whether a syntax error lies in a span.
    pub(in crate::model) fn is_broken(&self, whole: Span) -> bool {
        self.broken_lines().iter().any(|line| line.file == whole.file && line.start < whole.end && line.end > whole.start)
    }
}

/// `开始` and `start` are the same event, if each variant has one.
fn same_event(node: &Node, base: &Variant) -> Option<NodeId> {
    if node.origin != Origin::Implied {
        return None;
    }
    base.nodes().find(|(_, other)| other.origin == Origin::Implied && other.kind == node.kind).map(|(id, _)| id)
}
