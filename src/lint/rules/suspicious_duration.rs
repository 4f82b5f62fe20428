//! See [`SUSPICIOUS_DURATION`].

use std::collections::BTreeMap;

use crate::ast::quantity::{Clock, DAY, Duration, Estimate};
use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{Node, NodeKind};
use crate::syntax::keywords::Key;

crate::rule! {
    /// A duration looks like a slip of the unit.
    ///
    /// Either whole days (`2d`, `2天`) stand where the file counts in working days, by a calendar of the process or by a limit in working time: two days are 48
    /// hours, two working days 16. That is said of all hands-on time, and of waiting where no limit in working time stands over it (there
    /// `clock-mismatch` judges it). Or the hands-on time is ten times the median of its kind, and no other comes near: nothing else is even a
    /// third of it. That takes five known times, and says nothing of a step with an SLA that allows the time.
    /// ---
    /// 时长像是写错了单位。
    ///
    /// 一种是文件按工作日计算（流程有日历，或有按工作时间的时限），却写了整天（“2天”）：2 天是 48 小时，2 个工作日是 16 小时。对所有“耗时”报告；“等待”只在上面没有按工作时间的时限时报告（有的话由 `clock-mismatch` 判断）。另一种是耗时达到同类环节中位数的十倍，而且没有其他环节达到它的三分之一。同类至少有五个已知的耗时才判断；环节的时限容得下这段时间的不报告。
    /// ---
    /// ```flow bad
    /// process p "审批" {
    ///   sla: 10wd
    ///   role 专员
    ///   as-is {
    ///     task 审核材料 { owner: 专员; time: 2d }
    ///     start -> 审核材料 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "审批" {
    ///   sla: 10wd
    ///   role 专员
    ///   as-is {
    ///     task 审核材料 { owner: 专员; time: 2wd }
    ///     start -> 审核材料 -> end
    ///   }
    /// }
    /// ```
    SUSPICIOUS_DURATION = "F521" "suspicious-duration" Warning
}

/// From how many known times a median says something.
const ENOUGH: usize = 5;

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    days(context, found);
    let mut kinds: BTreeMap<NodeKind, Vec<(i64, &Node)>> = BTreeMap::new();
    for (_, node) in context.nodes().filter(|(_, node)| by_people(node)) {
        // Of two estimates the shorter: what may be long is not yet a slip.
        if let Some(least) = node.time.map(|time| time.least().ms).filter(|&least| least > 0) {
            kinds.entry(node.kind).or_default().push((least, node));
        }
    }
    for mut times in kinds.into_values().filter(|times| times.len() >= ENOUGH) {
        times.sort_by_key(|&(time, _)| time);
        let median = times[times.len() / 2].0;
        let [.., (second, _), (longest, node)] = times.as_slice() else { continue };
        let allowed = node.sla.is_some_and(|sla| sla.value.ms >= *longest);
        if *longest < median.saturating_mul(10) || *longest <= second.saturating_mul(3) || allowed {
            continue;
        }
        let (name, time, usual) = (shown(node.shown()), Duration::wall(*longest).text(), Duration::wall(median).text());
        found.push(Diagnostic::new(
            &SUSPICIOUS_DURATION,
            node.place(Key::Time),
            both!("`{name}` takes {} of work, ten times the usual {}", "“{name}”耗时{}，是同类环节（一般{}）的十倍以上"; time, usual),
            both!("check the unit; what lies in a queue is `wait`, not `time`", "请检查单位；排队的时间应写“等待”，不是“耗时”"),
        ));
    }
}

/// Whether people work there. A call takes as long as the process that it calls.
fn by_people(node: &Node) -> bool {
    matches!(node.kind, NodeKind::Task | NodeKind::Approval) && !node.automated
}

/// Whole days where working days count.
fn days(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let process = context.process;
    let working = |clock: Clock| clock == Clock::Working;
    let limit = process.sla.is_some_and(|sla| working(sla.value.clock));
    let milestone = process.milestones.iter().any(|milestone| working(milestone.limit.clock));
    let node_limit = |node: &Node| node.sla.is_some_and(|sla| working(sla.value.clock));
    if !(limit || milestone || process.calendar.is_some() || context.calendar().is_some() || context.variant.nodes.iter().any(node_limit)) {
        return;
    }
    let whole_days = |estimate: Option<Estimate>| match estimate {
        Some(Estimate::Fixed(time)) if time.clock == Clock::Wall && time.ms > 0 && time.ms % DAY == 0 => Some(time),
        _ => None,
    };
    for (_, node) in context.nodes().filter(|(_, node)| by_people(node) && !node.paused) {
        let name = shown(node.shown()).to_string();
        let waits = node.wait.filter(|_| !limit && !node_limit(node));
        for (key, time) in [(Key::Time, node.time), (Key::Wait, waits)] {
            let Some(time) = whole_days(time) else { continue };
            let count = time.ms / DAY;
            let hours = count * 24;
            let finding = Diagnostic::new(
                &SUSPICIOUS_DURATION,
                node.place(key),
                both!(
                    "{} days of `{name}` are {hours} hours around the clock, but the process counts in working days",
                    "“{name}”的 {} 天按 {hours} 小时连续计算，而流程按工作日计时",
                    count
                ),
                both!("write `{count}wd` if working days are meant", "如果是工作日，写成“{count}个工作日”"),
            );
            let value = node.places.iter().find(|place| place.0 == key).map(|place| place.2);
            found.push(match value {
                Some(value) => finding
                    .unsafe_fix(both!("write `{count}wd`", "改为 {count} 个工作日"), vec![Edit::replace(value, format!("{count}wd"))]),
                None => finding,
            });
        }
    }
}
