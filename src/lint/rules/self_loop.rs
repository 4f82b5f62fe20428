//! See [`SELF_LOOP`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;

crate::rule! {
    /// An edge leads from a node back to itself.
    ///
    /// Nothing is done between the two visits, so nothing can be different the second time. Lead the edge to the step where the work
    /// is taken up again. Trying again and again, as with phone calls, is part of the one step: its `time` and `wait` cover it.
    /// ---
    /// 流向从一个节点回到它自己。
    ///
    /// 两次之间什么也没做，第二次就不会有什么不同。请把流向引到重新开始做的那一步。反复尝试（如多次打电话）属于这一步本身，计入它的耗时和等待。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   role lead
    ///   data form { from: agent }
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     approval check { owner: lead; of: form; time: 5m; rejected 10% -> check max 1 }
    ///     start -> fill -> check -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   role lead
    ///   data form { from: agent }
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     approval check { owner: lead; of: form; time: 5m; rejected 10% -> fill max 1 }
    ///     start -> fill -> check -> end
    ///   }
    /// }
    /// ```
    SELF_LOOP = "F207" "self-loop" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for (_, edge) in context.variant.edges().filter(|(_, edge)| edge.from == edge.to) {
        let node = context.variant.node(edge.from);
        if node.broken {
            continue;
        }
        let name = shown(node.shown());
        found.push(Diagnostic::new(
            &SELF_LOOP,
            edge.span,
            both!("`{name}` leads back to itself", "“{name}”又通往它自己"),
            both!("lead it to the step where the work is taken up again, or remove it", "改为通往重新开始做的那一步，或删去"),
        ));
    }
}
