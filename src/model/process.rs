//! A process: what is said about all of it, and its variants.

use super::{CalendarId, Goal, Ref, Risk, RoleId, Spanned, TextAttribute, Title, Variant, VariantKind};
use crate::ast::quantity::{Date, Duration, Money, Rate};
use crate::source::Span;

/// A process.
#[derive(Clone, Debug)]
pub struct Process {
    /// Name and label.
    pub title: Title,
    /// Purpose, scope, background, problems, note.
    pub texts: Vec<TextAttribute>,
    /// Who is accountable for the process.
    pub owner: Vec<Ref<RoleId>>,
    /// Start to end.
    pub sla: Option<Spanned<Duration>>,
    /// Start to the first human answer.
    pub response: Option<Spanned<Duration>>,
    /// The SLA must hold in the worst case.
    pub hard: bool,
    /// The calendar it runs by.
    pub calendar: Option<Ref<CalendarId>>,
    /// Cases per time.
    pub arrivals: Option<Rate>,
    /// What a case may cost.
    pub budget: Option<Money>,
    /// Milestones.
    pub milestones: Vec<Milestone>,
    /// Segregation of duties, and same person.
    pub duties: Vec<DutyRule>,
    /// Goals: those of its file, then its own.
    pub goals: Vec<Goal>,
    /// Risks declared in it.
    pub risks: Vec<Risk>,
    /// Revision history.
    pub revisions: Vec<Revision>,
    /// Agreed trade-offs.
    pub accepts: Vec<Accept>,
    /// The as-is first, if there is one, then the to-bes in order.
    pub variants: Vec<Variant>,
}

impl Process {
    /// The as-is.
    #[must_use]
    pub fn as_is(&self) -> Option<&Variant> {
        self.variants.iter().find(|variant| variant.kind == VariantKind::AsIs)
    }

    /// The to-bes, in order.
    pub fn to_bes(&self) -> impl Iterator<Item = &Variant> {
        self.variants.iter().filter(|variant| variant.kind == VariantKind::ToBe)
    }
}

/// A limit on the time from the start event to a node.
#[derive(Clone, Debug)]
pub struct Milestone {
    /// The node's name.
    pub node: String,
    /// To its end, not to its start.
    pub done: bool,
    /// The limit.
    pub limit: Duration,
    /// Where it stands.
    pub span: Span,
}

/// An entry of the revision history.
#[derive(Clone, Debug)]
pub struct Revision {
    /// The version as typed.
    pub version: String,
    /// When.
    pub date: Option<Date>,
    /// Who.
    pub author: Option<String>,
    /// What.
    pub text: String,
}

/// Nodes that different people, or one person, must do.
#[derive(Clone, Debug)]
pub struct DutyRule {
    /// Different people, not one.
    pub separate: bool,
    /// The nodes' names.
    pub nodes: Vec<String>,
    /// Where it stands.
    pub span: Span,
}

/// An agreed trade-off.
#[derive(Clone, Debug)]
pub struct Accept {
    /// The rule's code or name.
    pub code: String,
    /// Why.
    pub because: Option<String>,
    /// Where it stands.
    pub span: Span,
}
