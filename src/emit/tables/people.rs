//! 责任矩阵表 and 岗位职责清单: who takes part in which step, and how.

use std::collections::BTreeMap;

use super::{Kind, Material, named, owned, steps};
use crate::emit::sheet::{Datum, Sheet};
use crate::lang::Lang;
use crate::model::{NodeId, Ref, RoleId, Variant};
use crate::syntax::keywords::Key;
use crate::wording::shown;

/// The letters of each role at a node, in the order R, A, C, I.
///
/// R, who does it: `by`, else the owner; who decides on an approval does it too. A, who is accountable: the owner, if there is exactly one; else nobody is
/// shown. C, who is asked: `consults`. I, who is told: `informs`, and the `to` of a notice.
#[must_use]
pub fn letters(variant: &Variant, id: NodeId) -> BTreeMap<RoleId, String> {
    let (node, owner) = (variant.node(id), variant.owner(id));
    let accountable = if let [_] = owner { owner } else { &[] };
    let does = if node.performers().is_empty() { owner } else { node.performers() };
    let all: [(char, Vec<&Ref<RoleId>>); 4] = [
        ('R', does.iter().collect()),
        ('A', accountable.iter().collect()),
        ('C', node.consults.iter().collect()),
        ('I', node.informs.iter().chain(&node.to).collect()),
    ];
    let mut letters: BTreeMap<RoleId, String> = BTreeMap::new();
    for (letter, roles) in all {
        for role in roles.into_iter().filter_map(|role| role.id) {
            let known = letters.entry(role).or_default();
            if !known.contains(letter) {
                known.push(letter);
            }
        }
    }
    letters
}

/// `RA` as `R/A`.
fn slashed(letters: &str) -> String {
    letters.chars().map(String::from).collect::<Vec<_>>().join("/")
}

/// One row per step, one column per role, in the order in which the flow meets them.
pub(super) fn raci(material: Material, variant: &Variant, lang: Lang) -> Sheet {
    let (diagram, order) = steps(material, variant, lang);
    let rows: Vec<(NodeId, BTreeMap<RoleId, String>)> = order.into_iter().map(|id| (id, letters(variant, id))).collect();
    let roles = in_order(&rows);
    let title = |&id: &RoleId| shown(&material.model.roles[id.index()].title).to_owned();
    let head = std::iter::once(lang.pick("Step", "流程环节").to_owned()).chain(roles.iter().map(title)).collect();
    let rows = rows.iter().map(|(id, letters)| {
        let cells = roles.iter().map(|role| Datum::Text(letters.get(role).map_or(String::new(), |letters| slashed(letters))));
        std::iter::once(Datum::Text(diagram.nodes[id.index()].label.clone())).chain(cells).collect()
    });
    let rows = rows.collect();
    named(Kind::Raci, head, rows, lang)
}

/// One row per role and step.
pub(super) fn duties(material: Material, variant: &Variant, lang: Lang) -> Sheet {
    let words = material.wording(lang);
    let (diagram, order) = steps(material, variant, lang);
    let taken: Vec<(NodeId, BTreeMap<RoleId, String>)> = order.into_iter().map(|id| (id, letters(variant, id))).collect();
    let head = match lang {
        Lang::En => ["Role", "Department", "Step", "Responsibility", "What is done", "System", "SLA"],
        Lang::Zh => ["岗位", "部门", "流程环节", "责任", "操作", "系统", "时限"],
    };
    let mut rows = Vec::new();
    for role in in_order(&taken) {
        let about = &material.model.roles[role.index()];
        for (id, letters) in &taken {
            let (Some(letters), node) = (letters.get(&role), variant.node(*id)) else { continue };
            let action = node.texts.iter().find(|text| text.key == Key::Action).map_or("", |text| text.text.as_str());
            let cells = [
                shown(&about.title).to_owned(),
                about.dept.clone().unwrap_or_default(),
                diagram.nodes[id.index()].label.clone(),
                slashed(letters),
                action.to_owned(),
                words.systems(&node.systems),
                node.sla.map_or(String::new(), |sla| words.duration(sla.value)),
            ];
            rows.push(cells.map(Datum::Text).to_vec());
        }
    }
    named(Kind::Duties, owned(head), rows, lang)
}

/// The roles that take part, as the flow meets them.
fn in_order(rows: &[(NodeId, BTreeMap<RoleId, String>)]) -> Vec<RoleId> {
    let mut roles: Vec<RoleId> = Vec::new();
    // Those who work before those who are told.
    for wanted in [['R', 'A'], ['C', 'I']] {
        for (_, letters) in rows {
            for (&role, letters) in letters {
                if letters.contains(wanted) && !roles.contains(&role) {
                    roles.push(role);
                }
            }
        }
    }
    roles
}
