//! What words mean here: what the notes of roles, systems and data say.

use super::writer::{Writer, text};
use crate::emit::page::Part;
use crate::model::{DataId, Ref, RoleId, SystemId, TextAttribute, Title};
use crate::syntax::keywords::Key;
use crate::wording::shown;

/// The roles, systems and data of the steps that a note explains, in the order of the flow.
pub(super) fn terms(writer: &Writer) -> Vec<Part> {
    let (mut roles, mut systems, mut data): (Vec<RoleId>, Vec<SystemId>, Vec<DataId>) = Default::default();
    roles.extend(writer.subject.process.owner.iter().filter_map(|role| role.id));
    for (id, node) in writer.steps() {
        let people = [writer.variant().owner(id), &node.by, &node.approvers, &node.consults, &node.informs, &node.to];
        note(&mut roles, people.into_iter().flatten().chain(node.escalate.iter().map(|escalation| &escalation.role)));
        note(&mut systems, &node.systems);
        note(&mut data, [&node.inputs, &node.optional, &node.of, &node.outputs].into_iter().flatten());
    }
    let model = writer.model();
    let roles = roles.iter().map(|id| &model.roles[id.index()]).map(|role| (Some(&role.title), &role.texts));
    let systems = systems.iter().map(|id| &model.systems[id.index()]).map(|system| (Some(&system.title), &system.texts));
    let data = data.iter().map(|id| &model.data[id.index()]).map(|data| (data.title.as_ref(), &data.texts));
    let row = |(title, texts): (Option<&Title>, &Vec<TextAttribute>)| {
        let note = text(texts, Key::Note);
        title.filter(|_| !note.is_empty()).map(|title| [shown(title).to_owned(), note])
    };
    let rows = roles.chain(systems).chain(data).filter_map(row).collect();
    writer.table(["Term", "Meaning"], ["术语", "含义"], rows)
}

/// Adds what is not yet there.
fn note<'r, I: PartialEq + Copy + 'r>(known: &mut Vec<I>, more: impl IntoIterator<Item = &'r Ref<I>>) {
    for id in more.into_iter().filter_map(|reference| reference.id) {
        if !known.contains(&id) {
            known.push(id);
        }
    }
}
