//! See [`OBLIGATION_LOST`].

use super::control_removed::path;
use super::no_archive::archives;
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::{Text, shown};
use crate::lint::assured::{Lack, lack};
use crate::lint::guards::is_obligation;
use crate::lint::{ChangeContext, Remark, VariantContext};
use crate::model::{DataId, Node, NodeId, RoleId};

crate::rule! {
    /// Something that the process owed is not done any more, or not on every way on which it was.
    ///
    /// What it owed: to tell the customer or another outside party (a notice to them, `informs`, the answer that `responds`), to do a step that is `required` with
    /// a reason and decides nothing, and to archive (`archive: yes`, or a step that archives).
    ///
    /// It says nothing where another step does it now. An approval, or any other control, that is gone is `control-removed`; a result that is no longer made is
    /// `deliverable-lost`.
    /// ---
    /// 流程应尽的义务不再履行，或不再在每条原有的路径上履行。
    ///
    /// 义务包括：告知客户等外部对象（知会、“告知”、标了“首次响应”的答复）；写明理由的“必须”环节（不含审批）；归档（“归档：是”，或归档环节）。
    ///
    /// 以下情况不报告：改由别的环节履行。审批等控制点消失的，见“control-removed”；交付物不再产生的，见“deliverable-lost”。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   external 客户
    ///   role 客服
    ///   data 诉求 { from: 客户 }
    ///   data 记录 { deliverable: yes }
    ///   as-is {
    ///     task 登记 { owner: 客服; in: 诉求; out: 记录; time: 5m }
    ///     notify 告知结果 { to: 客户 }
    ///     start -> 登记 -> 告知结果 -> end
    ///   }
    ///   to-be from as-is {
    ///     remove 告知结果
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   external 客户
    ///   role 客服
    ///   data 诉求 { from: 客户 }
    ///   data 记录 { deliverable: yes }
    ///   as-is {
    ///     task 登记 { owner: 客服; in: 诉求; out: 记录; time: 5m }
    ///     notify 告知结果 { to: 客户 }
    ///     start -> 登记 -> 告知结果 -> end
    ///   }
    ///   to-be from as-is {
    ///     remove 告知结果
    ///     change 登记 { informs: 客户 }
    ///   }
    /// }
    /// ```
    OBLIGATION_LOST = "F904" "obligation-lost" Error
}

/// Something owed: what, the old nodes that do it, and the new ones.
struct Duty {
    what: Text,
    before: Vec<NodeId>,
    after: Vec<NodeId>,
}

pub(in crate::lint) fn check(change: &ChangeContext, found: &mut Vec<Remark>) {
    let duties = notices(change).into_iter().chain([answers(change)]).chain(steps(change)).chain(archiving(change));
    for duty in duties {
        if let Some(lack) = lack(change, &duty.before, &duty.after) {
            found.push(finding(change, &duty, &lack).into());
        }
    }
    found.extend(records(change).map(Remark::from));
}

/// The nodes that satisfy something.
fn nodes(context: &VariantContext, does: impl Fn(NodeId, &Node) -> bool) -> Vec<NodeId> {
    context.nodes().filter(|(id, node)| does(*id, node)).map(|(id, _)| id).collect()
}

/// To tell those outside.
fn notices(change: &ChangeContext) -> Vec<Duty> {
    let (old, new) = (&change.old, &change.new);
    let tells = |node: &Node, wanted: &dyn Fn(RoleId) -> bool| node.to.iter().chain(&node.informs).filter_map(|role| role.id).any(wanted);
    let outside = change.counterparts.roles().filter(|(role, _)| old.role_of(*role).external);
    outside
        .map(|(role, now)| {
            let name = shown(old.role_name(role));
            // Whoever got another name is still somebody outside.
            let same = |id: RoleId| now.map_or(new.role_of(id).external, |now| now == id);
            Duty {
                what: both!("`{name}` is told", "告知“{name}”"),
                before: nodes(old, |_, node| tells(node, &|id| id == role)),
                after: nodes(new, |_, node| tells(node, &same)),
            }
        })
        .collect()
}

/// To answer the customer in person.
fn answers(change: &ChangeContext) -> Duty {
    let answers = |context: &VariantContext| nodes(context, |_, node| node.responds && !node.automated);
    let what = both!("a person answers the customer (`responds`)", "由人答复客户（标为“首次响应”）");
    Duty { what, before: answers(&change.old), after: answers(&change.new) }
}

/// To do what something outside the process asks for.
fn steps(change: &ChangeContext) -> Vec<Duty> {
    let old = &change.old;
    let required = nodes(old, |id, _| is_obligation(old, id));
    let duty = |id: NodeId| {
        let node = old.variant.node(id);
        let name = shown(node.shown());
        let why = shown(node.required.as_ref().and_then(Option::as_deref).unwrap_or_default());
        let what = both!("`{name}` is done, which is required ({why})", "办理必须的“{name}”（{why}）");
        Duty { what, before: vec![id], after: change.heirs(&[id]) }
    };
    required.into_iter().map(duty).collect()
}

/// To archive in a step of its own.
fn archiving(change: &ChangeContext) -> Vec<Duty> {
    let (old, new) = (&change.old, &change.new);
    let keeps = |node: &Node, data: DataId| node.inputs.is_empty() || node.inputs.iter().any(|read| read.id == Some(data));
    let steps = nodes(old, |_, node| archives(node));
    let mut data: Vec<DataId> = steps.iter().flat_map(|&id| &old.variant.node(id).inputs).filter_map(|read| read.id).collect();
    data.sort_unstable();
    data.dedup();
    // What is marked `archive` is archived wherever it is written.
    let by_hand = data.into_iter().filter_map(|was| Some((was, change.counterparts.data(was)?)));
    let by_hand = by_hand.filter(|(_, is)| !new.data(*is).archive);
    let mut duties: Vec<Duty> = by_hand
        .map(|(was, is)| {
            let name = shown(old.data_name(was));
            Duty {
                what: both!("`{name}` is archived", "归档“{name}”"),
                before: nodes(old, |_, node| archives(node) && node.inputs.iter().any(|read| read.id == Some(was))),
                after: nodes(new, |_, node| archives(node) && keeps(node, is)),
            }
        })
        .collect();
    let before = nodes(old, |_, node| archives(node) && node.inputs.is_empty());
    duties.push(Duty { what: both!("the case is archived", "归档"), before, after: nodes(new, |_, node| archives(node)) });
    duties
}

/// Data that had to be archived, and is not marked any more, or not even made.
fn records(change: &ChangeContext) -> impl Iterator<Item = Diagnostic> {
    let (old, new) = (&change.old, &change.new);
    let (was_reached, is_reached) = (old.reached(), new.reached());
    let kept = change.counterparts.all_data().filter(|(was, _)| old.data(*was).archive && !old.data(*was).deliverable);
    kept.filter_map(move |(was, is)| {
        let before = old.writers_of(was).into_iter().find(|id| was_reached[id.index()])?;
        let name = shown(old.data_name(was));
        let written = is.is_some_and(|is| new.writers_of(is).iter().any(|id| is_reached[id.index()]));
        let here = old.variant.node(before).title.span;
        if let Some(is) = is.filter(|_| written) {
            let by_step = || new.variant.nodes.iter().any(|node| archives(node) && node.inputs.iter().any(|read| read.id == Some(is)));
            let unmarked = !new.data(is).archive && !by_step();
            let place = new.data(is).title.as_ref().map_or(new.variant.span, |title| title.span);
            let message = both!("`{name}` is not archived any more", "“{name}”不再归档");
            let help = both!("mark it `archive: yes` again", "请恢复“归档：是”");
            return unmarked.then(|| {
                Diagnostic::new(&OBLIGATION_LOST, place, message, help).related(here, both!("written here before", "原来在这里输出"))
            });
        }
        let archived = |heir: &NodeId| {
            let outputs = new.variant.node(*heir).outputs.iter().filter_map(|data| data.id);
            is.is_none() && outputs.into_iter().any(|id| new.data(id).archive)
        };
        if change.matching.later(before).iter().any(archived) {
            return None;
        }
        let message = both!("`{name}` had to be archived, and no step makes it any more", "“{name}”必须归档，但不再有环节输出它");
        let help = both!(
            "let a step write it, or accept that with a reason: `accept: obligation-lost because …`",
            "让某个环节输出它；确实不再需要的，在流程中写“接受：obligation-lost 因为 理由”"
        );
        let finding = Diagnostic::new(&OBLIGATION_LOST, change.place_of_loss(before), message, help);
        Some(finding.related(here, both!("written here before", "原来在这里输出")))
    })
}

fn finding(change: &ChangeContext, duty: &Duty, lack: &Lack) -> Diagnostic {
    let (what, old) = (&duty.what, change.old.variant);
    let reached = change.old.reached();
    let before = duty.before.iter().copied().find(|id| reached[id.index()]).unwrap_or(duty.before[0]);
    let (message, place) = match lack {
        Lack::Nowhere => (
            Text { en: format!("no step sees to it any more that {}", what.en), zh: format!("不再有环节{}", what.zh) },
            change.place_of_loss(before),
        ),
        Lack::On(way) => {
            let path = path(change, way);
            let message = Text {
                en: format!("a case can now end without a step that sees to it that {}{}", what.en, path.en),
                zh: format!("单子现在可以不{}就结束{}", what.zh, path.zh),
            };
            (message, change.new.change_of(way).unwrap_or_else(|| change.place_of_loss(before)))
        }
    };
    let help = both!(
        "let a step on every way do it, or accept that with a reason: `accept: obligation-lost because …`",
        "让每条路径上都有环节履行；确实不再需要的，在流程中写“接受：obligation-lost 因为 理由”"
    );
    Diagnostic::new(&OBLIGATION_LOST, place, message, help)
        .related(old.node(before).title.span, both!("done here before", "原来在这里履行"))
}
