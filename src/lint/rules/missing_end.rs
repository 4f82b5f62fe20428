//! See [`MISSING_END`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::NodeKind;

crate::rule! {
    /// A variant has no end.
    ///
    /// A case that has no end is never closed, and no time from start to end can be given. A process that another process of the file
    /// calls may do without, for its cases go back there.
    /// ---
    /// 版本里没有结束。
    ///
    /// 没有结束，单子就永远办不完，也算不出从头到尾的时间。被本文件中其他流程调用的子流程可以不写，因为单子会回到调用方。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     task pay { owner: agent; time: 5m }
    ///     start -> fill -> pay
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
    MISSING_END = "F202" "missing-end" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let graph = &context.graph;
    // An empty variant lacks its start first of all.
    if graph.ends().next().is_some() || graph.is_empty() || context.model.is_called(context.process) {
        return;
    }
    // A to-be written as changes takes its end over.
    if context.variant.from_as_is && context.process.as_is().is_some_and(|base| !base.nodes.iter().any(|node| node.kind == NodeKind::End)) {
        return;
    }
    let last = context.nodes().filter(|(id, _)| graph.leaving(*id).is_empty() && !graph.entering(*id).is_empty()).last();
    let help = match last {
        Some((_, node)) => {
            let name = shown(&node.title.name);
            both!("close with it: `{name} -> end`", "写到结束为止：{name} → 结束")
        }
        None => both!("close a chain with it: `LAST -> end`", "流向写到结束为止：最后一个节点 → 结束"),
    };
    let title = context.variant.title();
    let (en, zh) = (title.en, title.zh);
    found.push(Diagnostic::new(&MISSING_END, context.variant.span, both!("{en} has no end", "{zh}没有结束"), help));
}
