//! Related documents, and the records that remain.

use std::collections::BTreeSet;

use super::writer::{Writer, text};
use crate::ast::quantity::{Clock, DAY, Duration};
use crate::emit::page::Part;
use crate::model::{Data, DataId, NodeId};
use crate::syntax::keywords::Key;
use crate::wording::shown;

/// The processes that are called, and the rules that demand a control. A row is left for what else there is.
pub(super) fn documents(writer: &Writer) -> Vec<Part> {
    let mut rows: Vec<[String; 3]> = Vec::new();
    for (id, node) in writer.steps() {
        if let Some((called, _)) = &node.calls {
            let name = writer.words.callee(called);
            let name = writer.t(format!("{name}: standard operating procedure"), format!("{name}标准操作规程"));
            rows.push([name, String::new(), writer.t(format!("called at {}", writer.step(id)), format!("“{}”调用", writer.step(id)))]);
        }
        if let Some(rule) = node.required.as_ref().and_then(Option::as_ref) {
            rows.push([
                rule.clone(),
                String::new(),
                writer.t(format!("demands {}", writer.step(id)), format!("“{}”的依据", writer.step(id))),
            ]);
        }
    }
    rows.push(Default::default());
    writer.table(["Document", "Number", "Why it is related"], ["文件名称", "文件编号", "说明"], rows)
}

/// How long something is kept: in years, months or weeks where these come out even, as such terms are written.
fn long(writer: &Writer, time: Duration) -> String {
    let units = [(365, "year", "年"), (30, "month", "个月"), (7, "week", "周")];
    let even = units.into_iter().find(|(days, ..)| time.clock == Clock::Wall && time.ms > 0 && time.ms % (days * DAY) == 0);
    even.map_or(writer.words.duration(time), |(days, en, zh)| {
        let count = time.ms / (days * DAY);
        let s = if count == 1 { "" } else { "s" };
        writer.t(format!("{count} {en}{s}"), format!("{count}{zh}"))
    })
}

/// The data that is archived, kept or delivered, and the forms. How long a record is kept is left empty where nobody says so.
pub(super) fn records(writer: &Writer) -> Vec<Part> {
    let used = writer.steps().flat_map(|(_, node)| [&node.outputs, &node.inputs, &node.of, &node.optional].into_iter().flatten());
    let used: BTreeSet<DataId> = used.filter_map(|data| data.id).collect();
    let is_record = |data: &Data| data.archive || data.deliverable || data.keep_for.is_some();
    let data = used.into_iter().map(|id| (id, &writer.model().data[id.index()])).filter(|(_, data)| is_record(data));
    let data = data.filter_map(|(id, data)| {
        let written = writer.steps().filter(|(_, node)| node.outputs.iter().any(|output| output.id == Some(id))).map(|(id, _)| id);
        let written: Vec<NodeId> = written.collect();
        let yes = |yes: bool| if yes { writer.words.yes(true).to_owned() } else { String::new() };
        let kept = data.keep_for.map_or(String::new(), |time| long(writer, time));
        Some([shown(data.title.as_ref()?).to_owned(), writer.listed(&written), yes(data.archive), kept, yes(data.personal)])
    });
    let forms = writer.steps().filter_map(|(id, node)| {
        let form = text(&node.texts, Key::Form);
        (!form.is_empty()).then(|| [form, writer.step(id), String::new(), String::new(), String::new()])
    });
    let mut rows: Vec<[String; 5]> = data.collect();
    // A form that is named after the record it becomes is that record.
    let forms: Vec<[String; 5]> = forms.filter(|form| rows.iter().all(|row| row[0] != form[0])).collect();
    rows.extend(forms);
    writer.table(
        ["Record", "Written at", "Archived", "Kept for", "Personal data"],
        ["记录", "产生步骤", "归档", "保存期限", "含个人信息"],
        rows,
    )
}
