//! See [`JUMP_INTO_PARALLEL`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{Block, EdgeId, EdgeKind, NodeId};

crate::rule! {
    /// A way leads into or out of a parallel block past its beginning and its end.
    ///
    /// A parallel block begins all its branches at once and waits for all of them. Where one of them is left, by an approval that
    /// rejects, the block waits for ever; where one is entered from outside, the others never begin. So the block carries `rejected`
    /// itself, taken when an approval inside rejects. A branch may go back within itself, and a `timeout` may leave: it is an exception.
    /// ---
    /// 有流向绕过并行块的开头或末尾，直接跳进或跳出。
    ///
    /// 并行块同时开始所有分支，并等待所有分支完成。如果块内的审批退回到块外，这个分支就到不了汇合，整个块会一直等下去；如果从块外直接进入某个分支，其他分支就不会开始。
    /// 所以“退回”要写在并行块上，块内任一审批退回时生效。分支内部可以返工；“超时”属于例外，可以跳出。
    /// ---
    /// ```flow bad
    /// process p "立项" {
    ///   role 申请人; role 法务; role 财务
    ///   data 方案
    ///   as-is {
    ///     task 起草 { owner: 申请人; out: 方案; time: 1h }
    ///     approval 法务审查 { owner: 法务; of: 方案; time: 30m; rejected -> 起草 max 1 }
    ///     approval 财务审查 { owner: 财务; of: 方案; time: 30m }
    ///     parallel 会审 { 法务审查; 财务审查; rejected -> 起草 max 1 }
    ///     start -> 起草 -> 会审 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "立项" {
    ///   role 申请人; role 法务; role 财务
    ///   data 方案
    ///   as-is {
    ///     task 起草 { owner: 申请人; out: 方案; time: 1h }
    ///     approval 法务审查 { owner: 法务; of: 方案; time: 30m }
    ///     approval 财务审查 { owner: 财务; of: 方案; time: 30m }
    ///     parallel 会审 { 法务审查; 财务审查; rejected -> 起草 max 1 }
    ///     start -> 起草 -> 会审 -> end
    ///   }
    /// }
    /// ```
    JUMP_INTO_PARALLEL = "F217" "jump-into-parallel" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let broken = |id: NodeId| context.variant.node(id).broken;
    for way in context.graph.jumps().iter().filter(|way| context.graph.is_fault(way)) {
        let edge = context.variant.edge(way.edge);
        if !broken(edge.from) && !broken(edge.to) {
            found.push(jump(context, &context.variant.blocks[way.block], way.edge, way.out));
        }
    }
}

fn jump(context: &VariantContext, block: &Block, way: EdgeId, out: bool) -> Diagnostic {
    let (variant, edge) = (context.variant, context.variant.edge(way));
    let (from, to) = (variant.node(edge.from), variant.node(edge.to));
    let around = variant.node(block.fork);
    let (a, b, name) = (shown(from.shown()), shown(to.shown()), shown(around.shown()));
    let (goal, word) = (shown(&to.title.name), shown(&around.title.name));
    let (message, help) = match edge.kind {
        EdgeKind::Rejected if out => (
            both!("`{a}` rejects to `{b}`, out of the parallel block `{name}`", "“{a}”退回到“{b}”，跳出了并行块“{name}”"),
            both!(
                "write `rejected -> {goal}` in `{word}`, which waits for all its branches",
                "把“退回 → {goal}”写在并行块“{word}”里：它要等所有分支"
            ),
        ),
        _ if out => (
            both!("the way from `{a}` to `{b}` leaves the parallel block `{name}`", "从“{a}”到“{b}”的流向跳出了并行块“{name}”"),
            both!("let the branch end in the block, and go on from `{word}`", "让分支在块内结束，再从“{word}”引出后面的流向"),
        ),
        _ => (
            both!("the way from `{a}` to `{b}` leads into the parallel block `{name}`", "从“{a}”到“{b}”的流向跳进了并行块“{name}”"),
            both!("lead to `{word}`, which begins all its branches", "改为通往“{word}”，由它开始所有分支"),
        ),
    };
    Diagnostic::new(&JUMP_INTO_PARALLEL, edge.span, message, help).related(around.title.span, both!("the parallel block", "并行块"))
}
