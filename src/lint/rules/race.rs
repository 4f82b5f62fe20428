//! See [`RACE`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::Facts;
use crate::lang::shown;
use crate::lint::{VariantContext, with_nodes};
use crate::model::{DataId, NodeId};

crate::rule! {
    /// A step reads data that another one may be changing at that moment.
    ///
    /// Whether it sees the old or the new depends on who is quicker. What is only written at the same time, and not before, is `missing-input`; two that both
    /// write are `lost-update`. Optional inputs and data that only grows (a log, a record of calls: 日志, 流水, 台账) are left in peace.
    /// ---
    /// 环节读取的单据，另一个同时进行的环节可能正在修改。
    ///
    /// 读到旧的还是新的，要看谁快。之前没有、只在同时输出的，见 `missing-input`；两边都写的，见 `lost-update`。可选输入和只追加、不覆盖的单据（名称含日志、流水、台账、log）不在此列。
    /// ---
    /// ```flow bad
    /// process p "合同" {
    ///   role 专员
    ///   data 合同 { deliverable: yes }
    ///   as-is {
    ///     task 起草 { owner: 专员; out: 合同; time: 1h }
    ///     task 补充条款 { owner: 专员; in: 合同; out: 合同; time: 30m }
    ///     task 核对金额 { owner: 专员; in: 合同; time: 20m }
    ///     parallel 完善 {
    ///       补充条款
    ///       核对金额
    ///     }
    ///     start -> 起草 -> 完善 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "合同" {
    ///   role 专员
    ///   data 合同 { deliverable: yes }
    ///   as-is {
    ///     task 起草 { owner: 专员; out: 合同; time: 1h }
    ///     task 补充条款 { owner: 专员; in: 合同; out: 合同; time: 30m }
    ///     task 核对金额 { owner: 专员; in: 合同; time: 20m }
    ///     start -> 起草 -> 补充条款 -> 核对金额 -> end
    ///   }
    /// }
    /// ```
    RACE = "F604" "race" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let contended = context.contended();
    if contended.is_empty() {
        return;
    }
    // What is there when a step begins: otherwise it is missing, not changing.
    let data: Vec<DataId> = contended.iter().map(|(data, _)| *data).collect();
    let written =
        |id: NodeId| context.variant.node(id).outputs.iter().filter_map(|written| data.binary_search(&written.id?).ok()).collect();
    let adds = |edge| written(context.variant.edge(edge).from);
    let none = |_| Vec::new();
    let facts = Facts { count: data.len(), adds: &adds, groups: &[], removes: &none, must: false };
    let there = facts.settle(&context.graph, context.concurrency());
    for (fact, (data, access)) in contended.iter().enumerate() {
        for &(reader, span) in &access.readers {
            let known = context.data(*data).external || there.holds(fact, reader);
            if !known || access.writers.binary_search(&reader).is_ok() {
                continue;
            }
            let beside = context.concurrency().with(reader);
            let writers: Vec<NodeId> = access.writers.iter().copied().filter(|id| beside.binary_search(id).is_ok()).collect();
            let Some(&writer) = writers.first() else { continue };
            let (name, other, what) =
                (shown(context.variant.node(reader).shown()), shown(context.variant.node(writer).shown()), shown(context.data_name(*data)));
            let finding = Diagnostic::new(
                &RACE,
                span,
                both!("`{name}` reads `{what}` while `{other}` may be writing it", "“{name}”读取“{what}”时，“{other}”可能正在修改它"),
                both!(
                    "put the one that writes before the other, or let it write data of its own",
                    "让修改的环节先完成，或改为输出另一份单据"
                ),
            );
            found.push(with_nodes(finding, context.variant, &writers, &both!("written here meanwhile", "这里同时在写")));
        }
    }
}
