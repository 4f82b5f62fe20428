//! See [`LACK_OF_SYNCHRONIZATION`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::Fault;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::NodeKind;

crate::rule! {
    /// The branches of a fork come together without waiting for one another.
    ///
    /// Each branch that arrives goes on by itself: what follows is done twice, the customer gets two letters, and the second case is closed when
    /// nobody expects it. Put a `join` where the branches meet. Several ways into a step are alternatives and do not wait.
    /// ---
    /// 分叉的几个分支没有等齐就合到一起。
    ///
    /// 先到的分支先往下走，后到的再走一遍：后面的步骤会做两次，客户会收到两份答复。请在分支相遇的地方加“汇合”。几条流向连到同一个普通环节，表示任选其一，不会互相等待。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   role lead
    ///   as-is {
    ///     fork split
    ///     task verify { owner: lead; time: 5m }
    ///     task book { owner: agent; time: 5m }
    ///     task pay { owner: agent; time: 5m }
    ///     start -> split -> verify, book -> pay -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   role lead
    ///   as-is {
    ///     fork split
    ///     task verify { owner: lead; time: 5m }
    ///     task book { owner: agent; time: 5m }
    ///     join both
    ///     task pay { owner: agent; time: 5m }
    ///     start -> split -> verify, book -> both -> pay -> end
    ///   }
    /// }
    /// ```
    LACK_OF_SYNCHRONIZATION = "F213" "lack-of-synchronization" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for defect in context.defects() {
        let Fault::LackOfSynchronization { fork } = defect.fault else { continue };
        let node = context.variant.node(defect.node);
        let name = shown(node.shown());
        let parted = shown(fork.map_or("", |fork| context.variant.node(fork).shown()));
        let message = match fork {
            None => both!(
                "ways come together at `{name}` that a case may go at the same time, and it does not wait for all of them",
                "通到“{name}”的几条流向可能同时有单子过来，而这里不会等齐"
            ),
            Some(_) if node.kind == NodeKind::Join => both!(
                "on one way into `{name}` a second case comes from `{parted}` before the other ways have come",
                "“{name}”还没等齐，同一条流向上又从“{parted}”来了一次"
            ),
            Some(_) => both!(
                "branches of `{parted}` come together at `{name}`, which does not wait for them: it is done twice",
                "“{parted}”的几个分支都到“{name}”，这里不会等齐，会被做两遍"
            ),
        };
        let help = if node.kind == NodeKind::Join {
            both!(
                "go back only when all branches are done: write them as a `parallel` block that carries `rejected` itself, or decide behind `{name}`",
                "等各分支都做完再退回：写成“并行”块，把“退回”写在块上；或在“{name}”之后再判断"
            )
        } else {
            both!(
                "let the branches meet in a `join` before `{name}`, or make the fork a `decision` if one way is enough",
                "在“{name}”之前加“汇合”，等齐各分支；如果只走其中一条，把分叉改为“判断”"
            )
        };
        let finding = Diagnostic::new(&LACK_OF_SYNCHRONIZATION, node.title.span, message, help);
        found.push(context.with_run(finding, &defect.run));
    }
}
