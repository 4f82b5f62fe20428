//! See [`PROBABILITIES`].

use crate::ast::quantity::Percent;
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{Edge, EdgeKind, Node, NodeKind};
use crate::rule::Level;

crate::rule! {
    /// The probabilities of a node's ways out do not add up to 100%.
    ///
    /// Every case takes one of them, so together they are 100%. One way out may be left open and takes the rest; an approval's chain is
    /// its approved way. Where all are given and only rounding is missing (33%, 33%, 33%), it is a warning. None at all is unknown.
    /// ---
    /// 一个节点各出口的概率加起来不是 100%。
    ///
    /// 每一单总要走其中一条，所以合计应为 100%。可以有一条不写，由它占去剩余部分；从审批引出的流向就是“通过”。全部写出、只差四舍五入（33%、33%、33%）的，只给警告。都不写表示未知。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     decision size { "小额" 70% -> pay; "大额" 20% -> check }
    ///     task check { owner: agent; time: 5m }
    ///     task pay { owner: agent; time: 5m }
    ///     start -> fill -> size
    ///     check -> pay -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     decision size { "小额" 70% -> pay; "大额" -> check }
    ///     task check { owner: agent; time: 5m }
    ///     task pay { owner: agent; time: 5m }
    ///     start -> fill -> size
    ///     check -> pay -> end
    ///   }
    /// }
    /// ```
    PROBABILITIES = "F209" "probabilities" Error
}

/// 100 %, and the 1 % by which rounded numbers may miss it.
const ALL: i128 = 1_000_000_000;
const ROUNDING: i128 = ALL / 100;

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for (id, node) in context.nodes() {
        let ways: Vec<&Edge> = context.graph.leaving(id).iter().map(|&edge| context.variant.edge(edge)).collect();
        let outside = |edge: &&&Edge| edge.probability.is_some_and(|own| !(0..=ALL).contains(&i128::from(own.billionths)));
        let before = found.len();
        for edge in ways.iter().filter(outside) {
            let Some(own) = edge.probability else { continue };
            found.push(Diagnostic::new(
                &PROBABILITIES,
                edge.statement,
                both!("{own} is no probability", "{own} 不是概率"),
                both!("write a percentage from 0% to 100%", "请写 0% 到 100% 之间的百分比"),
            ));
        }
        if found.len() == before {
            found.extend(sum(node, &ways));
        }
    }
}

fn sum(node: &Node, ways: &[&Edge]) -> Option<Diagnostic> {
    let given: Vec<i128> = ways.iter().filter_map(|edge| edge.probability).map(|own| i128::from(own.billionths)).collect();
    // All ways of a fork are taken; a decision with a single branch is `missing-branch`.
    let single = node.kind == NodeKind::Decision && ways.len() == 1;
    if given.is_empty() || single || node.kind == NodeKind::Fork {
        return None;
    }
    // An approval always approves some cases, even where it is not written where they go.
    let silent = node.kind == NodeKind::Approval && !ways.iter().any(|edge| edge.kind == EdgeKind::Approved);
    let open = ways.len() - given.len() + usize::from(silent);
    let sum: i128 = given.iter().sum();
    if sum == ALL || open > 0 && sum < ALL {
        return None;
    }
    let name = shown(node.shown());
    let total = Percent { billionths: i64::try_from(sum).unwrap_or(i64::MAX) };
    let message = if open > 0 {
        both!("the probabilities of `{name}` add up to {total}, more than 100%", "“{name}”已写出的概率合计 {total}，超过 100%")
    } else {
        both!("the probabilities of `{name}` add up to {total}, not to 100%", "“{name}”各分支的概率合计 {total}，不是 100%")
    };
    let help = both!("change them, or leave one open: it takes the rest", "请改正，或留一条不写概率，由它占去剩余部分");
    let level = if open == 0 && (sum - ALL).abs() <= ROUNDING { Level::Warning } else { Level::Error };
    Some(Diagnostic::new(&PROBABILITIES, node.title.span, message, help).at_level(level))
}
