//! See [`MISSING_OWNER`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::NodeKind;
use crate::syntax::keywords::Key;

crate::rule! {
    /// A task, approval or call has no owner.
    ///
    /// Where nobody is accountable the case waits, or is passed on. An owner of the parallel block around the node counts; the owner of
    /// the process does not. A task that a system does by itself needs none, and a decision only when it takes time.
    /// ---
    /// 任务、审批或子流程没有责任人。
    ///
    /// 没有人负责，单子就会停在那里，或者被推来推去。外层并行块的责任人可以沿用；流程的负责人不能代替。系统自动完成的任务不需要责任人；判断只有在写了耗时的时候才需要。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     task archive { time: 1m }
    ///     start -> fill -> archive -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     task archive { owner: agent; time: 1m }
    ///     start -> fill -> archive -> end
    ///   }
    /// }
    /// ```
    MISSING_OWNER = "F301" "missing-owner" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for (id, node) in context.nodes() {
        let needs = node.kind.is_work() || node.kind == NodeKind::Decision && node.has(Key::Time);
        if !needs || node.automated || !context.owner(id).is_empty() {
            continue;
        }
        let name = shown(node.shown());
        found.push(Diagnostic::new(
            &MISSING_OWNER,
            node.title.span,
            both!("`{name}` has no owner", "“{name}”没有责任人"),
            both!("add `owner: ROLE`, or `automated: yes` if a system does it", "加上“责任人：岗位”；如果由系统完成，写“自动：是”"),
        ));
    }
}
