//! Document control, purpose, scope and revision history.

use super::writer::{Writer, text};
use crate::diagram::variant_title;
use crate::emit::page::Part;
use crate::syntax::keywords::Key;

/// What stands above the document.
pub(super) fn title(writer: &Writer) -> String {
    let name = &writer.diagram.title;
    writer.t(format!("{name}: standard operating procedure"), format!("{name}标准操作规程"))
}

/// The form on the first page, and who signs.
pub(super) fn control(writer: &Writer) -> Vec<Part> {
    let process = writer.subject.process;
    let last = process.revisions.last();
    let departments = process.owner.iter().filter_map(|role| role.id).filter_map(|id| writer.model().roles[id.index()].dept.as_deref());
    let mut departments: Vec<&str> = departments.collect();
    departments.dedup();
    let mut fields = vec![
        (writer.t("Title", "文件名称"), title(writer)),
        (writer.t("Document number", "文件编号"), String::new()),
        (writer.t("Version", "版本"), last.map_or(String::new(), |last| last.version.clone())),
        (writer.t("Revised on", "修订日期"), last.and_then(|last| last.date).map_or(String::new(), |date| date.to_string())),
        (writer.t("Effective from", "生效日期"), String::new()),
        (writer.t("Process owner", "流程负责人"), writer.words.roles(&process.owner)),
        (writer.t("Department", "归口部门"), writer.words.list(departments.into_iter())),
        (writer.t("Distribution", "分发范围"), String::new()),
    ];
    if process.variants.len() > 1 {
        fields.push((writer.t("Describes", "流程版本"), variant_title(writer.variant(), writer.words.lang)));
    }
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let author = last.and_then(|last| last.author.clone()).unwrap_or_default();
    let signs = [writer.t("Prepared by", "编制"), writer.t("Reviewed by", "审核"), writer.t("Approved by", "批准")];
    let names = [author, String::new(), String::new()];
    let rows = signs.into_iter().zip(names).map(|(sign, name)| [sign.to_owned(), name, String::new(), String::new()]).collect();
    let signed = writer.table(["Sign-off", "Name", "Signature", "Date"], ["签批", "姓名", "签字", "日期"], rows);
    std::iter::once(Part::Form(fields)).chain(signed).collect()
}

/// What the process is for.
pub(super) fn purpose(writer: &Writer) -> Vec<Part> {
    let missing = writer.t("(To be completed: write `purpose: …` in the process.)", "（待补充：请在流程文件中写“目的：……”。）");
    vec![said(&text(&writer.subject.process.texts, Key::Purpose), missing)]
}

/// What it covers.
pub(super) fn scope(writer: &Writer) -> Vec<Part> {
    let missing = writer.t("(To be completed: write `scope: …` in the process.)", "（待补充：请在流程文件中写“范围：……”。）");
    vec![said(&text(&writer.subject.process.texts, Key::Scope), missing)]
}

fn said(text: &str, missing: &str) -> Part {
    Part::Says(if text.is_empty() { missing } else { text }.to_owned())
}

/// Every revision; one empty row where there is none.
pub(super) fn revisions(writer: &Writer) -> Vec<Part> {
    let revisions = writer.subject.process.revisions.iter().map(|revision| {
        let date = revision.date.map_or(String::new(), |date| date.to_string());
        [revision.version.clone(), date, revision.author.clone().unwrap_or_default(), revision.text.clone()]
    });
    let mut rows: Vec<[String; 4]> = revisions.collect();
    if rows.is_empty() {
        rows.push(Default::default());
    }
    writer.table(["Version", "Date", "Author", "What was revised"], ["版本", "日期", "修订人", "修订内容"], rows)
}
