//! `merge`: one node in the place of several. No control of a part is lost in silence: what can be united is, what would need a
//! choice must be said.

use rustc_hash::FxHashSet;

use super::patch::Patch;
use super::{Misfit, texts, whole_block};
use crate::ast::quantity::{Clock, Duration, Estimate};
use crate::ast::{self, Attribute, Mode, Name};
use crate::both;
use crate::lang::shown;
use crate::model::resolve::{Resolver, blank, kind_of, title};
use crate::model::{Node, NodeId, NodeKind, Origin, Ref, RoleId, Spanned, Title};
use crate::source::Span;
use crate::syntax::keywords::Key;

impl Resolver<'_> {
    /// Merges nodes; gives their names and that of the new one.
    pub(super) fn merge(&mut self, patch: &mut Patch, names: &[Name], body: &ast::Node, index: usize) -> Result<Vec<String>, Misfit> {
        let ids = self.all_there(patch, names)?;
        let all = names[0].span.to(names[names.len() - 1].span);
        patch.may_merge(&ids, names, all)?;
        let parts: Vec<Node> = ids.iter().map(|id| patch.draft.nodes[id.index()].clone()).collect();
        let kind = if body.header.keyword.is_change() { common_kind(&parts, all)? } else { kind_of(body.header.keyword) };
        let title = title(&body.header);
        patch.free_name(&title, &ids)?;
        let mut node = united(&parts, kind, title);
        let given = |key: Key| body.attributes.iter().any(|attribute: &Attribute| attribute.key == key);
        if !given(Key::Sla) {
            node.set_sla(whole_sla(&parts, all)?);
        }
        if !given(Key::Process) && parts.iter().filter_map(|part| part.calls.as_ref()).any(|called| node.calls.as_ref() != Some(called)) {
            return Err((
                all,
                both!("they call different processes", "它们调用的是不同的子流程"),
                both!("say which the new node calls: `process: NAME`", "写明新节点调用哪个：流程：名称"),
            ));
        }
        self.attributes(&mut node, &body.attributes);
        let new = patch.add(node, &ids, Some(ids[0]), index);
        self.replace_edges(patch, &ids, new, body);
        for &id in &ids {
            patch.forget(id);
        }
        patch.replace_in_blocks(&ids, &[new]);
        Ok(texts(names).into_iter().chain([patch.name(new)]).collect())
    }
}

impl Patch<'_> {
    /// Whether nodes can become one: each is named once and is no gateway, nothing lies between them, and no duty rule keeps them apart.
    fn may_merge(&self, ids: &[NodeId], names: &[Name], all: Span) -> Result<(), Misfit> {
        let mut seen = FxHashSet::default();
        for (&id, name) in ids.iter().zip(names) {
            let (node, word) = (&self.draft.nodes[id.index()], shown(&name.text));
            if node.is_block() {
                return Err(whole_block(name));
            }
            if matches!(node.kind, NodeKind::Fork | NodeKind::Join) {
                return Err((
                    name.span,
                    both!("`{word}` is a fork or a join", "“{word}”是分叉或汇合"),
                    both!("merge the nodes around it, and `remove` it", "合并它前后的节点，再“删除”它"),
                ));
            }
            if !seen.insert(id) {
                return Err((
                    name.span,
                    both!("`{word}` is named twice", "“{word}”写了两次"),
                    both!("name each node once", "每个节点只写一次"),
                ));
            }
        }
        if let Some(between) = self.between(ids) {
            let word = shown(&self.draft.nodes[between.index()].title.name).to_string();
            return Err((
                all,
                both!("`{word}` lies between these nodes, which as one would be a loop", "“{word}”夹在这些节点之间，合并后会形成回路"),
                both!("merge `{word}` with them, or move it away first", "请把“{word}”一并合并，或先把它移开"),
            ));
        }
        let parts = || ids.iter().map(|id| &self.draft.nodes[id.index()]);
        for duty in self.duties.iter().filter(|duty| duty.separate) {
            let kept_apart: Vec<&Node> = parts().filter(|part| duty.nodes.iter().any(|name| part.answers_to(name))).collect();
            if let [a, b, ..] = kept_apart[..] {
                let (a, b) = (shown(&a.title.name), shown(&b.title.name));
                return Err((
                    all,
                    both!("different people must do `{a}` and `{b}` (`sod`)", "“{a}”与“{b}”必须由不同的人办理（职责分离）"),
                    both!("leave them apart, or mend the `sod` line", "请保持分开，或修改“职责分离”"),
                ));
            }
        }
        Ok(())
    }
}

/// The kind of what several nodes become: an approval stays one, so does a decision; of one kind they keep it.
fn common_kind(parts: &[Node], all: Span) -> Result<NodeKind, Misfit> {
    let any = |kind: NodeKind| parts.iter().any(|part| part.kind == kind);
    match (any(NodeKind::Approval), any(NodeKind::Decision)) {
        (true, true) => Err((
            all,
            both!("an approval and a decision do not make one node", "审批与判断不能合并为一个节点"),
            both!("write what it becomes: `into approval NAME`, and its branches", "写明合并成什么：为 审批 名称，并写出分支"),
        )),
        (true, false) => Ok(NodeKind::Approval),
        (false, true) => Ok(NodeKind::Decision),
        _ if parts.iter().all(|part| part.kind == parts[0].kind) => Ok(parts[0].kind),
        _ => Ok(NodeKind::Task),
    }
}

/// What nodes have together, apart from the SLA.
fn united(parts: &[Node], kind: NodeKind, title: Title) -> Node {
    let mut node = blank(kind, title, Origin::Declared);
    for (at, part) in parts.iter().enumerate() {
        union(&mut node.owner, &part.owner);
        union(&mut node.by, &part.by);
        union(&mut node.consults, &part.consults);
        union(&mut node.informs, &part.informs);
        // Whom a notice told is still told.
        union(if kind == NodeKind::Notify { &mut node.to } else { &mut node.informs }, &part.to);
        union(&mut node.systems, &part.systems);
        union(&mut node.outputs, &part.outputs);
        union(&mut node.of, &part.of);
        let others = || parts.iter().enumerate().filter(|(other, _)| *other != at).flat_map(|(_, other)| &other.outputs);
        let outside = |read: &&Ref<_>| read.id.is_none() || !others().any(|written| written.id == read.id);
        union(&mut node.inputs, &part.inputs.iter().filter(outside).copied().collect::<Vec<_>>());
        union(&mut node.optional, &part.optional.iter().filter(outside).copied().collect::<Vec<_>>());
        node.keep |= part.keep;
        node.preventive |= part.preventive;
        node.detective |= part.detective;
        node.distinct |= part.distinct;
        node.responds |= part.responds;
        node.hard |= part.hard;
        node.manual |= part.manual;
        node.broken |= part.broken;
        if let Some(reason) = &part.required {
            node.required = Some(joined(node.required.take().flatten(), reason.as_deref()));
        }
        node.aspect = joined(node.aspect.take(), part.aspect.as_deref());
        let later = part
            .escalate
            .iter()
            .filter(|step| !node.escalate.iter().any(|known| known.after == step.after && known.role.id == step.role.id));
        let later: Vec<_> = later.copied().collect();
        node.escalate.extend(later);
        node.texts.extend(part.texts.iter().cloned());
        node.places.extend(part.places.iter().copied());
        node.formerly.extend(part.names());
    }
    // Of two terms the shorter keeps both.
    node.valid = parts.iter().filter_map(|part| part.valid).min_by_key(|valid| valid.ms);
    node.remind = parts.iter().filter_map(|part| part.remind).min_by_key(|remind| remind.ms);
    node.automated = parts.iter().all(|part| part.automated);
    node.paused = parts.iter().all(|part| part.paused);
    node.cost = parts[0].cost.clone().filter(|cost| parts.iter().all(|part| part.cost.as_ref() == Some(cost)));
    node.calls = parts.iter().find_map(|part| part.calls.clone());
    node.improve = parts.iter().find_map(|part| part.improve.clone());
    node.time = sum(parts.iter().map(|part| part.time));
    node.wait = sum(parts.iter().map(|part| part.wait));
    unite_approvers(&mut node, parts);
    if node.owner.len() > 1 {
        // Parts of several owners: who is accountable for the whole must be said.
        node.owner.clear();
        node.places.retain(|place| place.0 != Key::Owner);
    }
    node
}

/// Whoever approved a part approves the whole; no fewer of them are enough than before.
fn unite_approvers(node: &mut Node, parts: &[Node]) {
    let approvals = || parts.iter().filter(|part| part.kind == NodeKind::Approval);
    let mut all: Vec<Ref<RoleId>> = Vec::new();
    for approval in approvals() {
        union(&mut all, approval.performers());
    }
    let named = approvals().any(|approval| !approval.approvers.is_empty()) || !node.by.is_empty();
    let alone = matches!((&node.owner[..], &all[..]), ([owner], [role]) if owner.id == role.id) || all.is_empty();
    let same = approvals().all(|approval| approval.performers().len() == all.len());
    node.mode = if same || approvals().all(|approval| approval.mode == Some(Mode::InTurn)) {
        approvals().map(|approval| approval.mode).max_by_key(|mode| strictness(*mode)).flatten()
    } else {
        Some(Mode::All)
    };
    if named || !alone {
        node.approvers = all;
    }
}

/// How much it takes to be approved; where nothing is said, everybody.
fn strictness(mode: Option<Mode>) -> u32 {
    match mode {
        Some(Mode::Any) => 1,
        Some(Mode::AtLeast(count)) => count,
        None => u32::MAX - 2,
        Some(Mode::All) => u32::MAX - 1,
        Some(Mode::InTurn) => u32::MAX,
    }
}

/// The limit on the whole: the sum of those on all parts.
fn whole_sla(parts: &[Node], all: Span) -> Result<Option<Spanned<Duration>>, Misfit> {
    let limits: Vec<Duration> = parts.iter().filter_map(|part| part.sla).map(|sla| sla.value).collect();
    let Some(first) = limits.first() else { return Ok(None) };
    if limits.len() < parts.len() || limits.iter().any(|limit| limit.clock != first.clock) {
        return Err((
            all,
            both!("the SLAs of the parts do not make one for the whole", "各部分的时限无法合成整体的时限"),
            both!("say how long the whole may take: `sla: DURATION`, or `sla: -`", "写明整体的时限：时限：时长，没有则写“时限：-”"),
        ));
    }
    Ok(Some(Spanned { value: Duration { ms: limits.iter().map(|limit| limit.ms).sum(), ..*first }, span: all }))
}

/// Two texts as one; the same text once.
fn joined(known: Option<String>, more: Option<&str>) -> Option<String> {
    match (known, more) {
        (Some(known), Some(more)) if known.split("; ").all(|text| text != more) => Some(format!("{known}; {more}")),
        (known, more) => known.or_else(|| more.map(str::to_owned)),
    }
}

fn union<I: Copy + PartialEq>(all: &mut Vec<Ref<I>>, more: &[Ref<I>]) {
    for item in more {
        if !all.iter().any(|known| known.id == item.id) {
            all.push(*item);
        }
    }
}

/// Times in a row: unknown if one is, or if they run on different clocks.
fn sum(parts: impl Iterator<Item = Option<Estimate>>) -> Option<Estimate> {
    let (mut low, mut high) = (0, 0);
    let mut clock: Option<Clock> = None;
    for part in parts {
        let part = part?;
        let most = part.most()?;
        if most.ms == 0 {
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
