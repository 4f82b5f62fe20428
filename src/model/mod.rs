//! The meaning of a file: the single source of truth for everything after it.
//!
//! Guarantees: owned and immutable; every name is looked up, and a reference that leads nowhere is `None` and was reported;
//! a to-be written as changes is a graph like any other, whose nodes point at the text they came from. Edges and blocks refer
//! to nodes of their own variant. Nothing is guaranteed about sense: whether the flow works is for `lint/`.
//!
//! Here are the types and what can be asked of them; `resolve/` makes them from the typed tree, `change/` makes a to-be from the as-is.

mod change;
mod node;
mod process;
mod resolve;
mod resource;
pub mod rules;
mod tiers;
mod uses;
mod variant;

pub use node::{Escalation, Improve, Node, NodeKind, Origin};
pub use process::{Accept, DutyRule, Milestone, Process, Revision};
pub use resolve::{Import, resolve};
pub use resource::{Calendar, Data, Goal, Home, Risk, Role, System};
pub use tiers::{Gap, gap, overlap};
pub use variant::{Block, Change, Condition, Edge, EdgeKind, Variant, VariantKind};

use crate::source::Span;
use crate::syntax::keywords::Key;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(pub u32);

        impl $name {
            /// As an index into its arena.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }

            /// The id of a place in its arena.
            #[must_use]
            pub fn at(index: usize) -> $name {
                $name(crate::source::offset(index))
            }
        }
    )+};
}

ids! {
    /// A role of a model.
    RoleId
    /// A system of a model.
    SystemId
    /// A data object of a model.
    DataId
    /// A calendar of a model.
    CalendarId
    /// A node of a variant.
    NodeId
    /// An edge of a variant.
    EdgeId
}

/// A reference by name: what it leads to, and where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ref<I> {
    /// What it leads to; `None` if nothing has that name (reported).
    pub id: Option<I>,
    /// Where it stands.
    pub span: Span,
}

/// A value and where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// A name, a label and where they are declared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Title {
    /// The name.
    pub name: String,
    /// The label; the name serves where there is none.
    pub label: Option<String>,
    /// From the keyword to the label.
    pub span: Span,
    /// The whole declaration.
    pub whole: Span,
}

impl Title {
    /// What people read: the label, or the name.
    #[must_use]
    pub fn shown(&self) -> &str {
        self.label.as_deref().unwrap_or(&self.name)
    }
}

/// A text attribute.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextAttribute {
    /// The key.
    pub key: Key,
    /// The text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A whole file with what it uses.
#[derive(Debug, Default)]
pub struct Model {
    /// Every role, imported ones first.
    pub roles: Vec<Role>,
    /// Every system.
    pub systems: Vec<System>,
    /// Every data object.
    pub data: Vec<Data>,
    /// Every calendar.
    pub calendars: Vec<Calendar>,
    /// Risks declared at the top of files.
    pub risks: Vec<Risk>,
    /// The processes of the file itself.
    pub processes: Vec<Process>,
    /// The processes that can be called and stand in used files.
    pub callable: Vec<Title>,
    /// `# allow: …`
    pub allows: Vec<crate::ast::Allow>,
    /// The files used, as written.
    pub uses: Vec<String>,
    /// A syntax error somewhere in the file may hide a declaration or a reference.
    pub incomplete: bool,
}

impl Model {
    /// The calendar by which a process goes: the one that it names, else the one that is usual, where the file declares or uses one of its name.
    #[must_use]
    pub fn calendar_of(&self, process: &Process, usual: Option<&str>) -> Option<CalendarId> {
        if let Some(named) = process.calendar {
            return named.id;
        }
        let own = |index: usize| self.processes.get(index).is_some_and(|other| std::ptr::eq(other, process));
        let found = self.calendars.iter().position(|calendar| {
            let here = !matches!(calendar.home, Home::Process(index) if !own(index));
            here && (Some(calendar.title.name.as_str()) == usual || usual.is_some() && calendar.title.label.as_deref() == usual)
        });
        found.map(CalendarId::at)
    }
}
