//! Approvals that repeat another one: the same people decide again on the same data, which nobody has changed in between.

use crate::both;
use crate::compare::Heuristic;
use crate::improve::fixed;
use crate::improve::view::{Candidate, Found, Gain, View};
use crate::lang::{Text, shown};
use crate::model::{DataId, NodeId, NodeKind};

/// The rule about them, by code and by name: who allows it there has a reason.
const RULE: [&str; 2] = ["F401", "redundant-approval"];

pub(super) fn find(view: &View) -> Vec<Found> {
    let context = &view.context;
    let mut found = Vec::new();
    for (b, _) in context.nodes().filter(|(_, node)| node.kind == NodeKind::Approval) {
        if context.performers(b).is_none_or(|roles| roles.is_empty()) || !view.before.reached(b) {
            continue;
        }
        let Some(data) = context.decided_on(b) else { continue };
        let covering = context.standing().covering(&data, b);
        match covering.iter().copied().find(|&a| context.repeats(a, b, &data)) {
            Some(a) => found.push(judge(view, a, b, &data)),
            None => found.extend(near_miss(view, b, &data, &covering)),
        }
    }
    found
}

fn removal(view: &View, b: NodeId) -> Text {
    let name = view.shown(b);
    both!("remove `{name}`", "删除“{name}”")
}

fn judge(view: &View, a: NodeId, b: NodeId, data: &[DataId]) -> Found {
    let no = |why: (&'static str, Text)| view.no(Heuristic::TaskElimination, &[a, b], removal(view, b), why);
    if let Some(why) = frozen(view, a, b) {
        return no(why);
    }
    let (first, what) = (plain(&view.shown(a)), view.words.reasons().pick(", ", "、"));
    let what = data.iter().map(|&id| plain(&view.data(id))).collect::<Vec<_>>().join(what);
    let why = both!(
        "the same approver has approved {what} already ({first}) and nobody changes it in between",
        "同一审批人已在{first}批准过{what}，其间没有人改动"
    );
    Found::Try(Candidate {
        heuristic: Heuristic::TaskElimination,
        nodes: vec![view.name(b)],
        what: removal(view, b),
        statements: vec![view.words.remove(view.node(b), &why)],
        why,
        gain: if view.takes_something(b) { Gain::Certain } else { Gain::Measured },
        line: view.line(b),
    })
}

/// Names in a reason stand without marks.
fn plain(name: &str) -> String {
    name.replace(['“', '”', '"'], "")
}

/// What somebody has declared that keeps an approval which repeats another one.
fn frozen(view: &View, a: NodeId, b: NodeId) -> Option<(&'static str, Text)> {
    let (context, node) = (&view.context, view.node(b));
    let (first, name) = (view.shown(a), view.shown(b));
    if let Some(why) = fixed::control(node) {
        return Some(("required-control", why));
    }
    let reached = |id: NodeId| view.before.reached(id);
    if let Some(risk) = fixed::last_control(context.model, context.process, context.variant, &reached, b) {
        let risk = shown(risk.title.shown());
        return Some(("last-control", both!("`{name}` is the only control of the risk `{risk}`", "“{name}”是风险“{risk}”唯一的控制")));
    }
    if node.distinct {
        return Some(("distinct", both!("another person decides in `{name}` (`distinct`)", "“{name}”要求由不同的人审批")));
    }
    if let Some(reason) = allowed(view, b) {
        let reason = shown(&reason).to_string();
        return Some((
            "accepted",
            both!("somebody has accepted that it repeats `{first}`: {reason}", "已有人接受它与“{first}”重复：{reason}"),
        ));
    }
    if context.process.milestones.iter().any(|milestone| node.answers_to(&milestone.node)) {
        return Some(("milestone", both!("a milestone is measured at `{name}`", "“{name}”是里程碑")));
    }
    if fixed::says_how(node) && !fixed::says_how(view.node(a)) {
        return Some((
            "own-checklist",
            both!("`{name}` says what is checked or said there, which would be lost", "“{name}”写有检查项、话术或表单，删去就没有了"),
        ));
    }
    None
}

/// Why somebody has accepted that the approval repeats another one: a comment at it or around it, or a line of the process.
fn allowed(view: &View, b: NodeId) -> Option<String> {
    let is_rule = |rule: &str| RULE.iter().any(|name| rule.eq_ignore_ascii_case(name));
    let at = view.node(b).title.span;
    let about = |allow: &&crate::ast::Allow| allow.target.file == at.file && allow.target.start <= at.start && at.end <= allow.target.end;
    let comment = view.context.model.allows.iter().filter(|allow| is_rule(&allow.rule)).find(about);
    let accepts = || view.context.process.accepts.iter().find(|accept| is_rule(&accept.code));
    comment
        .map(|allow| allow.because.clone().unwrap_or_default())
        .or_else(|| accepts().map(|accept| accept.because.clone().unwrap_or_default()))
}

/// Another approval by the same people on the same data, and what makes the second one more than a repetition.
fn near_miss(view: &View, b: NodeId, data: &[DataId], covering: &[NodeId]) -> Option<Found> {
    let context = &view.context;
    let a = context.standing().given_before(b).find(|&a| {
        let same = context.decided_on(a).is_some_and(|first| data.iter().all(|data| first.contains(data)));
        same && context.same_approvers(a, b)
    })?;
    let (first, name) = (view.shown(a), view.shown(b));
    let why = if !covering.contains(&a) {
        let writes = |id: NodeId| data.iter().find(|data| view.access[id.index()].writes.contains(data)).copied();
        let between = context.variant.nodes().find(|(id, _)| *id != a && *id != b && writes(*id).is_some());
        let (writer, _) = between?;
        let (writer, what) = (view.shown(writer), view.data(writes(writer)?));
        ("data-changes", both!("`{writer}` may have changed `{what}` since `{first}`", "“{first}”之后，“{writer}”可能改动了“{what}”"))
    } else if context.other_person(a, b) {
        let why = both!("another person must decide in `{name}` (`distinct` or `sod`)", "“{name}”必须由另一个人审批（不同人或职责分离）");
        ("duty", why)
    } else if view.node(a).valid.is_some() {
        ("validity", both!("`{first}` is only valid for a time", "“{first}”有有效期"))
    } else if !context.same_look(a, b) {
        ("other-aspect", both!("`{name}` looks at something else than `{first}` (`aspect`)", "“{name}”的审批要点与“{first}”不同"))
    } else if context.new_evidence(a, b) {
        ("new-evidence", both!("`{name}` has something before it that `{first}` had not", "“{name}”有“{first}”时还没有的依据"))
    } else {
        ("other-tier", both!("only some cases come to `{name}`, by their amount", "按金额分档，只有部分单子经过“{name}”"))
    };
    Some(view.no(Heuristic::TaskElimination, &[a, b], removal(view, b), why))
}
