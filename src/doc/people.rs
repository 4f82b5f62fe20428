//! 职责: who takes part in what, as a list of duties and as a matrix.

use super::Subject;
use crate::emit::page::{Part, Section};
use crate::emit::sheet::Sheet;
use crate::emit::tables::{Kind, of_variant};

/// The duties of each role, and the matrix of responsibilities.
pub(super) fn roles(subject: Subject) -> Section {
    let lang = subject.lang;
    let table = |sheet: &Sheet| Part::Table(sheet.table());
    let duties = of_variant(Kind::Duties, subject.material(), subject.variant, lang);
    let matrix = of_variant(Kind::Raci, subject.material(), subject.variant, lang);
    let letters = lang.pick("R does the work, A is accountable, C is consulted, I is informed.", "R 执行，A 负责，C 被咨询，I 被知会。");
    let parts = vec![
        Part::Says(lang.pick("What each role does:", "各岗位的职责：").to_owned()),
        table(&duties),
        Part::Says(lang.pick(format!("Responsibility matrix. {letters}"), format!("责任矩阵：{letters}"))),
        table(&matrix),
    ];
    Section::new(lang.pick("Roles and responsibilities", "职责"), parts)
}
