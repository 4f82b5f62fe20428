//! 立项申请表: what the project is about, as a form.

use super::{Kind, Material, named, owned};
use crate::emit::sheet::{Datum, Sheet};
use crate::lang::Lang;
use crate::model::{Goal, Node};
use crate::syntax::keywords::Key;
use crate::wording::shown;
use crate::wording::sign;

pub(super) fn sheet(material: Material, lang: Lang) -> Sheet {
    let process = material.process;
    let words = material.wording(lang);
    let text = |key: Key| {
        let texts: Vec<&str> = process.texts.iter().filter(|text| text.key == key).map(|text| text.text.as_str()).collect();
        texts.join("\n")
    };
    // Who says why the process is looked at has said its background; else its purpose stands for it.
    let background = Some(text(Key::Background)).filter(|text| !text.is_empty()).unwrap_or_else(|| text(Key::Purpose));
    let goals = process.goals.iter().map(|goal| line(material, goal, lang)).collect::<Vec<_>>().join("\n");
    let filled = [
        shown(&process.title).to_owned(),
        background,
        text(Key::Problems),
        goals,
        text(Key::Scope),
        words.roles(&process.owner),
        departments(material, lang),
        schedule(material, lang),
    ];
    let labels = match lang {
        Lang::En => [
            "Process",
            "Background",
            "Problems today",
            "Goals",
            "Scope",
            "Responsible",
            "Departments taking part",
            "Schedule",
            "Resources needed",
            "Decision",
            "Applicant",
            "Approved by",
            "Date",
        ],
        Lang::Zh => [
            "流程名称",
            "优化背景",
            "当前问题",
            "优化目标",
            "优化范围",
            "负责人",
            "参与部门",
            "时间计划",
            "所需资源",
            "审批意见",
            "申请人",
            "审批人",
            "日期",
        ],
    };
    let values = filled.into_iter().chain(std::iter::repeat(String::new()));
    let rows = labels.iter().zip(values).map(|(&label, value)| vec![Datum::from(label), Datum::Text(value)]).collect();
    named(Kind::Application, owned(lang.pick(["Item", "Content"], ["项目", "内容"])), rows, lang)
}

/// `平均处理时长：48小时 → ≤24小时`; without a target, to the value after.
fn line(material: Material, goal: &Goal, lang: Lang) -> String {
    let words = material.wording(lang);
    let target = goal.target.as_ref().map(|(comparison, value)| format!("{}{}", sign(*comparison), words.quantity(value)));
    let aim = target.or_else(|| goal.after.as_ref().map(|after| words.quantity(after)));
    let before = goal.before.as_ref().map(|before| words.quantity(before));
    let values: Vec<String> = before.into_iter().chain(aim).collect();
    if values.is_empty() {
        return shown(&goal.title).to_owned();
    }
    format!("{}{}{}", shown(&goal.title), lang.pick(": ", "："), values.join(" → "))
}

/// The departments of all roles that take part, in the order in which they are met; a role without one stands for itself.
fn departments(material: Material, lang: Lang) -> String {
    let mut names: Vec<&str> = Vec::new();
    let nodes = material.process.variants.iter().flat_map(|variant| &variant.nodes);
    let taking_part = nodes.flat_map(|node: &Node| [&node.owner, &node.by, &node.approvers, &node.consults]).flatten();
    for id in material.process.owner.iter().chain(taking_part).filter_map(|role| role.id) {
        let role = &material.model.roles[id.index()];
        let name = role.dept.as_deref().unwrap_or_else(|| shown(&role.title));
        if !role.external && !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(lang.pick(", ", "、"))
}

/// What is to be improved by when, the earliest first.
fn schedule(material: Material, lang: Lang) -> String {
    let nodes = material.process.variants.iter().flat_map(|variant| &variant.nodes);
    let mut lines: Vec<(crate::ast::quantity::Date, String)> = Vec::new();
    for node in nodes {
        if let Some((due, improve)) = node.improve.as_ref().and_then(|improve| Some((improve.due?, improve))) {
            let line = (due, format!("{due}{}{}", lang.pick(": ", "："), improve.text));
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines.sort();
    lines.into_iter().map(|(_, line)| line).collect::<Vec<_>>().join("\n")
}
