//! See [`SHIFTED_WORK`].

use crate::ast::quantity::{Clock, Duration, MINUTE};
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::{Text, shown};
use crate::lint::case::{Case, greater};
use crate::lint::figures::percent;
use crate::lint::{ChangeContext, Remark};
use crate::measure::Between;
use crate::model::NodeId;

crate::rule! {
    /// A role gets more than 20 % more work with each case.
    ///
    /// What is saved elsewhere lands on its desk. Compared is the hands-on time of the role for a case, on average. If that was agreed, write it in the process:
    /// `accept: shifted-work because …`. The limit can be configured (`shifted-work`).
    ///
    /// It says nothing of less than a minute, of steps that nobody was to do before, of a role that had nothing to do with a case before, of those outside, and where the figures are not certain.
    /// ---
    /// 一个岗位办理每一单的工作量增加 20% 以上。
    ///
    /// 别处省下的时间转移到了这里。比较的是该岗位平均每单的耗时。已商定的，在流程中写“接受：shifted-work 因为 理由”。界限可以配置（shifted-work）。
    ///
    /// 以下情况不报告：增加不到一分钟；接手的是原来没有责任人的环节；岗位原来不参与；外部人员；数值不确定。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role 会计
    ///   role 出纳
    ///   data 报销单 { deliverable: yes }
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 报销单; time: 5m; wait: 0m }
    ///     task 登记 { owner: 出纳; in: 报销单; time: 20m; wait: 0m }
    ///     task 装订 { owner: 会计; in: 报销单; time: 5m; wait: 0m }
    ///     start -> 填单 -> 登记 -> 装订 -> end
    ///   }
    ///   to-be from as-is {
    ///     reassign 登记 to 会计
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role 会计
    ///   role 出纳
    ///   data 报销单 { deliverable: yes }
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 报销单; time: 5m; wait: 0m }
    ///     task 登记 { owner: 会计; in: 报销单; time: 5m; wait: 0m }
    ///     task 装订 { owner: 出纳; in: 报销单; time: 5m; wait: 0m }
    ///     start -> 填单 -> 登记 -> 装订 -> end
    ///   }
    ///   to-be from as-is {
    ///     change 登记 { time: 3m }
    ///     change 装订 { time: 5m30s } because 装订时一并贴标签
    ///   }
    /// }
    /// ```
    SHIFTED_WORK = "F910" "shifted-work" Warning
}

pub(in crate::lint) fn check(change: &ChangeContext, found: &mut Vec<Remark>) {
    let (old, new) = (&change.old, &change.new);
    let clock = new.clock();
    let now = Case::of(new, clock);
    let Some((before, after)) = Case::of(old, clock).loads(old).zip(now.loads(new)).filter(|_| old.clock() == clock) else { return };
    let limit = f64::from(new.config.limits.shift) / 100.0;
    #[allow(clippy::cast_precision_loss, reason = "a minute")]
    let minute = MINUTE as f64;
    for (was, is) in change.counterparts.roles().filter_map(|(was, is)| Some((was, is?))) {
        let (Some(&a), Some(&whole)) = (before.get(&was), after.get(&is)) else { continue };
        // What nobody was to do before has found somebody: nothing was shifted.
        let found_someone = |id: NodeId| {
            let nobodys =
                |old_id: &NodeId| old.variant.node(*old_id).kind.is_work() && old.performers(*old_id).is_some_and(|roles| roles.is_empty());
            new.performers(id).is_some_and(|roles| roles.contains(&is)) && change.matching.earlier(id).iter().any(nobodys)
        };
        let new_to_all = new.variant.nodes().filter(|(id, _)| found_someone(*id)).filter_map(|(id, _)| now.work(new, id));
        let without: f64 = new_to_all.map(|work| work.least).sum();
        let b = Between { least: whole.least - without, most: whole.most.map(|most| most - without) };
        let Some(most) = a.most.filter(|&most| most > 0.0 && greater(b, a, limit) && b.least - most >= minute) else { continue };
        let name = shown(new.role_name(is));
        let (more, x, y) = (percent(b.least / most - 1.0), time(most), time(b.least));
        let message = both!(
            "`{name}` works {more} more on a case: {} → {}",
            "“{name}”办理每一单的工作量增加 {more}：{} → {}"; x, y
        );
        let help = both!(
            "check that they can, and accept it with a reason: `accept: shifted-work because …`",
            "请确认人手够用，并在流程中写“接受：shifted-work 因为 理由”"
        );
        let finding = Diagnostic::new(&SHIFTED_WORK, new.variant.span, message, help);
        let steps = new.variant.nodes().filter(|(id, _)| {
            let does = |context: &crate::lint::VariantContext, id, role| context.performers(id).is_some_and(|roles| roles.contains(&role));
            does(new, *id, is) && !change.matching.earlier(*id).iter().any(|&old| does(&change.old, old, was))
        });
        let taken = steps.take(4).map(|(_, node)| node.title.span);
        found.push(taken.fold(finding, |finding, span| finding.related(span, both!("new for {name}", "{name}新承担"))).into());
    }
}

fn time(ms: f64) -> Text {
    #[allow(clippy::cast_possible_truncation, reason = "2^53 ms are 285,000 years")]
    Duration { ms: (ms / 1000.0).round() as i64 * 1000, clock: Clock::Working }.near()
}
