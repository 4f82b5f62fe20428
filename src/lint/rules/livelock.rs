//! See [`LIVELOCK`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::Fault;
use crate::lang::shown;
use crate::lint::{VariantContext, with_nodes};

crate::rule! {
    /// A case that gets into a loop never leaves it.
    ///
    /// Every step of the loop has something that follows, so nothing looks broken, and yet no case that gets in is ever closed. Let one of its
    /// nodes lead on, in the end to an end. A limit such as `max 3` does not help: it does not say what happens then.
    /// ---
    /// 进入循环的单子再也出不来。
    ///
    /// 循环里每一步都有下一步，看上去没有断，单子却永远办不完。请从其中一个节点引出流向，最终到结束。只写“最多3次”没有用：次数用完之后去哪里并没有写。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     decision complete { "是" -> pay; "否" -> ask }
    ///     task ask { owner: agent; time: 5m }
    ///     wait reply { wait: 1d }
    ///     task pay { owner: agent; time: 5m }
    ///     start -> complete
    ///     ask -> reply -> ask max 3
    ///     pay -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     decision complete { "是" -> pay; "否" -> ask }
    ///     task ask { owner: agent; time: 5m }
    ///     wait reply { wait: 1d }
    ///     task pay { owner: agent; time: 5m }
    ///     start -> complete
    ///     ask -> reply -> complete max 3
    ///     pay -> end
    ///   }
    /// }
    /// ```
    LIVELOCK = "F214" "livelock" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for defect in context.soundness().into_iter().flat_map(|soundness| &soundness.defects) {
        let Fault::Livelock { nodes } = &defect.fault else { continue };
        // `dead-end` says what an approval forgot.
        if super::dead_end::silent(context, nodes).is_some() {
            continue;
        }
        let node = context.variant.node(defect.node);
        let name = shown(node.shown());
        let finding = Diagnostic::new(
            &LIVELOCK,
            node.title.span,
            both!("no way leads out of the loop of `{name}`", "“{name}”所在的循环没有出口"),
            both!("let one of its nodes lead on, in the end to `end`", "从其中一个节点引出流向，最终到结束"),
        );
        let finding = with_nodes(finding, context.variant, &nodes[1..], &both!("in the same loop", "在同一循环中"));
        found.push(context.with_run(finding, &defect.run));
    }
}
