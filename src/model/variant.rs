//! A variant written whole: nodes, parallel blocks, edges.

use super::names::Names;
use super::resolve::{NODE, Resolver, title};
use super::resources::text;
use super::rules::{AMBIGUOUS_NAME, DUPLICATE_NAME, MISPLACED_BRANCH, UNDECLARED_NODE, UNKNOWN_NAME};
use super::{Block, Condition, Edge, EdgeKind, Escalation, Improve, Node, NodeId, NodeKind, Origin, Spanned, Title, Variant, VariantKind};
use crate::ast::{self, Attribute, Branch, BranchKind, Chain, Item, Name, Value};
use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::shown;
use crate::source::Span;
use crate::syntax::keywords::{self, Key, Keyword};

/// A variant in the making.
pub(super) struct Draft {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
    pub(super) blocks: Vec<Block>,
    pub(super) names: Names<NodeId>,
    /// Where a declaration of an undeclared node would go: the start of the first chain.
    anchor: Option<Span>,
}

impl Draft {
    pub(super) fn new() -> Draft {
        Draft { nodes: Vec::new(), edges: Vec::new(), blocks: Vec::new(), names: Names::new(NODE), anchor: None }
    }

    /// The node at which a flow leaves: the join of a parallel block.
    pub(super) fn exit(&self, id: NodeId) -> NodeId {
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
                    &super::rules::CHANGE_DOES_NOT_FIT,
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
            incomplete: self.is_broken(ast.header.whole) || self.is_uncertain(known),
            nodes: draft.nodes,
            edges: draft.edges,
            blocks: draft.blocks,
            changes: Vec::new(),
        };
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

    /// A node with its attributes.
    pub(super) fn node(&mut self, ast: &ast::Node) -> Node {
        let mut node = blank(kind_of(ast.header.keyword), title(&ast.header), Origin::Declared);
        node.broken = ast.header.broken;
        self.attributes(&mut node, &ast.attributes);
        node
    }

    /// Sets attributes; one that is already there is replaced.
    pub(super) fn attributes(&mut self, node: &mut Node, attributes: &[Attribute]) {
        for attribute in attributes {
            node.places.retain(|place| place.0 != attribute.key);
            node.places.push((attribute.key, attribute.key_span, attribute.span));
            self.attribute(node, attribute);
        }
    }

    fn attribute(&mut self, node: &mut Node, attribute: &Attribute) {
        let span = attribute.span;
        match (&attribute.value, attribute.key) {
            (Value::Names(names), key) => self.names_attribute(node, key, names),
            (Value::Duration(estimate), Key::Time) => node.time = Some(*estimate),
            (Value::Unknown, Key::Time) => node.time = None,
            (Value::Duration(estimate), Key::Wait) => node.wait = Some(*estimate),
            (Value::Unknown | Value::Broken, Key::Wait) => node.wait = None,
            (Value::Unknown, Key::Owner) => node.owner.clear(),
            (Value::Duration(estimate), Key::Sla) => node.sla = estimate.most().map(|value| Spanned { value, span }),
            (Value::Unknown, Key::Sla) => node.sla = None,
            (Value::Duration(estimate), Key::Valid) => node.valid = estimate.most(),
            (Value::Duration(estimate), Key::Remind) => node.remind = estimate.most(),
            (Value::Yes(yes), Key::Hard) => node.hard = *yes,
            (Value::Yes(yes), Key::Distinct) => node.distinct = *yes,
            (Value::Yes(yes), Key::Required) => node.required = yes.then_some(None),
            (Value::Text(words), Key::Required) => node.required = Some(Some(words.text.to_string())),
            (Value::Yes(yes), Key::Preventive) => node.preventive = *yes,
            (Value::Yes(yes), Key::Detective) => node.detective = *yes,
            (Value::Yes(yes), Key::Responds) => node.responds = *yes,
            (Value::Yes(yes), Key::Automated) => node.automated = *yes,
            (Value::Yes(yes), Key::Manual) => node.manual = *yes,
            (Value::Yes(yes), Key::Keep) => node.keep = *yes,
            (Value::Mode(mode), _) => node.mode = Some(*mode),
            (Value::Clock { running }, _) => node.paused = !running,
            (Value::Rate(rate), Key::Cost) => node.cost = Some(rate.clone()),
            (Value::Text(words), Key::Aspect) => node.aspect = Some(words.text.to_string()),
            (Value::Escalation(list), _) => {
                node.escalate = list.iter().map(|step| Escalation { role: self.role(&step.role), after: step.after }).collect();
            }
            (Value::Improve { text, by, due }, _) => {
                node.improve = Some(Improve { text: text.text.to_string(), by: by.as_ref().map(|name| name.text.to_string()), due: *due });
            }
            _ => {
                node.texts.retain(|text| text.key != attribute.key);
                node.texts.extend(text(attribute));
            }
        }
    }

    fn names_attribute(&mut self, node: &mut Node, key: Key, names: &[Name]) {
        match key {
            Key::Owner => node.owner = self.owners(names),
            Key::By => node.by = self.owners(names),
            Key::Approvers => node.approvers = self.owners(names),
            Key::Consults => node.consults = self.roles(names),
            Key::Informs => node.informs = self.roles(names),
            Key::To => node.to = self.roles(names),
            Key::System => node.systems = names.iter().map(|name| self.system(name)).collect(),
            Key::In => node.inputs = self.several_data(names),
            Key::Optional => node.optional = self.several_data(names),
            Key::Out => node.outputs = self.several_data(names),
            Key::Of => node.of = self.several_data(names),
            Key::Process => node.calls = names.first().map(|name| (name.text.to_string(), false)),
            Key::Was => node.was_name = names.first().map(|name| Spanned { value: name.text.to_string(), span: name.span }),
            _ => {}
        }
    }

    /// The branches of a node and of a parallel block.
    pub(super) fn flows_of(&mut self, draft: &mut Draft, id: NodeId, ast: &ast::Node) {
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

    fn chain(&mut self, draft: &mut Draft, chain: &Chain) {
        let steps = self.steps(draft, chain);
        self.link(draft, &steps, chain, true);
    }

    /// The nodes that a chain names. One that nobody declares is reported, once, and stands in as a task.
    pub(super) fn steps(&mut self, draft: &mut Draft, chain: &Chain) -> Vec<Vec<NodeId>> {
        chain.steps.iter().map(|names| names.iter().map(|name| self.step(draft, name)).collect()).collect()
    }

    fn step(&mut self, draft: &mut Draft, name: &Name) -> NodeId {
        if let Some(id) = draft.names.find(name, &mut self.found) {
            return id;
        }
        let word = shown(&name.text).to_string();
        if !self.known_missing(NODE, name) {
            let help = both!("declare it: `task {word}`", "请声明：任务 {word}");
            let plain =
                Diagnostic::new(&UNDECLARED_NODE, name.span, both!("there is no node `{word}`", "没有名为“{word}”的节点"), help.clone());
            let (problem, near) =
                if self.may_suggest() { draft.names.unknown(&UNDECLARED_NODE, name, help) } else { (plain.clone(), None) };
            let problem = if near.is_some() {
                problem
            } else {
                let anchor = draft.anchor.unwrap_or(name.span).before();
                let declaration = format!("task {}\n    ", self.source.slice(name.span));
                plain.unsafe_fix(both!("declare it as a task", "声明为任务"), vec![Edit::replace(anchor, declaration)])
            };
            self.note_missing(NODE, name, problem);
            if let Some(near) = near {
                return near;
            }
        } else if let Some(near) = draft.names.nearest(&name.text).and_then(|near| draft.names.peek(near)) {
            return near;
        }
        let id = NodeId::at(draft.nodes.len());
        let title = Title { name: name.text.to_string(), label: None, span: name.span, whole: name.span };
        let mut node = blank(NodeKind::Task, title, Origin::Undeclared);
        node.broken = true;
        draft.nodes.push(node);
        draft.names.declare(id, &name.text, None, name.span, &mut Vec::new());
        id
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
    pub(super) fn is_uncertain(&self, known: usize) -> bool {
        let hides = |finding: &Diagnostic| [&AMBIGUOUS_NAME, &DUPLICATE_NAME, &MISPLACED_BRANCH].contains(&finding.rule);
        self.found[known..].iter().any(hides)
    }

    /// Whether a syntax error lies in a span.
    pub(super) fn is_broken(&self, whole: Span) -> bool {
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

/// The kind of edge that a chain draws from a node.
pub(super) fn after(draft: &Draft, from: NodeId) -> EdgeKind {
    match draft.nodes[from.index()].kind {
        NodeKind::Approval => EdgeKind::Approved,
        NodeKind::Decision => EdgeKind::Branch,
        _ => EdgeKind::Plain,
    }
}

pub(super) fn edge(from: NodeId, to: NodeId, kind: EdgeKind, span: Span, statement: Span) -> Edge {
    Edge { from, to, kind, label: None, condition: None, probability: None, max: None, span, statement }
}

pub(super) fn kind_of(keyword: Keyword) -> NodeKind {
    match keyword {
        Keyword::Start => NodeKind::Start,
        Keyword::End => NodeKind::End,
        Keyword::Approval => NodeKind::Approval,
        Keyword::Decision => NodeKind::Decision,
        Keyword::Parallel | Keyword::Fork => NodeKind::Fork,
        Keyword::Join => NodeKind::Join,
        Keyword::Wait => NodeKind::Wait,
        Keyword::Notify => NodeKind::Notify,
        Keyword::Call => NodeKind::Call,
        _ => NodeKind::Task,
    }
}

/// A node without attributes. Absent `wait` is 0; gateways, events and notices take no time unless they say so.
pub(super) fn blank(kind: NodeKind, title: Title, origin: Origin) -> Node {
    let zero = Some(ast::quantity::Estimate::Fixed(ast::quantity::Duration::wall(0)));
    Node {
        kind,
        title,
        origin,
        broken: false,
        was: None,
        block: None,
        owner: Vec::new(),
        by: Vec::new(),
        consults: Vec::new(),
        informs: Vec::new(),
        to: Vec::new(),
        systems: Vec::new(),
        time: if kind.is_work() { None } else { zero },
        wait: zero,
        sla: None,
        hard: false,
        inputs: Vec::new(),
        optional: Vec::new(),
        outputs: Vec::new(),
        of: Vec::new(),
        aspect: None,
        approvers: Vec::new(),
        mode: None,
        valid: None,
        distinct: false,
        required: None,
        preventive: false,
        detective: false,
        responds: false,
        automated: false,
        manual: false,
        remind: None,
        escalate: Vec::new(),
        paused: false,
        cost: None,
        calls: None,
        keep: false,
        texts: Vec::new(),
        improve: None,
        was_name: None,
        places: Vec::new(),
        changed_by: None,
    }
}
