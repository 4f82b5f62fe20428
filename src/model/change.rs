//! A to-be written as changes: each is applied in turn to a copy of the as-is. A change that does not fit is reported and
//! leaves the graph as it is.

use rustc_hash::FxHashMap;

use super::resolve::{Resolver, title};
use super::rules::CHANGE_DOES_NOT_FIT;
use super::variant::{Draft, blank, edge, kind_of};
use super::{Block, Change, Edge, EdgeKind, Node, NodeId, NodeKind, Origin, Ref, Title, Variant, VariantKind};
use crate::ast::quantity::{Clock, Duration, Estimate};
use crate::ast::{self, Item, Name, Operation, Position};
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::{Text, shown};
use crate::source::Span;
use crate::syntax::keywords::{Key, Keyword};

/// A copy of the as-is that is being changed.
struct Patch {
    draft: Draft,
    /// Which nodes and edges are (still) there.
    nodes: Vec<bool>,
    edges: Vec<bool>,
    /// Edges by the node they leave and enter; may hold some that are gone.
    out: Vec<Vec<usize>>,
    into: Vec<Vec<usize>>,
    /// The node that comes next in the order of declaration.
    next: Vec<Option<NodeId>>,
    head: Option<NodeId>,
    by_name: FxHashMap<String, NodeId>,
    /// What a name that is gone was merged into or replaced by, for the message.
    gone: FxHashMap<String, usize>,
}

/// Why a change does not fit.
type Misfit = (Span, Text, Text);

impl Resolver<'_> {
    /// Builds a to-be from the changes of the as-is.
    pub(super) fn changed(&mut self, ast: &ast::Variant, base: Option<&Variant>) -> Variant {
        let mut variant = Variant {
            kind: VariantKind::ToBe,
            name: ast.header.name.as_ref().map(|name| name.text.to_string()),
            span: ast.header.span,
            whole: ast.header.whole,
            from_as_is: true,
            incomplete: self.is_broken(ast.header.whole) || base.is_none_or(|base| base.incomplete),
            nodes: Vec::new(),
            edges: Vec::new(),
            blocks: Vec::new(),
            changes: Vec::new(),
        };
        let Some(base) = base else {
            let span = ast.from.unwrap_or(ast.header.span);
            self.misfit((
                span,
                both!("there is no as-is to change", "没有可供修改的“现状”"),
                both!("write `as-is {{ … }}` in the same process", "请在同一流程中写出“现状 {{ … }}”"),
            ));
            variant.incomplete = true;
            return variant;
        };
        let mut patch = Patch::new(base);
        let known = self.found.len();
        for item in &ast.items {
            match item {
                Item::Change(change) => {
                    let index = variant.changes.len();
                    match self.apply(&mut patch, change, index) {
                        Ok(nodes) => variant.changes.push(Change {
                            operation: operation_name(&change.operation),
                            nodes,
                            because: change.because.as_ref().map(|words| words.text.to_string()),
                            span: change.span,
                        }),
                        Err(misfit) => {
                            variant.incomplete = true;
                            self.misfit(misfit);
                        }
                    }
                }
                Item::Node(ast::Node { header, .. }) => {
                    variant.incomplete = true;
                    self.misfit((
                        header.span,
                        both!("a to-be `from as-is` holds changes, not declarations", "“基于 现状”的优化后只写修改，不写声明"),
                        both!(
                            "write `insert` before it, and where: `insert task x after y`",
                            "在前面加“插入”，并写明位置：插入 任务 甲 于 乙 之后"
                        ),
                    ));
                }
                Item::Chain(chain) => {
                    variant.incomplete = true;
                    self.misfit((
                        chain.span,
                        both!("a to-be `from as-is` holds changes, not chains", "“基于 现状”的优化后只写修改，不写流向"),
                        both!("write `reroute a -> b to c`, or write the to-be whole", "写成“改接 甲 → 乙 到 丙”，或整体写出优化后"),
                    ));
                }
            }
        }
        variant.incomplete |= self.is_uncertain(known);
        patch.finish(&mut variant);
        variant
    }

    fn misfit(&mut self, (span, message, help): Misfit) {
        self.found.push(Diagnostic::new(&CHANGE_DOES_NOT_FIT, span, message, help));
    }

    /// Applies a change; gives the names of the nodes concerned.
    fn apply(&mut self, patch: &mut Patch, change: &ast::Change, index: usize) -> Result<Vec<String>, Misfit> {
        match &change.operation {
            Operation::Change(name, body) => {
                let id = self.there(patch, name)?;
                self.alter(patch, id, body, index);
                Ok(vec![name.text.to_string()])
            }
            Operation::Remove(names) => {
                let ids = self.all_there(patch, names)?;
                for (&id, name) in ids.iter().zip(names) {
                    patch.remove(id, name, index)?;
                }
                Ok(texts(names))
            }
            Operation::Merge(names, body) => self.merge(patch, names, body, index),
            Operation::Split(name, parts) => self.split(patch, name, parts, index),
            Operation::Insert(body, position) => self.insert(patch, body, position, index),
            Operation::Replace(name, body) => {
                let id = self.there(patch, name)?;
                if patch.draft.nodes[id.index()].is_block() {
                    return Err(whole_block(name));
                }
                let new = self.new_node(patch, body, Some(id), index)?;
                self.replace_edges(patch, &[id], new, body);
                patch.forget(id, &name.text, index);
                Ok(vec![name.text.to_string(), patch.name(new)])
            }
            Operation::Parallelise(names) => {
                let ids = self.all_there(patch, names)?;
                patch.parallelise(&ids, names, change.span, index)?;
                Ok(texts(names))
            }
            Operation::Reassign(names, role) => {
                let ids = self.all_there(patch, names)?;
                let role = self.owner(role);
                for id in ids {
                    let node = patch.touch(id, index);
                    node.owner = vec![role];
                    node.by.clear();
                    node.places.retain(|place| place.0 != Key::Owner && place.0 != Key::By);
                    node.places.push((Key::Owner, role.span, role.span));
                }
                Ok(texts(names))
            }
            Operation::Automate(name, system) => {
                let id = self.there(patch, name)?;
                let system = system.as_ref().map(|system| self.system(system));
                let node = patch.touch(id, index);
                node.automated = true;
                node.manual = false;
                node.systems = system.map_or_else(|| std::mem::take(&mut node.systems), |system| vec![system]);
                Ok(vec![name.text.to_string()])
            }
            Operation::Reroute(from, to, new) => {
                let (source, target, goal) = (self.there(patch, from)?, self.there(patch, to)?, self.there(patch, new)?);
                let exit = patch.draft.exit(source);
                let moved: Vec<usize> = patch.leaving(exit).into_iter().filter(|&at| patch.draft.edges[at].to == target).collect();
                if moved.is_empty() {
                    let (a, b) = (shown(&from.text), shown(&to.text));
                    return Err((
                        from.span.to(to.span),
                        both!("no edge goes from `{a}` to `{b}`", "没有从“{a}”到“{b}”的流向"),
                        both!("name an edge of the as-is as it is after the changes above", "请写经过前面的修改之后仍存在的流向"),
                    ));
                }
                for at in moved {
                    patch.redirect(at, goal);
                }
                Ok(vec![from.text.to_string(), to.text.to_string(), new.text.to_string()])
            }
        }
    }

    /// The node of that name, as the changes so far have left it.
    fn there(&mut self, patch: &Patch, name: &Name) -> Result<NodeId, Misfit> {
        if let Some(&id) = patch.by_name.get(&*name.text).filter(|id| patch.nodes[id.index()]) {
            return Ok(id);
        }
        let word = shown(&name.text).to_string();
        if patch.gone.contains_key(&*name.text) {
            return Err((
                name.span,
                both!("`{word}` was removed or merged by a change above", "“{word}”已被前面的修改删除或合并"),
                both!("put this change before that one, or name what is there now", "把这条修改移到前面，或写现在存在的节点"),
            ));
        }
        let words = patch.draft.nodes.iter().map(|node| node.title.name.as_str());
        let near = if self.may_suggest() { crate::suggest::nearest(&name.text, words) } else { None };
        let help = match near {
            Some(near) => both!("did you mean `{near}`?", "是不是“{near}”？"),
            None => both!("name a node of the as-is", "请写“现状”中的节点"),
        };
        Err((name.span, both!("the as-is has no node `{word}`", "“现状”中没有节点“{word}”"), help))
    }

    fn all_there(&mut self, patch: &Patch, names: &[Name]) -> Result<Vec<NodeId>, Misfit> {
        names.iter().map(|name| self.there(patch, name)).collect()
    }

    /// Changes attributes, label and branches of a node in place.
    fn alter(&mut self, patch: &mut Patch, id: NodeId, body: &ast::Node, index: usize) {
        let mut node = std::mem::replace(patch.touch(id, index), blank(NodeKind::Task, empty_title(), Origin::Declared));
        self.attributes(&mut node, &body.attributes);
        if let Some(label) = &body.header.label {
            node.title.label = Some(label.text.to_string());
        }
        patch.draft.nodes[id.index()] = node;
        if !body.branches.is_empty() {
            let exit = patch.draft.exit(id);
            self.replace_branches(patch, id, exit, body);
        }
    }

    /// New branches take the place of the old ones of the same outcome; those of a decision, of all.
    fn replace_branches(&mut self, patch: &mut Patch, id: NodeId, exit: NodeId, body: &ast::Node) {
        let first = patch.draft.edges.len();
        self.flows_of(&mut patch.draft, id, body);
        let decision = patch.draft.nodes[id.index()].kind == NodeKind::Decision;
        let replaced: Vec<usize> = patch
            .leaving(exit)
            .into_iter()
            .filter(|&old| {
                let old = &patch.draft.edges[old];
                decision || patch.draft.edges[first..].iter().any(|new| outcome(new) == outcome(old) && outcome(new) != 0)
            })
            .collect();
        for at in replaced {
            patch.edges[at] = false;
        }
        patch.index_edges(first);
    }

    /// A node declared in a change. Its place in the order is behind `behind`.
    fn new_node(&mut self, patch: &mut Patch, body: &ast::Node, behind: Option<NodeId>, index: usize) -> Result<NodeId, Misfit> {
        let node = self.node(body);
        patch.add(node, behind, index)
    }

    /// Moves the edges around some nodes to a new one; the new node's own branches replace theirs.
    fn replace_edges(&mut self, patch: &mut Patch, old: &[NodeId], new: NodeId, body: &ast::Node) {
        let mut enters: Vec<usize> = old.iter().flat_map(|&id| patch.entering(id)).collect();
        let mut leaves: Vec<usize> = old.iter().flat_map(|&id| patch.leaving(patch.draft.exit(id))).collect();
        enters.sort_unstable();
        leaves.sort_unstable();
        let inner = |at: &usize| enters.contains(at) && leaves.contains(at);
        // Edges between the nodes that go forward vanish; so do repetitions of one edge.
        let gone: Vec<usize> = leaves.iter().copied().filter(inner).collect();
        for at in &gone {
            patch.edges[*at] = false;
        }
        for at in enters.iter().copied().filter(|at| !gone.contains(at)) {
            patch.redirect(at, new);
        }
        let kind = patch.draft.nodes[new.index()].kind;
        for at in leaves.iter().copied().filter(|at| !gone.contains(at)) {
            patch.draft.edges[at].from = new;
            patch.out[new.index()].push(at);
            patch.fit_kind(at, kind);
        }
        patch.drop_repetitions(new);
        if !body.branches.is_empty() {
            self.replace_branches(patch, new, new, body);
        }
    }

    fn merge(&mut self, patch: &mut Patch, names: &[Name], body: &ast::Node, index: usize) -> Result<Vec<String>, Misfit> {
        let ids = self.all_there(patch, names)?;
        if let Some((name, _)) = names.iter().zip(&ids).find(|(_, id)| patch.draft.nodes[id.index()].is_block()) {
            return Err(whole_block(name));
        }
        let parts: Vec<Node> = ids.iter().map(|id| patch.draft.nodes[id.index()].clone()).collect();
        let kind = if parts.iter().all(|part| part.kind == parts[0].kind) { parts[0].kind } else { NodeKind::Task };
        let mut node = merged(&parts, if body.header.keyword.is_change() { kind } else { kind_of(body.header.keyword) });
        node.title = title(&body.header);
        self.attributes(&mut node, &body.attributes);
        // A merged node may keep the name of one of its parts.
        for (id, name) in ids.iter().zip(names) {
            patch.nodes[id.index()] = false;
            patch.gone.insert(name.text.to_string(), index);
        }
        let new = match patch.add(node, Some(ids[0]), index) {
            Ok(new) => new,
            Err(misfit) => {
                for id in &ids {
                    patch.nodes[id.index()] = true;
                }
                return Err(misfit);
            }
        };
        for id in &ids {
            patch.nodes[id.index()] = true;
        }
        self.replace_edges(patch, &ids, new, body);
        for (&id, name) in ids.iter().zip(names) {
            patch.forget(id, &name.text, index);
        }
        patch.by_name.insert(patch.name(new), new);
        patch.replace_in_blocks(&ids, &[new]);
        Ok(texts(names).into_iter().chain([patch.name(new)]).collect())
    }

    fn split(&mut self, patch: &mut Patch, name: &Name, parts: &[ast::Header], index: usize) -> Result<Vec<String>, Misfit> {
        let id = self.there(patch, name)?;
        let whole = patch.draft.nodes[id.index()].clone();
        if whole.is_block() {
            return Err(whole_block(name));
        }
        patch.nodes[id.index()] = false;
        let mut ids: Vec<NodeId> = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            let mut node = whole.clone();
            node.title = title(part);
            node.was = None;
            let last = at + 1 == parts.len();
            // How the time divides is not known; what is read is read first, what is written is written last.
            node.time = if node.kind.is_work() { None } else { node.time };
            node.places.retain(|place| place.0 != Key::Time);
            if !last {
                node.kind = NodeKind::Task;
                node.outputs.clear();
            }
            if at > 0 {
                node.inputs.clear();
                node.wait = Some(Estimate::Fixed(Duration::wall(0)));
            }
            match patch.add(node, Some(ids.last().copied().unwrap_or(id)), index) {
                Ok(new) => ids.push(new),
                Err(misfit) => {
                    patch.nodes[id.index()] = true;
                    return Err(misfit);
                }
            }
        }
        patch.nodes[id.index()] = true;
        for at in patch.entering(id) {
            patch.redirect(at, ids[0]);
        }
        let last = ids[ids.len() - 1];
        for at in patch.leaving(id) {
            patch.draft.edges[at].from = last;
            patch.out[last.index()].push(at);
        }
        for pair in ids.windows(2) {
            let span = patch.draft.nodes[pair[1].index()].title.span;
            patch.connect(edge(pair[0], pair[1], EdgeKind::Plain, span, span));
        }
        patch.forget(id, &name.text, index);
        patch.replace_in_blocks(&[id], &ids);
        Ok([name.text.to_string()].into_iter().chain(ids.iter().map(|&id| patch.name(id))).collect())
    }

    fn insert(&mut self, patch: &mut Patch, body: &ast::Node, position: &Position, index: usize) -> Result<Vec<String>, Misfit> {
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
                        both!("nothing leads to `{word}`", "没有流向通往“{word}”"),
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
        let new = self.new_node(patch, body, Some(behind), index)?;
        if body.header.keyword == Keyword::Parallel {
            return Err((
                body.header.span,
                both!("a parallel block cannot be inserted", "不能插入并行块"),
                both!("insert its nodes one after another, then `parallelise` them", "先逐个插入节点，再“改为并行”"),
            ));
        }
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

impl Patch {
    fn new(base: &Variant) -> Patch {
        let mut draft = Draft::new();
        draft.nodes.clone_from(&base.nodes);
        draft.edges.clone_from(&base.edges);
        draft.blocks.clone_from(&base.blocks);
        let count = base.nodes.len();
        let mut by_name = FxHashMap::default();
        for (id, node) in base.nodes().filter(|(_, node)| !node.is_block_join()) {
            by_name.entry(node.title.name.clone()).or_insert(id);
        }
        for (id, node) in base.nodes().filter(|(_, node)| !node.is_block_join()) {
            draft.nodes[id.index()].was = Some(id);
            if let Some(label) = &node.title.label {
                by_name.entry(label.clone()).or_insert(id);
            }
            draft.names.declare(id, &node.title.name, node.title.label.as_deref(), node.title.span, &mut Vec::new());
        }
        for block in &base.blocks {
            draft.nodes[block.join.index()].was = Some(block.join);
        }
        let mut patch = Patch {
            draft,
            nodes: vec![true; count],
            edges: Vec::new(),
            out: vec![Vec::new(); count],
            into: vec![Vec::new(); count],
            next: (1..=count).map(|at| (at < count).then(|| NodeId::at(at))).collect(),
            head: (count > 0).then_some(NodeId(0)),
            by_name,
            gone: FxHashMap::default(),
        };
        patch.index_edges(0);
        patch
    }

    /// Indexes the edges from `first` on, and nodes that came with them.
    fn index_edges(&mut self, first: usize) {
        while self.nodes.len() < self.draft.nodes.len() {
            // A node that nobody declares, named in a branch: reported already.
            let id = NodeId::at(self.nodes.len());
            self.register(id, None);
        }
        for at in first..self.draft.edges.len() {
            let (from, to) = (self.draft.edges[at].from, self.draft.edges[at].to);
            self.edges.push(true);
            self.out[from.index()].push(at);
            self.into[to.index()].push(at);
        }
    }

    fn register(&mut self, id: NodeId, behind: Option<NodeId>) {
        self.nodes.push(true);
        self.out.push(Vec::new());
        self.into.push(Vec::new());
        self.next.push(None);
        let behind = behind.unwrap_or_else(|| NodeId::at(id.index().saturating_sub(1)));
        if behind != id {
            self.next[id.index()] = self.next[behind.index()];
            self.next[behind.index()] = Some(id);
        }
    }

    fn add(&mut self, mut node: Node, behind: Option<NodeId>, index: usize) -> Result<NodeId, Misfit> {
        let name = node.title.name.clone();
        if let Some(other) = self.by_name.get(&name).filter(|id| self.nodes[id.index()]) {
            let other = &self.draft.nodes[other.index()];
            let word = shown(&name);
            let _ = other;
            return Err((
                node.title.span,
                both!("there is already a node `{word}`", "已有名为“{word}”的节点"),
                both!("give the new node another name", "给新节点换个名称"),
            ));
        }
        let id = NodeId::at(self.draft.nodes.len());
        node.changed_by = Some(index);
        self.draft.names.declare(id, &name, node.title.label.as_deref(), node.title.span, &mut Vec::new());
        if let Some(label) = &node.title.label {
            self.by_name.entry(label.clone()).or_insert(id);
        }
        self.by_name.insert(name, id);
        self.draft.nodes.push(node);
        self.register(id, behind);
        Ok(id)
    }

    fn name(&self, id: NodeId) -> String {
        self.draft.nodes[id.index()].title.name.clone()
    }

    fn touch(&mut self, id: NodeId, index: usize) -> &mut Node {
        let node = &mut self.draft.nodes[id.index()];
        node.changed_by = Some(index);
        node
    }

    fn leaving(&self, id: NodeId) -> Vec<usize> {
        let own = |at: &usize| self.edges[*at] && self.draft.edges[*at].from == id;
        let mut edges: Vec<usize> = self.out[id.index()].iter().copied().filter(own).collect();
        edges.dedup();
        edges
    }

    fn entering(&self, id: NodeId) -> Vec<usize> {
        let own = |at: &usize| self.edges[*at] && self.draft.edges[*at].to == id;
        let mut edges: Vec<usize> = self.into[id.index()].iter().copied().filter(own).collect();
        edges.dedup();
        edges
    }

    fn redirect(&mut self, at: usize, to: NodeId) {
        self.draft.edges[at].to = to;
        self.into[to.index()].push(at);
    }

    fn connect(&mut self, new: Edge) {
        let first = self.draft.edges.len();
        self.draft.edges.push(new);
        self.index_edges(first);
    }

    /// An edge that now leaves a node of another kind.
    fn fit_kind(&mut self, at: usize, kind: NodeKind) {
        let edge = &mut self.draft.edges[at];
        match (kind, edge.kind) {
            (NodeKind::Approval, EdgeKind::Plain) => edge.kind = EdgeKind::Approved,
            (NodeKind::Approval, _) | (_, EdgeKind::Plain | EdgeKind::Timeout(_) | EdgeKind::Informs(_)) => {}
            (_, EdgeKind::Approved) => {
                edge.kind = EdgeKind::Plain;
                edge.probability = None;
            }
            // What is no approval any more does not reject.
            (_, EdgeKind::Rejected) => self.edges[at] = false,
            (NodeKind::Decision, _) => {}
            _ => edge.kind = EdgeKind::Plain,
        }
    }

    fn drop_repetitions(&mut self, id: NodeId) {
        for edges in [self.leaving(id), self.entering(id)] {
            let mut seen: Vec<(NodeId, NodeId, u8, Option<String>)> = Vec::new();
            for at in edges {
                let edge = &self.draft.edges[at];
                let key = (edge.from, edge.to, outcome(edge), edge.label.clone());
                if seen.contains(&key) {
                    self.edges[at] = false;
                } else {
                    seen.push(key);
                }
            }
        }
    }

    /// Takes a node out and joins what was before it to what was behind it.
    fn remove(&mut self, id: NodeId, name: &Name, index: usize) -> Result<(), Misfit> {
        if self.draft.nodes[id.index()].is_block() {
            return self.remove_block(id, name, index);
        }
        let onward = |edge: &Edge| matches!(edge.kind, EdgeKind::Plain | EdgeKind::Approved | EdgeKind::Branch | EdgeKind::Else);
        let mut targets: Vec<NodeId> =
            self.leaving(id).iter().map(|&at| &self.draft.edges[at]).filter(|edge| onward(edge)).map(|edge| edge.to).collect();
        targets.sort_unstable();
        targets.dedup();
        let enters = self.entering(id);
        let informs = |at: &usize| matches!(self.draft.edges[*at].kind, EdgeKind::Informs(_));
        let (notices, flows): (Vec<usize>, Vec<usize>) = enters.into_iter().partition(informs);
        let word = shown(&name.text).to_string();
        let target = match targets.as_slice() {
            [one] if *one != id => *one,
            [] if flows.is_empty() => id,
            [] => {
                return Err((
                    name.span,
                    both!(
                        "nothing follows `{word}`, so what leads to it would lead nowhere",
                        "“{word}”之后没有节点，删去后通往它的流向就断了"
                    ),
                    both!("`reroute` what leads to it first", "请先“改接”通往它的流向"),
                ));
            }
            _ => {
                return Err((
                    name.span,
                    both!("several ways lead out of `{word}`", "“{word}”有几个出口"),
                    both!("`reroute` all but one of them first", "请先“改接”，只留一个出口"),
                ));
            }
        };
        for at in notices {
            self.edges[at] = false;
        }
        for at in flows {
            self.redirect(at, target);
            // A rework edge that led only to what is gone.
            if self.draft.edges[at].from == target && self.draft.edges[at].kind == EdgeKind::Plain {
                self.edges[at] = false;
            }
        }
        for at in self.leaving(id) {
            self.edges[at] = false;
        }
        self.forget(id, &name.text, index);
        self.replace_in_blocks(&[id], &[]);
        self.drop_repetitions(target);
        Ok(())
    }

    /// A parallel block goes with the nodes in its branches.
    fn remove_block(&mut self, fork: NodeId, name: &Name, index: usize) -> Result<(), Misfit> {
        let block = self.draft.nodes[fork.index()].block.unwrap_or_default();
        let join = self.draft.blocks[block].join;
        let inner: Vec<NodeId> = self.draft.blocks[block].branches.concat();
        let onward: Vec<NodeId> = self
            .leaving(join)
            .iter()
            .map(|&at| &self.draft.edges[at])
            .filter(|edge| edge.kind == EdgeKind::Plain)
            .map(|edge| edge.to)
            .collect();
        let &[target] = onward.as_slice() else {
            let word = shown(&name.text);
            return Err((
                name.span,
                both!("not exactly one way leads out of `{word}`", "“{word}”的出口不是恰好一个"),
                both!("`reroute` the others first", "请先“改接”其余出口"),
            ));
        };
        for at in self.entering(fork) {
            self.redirect(at, target);
        }
        for id in inner.into_iter().chain([join, fork]) {
            for at in self.leaving(id).into_iter().chain(self.entering(id)) {
                self.edges[at] = false;
            }
            let name = self.name(id);
            self.forget(id, &name, index);
        }
        self.drop_repetitions(target);
        Ok(())
    }

    /// Puts a fork before and a join behind nodes that follow one another.
    fn parallelise(&mut self, ids: &[NodeId], names: &[Name], span: Span, index: usize) -> Result<(), Misfit> {
        let apart = || {
            let list = names.iter().map(|name| shown(&name.text).to_string()).collect::<Vec<_>>().join(", ");
            (
                span,
                both!("`{list}` do not simply follow one another", "“{list}”不是依次相接的节点"),
                both!(
                    "name tasks of one chain, with nothing between them and one way in and out",
                    "请写同一条流向上依次相接、只有一个入口和出口的节点"
                ),
            )
        };
        let next = |id: NodeId| -> Option<NodeId> {
            match self.leaving(self.draft.exit(id)).as_slice() {
                [at] => Some(self.draft.edges[*at].to),
                _ => None,
            }
        };
        let first = *ids.iter().find(|&&id| !ids.iter().any(|&other| next(other) == Some(id))).ok_or_else(apart)?;
        let mut sorted = vec![first];
        while sorted.len() < ids.len() {
            let following = next(sorted[sorted.len() - 1]).filter(|id| ids.contains(id) && !sorted.contains(id)).ok_or_else(apart)?;
            if self.entering(following).len() != 1 {
                return Err(apart());
            }
            sorted.push(following);
        }
        let last = sorted[sorted.len() - 1];
        let target = next(last).ok_or_else(apart)?;
        let title = Title { name: sorted.iter().map(|&id| self.name(id)).collect::<Vec<_>>().join("∥"), label: None, span, whole: span };
        let block = self.draft.blocks.len();
        let mut fork = blank(NodeKind::Fork, title.clone(), Origin::Declared);
        fork.block = Some(block);
        let behind = self.before(first);
        let fork = self.add(fork, behind, index)?;
        let mut join = blank(NodeKind::Join, title, Origin::BlockJoin);
        join.block = Some(block);
        join.changed_by = Some(index);
        let join_id = NodeId::at(self.draft.nodes.len());
        self.draft.nodes.push(join);
        self.register(join_id, Some(last));
        for at in self.entering(first) {
            self.redirect(at, fork);
        }
        for &id in &sorted {
            let exit = self.draft.exit(id);
            for at in self.leaving(exit) {
                self.edges[at] = false;
            }
            let kind = super::variant::after(&self.draft, exit);
            self.connect(edge(fork, id, EdgeKind::Plain, span, span));
            self.connect(edge(exit, join_id, kind, span, span));
            self.touch(id, index);
        }
        self.connect(edge(join_id, target, EdgeKind::Plain, span, span));
        self.draft.blocks.push(Block { fork, join: join_id, branches: sorted.into_iter().map(|id| vec![id]).collect() });
        Ok(())
    }

    /// The node declared just before another.
    fn before(&self, id: NodeId) -> Option<NodeId> {
        (0..self.next.len()).map(NodeId::at).find(|other| self.next[other.index()] == Some(id)).or(Some(id))
    }

    fn forget(&mut self, id: NodeId, name: &str, index: usize) {
        self.nodes[id.index()] = false;
        self.gone.insert(name.to_owned(), index);
        for at in self.leaving(id).into_iter().chain(self.entering(id)) {
            self.edges[at] = false;
        }
    }

    fn replace_in_blocks(&mut self, old: &[NodeId], new: &[NodeId]) {
        for branch in self.draft.blocks.iter_mut().flat_map(|block| &mut block.branches) {
            if let Some(at) = branch.iter().position(|id| old.contains(id)) {
                branch.retain(|id| !old.contains(id));
                let at = at.min(branch.len());
                branch.splice(at..at, new.iter().copied());
            }
        }
    }

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

    /// Hands over what is there, renumbered in the order of declaration.
    fn finish(self, variant: &mut Variant) {
        let mut order = Vec::new();
        let mut at = self.head;
        while let Some(id) = at {
            order.push(id);
            at = self.next[id.index()];
        }
        let mut new_id = vec![None; self.nodes.len()];
        for id in order.iter().filter(|id| self.nodes[id.index()]) {
            new_id[id.index()] = Some(NodeId::at(variant.nodes.len()));
            variant.nodes.push(self.draft.nodes[id.index()].clone());
        }
        for (edge, _) in self.draft.edges.iter().zip(&self.edges).filter(|(_, there)| **there) {
            if let (Some(from), Some(to)) = (new_id[edge.from.index()], new_id[edge.to.index()]) {
                variant.edges.push(Edge { from, to, ..edge.clone() });
            }
        }
        for block in &self.draft.blocks {
            let (Some(fork), Some(join)) = (new_id[block.fork.index()], new_id[block.join.index()]) else { continue };
            let index = variant.blocks.len();
            variant.nodes[fork.index()].block = Some(index);
            variant.nodes[join.index()].block = Some(index);
            let branches = block.branches.iter().map(|branch| branch.iter().filter_map(|id| new_id[id.index()]).collect::<Vec<_>>());
            variant.blocks.push(Block { fork, join, branches: branches.filter(|branch| !branch.is_empty()).collect() });
        }
    }
}

/// What two nodes merged have together. Times add up if all are known and of one kind; otherwise the sum is unknown.
fn merged(parts: &[Node], kind: NodeKind) -> Node {
    let mut node = blank(kind, empty_title(), Origin::Declared);
    let written: Vec<_> = parts.iter().flat_map(|part| &part.outputs).filter_map(|data| data.id).collect();
    for part in parts {
        union(&mut node.owner, &part.owner);
        union(&mut node.by, &part.by);
        union(&mut node.consults, &part.consults);
        union(&mut node.informs, &part.informs);
        union(&mut node.systems, &part.systems);
        union(&mut node.outputs, &part.outputs);
        union(&mut node.of, &part.of);
        union(&mut node.approvers, &part.approvers);
        let outside: Vec<_> = part.inputs.iter().copied().filter(|data| data.id.is_none_or(|id| !written.contains(&id))).collect();
        union(&mut node.inputs, &outside);
        union(&mut node.optional, &part.optional);
        node.required = node.required.clone().or_else(|| part.required.clone());
        node.keep |= part.keep;
        node.preventive |= part.preventive;
        node.detective |= part.detective;
        node.distinct |= part.distinct;
        node.responds |= part.responds;
        node.texts.extend(part.texts.iter().cloned());
        node.places.extend(part.places.iter().copied());
    }
    node.time = sum(parts.iter().map(|part| part.time));
    node.wait = sum(parts.iter().map(|part| part.wait));
    node.broken = parts.iter().any(|part| part.broken);
    if node.owner.len() > 1 {
        // Parts of several owners: who is accountable for the whole must be said.
        node.owner.clear();
        node.places.retain(|place| place.0 != Key::Owner);
    }
    node
}

fn union<I: Copy + PartialEq>(all: &mut Vec<Ref<I>>, more: &[Ref<I>]) {
    for item in more {
        if !all.iter().any(|known| known.id == item.id) {
            all.push(*item);
        }
    }
}

fn sum(parts: impl Iterator<Item = Option<Estimate>>) -> Option<Estimate> {
    let (mut low, mut high) = (0, 0);
    let mut clock: Option<Clock> = None;
    for part in parts {
        let part = part?;
        let most = part.most()?;
        if part.least().ms == 0 && most.ms == 0 {
            continue;
        }
        if *clock.get_or_insert(part.clock()) != part.clock() {
            return None;
        }
        low += part.least().ms;
        high += most.ms;
    }
    let clock = clock.unwrap_or(Clock::Wall);
    let (low, high) = (Duration { ms: low, clock }, Duration { ms: high, clock });
    Some(if low == high { Estimate::Fixed(low) } else { Estimate::Range(low, high) })
}

/// A number for the outcome that an edge stands for; plain edges have none.
fn outcome(edge: &Edge) -> u8 {
    match edge.kind {
        EdgeKind::Plain => 0,
        EdgeKind::Branch | EdgeKind::Else => 1,
        EdgeKind::Approved => 2,
        EdgeKind::Rejected => 3,
        EdgeKind::Timeout(_) | EdgeKind::Informs(_) => 4,
    }
}

fn whole_block(name: &Name) -> Misfit {
    let word = shown(&name.text).to_string();
    (name.span, both!("`{word}` is a parallel block", "“{word}”是并行块"), both!("name the nodes inside it", "请写块内的节点"))
}

fn empty_title() -> Title {
    Title { name: String::new(), label: None, span: Span::default(), whole: Span::default() }
}

fn texts(names: &[Name]) -> Vec<String> {
    names.iter().map(|name| name.text.to_string()).collect()
}

fn operation_name(operation: &Operation) -> &'static str {
    match operation {
        Operation::Change(..) => Keyword::Change,
        Operation::Remove(..) => Keyword::Remove,
        Operation::Merge(..) => Keyword::Merge,
        Operation::Split(..) => Keyword::Split,
        Operation::Insert(..) => Keyword::Insert,
        Operation::Replace(..) => Keyword::Replace,
        Operation::Parallelise(..) => Keyword::Parallelise,
        Operation::Reassign(..) => Keyword::Reassign,
        Operation::Automate(..) => Keyword::Automate,
        Operation::Reroute(..) => Keyword::Reroute,
    }
    .en()
}
