//! What a page says about a process beside its flow: goals, milestones, duties, risks, departments, results.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::markdown::{colon, escape, heads, row};
use crate::ast::Comparison;
use crate::ast::quantity::Quantity;
use crate::diagram::wording::{Wording, shown};
use crate::model::{Goal, Process, Variant};
use crate::syntax::keywords::Key;

/// A table of the goals, and a list of everything else.
pub(super) fn plan(out: &mut String, process: &Process, words: Wording) {
    goals(out, &process.goals, words);
    let lang = words.lang;
    let called = |name: &String| {
        let node = process.variants.iter().find_map(|variant| variant.node_named(name).map(|id| variant.node(id)));
        node.map_or(name.clone(), |node| shown(&node.title).to_owned())
    };
    let list = |names: &[String]| names.iter().map(called).collect::<Vec<_>>().join(lang.pick(", ", "、"));
    let mut lines: Vec<(&str, String)> = Vec::new();
    for milestone in &process.milestones {
        let (node, limit) = (called(&milestone.node), words.duration(milestone.limit));
        let said = if milestone.done {
            lang.pick(format!("{node} done within {limit}"), format!("{limit}内完成“{node}”"))
        } else {
            lang.pick(format!("{node} reached within {limit}"), format!("{limit}内到达“{node}”"))
        };
        lines.push((lang.pick("milestone", "里程碑"), said));
    }
    for duty in &process.duties {
        let word = if duty.separate { lang.pick("different people", "职责分离") } else { lang.pick("the same person", "同一人") };
        lines.push((word, list(&duty.nodes)));
    }
    for risk in &process.risks {
        let parts = [(lang.pick("controlled by", "控制"), &risk.controls), (lang.pick("threatens", "影响"), &risk.protects)];
        let parts = parts.iter().filter(|(_, names)| !names.is_empty()).map(|(word, names)| format!("{word} {}", list(names)));
        let texts = risk.texts.iter().map(|text| format!("{} {}", words.key(text.key), text.text));
        let said: Vec<String> = std::iter::once(shown(&risk.title).to_owned()).chain(parts).chain(texts).collect();
        lines.push((lang.pick("risk", "风险"), said.join(" · ")));
    }
    lines.extend(departments(process, words));
    lines.extend(results(process, words));
    for (name, value) in &lines {
        let _ = writeln!(out, "- **{name}**{}{}", colon(lang), escape(value));
    }
    if !lines.is_empty() {
        out.push('\n');
    }
}

fn goals(out: &mut String, goals: &[Goal], words: Wording) {
    if goals.is_empty() {
        return;
    }
    heads(out, &words.lang.pick(["Goal", "Metric", "Before", "Target", "After"], ["目标", "指标", "优化前", "目标值", "优化后"]));
    let say = |value: Option<&Quantity>| value.map_or(String::new(), |value| escape(&quantity(words, value)));
    for goal in goals {
        let target = goal
            .target
            .as_ref()
            .map_or(String::new(), |(comparison, value)| escape(&format!("{} {}", sign(*comparison), quantity(words, value))));
        let metric = escape(goal.metric.as_deref().unwrap_or_default());
        row(out, &[escape(shown(&goal.title)), metric, say(goal.before.as_ref()), target, say(goal.after.as_ref())]);
    }
    out.push('\n');
}

/// The sign of a comparison.
pub(super) fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Less => "<",
        Comparison::AtMost => "≤",
        Comparison::Equal => "=",
        Comparison::AtLeast => "≥",
        Comparison::More => ">",
    }
}

/// A value of a goal.
pub(super) fn quantity(words: Wording, value: &Quantity) -> String {
    match value {
        Quantity::Duration(value) => words.duration(*value),
        Quantity::Money(value) => words.money(value),
        Quantity::Rate(value) => words.rate(value),
        other => other.to_string(),
    }
}

/// The departments of the roles that take part.
fn departments(process: &Process, words: Wording) -> Vec<(&'static str, String)> {
    let nodes = process.variants.iter().flat_map(|variant: &Variant| &variant.nodes);
    let roles = nodes.flat_map(|node| [&node.owner, &node.by, &node.approvers, &node.to]).flatten().filter_map(|role| role.id);
    let roles: BTreeSet<_> = roles.chain(process.owner.iter().filter_map(|role| role.id)).collect();
    let roles = roles.into_iter().map(|id| &words.model.roles[id.index()]);
    let said = roles.filter_map(|role| {
        let dept = role.dept.as_deref()?;
        let title = shown(&role.title);
        Some(words.lang.pick(format!("{title} ({dept})"), format!("{title}（{dept}）")))
    });
    let said: Vec<String> = said.collect();
    let all = words.list(said.iter().map(String::as_str));
    if all.is_empty() { Vec::new() } else { vec![(words.key(Key::Dept), all)] }
}

/// The data that the process delivers or that is archived.
fn results(process: &Process, words: Wording) -> Vec<(&'static str, String)> {
    let nodes = process.variants.iter().flat_map(|variant| &variant.nodes);
    let used: BTreeSet<_> =
        nodes.flat_map(|node| node.inputs.iter().chain(&node.of).chain(&node.outputs)).filter_map(|data| data.id).collect();
    let data: Vec<_> = used.into_iter().map(|id| &words.model.data[id.index()]).collect();
    let mut lines = Vec::new();
    for key in [Key::Deliverable, Key::Archive] {
        let has = data.iter().filter(|data| if key == Key::Archive { data.archive } else { data.deliverable });
        let names = words.list(has.filter_map(|data| data.title.as_ref()).map(shown));
        if !names.is_empty() {
            lines.push((words.key(key), names));
        }
    }
    lines
}
