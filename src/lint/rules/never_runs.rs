//! See [`NEVER_RUNS`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::Fault;
use crate::lang::shown;
use crate::lint::VariantContext;

crate::rule! {
    /// A join waits for what comes only after it.
    ///
    /// A `join` waits for all ways that lead into it. Where one of them comes from behind the join itself, as rework does, it can never begin, nor
    /// can anything behind it. Lead the way back to where the branches begin, if they are done again, or to the step behind the join.
    /// ---
    /// 汇合在等它自己之后才会有的单子。
    ///
    /// “汇合”要等所有通到它的流向。如果其中一条是从汇合后面返回来的（例如返工），汇合就永远等不齐，后面的步骤也永远做不到。需要重做各分支时，返回到分叉；否则返回到汇合之后的那一步。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   role lead
    ///   as-is {
    ///     parallel prepare { verify; book }
    ///     task verify { owner: lead; time: 5m }
    ///     task book { owner: agent; time: 5m }
    ///     join both
    ///     decision complete { "是" -> end; "否" -> both max 2 }
    ///     start -> prepare -> both -> complete
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   role lead
    ///   as-is {
    ///     parallel prepare { verify; book }
    ///     task verify { owner: lead; time: 5m }
    ///     task book { owner: agent; time: 5m }
    ///     decision complete { "是" -> end; "否" -> prepare max 2 }
    ///     start -> prepare -> complete
    ///   }
    /// }
    /// ```
    NEVER_RUNS = "F215" "never-runs" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for defect in context.defects() {
        let Fault::NeverRuns { missing } = &defect.fault else { continue };
        let node = context.variant.node(defect.node);
        let name = shown(node.shown());
        let from = context.sources(missing);
        let mut finding = Diagnostic::new(
            &NEVER_RUNS,
            node.title.span,
            both!("`{name}` never begins: it waits for {}, which comes only after it", "“{name}”永远等不齐：它在等{}，而那排在它后面"; from),
            both!(
                "lead the way back to where the branches begin, or to the step behind `{name}`",
                "改为返回到各分支开始的地方，或“{name}”之后的那一步"
            ),
        );
        for &way in missing {
            finding = finding.related(context.variant.edge(way).span, both!("this way comes only after it", "这条流向要到它之后才有单子"));
        }
        found.push(context.with_run(finding, &defect.run));
    }
}
