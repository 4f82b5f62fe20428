//! See [`MISSING_RATE`].

use std::collections::BTreeMap;

use crate::ast::quantity::Quantity;
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::ProcessContext;
use crate::model::{Goal, Home, Node, RoleId};
use crate::source::Span;

crate::rule! {
    /// A role works in a process whose cost matters, and nothing says what an hour of it costs.
    ///
    /// Cost matters where the process has a `budget` or a goal in money, or where some role of the file has a rate. The cost of a case is then only
    /// known from below. Roles that come from another file with their rates do not make cost matter by themselves; external parties and
    /// steps with a `cost` of their own need no rate.
    /// ---
    /// 流程关心成本，但有的岗位没有写单位成本。
    ///
    /// 流程有“预算”或以金额计的指标，或文件中有的岗位写了“成本”，就视为关心成本。缺了它，单均成本只能算出下限。仅由引用的文件带来的成本不算；外部单位，以及自己写了“成本”的环节，不需要岗位成本。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   budget: 100元
    ///   role 客服 { cost: 60元/小时 }
    ///   role 专员
    ///   as-is {
    ///     task 登记投诉 { owner: 客服; time: 5m }
    ///     task 回复客户 { owner: 专员; time: 30m }
    ///     start -> 登记投诉 -> 回复客户 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   budget: 100元
    ///   role 客服 { cost: 60元/小时 }
    ///   role 专员 { cost: 90元/小时 }
    ///   as-is {
    ///     task 登记投诉 { owner: 客服; time: 5m }
    ///     task 回复客户 { owner: 专员; time: 30m }
    ///     start -> 登记投诉 -> 回复客户 -> end
    ///   }
    /// }
    /// ```
    MISSING_RATE = "F701" "missing-rate" Info
}

pub(in crate::lint) fn check(context: &ProcessContext, found: &mut Vec<Diagnostic>) {
    let (process, model) = (context.process, context.model);
    let money = |goal: &Goal| {
        let after = goal.target.as_ref().map(|target| &target.1);
        [goal.before.as_ref(), after, goal.after.as_ref()].into_iter().flatten().any(|value| matches!(value, Quantity::Money(_)))
    };
    // The works of each role without a rate, where they stand.
    let mut works: BTreeMap<RoleId, Vec<(Span, &str)>> = BTreeMap::new();
    let mut rated = false;
    for variant in &process.variants {
        for (id, node) in variant.nodes().filter(|(_, node)| works_for_money(node)) {
            let own = node.performers();
            for role in if own.is_empty() { variant.owner(id) } else { own } {
                let Some(id) = role.id else { continue };
                let of = &model.roles[id.index()];
                rated |= of.cost.is_some() && of.home != Home::Import;
                if of.cost.is_none() && !of.external {
                    works.entry(id).or_default().push((role.span, node.shown()));
                }
            }
        }
    }
    if !(rated || process.budget.is_some() || process.goals.iter().any(money)) {
        return;
    }
    for (id, works) in works {
        let role = &model.roles[id.index()];
        let (name, node) = (shown(role.title.shown()), shown(works[0].1));
        // What another file declares is reported where it is used here.
        let span = if role.home == Home::Import { works[0].0 } else { role.title.span };
        found.push(Diagnostic::new(
            &MISSING_RATE,
            span,
            both!(
                "nothing says what an hour of `{name}` costs, so the cost of `{node}` is unknown",
                "岗位“{name}”没有写成本，无法计算“{node}”的成本"
            ),
            both!("add `cost: 60/h` to the role", "在岗位上写“成本：60元/小时”"),
        ));
    }
}

/// Whether the time of a node costs by the rate of a role.
fn works_for_money(node: &Node) -> bool {
    let takes_time = node.time.is_none_or(|time| time.most().is_none_or(|most| most.ms > 0));
    !node.broken && node.kind.is_work() && !node.automated && !node.paused && node.cost.is_none() && takes_time
}
