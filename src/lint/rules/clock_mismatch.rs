//! See [`CLOCK_MISMATCH`].

use jiff::civil::{DateTime, Weekday};

use crate::ast::quantity::{Clock, DAY, Duration};
use crate::both;
use crate::calendar::{Bound, Calendar};
use crate::diagnostic::Diagnostic;
use crate::graph::{Times, Worst, longest};
use crate::lang::{Text, shown};
use crate::lint::{VariantContext, with_nodes};
use crate::model::{Node, NodeId, Spanned};
use crate::rule::Level;

crate::rule! {
    /// Nights, weekends or holidays can break an SLA; or nobody can say, because the time under it runs on another clock.
    ///
    /// With a calendar of the process the longest way is followed from every start that matters. In an SLA around the clock (`24h`) the work is done
    /// in the hours of the calendar: an hour of work that begins on Friday at 16:30 ends on Monday at 09:30. In an SLA in working time (`3wd`)
    /// waiting around the clock counts where it falls into those hours. If a start breaks the SLA it is named; if none does, nothing is said. Where
    /// every start breaks the SLA of a step that is an error here, and that of the process is one of `sla-always-breached`. In the hours of
    /// the calendar work tasks and approvals of our own people; machines, people outside, called processes, roles with a calendar of their own,
    /// and hands-on times of a whole day or more go on around the clock.
    ///
    /// Without a calendar only what is certain with any is judged. Ten working days take at least 80 hours around the clock; how many more lies
    /// with nights, weekends and holidays. Where that decides, this finding asks for a calendar, or for one kind of unit.
    /// ---
    /// 夜间、周末或节假日会使时限落空；或者时限与用时的计时方式不同，无法判断。
    ///
    /// 流程写了日历时，会从每个有影响的开始时刻推算最长的路径。时限按自然时间（如“24小时”）时，工作只在日历的工作时间内进行：周五 16:30 开始的一小时工作，要到周一 09:30 才完成。时限按工作时间（如“3个工作日”）时，等待中落在工作时间内的部分才计入。只要有会超时的开始时刻，就举出一个；没有，就不报告。环节的时限如果无论何时开始都会超过，在此报告为错误；流程的时限如果这样，由 sla-always-breached 报告。按日历工作的是本单位人员的任务和审批；系统自动完成的、外部人员的、子流程的、岗位另有日历的，以及耗时在一整天以上的，都按连续时间计算。
    ///
    /// 没有日历时，只判断无论什么日历都成立的情况。10 个工作日至少相当于 80 个自然小时，还要加上夜间、周末和节假日；需要知道加多少才能判断时，会请您写明日历，或统一单位。
    /// ---
    /// ```flow bad
    /// calendar 工作日历 { days: 周一至周五; hours: 9:00-17:00 }
    /// process p "投诉" {
    ///   calendar: 工作日历
    ///   sla: 24h
    ///   role 客服
    ///   as-is {
    ///     task 处理 { owner: 客服; time: 1h }
    ///     start -> 处理 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// calendar 工作日历 { days: 周一至周五; hours: 9:00-17:00 }
    /// process p "投诉" {
    ///   calendar: 工作日历
    ///   sla: 1wd
    ///   role 客服
    ///   as-is {
    ///     task 处理 { owner: 客服; time: 1h }
    ///     start -> 处理 -> end
    ///   }
    /// }
    /// ```
    CLOCK_MISMATCH = "F516" "clock-mismatch" Warning
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    match context.calendar() {
        Some(calendar) => with_calendar(context, calendar, found),
        // A calendar that cannot be reckoned with was reported.
        None if context.process.calendar.is_some() => {}
        None => without_calendar(context, found),
    }
}

fn with_calendar(context: &VariantContext, calendar: &Calendar, found: &mut Vec<Diagnostic>) {
    if let Some(sla) = context.process.sla.filter(|_| !context.variant.incomplete && context.verdict().is_none())
        && let Some(bound) = context.way_breaks(calendar, sla.value)
    {
        let what = context.variant.title();
        let finding = Diagnostic::new(&CLOCK_MISMATCH, sla.span, can_break(&what, &("begins", "开始"), bound, sla.value), help(sla.value));
        found.push(in_calendar(context, finding));
    }
    for (id, node) in context.nodes().filter(|(_, node)| !node.is_block() && !node.paused) {
        let Some(sla) = node.sla else { continue };
        let time = context.times(sla.value.clock).of(id);
        if time.worst > sla.value.ms || time.endless {
            continue;
        }
        let name = shown(node.shown()).to_string();
        let what = both!("`{name}`", "“{name}”");
        let Some(bound) = context.node_breaks(calendar, id, sla.value) else { continue };
        let least = context.node_at_least(calendar, id, sla.value.clock);
        let finding = if least > sla.value.ms {
            let takes = Duration { ms: least, ..sla.value }.text_beside(sla.value);
            let message = both!(
                "{} takes at least {}, whenever it begins, over its SLA of {}",
                "{}无论何时开始都至少需要{}，超过时限{}";
                what, takes, sla.value.text()
            );
            Diagnostic::new(&CLOCK_MISMATCH, sla.span, message, help(sla.value)).at_level(Level::Error)
        } else {
            let message = can_break(&what, &("arrives", "到达"), bound, sla.value);
            Diagnostic::new(&CLOCK_MISMATCH, sla.span, message, help(sla.value))
        };
        found.push(in_calendar(context, finding));
    }
}

/// "a case that begins on Friday at 16:30 takes until Monday at 09:30, 65h, over the SLA of 24h"
fn can_break(what: &Text, begins: &(&str, &str), bound: Bound, limit: Duration) -> Text {
    let (from, until) = (instant(bound.from, bound.usual), instant(bound.until, bound.usual));
    let takes = Duration { ms: bound.ms, ..limit }.text_beside(limit);
    let limit = limit.text();
    // Otherwise a Friday until a Friday reads as the same one.
    let week_after = bound.usual && bound.ms >= 7 * DAY;
    let (after, after_zh) =
        if week_after { (format!(" {} days later", bound.ms / DAY), format!(" {} 天后的", bound.ms / DAY)) } else { Default::default() };
    Text {
        en: format!(
            "{}: a case that {} {} takes until {}{after}, {}, over the SLA of {}",
            what.en,
            begins.0,
            from.en,
            until.en.trim_start_matches("on "),
            takes.en,
            limit.en
        ),
        zh: format!("{}：{} {}的单子要到{after_zh}{} 才完成，用时{}，超过时限{}", what.zh, from.zh, begins.1, until.zh, takes.zh, limit.zh),
    }
}

/// When something is: in any week, or on a day.
fn instant(at: DateTime, usual: bool) -> Text {
    let seconds = if at.second() == 0 { String::new() } else { format!(":{:02}", at.second()) };
    let time = format!("{:02}:{:02}{seconds}", at.hour(), at.minute());
    if !usual {
        return both!("on {} at {time}", "{} {time}", at.date());
    }
    let (en, zh) = match at.weekday() {
        Weekday::Monday => ("Monday", "周一"),
        Weekday::Tuesday => ("Tuesday", "周二"),
        Weekday::Wednesday => ("Wednesday", "周三"),
        Weekday::Thursday => ("Thursday", "周四"),
        Weekday::Friday => ("Friday", "周五"),
        Weekday::Saturday => ("Saturday", "周六"),
        Weekday::Sunday => ("Sunday", "周日"),
    };
    both!("on {en} at {time}", "{zh} {time}")
}

fn help(limit: Duration) -> Text {
    match limit.clock {
        Clock::Wall => both!(
            "count the limit in working time if nights, weekends and holidays are left out (`4wh`, `2wd`), or promise what can be kept then too",
            "如果夜间、周末和节假日不计入，时限请写工时或工作日（如 4个工时、2个工作日）；否则请放宽到遇上它们也能做到的水平"
        ),
        Clock::Working => both!(
            "shorten the waiting, write it in working time if it is counted so, or promise what can be kept",
            "缩短等待；如果等待也按工作时间计，请写工时或工作日；或把时限改到能做到的水平"
        ),
    }
}

/// Points to the calendar that the process names.
fn in_calendar(context: &VariantContext, finding: Diagnostic) -> Diagnostic {
    match context.process.calendar {
        Some(calendar) => finding.related(calendar.span, both!("in the hours of this calendar", "按此日历计算")),
        None => finding,
    }
}

fn without_calendar(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    if let Some(sla) = context.process.sla.filter(|_| !context.variant.incomplete && context.verdict().is_none()) {
        let (graph, limit) = (&context.graph, sla.value);
        let (reached, reaching) = (graph.reachable_from(graph.starts()), graph.reaching(graph.ends()));
        let on_way = |id: &NodeId| reached[id.index()] && reaching[id.index()];
        let others: Vec<NodeId> =
            context.nodes().filter(|(id, node)| on_way(id) && on_other_clock(node, limit.clock)).map(|(id, _)| id).collect();
        let kept = || match longest(graph, &Times::at_most(context.variant, limit.clock), &|_| false) {
            Worst::Exactly { ms, .. } | Worst::Between { most: ms, .. } => ms <= limit.ms,
            Worst::Never | Worst::Unbounded(_) => false,
        };
        if !others.is_empty() && (limit.clock == Clock::Wall || !kept()) {
            let finding = cannot_judge(&context.variant.title(), sla);
            found.push(with_nodes(finding, context.variant, &others, &both!("on the other clock", "按另一种方式计时")));
        }
    }
    for (id, node) in context.nodes().filter(|(_, node)| !node.is_block()) {
        let Some(sla) = node.sla.filter(|sla| on_other_clock(node, sla.value.clock)) else { continue };
        let limit = sla.value;
        let time = context.times(limit.clock).of(id);
        let breached = time.worst > limit.ms || time.endless;
        let kept = limit.clock == Clock::Working && Times::at_most(context.variant, limit.clock).of(id).worst <= limit.ms;
        if !breached && !kept {
            let name = shown(node.shown()).to_string();
            found.push(cannot_judge(&both!("`{name}`", "“{name}”"), sla));
        }
    }
}

/// Whether some of a node's time runs on another clock than a limit. Time that is worked counts on either, unless it is written in
/// working hours and the limit runs around the clock.
fn on_other_clock(node: &Node, limit: Clock) -> bool {
    let differs = |clock: Clock| limit != clock;
    let waits = node.wait.is_some_and(|wait| differs(wait.clock()) && wait.most().is_none_or(|most| most.ms > 0));
    let works = node.time.is_some_and(|time| limit == Clock::Wall && differs(time.clock()) && time.most().is_none_or(|most| most.ms > 0));
    !node.paused && (waits || works)
}

fn cannot_judge(what: &Text, sla: Spanned<Duration>) -> Diagnostic {
    let limit = sla.value.text();
    let (en, zh) = match sla.value.clock {
        Clock::Wall => ("around the clock, but work under it is counted in working hours", "按自然时间计算，而其中有按工作时间计的用时"),
        Clock::Working => {
            ("in working hours, but waiting under it is counted around the clock", "按工作时间计算，而其中有按自然时间计的等待")
        }
    };
    let message = Text {
        en: format!("{}: cannot judge the SLA of {}: it runs {en}", what.en, limit.en),
        zh: format!("{}：无法判断时限{}能否做到：时限{zh}", what.zh, limit.zh),
    };
    let help = both!(
        "name the `calendar` of the process, or write both in one kind of unit: `4h`, `2d`, or in working time `4wh`, `2wd`",
        "给流程写上“日历”；或两者用同一种单位：都写小时、天，或都按工作时间写工时、工作日（如 4个工时）"
    );
    Diagnostic::new(&CLOCK_MISMATCH, sla.span, message, help)
}
