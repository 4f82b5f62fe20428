//! Where the attributes stand and what they take.

use super::Key;

/// Where an attribute may stand.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Place {
    /// In a process.
    Process,
    /// In a role or an external party.
    Role,
    /// In a system.
    System,
    /// In a data object.
    Data,
    /// In a goal.
    Goal,
    /// In a risk.
    Risk,
    /// In a calendar.
    Calendar,
    /// In an approval.
    Approval,
    /// In a notify.
    Notify,
    /// In a call.
    Call,
    /// In any other node.
    Node,
}

/// What kind of value a key takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// Free text to the end of the line.
    Text,
    /// One or more names.
    Names,
    /// A duration, a range or a distribution.
    Duration,
    /// A number of people.
    Count,
    /// An amount of money.
    Money,
    /// Money per time.
    CostRate,
    /// Cases per time.
    ArrivalRate,
    /// Yes or no.
    YesNo,
    /// Yes, no, or the reason why yes.
    YesOrText,
    /// How several approvers decide.
    Mode,
    /// Roles with the time after which they are called.
    Escalation,
    /// Running or paused.
    Clock,
    /// What a goal measures.
    Metric,
    /// A quantity of any kind.
    Quantity,
    /// A comparison with a quantity of any kind.
    Comparison,
    /// A rule's name and a reason.
    Accept,
    /// A text that may end in `by ROLE due DATE`.
    Improve,
    /// Times of day, days of the week or dates, in a calendar.
    Schedule,
}

use Key as K;
use Place as P;

impl Key {
    /// The kind of value it takes.
    #[must_use]
    pub fn shape(self) -> Shape {
        match self {
            K::Purpose
            | K::Scope
            | K::Background
            | K::Problems
            | K::Note
            | K::Dept
            | K::Line
            | K::Action
            | K::Script
            | K::Checklist
            | K::Form
            | K::Issue
            | K::Aspect => Shape::Text,
            K::Owner
            | K::By
            | K::Consults
            | K::Informs
            | K::Calendar
            | K::Reports
            | K::Deputy
            | K::ChosenBy
            | K::From
            | K::Fields
            | K::System
            | K::In
            | K::Out
            | K::Optional
            | K::Of
            | K::Approvers
            | K::To
            | K::Process
            | K::Was
            | K::Control
            | K::Protects => Shape::Names,
            K::Sla | K::Response | K::Time | K::Wait | K::Valid | K::Remind | K::KeepFor => Shape::Duration,
            K::Hard
            | K::External
            | K::Deliverable
            | K::Archive
            | K::Personal
            | K::Distinct
            | K::Preventive
            | K::Detective
            | K::Responds
            | K::Automated
            | K::Manual
            | K::Keep => Shape::YesNo,
            K::Required => Shape::YesOrText,
            K::Arrivals => Shape::ArrivalRate,
            K::Budget | K::Limit => Shape::Money,
            K::Staff => Shape::Count,
            K::Cost => Shape::CostRate,
            K::Mode => Shape::Mode,
            K::Escalate => Shape::Escalation,
            K::Clock => Shape::Clock,
            K::Accept => Shape::Accept,
            K::Improve => Shape::Improve,
            K::Metric => Shape::Metric,
            K::BeforeValue | K::AfterValue => Shape::Quantity,
            K::Target => Shape::Comparison,
            K::Hours | K::Days | K::Holidays | K::Workdays => Shape::Schedule,
        }
    }

    /// Whether its value is free text, which may contain commas, colons and braces without quotes.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(self.shape(), Shape::Text | Shape::Improve | Shape::Metric)
    }

    /// Whether it may stand at that place.
    #[must_use]
    pub fn fits(self, place: Place) -> bool {
        match self {
            K::Note => true,
            K::Purpose | K::Scope | K::Background | K::Problems | K::Response | K::Arrivals | K::Budget | K::Accept => place == P::Process,
            K::Calendar => matches!(place, P::Process | P::Role),
            K::Sla | K::Hard => place == P::Process || place.is_node(),
            K::Owner => matches!(place, P::Process | P::System) || place.is_node(),
            K::Dept | K::Line | K::Staff | K::Limit | K::Reports | K::Deputy | K::External | K::ChosenBy => place == P::Role,
            K::Cost => place == P::Role || place.is_node(),
            K::From | K::Fields | K::Deliverable | K::Archive | K::Personal | K::KeepFor => place == P::Data,
            K::Of | K::Aspect | K::Approvers | K::Mode | K::Valid | K::Distinct => place == P::Approval,
            K::To => place == P::Notify,
            K::Process => place == P::Call,
            K::Metric | K::BeforeValue | K::Target | K::AfterValue => place == P::Goal,
            K::Control | K::Protects => place == P::Risk,
            K::Hours | K::Days | K::Holidays | K::Workdays => place == P::Calendar,
            K::By
            | K::Consults
            | K::Informs
            | K::System
            | K::Time
            | K::Wait
            | K::In
            | K::Out
            | K::Optional
            | K::Required
            | K::Preventive
            | K::Detective
            | K::Responds
            | K::Automated
            | K::Manual
            | K::Remind
            | K::Escalate
            | K::Clock
            | K::Action
            | K::Script
            | K::Checklist
            | K::Form
            | K::Issue
            | K::Improve
            | K::Was
            | K::Keep => place.is_node(),
        }
    }
}

impl Place {
    /// Whether it is a node of any kind.
    #[must_use]
    pub fn is_node(self) -> bool {
        matches!(self, P::Approval | P::Notify | P::Call | P::Node)
    }
}
