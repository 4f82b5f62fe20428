//! See [`DUPLICATE_ENTRY`].

use std::collections::BTreeMap;

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::Facts;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::lint::access::is_deliberate;
use crate::model::{DataId, Node, NodeId, Ref, SystemId};
use crate::syntax::keywords::Key;

crate::rule! {
    /// The same data is typed in by hand twice.
    ///
    /// It takes twice the time, and sooner or later the two disagree. Either one `manual` step writes data in two systems, or a `manual` step writes what an earlier
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

/// What was entered by hand where: data and systems.
type Entry = (DataId, Vec<SystemId>);

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let by_hand =
        |id: NodeId, node: &Node| node.manual && !node.automated && node.kind.is_work() && !is_deliberate(node) && !context.is_control(id);
    // Each entry with the first step that makes it.
    let mut entries: BTreeMap<Entry, NodeId> = BTreeMap::new();
    for (id, node) in context.nodes().filter(|&(id, node)| by_hand(id, node)) {
        let systems = systems(node);
        let enters = !node.outputs.is_empty() || node.inputs.is_empty() && node.of.is_empty();
        if let ([first, second, ..], true) = (systems.as_slice(), enters) {
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
        for data in node.outputs.iter().filter_map(|data| data.id).filter(|_| !systems.is_empty()) {
            entries.entry((data, systems.clone())).or_insert(id);
        }
    }
    if !context.variant.incomplete && entries.len() > 1 {
        again(context, &entries.into_iter().collect::<Vec<_>>(), &by_hand, found);
    }
}

/// Steps that write by hand what an earlier one has written by hand elsewhere.
fn again(context: &VariantContext, entries: &[(Entry, NodeId)], by_hand: &dyn Fn(NodeId, &Node) -> bool, found: &mut Vec<Diagnostic>) {
    let variant = context.variant;
    let own = |id: NodeId| -> Vec<usize> {
        let node = variant.node(id);
        let made = |data: &Ref<DataId>| {
            let entry = (data.id?, systems(node));
            entries.binary_search_by(|other| other.0.cmp(&entry)).ok()
        };
        if by_hand(id, node) { node.outputs.iter().filter_map(made).collect() } else { Vec::new() }
    };
    let adds = |edge| own(variant.edge(edge).from);
    let none = |_| Vec::new();
    let facts = Facts { count: entries.len(), adds: &adds, groups: &[], removes: &none, must: true };
    let done = facts.settle(&context.graph, context.concurrency());
    for (id, node) in context.nodes() {
        for entry in own(id) {
            let (data, systems) = &entries[entry].0;
            let first = entries.partition_point(|other| other.0.0 < *data);
            let same = entries[first..].iter().take_while(|other| other.0.0 == *data).enumerate();
            let elsewhere = |others: &[SystemId]| others.iter().all(|system| !systems.contains(system));
            let mut earlier = same.filter(|(at, other)| elsewhere(&other.0.1) && done.holds(first + at, id));
            let Some((_, &(_, earlier))) = earlier.next() else { continue };
            let (name, first, what) = (shown(node.shown()), shown(variant.node(earlier).shown()), shown(context.data_name(*data)));
            let finding = Diagnostic::new(
                &DUPLICATE_ENTRY,
                node.outputs.iter().find(|written| written.id == Some(*data)).map_or(node.title.span, |written| written.span),
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
}

fn systems(node: &Node) -> Vec<SystemId> {
    let mut systems: Vec<SystemId> = node.systems.iter().filter_map(|system| system.id).collect();
    systems.sort_unstable();
    systems.dedup();
    systems
}
