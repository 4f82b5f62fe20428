//! The standard operating procedure (SOP, 标准操作规程) of a process: what everybody who works in it reads, signs and is audited by.
//!
//! Guarantees: what it says, the process says; what is not declared is a cell to be filled in by hand, never a guess. Its sections are
//! those of the handbooks, in their order; those that a process has nothing for say what to declare, or are left out.

mod appendix;
mod controls;
#[cfg(feature = "docx")]
mod docx;
mod front;
mod people;
mod template;
mod work;

#[cfg(feature = "docx")]
pub use docx::{Image, docx};
pub use template::{BUILT_IN, Fault, House, render};

use crate::compare::Comparison;
use crate::diagnostic::Diagnostic;
use crate::diagram::{Diagram, build, build_diff, flow_order};
use crate::diff::Side;
use crate::emit::page::{Page, Section};
use crate::emit::tables::Material;
use crate::lang::Lang;
use crate::model::{Edge, Model, NodeId, Process, Variant};
use crate::wording::{Wording, shown};

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
    /// What was found.
    pub findings: &'a [Diagnostic],
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

/// The procedure as a page.
#[must_use]
pub fn sop(subject: Subject) -> Page {
    let of = Steps::find(subject);
    let name = shown(&subject.process.title);
    let title = subject.lang.pick(format!("{name}: standard operating procedure"), format!("{name} 标准操作规程"));
    let sections: [Option<Section>; 14] = [
        Some(front::control(subject)),
        Some(front::purpose(subject)),
        Some(front::scope(subject)),
        front::terms(subject),
        Some(people::roles(&of)),
        Some(work::flowchart(subject)),
        Some(work::steps(&of)),
        work::approvals(&of),
        work::limits(&of),
        controls::controls(&of),
        controls::documents(&of),
        controls::records(&of),
        Some(front::revisions(subject)),
        appendix::appendix(subject),
    ];
    let mut sections: Vec<Section> = sections.into_iter().flatten().collect();
    for (number, section) in (1..).zip(&mut sections) {
        section.title = format!("{number}  {}", section.title);
    }
    Page { title, sections }
}

/// The steps of the variant in the order in which the flow meets them, as they are numbered in the drawing.
struct Steps<'a> {
    subject: Subject<'a>,
    words: Wording<'a>,
    diagram: Diagram,
    order: Vec<NodeId>,
    leaving: Vec<Vec<&'a Edge>>,
}

impl<'a> Steps<'a> {
    fn find(subject: Subject<'a>) -> Steps<'a> {
        let diagram = subject.diagram();
        let order = flow_order(diagram.nodes.len(), &diagram.edges).into_iter().map(NodeId::at);
        let mut leaving: Vec<Vec<&Edge>> = vec![Vec::new(); subject.variant.nodes.len()];
        for edge in &subject.variant.edges {
            leaving[edge.from.index()].push(edge);
        }
        let order = order.filter(|id| !subject.variant.node(*id).is_block_join()).collect();
        Steps { subject, words: subject.words(), order, diagram, leaving }
    }

    /// Number and name, as they stand on the drawing.
    fn name(&self, id: NodeId) -> String {
        self.diagram.nodes[id.index()].name().unwrap_or_default()
    }

    /// What people call the node of that name.
    fn called(&self, name: &str) -> String {
        self.subject.variant.node_named(name).map_or_else(|| name.to_owned(), |id| self.diagram.nodes[id.index()].label.clone())
    }
}

impl<'a> Subject<'a> {
    fn words(self) -> Wording<'a> {
        Wording { model: self.model, lang: self.lang }
    }

    /// The drawing of the variant. The findings are the designer's business, not the reader's.
    fn diagram(self) -> Diagram {
        build(self.model, self.process, self.variant, &[], self.lang)
    }

    fn material(self) -> Material<'a> {
        Material { model: self.model, process: self.process, findings: self.findings, comparisons: &[] }
    }

    /// The drawing of what the variant changes.
    fn changes(self, as_is: &Variant) -> Diagram {
        let side = |variant| Side { model: self.model, process: self.process, variant };
        build_diff(side(as_is), side(self.variant), self.lang)
    }
}

fn owned<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.map(str::to_owned).to_vec()
}
