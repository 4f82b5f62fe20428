//! See [`DEADLOCK`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::Fault;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{EdgeKind, NodeKind};

crate::rule! {
    /// A join waits for a way on which nothing comes any more.
    ///
    /// A `join` waits for all ways that lead into it. Where a case takes only one of them, because a decision or a rejection chose another way, it
    /// waits for ever. A join belongs to a fork: what a `decision` divides comes together by itself. Reported is the join at which it
    /// happens first, with what a case does until then; what follows it is mended with it.
    /// ---
    /// 汇合在等一条不会再有单子过来的流向。
    ///
    /// “汇合”要等所有通到它的流向。如果判断或退回让单子只走其中一条，另一条永远等不到，单子就卡在那里。汇合是和分叉配对的：由“判断”分出的各条去向，直接连到下一步即可。
    /// 报告的是最先卡住的汇合，并列出单子走到那里的经过；它后面的节点随之解决。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     decision size { "大额" -> verify; "小额" -> book }
    ///     task verify { owner: agent; time: 5m }
    ///     task book { owner: agent; time: 5m }
    ///     join both
    ///     task pay { owner: agent; time: 5m }
    ///     start -> size
    ///     verify, book -> both -> pay -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     decision size { "大额" -> verify; "小额" -> book }
    ///     task verify { owner: agent; time: 5m }
    ///     task book { owner: agent; time: 5m }
    ///     task pay { owner: agent; time: 5m }
    ///     start -> size
    ///     verify, book -> pay -> end
    ///   }
    /// }
    /// ```
    DEADLOCK = "F212" "deadlock" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for defect in context.defects() {
        let Fault::Deadlock { missing, when } = &defect.fault else { continue };
        let node = context.variant.node(defect.node);
        let name = shown(node.shown());
        let from = context.sources(missing);
        let when = when.map(|edge| context.variant.edge(edge));
        let begun = context.began_elsewhere(&defect.run, missing);
        let message = match when {
            _ if missing.is_empty() => both!(
                "the ways that meet at `{name}` do not fit together: not every case comes on all of them, or one comes twice",
                "通到“{name}”的各条流向配不上：不是每个单子都会从每条流向过来，或者有一条会来两次"
            ),
            Some(edge) if missing.iter().all(|&way| context.variant.edge(way).from == edge.from) => both!(
                "`{name}` waits for another way from {}, on which nothing comes when it {}",
                "“{name}”还在等{}的另一条去向，但{0}{1}时，那条去向不会有单子过来";
                from, context.choice(edge)
            ),
            Some(edge) => {
                let decision = shown(context.variant.node(edge.from).shown());
                both!(
                    "`{name}` waits for {}, from which nothing comes when `{decision}` {}",
                    "“{name}”还在等{}，但“{decision}”{}时，那边不会有单子过来";
                    from, context.choice(edge)
                )
            }
            None if begun.is_some() => {
                let start = shown(begun.map_or("", |begun| context.variant.node(begun).shown()));
                both!(
                    "`{name}` waits for {}, where no case comes that begins at `{start}`",
                    "“{name}”还在等{}，但从“{start}”开始的单子不会到那里";
                    from
                )
            }
            None => both!("`{name}` waits for {}, from which nothing comes any more", "“{name}”还在等{}，但那边不会再有单子过来"; from),
        };
        let divided = defect.run.iter().any(|&edge| context.variant.node(context.variant.edge(edge).from).kind == NodeKind::Fork);
        let help = match when.map(|edge| shown(context.variant.node(edge.from).shown())) {
            Some(approval) if divided && when.is_some_and(|edge| edge.kind == EdgeKind::Rejected) => both!(
                "write the branches as a `parallel` block, and `rejected -> …` in the block instead of in `{approval}`",
                "把各分支写成“并行”块，“退回 → ……”写在块上，不写在“{approval}”里"
            ),
            Some(approval) if when.is_some_and(|edge| edge.kind == EdgeKind::Rejected) => both!(
                "let `{approval}` reject to before the branches part, so that all of them are done again",
                "让“{approval}”退回到分叉之前，各分支都重新做"
            ),
            Some(decision) if divided => both!(
                "let every way of `{decision}` come to `{name}`, or decide before the branches part",
                "让“{decision}”的每条去向都到“{name}”，或者在分叉之前就判断"
            ),
            None if begun.is_some() => both!(
                "a case begins at one start only: keep one, and let a `fork` lead on from it to all that is waited for",
                "一个单子只从一个“开始”进入：只留一个“开始”，再用“分叉”引出要等的各条流向"
            ),
            _ => both!(
                "a `join` is for the branches of a fork: what a decision divides leads straight to the next step",
                "“汇合”只用来等分叉的各个分支；由“判断”分出的各条去向，直接连到下一步"
            ),
        };
        let mut finding = Diagnostic::new(&DEADLOCK, node.title.span, message, help);
        for &way in missing {
            finding = finding.related(context.variant.edge(way).span, both!("nothing comes on this way", "这条流向不会再有单子过来"));
        }
        found.push(context.with_run(finding, &defect.run));
    }
}
