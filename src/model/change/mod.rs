//! A to-be written as changes: each is applied in turn to a copy of the as-is. A change that does not fit is reported and
//! leaves the graph as it is.

mod alter;
mod between;
mod insert;
mod merge;
mod parallelise;
mod patch;
mod remove;
mod split;

use patch::Patch;

use super::resolve::Resolver;
use super::rules::CHANGE_DOES_NOT_FIT;
use super::{Change, NodeId, Process, Variant, VariantKind};
use crate::ast::{self, Item, Name, Operation};
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::{Text, shown};
use crate::rule::Level;
use crate::source::Span;
use crate::syntax::keywords::{Key, Keyword};

/// Why a change does not fit.
type Misfit = (Span, Text, Text);

impl Resolver<'_> {
    /// Builds a to-be from the changes of the as-is of its process.
    pub(super) fn changed(&mut self, ast: &ast::Variant, process: &Process) -> Variant {
        let base = process.as_is();
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
        let mut patch = Patch::new(base, &process.duties);
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
        if ast.items.is_empty() && !variant.incomplete {
            let problem = Diagnostic::new(
                &CHANGE_DOES_NOT_FIT,
                ast.header.span,
                both!("nothing changes: {} is as the as-is", "{}没有任何修改，与现状相同"; variant.title()),
                both!("write what changes, such as `remove x`", "请写出要修改什么，例如：删除 甲"),
            );
            self.found.push(problem.at_level(Level::Info));
        }
        variant.incomplete |= self.is_uncertain(known) || patch.draft.misspelt;
        patch.finish(&mut variant);
        variant.note_blocks();
        variant
    }

    fn misfit(&mut self, (span, message, help): Misfit) {
        self.found.push(Diagnostic::new(&CHANGE_DOES_NOT_FIT, span, message, help));
    }

    /// Applies a change; gives the names of the nodes concerned.
    fn apply(&mut self, patch: &mut Patch, change: &ast::Change, index: usize) -> Result<Vec<String>, Misfit> {
        patch.now = Some(index);
        match &change.operation {
            Operation::Change(name, body) => {
                let id = self.there(patch, name)?;
                self.alter(patch, id, body, index);
                Ok(vec![name.text.to_string()])
            }
            Operation::Remove(names) => {
                let ids = self.all_there(patch, names)?;
                for (&id, name) in ids.iter().zip(names) {
                    patch.remove(id, name)?;
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
                let new = self.new_node(patch, body, &[id], id, index)?;
                self.replace_edges(patch, &[id], new, body);
                patch.forget(id);
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
        if let Some(id) = patch.draft.find(name, &mut self.found) {
            return Ok(id);
        }
        let word = shown(&name.text).to_string();
        if patch.gone.contains(&*name.text) {
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
}

fn whole_block(name: &Name) -> Misfit {
    let word = shown(&name.text).to_string();
    (name.span, both!("`{word}` is a parallel block", "“{word}”是并行块"), both!("name the nodes inside it", "请写块内的节点"))
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
