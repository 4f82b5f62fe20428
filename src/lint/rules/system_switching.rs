//! See [`SYSTEM_SWITCHING`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::lint::people::apart;
use crate::model::{NodeId, SystemId};
use crate::rule::Level;

crate::rule! {
    /// The work moves from system to system more than five times, or one role goes to another system and back.
    ///
    /// Each change costs a log-in, a search and often typing the same again. Counted on the likeliest way (see `hand-offs`): two steps of work
    /// that name their systems have none in common. Where the way is short of that limit, a role that works in one system, then in another, then
    /// in the first again is told so at level info. Steps of systems are passed over, and so are steps that name no system.
    /// ---
    /// 在系统之间切换超过五次，或同一岗位切换到另一系统又切回来。
    ///
    /// 每切换一次，就要重新登录、查找，往往还要重复录入。按最可能的路径计算（见 hand-offs）：前后两个写明系统的环节没有共同的系统，算一次切换。没有超过五次，但同一岗位从一个系统换到另一个、又换回来的，以“提示”报告。系统自动完成的环节和没有写系统的环节不计。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   system CRM
    ///   system ERP
    ///   as-is {
    ///     task find { owner: agent; system: CRM; time: 5m }
    ///     task book { owner: agent; system: ERP; time: 5m }
    ///     task close { owner: agent; system: CRM; time: 5m }
    ///     start -> find -> book -> close -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   system CRM
    ///   system ERP
    ///   as-is {
    ///     task find { owner: agent; system: CRM; time: 5m }
    ///     task close { owner: agent; system: CRM; time: 5m }
    ///     task book { owner: agent; system: ERP; time: 5m }
    ///     start -> find -> close -> book -> end
    ///   }
    /// }
    /// ```
    SYSTEM_SWITCHING = "F609" "system-switching" Warning
}

/// How many changes a finding shows.
const SHOWN: usize = 7;

/// A step of work by people, and the systems that it names, sorted.
type Step = (NodeId, Vec<SystemId>);

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let steps: Vec<Step> = context.likeliest().iter().filter_map(|&id| step(context, id)).collect();
    let mut stays: Vec<&Step> = Vec::new();
    for step in steps.iter().filter(|(_, systems)| !systems.is_empty()) {
        match stays.last_mut() {
            Some(last) if !apart(&last.1, &step.1) => *last = step,
            _ => stays.push(step),
        }
    }
    let limit = context.config.limits.system_switches;
    if stays.len() > limit + 1 {
        found.push(often(context, &stays, limit));
        return;
    }
    let mut rest = steps.as_slice();
    while let [first, between, last, ..] = rest {
        let back = !apart(&first.1, &last.1) && !between.1.is_empty() && apart(&first.1, &between.1) && apart(&between.1, &last.1);
        let doers = context.doers(between.0);
        let one_role = doers.is_some() && doers == context.doers(first.0) && doers == context.doers(last.0);
        if back && one_role {
            found.push(there_and_back(context, first, between, last));
        }
        rest = &rest[if back && one_role { 2 } else { 1 }..];
    }
}

/// A node, if people work there; `None` also where a system is not known.
fn step(context: &VariantContext, id: NodeId) -> Option<Step> {
    let node = context.variant.node(id);
    if node.broken || node.automated || !node.kind.is_work() {
        return None;
    }
    let mut systems: Vec<SystemId> = node.systems.iter().map(|system| system.id).collect::<Option<_>>().unwrap_or_default();
    systems.sort_unstable();
    Some((id, systems))
}

fn often(context: &VariantContext, stays: &[&Step], limit: usize) -> Diagnostic {
    let count = stays.len() - 1;
    let names: Vec<String> = stays.iter().take(SHOWN).map(|(_, systems)| name(context, systems)).collect();
    let more = if stays.len() > SHOWN { " → …" } else { "" };
    let way = format!("{}{more}", names.join(" → "));
    let mut finding = Diagnostic::new(
        &SYSTEM_SWITCHING,
        context.variant.span,
        both!(
            "the system changes {count} times on the likeliest way, more than {limit}: {way}",
            "在最可能的路径上切换系统 {count} 次，超过 {limit} 次：{way}"
        ),
        both!(
            "put the steps in one system together, or connect the systems (`automated: yes`)",
            "把同一系统中的环节排在一起，或打通系统（“自动：是”）"
        ),
    );
    for (id, systems) in stays.iter().take(SHOWN).skip(1) {
        let name = name(context, systems);
        finding = finding.related(context.variant.node(*id).title.span, both!("now in {name}", "换到“{name}”"));
    }
    finding
}

fn there_and_back(context: &VariantContext, first: &Step, between: &Step, last: &Step) -> Diagnostic {
    let node = |step: &Step| context.variant.node(step.0);
    let role = context.doers(between.0).map(|roles| context.first_role(&roles)).unwrap_or_default();
    let (step, home, other) = (shown(node(between).shown()), name(context, &first.1), name(context, &between.1));
    let message =
        both!("{role} leaves {home} for {other} in `{step}`, and goes back", "“{role}”为了“{step}”从“{home}”切换到“{other}”，又切回来");
    let help =
        both!("do the steps in {home} one after the other, or connect the two systems", "把在“{home}”中办理的环节排在一起，或打通两个系统");
    let finding = Diagnostic::new(&SYSTEM_SWITCHING, node(between).title.span, message, help).at_level(Level::Info);
    let finding = finding.related(node(first).title.span, both!("in {home} before", "之前在“{home}”"));
    finding.related(node(last).title.span, both!("in {home} again", "又回到“{home}”"))
}

fn name(context: &VariantContext, systems: &[SystemId]) -> String {
    systems.first().map_or(String::new(), |&id| shown(context.model.systems[id.index()].title.shown()).to_string())
}
