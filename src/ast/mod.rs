//! The typed tree: what each statement says, before names are looked up.
//!
//! Guarantees: every value has the type its key asks for, or is [`Value::Broken`]; durations and numbers are exact. Names are
//! normalised (NFC) and not yet resolved. Texts borrow from the source; the tree does not outlive the analysis of its file.

mod allow;
mod attribute;
mod branch;
mod change;
mod cursor;
mod flow;
mod header;
mod line;
mod lower;
mod misplaced;
pub mod quantity;
mod schedule;
mod value;

use std::borrow::Cow;

pub use allow::{Allow, Until};
pub use change::{Change, Operation, Position};
pub(crate) use header::looks_latin;
pub use lower::lower;
pub use schedule::{Days, Schedule};

use crate::source::Span;
use crate::syntax::keywords::{Key, Keyword};
use quantity::{Clock, Date, Duration, Estimate, Money, Percent, Quantity, Rate};

/// A name as it was typed, in NFC.
#[derive(Clone, Debug)]
pub struct Name<'s> {
    /// The name.
    pub text: Cow<'s, str>,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// A text as it was typed, escapes resolved.
#[derive(Clone, Debug)]
pub struct Words<'s> {
    /// The text.
    pub text: Cow<'s, str>,
    /// Where it stands.
    pub span: Span,
}

/// One file.
#[derive(Debug, Default)]
pub struct File<'s> {
    /// `use "…"`
    pub uses: Vec<Words<'s>>,
    /// Roles, systems, data… at the top of the file.
    pub resources: Vec<Resource<'s>>,
    /// The processes.
    pub processes: Vec<Process<'s>>,
    /// `# allow: …`
    pub allows: Vec<Allow>,
    /// Lines with a syntax error: what they declare may be missing.
    pub broken: Vec<Span>,
}

/// The first line of a declaration.
#[derive(Clone, Debug)]
pub struct Header<'s> {
    /// What it declares.
    pub keyword: Keyword,
    /// Its name; `None` where it has none or it could not be read.
    pub name: Option<Name<'s>>,
    /// Its label.
    pub label: Option<Words<'s>>,
    /// From the keyword to the label.
    pub span: Span,
    /// The whole declaration.
    pub whole: Span,
    /// A syntax error touches it.
    pub broken: bool,
}

/// A role, system, data object, goal, risk or calendar.
#[derive(Debug)]
pub struct Resource<'s> {
    /// Its header.
    pub header: Header<'s>,
    /// Its attributes.
    pub attributes: Vec<Attribute<'s>>,
}

/// A process.
#[derive(Debug)]
pub struct Process<'s> {
    /// Its header.
    pub header: Header<'s>,
    /// Its attributes.
    pub attributes: Vec<Attribute<'s>>,
    /// What is declared in it.
    pub resources: Vec<Resource<'s>>,
    /// Milestones, duty rules, revisions.
    pub lines: Vec<Line<'s>>,
    /// As-is and to-bes.
    pub variants: Vec<Variant<'s>>,
}

/// A one-line statement of a process.
#[derive(Debug)]
pub enum Line<'s> {
    /// `milestone NODE started|done 1h`
    Milestone {
        /// Which node.
        node: Name<'s>,
        /// Counted to its end, not to its start.
        done: bool,
        /// The limit.
        limit: Duration,
        /// The statement.
        span: Span,
    },
    /// `sod: a, b, c`
    Sod(Vec<Name<'s>>, Span),
    /// `same: a, b`
    Same(Vec<Name<'s>>, Span),
    /// `revision 1.2 2026-11-22 "author" text`
    Revision {
        /// The version as typed.
        version: String,
        /// When.
        date: Option<Date>,
        /// Who.
        author: Option<String>,
        /// What changed.
        text: String,
        /// The statement.
        span: Span,
    },
}

/// As-is or to-be.
#[derive(Debug)]
pub struct Variant<'s> {
    /// Its header.
    pub header: Header<'s>,
    /// `from as-is`
    pub from: Option<Span>,
    /// Its statements in order.
    pub items: Vec<Item<'s>>,
}

/// A statement of a variant.
#[derive(Debug)]
pub enum Item<'s> {
    /// A node.
    Node(Node<'s>),
    /// A chain.
    Chain(Chain<'s>),
    /// A change of the as-is.
    Change(Change<'s>),
}

/// A node, or the changes of one.
#[derive(Debug)]
pub struct Node<'s> {
    /// Its header.
    pub header: Header<'s>,
    /// Its attributes.
    pub attributes: Vec<Attribute<'s>>,
    /// Its branches.
    pub branches: Vec<Branch<'s>>,
    /// The branches of a parallel block.
    pub chains: Vec<Chain<'s>>,
}

/// `a, b -> c -> d`
#[derive(Debug)]
pub struct Chain<'s> {
    /// The steps, each one or more names.
    pub steps: Vec<Vec<Name<'s>>>,
    /// `max N` on the last edge.
    pub max: Option<u32>,
    /// The statement.
    pub span: Span,
}

/// A way out of a node, written in the node.
#[derive(Debug)]
pub struct Branch<'s> {
    /// What kind.
    pub kind: BranchKind<'s>,
    /// Its label.
    pub label: Option<Words<'s>>,
    /// Its probability.
    pub probability: Option<Percent>,
    /// Where it goes: one or more steps.
    pub path: Chain<'s>,
    /// The statement.
    pub span: Span,
}

/// The kinds of branch.
#[derive(Clone, Debug)]
pub enum BranchKind<'s> {
    /// With a label or nothing.
    Plain,
    /// On a condition.
    Condition(Condition<'s>),
    /// Everything else.
    Else,
    /// An approval's approval.
    Approved,
    /// An approval's rejection.
    Rejected,
    /// After that long.
    Timeout(Duration),
}

/// `data.field <= 5000元`
#[derive(Clone, Debug)]
pub struct Condition<'s> {
    /// The data object.
    pub data: Name<'s>,
    /// Its field.
    pub field: Option<Name<'s>>,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what.
    pub value: Operand,
    /// The condition as typed.
    pub text: String,
}

/// How two values are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `=`
    Equal,
    /// `>=`
    AtLeast,
    /// `>`
    More,
}

/// The right side of a condition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Operand {
    /// A quantity.
    Quantity(Quantity),
    /// A text.
    Text(String),
}

/// `key: value`
#[derive(Clone, Debug)]
pub struct Attribute<'s> {
    /// The key.
    pub key: Key,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Value<'s>,
    /// Where the value stands.
    pub span: Span,
}

/// A value, as its key asks for it.
#[derive(Clone, Debug)]
pub enum Value<'s> {
    /// `-`
    Unknown,
    /// It could not be read; a finding says why.
    Broken,
    /// Names.
    Names(Vec<Name<'s>>),
    /// Free text.
    Text(Words<'s>),
    /// An entry of a calendar, as typed and as read.
    Schedule(Words<'s>, Schedule),
    /// How long.
    Duration(Estimate),
    /// A whole number.
    Count(u32),
    /// Money.
    Money(Money),
    /// Money or cases per time.
    Rate(Rate),
    /// Yes or no.
    Yes(bool),
    /// How several approvers decide.
    Mode(Mode),
    /// Who is called when.
    Escalation(Vec<Escalation<'s>>),
    /// Whether the clock of the SLA runs.
    Clock {
        /// It runs.
        running: bool,
    },
    /// A quantity of any kind.
    Quantity(Quantity),
    /// A comparison with a quantity.
    Comparison(Comparison, Quantity),
    /// A code and a reason.
    Accept {
        /// The code or name of a rule.
        code: Name<'s>,
        /// Why.
        because: Option<Words<'s>>,
    },
    /// A text with who and when.
    Improve {
        /// The text.
        text: Words<'s>,
        /// Who does it.
        by: Option<Name<'s>>,
        /// By when.
        due: Option<Date>,
    },
}

/// How several approvers decide.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// All must approve (会签).
    All,
    /// One is enough (或签).
    Any,
    /// One after another (依次).
    InTurn,
    /// That many are enough.
    AtLeast(u32),
}

/// Who is called when.
#[derive(Clone, Debug)]
pub struct Escalation<'s> {
    /// The role.
    pub role: Name<'s>,
    /// When.
    pub after: After,
}

/// When an escalation fires, from the arrival of the case at the node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum After {
    /// That long after.
    Arrival(Duration),
    /// That much after the SLA, or before it when negative; milliseconds on a clock.
    Sla {
        /// How much later than the SLA.
        ms: i64,
        /// On which clock.
        clock: Clock,
    },
}
