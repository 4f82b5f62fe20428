//! 现状分析表: the steps of the as-is, what is wrong with each, and who mends it by when.

use super::{Kind, Material, named, owned, steps};
use crate::ast::quantity::{Estimate, MINUTE};
use crate::compare::exact::{Exact, rounded};
use crate::diagnostic::Diagnostic;
use crate::emit::sheet::{Datum, Sheet};
use crate::lang::Lang;
use crate::model::{Node, Variant};
use crate::source::Span;
use crate::syntax::keywords::Key;
use crate::wording::shown;

pub(super) fn sheet(material: Material, as_is: &Variant, lang: Lang) -> Sheet {
    let head = match lang {
        Lang::En => ["Step", "What is done now", "Time (minutes per case)", "Roles", "Problems", "Improvement", "Responsible", "Due"],
        Lang::Zh => ["流程环节", "当前操作描述", "耗时(分钟/单)", "涉及岗位", "问题点", "改进方向", "责任人", "完成时限"],
    };
    let words = material.wording(lang);
    let (diagram, order) = steps(material, as_is, lang);
    let rows = order.into_iter().map(|id| {
        let (node, drawn) = (as_is.node(id), &diagram.nodes[id.index()]);
        let mut roles: Vec<&str> = Vec::new();
        for role in as_is.owner(id).iter().chain(&node.by).chain(&node.approvers).chain(&node.to).map(|&role| words.role(role)) {
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
        let issues = texts(node, Key::Issue).map(str::to_owned);
        let found = drawn.marks.iter().map(|mark| {
            let inside = |finding: &&Diagnostic| finding.rule == mark.rule && within(finding.span, node.title.whole);
            let said = material.findings.iter().find(inside).map(|finding| finding.message.get(lang));
            let title = as_is.title();
            let said = said.map(|said| said.strip_prefix(&format!("{}{}", title.get(lang), lang.pick(": ", "："))).unwrap_or(said));
            said.map_or_else(|| mark.rule.summary(lang).trim_end_matches(['。', '.']).to_owned(), str::to_owned)
        });
        let improve = node.improve.as_ref();
        let by = improve.and_then(|improve| improve.by.as_deref()).map_or("", |by| {
            let role = material.model.roles.iter().find(|role| role.title.name == by);
            role.map_or(by, |role| shown(&role.title))
        });
        let text = |text: &str| Datum::from(text);
        vec![
            text(&drawn.label),
            text(&texts(node, Key::Action).collect::<Vec<_>>().join("\n")),
            minutes(node, lang),
            text(&words.list(roles.into_iter())),
            text(&issues.chain(found).collect::<Vec<_>>().join("\n")),
            text(improve.map_or("", |improve| improve.text.as_str())),
            text(by),
            text(&improve.and_then(|improve| improve.due).map_or(String::new(), |due| due.to_string())),
        ]
    });
    let rows = rows.collect();
    named(Kind::AsIs, owned(head), rows, lang)
}

fn within(inner: Span, outer: Span) -> bool {
    inner.file == outer.file && outer.start <= inner.start && inner.end <= outer.end
}

fn texts(node: &Node, key: Key) -> impl Iterator<Item = &str> {
    node.texts.iter().filter(move |text| text.key == key).map(|text| text.text.as_str())
}

/// How many minutes it is worked on each time; `?` where that is not known.
fn minutes(node: &Node, lang: Lang) -> Datum {
    let in_minutes = |ms: i64| rounded(&Exact::new(ms.into(), MINUTE.into()), 2);
    match node.time {
        Some(Estimate::Fixed(time)) if time.ms == 0 && !node.kind.is_work() => Datum::from(""),
        Some(Estimate::Fixed(time)) => Datum::Number(in_minutes(time.ms)),
        Some(estimate) => {
            let least = in_minutes(estimate.least().ms);
            Datum::Text(match estimate.most() {
                Some(most) => format!("{least}{}{}", lang.pick("–", "～"), in_minutes(most.ms)),
                None => lang.pick(format!("at least {least}"), format!("至少{least}")),
            })
        }
        None if node.kind.is_work() => Datum::from("?"),
        None => Datum::from(""),
    }
}
