//! Controls and risks, the documents that a process refers to, and the records that it leaves.

use std::collections::BTreeSet;

use super::{Steps, owned};
use crate::emit::page::{Part, Section, Table};
use crate::lang::Lang;
use crate::model::{DataId, NodeId, Variant};
use crate::syntax::keywords::Key;
use crate::wording::shown;

/// 控制点与风险.
pub(super) fn controls(of: &Steps) -> Option<Section> {
    let (lang, words, process) = (of.words.lang, of.words, of.subject.process);
    let names = |names: &[String]| words.list(names.iter().map(|name| of.called(name)).collect::<Vec<_>>().iter().map(String::as_str));
    let covers = |id: NodeId| {
        let node = of.node(id);
        let risks = process.risks.iter().filter(|risk| risk.controls.iter().any(|name| node.answers_to(name)));
        words.list(risks.map(|risk| shown(&risk.title)))
    };
    let mut parts = Vec::new();
    let mut rows = Vec::new();
    for id in of.numbered() {
        let (node, risks) = (of.node(id), covers(id));
        if node.required.is_none() && risks.is_empty() {
            continue;
        }
        let kinds = [(node.preventive, lang.pick("preventive", "预防性")), (node.detective, lang.pick("detective", "检查性"))];
        let kind = words.list(kinds.into_iter().filter_map(|(is, word)| is.then_some(word)));
        let why = node.required.clone().flatten().unwrap_or_default();
        rows.push(vec![of.name(id), words.roles(of.subject.variant.owner(id)), kind, why, risks]);
    }
    if !rows.is_empty() {
        let head = match lang {
            Lang::En => ["Control", "Owner", "Kind", "Required by", "Against the risk"],
            Lang::Zh => ["控制点", "责任人", "类型", "依据", "应对风险"],
        };
        parts.push(Part::Table(Table::of_texts(owned(head), rows)));
    }
    let risks = process.risks.iter().map(|risk| {
        let said = risk.texts.iter().map(|text| words.pair(text.key, &text.text)).collect::<Vec<_>>().join("\n");
        vec![shown(&risk.title).to_owned(), names(&risk.controls), names(&risk.protects), said]
    });
    let risks: Vec<Vec<String>> = risks.collect();
    if !risks.is_empty() {
        let head = match lang {
            Lang::En => ["Risk", "Controlled by", "Threatens", "Details"],
            Lang::Zh => ["风险", "控制点", "影响环节", "说明"],
        };
        parts.push(Part::Table(Table::of_texts(owned(head), risks)));
    }
    let duties = process.duties.iter().map(|duty| {
        let steps = names(&duty.nodes);
        if duty.separate {
            lang.pick(format!("Done by different people: {steps}"), format!("职责分离，不得由同一人办理：{steps}"))
        } else {
            lang.pick(format!("Done by the same person: {steps}"), format!("由同一人办理：{steps}"))
        }
    });
    let duties: Vec<String> = duties.collect();
    if !duties.is_empty() {
        parts.push(Part::List(duties));
    }
    (!parts.is_empty()).then(|| Section::new(lang.pick("Controls and risks", "控制点与风险"), parts))
}

/// 相关文件: what required controls refer to, and the processes that are called.
pub(super) fn documents(of: &Steps) -> Option<Section> {
    let lang = of.words.lang;
    let mut lines: Vec<String> = Vec::new();
    let mut line = |text: String| {
        if !text.is_empty() && !lines.contains(&text) {
            lines.push(text);
        }
    };
    for id in of.numbered() {
        line(of.node(id).required.clone().flatten().unwrap_or_default());
    }
    for id in of.numbered() {
        if let Some((name, _)) = &of.node(id).calls {
            let process = of.words.callee(name);
            line(lang.pick(format!("Process: {process}"), format!("流程：{process}")));
        }
    }
    (!lines.is_empty()).then(|| Section::new(lang.pick("Related documents", "相关文件"), vec![Part::List(lines)]))
}

/// 记录表单: what the process writes, and how long it is kept.
pub(super) fn records(of: &Steps) -> Option<Section> {
    let (lang, words, model) = (of.words.lang, of.words, of.subject.model);
    let written = |id: DataId| {
        let steps = of.numbered().filter(|&step| of.node(step).outputs.iter().any(|data| data.id == Some(id)));
        steps.map(|step| of.name(step)).collect::<Vec<_>>().join("\n")
    };
    let mut rows = Vec::new();
    for id in data(of.subject.variant) {
        let (data, steps) = (&model.data[id.index()], written(id));
        let Some(title) = data.title.as_ref().filter(|_| !steps.is_empty() || data.archive || data.keep_for.is_some()) else { continue };
        let marks = [(data.deliverable, Key::Deliverable), (data.archive, Key::Archive), (data.personal, Key::Personal)];
        let marks = words.list(marks.into_iter().filter(|(is, _)| *is).map(|(_, key)| words.key(key)));
        let kept = data.keep_for.map(|kept| words.duration(kept)).unwrap_or_default();
        rows.push(vec![shown(title).to_owned(), steps, marks, kept]);
    }
    let forms = of.numbered().filter_map(|id| {
        let form = super::work::texts(of.node(id), Key::Form);
        let known = rows.iter().any(|row: &Vec<String>| row[0] == form);
        (!form.is_empty() && !known).then(|| vec![form, of.name(id), String::new(), String::new()])
    });
    let forms: Vec<Vec<String>> = forms.collect();
    rows.extend(forms);
    let head = match lang {
        Lang::En => ["Record", "Written in", "Marks", "Kept for"],
        Lang::Zh => ["记录、表单", "形成步骤", "属性", "保存期限"],
    };
    (!rows.is_empty()).then(|| Section::new(lang.pick("Records", "记录表单"), vec![Part::Table(Table::of_texts(owned(head), rows))]))
}

/// The data that the steps of a variant read or write, in the order of their declarations.
pub(super) fn data(variant: &Variant) -> BTreeSet<DataId> {
    let of = |node: &crate::model::Node| {
        let all = [&node.inputs, &node.optional, &node.outputs, &node.of];
        all.into_iter().flatten().filter_map(|data| data.id).collect::<Vec<_>>()
    };
    variant.nodes.iter().flat_map(of).collect()
}
