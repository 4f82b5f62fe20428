//! See [`REVIEW_DUE`].

use crate::ast::quantity::Date;
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::ProcessContext;

crate::rule! {
    /// The last revision of a process is older than a year.
    ///
    /// Processes are to be reviewed every year: people, systems and rules have changed. The latest date of its `revision` lines counts, and the day on
    /// which it is judged is given with the check: without it, and without a dated revision, nothing is said.
    /// ---
    /// 流程的最近一次修订已超过一年。
    ///
    /// 流程应每年复审一次：人员、系统和制度都会变。以“修订”行中最晚的日期为准；按检查时给出的日期判断，没有给出日期、或没有带日期的修订，不作判断。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   purpose: 两个工作日内付款
    ///   revision 1.0 2020-03-02 "财务部" 首次发布
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   purpose: 两个工作日内付款
    ///   revision 1.0 2020-03-02 "财务部" 首次发布
    ///   revision 1.1 2026-10-15 "财务部" 年度复审，无改动
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    REVIEW_DUE = "F811" "review-due" Warning
}

pub(in crate::lint) fn check(context: &ProcessContext, found: &mut Vec<Diagnostic>) {
    let months = context.config.limits.review_months;
    let last = context.process.revisions.iter().filter_map(|revision| revision.date).max();
    let Some((today, last)) = context.config.today.zip(last).filter(|&(today, last)| is_due(today, last, months)) else { return };
    let name = shown(context.process.title.shown());
    found.push(Diagnostic::new(
        &REVIEW_DUE,
        context.process.title.span,
        both!(
            "`{name}` was last revised on {last}, more than {months} months before {today}",
            "“{name}”最近一次修订是 {last}，到 {today} 已超过 {months} 个月"
        ),
        both!(
            "review it, and add a line: `revision VERSION {today} \"AUTHOR\" what changed, or that nothing did`",
            "复审后加一行，例如：修订 1.1 {today} “姓名” 年度复审"
        ),
    ));
}

/// Whether more than so many months lie between two days.
fn is_due(today: Date, last: Date, months: u32) -> bool {
    let month_of = |date: Date| i64::from(date.year) * 12 + i64::from(date.month);
    (month_of(today), today.day) > (month_of(last) + i64::from(months), last.day)
}
