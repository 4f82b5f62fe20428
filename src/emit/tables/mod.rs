//! The tables that the handbooks of process optimisation ask for, filled from a process as far as it says: what people decide and sign stays empty.

mod application;
mod as_is;
mod effects;
mod people;

pub use people::letters;

use crate::compare::Comparison;
use crate::diagnostic::Diagnostic;
use crate::diagram::{Diagram, build, flow_order};
use crate::emit::sheet::{Datum, Sheet};
use crate::lang::Lang;
use crate::model::{Model, NodeId, Process, Variant};
use crate::wording::Wording;

/// A table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// 现状分析表: the steps of the as-is with what is wrong and who mends it.
    AsIs,
    /// 效果评估表: before and after.
    Effects,
    /// 立项申请表: the application.
    Application,
    /// 责任矩阵表: who takes part in which step how.
    Raci,
    /// 岗位职责清单: the steps of each role.
    Duties,
}

impl Kind {
    /// All tables, in order.
    pub const ALL: [Kind; 5] = [Kind::AsIs, Kind::Effects, Kind::Application, Kind::Raci, Kind::Duties];

    /// The word for it on the command line, and its name in both languages.
    #[must_use]
    pub fn names(self) -> [&'static str; 3] {
        match self {
            Kind::AsIs => ["as-is", "As-is analysis", "现状分析表"],
            Kind::Effects => ["effects", "Effects", "效果评估表"],
            Kind::Application => ["application", "Project application", "立项申请表"],
            Kind::Raci => ["raci", "Responsibility matrix", "责任矩阵表"],
            Kind::Duties => ["duties", "Duties of each role", "岗位职责清单"],
        }
    }

    /// What stands above it: in Chinese the name that the handbooks give it.
    #[must_use]
    pub fn title(self, lang: Lang) -> &'static str {
        let [_, en, zh] = self.names();
        let zh = match self {
            Kind::AsIs => "服务流程现状分析表",
            Kind::Effects => "服务流程优化效果评估表",
            Kind::Application => "服务流程优化立项申请表",
            Kind::Raci | Kind::Duties => zh,
        };
        lang.pick(en, zh)
    }

    /// The table of that name, in either language.
    #[must_use]
    pub fn named(word: &str) -> Option<Kind> {
        let word = word.trim();
        Kind::ALL.into_iter().find(|kind| kind.names().iter().any(|name| name.eq_ignore_ascii_case(word)) || kind.title(Lang::Zh) == word)
    }
}

/// What tables are made of.
#[derive(Clone, Copy)]
pub struct Material<'a> {
    /// The model.
    pub model: &'a Model,
    /// The process.
    pub process: &'a Process,
    /// What was found.
    pub findings: &'a [Diagnostic],
    /// The as-is beside each to-be, one at a time.
    pub comparisons: &'a [Comparison<'a>],
}

/// The tables of a kind: one, or one for each variant or to-be. None where the process has nothing to fill it with.
#[must_use]
pub fn tables<'a>(kind: Kind, material: Material<'a>, lang: Lang) -> Vec<(Sheet, Option<&'a Variant>)> {
    let process = material.process;
    match kind {
        Kind::AsIs => process.as_is().map(|as_is| (as_is::sheet(material, as_is, lang), None)).into_iter().collect(),
        Kind::Effects => {
            let many = material.comparisons.len() > 1;
            let one = |compared: &Comparison<'a>| (effects(material, compared, lang), compared.to_bes.first().copied().filter(|_| many));
            material.comparisons.iter().map(one).collect()
        }
        Kind::Application => vec![(application::sheet(material, lang), None)],
        Kind::Raci | Kind::Duties => {
            let many = process.variants.len() > 1;
            let sheet = |variant| of_variant(kind, material, variant, lang);
            process.variants.iter().map(|variant| (sheet(variant), Some(variant).filter(|_| many))).collect()
        }
    }
}

/// 责任矩阵表 or 岗位职责清单 of one variant.
pub(crate) fn of_variant(kind: Kind, material: Material, variant: &Variant, lang: Lang) -> Sheet {
    match kind {
        Kind::Raci => people::raci(material, variant, lang),
        _ => people::duties(material, variant, lang),
    }
}

/// 效果评估表 of one comparison.
pub(crate) fn effects(material: Material, compared: &Comparison, lang: Lang) -> Sheet {
    effects::sheet(material, compared, lang)
}

/// A sheet with the name of its kind.
fn named(kind: Kind, head: Vec<String>, rows: Vec<Vec<Datum>>, lang: Lang) -> Sheet {
    Sheet { name: kind.title(lang).to_owned(), head, rows }
}

fn owned<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.map(str::to_owned).to_vec()
}

/// The drawing of a variant, which knows the order of its steps and what was found about each, and the steps in that order.
fn steps(material: Material, variant: &Variant, lang: Lang) -> (Diagram, Vec<NodeId>) {
    let diagram = build(material.model, material.process, variant, material.findings, lang);
    let order = flow_order(diagram.nodes.len(), &diagram.edges).into_iter().map(NodeId::at);
    let steps = order.filter(|&id| diagram.nodes[id.index()].number.is_some()).collect();
    (diagram, steps)
}

impl<'a> Material<'a> {
    fn wording(self, lang: Lang) -> Wording<'a> {
        Wording { model: self.model, lang }
    }
}
