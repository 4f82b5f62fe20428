//! The standard operating procedure (SOP, 标准操作规程) of a process: what everybody who works in it reads, signs and is audited by.
//!
//! Guarantees: what it says, the process says; what is not declared is a cell to be filled in by hand, never a guess. Its sections are
//! those of the handbooks, in their order; those that a process has nothing for say what to declare, or are left out.

mod appendix;
mod control;
mod controls;
#[cfg(feature = "docx")]
mod docx;
mod exceptions;
mod limits;
mod people;
mod pictures;
mod records;
mod steps;
mod template;
mod terms;
mod writer;

#[cfg(feature = "docx")]
pub use docx::{Image, docx};
pub use template::{BUILT_IN, Fault, House, render};

use crate::compare::Comparison;
use crate::diagram::{Diagram, build};
use crate::emit::page::{Page, Part, Section};
use crate::emit::tables::Material;
use crate::lang::Lang;
use crate::model::{Model, Process, Variant};
use writer::Writer;

/// What a document is about.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The model.
    pub model: &'a Model,
    /// The process.
    pub process: &'a Process,
    /// The variant that is in force, or will be.
    pub variant: &'a Variant,
    /// The as-is beside it, if it is a to-be.
    pub comparison: Option<&'a Comparison<'a>>,
    /// The language of the words that are not the author's.
    pub lang: Lang,
}

/// The variant that a procedure describes if nothing is said: the to-be if there is exactly one, otherwise the as-is; failing both the
/// first there is.
#[must_use]
pub fn usual(process: &Process) -> Option<&Variant> {
    let mut to_bes = process.to_bes();
    match (to_bes.next(), to_bes.next()) {
        (Some(one), None) => Some(one),
        _ => process.as_is().or(process.variants.first()),
    }
}

/// The procedure as a page. Its sections have keys.
#[must_use]
pub fn sop(subject: Subject) -> Page {
    let writer = Writer::new(subject);
    let sections: [(&'static str, [&str; 2], Vec<Part>); 14] = [
        ("control", ["Document control", "文件控制"], control::control(&writer)),
        ("purpose", ["Purpose", "目的"], control::purpose(&writer)),
        ("scope", ["Scope", "适用范围"], control::scope(&writer)),
        ("terms", ["Terms", "术语"], terms::terms(&writer)),
        ("roles", ["Roles and responsibilities", "职责"], people::roles(&writer)),
        ("flowchart", ["Flowchart", "流程图"], pictures::flowchart(&writer)),
        ("steps", ["Steps", "作业内容"], steps::steps(&writer)),
        ("exceptions", ["Approvals and exceptions", "审批与异常"], exceptions::exceptions(&writer)),
        ("limits", ["Time limits and goals", "时限与指标"], limits::limits(&writer)),
        ("controls", ["Controls and risks", "控制点与风险"], controls::controls(&writer)),
        ("documents", ["Related documents", "相关文件"], records::documents(&writer)),
        ("records", ["Records", "记录表单"], records::records(&writer)),
        ("revisions", ["Revision history", "修订记录"], control::revisions(&writer)),
        ("appendix", ["Appendix: as-is and to-be", "附：现状与优化后对比"], appendix::appendix(&writer)),
    ];
    let mut numbers = 1..;
    let sections = sections.into_iter().filter(|(_, _, parts)| !parts.is_empty()).map(|(key, [en, zh], parts)| {
        let title = writer.t(en, zh);
        // What stands before the first chapter and behind the last has no number.
        let number = if matches!(key, "control" | "appendix") { None } else { numbers.next() };
        Section { key, title: number.map_or(title.to_owned(), |number: u32| format!("{number}  {title}")), parts }
    });
    let sections = sections.collect();
    Page { title: control::title(&writer), sections }
}

/// Whether a section is printed on pages that lie on their side: the table of the steps has nine columns, and some drawings are wide.
fn lies(section: &Section) -> bool {
    section.key == "steps" || matches!(section.parts.first(), Some(Part::Picture(picture)) if picture.lies())
}

impl<'a> Subject<'a> {
    /// The drawing of a variant. The findings are the designer's business, not the reader's.
    fn diagram(self, variant: &Variant) -> Diagram {
        build(self.model, self.process, variant, &[], self.lang)
    }

    /// What tables are made of. Findings are not among it.
    fn material(self) -> Material<'a> {
        Material { model: self.model, process: self.process, findings: &[], comparisons: &[] }
    }
}
