//! What controls protect in an old version, and where they no longer do in the new one.

use super::controls::{Exposure, Exposures};
use super::passed::{Passed, Passing};
use super::{ChangeContext, VariantContext};
use crate::model::{EdgeId, Node, NodeId, NodeKind, Risk};

/// Why a control does not protect any more.
#[derive(Clone)]
pub(super) enum Why {
    /// No case gets to it.
    Gone,
    /// It became a notice.
    Notice(NodeId),
    /// A machine decides where people did.
    Automatic(NodeId),
    /// It was an approval, and is none.
    Undecided(NodeId),
    /// It was merged into a node that is not required.
    Loose(NodeId),
    /// A case can go this way past it, to what it protected or to an end.
    Past {
        /// What it protected.
        protected: Option<NodeId>,
        /// The way; empty where it is no single one.
        way: Vec<EdgeId>,
    },
}

/// A control of the old version that is required, not only named by a risk.
pub(super) struct Guard {
    /// The control.
    pub(super) control: NodeId,
    /// What has become of it, as far as it still controls.
    pub(super) heirs: Vec<NodeId>,
    /// Why it does not, where none of them does.
    weak: Option<Why>,
}

/// A risk that a new version leaves open.
pub(super) struct Lost<'m> {
    /// The risk in the old version.
    pub(super) before: &'m Risk,
    /// The risk in the new one, if it still protects the node.
    pub(super) after: Option<&'m Risk>,
    /// What it threatens, in the new version.
    pub(super) protected: NodeId,
    /// What controlled it, in the old one.
    pub(super) controls: Vec<NodeId>,
    /// Why nothing does.
    pub(super) why: Why,
}

impl Guard {
    /// The controls that stand for themselves: those of a risk that they keep from a node are judged with that risk, and a step that law asks
    /// for and that decides nothing is an obligation.
    pub(super) fn all(change: &ChangeContext, exposures: Option<&Exposures>) -> Vec<Guard> {
        let reached = change.old.reached();
        let of_risk = |id: NodeId| {
            let all = exposures.iter().flat_map(|exposures| exposures.all.iter().enumerate().map(|(at, one)| (*exposures, at, one)));
            all.into_iter().any(|(exposures, risk, one)| {
                one.controls.contains(&id) && one.protects.iter().any(|&protected| exposures.controlled(risk, protected))
            })
        };
        let controls = change.old.nodes().filter(|(id, node)| {
            reached[id.index()] && is_control(node) && !is_obligation(&change.old, *id) && !node.is_block_join() && !of_risk(*id)
        });
        controls.map(|(id, _)| Guard::of(change, id)).collect()
    }

    fn of(change: &ChangeContext, control: NodeId) -> Guard {
        let reached = change.new.reached();
        let heirs: Vec<NodeId> = change.matching.later(control).iter().copied().filter(|heir| reached[heir.index()]).collect();
        let strong: Vec<NodeId> = heirs.iter().copied().filter(|&heir| weakness(change, control, heir).is_none()).collect();
        let weak = if strong.is_empty() { heirs.first().and_then(|&heir| weakness(change, control, heir)) } else { None };
        Guard { control, heirs: strong, weak }
    }
}

/// Why a control does not protect any more what it did; `None` if it does.
pub(super) fn lost_guards(change: &ChangeContext, guard: &Guard) -> Option<Why> {
    if guard.heirs.is_empty() {
        return Some(guard.weak.clone().unwrap_or(Why::Gone));
    }
    let (old, new) = (&change.old, &change.new);
    let before = Passed::find(old, &[vec![guard.control]], Passing::Approved);
    let after = Passed::find(new, &guard.heirs.iter().map(|&heir| vec![heir]).collect::<Vec<_>>(), Passing::Approved);
    let (was, is) = (old.reached(), new.reached());
    let protected = old.variant.nodes().filter(|(id, node)| was[id.index()] && is_protected(node) && before.holds(0, *id));
    let now = protected.flat_map(|(id, _)| change.matching.later(id)).copied();
    let mut now: Vec<NodeId> =
        now.filter(|id| is[id.index()] && is_protected(new.variant.node(*id)) && !guard.heirs.contains(id)).collect();
    now.sort_unstable();
    let order = new.graph.reverse_post_order();
    order.into_iter().filter(|id| now.binary_search(id).is_ok()).find_map(|protected| {
        let open = (0..guard.heirs.len()).find(|&at| !after.holds(at, protected))?;
        Some(Why::Past { protected: Some(protected), way: after.way_past(new, open, protected).unwrap_or_default() })
    })
}

/// The risks that were under control before a node and are not any more.
pub(super) fn lost_risks<'m>(change: &ChangeContext<'m>, exposures: Option<&Exposures<'m>>) -> Vec<Lost<'m>> {
    let Some(before) = exposures else { return Vec::new() };
    let after = Exposures::find(&change.new);
    let reached = change.new.reached();
    let mut lost = Vec::new();
    for (risk, exposure) in before.all.iter().enumerate() {
        for &protected in exposure.protects.iter().filter(|id| !exposure.controls.contains(id)) {
            let ahead = before.controlled(risk, protected);
            if !ahead && before.stays_uncontrolled(&change.old, risk, protected) {
                continue;
            }
            for now in change.matching.surely_later(protected).filter(|id| reached[id.index()]) {
                let same = after.as_ref().and_then(|after| same_risk(change, exposure, after, now));
                let covered = |at| after.as_ref().is_some_and(|after| !ahead && !after.stays_uncontrolled(&change.new, at, now));
                let (risk, why) = match same {
                    None if is_unknown(change, exposure) => continue,
                    None => (None, Why::Gone),
                    Some((at, one)) => match open(change, exposure, one, now) {
                        Some(why) if !covered(at) => (Some(one.risk), why),
                        _ => continue,
                    },
                };
                lost.push(Lost { before: exposure.risk, after: risk, protected: now, controls: exposure.controls.clone(), why });
                break;
            }
        }
    }
    lost
}

/// The risk of the new version that is the same and threatens a node: by name, by label, or by what it protects and what controls it.
fn same_risk<'e, 'm>(
    change: &ChangeContext,
    before: &Exposure,
    after: &'e Exposures<'m>,
    now: NodeId,
) -> Option<(usize, &'e Exposure<'m>)> {
    let title = &before.risk.title;
    let heirs = change.heirs(&before.controls);
    let all = || after.all.iter().enumerate().filter(|(_, one)| one.protects.contains(&now));
    all()
        .find(|(_, one)| one.risk.title.name == title.name)
        .or_else(|| all().find(|(_, one)| one.risk.title.shown() == title.shown()))
        .or_else(|| all().find(|(_, one)| one.controls.iter().any(|control| heirs.contains(control))))
}

/// Whether what runs in another file may control a risk that is still declared.
fn is_unknown(change: &ChangeContext, before: &Exposure) -> bool {
    let new = &change.new;
    let mut declared = new.model.risks.iter().chain(&new.process.risks);
    new.variant.calls_outside(new.model) && declared.any(|risk| risk.title.name == before.risk.title.name)
}

/// Why a risk is open at a node, counting only controls that still decide.
fn open(change: &ChangeContext, before: &Exposure, after: &Exposure, protected: NodeId) -> Option<Why> {
    let weak = |heir: NodeId| {
        let mut was = change.matching.earlier(heir).iter().filter(|old| before.controls.contains(old)).peekable();
        let first = was.peek().and_then(|&&old| weakness(change, old, heir));
        first.filter(|_| was.all(|&old| weakness(change, old, heir).is_some()))
    };
    let strong: Vec<NodeId> = after.controls.iter().copied().filter(|&control| weak(control).is_none()).collect();
    if strong.contains(&protected) {
        return None;
    }
    let passed = Passed::find(&change.new, std::slice::from_ref(&strong), Passing::Approved);
    if passed.holds(0, protected) {
        return None;
    }
    if strong.is_empty()
        && let Some(why) = after.controls.iter().find_map(|&control| weak(control))
    {
        return Some(why);
    }
    Some(Why::Past { protected: Some(protected), way: passed.way_past(&change.new, 0, protected).unwrap_or_default() })
}

/// Why what a control has become controls nothing.
pub(super) fn weakness(change: &ChangeContext, control: NodeId, heir: NodeId) -> Option<Why> {
    let (was, is) = (change.old.variant.node(control), change.new.variant.node(heir));
    let decides = |node: &Node| node.kind == NodeKind::Approval;
    let merged = change.matching.origin(heir).is_none();
    if is.kind == NodeKind::Notify && was.kind != NodeKind::Notify {
        Some(Why::Notice(heir))
    } else if decides(was) && !was.automated && is.automated {
        Some(Why::Automatic(heir))
    } else if decides(was) && !decides(is) {
        Some(Why::Undecided(heir))
    } else if merged && is_control(was) && !change.new.is_control(heir) {
        Some(Why::Loose(heir))
    } else {
        None
    }
}

/// Whether a node is marked as a control.
pub(super) fn is_control(node: &Node) -> bool {
    node.required.is_some() || node.keep || node.preventive || node.detective
}

/// Whether a control protects a node: work that is no control itself, and the end. A notice does no harm.
fn is_protected(node: &Node) -> bool {
    matches!(node.kind, NodeKind::Task | NodeKind::Call | NodeKind::End) && !is_control(node)
}

/// Whether a step is there because something outside the process asks for it, and not to stop a case: `required` with a reason.
pub(super) fn is_obligation(context: &VariantContext, id: NodeId) -> bool {
    let node = context.variant.node(id);
    let steps = matches!(node.kind, NodeKind::Task | NodeKind::Call | NodeKind::Notify | NodeKind::Wait);
    let mut risks = context.model.risks.iter().chain(&context.process.risks);
    let reason = node.required.as_ref().is_some_and(Option::is_some);
    steps && reason && !node.preventive && !node.detective && !risks.any(|risk| risk.controls.iter().any(|name| node.answers_to(name)))
}
