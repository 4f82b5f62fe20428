//! See [`OVERSIZED_PROCESS`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lint::VariantContext;

crate::rule! {
    /// A variant has more than fifty nodes.
    ///
    /// Nobody reads a drawing of that size, and nobody can say what a change of it does. A part with a beginning and an end of its own can be a
    /// process that is called. A parallel block counts once.
    /// ---
    /// 一个版本中的节点超过五十个。
    ///
    /// 这么大的图没有人看得完，改一处会影响哪里也说不清。有明确起止的一段可以单独成为流程，用“子流程”调用。一个并行块算一个节点。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role a
    ///   as-is {
    ///     task n1 { owner: a; time: 1m }; task n2 { owner: a; time: 1m }; task n3 { owner: a; time: 1m }; task n4 { owner: a; time: 1m }; task n5 { owner: a; time: 1m }; task n6 { owner: a; time: 1m }; task n7 { owner: a; time: 1m }
    ///     task n8 { owner: a; time: 1m }; task n9 { owner: a; time: 1m }; task n10 { owner: a; time: 1m }; task n11 { owner: a; time: 1m }; task n12 { owner: a; time: 1m }; task n13 { owner: a; time: 1m }; task n14 { owner: a; time: 1m }
    ///     task n15 { owner: a; time: 1m }; task n16 { owner: a; time: 1m }; task n17 { owner: a; time: 1m }; task n18 { owner: a; time: 1m }; task n19 { owner: a; time: 1m }; task n20 { owner: a; time: 1m }; task n21 { owner: a; time: 1m }
    ///     task n22 { owner: a; time: 1m }; task n23 { owner: a; time: 1m }; task n24 { owner: a; time: 1m }; task n25 { owner: a; time: 1m }; task n26 { owner: a; time: 1m }; task n27 { owner: a; time: 1m }; task n28 { owner: a; time: 1m }
    ///     task n29 { owner: a; time: 1m }; task n30 { owner: a; time: 1m }; task n31 { owner: a; time: 1m }; task n32 { owner: a; time: 1m }; task n33 { owner: a; time: 1m }; task n34 { owner: a; time: 1m }; task n35 { owner: a; time: 1m }
    ///     task n36 { owner: a; time: 1m }; task n37 { owner: a; time: 1m }; task n38 { owner: a; time: 1m }; task n39 { owner: a; time: 1m }; task n40 { owner: a; time: 1m }; task n41 { owner: a; time: 1m }; task n42 { owner: a; time: 1m }
    ///     task n43 { owner: a; time: 1m }; task n44 { owner: a; time: 1m }; task n45 { owner: a; time: 1m }; task n46 { owner: a; time: 1m }; task n47 { owner: a; time: 1m }; task n48 { owner: a; time: 1m }; task n49 { owner: a; time: 1m }
    ///     start -> n1 -> n2 -> n3 -> n4 -> n5 -> n6 -> n7 -> n8 -> n9 -> n10 -> n11 -> n12 -> n13 -> n14 -> n15 -> n16 -> n17 -> n18 -> n19 -> n20 -> n21 -> n22 -> n23 -> n24 -> n25
    ///       -> n26 -> n27 -> n28 -> n29 -> n30 -> n31 -> n32 -> n33 -> n34 -> n35 -> n36 -> n37 -> n38 -> n39 -> n40 -> n41 -> n42 -> n43 -> n44 -> n45 -> n46 -> n47 -> n48 -> n49 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role a
    ///   as-is {
    ///     task fill { owner: a; time: 1m }
    ///     call pay { process: payment; owner: a; time: 1m }
    ///     start -> fill -> pay -> end
    ///   }
    /// }
    /// process payment "付款" {
    ///   role a
    ///   as-is {
    ///     task transfer { owner: a; time: 1m }
    ///     start -> transfer -> end
    ///   }
    /// }
    /// ```
    OVERSIZED_PROCESS = "F801" "oversized-process" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let limit = context.config.limits.nodes;
    let count = context.variant.nodes.iter().filter(|node| !node.is_block_join()).count();
    if count > limit {
        let title = context.variant.title();
        found.push(Diagnostic::new(
            &OVERSIZED_PROCESS,
            context.variant.span,
            both!("{} has {count} nodes, more than {limit}", "{}有 {count} 个节点，超过 {limit} 个"; title),
            both!(
                "move a part with a beginning and an end into a process of its own, and `call` it",
                "把有明确起止的一段移到单独的流程中，用“子流程”调用"
            ),
        ));
    }
}
