//! See [`MISSING_START`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::NodeKind;

crate::rule! {
    /// A variant has no start.
    ///
    /// Without a start nobody knows what brings a case in, and nothing after it can be judged: what is reached, how long it takes.
    /// A process that another process of the file calls may do without, for its cases come from there.
    /// ---
    /// 版本里没有开始。
    ///
    /// 没有开始，就不知道单子从哪里来，后面能不能走到、要多久也都无从判断。被本文件中其他流程调用的子流程可以不写，因为单子来自调用方。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     task pay { owner: agent; time: 5m }
    ///     fill -> pay -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     task pay { owner: agent; time: 5m }
    ///     start -> fill -> pay -> end
    ///   }
    /// }
    /// ```
    MISSING_START = "F201" "missing-start" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let graph = &context.graph;
    if graph.starts().next().is_some() || context.model.is_called(context.process) {
        return;
    }
    // A to-be written as changes takes its start over.
    if context.variant.from_as_is && context.process.as_is().is_some_and(|base| !base.nodes.iter().any(|node| node.kind == NodeKind::Start))
    {
        return;
    }
    // What nothing leads to is where a case would come in.
    let first =
        context.nodes().find(|(id, node)| graph.entering(*id).is_empty() && !graph.leaving(*id).is_empty() && !node.is_block_join());
    let help = match first {
        Some((_, node)) => {
            let name = shown(&node.title.name);
            both!("begin with it: `start -> {name}`", "从开始写起：开始 → {name}")
        }
        None => both!("begin a chain with it: `start -> FIRST`", "流向从开始写起：开始 → 第一个节点"),
    };
    let title = context.variant.title();
    let (en, zh) = (title.en, title.zh);
    found.push(Diagnostic::new(&MISSING_START, context.variant.span, both!("{en} has no start", "{zh}没有开始"), help));
}
