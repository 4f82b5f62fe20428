//! What stands at the beginning and the end of every controlled document.

use super::{Subject, owned};
use crate::emit::page::{Part, Section, Table};
use crate::lang::Lang;
use crate::model::{Ref, SystemId, TextAttribute};
use crate::syntax::keywords::Key;
use crate::wording::shown;

/// 文件控制表: what identifies the document, and who signs it.
pub(super) fn control(subject: Subject) -> Section {
    let Subject { process, lang, .. } = subject;
    let words = subject.words();
    let last = process.revisions.last();
    let owner = process.owner.first().and_then(|owner| owner.id).map(|id| &subject.model.roles[id.index()]);
    let cells = [
        [lang.pick("Document", "文件名称").to_owned(), shown(&process.title).to_owned()],
        [lang.pick("Number", "文件编号").to_owned(), String::new()],
        [lang.pick("Version", "版本").to_owned(), last.map(|last| last.version.clone()).unwrap_or_default()],
        [lang.pick("Date", "修订日期").to_owned(), last.and_then(|last| last.date).map(|date| date.to_string()).unwrap_or_default()],
        [lang.pick("Process owner", "流程负责人").to_owned(), words.roles(&process.owner)],
        [lang.pick("Department", "归口部门").to_owned(), owner.and_then(|owner| owner.dept.clone()).unwrap_or_default()],
        [lang.pick("Describes", "适用版本").to_owned(), subject.variant.title().get(lang).to_owned()],
        [lang.pick("Takes effect", "生效日期").to_owned(), String::new()],
        [lang.pick("Written by", "编制").to_owned(), last.and_then(|last| last.author.clone()).unwrap_or_default()],
        [lang.pick("Reviewed by", "审核").to_owned(), String::new()],
        [lang.pick("Approved by", "批准").to_owned(), String::new()],
        [lang.pick("Distribution", "分发范围").to_owned(), String::new()],
    ];
    let rows = cells.chunks(2).map(|pair| pair.iter().flatten().cloned().collect()).collect();
    let head = match lang {
        Lang::En => ["Item", "Content", "Item", "Content"],
        Lang::Zh => ["项目", "内容", "项目", "内容"],
    };
    Section::new(lang.pick("Document control", "文件控制"), vec![Part::Table(Table::of_texts(owned(head), rows))])
}

/// 目的.
pub(super) fn purpose(subject: Subject) -> Section {
    let lang = subject.lang;
    let parts = said(&subject.process.texts, &[Key::Purpose, Key::Background]);
    let missing = lang.pick("To be filled in: `purpose:` in the process.", "（待补充：在流程中写“目的：……”）");
    Section::new(lang.pick("Purpose", "目的"), or_says(parts, missing))
}

/// 适用范围.
pub(super) fn scope(subject: Subject) -> Section {
    let lang = subject.lang;
    let parts = said(&subject.process.texts, &[Key::Scope]);
    let missing = lang.pick("To be filled in: `scope:` in the process.", "（待补充：在流程中写“范围：……”）");
    Section::new(lang.pick("Scope", "适用范围"), or_says(parts, missing))
}

/// 术语: the systems and documents of the variant, as far as something is said about them.
pub(super) fn terms(subject: Subject) -> Option<Section> {
    let Subject { model, variant, lang, .. } = subject;
    let words = subject.words();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut row = |term: &str, said: Vec<String>| {
        let row = vec![term.to_owned(), said.into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join(lang.pick("; ", "；"))];
        if !rows.contains(&row) {
            rows.push(row);
        }
    };
    let mut systems: Vec<SystemId> =
        variant.nodes.iter().flat_map(|node| &node.systems).filter_map(|system: &Ref<SystemId>| system.id).collect();
    systems.sort_unstable();
    systems.dedup();
    for id in systems {
        let system = &model.systems[id.index()];
        let owner = system.owner.map(|owner| words.pair(Key::Owner, words.role(owner))).unwrap_or_default();
        row(shown(&system.title), vec![lang.pick("system", "系统").to_owned(), owner, texts(&system.texts)]);
    }
    for id in super::controls::data(variant) {
        let data = &model.data[id.index()];
        let Some(title) = &data.title else { continue };
        let fields = if data.fields.is_empty() {
            String::new()
        } else {
            words.pair(Key::Fields, &words.list(data.fields.iter().map(String::as_str)))
        };
        let told = texts(&data.texts);
        if !fields.is_empty() || !told.is_empty() {
            row(shown(title), vec![lang.pick("document", "单据").to_owned(), fields, told]);
        }
    }
    let head = match lang {
        Lang::En => ["Term", "Meaning"],
        Lang::Zh => ["术语", "说明"],
    };
    (!rows.is_empty()).then(|| Section::new(lang.pick("Terms", "术语"), vec![Part::Table(Table::of_texts(owned(head), rows))]))
}

/// 修订记录.
pub(super) fn revisions(subject: Subject) -> Section {
    let lang = subject.lang;
    let head = match lang {
        Lang::En => ["Version", "Date", "Author", "What changed"],
        Lang::Zh => ["版本", "日期", "修订人", "修订内容"],
    };
    let rows = subject.process.revisions.iter().map(|revision| {
        let date = revision.date.map(|date| date.to_string()).unwrap_or_default();
        vec![revision.version.clone(), date, revision.author.clone().unwrap_or_default(), revision.text.clone()]
    });
    let mut rows: Vec<Vec<String>> = rows.collect();
    if rows.is_empty() {
        rows.push(vec![String::new(); 4]);
    }
    Section::new(lang.pick("Revision history", "修订记录"), vec![Part::Table(Table::of_texts(owned(head), rows))])
}

/// The texts under some keys, a paragraph each.
fn said(texts: &[TextAttribute], keys: &[Key]) -> Vec<Part> {
    keys.iter().flat_map(|key| texts.iter().filter(move |text| text.key == *key)).map(|text| Part::Says(text.text.clone())).collect()
}

fn or_says(parts: Vec<Part>, missing: &str) -> Vec<Part> {
    if parts.is_empty() { vec![Part::Says(missing.to_owned())] } else { parts }
}

/// All free texts of a thing.
fn texts(texts: &[TextAttribute]) -> String {
    texts.iter().map(|text| text.text.as_str()).collect::<Vec<_>>().join(" ")
}
