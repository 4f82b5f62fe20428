//! What is declared at the top of a file or of a process: roles, systems, data, calendars, risks, goals.

use super::{CalendarId, Ref, RoleId, TextAttribute, Title};
use crate::ast::Comparison;
use crate::ast::quantity::{Duration, Money, Quantity, Rate};
use crate::calendar;

/// Where a resource is declared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Home {
    /// In another file.
    Import,
    /// At the top of the file.
    File,
    /// In the process of that index.
    Process(usize),
}

/// A role, or an external party.
#[derive(Clone, Debug)]
pub struct Role {
    /// Name and label.
    pub title: Title,
    /// Where it is declared.
    pub home: Home,
    /// Outside the organisation: a customer, a supplier.
    pub external: bool,
    /// Department.
    pub dept: Option<String>,
    /// Reporting line.
    pub line: Option<String>,
    /// How many people; `None` is unknown.
    pub staff: Option<u32>,
    /// What an hour costs.
    pub cost: Option<Rate>,
    /// Up to what amount it may approve.
    pub limit: Option<Money>,
    /// To whom it reports.
    pub reports: Option<Ref<RoleId>>,
    /// Who stands in.
    pub deputy: Option<Ref<RoleId>>,
    /// The calendar it works by.
    pub calendar: Option<Ref<CalendarId>>,
    /// The name of the node that chooses who it is.
    pub chosen_by: Option<String>,
    /// Free texts.
    pub texts: Vec<TextAttribute>,
}

/// A system.
#[derive(Clone, Debug)]
pub struct System {
    /// Name and label.
    pub title: Title,
    /// Where it is declared.
    pub home: Home,
    /// Who answers for what it does by itself.
    pub owner: Option<Ref<RoleId>>,
    /// Free texts.
    pub texts: Vec<TextAttribute>,
}

/// A data object.
#[derive(Clone, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is an attribute of the language")]
pub struct Data {
    /// Name and label.
    pub title: Option<Title>,
    /// Where it is declared.
    pub home: Option<Home>,
    /// Who brings it into the process.
    pub from: Vec<Ref<RoleId>>,
    /// Its source was given, even if by a name that leads nowhere.
    pub external: bool,
    /// Its fields.
    pub fields: Vec<String>,
    /// A result of the process.
    pub deliverable: bool,
    /// It is archived.
    pub archive: bool,
    /// It holds personal data.
    pub personal: bool,
    /// How long it is kept.
    pub keep_for: Option<Duration>,
    /// Free texts.
    pub texts: Vec<TextAttribute>,
}

/// A calendar.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// Name and label.
    pub title: Title,
    /// Where it is declared.
    pub home: Home,
    /// Days, hours, holidays, working days, as written.
    pub entries: Vec<TextAttribute>,
    /// What can be reckoned with; `None` where no hours are said, or where it cannot be read.
    pub work: Option<calendar::Calendar>,
    /// Something in it could not be read; it was reported.
    pub unreadable: bool,
}

/// A risk and its controls, by the names of nodes.
#[derive(Clone, Debug)]
pub struct Risk {
    /// Name and label.
    pub title: Title,
    /// The nodes that control it.
    pub controls: Vec<String>,
    /// The nodes that it threatens.
    pub protects: Vec<String>,
    /// Free texts.
    pub texts: Vec<TextAttribute>,
}

/// A goal.
#[derive(Clone, Debug)]
pub struct Goal {
    /// Name and label.
    pub title: Title,
    /// What is measured.
    pub metric: Option<String>,
    /// Before the change.
    pub before: Option<Quantity>,
    /// What is aimed at.
    pub target: Option<(Comparison, Quantity)>,
    /// After the change.
    pub after: Option<Quantity>,
    /// Free texts.
    pub texts: Vec<TextAttribute>,
}
