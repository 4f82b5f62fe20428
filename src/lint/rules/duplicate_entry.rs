//! See [`DUPLICATE_ENTRY`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::Facts;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::lint::access::is_deliberate;
use crate::model::{DataId, Node, NodeId, SystemId};
use crate::syntax::keywords::Key;

crate::rule! {
    /// The same data is typed in by hand twice.
    ///
    /// It takes twice the time, and sooner or later the two disagree. Either one `manual` step works in two systems, or a `manual` step writes what an earlier
    /// one has certainly written by hand in another system. Only `manual: yes` counts as by hand, and only what is declared as the same data is the
    /// same. Double keying as a control (`required`, `keep`, `preventive`, `detective`, `distinct`, the control of a risk) is left in peace.
    /// ---
    /// 同样的内容由人工录入两遍。
    ///
    /// 费时加倍，两边迟早对不上。一种是一个“人工：是”的环节用到两个系统；另一种是一个人工环节输出的单据，前面已有人工环节在另一个系统中输出过。只有写了“人工：是”的才算人工录入，只有声明为同一单据的才算同样的内容。作为控制的双人录入（“控制点”“保留”“预防性”“检查性”“不同人”或风险的控制）不在此列。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   role 客服
    ///   system CRM
    ///   system 工单系统
    ///   data 客户信息 { deliverable: yes }
    ///   as-is {
    ///     task 信息录入 { owner: 客服; manual: yes; system: CRM, 工单系统; out: 客户信息; time: 5m }
    ///     start -> 信息录入 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   role 客服
    ///   system 工单系统
    ///   data 客户信息 { deliverable: yes }
    ///   as-is {
    ///     task 信息录入 { owner: 客服; manual: yes; system: 工单系统; out: 客户信息; time: 5m }
    ///     start -> 信息录入 -> end
    ///   }
    /// }
    /// ```
    DUPLICATE_ENTRY = "F605" "duplicate-entry" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let by_hand =
        |id: NodeId, node: &Node| node.manual && !node.automated && node.kind.is_work() && !is_deliberate(node) && !context.is_control(id);
    let mut entries: Vec<(NodeId, DataId)> = Vec::new();
    for (id, node) in context.nodes().filter(|&(id, node)| by_hand(id, node)) {
        let systems = systems(node);
        if let [first, second, ..] = systems.as_slice() {
            let name = shown(node.shown());
            let (first, second) = (shown(context.system_name(*first)), shown(context.system_name(*second)));
            found.push(Diagnostic::new(
                &DUPLICATE_ENTRY,
                node.place(Key::System),
                both!("`{name}` is done by hand in `{first}` and in `{second}`", "“{name}”要在“{first}”和“{second}”中各人工录入一遍"),
                both!(
                    "enter it once and let the systems pass it on; if double keying is a control, say `required: REASON`",
                    "只录一次，由系统之间同步；如果双录是控制要求，写“控制点：依据”"
                ),
            ));
        }
        if !systems.is_empty() {
            entries.extend(node.outputs.iter().filter_map(|data| data.id).map(|data| (id, data)));
        }
    }
    if !context.variant.incomplete && entries.len() > 1 {
        again(context, &entries, found);
    }
}

/// Steps that write by hand what an earlier one has written by hand elsewhere.
fn again(context: &VariantContext, entries: &[(NodeId, DataId)], found: &mut Vec<Diagnostic>) {
    let variant = context.variant;
    let adds = |edge| {
        let from = variant.edge(edge).from;
        let first = entries.partition_point(|entry| entry.0 < from);
        (first..entries.len()).take_while(|&fact| entries[fact].0 == from).collect()
    };
    let none = |_| Vec::new();
    let facts = Facts { count: entries.len(), adds: &adds, groups: &[], removes: &none, must: true };
    let done = facts.settle(&context.graph, context.concurrency());
    for &(id, data) in entries {
        let node = variant.node(id);
        let elsewhere = |other: NodeId| other != id && systems(variant.node(other)).iter().all(|system| !systems(node).contains(system));
        let earlier = entries.iter().enumerate().find(|(fact, (other, same))| *same == data && elsewhere(*other) && done.holds(*fact, id));
        let Some((_, &(earlier, _))) = earlier else { continue };
        let (name, first, what) = (shown(node.shown()), shown(variant.node(earlier).shown()), shown(context.data_name(data)));
        let finding = Diagnostic::new(
            &DUPLICATE_ENTRY,
            node.outputs.iter().find(|written| written.id == Some(data)).map_or(node.title.span, |written| written.span),
            both!(
                "`{name}` enters `{what}` by hand, which `{first}` has entered by hand in another system",
                "“{name}”又人工录入“{what}”，而“{first}”已在另一个系统中录入过"
            ),
            both!(
                "let the second system take it over; if double keying is a control, say `required: REASON`",
                "由后一个系统自动读取；如果双录是控制要求，写“控制点：依据”"
            ),
        );
        found.push(finding.related(variant.node(earlier).title.span, both!("entered by hand here already", "这里已经人工录入")));
    }
}

fn systems(node: &Node) -> Vec<SystemId> {
    let mut systems: Vec<SystemId> = node.systems.iter().filter_map(|system| system.id).collect();
    systems.sort_unstable();
    systems.dedup();
    systems
}
