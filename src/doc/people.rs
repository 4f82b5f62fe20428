//! 职责: who takes part in what, role by role and as a matrix.

use std::collections::BTreeMap;

use super::{Steps, owned};
use crate::emit::page::{Part, Section, Table};
use crate::emit::tables::{Kind, letters, of_variant};
use crate::lang::Lang;
use crate::model::RoleId;
use crate::wording::shown;

/// What each role does, and the matrix of responsibilities.
pub(super) fn roles(of: &Steps) -> Section {
    let lang = of.words.lang;
    let mut parts = Vec::new();
    let matrix = of_variant(Kind::Raci, of.subject.material(), of.subject.variant, lang);
    if matrix.head.len() > 1 {
        let says = lang.pick(
            "Responsibility matrix: R does the work, A is accountable, C is consulted, I is informed.",
            "责任矩阵：R 执行，A 负责，C 被咨询，I 被知会。",
        );
        parts.extend([Part::Table(duties(of)), Part::Says(says.to_owned()), Part::Table(matrix.table())]);
    } else {
        parts.push(Part::Says(lang.pick("To be filled in: `owner:` of each step.", "（待补充：在各环节写“责任人：……”）").to_owned()));
    }
    Section::new(lang.pick("Roles and responsibilities", "职责"), parts)
}

/// A row for each role, in the order of their declarations: what it answers for and does, what it is asked and told.
fn duties(of: &Steps) -> Table {
    let lang = of.words.lang;
    let mut roles: BTreeMap<RoleId, [Vec<String>; 4]> = BTreeMap::new();
    for id in of.numbered() {
        for (role, letters) in letters(of.subject.variant, id) {
            let cells = roles.entry(role).or_default();
            // Who is accountable and does it, too, is said once.
            let letters = if letters.contains('A') { letters.replace('R', "") } else { letters };
            for (cell, letter) in cells.iter_mut().zip(['A', 'R', 'C', 'I']) {
                cell.extend(letters.contains(letter).then(|| of.name(id)));
            }
        }
    }
    let head = match lang {
        Lang::En => ["Role", "Department", "Is accountable for", "Does", "Is consulted on", "Is informed of"],
        Lang::Zh => ["岗位", "部门", "负责", "执行", "被咨询", "被知会"],
    };
    let row = |(role, cells): (RoleId, [Vec<String>; 4])| {
        let about = &of.subject.model.roles[role.index()];
        let who = [shown(&about.title).to_owned(), about.dept.clone().unwrap_or_default()];
        who.into_iter().chain(cells.map(|names| names.join("\n"))).collect()
    };
    Table::of_texts(owned(head), roles.into_iter().map(row).collect())
}
